// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is inside a scan package, as far as it is looked at: the list of its files.

#![forbid(unsafe_code)]

use std::io::{BufRead, BufReader, Read};

use der::DateTime;

use super::envelope::{u16_at, u32_at};
use super::file::SignedFile;
use super::{Refusal, UnixTime};
use crate::policy;

/// The fields of a header before its reserve, and those of a file before its name.
const HEADER: u64 = 36;
const FILE: u64 = 16;

/// The longest name of a file, and the zero at its end.
const NAME_LIMIT: u64 = 256;

/// When a scan package was made: the date of its index.
pub(super) fn made(file: &mut SignedFile) -> Result<Option<UnixTime>, Refusal> {
    let unreadable = |_| Refusal::Unreadable;
    let mut header = Vec::new();
    let start = file.from(0).map_err(unreadable)?;
    start
        .take(HEADER)
        .read_to_end(&mut header)
        .map_err(unreadable)?;
    let files = u32_at(&header, 16).ok_or(Refusal::NotAScanPackage)?;
    let count = u16_at(&header, 28).ok_or(Refusal::NotAScanPackage)?;
    let list = file.from(files).map_err(unreadable)?;
    index_date(BufReader::new(list), count).ok_or(Refusal::NotAScanPackage)
}

/// The date of the index among so many files; it may be none at all. None if there is no index, or the list ends early.
fn index_date(mut files: impl BufRead, count: u16) -> Option<Option<UnixTime>> {
    for _ in 0..count {
        let (mut fields, mut name) = (Vec::new(), Vec::new());
        (&mut files).take(FILE).read_to_end(&mut fields).ok()?;
        (&mut files)
            .take(NAME_LIMIT)
            .read_until(0, &mut name)
            .ok()?;
        if name.pop() != Some(0) {
            return None;
        }
        if name.eq_ignore_ascii_case(policy::SCAN_PACKAGE_INDEX.as_bytes()) {
            let (date, time) = (u16_at(&fields, 10)?, u16_at(&fields, 12)?);
            return Some(unix_time(date, time));
        }
    }
    None
}

/// A date and a time as cabinets have them, of which nobody says in which zone.
fn unix_time(date: u16, time: u16) -> Option<UnixTime> {
    let part = |value: u16, low: u16, bits: u32| (value >> low & ((1 << bits) - 1)) as u8;
    DateTime::new(
        1980 + (date >> 9),
        part(date, 5, 4),
        part(date, 0, 5),
        part(time, 11, 5),
        part(time, 5, 6),
        part(time, 0, 5) * 2,
    )
    .ok()
    .map(|date| date.unix_duration())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn listed(name: &str, date: u16, time: u16) -> Vec<u8> {
        let mut file = vec![0; 10];
        file.extend(date.to_le_bytes());
        file.extend(time.to_le_bytes());
        file.extend([0, 0]);
        file.extend(name.as_bytes());
        file.push(0);
        file
    }

    #[test]
    fn the_date_of_the_index_counts_wherever_it_stands() {
        let (date, time) = (46 << 9 | 11 << 5 | 21, 15 << 11 | 24 << 5 | 10);
        let list = [listed("package.cab", 0, 0), listed("Index.xml", date, time)].concat();
        let made = Some(UnixTime::from_secs(1_795_274_660));
        assert_eq!(index_date(&*list, 2), Some(made));
        assert_eq!(index_date(&*list, 1), None);
        assert_eq!(index_date(&*listed("index.xml", 0, 0), 1), Some(None));
        for end in 0..list.len() {
            assert_eq!(index_date(&list[..end], 2), None, "{end}");
        }
        let long = listed(&"x".repeat(300), 0, 0);
        assert_eq!(index_date(&*long, 1), None);
    }
}
