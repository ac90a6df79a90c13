// SPDX-License-Identifier: MIT OR Apache-2.0
//! The generation of a store: a shared word that rises before and after each commit.
//!
//! While it is even, what was read at that generation is still so. It is odd while a commit is under way, and stays odd
//! when the writer dies there: then nobody can tell, and everybody asks the database until the next writer is through.
//! Whoever changes the word stands at the head of the queue of writers.

#![forbid(unsafe_code)]

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwapOption;

use super::folder::Folder;
use super::word::SharedWord;
use crate::policy;

/// At which time something was read. What is read at the same one is the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moment {
    /// Rises in this process alone, when the files turn out to be others than before.
    epoch: u64,
    word: u64,
}

#[cfg(test)]
impl Moment {
    /// Two that are not the same.
    pub(super) fn pair() -> [Self; 2] {
        [2, 4].map(|word| Self { epoch: 0, word })
    }
}

#[derive(Debug)]
pub(super) struct Generation {
    current: ArcSwapOption<Mapped>,
    epoch: AtomicU64,
    start: Instant,
    /// When the files are to be looked at again, in milliseconds since `start`.
    due: AtomicU64,
}

#[derive(Debug)]
struct Mapped {
    word: Arc<SharedWord>,
    files: Files,
}

/// What the files look like. A store that was removed, made anew or changed by other means is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Files {
    word: Look,
    database: Look,
    changed: Option<SystemTime>,
}

#[cfg(unix)]
type Look = (u64, u64);
#[cfg(not(unix))]
type Look = Option<SystemTime>;

#[cfg(unix)]
fn identity(found: &fs::Metadata) -> Look {
    use std::os::unix::fs::MetadataExt as _;
    (found.dev(), found.ino())
}

#[cfg(not(unix))]
fn identity(found: &fs::Metadata) -> Look {
    found.created().ok()
}

impl Files {
    fn look(folder: &Folder) -> io::Result<Self> {
        let (word, database) = (
            fs::symlink_metadata(&folder.generation)?,
            fs::symlink_metadata(&folder.database)?,
        );
        Ok(Self {
            word: identity(&word),
            database: identity(&database),
            changed: database.modified().ok(),
        })
    }
}

impl Generation {
    pub(super) fn new() -> Self {
        Self {
            current: ArcSwapOption::empty(),
            epoch: AtomicU64::new(0),
            start: Instant::now(),
            due: AtomicU64::new(0),
        }
    }

    /// The moment that it is, if that can be told; looks at the files when that is due.
    pub(super) fn now(&self, folder: &Folder) -> Option<Moment> {
        let elapsed = self.start.elapsed().as_millis() as u64;
        if elapsed >= self.due.load(Ordering::Relaxed) {
            let next = elapsed + policy::STORE_LOOK_MILLISECONDS;
            self.due.store(next, Ordering::Relaxed);
            self.look(folder);
        }
        // The epoch first: a look that comes in between makes this moment an old one.
        let epoch = self.epoch.load(Ordering::Acquire);
        let word = self.current.load().as_ref()?.word.load().ok()?;
        is_settled(word).then_some(Moment { epoch, word })
    }

    /// Whether the word is that of a new file, which says nothing.
    pub(super) fn is_new(&self) -> bool {
        let current = self.current.load();
        current
            .as_ref()
            .is_some_and(|mapped| mapped.word.load().is_ok_and(|word| word == 0))
    }

    /// A number that is another one when anything may have changed.
    pub(super) fn stamp(&self, folder: &Folder) -> u64 {
        self.look(folder);
        let word = self
            .current
            .load()
            .as_ref()
            .and_then(|mapped| mapped.word.load().ok());
        let epoch = self.epoch.load(Ordering::Acquire);
        word.unwrap_or_default().wrapping_add(epoch << 48)
    }

    /// Looks whether the files are those that were seen last; maps the word if not.
    pub(super) fn look(&self, folder: &Folder) {
        let files = Files::look(folder).ok();
        let current = self.current.load_full();
        let known = current.as_ref().map(|mapped| &mapped.files);
        if known.is_some() && known == files.as_ref() {
            return;
        }
        let mapped = files.and_then(|files| {
            let same_word = current.filter(|mapped| mapped.files.word == files.word);
            let word = match same_word {
                Some(mapped) => Arc::clone(&mapped.word),
                None => Arc::new(SharedWord::open(&folder.generation).ok()?),
            };
            Some(Arc::new(Mapped { word, files }))
        });
        self.current.store(mapped);
        self.epoch.fetch_add(1, Ordering::Release);
    }

    /// Says that a commit begins.
    pub(super) fn begin_change(&self, folder: &Folder) -> io::Result<Change> {
        self.look(folder);
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let current = self.current.load_full().ok_or_else(missing)?;
        let epoch = self.epoch.load(Ordering::Acquire);
        let word = current.word.load()?;
        let before = is_settled(word).then_some(Moment { epoch, word });
        let word = if word == 0 { first_word() } else { word };
        // The next odd number.
        let during = word.wrapping_add(1) | 1;
        current.word.store(during)?;
        Ok(Change {
            mapped: current,
            before,
            during,
        })
    }

    /// Says that a commit is over, whatever has become of it: when it was before, and when it is now. What was known before
    /// and is not part of the change is still known.
    pub(super) fn end_change(
        &self,
        folder: &Folder,
        change: Change,
    ) -> Option<(Option<Moment>, Moment)> {
        let word = change.during.wrapping_add(1);
        change.mapped.word.store(word).ok()?;
        // The files have changed by this commit, which is no reason to forget what is known.
        let files = Files::look(folder).ok()?;
        let is_same = |known: &Files| known.word == files.word && known.database == files.database;
        if is_same(&change.mapped.files) {
            let word = Arc::clone(&change.mapped.word);
            self.current.store(Some(Arc::new(Mapped { word, files })));
        }
        let epoch = self.epoch.load(Ordering::Acquire);
        Some((change.before, Moment { epoch, word }))
    }
}

/// A commit that is under way.
#[derive(Debug)]
pub(super) struct Change {
    mapped: Arc<Mapped>,
    before: Option<Moment>,
    during: u64,
}

/// Whether nothing is under way. A word of a new file says nothing yet.
fn is_settled(word: u64) -> bool {
    word != 0 && word.is_multiple_of(2)
}

/// Where a new word begins: not where an earlier one of the same store has been.
fn first_word() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(2, |now| (now.as_nanos() as u64) & !1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::StoreConfig;

    fn folder() -> (tempfile::TempDir, Folder) {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(&StoreConfig::at(root.path().join("store")));
        folder.prepare().unwrap();
        (root, folder)
    }

    fn change(generation: &Generation, folder: &Folder) -> (Option<Moment>, Moment) {
        let change = generation.begin_change(folder).unwrap();
        generation.end_change(folder, change).unwrap()
    }

    #[test]
    fn a_moment_lasts_until_the_next_commit_and_ends_when_it_begins() {
        let (_root, folder) = folder();
        let [mine, theirs] = [(); 2].map(|()| Generation::new());
        assert_eq!(mine.now(&folder), None);
        let (before, first) = change(&mine, &folder);
        assert_eq!(before, None);
        assert_eq!(mine.now(&folder), Some(first));
        assert_eq!(change(&mine, &folder).0, Some(first));
        let here = mine.now(&folder);
        let commit = theirs.begin_change(&folder).unwrap();
        assert_eq!(mine.now(&folder), None);
        theirs.end_change(&folder, commit);
        assert!(mine.now(&folder).is_some());
        assert_ne!(mine.now(&folder), here);
    }

    #[test]
    fn after_a_writer_that_died_nothing_is_known_until_the_next_one() {
        let (_root, folder) = folder();
        let [mine, theirs] = [(); 2].map(|()| Generation::new());
        let (_, earlier) = change(&mine, &folder);
        drop(theirs.begin_change(&folder).unwrap());
        assert_eq!(mine.now(&folder), None);
        let (before, later) = change(&mine, &folder);
        assert_eq!(before, None);
        assert_eq!(mine.now(&folder), Some(later));
        assert_ne!(earlier, later);
    }

    #[test]
    fn a_word_at_its_end_begins_anew() {
        for last in [u64::MAX - 2, u64::MAX - 1, u64::MAX] {
            let (_root, folder) = folder();
            let [mine, theirs] = [(); 2].map(|()| Generation::new());
            let word = SharedWord::open(&folder.generation).unwrap();
            word.store(last).unwrap();
            mine.look(&folder);
            let before = mine.now(&folder);
            let mut later = Vec::new();
            for _ in 0..3 {
                change(&theirs, &folder);
                later.push(mine.now(&folder));
            }
            // Where it passes zero nothing is known for once.
            assert!(later.iter().filter(|moment| moment.is_none()).count() <= 1);
            let known = || later.iter().chain([&before]).flatten();
            let same = |moment| known().filter(|other| *other == moment).count();
            assert!(known().all(|moment| same(moment) == 1), "{last}");
        }
    }

    #[test]
    fn a_store_that_is_another_one_has_moments_of_its_own() {
        let (_root, folder) = folder();
        let generation = Generation::new();
        let (_, first) = change(&generation, &folder);
        fs::remove_file(&folder.generation).unwrap();
        generation.look(&folder);
        assert_eq!(generation.now(&folder), None);
        folder.prepare().unwrap();
        let (before, second) = change(&generation, &folder);
        assert_eq!(before, None);
        assert_ne!(first, second);
        // Changed by other means.
        fs::write(&folder.database, "x").unwrap();
        generation.look(&folder);
        let third = generation.now(&folder).unwrap();
        assert_ne!(second, third);
        assert_eq!(generation.now(&folder), Some(third));
    }
}
