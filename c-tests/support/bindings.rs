// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which files of `src/ffi/` describe which Windows header.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of `src/ffi/` and its files, in their order: one file, or those of a folder.
pub fn sources() -> BTreeMap<String, Vec<PathBuf>> {
    let mut modules = BTreeMap::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ffi")) {
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            // The generator would follow the `mod` lines of `mod.rs`, and so see the other files twice.
            let parts = files(&path)
                .into_iter()
                .filter(|part| !part.ends_with("mod.rs"));
            modules.insert(module, parts.collect());
        } else if module != "mod" {
            modules.insert(module, vec![path]);
        }
    }
    modules
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
