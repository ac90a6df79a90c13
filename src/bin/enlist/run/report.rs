// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is told about a run: the calls as they come, and in the end how it went.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::ExitStatus;

use serde::Serialize;

use super::Arguments;
use super::child;
use super::others::Process;
use super::show::Shower;
use super::strict::Strict;
use super::summary::{Row, Summary};
use crate::journal::{Entry, What};
use crate::output::{self, complain};
use crate::store;

/// A file by its name, and whatever is written to it.
struct Kept {
    name: String,
    file: File,
}

pub struct Report<'a> {
    arguments: &'a Arguments,
    shower: Shower,
    summary: Summary,
    strict: Strict,
    /// Where calls are shown; `None` when nobody looks any more.
    shown: Option<Box<dyn Write>>,
    /// The same, to be asked whether anybody looks.
    looked_at: Option<OwnedFd>,
    /// Where the lines of the journal are kept.
    kept: Option<Kept>,
    /// Why lines of the journal are missing.
    missing: Vec<String>,
    /// Whether they are missing here, too, and not only where they are kept.
    is_blind: bool,
}

/// What `--strict` says of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    Guilty,
    /// Lines of the journal are missing that it would take to tell.
    Unknown,
}

/// Whether two files are one; what is no file can take what comes from several sides.
fn is_same(one: &File, other: &File) -> io::Result<bool> {
    let (one, other) = (one.metadata()?, other.metadata()?);
    Ok(one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino()))
}

/// What is written to, and whether it was opened here.
struct Target {
    file: File,
    is_own: bool,
}

impl Target {
    fn open(path: &Path) -> Result<Self, String> {
        let at = |error: io::Error| format!("{}: {error}", path.display());
        if output::is_stream(path) {
            let file = io::stdout().as_fd().try_clone_to_owned().map_err(at)?;
            return Ok(Self {
                file: file.into(),
                is_own: false,
            });
        }
        let options = File::options().write(true).create(true).to_owned();
        Ok(Self {
            file: options.open(path).map_err(at)?,
            is_own: true,
        })
    }

    /// Removes what is in it, unless it is the caller's.
    fn empty(&self) -> io::Result<()> {
        match self.is_own && self.file.metadata()?.is_file() {
            true => self.file.set_len(0),
            false => Ok(()),
        }
    }
}

/// The last line with `--json`.
#[derive(Serialize)]
struct Ended {
    ended: Details,
}

#[derive(Serialize)]
struct Details {
    /// What a shell would tell.
    exit_code: u8,
    how: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Vec<Row>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<String>>,
    /// There may be others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    undecided: bool,
}

impl<'a> Report<'a> {
    /// Opens what the arguments name. The error is a sentence for the user.
    pub fn open(arguments: &'a Arguments) -> Result<Self, String> {
        let output = arguments.output.as_deref();
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let journal = match &arguments.journal {
            Some(path) => Some(path.clone()),
            // There, it is a file by any name.
            None => set("ENLIST_JOURNAL").and_then(|path| std::path::absolute(path).ok()),
        };
        let shown = output.map(Target::open).transpose()?;
        let kept = journal.as_deref().map(Target::open).transpose()?;
        if let (Some(shown), Some(kept)) = (&shown, &kept) {
            let are_streams = !shown.is_own && !kept.is_own;
            if are_streams || is_same(&shown.file, &kept.file).unwrap_or(false) {
                let name = journal.unwrap_or_default();
                return Err(format!(
                    "{}: the calls and the journal cannot go into the same file",
                    name.display()
                ));
            }
        }
        for target in shown.iter().chain(&kept) {
            target.empty().map_err(|error| error.to_string())?;
        }
        let kept = kept.map(|target| Kept {
            name: journal.unwrap_or_default().display().to_string(),
            file: target.file,
        });
        let looked_at = match &shown {
            Some(target) => target.file.as_fd().try_clone_to_owned(),
            None => io::stderr().as_fd().try_clone_to_owned(),
        };
        let shown: Box<dyn Write> = match shown {
            Some(target) if target.is_own => Box::new(anstream::StripStream::new(target.file)),
            Some(_) => Box::new(anstream::stdout()),
            None => Box::new(anstream::stderr()),
        };
        let is_shared = arguments.store.is_some() || set("ENLIST_STORE").is_some();
        Ok(Self {
            arguments,
            shower: Shower::default(),
            summary: Summary::default(),
            strict: Strict::new(is_shared, store::namespaces(arguments.store.as_deref())),
            shown: Some(shown),
            looked_at: looked_at.ok(),
            kept,
            missing: Vec::new(),
            is_blind: false,
        })
    }

    /// Takes a line of the journal.
    pub fn add(&mut self, line: &str) {
        self.keep(line);
        let Arguments { quiet, json, .. } = *self.arguments;
        let entry = match Entry::parse(line) {
            Ok(entry) => entry,
            Err(reason) => return self.miss_calls(&format!("a line cannot be read: {reason}")),
        };
        match &entry.what {
            What::Call(call) => self.summary.add(call),
            What::Event(event) if event.is_loss() => {
                self.miss_calls(&format!("the library could not write {}", event.message));
            }
            What::Event(_) => {}
        }
        self.strict.add(&entry);
        if !quiet {
            let shown = match json {
                true => line.to_owned(),
                false => self.shower.line(&entry),
            };
            self.show(&shown);
        }
    }

    /// Tells who is waited for now that the program has ended.
    pub fn wait_for(&mut self, others: &[Process]) {
        let Arguments { quiet, json, .. } = *self.arguments;
        if quiet || json || others.is_empty() {
            return;
        }
        let named = others
            .iter()
            .map(|other| format!("{} ({})", enlist::tools::escaped(&other.name), other.number));
        let named: Vec<String> = named.collect();
        self.show(&format!(
            "--- the program has ended; still there, and waited for: {} ---",
            named.join(", ")
        ));
    }

    /// Whether nobody learns of any further call: who looked has gone, and nothing is kept or judged.
    pub fn is_abandoned(&self) -> bool {
        let looked_at = self.looked_at.as_ref();
        self.kept.is_none()
            && !self.arguments.strict
            && looked_at.is_some_and(|output| output::is_closed(output.as_fd()))
    }

    /// Notes why lines of the journal have not come here.
    pub fn miss_calls(&mut self, reason: &str) {
        self.is_blind = true;
        self.miss(reason);
    }

    /// Notes why lines of the journal are missing.
    pub fn miss(&mut self, reason: &str) {
        if !self.missing.iter().any(|known| known == reason) {
            self.missing.push(reason.to_owned());
        }
    }

    fn keep(&mut self, line: &str) {
        let Some(mut kept) = self.kept.take() else {
            return;
        };
        match kept.file.write_all(format!("{line}\n").as_bytes()) {
            Ok(()) => self.kept = Some(kept),
            Err(error) => self.miss(&format!("{}: {error}", kept.name)),
        }
    }

    fn show(&mut self, line: &str) {
        let written = match &mut self.shown {
            Some(shown) => writeln!(shown, "{line}"),
            None => return,
        };
        if let Err(error) = written {
            self.shown = None;
            // Whoever closes a pipe has seen enough.
            if error.kind() != io::ErrorKind::BrokenPipe {
                complain(&format!("the calls can no longer be shown: {error}"));
            }
        }
    }

    /// Tells how it went, and what `--strict` has found.
    pub fn end(mut self, status: ExitStatus, is_interrupted: bool) -> Verdict {
        let Arguments {
            json,
            quiet,
            summary,
            strict,
            ..
        } = *self.arguments;
        let how = child::described(status);
        let findings = match strict {
            true => std::mem::take(&mut self.strict).findings(!self.is_blind),
            false => Vec::new(),
        };
        let verdict = match (findings.is_empty(), self.is_blind) {
            (false, _) => Verdict::Guilty,
            (true, true) => Verdict::Unknown,
            (true, false) => Verdict::Clean,
        };
        let undecided = strict && self.is_blind;
        if json {
            let details = Details {
                exit_code: child::exit_code(status),
                how,
                missing: self.missing.clone(),
                summary: summary.then(|| self.summary.rows()),
                findings: strict.then_some(findings),
                undecided,
            };
            let line = serde_json::to_string(&Ended { ended: details });
            self.show(&line.unwrap_or_default());
            return verdict;
        }
        if !quiet || is_interrupted {
            self.show(&format!("+++ {how} +++"));
        }
        if summary {
            let table = self.summary.table();
            self.show(table.trim_end());
        }
        for reason in std::mem::take(&mut self.missing) {
            complain(&format!("the journal is incomplete: {reason}"));
        }
        for finding in findings {
            complain(&format!("strict: {finding}"));
        }
        if undecided {
            complain("strict: it cannot be told what was left behind: calls are missing");
        }
        verdict
    }
}
