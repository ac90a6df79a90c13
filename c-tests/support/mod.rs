// SPDX-License-Identifier: MIT OR Apache-2.0
//! What tests need that compile C and run it against the library: `#[path = "support/mod.rs"] mod support;`.

// Every test that includes this uses its own part of it.
#![allow(dead_code)]
#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use tempfile::TempDir;

pub mod cabs;
pub mod dns_server;
#[path = "../../src/bin/enlist/functions.rs"]
pub mod functions;
#[path = "../../src/bin/enlist/layout.rs"]
pub mod layout;
pub mod update_server;
pub mod web_server;
pub mod windows;

/// The folder of the crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a switch of the tests is set (`NAME=1`).
pub fn on(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| value == "1")
}

/// The library, laid out as in an installation, and room for what is made from it. Gone when dropped.
pub struct Stage {
    folder: TempDir,
}

impl Stage {
    /// Takes the library that cargo built together with the test that runs.
    pub fn new() -> Self {
        let test = env::current_exe().unwrap();
        let library = layout::library_of(&test)
            .unwrap_or_else(|| panic!("there is no {} beside {}", layout::LIBRARY, test.display()));
        let folder = tempfile::Builder::new()
            .prefix("enlist-test-")
            .tempdir()
            .unwrap();
        layout::install(&library, &folder.path().join("lib")).unwrap();
        let stage = Self { folder };
        for path in [stage.folder.path(), &stage.libraries(), &stage.library()] {
            trusted(path).unwrap();
        }
        stage
    }

    /// A file of this name in the stage.
    pub fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the linker and the loader find the library.
    pub fn libraries(&self) -> PathBuf {
        self.file("lib")
    }

    /// The library itself, by the name that `LD_PRELOAD` is given.
    pub fn library(&self) -> PathBuf {
        self.libraries().join(layout::SONAME)
    }
}

/// Takes write permission from everybody else, whatever the umask gave: otherwise a library is not loaded as a provider's.
pub fn trusted(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

/// A compiler: its command line, and the Debian package that brings it.
#[derive(Clone, Debug)]
pub struct Compiler {
    command: Vec<String>,
    package: &'static str,
}

impl Compiler {
    /// The system's C compiler: `CC`, which may hold arguments, or `cc`.
    pub fn c() -> Self {
        Self::from_variable("CC", "cc", "gcc")
    }

    /// The system's C++ compiler: `CXX`, which may hold arguments, or `c++`.
    pub fn cxx() -> Self {
        Self::from_variable("CXX", "c++", "g++")
    }

    pub fn named(command: &str, package: &'static str) -> Self {
        Self {
            command: vec![command.to_owned()],
            package,
        }
    }

    fn from_variable(variable: &str, default: &str, package: &'static str) -> Self {
        let value = env::var(variable).unwrap_or_default();
        let words: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
        let is_clang = words.first().is_some_and(|word| word.contains("clang"));
        Self {
            command: if words.is_empty() {
                vec![default.to_owned()]
            } else {
                words
            },
            package: if is_clang { "clang" } else { package },
        }
    }

    /// Runs the compiler in the crate's folder. The error holds the command line and what the compiler said.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<(), String> {
        let (program, leading) = self.command.split_first().unwrap();
        let mut command = Command::new(program);
        command
            .args(leading)
            .args(arguments)
            .current_dir(root())
            .env("LC_ALL", "C");
        match command.output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(format!(
                "{command:?}\n{}",
                String::from_utf8_lossy(&output.stderr)
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
                "there is no compiler `{program}`; on Debian and Ubuntu: apt-get install {}",
                self.package
            )),
            Err(error) => Err(format!("{program}: {error}")),
        }
    }
}

/// What a program did.
#[derive(Debug)]
pub struct Outcome {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Outcome {
    /// Its output, when it succeeded and did not complain.
    pub fn success(self) -> Result<Vec<u8>, String> {
        if self.status.success() && self.stderr.is_empty() {
            return Ok(self.stdout);
        }
        Err(format!(
            "{}\n--- stderr\n{}--- stdout\n{}",
            self.status,
            String::from_utf8_lossy(&self.stderr),
            String::from_utf8_lossy(&self.stdout)
        ))
    }
}

/// What a command of a test has from the environment of whoever runs the tests: where things are, and how long to try.
const INHERITED: [&str; 9] = [
    "CARGO_HOME",
    "CARGO_TARGET_DIR",
    "HOME",
    "LOGNAME",
    "PATH",
    "RUSTUP_HOME",
    "TEST_CRASH_ROUNDS",
    "TMPDIR",
    "USER",
];

/// A command with the same environment on every machine.
pub fn clean_command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LANG", "C.UTF-8");
    for name in INHERITED {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs a command to its end, or kills it with all its children when it takes too long.
pub fn run(stage: &Stage, mut command: Command, limit: Duration) -> Result<Outcome, String> {
    // Files and not pipes: a forgotten child that holds a pipe open would keep its reader waiting.
    let outputs = tempfile::tempdir_in(stage.folder.path()).unwrap();
    let path = |name: &str| outputs.path().join(name);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create(path("stdout")).unwrap())
        .stderr(File::create(path("stderr")).unwrap())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let group = -i32::try_from(child.id()).unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if start.elapsed() > limit {
            break None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    // SAFETY: sends a signal to the process group that was made for this child; what is left of it is not waited for.
    unsafe { libc::kill(group, libc::SIGKILL) };
    let read = |name: &str| fs::read(path(name)).unwrap();
    let Some(status) = status else {
        child.wait().unwrap();
        return Err(format!(
            "still running after {limit:?}, killed\n--- stderr\n{}--- stdout\n{}",
            String::from_utf8_lossy(&read("stderr")),
            String::from_utf8_lossy(&read("stdout"))
        ));
    };
    Ok(Outcome {
        status,
        stdout: read("stdout"),
        stderr: read("stderr"),
    })
}
