// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist run`: runs a program with the library, and shows its calls.

#![forbid(unsafe_code)]

mod child;
mod others;
mod report;
mod show;
mod strict;
mod summary;
mod target;
mod windows;

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use enlist::tools;

use self::child::Child;
use self::others::Others;
use self::report::{Report, Verdict};
use self::target::Kind;
use crate::journal::Follower;
use crate::layout;
use crate::library;
use crate::output::{Stop, complain};
use crate::store::others_may_write;

/// What it ends with when it cannot do its own part.
const FAILED: u8 = 125;

/// What it ends with when `--strict` finds something, and the program itself has ended with 0.
const STRICT: u8 = 1;

#[derive(clap::Args)]
pub struct Arguments {
    /// Make calls fail, as ENLIST_FAULTS does: CALL:WHICH=WHAT; may be given more than once
    #[arg(long, value_name = "RULE")]
    fail: Vec<String>,

    /// The folder of a shared store (ENLIST_STORE)
    #[arg(long, value_name = "FOLDER", value_parser = crate::output::place(), value_hint = clap::ValueHint::DirPath)]
    store: Option<PathBuf>,

    /// The ANSI code page (ENLIST_ACP)
    #[arg(long, value_name = "NUMBER")]
    acp: Option<String>,

    /// Keep the journal in a file (by default in the one that ENLIST_JOURNAL names); `-` is the standard output
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    journal: Option<PathBuf>,

    /// Show the calls in a file, or with `-` on the standard output, instead of on the standard error
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,

    /// Show the lines of the journal as they are, and in the end one about the run
    #[arg(long)]
    json: bool,

    /// Do not show the calls
    #[arg(short, long)]
    quiet: bool,

    /// Show in the end how often each call was made and failed, and how long it took
    #[arg(long)]
    summary: bool,

    /// End with 1 in the place of 0 if the program left registrations, lookups, start-ups or COM objects behind, called before
    /// start-up, or ignored an error, and with 125 in the place of 0 if calls are missing; a program's own failure stays its end
    #[arg(long)]
    strict: bool,

    /// Do not wait for processes that the program has started and that outlive it
    #[arg(long)]
    no_wait: bool,

    /// The enlist.dll for a Windows program
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    dll: Option<PathBuf>,

    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "PROGRAM", value_hint = clap::ValueHint::CommandWithArguments)]
    command: Vec<OsString>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let failed = |problem: String| {
        complain(&problem);
        Ok(ExitCode::from(FAILED))
    };
    let Some((program, rest)) = arguments.command.split_first() else {
        return failed("no program".to_owned());
    };
    let examined = target::find(program).and_then(|file| Ok((target::examine(&file)?, file)));
    let (kind, file) = match examined {
        Ok(found) => found,
        Err(refusal) => {
            complain(&format!("{}: {refusal}", program.display()));
            return Ok(ExitCode::from(refusal.exit_code()));
        }
    };
    let folder = match tempfile::Builder::new().prefix("enlist-run-").tempdir() {
        Ok(folder) => folder,
        Err(error) => return failed(format!("{}: {error}", std::env::temp_dir().display())),
    };
    let journal = folder.path().join("journal.jsonl");
    let prepared = prepare(arguments, kind, program, &file, folder.path(), &journal);
    let opened = prepared.and_then(|command| Ok((command, Report::open(arguments)?)));
    let (mut command, mut report) = match opened {
        Ok(opened) => opened,
        Err(problem) => return failed(problem),
    };
    command.args(rest);
    let others = match kind {
        _ if arguments.no_wait => Others::Nobody,
        Kind::Native => Others::Everybody,
        Kind::Windows => Others::from_folder(folder.path()),
    };
    let mut child = match Child::start(&mut command, others) {
        Ok(child) => child,
        Err(error) => {
            let code = target::exit_code(&error);
            let program = command.get_program().display();
            complain(&format!("{program}: {error}"));
            return Ok(ExitCode::from(code));
        }
    };
    let mut follower = Follower::new(journal);
    let status = loop {
        // Asked first, so that everything that was written is read behind the end.
        let ended = child.wait_a_moment();
        match follower.read() {
            Ok(lines) => {
                let is_idle = lines.is_empty();
                lines.iter().for_each(|line| report.add(line));
                child.is_idle(is_idle);
            }
            Err(error) => report.miss_calls(&format!("the journal: {error}")),
        }
        if let Some(others) = child.lingering() {
            report.wait_for(&others);
        }
        if report.is_abandoned() {
            child.leave_others();
        }
        match ended {
            Ok(None) => {}
            Ok(Some(status)) => break status,
            Err(error) => return failed(error.to_string()),
        }
    };
    if follower.lines.torn().is_some() {
        report.miss_calls("its last line is not whole");
    }
    if is_full(folder.path()) {
        report.miss_calls("the disk is full");
    }
    if child.has_left_others() {
        report.miss("processes that the program has started still run");
    }
    let verdict = report.end(status, child.was_interrupted());
    let code = child::exit_code(status);
    Ok(ExitCode::from(match arguments.strict {
        true => judged(code, verdict),
        false => code,
    }))
}

/// The end with `--strict`: a program that has failed by itself says more by that than could be said here.
fn judged(code: u8, verdict: Verdict) -> u8 {
    match (code, verdict) {
        (0, Verdict::Guilty) => STRICT,
        (0, Verdict::Unknown) => FAILED,
        _ => code,
    }
}

/// Whether nothing more can be written to a folder: then the library may not have been able to say that lines are missing.
fn is_full(folder: &Path) -> bool {
    let Ok(system) = nix::sys::statvfs::statvfs(folder) else {
        return false;
    };
    let free = match nix::unistd::geteuid().is_root() {
        true => system.blocks_free(),
        false => system.blocks_available(),
    };
    // Some say nothing of their size.
    system.blocks() > 0 && free == 0
}

/// The command that runs the program with the library, and the variables that the options stand for.
fn prepare(
    arguments: &Arguments,
    kind: Kind,
    program: &OsStr,
    file: &Path,
    folder: &Path,
    journal: &Path,
) -> Result<Command, String> {
    let mut command = match kind {
        Kind::Native => {
            let mut command = Command::new(file);
            command.arg0(program);
            command.env("LD_PRELOAD", preloaded(folder)?);
            command
        }
        Kind::Windows => windows::command(file, arguments.dll.as_deref(), folder)?,
    };
    let named = |path: &Path| match kind {
        Kind::Native => path.as_os_str().to_owned(),
        Kind::Windows => windows::windows_path(path),
    };
    command.env("ENLIST_JOURNAL", named(journal));
    let variables = settings(arguments)?;
    for (name, value) in variables {
        let value = match name {
            "ENLIST_STORE" => named(Path::new(&value)),
            _ => value,
        };
        command.env(name, value);
    }
    Ok(command)
}

/// The variables that the options stand for, if the library takes their values.
fn settings(arguments: &Arguments) -> Result<Vec<(&'static str, OsString)>, String> {
    let mut variables = Vec::new();
    if let Some(number) = &arguments.acp {
        if let Some(reason) = tools::wrong_setting("ENLIST_ACP", number.as_ref()) {
            return Err(format!("--acp {number:?}: {reason}"));
        }
        variables.push(("ENLIST_ACP", number.into()));
    }
    if let Some(store) = &arguments.store {
        let store = std::path::absolute(store).map_err(|error| error.to_string())?;
        if let Some(problem) = tools::store_problem(&store, others_may_write()) {
            return Err(format!("--store: {problem}"));
        }
        variables.push(("ENLIST_STORE", store.into_os_string()));
    }
    if !arguments.fail.is_empty() {
        variables.push(("ENLIST_FAULTS", faults(&arguments.fail)?.into()));
    }
    Ok(variables)
}

/// The rules that the environment has already, and those that are given.
fn faults(given: &[String]) -> Result<String, String> {
    let earlier = std::env::var_os("ENLIST_FAULTS").unwrap_or_default();
    if let Some(reason) = tools::wrong_setting("ENLIST_FAULTS", &earlier) {
        return Err(format!("ENLIST_FAULTS={earlier:?}: {reason}"));
    }
    let earlier = earlier.to_string_lossy().into_owned();
    for rules in given {
        if let Some(reason) = tools::wrong_faults(rules) {
            return Err(format!("--fail {rules:?}: {reason}"));
        }
    }
    let rules = [earlier].into_iter().chain(given.iter().cloned());
    let rules: Vec<String> = rules.filter(|rule| !rule.trim().is_empty()).collect();
    Ok(rules.join("; "))
}

/// What is to be preloaded: the library, behind what already is.
fn preloaded(folder: &Path) -> Result<OsString, String> {
    let library = library::find()?;
    library::check(&library)?;
    let library = library.canonicalize().map_err(|error| error.to_string())?;
    let library = nameable(library, folder).map_err(|error| error.to_string())?;
    let mut preloaded = std::env::var_os("LD_PRELOAD").unwrap_or_default();
    if !preloaded.is_empty() {
        preloaded.push(":");
    }
    preloaded.push(library);
    Ok(preloaded)
}

/// The library under a name without the characters that separate names in `LD_PRELOAD`.
fn nameable(library: PathBuf, folder: &Path) -> io::Result<PathBuf> {
    let separates = |byte: &u8| b": \t\n".contains(byte);
    if !library.as_os_str().as_encoded_bytes().iter().any(separates) {
        return Ok(library);
    }
    let link = folder.join(layout::SONAME);
    symlink(library, &link)?;
    Ok(link)
}
