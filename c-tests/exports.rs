// SPDX-License-Identifier: MIT OR Apache-2.0
//! The built library against the export list in `def/`, and the README's status table made from it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use object::elf;
use object::read::elf::{Dyn as _, ElfFile64, FileHeader as _};
use object::{Object as _, ObjectSymbol as _};

#[path = "../src/bin/enlist/layout.rs"]
#[allow(dead_code)]
mod layout;

const BEGIN: &str = "<!-- status table: made from def/ws2_32.txt -->\n";
const END: &str = "<!-- end of the status table -->\n";

/// A line of the export list.
struct Function {
    name: String,
    ordinal: Option<u16>,
    header: String,
    status: String,
    remark: String,
}

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The functions of ws2_32.dll.
fn functions() -> Vec<Function> {
    listed("def/ws2_32.txt")
}

/// The functions of COM servers, and those of the system where it has no COM.
fn com_functions() -> Vec<Function> {
    let mut functions = listed("def/wuapi.txt");
    functions.extend(listed("def/com.txt"));
    functions
}

fn listed(list: &str) -> Vec<Function> {
    let list = source(list);
    let lines = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let mut word = || {
                words
                    .next()
                    .unwrap_or_else(|| panic!("a column is missing: {line}"))
                    .to_owned()
            };
            let (name, ordinal, header, status) = (word(), word(), word(), word());
            assert!(
                ["yes", "partial", "no"].contains(&status.as_str()),
                "unknown status: {line}"
            );
            let ordinal = (ordinal != "-").then(|| ordinal.parse().unwrap());
            let remark = words.collect::<Vec<_>>().join(" ");
            assert_eq!(
                status == "partial",
                !remark.is_empty(),
                "a partial function says what is missing: {line}"
            );
            Function {
                name,
                ordinal,
                header,
                status,
                remark,
            }
        })
        .collect()
}

fn exported_by_list() -> BTreeSet<String> {
    functions()
        .into_iter()
        .chain(listed("def/provider.txt"))
        .chain(com_functions())
        .filter(|function| function.status != "no")
        .map(|function| function.name)
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

#[test]
fn every_exported_function_is_declared_in_its_header() {
    for function in functions()
        .into_iter()
        .chain(com_functions())
        .filter(|function| function.status != "no" && function.header != "-")
    {
        let header = source(&format!("include/enlist/{}", function.header));
        assert!(
            header.contains(&format!("{}(", function.name)),
            "{} lacks {}",
            function.header,
            function.name
        );
    }
}

#[test]
fn ordinals_are_given_once() {
    let mut seen = BTreeSet::new();
    for function in functions() {
        assert!(
            function.ordinal.is_none_or(|ordinal| seen.insert(ordinal)),
            "{}",
            function.name
        );
    }
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
    } in functions().into_iter().chain(com_functions())
    {
        writeln!(table, "| `{name}` | `{header}` | {status} | {remark} |").unwrap();
    }
    let readme = source("README.md");
    let (before, rest) = readme
        .split_once(BEGIN)
        .expect("the README has a status table");
    let (present, after) = rest.split_once(END).expect("the status table has an end");
    if present == table {
        return;
    }
    if std::env::var_os("ENLIST_BLESS").is_some() {
        let readme = [before, BEGIN, &table, END, after].concat();
        fs::write(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"),
            readme,
        )
        .unwrap();
        return;
    }
    panic!("the status table is out of date; to fix it: ENLIST_BLESS=1 cargo test --test exports");
}
