// SPDX-License-Identifier: MIT OR Apache-2.0
//! The journal: a line for every call, and for what the library could not tell anybody else.

#![forbid(unsafe_code)]

mod file;
mod memory;

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use self::file::JournalFile;
pub(crate) use self::memory::{Kept, Wanted};
use super::json::{Json, Member, member};
use super::{Part, date, is_on, switch};
use crate::sync::{Frozen, Mutex};
use crate::threads;

/// The file that lines are appended to.
static FILE: Mutex<Option<JournalFile>> = Mutex::new(None);

/// What keeps entries for the program itself.
pub(crate) use self::memory::{clear, count, entry, length, wait};

/// Whether anybody reads a line that is written now.
pub(crate) fn is_wanted() -> bool {
    is_on(Part::File) || is_on(Part::Memory)
}

/// Appends lines to a file from now on, or to none.
pub(crate) fn write_to(path: Option<PathBuf>) {
    let mut file = FILE.lock();
    // Lines that the file has lost are still to be told.
    if file.as_ref().map(JournalFile::path) != path.as_deref() {
        *file = path.map(JournalFile::new);
    }
    switch(Part::File, file.is_some());
}

/// Keeps entries for the program from now on, or forgets them.
pub(crate) fn keep(yes: bool) {
    memory::keep(yes);
}

/// A call that is under way.
#[derive(Debug)]
pub(crate) struct Started {
    call: &'static str,
    time: SystemTime,
    began: Instant,
    arguments: Vec<Member>,
}

/// How a call has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What it returned.
    pub(crate) result: i64,
    /// Why it failed.
    pub(crate) error: Option<Json>,
    /// What it gave its caller beside the result.
    pub(crate) returned: Vec<Member>,
    pub(crate) injected: bool,
}

impl Started {
    pub(crate) fn new(call: &'static str, arguments: Vec<Member>) -> Self {
        Self {
            call,
            time: SystemTime::now(),
            began: Instant::now(),
            arguments,
        }
    }

    /// How long the call has taken so far.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Writes the line of the call.
    pub(crate) fn end(self, elapsed: Duration, ended: Ended) {
        let mut members = head(self.time);
        members.push(member("call", self.call));
        members.push(member("arguments", Json::Object(self.arguments)));
        members.push(member("result", Json::Number(ended.result)));
        members.extend(ended.error.map(|error| member("error", error)));
        if !ended.returned.is_empty() {
            members.push(member("returned", Json::Object(ended.returned)));
        }
        if ended.injected {
            members.push(member("injected", true));
        }
        let tenths = elapsed.as_nanos() / 100;
        let tenths = u64::try_from(tenths).unwrap_or(u64::MAX);
        members.push(member("duration_us", Json::Tenths(tenths)));
        write(Json::Object(members), Some((self.call, ended.result)));
    }
}

/// Writes a line that is no call: what happened, and what there is to say about it.
pub(crate) fn event(event: &'static str, message: impl FnOnce() -> String) {
    if !is_wanted() {
        return;
    }
    let mut members = head(SystemTime::now());
    members.push(member("event", event));
    members.push(member("message", message()));
    write(Json::Object(members), None);
}

/// What every line begins with.
fn head(time: SystemTime) -> Vec<Member> {
    vec![
        member("time", date::print(time)),
        member("process", std::process::id()),
        member("thread", threads::id()),
    ]
}

fn write(line: Json, call: Option<(&'static str, i64)>) {
    let line = line.to_line();
    if is_on(Part::File)
        && let Some(file) = &mut *FILE.lock()
    {
        file.append(&line, |count| {
            let mut members = head(SystemTime::now());
            members.push(member("event", "lost"));
            members.push((Cow::Borrowed("count"), count.into()));
            Json::Object(members).to_line()
        });
    }
    if is_on(Part::Memory) {
        memory::add(line, call);
    }
}

pub(super) fn freeze() -> [Frozen; 2] {
    [FILE.freeze(), memory::freeze()]
}
