// SPDX-License-Identifier: MIT OR Apache-2.0
//! Registering classes, and taking it back.
//!
//! What somebody else has registered under the same keys is kept in a record beside them, and comes back. The record is written before
//! anything is replaced, so that a process that is killed leaves nothing that cannot be undone; a failure undoes everything at once.

#![forbid(unsafe_code)]

use widestring::{U16Str, U16String};

use super::entries::Entry;
use super::key::{Failure, Hive, Key};

/// Where the record is.
const RECORD: &str = r"Enlist\Registration";

/// In the record: that everything it tells of was written.
const COMPLETE: &str = "Complete";

/// In the record, for each key: what was written, and what stood there before.
const NOW: &str = "Now";
const BEFORE: &str = "Before";

/// A key that was replaced.
struct Replaced {
    path: String,
    now: Key,
    before: Option<Key>,
}

/// What is known of a registration.
#[derive(Default)]
struct Record {
    is_complete: bool,
    replaced: Vec<Replaced>,
}

/// What is to be done with a key.
struct Change {
    path: String,
    standing: Option<Key>,
    wanted: Option<Key>,
}

impl Record {
    fn of(key: &Key) -> Self {
        let replaced = key.keys.iter().filter_map(|(name, key)| {
            Some(Replaced {
                path: name.to_string().ok()?.replace('/', r"\"),
                now: key.key(NOW)?.clone(),
                before: key.key(BEFORE).cloned(),
            })
        });
        Self {
            is_complete: key.value(COMPLETE).is_some(),
            replaced: replaced.collect(),
        }
    }

    /// Paths are names here: names have no backslashes, and the paths no slashes.
    fn to_key(&self, library: &U16Str) -> Key {
        let mut key = Key::default().with_wide("", library);
        if self.is_complete {
            key = key.with_number(COMPLETE, 1);
        }
        for replaced in &self.replaced {
            let mut content = Key::default().with_key(NOW, replaced.now.clone());
            if let Some(before) = &replaced.before {
                content = content.with_key(BEFORE, before.clone());
            }
            key = key.with_key(&replaced.path.replace('\\', "/"), content);
        }
        key
    }

    /// What was written under a path, if it still stands there. Of a registration that was cut short, anything may.
    fn ours(&self, path: &str, standing: Option<&Key>) -> Option<&Replaced> {
        let mut replaced = self.replaced.iter();
        let found = replaced.find(|replaced| replaced.path.eq_ignore_ascii_case(path))?;
        let is_ours =
            !self.is_complete || standing.is_some_and(|standing| standing.is_like(&found.now));
        is_ours.then_some(found)
    }
}

/// Registers a library, or, without any entries, takes back what was registered.
pub(crate) fn apply(
    hive: &mut impl Hive,
    library: &U16Str,
    entries: Vec<Entry>,
) -> Result<(), Failure> {
    let standing_record = hive.read(RECORD)?;
    if entries.is_empty() && standing_record.is_none() {
        return Ok(());
    }
    let old = standing_record.as_ref().map(Record::of).unwrap_or_default();
    let mut new = Record::default();
    let mut changes = Vec::new();
    for replaced in &old.replaced {
        let is_wanted = |entry: &Entry| entry.path.eq_ignore_ascii_case(&replaced.path);
        if entries.iter().any(is_wanted) {
            continue;
        }
        let standing = hive.read(&replaced.path)?;
        if old.ours(&replaced.path, standing.as_ref()).is_some() {
            changes.push(Change {
                path: replaced.path.clone(),
                standing,
                wanted: replaced.before.clone(),
            });
        }
    }
    for entry in entries {
        let standing = hive.read(&entry.path)?;
        let before = match old.ours(&entry.path, standing.as_ref()) {
            Some(replaced) => replaced.before.clone(),
            None => standing.clone(),
        };
        let wanted = if entry.yields && before.is_some() {
            before
        } else {
            new.replaced.push(Replaced {
                path: entry.path.clone(),
                now: entry.content.clone(),
                before,
            });
            Some(entry.content)
        };
        changes.push(Change {
            path: entry.path,
            standing,
            wanted,
        });
    }
    let result = write(hive, library, &mut new, &changes);
    if result.is_err() {
        // As far as it can be undone; the reason is that of the failure.
        for change in changes.iter().rev() {
            let _ = hive.replace(&change.path, change.standing.as_ref());
        }
        let _ = hive.replace(RECORD, standing_record.as_ref());
    }
    result
}

fn write(
    hive: &mut impl Hive,
    library: &U16Str,
    record: &mut Record,
    changes: &[Change],
) -> Result<(), Failure> {
    let is_registration = !record.replaced.is_empty();
    if is_registration {
        hive.replace(RECORD, Some(&record.to_key(library)))?;
    }
    for change in changes {
        if change.standing != change.wanted {
            hive.replace(&change.path, change.wanted.as_ref())?;
        }
    }
    record.is_complete = true;
    let record = is_registration.then(|| record.to_key(library));
    hive.replace(RECORD, record.as_ref())
}

/// Takes back what was registered.
pub(crate) fn undo(hive: &mut impl Hive) -> Result<(), Failure> {
    apply(hive, &U16String::new(), Vec::new())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::entries::entries;
    use super::*;

    const CLASS: &str = r"Classes\CLSID\{4CB43D7F-7EEE-4906-8698-60DA1C38F2FE}";
    const INTERFACE: &str = r"Classes\Interface\{816858A4-260D-4260-933A-2585F1ABC76B}";

    /// A registry whose changes fail after so many.
    #[derive(Clone, Default)]
    struct Memory {
        root: Key,
        changes_left: Option<usize>,
    }

    fn find<'a>(root: &'a Key, path: &str) -> Option<&'a Key> {
        path.split('\\').try_fold(root, |key, name| key.key(name))
    }

    /// Replaces a key, and drops those above it that become empty.
    fn set(root: &mut Key, path: &str, content: Option<&Key>) {
        let (name, rest) = path
            .split_once('\\')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        let name = U16String::from_str(name);
        let Some(rest) = rest else {
            root.keys.remove(&name);
            root.keys
                .extend(content.map(|content| (name, content.clone())));
            return;
        };
        let below = root.keys.entry(name.clone()).or_default();
        set(below, rest, content);
        if below.keys.is_empty() && below.values.is_empty() {
            root.keys.remove(&name);
        }
    }

    impl Hive for Memory {
        fn read(&self, path: &str) -> Result<Option<Key>, Failure> {
            Ok(find(&self.root, path).cloned())
        }

        /// What fails is half done.
        fn replace(&mut self, path: &str, content: Option<&Key>) -> Result<(), Failure> {
            if let Some(left) = &mut self.changes_left {
                let Some(fewer) = left.checked_sub(1) else {
                    self.changes_left = None;
                    set(&mut self.root, path, Some(&Key::of("half done")));
                    return Err(Failure::ACCESS_DENIED);
                };
                *left = fewer;
            }
            set(&mut self.root, path, content);
            Ok(())
        }
    }

    fn register(hive: &mut Memory, library: &str) -> Result<(), Failure> {
        let library = U16String::from_str(library);
        apply(hive, &library, entries(&library))
    }

    fn server(hive: &Memory) -> Option<Key> {
        find(&hive.root, CLASS)?.key("InprocServer32").cloned()
    }

    fn served_by(library: &str) -> Option<Key> {
        Some(Key::of(library).with("ThreadingModel", "Both"))
    }

    /// A machine on which somebody has registered one of the classes, and one of the interfaces.
    fn machine() -> Memory {
        let mut machine = Memory::default();
        let genuine = Key::of("genuine").with_key("Inprocserver32", Key::of("wuapi.dll"));
        set(&mut machine.root, CLASS, Some(&genuine));
        set(&mut machine.root, INTERFACE, Some(&Key::of("genuine")));
        machine
    }

    #[test]
    fn what_was_there_is_replaced_and_comes_back() {
        let (mut hive, before) = (machine(), machine());
        register(&mut hive, "a.dll").unwrap();
        assert_eq!(server(&hive), served_by("a.dll"));
        assert_eq!(find(&hive.root, INTERFACE), Some(&Key::of("genuine")));
        undo(&mut hive).unwrap();
        assert_eq!(hive.root, before.root);
        undo(&mut hive).unwrap();
        assert_eq!(hive.root, before.root);
    }

    #[test]
    fn an_empty_machine_is_empty_again() {
        let mut hive = Memory::default();
        undo(&mut hive).unwrap();
        register(&mut hive, "a.dll").unwrap();
        assert!(find(&hive.root, INTERFACE).is_some());
        undo(&mut hive).unwrap();
        assert_eq!(hive.root, Key::default());
    }

    #[test]
    fn a_library_that_has_moved_registers_again() {
        let (mut hive, before) = (machine(), machine());
        for library in ["a.dll", "b.dll", "b.dll"] {
            register(&mut hive, library).unwrap();
            assert_eq!(server(&hive), served_by(library));
        }
        undo(&mut hive).unwrap();
        assert_eq!(hive.root, before.root);
    }

    #[test]
    fn what_somebody_else_has_registered_since_stays() {
        let mut hive = machine();
        register(&mut hive, "a.dll").unwrap();
        let newer = Key::of("newer");
        set(&mut hive.root, CLASS, Some(&newer));
        let mut again = hive.clone();
        undo(&mut hive).unwrap();
        assert_eq!(find(&hive.root, CLASS), Some(&newer));
        assert_eq!(find(&hive.root, "Enlist"), None);

        register(&mut again, "a.dll").unwrap();
        assert_eq!(server(&again), served_by("a.dll"));
        undo(&mut again).unwrap();
        assert_eq!(again.root, hive.root);
    }

    #[test]
    fn a_failure_anywhere_leaves_everything_as_it_was() {
        let registered = |library| {
            let mut hive = machine();
            register(&mut hive, library).unwrap();
            hive
        };
        let states = [
            Memory::default(),
            machine(),
            registered("a.dll"),
            registered("b.dll"),
        ];
        for before in states {
            for undoes in [false, true] {
                let mut failures = 0;
                loop {
                    let mut hive = before.clone();
                    hive.changes_left = Some(failures);
                    let result = if undoes {
                        undo(&mut hive)
                    } else {
                        register(&mut hive, "b.dll")
                    };
                    if result.is_ok() {
                        break;
                    }
                    assert_eq!(hive.root, before.root, "after {failures}");
                    failures += 1;
                }
                let nothing_to_do = undoes && find(&before.root, "Enlist").is_none();
                assert_eq!(failures == 0, nothing_to_do);
            }
        }
    }

    #[test]
    fn what_a_killed_process_left_is_undone() {
        let (wanted, complete) = (machine(), {
            let mut hive = machine();
            register(&mut hive, "a.dll").unwrap();
            hive
        });
        for written in 0..30 {
            for (mut hive, undoes) in [(machine(), false), (complete.clone(), true)] {
                // A hive that takes so many changes and then none is what a killed process sees.
                let mut killed = Killed {
                    hive: hive.clone(),
                    left: written,
                };
                let library = U16String::from_str("a.dll");
                let given = if undoes {
                    Vec::new()
                } else {
                    entries(&library)
                };
                let _ = apply(&mut killed, &library, given);
                hive.root = killed.hive.root;
                undo(&mut hive).unwrap();
                assert_eq!(hive.root, wanted.root, "after {written}, {undoes}");
            }
        }
    }

    /// A registry that changes no more after so many changes.
    struct Killed {
        hive: Memory,
        left: usize,
    }

    impl Hive for Killed {
        fn read(&self, path: &str) -> Result<Option<Key>, Failure> {
            self.hive.read(path)
        }

        fn replace(&mut self, path: &str, content: Option<&Key>) -> Result<(), Failure> {
            self.left = self
                .left
                .checked_sub(1)
                .ok_or(Failure::ACCESS_DENIED)
                .inspect_err(|_| self.left = 0)?;
            self.hive.replace(path, content)
        }
    }
}
