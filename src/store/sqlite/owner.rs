// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which process registered an address, and whether it is still there.
//!
//! Numbers of processes are used again, so the time of their start belongs to them, and the boot, from which that counts.

#![forbid(unsafe_code)]

use hashbrown::HashMap;

/// What is written down of a process.
pub(super) type Owner = String;

#[cfg(target_os = "linux")]
mod platform {
    use std::fs;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;
    use std::sync::Arc;

    use arc_swap::ArcSwapOption;
    use nix::errno::Errno;
    use nix::sys::signal::kill;
    use nix::unistd::Pid;

    use super::Owner;

    /// What was found out of a process, which a child of it is not.
    static KNOWN: ArcSwapOption<(u32, Owner)> = ArcSwapOption::const_empty();

    /// This process; `None` when the system does not tell.
    pub(crate) fn current() -> Option<Owner> {
        let process = std::process::id();
        if let Some(known) = KNOWN.load().as_ref().filter(|known| known.0 == process) {
            return Some(known.1.clone());
        }
        let (Started::At(start), place) = (started(process), Place::here()?) else {
            return None;
        };
        let owner = format!("{process} {start} {} {}", place.namespace, place.boot);
        KNOWN.store(Some(Arc::new((process, owner.clone()))));
        Some(owner)
    }

    /// Whether a process is known to be gone. Of one in another namespace of process numbers nothing is known from here.
    pub(in super::super) fn is_gone(owner: &str) -> bool {
        let mut parts = owner.split(' ');
        let mut part = || parts.next();
        let (Some(process), Some(start), Some(namespace), Some(boot), Some(here)) =
            (part(), part(), part(), part(), Place::here())
        else {
            return false;
        };
        let (Ok(process), Ok(start)) = (process.parse::<u32>(), start.parse::<u64>()) else {
            return false;
        };
        if boot != here.boot {
            return true;
        }
        namespace == here.namespace
            && match started(process) {
                Started::At(other) => other != start,
                Started::Gone => true,
                Started::Unknown => false,
            }
    }

    /// Where the numbers of processes mean something.
    struct Place {
        namespace: String,
        boot: String,
    }

    impl Place {
        fn here() -> Option<Self> {
            let namespace = fs::metadata("/proc/self/ns/pid").ok()?.ino().to_string();
            let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
            let boot = boot.trim().to_owned();
            Some(Self { namespace, boot })
        }
    }

    /// When a process was started.
    #[derive(Debug, PartialEq, Eq)]
    pub(super) enum Started {
        /// In ticks since the system was.
        At(u64),
        /// There is none, or only what is left of it until somebody asks how it ended.
        Gone,
        /// The system does not tell.
        Unknown,
    }

    fn started(process: u32) -> Started {
        let path = Path::new("/proc").join(process.to_string()).join("stat");
        if let Ok(description) = fs::read(path) {
            return described(&description);
        }
        // What belongs to others may be hidden.
        let number = i32::try_from(process).map(Pid::from_raw);
        match number.map(|number| kill(number, None)) {
            Ok(Err(Errno::ESRCH)) | Err(_) => Started::Gone,
            Ok(_) => Started::Unknown,
        }
    }

    /// What stands in `/proc/PROCESS/stat`. The name of the program comes second, in parentheses, and may hold anything.
    pub(super) fn described(description: &[u8]) -> Started {
        let fields = || {
            let end = description.iter().rposition(|byte| *byte == b')')?;
            let rest = std::str::from_utf8(description.get(end + 1..)?).ok()?;
            let mut fields = rest.split_ascii_whitespace();
            let state = fields.next()?;
            let threads: u64 = fields.nth(16)?.parse().ok()?;
            let start = fields.nth(1)?.parse().ok()?;
            Some((state, threads, start))
        };
        match fields() {
            // The first thread has ended, and may have been the only one.
            Some(("Z" | "X", 0 | 1, _)) => Started::Gone,
            Some((_, _, start)) => Started::At(start),
            None => Started::Unknown,
        }
    }
}

/// The first word says whose process it is: Windows, also as Wine, and Linux know nothing of each other's, and let them be.
#[cfg(windows)]
mod platform {
    use std::sync::Arc;

    use arc_swap::ArcSwapOption;

    use super::super::process::{Started, machine, started};
    use super::Owner;

    static KNOWN: ArcSwapOption<Owner> = ArcSwapOption::const_empty();

    /// This process; `None` when the system does not tell.
    pub(crate) fn current() -> Option<Owner> {
        if let Some(known) = &*KNOWN.load() {
            return Some(Owner::clone(known));
        }
        let process = std::process::id();
        let Started::At(start) = started(process) else {
            return None;
        };
        let owner = format!("windows {process} {start} {}", machine()?);
        KNOWN.store(Some(Arc::new(owner.clone())));
        Some(owner)
    }

    /// Whether a process is known to be gone. Of one of another machine nothing is known from here.
    pub(in super::super) fn is_gone(owner: &str) -> bool {
        let mut parts = owner.split(' ');
        let mut part = || parts.next();
        let (Some("windows"), Some(process), Some(start), Some(there)) =
            (part(), part(), part(), part())
        else {
            return false;
        };
        let (Ok(process), Ok(start)) = (process.parse::<u32>(), start.parse::<u64>()) else {
            return false;
        };
        let is_here = machine().is_some_and(|here| here == there);
        is_here
            && match started(process) {
                Started::At(other) => other != start,
                Started::Gone => true,
                Started::Unknown => false,
            }
    }
}

#[cfg(not(any(windows, target_os = "linux")))]
mod platform {
    use super::Owner;

    pub(crate) fn current() -> Option<Owner> {
        None
    }

    pub(in super::super) fn is_gone(_: &str) -> bool {
        false
    }
}

pub(crate) use platform::current;
pub(super) use platform::is_gone;

/// Asks once for each process.
pub(super) fn gone_ones() -> impl FnMut(&str) -> bool {
    let mut known: HashMap<String, bool> = HashMap::new();
    move |owner| match known.get(owner) {
        Some(is_gone) => *is_gone,
        None => {
            let is_gone = is_gone(owner);
            known.insert(owner.to_owned(), is_gone);
            is_gone
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::process::{Command, Stdio};

    use super::platform::{Started, described};
    use super::*;

    #[test]
    fn a_process_is_gone_when_its_last_thread_is() {
        let description = |name: &[u8], state: &str, threads: u32| {
            let rest =
                format!(") {state} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 {threads} 0 4711 99");
            [b"7 (", name, rest.as_bytes()].concat()
        };
        let lives = Started::At(4711);
        for (name, state, threads, expected) in [
            (&b"name"[..], "S", 1, &lives),
            (b"a) Z 1 (b", "R", 2, &lives),
            (b"caf\xE9", "S", 1, &lives),
            (b"name", "Z", 2, &lives),
            (b"name", "Z", 1, &Started::Gone),
            (b"name", "X", 0, &Started::Gone),
        ] {
            assert_eq!(described(&description(name, state, threads)), *expected);
        }
        assert_eq!(described(b"7 (name) S"), Started::Unknown);
    }

    #[test]
    fn a_process_is_there_as_long_as_it_lives_and_its_number_alone_is_not_it() {
        let here = current().unwrap();
        assert!(!is_gone(&here));
        let parts: Vec<&str> = here.split(' ').collect();
        let [process, start, namespace, boot] = parts[..] else {
            panic!("{here}");
        };
        let later = start.parse::<u64>().unwrap() + 1;
        assert!(is_gone(&format!("{process} {later} {namespace} {boot}")));
        assert!(is_gone(&format!("{process} {start} {namespace} other")));
        assert!(!is_gone(&format!("{process} {later} 1 {boot}")));
        for nonsense in ["", "1", "x y z", "1 2 3"] {
            assert!(!is_gone(nonsense));
        }
        // One that has ended, and that nobody has asked how yet.
        let mut child = Command::new("true").stdin(Stdio::null()).spawn().unwrap();
        let ended = format!("{} 0 {namespace} {boot}", child.id());
        child.wait().unwrap();
        assert!(is_gone(&ended));
        let impossible = format!("{} 0 {namespace} {boot}", u32::MAX);
        assert!(is_gone(&impossible));
    }
}
