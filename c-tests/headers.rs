// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C headers: the generated ones are up to date, and all of them compile in every way a program may use them.
//!
//! * `ENLIST_BLESS=1` writes the generated headers instead of comparing them.
//! * `CC` and `CXX` name the compilers; `cc` and `c++` otherwise.
//! * `ENLIST_TEST_ALL_COMPILERS=1` uses gcc, g++, clang and clang++, all of which must be installed.
//! * With `-- --include-ignored`, the checks of layouts and constants are also compiled against MinGW's own headers, and the table in
//!   `headers/mingw.txt` is compared with these.

// The headers serve systems that have no Windows headers of their own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[path = "support/bindings.rs"]
mod bindings;

const HOW_TO_REGENERATE: &str = "ENLIST_BLESS=1 cargo test --test headers";

/// Headers of the system that programs include beside ours.
const SYSTEM: [&str; 10] = [
    "sys/types.h",
    "sys/socket.h",
    "netinet/in.h",
    "netinet/tcp.h",
    "arpa/inet.h",
    "netdb.h",
    "sys/ioctl.h",
    "unistd.h",
    "stdio.h",
    "stdlib.h",
];

/// Headers of the C++ library that are known to dislike macros such as `min` and `IN`.
const SYSTEM_CXX: [&str; 6] = [
    "algorithm",
    "functional",
    "limits",
    "string",
    "thread",
    "vector",
];

/// TCHAR is a char, or it is a WCHAR.
const WIDTHS: &[&str] = &["-UUNICODE", "-DUNICODE"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn on(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}

/// The file stems in `folder` with the extension, sorted.
fn stems(folder: &Path, extension: &str) -> Vec<String> {
    let mut stems: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    stems.sort();
    stems
}

/// What each header in `include/enlist/` should hold: one for each module of `src/ffi/`.
fn generated() -> BTreeMap<PathBuf, String> {
    let mut headers = BTreeMap::new();
    for (stem, sources) in bindings::sources() {
        let mut config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
        config.include_guard = Some(format!("ENLIST_GENERATED_{}_H", stem.to_uppercase()));
        config.autogen_warning = Some(format!(
            "/* Generated from the module `{stem}` of src/ffi/ by cbindgen; do not edit. To write it anew:\n   {HOW_TO_REGENERATE} */"
        ));
        let mut text = Vec::new();
        sources
            .iter()
            .fold(cbindgen::Builder::new(), cbindgen::Builder::with_src)
            .with_config(config)
            .generate()
            .unwrap_or_else(|error| panic!("{stem}: {error}"))
            .write(&mut text);
        headers.insert(
            root().join(format!("include/enlist/{stem}.h")),
            String::from_utf8(text).unwrap(),
        );
    }
    headers
}

#[test]
fn generated_headers_are_up_to_date() {
    let wanted = generated();
    let folder = root().join("include/enlist");
    if on("ENLIST_BLESS") {
        fs::create_dir_all(&folder).unwrap();
        for (path, text) in &wanted {
            if fs::read_to_string(path).ok().as_ref() != Some(text) {
                fs::write(path, text).unwrap();
            }
        }
    }
    let mut complaints = String::new();
    for (path, text) in &wanted {
        match fs::read_to_string(path) {
            Err(error) => writeln!(complaints, "{}: {error}", path.display()).unwrap(),
            Ok(found) if found == *text => {}
            Ok(found) => {
                let line = found
                    .lines()
                    .zip(text.lines())
                    .take_while(|(found, text)| found == text)
                    .count()
                    + 1;
                writeln!(complaints, "{}: stale from line {line} on", path.display()).unwrap();
            }
        }
    }
    for stem in stems(&folder, "h") {
        let path = folder.join(format!("{stem}.h"));
        if !wanted.contains_key(&path) {
            writeln!(
                complaints,
                "{}: made from no module of src/ffi/; delete it",
                path.display()
            )
            .unwrap();
        }
    }
    assert!(
        complaints.is_empty(),
        "{complaints}To write them anew: {HOW_TO_REGENERATE}"
    );
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    C,
    Cxx,
}

impl Language {
    /// As the compiler's `-x` takes it.
    fn name(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Cxx => "c++",
        }
    }
}

struct Compiler {
    /// Program and leading arguments.
    command: Vec<String>,
    language: Language,
}

impl Compiler {
    /// From a variable that may hold arguments, too (`gcc -m64`), as in makefiles.
    fn from_env(variable: &str, default: &str, language: Language) -> Self {
        let value = env::var(variable).unwrap_or_default();
        let mut command: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
        if command.is_empty() {
            command.push(default.to_owned());
        }
        Self { command, language }
    }

    fn named(name: &str, language: Language) -> Self {
        Self {
            command: vec![name.to_owned()],
            language,
        }
    }

    fn standards(&self) -> &'static [&'static str] {
        match self.language {
            Language::C => &["-std=c99", "-std=c11", "-std=c17", "-std=gnu17"],
            Language::Cxx => &["-std=c++17"],
        }
    }

    /// The Debian package to name when the program is not there.
    fn package(&self) -> &'static str {
        match (self.command[0].contains("clang"), self.language) {
            (true, _) => "clang",
            (false, Language::C) => "gcc",
            (false, Language::Cxx) => "g++",
        }
    }

    /// Compiles a source text, without linking; says what the compiler complains of.
    fn check(&self, source: &str, arguments: &[&str]) -> Result<(), String> {
        let mut all = vec!["-x", self.language.name(), "-fsyntax-only"];
        all.extend(arguments);
        all.push("-");
        self.run(&all, None, source)
    }

    fn run(&self, arguments: &[&str], output: Option<&Path>, input: &str) -> Result<(), String> {
        let mut child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror"])
            .args(arguments)
            .args(output)
            .current_dir(root())
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot run the compiler {}: {error}; install the package {}",
                    self.command[0],
                    self.package()
                )
            });
        // A compiler that stops early closes the pipe; its output says why.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let result = child.wait_with_output().unwrap();
        if result.status.success() {
            return Ok(());
        }
        let complaint = String::from_utf8_lossy(&result.stderr).into_owned();
        Err(format!(
            "$ {} {}\n{complaint}",
            self.command.join(" "),
            arguments.join(" ")
        ))
    }
}

fn compilers() -> Vec<Compiler> {
    if on("ENLIST_TEST_ALL_COMPILERS") {
        vec![
            Compiler::named("gcc", Language::C),
            Compiler::named("clang", Language::C),
            Compiler::named("g++", Language::Cxx),
            Compiler::named("clang++", Language::Cxx),
        ]
    } else {
        vec![
            Compiler::from_env("CC", "cc", Language::C),
            Compiler::from_env("CXX", "c++", Language::Cxx),
        ]
    }
}

/// The headers that programs include.
fn public_headers() -> Vec<String> {
    stems(&root().join("include"), "h")
        .into_iter()
        .map(|stem| format!("{stem}.h"))
        .collect()
}

fn including<'a>(headers: impl IntoIterator<Item = &'a str>) -> String {
    let mut source: String = headers
        .into_iter()
        .map(|header| format!("#include <{header}>\n"))
        .collect();
    // ISO C wants something in a file.
    source.push_str("int something;\n");
    source
}

/// Compiles each source in each language, standard and given character width; reports all failures.
fn compile_everywhere(widths: &[&str], sources: impl Fn(Language) -> Vec<(String, String)>) {
    let mut complaints = String::new();
    for compiler in compilers() {
        for (what, source) in sources(compiler.language) {
            for standard in compiler.standards() {
                for width in widths {
                    if let Err(complaint) = compiler.check(&source, &[standard, width, "-Iinclude"])
                    {
                        writeln!(complaints, "{what}:\n{complaint}").unwrap();
                    }
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

/// Compiles a file of `c-tests/headers/`. Literals of 16-bit characters need C11.
fn compile_program(name: &str, oldest_with_wide_literals: bool) {
    let source = fs::read_to_string(root().join("c-tests/headers").join(name)).unwrap();
    let mut complaints = String::new();
    for compiler in compilers() {
        for standard in compiler.standards() {
            if oldest_with_wide_literals && *standard == "-std=c99" {
                continue;
            }
            for width in WIDTHS {
                if let Err(complaint) = compiler.check(&source, &[standard, width, "-Iinclude"]) {
                    writeln!(complaints, "{name}:\n{complaint}").unwrap();
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn each_header_compiles_alone_and_twice() {
    compile_everywhere(WIDTHS, |_| {
        public_headers()
            .into_iter()
            .map(|header| {
                let source = including([header.as_str(), header.as_str()]);
                (header, source)
            })
            .collect()
    });
}

/// As programs compile that are warned of such things.
#[test]
fn nothing_is_declared_twice() {
    let ours = public_headers();
    let ours = including(ours.iter().map(String::as_str));
    for compiler in compilers() {
        compiler
            .check(&ours, &["-Wredundant-decls", "-Iinclude"])
            .unwrap();
    }
}

#[test]
fn headers_compile_in_any_order() {
    compile_everywhere(WIDTHS, |_| {
        let ours = public_headers();
        let forwards = including(ours.iter().map(String::as_str));
        let backwards = including(ours.iter().rev().map(String::as_str));
        vec![
            ("forwards".to_owned(), forwards),
            ("backwards".to_owned(), backwards),
        ]
    });
}

#[test]
fn headers_sit_beside_those_of_the_system_in_either_order() {
    compile_everywhere(WIDTHS, |language| {
        let ours = public_headers();
        let ours = || ours.iter().map(String::as_str);
        let mut system = SYSTEM.to_vec();
        if language == Language::Cxx {
            system.extend(SYSTEM_CXX);
        }
        let system = || system.iter().copied();
        vec![
            (
                "the system's first".to_owned(),
                including(system().chain(ours())),
            ),
            ("ours first".to_owned(), including(ours().chain(system()))),
        ]
    });
}

#[test]
fn each_header_sits_beside_the_socket_headers() {
    compile_everywhere(&["-UUNICODE"], |_| {
        let system = ["sys/socket.h", "netdb.h"];
        let both_orders = |ours: String| {
            let before = including([ours.as_str()].into_iter().chain(system));
            let after = including(system.into_iter().chain([ours.as_str()]));
            [
                (format!("{ours} first"), before),
                (format!("{ours} last"), after),
            ]
        };
        public_headers().into_iter().flat_map(both_orders).collect()
    });
}

#[test]
fn functions_and_types_are_those_of_windows() {
    compile_program("functions.c", false);
}

#[test]
fn a_program_written_for_windows_compiles() {
    compile_program("program.c", true);
}

#[test]
fn the_words_of_samples_are_known() {
    compile_program("words.c", false);
}

/// Compiled as it is by those who keep to an older standard, too, and run.
#[test]
fn smart_pointers_find_their_interfaces() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("pointers");
    for compiler in compilers() {
        if compiler.language == Language::C {
            continue;
        }
        for standard in ["-std=c++11", "-std=c++17"] {
            let source = "c-tests/headers/pointers.cpp";
            compiler
                .run(&[standard, "-Iinclude", source, "-o"], Some(&program), "")
                .unwrap();
            let output = Command::new(&program).output().unwrap();
            let complaint = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{complaint}");
        }
    }
}

/// MinGW has no service manager in its own wuapi.h.
#[test]
#[ignore = "needs MinGW: cargo test -- --include-ignored"]
fn smart_pointers_compile_with_the_headers_of_mingw() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        root().join("include/wuapi.h"),
        folder.path().join("wuapi.h"),
    )
    .unwrap();
    let output = Command::new("x86_64-w64-mingw32-g++")
        .args([
            "-std=c++17",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-fsyntax-only",
            "-I",
        ])
        .arg(folder.path())
        .arg(root().join("c-tests/headers/pointers.cpp"))
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
}

/// The folder of links that the README speaks of.
#[test]
fn names_in_mixed_case_are_found_through_links() {
    let folder = tempfile::tempdir().unwrap();
    for (name, link) in [("windows.h", "Windows.h"), ("winsock2.h", "WinSock2.h")] {
        let header = root().join("include").join(name);
        std::os::unix::fs::symlink(header, folder.path().join(link)).unwrap();
    }
    let source = including(["WinSock2.h", "Windows.h", "winsock2.h"]);
    let links = format!("-I{}", folder.path().display());
    // Clang sees through the links, and tells that the name is another one.
    let options = ["-Iinclude", &links, "-Wno-nonportable-include-path"];
    for compiler in compilers() {
        compiler.check(&source, &options).unwrap();
    }
}

#[test]
fn wide_literals_compile() {
    compile_program("wide.c", true);
}

#[test]
fn layouts_and_constants_hold() {
    compile_program("layout.c", false);
    compile_program("constants.c", false);
    compile_program("automation.c", false);
}

#[test]
fn service_classes_have_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    for compiler in compilers() {
        let program = folder.path().join("svcguid");
        compiler
            .run(
                &[
                    "-x",
                    compiler.language.name(),
                    "-Iinclude",
                    "c-tests/headers/svcguid.c",
                    "-o",
                ],
                Some(&program),
                "",
            )
            .unwrap();
        let output = Command::new(&program).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

#[test]
fn guids_defined_in_several_files_are_one() {
    let folder = tempfile::tempdir().unwrap();
    for compiler in compilers() {
        let program = folder.path().join("guids");
        let sources = [
            "c-tests/headers/guid_defined.c",
            "c-tests/headers/guid_declared.c",
        ];
        // The one that defines it, twice.
        let again = folder.path().join("again.c");
        fs::copy(root().join(sources[0]), &again).unwrap();
        compiler
            .run(
                &[
                    "-x",
                    compiler.language.name(),
                    "-Iinclude",
                    sources[0],
                    sources[1],
                    again.to_str().unwrap(),
                    "-o",
                ],
                Some(&program),
                "",
            )
            .unwrap();
        assert!(Command::new(&program).status().unwrap().success());
    }
}

#[test]
fn long_literals_fit_when_wchar_t_is_short() {
    let source = fs::read_to_string(root().join("c-tests/headers/short_wchar.c")).unwrap();
    for compiler in compilers() {
        for standard in compiler.standards() {
            compiler
                .check(
                    &source,
                    &[standard, "-DUNICODE", "-fshort-wchar", "-Iinclude"],
                )
                .unwrap();
        }
    }
}

/// So that a struct or constant that is added later is checked, too.
#[test]
fn everything_generated_is_among_the_layouts_and_constants_checked() {
    let checks = fs::read_to_string(root().join("c-tests/headers/layout.c")).unwrap();
    let mut missing = String::new();
    for (path, text) in generated() {
        // The lines of a struct, once inside one.
        let mut members: Option<Vec<&str>> = None;
        for line in text.lines().map(str::trim) {
            if line.starts_with("//") {
                continue;
            }
            let mut wanted = Vec::new();
            if let Some(name) = line
                .strip_prefix("#define ")
                .and_then(|rest| rest.split_once(' '))
            {
                wanted.push(format!("VALUE({}, ", name.0));
            } else if line.starts_with("typedef struct ") && line.ends_with('{') {
                members = Some(Vec::new());
            } else if let Some(name) = line
                .strip_prefix("} ")
                .and_then(|rest| rest.strip_suffix(';'))
            {
                // Known by its other name.
                let name = if name == "WSAData" { "WSADATA" } else { name };
                wanted.push(format!("SIZE({name}, "));
                wanted.extend(
                    members
                        .take()
                        .unwrap()
                        .iter()
                        .map(|member| format!("OFFSET({name}, {member}, ")),
                );
            } else if let Some(members) = &mut members {
                let declarator = line
                    .rsplit([' ', '*'])
                    .next()
                    .unwrap()
                    .trim_end_matches(';');
                members.push(declarator.split('[').next().unwrap());
            }
            for wanted in wanted.iter().filter(|wanted| !checks.contains(*wanted)) {
                writeln!(missing, "{}: no {wanted}...) in layout.c", path.display()).unwrap();
            }
        }
    }
    let classes = fs::read_to_string(root().join("include/svcguid.h")).unwrap();
    let checks = fs::read_to_string(root().join("c-tests/headers/svcguid.c")).unwrap();
    for name in classes.lines().filter_map(|line| {
        line.strip_prefix("#define SVCID_")?
            .split([' ', '('])
            .next()
    }) {
        // Those with a parameter are called with several numbers there.
        if !checks.contains(&format!("CLASS(SVCID_{name}, "))
            && !checks.contains(&format!("(SVCID_{name}("))
        {
            writeln!(missing, "svcguid.h: SVCID_{name} is not in svcguid.c").unwrap();
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

/// The names and numbers of the codes that calls give, as the library has them.
fn codes() -> Vec<(String, String)> {
    let source = |file: &str| fs::read_to_string(root().join("src").join(file)).unwrap();
    let (errors, results) = (source("error.rs"), source("hresult.rs"));
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_uppercase())
            && text
                .chars()
                .all(|letter| matches!(letter, 'A'..='Z' | '0'..='9' | '_'))
    };
    // `… => 10093, // WSANOTINITIALISED`
    let winsock = errors.lines().filter_map(|line| {
        let (number, name) = line.split_once("=> ")?.1.split_once(',')?;
        Some((name.trim().strip_prefix("// ")?, number))
    });
    // `E_POINTER = 0x8000_4003;`, and `("E_FAIL", 0x8000_4005),`
    let com = results.lines().filter_map(|line| {
        let line = line.trim();
        let (name, number) = line
            .strip_suffix(';')
            .and_then(|rest| rest.split_once(" = "))
            .or_else(|| {
                line.strip_prefix("(\"")?
                    .strip_suffix("),")?
                    .split_once("\", ")
            })?;
        Some((name, number))
    });
    winsock
        .chain(com)
        .filter(|(name, number)| {
            is_name(name) && number.starts_with(|first: char| first.is_ascii_digit())
        })
        .map(|(name, number)| (name.to_owned(), number.replace('_', "")))
        .collect()
}

/// The one whose name is in a header of Windows that cannot stand beside winhttp.h.
const IN_WININET: &str = "ERROR_INTERNET_CONNECTION_RESET";

#[test]
fn the_codes_that_the_library_gives_are_defined() {
    let codes = codes();
    assert!(codes.len() > 130, "{}", codes.len());
    let mut source = including([
        "winsock2.h",
        "windows.h",
        "olectl.h",
        "winerror.h",
        "winhttp.h",
        "wuerror.h",
    ]);
    for (name, number) in codes.iter().filter(|(name, _)| name != IN_WININET) {
        // Those of the system are results in their own way.
        let value = match name.split('_').next() {
            Some("ERROR" | "RPC") if number.starts_with("0x8007") => {
                format!("HRESULT_FROM_WIN32({name})")
            }
            _ => name.clone(),
        };
        writeln!(
            source,
            "typedef char is_{name}[(unsigned)({value}) == (unsigned){number} ? 1 : -1];"
        )
        .unwrap();
    }
    for compiler in compilers() {
        compiler.check(&source, &["-Iinclude"]).unwrap();
    }
}

/// The names of the numbers that a header defines, in macros and in enumerations.
fn numbers(text: &str) -> Vec<&str> {
    let is_number = |value: &str| {
        let value = value.trim_start_matches(['(', '-', '~']);
        let value = value.strip_prefix("HRESULT)").unwrap_or(value);
        value.starts_with(|first: char| first.is_ascii_digit())
    };
    let mut names = Vec::new();
    let mut is_enumeration = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some((name, value)) = line
            .strip_prefix("#define ")
            .and_then(|rest| rest.split_once(' '))
        {
            if !name.contains('(') && is_number(value.trim()) {
                names.push(name);
            }
        } else if line.starts_with("typedef enum") {
            is_enumeration = true;
        } else if line.starts_with('}') {
            is_enumeration = false;
        } else if is_enumeration && let Some((name, _)) = line.split_once(" = ") {
            names.push(name);
        }
    }
    names
}

/// As for the generated ones.
#[test]
fn every_constant_written_by_hand_is_checked() {
    let files = ["layout.c", "constants.c"];
    let checks =
        files.map(|file| fs::read_to_string(root().join("c-tests/headers").join(file)).unwrap());
    let mut missing = String::new();
    let mut count = 0;
    for header in public_headers() {
        let text = fs::read_to_string(root().join("include").join(&header)).unwrap();
        // Names that are none of Windows'.
        let names = numbers(&text).into_iter();
        for name in names.filter(|name| !name.starts_with("ENLIST_") && !name.starts_with('_')) {
            let check = [format!("VALUE({name}, "), format!("DIFFERENT({name}, ")];
            if !checks
                .iter()
                .any(|text| check.iter().any(|check| text.contains(check)))
            {
                writeln!(missing, "{header}: {name} is in neither of {files:?}").unwrap();
            }
            count += 1;
        }
    }
    assert!(missing.is_empty(), "{missing}");
    assert!(count > 100, "{count}");
}

/// The same files against the headers of MinGW, unchanged: what holds for ours holds for those of Windows.
#[test]
#[ignore = "needs MinGW: cargo test -- --include-ignored"]
fn layouts_and_constants_hold_with_the_headers_of_mingw() {
    for name in [
        "layout.c",
        "constants.c",
        "functions.c",
        "svcguid.c",
        "automation.c",
        "words.c",
    ] {
        for width in WIDTHS {
            // Optimised, because svcguid.c leaves its checks to the optimiser there.
            let output = Command::new("x86_64-w64-mingw32-gcc")
                .args(["-std=c11", "-D_WIN32_WINNT=0x0A00", "-Wall", "-Wextra", "-O2", width, "-S", "-o", "/dev/null"])
                .arg(root().join("c-tests/headers").join(name))
                .output()
                .unwrap_or_else(|error| {
                    panic!("cannot run x86_64-w64-mingw32-gcc: {error}; install the package gcc-mingw-w64-x86-64")
                });
            assert!(
                output.status.success(),
                "{name} {width}:\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

/// What the headers that a compiler finds say of everything in layout.c and constants.c, by name.
fn table(compiler: &str, arguments: &[&str]) -> Result<BTreeMap<String, String>, String> {
    let mut all = BTreeMap::new();
    for file in ["layout.c", "constants.c"] {
        all.extend(table_of(file, compiler, arguments)?);
    }
    Ok(all)
}

fn table_of(
    file: &str,
    compiler: &str,
    arguments: &[&str],
) -> Result<BTreeMap<String, String>, String> {
    let output = Command::new(compiler)
        .args([
            "-std=gnu11",
            "-w",
            "-S",
            "-o",
            "-",
            "-include",
            "c-tests/headers/table.h",
        ])
        .args(arguments)
        .arg(Path::new("c-tests/headers").join(file))
        .current_dir(root())
        .output()
        .map_err(|error| format!("{compiler}: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("-> "));
    Ok(lines
        .map(|line| {
            let (rest, low) = line.rsplit_once(' ').unwrap();
            let (name, high) = rest.rsplit_once(' ').unwrap();
            let [high, low] = [high, low].map(|half| half.parse::<i32>().unwrap());
            let value = (i64::from(high) << 32) | i64::from(low as u32);
            (name.to_owned(), value.to_string())
        })
        .collect())
}

/// Constants with the system's numbers, as the README says.
const OF_THE_SYSTEM: [&str; 2] = ["AF_INET6", "AF_IPX"];

/// Constants that MinGW has wrong, with what it says: the class of device has its services in the bits 13 to 23, as the bindings
/// that Microsoft makes from its own headers say, too.
const WRONG_IN_MINGW: [(&str, &str); 1] = [("COD_SERVICE_MASK", "268304384")];

const TABLE: &str = "c-tests/headers/mingw.txt";

#[test]
fn the_headers_say_what_those_of_windows_say() {
    let text = fs::read_to_string(root().join(TABLE)).unwrap();
    let windows = text.lines().filter(|line| !line.starts_with('#'));
    let ours = table("cc", &["-Iinclude"]).unwrap();
    let mut complaints = String::new();
    let mut compared = 0;
    for line in windows {
        let (name, value) = line.rsplit_once(' ').unwrap();
        match ours.get(name) {
            // A difference that has gone is none to be listed.
            Some(ours) if WRONG_IN_MINGW.contains(&(name, value)) && ours != value => compared += 1,
            Some(ours) if ours == value || OF_THE_SYSTEM.contains(&name) => compared += 1,
            Some(ours) => writeln!(complaints, "{name} is {ours}, on Windows {value}").unwrap(),
            None => writeln!(complaints, "{name} is not there").unwrap(),
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
    for (name, _) in WRONG_IN_MINGW {
        assert!(ours.contains_key(name), "{name}");
    }
    // Those that MinGW lacks are under `#ifndef _WIN32` in both files.
    assert!(
        compared * 100 >= ours.len() * 95,
        "only {compared} of {}",
        ours.len()
    );
}

#[test]
#[ignore = "needs MinGW: cargo test -- --include-ignored"]
fn the_table_is_what_mingw_says() {
    let found = table("x86_64-w64-mingw32-gcc", &["-D_WIN32_WINNT=0x0A00"])
        .unwrap_or_else(|error| panic!("{error}; install the package gcc-mingw-w64-x86-64"));
    let mut text = String::from(
        "# What MinGW's headers say for 64-bit Windows. To write it anew:\n\
         # ENLIST_BLESS=1 cargo test --test headers -- --ignored\n",
    );
    for (name, value) in found {
        writeln!(text, "{name} {value}").unwrap();
    }
    let path = root().join(TABLE);
    if on("ENLIST_BLESS") {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text);
}
