// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C programs in `c-tests/programs/`: each is compiled against `include/`, linked to the library and run, and its
//! output compared with the `.expected` file beside it.
//!
//! Comments in the first lines of a program say what it needs:
//!
//! * `// env: NAME=VALUE` sets a variable. Variables `ENLIST_*` from outside are removed.
//! * `// link: ws2_32` links by that name instead of `enlist`.
//! * `// seconds: 120` is how long it may take instead of 60.
//! * `// linux only: REASON` leaves it out where it is compiled for Windows.
//!
//! `ENLIST_TEST_ALL_COMPILERS=1` takes gcc and clang instead of `CC`; `ENLIST_TEST_CXX=1` compiles every program as C++17,
//! too; `ENLIST_TEST_MINGW=1` compiles every program with MinGW's own headers, too.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

#[path = "support/mod.rs"]
mod support;

use support::{Compiler, Stage, on};

const FOLDER: &str = "c-tests/programs";
const WARNINGS: [&str; 3] = ["-Wall", "-Wextra", "-Werror"];
const C: &str = "-std=c11";
const CXX: &str = "-std=c++17";

/// A program, and what its first lines say.
#[derive(Clone)]
struct Program {
    name: String,
    source: PathBuf,
    environment: Vec<(String, String)>,
    link: String,
    limit: Duration,
    linux_only: bool,
}

impl Program {
    fn read(source: PathBuf) -> Self {
        let name = source.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&source).unwrap();
        let mut program = Self {
            name,
            source,
            environment: Vec::new(),
            link: "enlist".to_owned(),
            limit: Duration::from_secs(60),
            linux_only: false,
        };
        for line in text.lines().take_while(|line| line.starts_with("//")) {
            let Some((word, value)) = line.trim_start_matches('/').trim().split_once(": ") else {
                continue;
            };
            match word {
                "env" => {
                    let (variable, value) = value
                        .split_once('=')
                        .unwrap_or_else(|| panic!("{}: {line}", program.name));
                    program
                        .environment
                        .push((variable.to_owned(), value.to_owned()));
                }
                "link" => program.link = value.to_owned(),
                "seconds" => program.limit = Duration::from_secs(value.parse().unwrap()),
                "linux only" => program.linux_only = true,
                _ => {}
            }
        }
        program
    }

    fn expected(&self) -> PathBuf {
        self.source.with_extension("expected")
    }

    /// Compiles the program, runs it, and looks at what it printed.
    fn test(
        &self,
        stage: &Stage,
        compiler: &Compiler,
        language: &str,
        kind: &str,
    ) -> Result<(), String> {
        let executable = stage.file(format!("{}-{kind}", self.name));
        let mut arguments = vec![language, "-O1", "-g", "-pthread"];
        arguments.extend(WARNINGS);
        if language == CXX {
            arguments.extend(["-x", "c++"]);
        }
        let (source, libraries) = (self.source.to_str().unwrap(), stage.libraries());
        arguments.extend(["-Iinclude", "-o", executable.to_str().unwrap(), source]);
        if language == CXX {
            arguments.extend(["-x", "none"]);
        }
        let link = format!("-l{}", self.link);
        arguments.extend(["-L", libraries.to_str().unwrap(), &link]);
        compiler.run(&arguments)?;

        let mut command = support::clean_command(&executable);
        command
            .env("LD_LIBRARY_PATH", libraries)
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        let printed = support::run(stage, command, self.limit)?.success()?;
        compare(
            &fs::read(self.expected())
                .map_err(|error| format!("{}: {error}", self.expected().display()))?,
            &printed,
        )
    }

    /// Compiles the program with the headers of Windows, as MinGW ships them.
    fn check_with_mingw(&self) -> Result<(), String> {
        let mut arguments = vec![C, "-fsyntax-only"];
        arguments.extend(WARNINGS);
        arguments.push(self.source.to_str().unwrap());
        Compiler::named("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64").run(&arguments)
    }
}

/// Byte for byte; a difference is shown by the first line that differs.
fn compare(expected: &[u8], printed: &[u8]) -> Result<(), String> {
    if expected == printed {
        return Ok(());
    }
    let (expected, printed) = (
        String::from_utf8_lossy(expected),
        String::from_utf8_lossy(printed),
    );
    let same = expected
        .lines()
        .zip(printed.lines())
        .take_while(|(left, right)| left == right)
        .count();
    let line = |text: &str| {
        text.lines()
            .nth(same)
            .map_or("(the end)".to_owned(), |line| format!("{line:?}"))
    };
    Err(format!(
        "the output differs in line {}\n  expected: {}\n  printed:  {}\n--- all that was printed\n{printed}",
        same + 1,
        line(&expected),
        line(&printed)
    ))
}

fn files(extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(support::root().join(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// A program without expectations tests nothing; expectations without a program neither.
fn every_program_has_expectations(programs: &[Program]) -> Result<(), String> {
    let expected: Vec<PathBuf> = programs.iter().map(Program::expected).collect();
    for file in &expected {
        if fs::read(file).map_or(true, |content| content.is_empty()) {
            return Err(format!("{} is missing or empty", file.display()));
        }
    }
    match files("expected")
        .into_iter()
        .find(|file| !expected.contains(file))
    {
        Some(file) => Err(format!("{} belongs to no program", file.display())),
        None => Ok(()),
    }
}

fn trials(stage: &Arc<Stage>, programs: &[Program]) -> Vec<Trial> {
    let mut kinds = if on("ENLIST_TEST_ALL_COMPILERS") {
        vec![
            ("gcc", Compiler::named("gcc", "gcc"), C),
            ("clang", Compiler::named("clang", "clang"), C),
        ]
    } else {
        vec![("", Compiler::c(), C)]
    };
    if on("ENLIST_TEST_CXX") {
        if on("ENLIST_TEST_ALL_COMPILERS") {
            kinds.push(("g++", Compiler::named("g++", "g++"), CXX));
            kinds.push(("clang++", Compiler::named("clang++", "clang"), CXX));
        } else {
            kinds.push(("c++", Compiler::cxx(), CXX));
        }
    }
    let mut trials = Vec::new();
    for (kind, compiler, language) in kinds {
        for program in programs {
            let (stage, compiler, program, name) = (
                stage.clone(),
                compiler.clone(),
                program.clone(),
                program.name.clone(),
            );
            let test = move || {
                program
                    .test(&stage, &compiler, language, kind)
                    .map_err(Failed::from)
            };
            trials.push(Trial::test(name, test).with_kind(kind));
        }
    }
    if on("ENLIST_TEST_MINGW") {
        for program in programs.iter().filter(|program| !program.linux_only) {
            let (program, name) = (program.clone(), program.name.clone());
            trials.push(
                Trial::test(name, move || {
                    program.check_with_mingw().map_err(Failed::from)
                })
                .with_kind("mingw"),
            );
        }
    }
    let all = programs.to_vec();
    let complete = move || every_program_has_expectations(&all).map_err(Failed::from);
    trials.push(Trial::test(
        "every_program_has_expectations_and_the_reverse",
        complete,
    ));
    trials
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let stage = Arc::new(Stage::new());
    let programs: Vec<Program> = files("c").into_iter().map(Program::read).collect();
    assert!(
        !programs.is_empty(),
        "there are no programs in {}",
        Path::new(FOLDER).display()
    );
    let trials = trials(&stage, &programs);
    let conclusion = libtest_mimic::run(&arguments, trials);
    // Removes the temporary folder, which leaving by `exit` would not.
    drop(stage);
    conclusion.exit_code()
}
