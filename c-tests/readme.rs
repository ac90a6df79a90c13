// SPDX-License-Identifier: MIT OR Apache-2.0
//! The example of the README, as a reader would try it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::time::Duration;

#[path = "support/mod.rs"]
mod support;

/// The content of the code block that begins at or behind `from`, and where it ends.
fn block<'a>(readme: &'a str, fence: &str, from: usize) -> (&'a str, usize) {
    let start = from + readme[from..].find(fence).unwrap() + fence.len();
    let length = readme[start..].find("```").unwrap();
    (&readme[start..start + length], start + length + "```".len())
}

#[test]
fn the_example_compiles_and_prints_what_is_said() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let (program, end) = block(&readme, "```c\n", 0);
    let promised = end + readme[end..].find("\nprints\n").unwrap();
    let (output, _) = block(&readme, "```\n", promised);

    let stage = support::Stage::new();
    let (source, executable) = (stage.file("find.c"), stage.file("find"));
    fs::write(&source, program).unwrap();
    let libraries = stage.libraries();
    let arguments = ["-Wall", "-Wextra", "-Werror", "-Iinclude"]
        .map(String::from)
        .into_iter();
    let paths = [&source, &libraries, &executable].map(|path| path.to_str().unwrap().to_owned());
    let [source, libraries, output_file] = paths;
    let linked = [
        source,
        "-L".into(),
        libraries.clone(),
        "-lenlist".into(),
        "-o".into(),
        output_file,
    ];
    support::Compiler::c()
        .run(&arguments.chain(linked).collect::<Vec<_>>())
        .unwrap();

    let mut command = support::clean_command(&executable);
    command.env("LD_LIBRARY_PATH", libraries);
    let printed = support::run(&stage, command, Duration::from_secs(30))
        .unwrap()
        .success()
        .unwrap();
    assert_eq!(String::from_utf8(printed).unwrap(), output);
}
