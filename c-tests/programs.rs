// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C programs in `c-tests/programs/`: each is compiled against `include/`, linked to the library and run, and its
//! output compared with the `.expected` file beside it.
//!
//! Comments in the first lines of a program say what it needs:
//!
//! * `// env: NAME=VALUE` sets a variable; `{folder}` in the value is the folder of the programs, for files that stand beside
//!   them, `{new}` a path where there is nothing yet, and `{cabs}` a folder of signed cabinets. Variables `ENLIST_*` from outside are removed.
//! * `// link: ws2_32` links by that name instead of `enlist`.
//! * `// seconds: 120` is how long it may take instead of 60.
//! * `// library: NAME` compiles `libraries/NAME.c` into a shared library, whose path is in the variable `TEST_LIBRARY`.
//! * The variable `TEST_PROGRAM` holds the path of `enlist`.
//! * `// server: dns` runs it beside a DNS server with the zone "test", which `ENLIST_DNS_SERVER` names.
//! * `// needs: a network of its own` leaves it out, and says so, where the system does not let it have a network namespace and make
//!   interfaces in it. `ENLIST_TEST_NETWORK=1` runs it nevertheless.
//! * `// needs: a disk of its own` leaves it out, and says so, where the system does not let it mount one.
//! * `// needs: registered classes` has them registered first, under Wine.
//! * `// server: update` runs it beside a server with authorization cabs, at the URL in `TEST_SERVER`, which writes down what it is
//!   asked in the file `TEST_SERVER_LOG`.
//! * `// server: web` runs it beside nginx, with such cabinets, at the URLs in `TEST_SERVER` and `TEST_SECURE_SERVER`, whose certificate
//!   the file in `TEST_ANCHORS` vouches for; a line for each request is in the file `TEST_SERVER_LOG`. It is left out, and says so, without
//!   `ENLIST_TEST_WEB_SERVER=1`. `TEST_TLS` is set when the library has secure connections.
//! * `// linux only: REASON` leaves it out where it is compiled for Windows.
//! * `// wine: REASON` says that it prints something else under Wine, namely what is in `NAME.wine.expected`, which
//!   `ENLIST_BLESS=1` writes.
//! * `// not under: sanitizers valgrind; REASON` leaves it out of those runs. `wine` among them says that it fails there.
//!
//! `ENLIST_TEST_WINE=1` also compiles every program with MinGW against its own headers, links it to enlist.dll, and runs it
//! under Wine, where it must print the same. Those that link by the name `ws2_32` are linked to the genuine library there, and then
//! redirected. So are the programs in `c-tests/windows/`, which have nothing to say elsewhere.
//!
//! A program that names a journal (`// env: ENLIST_JOURNAL={new}`) must leave one whose lines are as `src/harness/journal.schema.json`
//! says. `ENLIST_TEST_JOURNAL=1` has every program keep one, without which it must print the same, and `ENLIST_TEST_GUARD=1` has
//! all their pointers tried, but for those of programs that name `ENLIST_GUARD` themselves.
//!
//! `ENLIST_TEST_ALL_COMPILERS=1` takes gcc and clang instead of `CC`; `ENLIST_TEST_CXX=1` compiles every program as C++17,
//! too; `ENLIST_TEST_MINGW=1` compiles every program with MinGW's own headers, too. `ENLIST_TEST_SANITIZE=1` runs every
//! program under the address, leak and undefined-behaviour sanitizers, and `ENLIST_TEST_VALGRIND=1` under valgrind, which
//! also looks at the library's own code.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

#[path = "support/journal.rs"]
mod journal;
#[path = "support/mod.rs"]
mod support;

use support::cabs::Cabs;
use support::dns_server::DnsServer;
use support::update_server::UpdateServer;
use support::web_server::{self, WebServer};
use support::windows::{self, Wine};
use support::{Compiler, Stage, on};

const FOLDER: &str = "c-tests/programs";
const WINDOWS_FOLDER: &str = "c-tests/windows";
const OWN_NETWORK: &str = "a network of its own";
const OWN_DISK: &str = "a disk of its own";
const CLASSES: &str = "registered classes";
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
    library: Option<String>,
    limit: Duration,
    dns_server: bool,
    own_network: bool,
    own_disk: bool,
    classes: bool,
    update_server: bool,
    web_server: bool,
    linux_only: bool,
    wine: bool,
    not_under: String,
}

/// What a program is run under.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Watch {
    Nothing,
    Sanitizers,
    Valgrind,
}

impl Watch {
    fn name(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Sanitizers => "sanitizers",
            Self::Valgrind => "valgrind",
        }
    }

    /// These make programs several times slower.
    fn slowness(self) -> u32 {
        match self {
            Self::Nothing => 1,
            Self::Sanitizers => 3,
            Self::Valgrind => 20,
        }
    }
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
            library: None,
            limit: Duration::from_secs(60),
            dns_server: false,
            own_network: false,
            own_disk: false,
            classes: false,
            update_server: false,
            web_server: false,
            linux_only: false,
            wine: false,
            not_under: String::new(),
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
                "library" => program.library = Some(value.to_owned()),
                "seconds" => program.limit = Duration::from_secs(value.parse().unwrap()),
                "server" => match value {
                    "dns" => program.dns_server = true,
                    "update" => program.update_server = true,
                    "web" => program.web_server = true,
                    _ => panic!("{}: {line}", program.name),
                },
                "needs" => match value {
                    OWN_NETWORK => program.own_network = true,
                    OWN_DISK => program.own_disk = true,
                    CLASSES => program.classes = true,
                    _ => panic!("{}: {line}", program.name),
                },
                "linux only" => program.linux_only = true,
                "wine" => program.wine = true,
                "not under" => {
                    let (watches, reason) = value.split_once("; ").unwrap_or((value, ""));
                    assert!(!reason.is_empty(), "{}: no reason: {line}", program.name);
                    program.not_under = watches.to_owned();
                }
                _ => {}
            }
        }
        program
    }

    fn expected(&self) -> PathBuf {
        self.source.with_extension("expected")
    }

    /// The variables that it asks for; its folder is on this drive.
    fn environment<'a>(
        &'a self,
        drive: &'a str,
        new: &'a Path,
        cabs: &'a SharedCabs,
    ) -> impl Iterator<Item = (&'a str, String)> {
        let folder = support::root().join(FOLDER);
        self.environment.iter().map(move |(name, value)| {
            let folder = format!("{drive}{}", folder.to_str().unwrap());
            let value = value
                .replace("{folder}", &folder)
                .replace("{new}", new.to_str().unwrap());
            let value = if value.contains("{cabs}") {
                let cabs = cabs.get_or_init(Cabs::make).folder();
                value.replace("{cabs}", cabs.to_str().unwrap())
            } else {
                value
            };
            (name.as_str(), value)
        })
    }

    /// What it prints under Wine.
    fn wine_expected(&self) -> PathBuf {
        self.source.with_extension("wine.expected")
    }

    /// Compiles the program, or a library of it, for Windows.
    fn compile_for_windows(
        &self,
        folder: &Path,
        source: &Path,
        output: &Path,
        more: &[&str],
    ) -> Result<(), String> {
        let mut arguments = vec![C, "-O1", "-g"];
        arguments.extend(WARNINGS);
        arguments.extend(more);
        let (source, output) = (source.to_str().unwrap(), output.to_str().unwrap());
        let libraries = folder.to_str().unwrap();
        let link = format!("-l{}", self.link);
        // Here also stands the one header that goes before those of MinGW.
        arguments.extend([
            "-I", libraries, "-o", output, source, "-L", libraries, &link,
        ]);
        arguments.extend(windows::COM_LIBRARIES);
        windows::compiler().run(&arguments)
    }

    /// Compiles the program for Windows, runs it under Wine, and looks at what it printed.
    fn test_under_wine(&self, stage: &Stage, wine: &Wine, cabs: &SharedCabs) -> Result<(), String> {
        let folder = windows::folder(stage);
        let executable = folder.join(format!("{}.exe", self.name));
        self.compile_for_windows(&folder, &self.source, &executable, &[])?;
        let library = folder.join(format!("{}-library.dll", self.name));
        if let Some(source) = self.library_source() {
            self.compile_for_windows(&folder, &source, &library, &["-shared"])?;
        }
        if self.link == "ws2_32" {
            windows::redirect(&[executable.as_os_str()])?;
        }
        if self.classes {
            wine.register(stage)?;
        }
        let servers = Servers::start(self, stage, "wine", cabs)?;
        let mut command = wine.command(&executable);
        servers.tell(&mut command, windows::path);
        // That of the system, unless the program names another, would be another one in each test environment.
        command
            .env("ENLIST_ACP", "65001")
            .env("TEST_LIBRARY", windows::path(&library))
            .envs(self.environment("Z:", &stage.file(format!("{}-wine.new", self.name)), cabs));
        let printed = wine.run(stage, command, self.limit * 3);
        if self.not_under.split(' ').any(|watch| watch == "wine") {
            return match printed {
                Ok(_) => Err("it succeeds under Wine, and should no longer be marked".to_owned()),
                Err(_) => Ok(()),
            };
        }
        let printed = printed?;
        let common = fs::read(self.expected()).unwrap_or_default();
        if !self.wine {
            return compare(&common, &printed);
        }
        if printed == common {
            return Err(
                "it prints the same as on Linux, and should no longer be marked".to_owned(),
            );
        }
        let expected = self.wine_expected();
        if on("ENLIST_BLESS") {
            fs::write(&expected, &printed).unwrap();
        }
        compare(
            &fs::read(&expected).map_err(|error| format!("{}: {error}", expected.display()))?,
            &printed,
        )
    }

    /// Compiles the program, runs it, and looks at what it printed.
    fn test(
        &self,
        stage: &Stage,
        cabs: &SharedCabs,
        compiler: &Compiler,
        language: &str,
        kind: &str,
        watch: Watch,
    ) -> Result<(), String> {
        let libraries = stage.libraries();
        let compile = |source: &Path, output: &Path, more: &[&str]| {
            let mut arguments = vec![language, "-O1", "-g", "-pthread"];
            arguments.extend(WARNINGS);
            arguments.extend(more);
            if watch == Watch::Sanitizers {
                arguments.extend(["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]);
            }
            if language == CXX {
                // The tables of COM objects tell nothing of their classes.
                arguments.extend(["-fno-sanitize=vptr", "-x", "c++"]);
            }
            let (source, output) = (source.to_str().unwrap(), output.to_str().unwrap());
            arguments.extend(["-Iinclude", "-o", output, source]);
            if language == CXX {
                arguments.extend(["-x", "none"]);
            }
            let link = format!("-l{}", self.link);
            arguments.extend(["-L", libraries.to_str().unwrap(), &link]);
            compiler.run(&arguments)
        };
        let executable = stage.file(format!("{}-{kind}", self.name));
        compile(&self.source, &executable, &[])?;
        let library = stage.file(format!("{}-{kind}.so", self.name));
        if let Some(source) = self.library_source() {
            // As needed: a library that calls nothing of Enlist would have its exports otherwise.
            compile(&source, &library, &["-shared", "-fPIC", "-Wl,--as-needed"])?;
            support::trusted(&library).map_err(|error| error.to_string())?;
        }

        let mut command = if watch == Watch::Valgrind {
            let mut command = support::clean_command(Path::new("valgrind"));
            // Memory that is still reachable at the end is the registry, which lasts as long as the process.
            command.args(["-q", "--error-exitcode=99", "--leak-check=full"]);
            command.args([
                "--show-leak-kinds=definite",
                "--errors-for-leak-kinds=definite",
            ]);
            command.arg(&executable);
            command
        } else {
            support::clean_command(&executable)
        };
        let servers = Servers::start(self, stage, kind, cabs)?;
        servers.tell(&mut command, |file| file.to_str().unwrap().to_owned());
        if cfg!(feature = "tls") {
            command.env("TEST_TLS", "1");
        }
        let limit = self.limit * watch.slowness();
        let new = stage.file(format!("{}-{kind}.new", self.name));
        command
            .env("LD_LIBRARY_PATH", &libraries)
            .env("TEST_LIBRARY", &library)
            .env("TEST_PROGRAM", env!("CARGO_BIN_EXE_enlist"))
            .envs(self.environment("", &new, cabs));
        let kept = stage.file(format!("{}-{kind}.journal", self.name));
        if on("ENLIST_TEST_JOURNAL") && !self.keeps_journal() {
            command.env("ENLIST_JOURNAL", &kept);
        }
        if on("ENLIST_TEST_GUARD") && !self.names("ENLIST_GUARD") {
            command.env("ENLIST_GUARD", "1");
        }
        let printed = support::run(stage, command, limit)?.success()?;
        compare(
            &fs::read(self.expected())
                .map_err(|error| format!("{}: {error}", self.expected().display()))?,
            &printed,
        )?;
        if self.keeps_journal() {
            journal::check(&new)?;
        } else if on("ENLIST_TEST_JOURNAL") && kept.exists() {
            journal::check(&kept)?;
        }
        Ok(())
    }

    fn names(&self, variable: &str) -> bool {
        self.environment.iter().any(|(name, _)| name == variable)
    }

    fn keeps_journal(&self) -> bool {
        self.environment
            .iter()
            .any(|(name, value)| name == "ENLIST_JOURNAL" && value == "{new}")
    }

    fn library_source(&self) -> Option<PathBuf> {
        let name = self.library.as_ref()?;
        Some(
            support::root()
                .join(FOLDER)
                .join(format!("libraries/{name}.c")),
        )
    }

    /// Compiles the program with the headers of Windows, as MinGW ships them.
    fn check_with_mingw(&self, stage: &Stage) -> Result<(), String> {
        let headers = windows::headers(stage);
        for source in self.library_source().iter().chain([&self.source]) {
            let mut arguments = vec![C, "-fsyntax-only", "-I", headers.to_str().unwrap()];
            arguments.extend(WARNINGS);
            arguments.push(source.to_str().unwrap());
            windows::compiler().run(&arguments)?;
        }
        Ok(())
    }
}

/// The servers that a program is run beside; they end when this is dropped.
struct Servers {
    dns: Option<DnsServer>,
    update: Option<UpdateServer>,
    web: Option<WebServer>,
}

impl Servers {
    fn start(
        program: &Program,
        stage: &Stage,
        kind: &str,
        cabs: &SharedCabs,
    ) -> Result<Self, String> {
        let file = |kept: &str| stage.file(format!("{}-{kind}.{kept}", program.name));
        let cabinets = || cabs.get_or_init(Cabs::make).folder();
        let dns = program.dns_server.then(|| DnsServer::start(stage));
        let update = program
            .update_server
            .then(|| UpdateServer::start(cabinets(), file("log")));
        let web = program
            .web_server
            .then(|| WebServer::start(file("web"), &cabinets()));
        Ok(Self {
            dns: dns.transpose()?,
            update: update.transpose().map_err(|error| error.to_string())?,
            web: web.transpose()?,
        })
    }

    /// Tells a program where they are; `path` is what it knows a file by.
    fn tell(&self, command: &mut Command, path: impl Fn(&Path) -> String) {
        if let Some(server) = &self.dns {
            command.env("ENLIST_DNS_SERVER", server.address().to_string());
        }
        if let Some(server) = &self.update {
            command.env("TEST_SERVER", server.url());
            command.env("TEST_SERVER_LOG", path(server.log()));
        }
        if let Some(server) = &self.web {
            command.env("TEST_SERVER", server.url());
            command.env("TEST_SECURE_SERVER", server.secure_url());
            command.env("TEST_ANCHORS", path(&server.anchors()));
            command.env("TEST_SERVER_LOG", path(&server.log()));
        }
    }
}

/// Whether a program can have a network of its own, with interfaces that it makes.
fn has_own_network() -> bool {
    let mut probe = Command::new("unshare");
    probe.args(["--user", "--net", "sh", "-c", "exec 3<>/dev/net/tun"]);
    probe.stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

/// Whether a program can have folders that nobody else sees, and mount a disk in one.
fn has_own_disk() -> bool {
    let mut probe = Command::new("unshare");
    probe.args(["--user", "--map-root-user", "--mount"]);
    probe.args(["mount", "-t", "tmpfs", "none", "/mnt"]);
    probe.stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
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

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(support::root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// A program without expectations tests nothing; expectations without a program neither.
fn every_program_has_expectations(programs: &[Program]) -> Result<(), String> {
    let mut expected: Vec<PathBuf> = programs.iter().map(Program::expected).collect();
    let marked = programs.iter().filter(|program| program.wine);
    expected.extend(marked.map(Program::wine_expected));
    for file in &expected {
        if fs::read(file).map_or(true, |content| content.is_empty()) {
            return Err(format!("{} is missing or empty", file.display()));
        }
    }
    match [FOLDER, WINDOWS_FOLDER]
        .into_iter()
        .flat_map(|folder| files(folder, "expected"))
        .find(|file| !expected.contains(file))
    {
        Some(file) => Err(format!("{} belongs to no program", file.display())),
        None => Ok(()),
    }
}

/// A process of Wine and one of Linux write to one store at the same time, and each finds everything afterwards.
fn wine_and_linux_share_a_store(
    program: &Program,
    stage: &Stage,
    wine: &Wine,
) -> Result<(), String> {
    let folder = windows::folder(stage);
    let (for_windows, for_linux) = (folder.join("shared-mixed.exe"), stage.file("shared-mixed"));
    program.compile_for_windows(&folder, &program.source, &for_windows, &[])?;
    let libraries = stage.libraries();
    let paths = [&for_linux, &program.source, &libraries].map(|path| path.to_str().unwrap());
    let [output, source, linked] = paths;
    let arguments = [
        C,
        "-pthread",
        "-Iinclude",
        "-o",
        output,
        source,
        "-L",
        linked,
        "-lenlist",
    ];
    Compiler::c().run(&arguments)?;

    let store = stage.file("shared-mixed.store");
    let of_linux = |arguments: [&str; 2]| {
        let mut command = support::clean_command(&for_linux);
        command
            .args(arguments)
            .env("LD_LIBRARY_PATH", &libraries)
            .env("ENLIST_STORE", &store);
        support::run(stage, command, program.limit)?.success()
    };
    let of_wine = |arguments: [&str; 2]| {
        let mut command = wine.command(&for_windows);
        command
            .args(arguments)
            .env("ENLIST_STORE", format!("Z:{}", store.display()));
        wine.run(stage, command, program.limit * 3)
    };
    std::thread::scope(|scope| {
        let linux = scope.spawn(|| of_linux(["write", "0"]));
        let wine = of_wine(["write", "1"]);
        linux.join().unwrap().and(wine)
    })?;
    let complete = b"every address of 2 writers is there, once\n";
    compare(complete, &of_linux(["count", "2"])?)?;
    compare(complete, &of_wine(["count", "2"])?)
}

/// Wine, started by the first program that needs it.
type SharedWine = Arc<OnceLock<Wine>>;

/// The signed cabinets, made for the first program that needs them.
type SharedCabs = Arc<OnceLock<Cabs>>;

fn wine_trials(
    stage: &Arc<Stage>,
    wine: &SharedWine,
    cabs: &SharedCabs,
    programs: impl Iterator<Item = Program>,
) -> Vec<Trial> {
    if !windows::wanted() {
        let told = "the programs under Wine, with ENLIST_TEST_WINE=1";
        let skipped = Trial::test(told, || Err("that is not set".into())).with_kind("wine");
        return vec![skipped.with_ignored_flag(true)];
    }
    let programs: Vec<Program> = programs.collect();
    let mixed = programs
        .iter()
        .find(|program| program.name == "store_shared");
    let mixed = mixed.cloned().map(|program| {
        let (stage, wine) = (stage.clone(), wine.clone());
        let test = move || {
            let wine = wine.get_or_init(|| Wine::start(&stage));
            wine_and_linux_share_a_store(&program, &stage, wine).map_err(Failed::from)
        };
        Trial::test("store_shared_with_linux", test).with_kind("wine")
    });
    programs
        .into_iter()
        .map(|program| {
            let (stage, wine, cabs) = (stage.clone(), wine.clone(), cabs.clone());
            let name = program.name.clone();
            let test = move || {
                let wine = wine.get_or_init(|| Wine::start(&stage));
                program
                    .test_under_wine(&stage, wine, &cabs)
                    .map_err(Failed::from)
            };
            Trial::test(name, test).with_kind("wine")
        })
        .chain(mixed)
        .collect()
}

fn trials(
    stage: &Arc<Stage>,
    wine: &SharedWine,
    cabs: &SharedCabs,
    programs: &[Program],
    for_windows: &[Program],
) -> Vec<Trial> {
    let watch = if on("ENLIST_TEST_SANITIZE") {
        Watch::Sanitizers
    } else if on("ENLIST_TEST_VALGRIND") {
        Watch::Valgrind
    } else {
        Watch::Nothing
    };
    let mut kinds = if on("ENLIST_TEST_ALL_COMPILERS") {
        vec![
            ("gcc", Compiler::named("gcc", "gcc"), C),
            ("clang", Compiler::named("clang", "clang"), C),
        ]
    } else {
        vec![(watch.name(), Compiler::c(), C)]
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
    let no_network = !on("ENLIST_TEST_NETWORK") && !has_own_network();
    let no_disk = !has_own_disk();
    for (kind, compiler, language) in kinds {
        let watched = |program: &&Program| {
            watch == Watch::Nothing || !program.not_under.contains(watch.name())
        };
        for program in programs.iter().filter(watched) {
            let missing = match () {
                () if program.own_network && no_network => {
                    Some("no network of its own, see ENLIST_TEST_NETWORK")
                }
                () if program.own_disk && no_disk => Some("no disk of its own"),
                () if program.web_server && !web_server::wanted() => {
                    Some("nginx, with ENLIST_TEST_WEB_SERVER=1")
                }
                () => None,
            };
            let (stage, compiler, program, name) = (
                stage.clone(),
                compiler.clone(),
                program.clone(),
                program.name.clone(),
            );
            let cabs = cabs.clone();
            let test = move || {
                program
                    .test(&stage, &cabs, &compiler, language, kind, watch)
                    .map_err(Failed::from)
            };
            let trial = Trial::test(name, test).with_kind(missing.unwrap_or(kind));
            trials.push(trial.with_ignored_flag(missing.is_some()));
        }
    }
    if on("ENLIST_TEST_MINGW") {
        for program in programs.iter().filter(|program| !program.linux_only) {
            let (stage, program) = (stage.clone(), program.clone());
            trials.push(
                Trial::test(program.name.clone(), move || {
                    program.check_with_mingw(&stage).map_err(Failed::from)
                })
                .with_kind("mingw"),
            );
        }
    }
    if watch == Watch::Nothing {
        let portable = programs.iter().filter(|program| !program.linux_only);
        let programs = portable.chain(for_windows).cloned();
        trials.extend(wine_trials(stage, wine, cabs, programs));
    }
    let all = [programs, for_windows].concat();
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
    let read = |folder| files(folder, "c").into_iter().map(Program::read).collect();
    let programs: Vec<Program> = read(FOLDER);
    let for_windows: Vec<Program> = read(WINDOWS_FOLDER);
    assert!(
        !programs.is_empty(),
        "there are no programs in {}",
        Path::new(FOLDER).display()
    );
    let (wine, cabs) = (SharedWine::default(), SharedCabs::default());
    let trials = trials(&stage, &wine, &cabs, &programs, &for_windows);
    let conclusion = libtest_mimic::run(&arguments, trials);
    // Ends the server, whose files are in the folder.
    drop(wine);
    // Removes the temporary folders, which leaving by `exit` would not.
    drop(cabs);
    drop(stage);
    conclusion.exit_code()
}
