// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enlist stands in for the Windows APIs through which programs register services.
//!
//! The library is used from C: its functions are those of [`ffi`], its headers lie in `include/`. The Rust crate exposes
//! the same functions for tests and benches, and what the command line needs.
//!
//! Calls flow one way: `ffi`, `edge`, `startup`, `rnr`, `provider`, `store`. Nothing below `edge` knows the ANSI form of a
//! function from its UTF-16 form, or touches a caller's pointer. C structs are read and packed in `abi`, which the edge uses, and
//! `provider/foreign`, whose callers' side is the other one. Unsafe code stands in these, in `text/raw.rs`, which reads strings,
//! in `provider/dns/system.rs`, which calls the C library's resolver, in `store/sqlite/word.rs`, which maps a shared word, in
//! `store/sqlite/vfs.rs`, which opens and locks files for SQLite, in `store/sqlite/process.rs`, which asks Windows of processes, and in
//! `windows.rs`, which every part may ask. COM
//! calls flow `ffi`, `com`, `wua`; unsafe code stands in `com`, except for its `classes`. What every call passes for people who test
//! stands in `harness`.

// What passes through `fork`, and what the kernel of Linux says, has no use elsewhere. Where both are, dead code is found.
#![cfg_attr(not(target_os = "linux"), allow(dead_code))]

mod abi;
mod clock;
mod com;
mod config;
mod edge;
mod error;
pub mod ffi;
mod harness;
mod hresult;
mod inline;
mod last_error;
mod numbers;
mod policy;
mod provider;
mod regular_file;
mod rnr;
mod signal;
mod startup;
mod store;
mod sync;
mod text;
mod threads;
#[doc(hidden)]
pub mod tools;
#[cfg(windows)]
mod windows;
mod wua;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Folders in which unsafe code is at home.
    const FOLDERS: [&str; 6] = ["abi", "bin", "com", "edge", "ffi", "provider/foreign"];

    fn with_unsafe_code(folder: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap();
            let name = name.to_str().unwrap().replace('\\', "/");
            if path.is_dir() {
                if !FOLDERS.contains(&&*name) {
                    with_unsafe_code(&path, root, found);
                }
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let kinds = [" {", " fn", " impl", " extern"];
            if kinds
                .iter()
                .any(|kind| text.contains(&format!("unsafe{kind}")))
            {
                found.push(name);
            }
        }
    }

    /// What is said at the top of this file.
    #[test]
    fn the_files_with_unsafe_code_are_the_ones_that_are_named() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        with_unsafe_code(&root, &root, &mut found);
        found.sort();
        let (said, _) = include_str!("lib.rs").split_once("\n\n").unwrap();
        let words = said.split('`').skip(1).step_by(2);
        let mut named: Vec<&str> = words.filter(|word| word.ends_with(".rs")).collect();
        named.sort_unstable();
        assert_eq!(found, named);
    }
}
