// SPDX-License-Identifier: MIT OR Apache-2.0
//! The processes that a program has started, and that may outlive it.
//!
//! Those that lose their parent become children of this process, so that as long as one of them is there, it has a child.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};

/// Which of them are waited for.
#[derive(Debug)]
pub enum Others {
    Nobody,
    Everybody,
    /// Those whose command has a word in it.
    With(OsString),
}

/// One that lives.
#[derive(Debug, PartialEq, Eq)]
pub struct Process {
    pub number: u32,
    pub name: String,
}

impl Others {
    /// Those that Wine runs from a folder. Its server and services outlive every program for a while, or for good.
    pub fn from_folder(folder: &Path) -> Self {
        Self::With(folder.file_name().unwrap_or_default().to_owned())
    }

    /// Whether there are any, when this process still has children.
    pub fn are_left(&self) -> bool {
        match self {
            Self::Nobody => false,
            Self::Everybody => true,
            Self::With(_) => !self.list().is_empty(),
        }
    }

    /// Those that are waited for.
    pub fn list(&self) -> Vec<Process> {
        let mut found = descendants(std::process::id());
        found.retain(|process| match self {
            Self::Nobody => false,
            Self::Everybody => true,
            Self::With(word) => has_word(process.number, word),
        });
        found
    }
}

/// Takes note of the ends of all children but one; whether any child is left.
pub fn reap(except: u32) -> bool {
    let look = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    loop {
        let ended = match waitid(Id::All, look) {
            Ok(WaitStatus::StillAlive) => return true,
            Ok(status) => status.pid(),
            Err(_) => return false,
        };
        match ended {
            Some(process) if process.as_raw().cast_unsigned() != except => {
                // It has ended, and is nobody else's.
                let _ = waitpid(process, Some(WaitPidFlag::WNOHANG));
            }
            _ => return true,
        }
    }
}

/// All processes that live and come from one.
fn descendants(ancestor: u32) -> Vec<Process> {
    let numbers = fs::read_dir("/proc").into_iter().flatten();
    let numbers = numbers.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let mut parents = BTreeMap::new();
    for number in numbers {
        let stat = fs::read(format!("/proc/{number}/stat")).unwrap_or_default();
        if let Some((name, parent)) = name_and_parent(&String::from_utf8_lossy(&stat)) {
            parents.insert(number, (name, parent));
        }
    }
    let comes_from = |mut number: u32| {
        // Processes come and go while this is read: what looks like a ring is none.
        for _ in 0..parents.len() {
            match parents.get(&number) {
                Some((_, parent)) if *parent == ancestor => return true,
                Some((_, parent)) => number = *parent,
                None => return false,
            }
        }
        false
    };
    let found = parents.iter().filter(|(number, _)| comes_from(**number));
    let found = found.map(|(&number, (name, _))| Process {
        number,
        name: name.clone(),
    });
    found.collect()
}

/// Of a line like `12 (name) S 1 …`, unless the process has ended.
fn name_and_parent(stat: &str) -> Option<(String, u32)> {
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let mut words = after.split_whitespace();
    let is_there = words
        .next()
        .is_some_and(|state| !["Z", "X"].contains(&state));
    let parent = words.next()?.parse().ok()?;
    is_there.then(|| (name.to_owned(), parent))
}

/// Whether the command of a process has a word in it.
fn has_word(process: u32, word: &OsStr) -> bool {
    let command = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    let word = word.as_encoded_bytes();
    !word.is_empty() && command.windows(word.len()).any(|part| part == word)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn names_may_look_like_anything() {
        let read = |stat| name_and_parent(stat);
        assert_eq!(read("12 (name) S 1 12"), Some(("name".to_owned(), 1)));
        assert_eq!(
            read("12 (a) S 5 (b) R 7 1"),
            Some(("a) S 5 (b".to_owned(), 7))
        );
        assert_eq!(read("12 (name) Z 1 12"), None);
        for wrong in [
            "",
            "12",
            "12 (name",
            "12 (name)",
            "12 (name) S",
            "12 (name) S x",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_a_child_starts_is_found() {
        let mut child = Command::new("sh")
            .args([
                "-c",
                "sh -c 'echo; while :; do sleep 0.05; done; : enlist-run-word' & wait",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = child.stdout.take().unwrap();
        std::io::Read::read_exact(&mut output, &mut [0]).unwrap();
        let found = descendants(std::process::id());
        let in_all: Vec<u32> = found.iter().map(|process| process.number).collect();
        assert!(in_all.contains(&child.id()), "{found:?}");
        let with = Others::With("enlist-run-word".into()).list();
        let grandchild = with.iter().find(|process| process.number != child.id());
        let grandchild = grandchild.unwrap().number;
        assert!(in_all.contains(&grandchild));
        assert!(Others::Nobody.list().is_empty());
        assert!(Others::With("enlist-run-other".into()).list().is_empty());
        let grandchild = nix::unistd::Pid::from_raw(grandchild.cast_signed());
        nix::sys::signal::kill(grandchild, nix::sys::signal::SIGKILL).unwrap();
        child.wait().unwrap();
    }
}
