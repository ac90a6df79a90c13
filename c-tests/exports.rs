// SPDX-License-Identifier: MIT OR Apache-2.0
//! The built library against the export lists in `def/`, and what is made from them: `def/enlist.def`, and the README's status
//! table.
//!
//! * `ENLIST_BLESS=1` writes these instead of comparing them.
//! * With `-- --include-ignored`, enlist.dll is built and looked at, too.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use object::elf;
use object::read::elf::{Dyn as _, ElfFile64, FileHeader as _};
use object::read::pe::{ExportTarget, PeFile64};
use object::{Object as _, ObjectSymbol as _};

#[path = "support/mod.rs"]
mod support;

use support::functions::{self, Function, Status};
use support::{layout, windows};

const BEGIN: &str = "<!-- status table: made from def/ws2_32.txt -->\n";
const END: &str = "<!-- end of the status table -->\n";

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The lists in `def/`, each under the name of its DLL: first that of ws2_32.dll, whose rest is forwarded.
fn lists() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("def");
    let mut lists: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    lists.sort_by_key(|(name, _)| (name != "ws2_32", name.clone()));
    assert_eq!(lists[0].0, "ws2_32");
    lists
}

fn parsed(list: &str) -> Vec<Function<'_>> {
    functions::parse(list).unwrap_or_else(|line| panic!("not a line of a list: {line}"))
}

/// The functions that programs call, which the library has, or will have. That of a provider is for another Winsock.
fn program_functions(lists: &[(String, String)]) -> Vec<Function<'_>> {
    functions_of(lists.iter().filter(|(list, _)| list != "provider"))
}

/// The functions that the library has, or will have.
fn functions_of<'a>(lists: impl IntoIterator<Item = &'a (String, String)>) -> Vec<Function<'a>> {
    lists
        .into_iter()
        .flat_map(|(_, list)| parsed(list))
        .filter(|function| function.status != Status::Forward)
        .collect()
}

/// What the linker and dlltool make the exports of enlist.dll from.
fn definition() -> String {
    let mut text = String::from(
        "; Made from the lists in this folder; do not edit. To write it anew: ENLIST_BLESS=1 cargo test --test exports\n\
         LIBRARY enlist.dll\n\
         EXPORTS\n",
    );
    for (dll, list) in &lists() {
        // Windows has its own.
        if dll == "com" {
            continue;
        }
        for function in parsed(list) {
            let name = function.name;
            let ordinal = function
                .ordinal
                .map_or(String::new(), |ordinal| format!(" @{ordinal}"));
            if function.status.is_exported() {
                writeln!(text, "  {name}{ordinal}").unwrap();
            } else if dll == "ws2_32" {
                writeln!(text, "  {name} = {dll}.{name}{ordinal}").unwrap();
            }
        }
    }
    text
}

/// Compares, or writes anew when that was asked for.
fn generated(path: &str, wanted: &str) {
    if source_or_empty(path) == wanted {
        return;
    }
    assert!(
        std::env::var_os("ENLIST_BLESS").is_some(),
        "{path} is out of date; to fix it: ENLIST_BLESS=1 cargo test --test exports"
    );
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(path), wanted).unwrap();
}

fn source_or_empty(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

fn exported_by_list() -> BTreeSet<String> {
    functions_of(&lists())
        .into_iter()
        .filter(|function| function.status.is_exported())
        .map(|function| function.name.to_owned())
        .collect()
}

fn library() -> Vec<u8> {
    let path = layout::library_of(Path::new(env!("CARGO_BIN_EXE_enlist")))
        .expect("the library is built with the program");
    fs::read(path).unwrap()
}

/// The values of a tag in the dynamic section.
fn dynamic(library: &[u8], tag: elf::DynamicTag) -> Vec<u64> {
    let file = ElfFile64::<object::Endianness>::parse(library).unwrap();
    let endian = file.endian();
    let header = elf::FileHeader64::<object::Endianness>::parse(library).unwrap();
    let sections = header.sections(endian, library).unwrap();
    let (entries, _) = sections
        .dynamic(endian, library)
        .unwrap()
        .expect("a shared library has a dynamic section");
    entries
        .iter()
        .filter(|entry| entry.d_tag(endian) == tag)
        .map(|entry| entry.d_val(endian))
        .collect()
}

fn dynamic_string(library: &[u8], offset: u64) -> String {
    let file = ElfFile64::<object::Endianness>::parse(library).unwrap();
    use object::ObjectSection as _;
    let strings = file.section_by_name(".dynstr").unwrap().data().unwrap();
    strings[offset as usize..]
        .split(|&byte| byte == 0)
        .next()
        .map(|name| String::from_utf8(name.to_vec()).unwrap())
        .unwrap()
}

#[test]
fn a_line_has_its_four_columns_and_a_remark_where_something_is_missing() {
    let list = "# name\n\nsocket  23  -  forward\nA  -  a.h  partial  all of it\n";
    let functions = functions::parse(list).unwrap();
    assert_eq!(functions.len(), 2);
    assert_eq!(
        (functions[0].name, functions[0].ordinal),
        ("socket", Some(23))
    );
    assert_eq!(
        (functions[0].header, functions[0].status),
        (None, Status::Forward)
    );
    assert_eq!(
        (functions[1].header, functions[1].remark),
        (Some("a.h"), "all of it")
    );
    for line in [
        "A",
        "A - a.h",
        "A - a.h maybe",
        "A x a.h yes",
        "A - a.h partial",
        "A - a.h yes but",
    ] {
        assert_eq!(functions::parse(line), Err(line));
    }
}

#[test]
fn the_library_exports_exactly_the_functions_of_the_list() {
    let library = library();
    let file = object::File::parse(&*library).unwrap();
    let exported: BTreeSet<String> = file
        .dynamic_symbols()
        .filter(|symbol| symbol.is_definition())
        .map(|symbol| symbol.name().unwrap().to_owned())
        .collect();
    assert_eq!(exported, exported_by_list());
}

#[test]
fn the_library_is_named_and_bound_as_its_users_expect() {
    let library = library();
    let names: Vec<String> = dynamic(&library, elf::DT_SONAME)
        .into_iter()
        .map(|offset| dynamic_string(&library, offset))
        .collect();
    assert_eq!(names, [layout::SONAME]);
    let flags = dynamic(&library, elf::DT_FLAGS_1);
    assert!(
        flags.iter().any(|flags| flags & elf::DF_1_NODELETE.0 != 0),
        "it must stay loaded"
    );
    let symbolic = dynamic(&library, elf::DT_FLAGS)
        .iter()
        .any(|flags| flags & elf::DF_SYMBOLIC.0 != 0);
    assert!(
        symbolic || !dynamic(&library, elf::DT_SYMBOLIC).is_empty(),
        "its own calls must reach its own functions"
    );
}

#[test]
fn the_library_needs_nothing_but_the_c_library() {
    let library = library();
    for offset in dynamic(&library, elf::DT_NEEDED) {
        let name = dynamic_string(&library, offset);
        assert!(
            ["libc.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"].contains(&name.as_str()),
            "needs {name}"
        );
    }
}

/// What a header declares, and those that it brings.
fn declarations(header: &str) -> String {
    let mut text = source_or_empty(&format!("include/{header}"));
    text += &source_or_empty(&format!("include/enlist/{header}"));
    let brought: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("#include \"")?.strip_suffix('"'))
        .map(|name| source(&format!("include/{name}")))
        .collect();
    text + &brought.concat()
}

#[test]
fn every_exported_function_is_declared_in_its_header() {
    for function in program_functions(&lists()) {
        let (true, Some(header)) = (function.status.is_exported(), function.header) else {
            continue;
        };
        let text = declarations(header);
        assert!(
            text.contains(&format!("{}(", function.name)),
            "{header} lacks {}",
            function.name
        );
    }
}

#[test]
fn names_and_ordinals_are_given_once() {
    let (mut names, mut ordinals) = (BTreeSet::new(), BTreeSet::new());
    let lists = lists();
    for function in lists.iter().flat_map(|(_, list)| parsed(list)) {
        assert!(names.insert(function.name), "{}", function.name);
        assert!(
            function
                .ordinal
                .is_none_or(|ordinal| ordinals.insert(ordinal)),
            "{}",
            function.name
        );
    }
}

#[test]
fn the_definition_file_is_made_from_the_lists() {
    generated("def/enlist.def", &definition());
}

#[test]
fn the_status_table_of_the_readme_is_the_list() {
    let mut table = String::from("| Function | Header | Status | Remark |\n|---|---|---|---|\n");
    for Function {
        name,
        header,
        status,
        remark,
        ..
    } in program_functions(&lists())
    {
        let status = match status {
            Status::Yes => "yes",
            Status::Partial => "partial",
            _ => "no",
        };
        let header = header.map_or("-".to_owned(), |header| format!("`{header}`"));
        writeln!(table, "| `{name}` | {header} | {status} | {remark} |").unwrap();
    }
    let readme = source("README.md");
    let (before, rest) = readme
        .split_once(BEGIN)
        .expect("the README has a status table");
    let (_, after) = rest.split_once(END).expect("the status table has an end");
    generated("README.md", &[before, BEGIN, &table, END, after].concat());
}

/// The DLL that `.ci/build-dll` builds.
fn dll() -> Vec<u8> {
    fs::read(windows::dll_folder().join("enlist.dll")).unwrap()
}

#[test]
#[ignore = "needs MinGW: cargo test -- --include-ignored"]
fn the_dll_exports_the_lists_and_forwards_the_rest_of_winsock() {
    let dll = dll();
    let file = PeFile64::parse(&*dll).unwrap();
    let table = file.export_table().unwrap().unwrap();
    let mut exports = BTreeMap::new();
    for export in table.exports().unwrap() {
        let Some(name) = export.name else {
            // The numbers between those that are given have empty places.
            assert!(
                matches!(export.target, ExportTarget::Address(0)),
                "exported without a name"
            );
            continue;
        };
        let forwarded = match export.target {
            ExportTarget::Address(_) => None,
            ExportTarget::ForwardByName(dll, name) => Some(format!(
                "{}.{}",
                String::from_utf8_lossy(dll),
                String::from_utf8_lossy(name)
            )),
            ExportTarget::ForwardByOrdinal(..) => panic!("forwarded by ordinal"),
        };
        let name = String::from_utf8(name.to_vec()).unwrap();
        exports.insert(name, (export.ordinal, forwarded));
    }
    let mut wanted = BTreeSet::new();
    for (dll, list) in &lists() {
        // Windows has its own.
        if dll == "com" {
            continue;
        }
        for function in parsed(list) {
            let name = function.name;
            if !function.status.is_exported() && dll != "ws2_32" {
                continue;
            }
            wanted.insert(name.to_owned());
            let (ordinal, forwarded) = exports
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not exported"));
            assert!(
                function.ordinal.is_none_or(|fixed| fixed == ordinal.0),
                "{name} is number {}",
                ordinal.0
            );
            let genuine = format!("ws2_32.{name}");
            let expected = (!function.status.is_exported()).then_some(&genuine);
            assert_eq!(forwarded.as_ref(), expected, "{name}");
        }
    }
    assert_eq!(exports.into_keys().collect::<BTreeSet<_>>(), wanted);
}

fn imported_by(dll: &[u8]) -> BTreeSet<String> {
    let file = PeFile64::parse(dll).unwrap();
    let table = file.import_table().unwrap().unwrap();
    let mut descriptors = table.descriptors().unwrap();
    let mut names = BTreeSet::new();
    while let Some(descriptor) = descriptors.next().unwrap() {
        let name = table
            .name(descriptor.name.get(object::LittleEndian))
            .unwrap();
        names.insert(String::from_utf8_lossy(name).to_lowercase());
    }
    names
}

#[test]
#[ignore = "needs MinGW: cargo test -- --include-ignored"]
fn the_dll_needs_nothing_but_the_system() {
    const ALLOWED: [&str; 7] = [
        "advapi32.dll",
        "kernel32.dll",
        "msvcrt.dll",
        "ntdll.dll",
        "ole32.dll",
        "oleaut32.dll",
        "ws2_32.dll",
    ];
    /// What the standard library needs: for the user's folder, for waiting, and for random numbers.
    const BY_STD: [(&str, &[&str]); 2] = [
        ("wine", &["userenv.dll"]),
        (
            "windows",
            &[
                "userenv.dll",
                "api-ms-win-core-synch-l1-2-0.dll",
                "bcryptprimitives.dll",
            ],
        ),
    ];
    for (system, by_std) in BY_STD {
        let dll = fs::read(windows::build(system).join("enlist.dll")).unwrap();
        for name in imported_by(&dll) {
            let name = name.as_str();
            assert!(
                ALLOWED.contains(&name) || by_std.contains(&name),
                "{system}: {name}"
            );
        }
    }
}
