// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tables of the code pages. `c-tests/code_pages/dump.c` makes them and says what is in them.

#![forbid(unsafe_code)]

use super::{AnsiBuffer, WideText};

const QUESTION_MARK: u8 = b'?';
const BLOCK: usize = 64;

/// The words of a table file.
macro_rules! words {
    ($file:literal) => {{
        const BYTES: &[u8] = include_bytes!(concat!("tables/", $file));
        static WORDS: [u16; BYTES.len() / 2] = words(BYTES);
        &WORDS
    }};
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn words<const LENGTH: usize>(bytes: &[u8]) -> [u16; LENGTH] {
    let mut words = [0; LENGTH];
    let mut index = 0;
    while index < LENGTH {
        words[index] = u16::from_le_bytes([bytes[2 * index], bytes[2 * index + 1]]);
        index += 1;
    }
    words
}

/// Splits off a list that its length precedes, in items of `WORDS` words.
const fn list<const WORDS: usize>(words: &[u16]) -> (&[[u16; WORDS]], &[u16]) {
    let (length, rest) = words.split_first().expect("the list has a length");
    let (list, rest) = rest.split_at(*length as usize * WORDS);
    (list.as_chunks().0, rest)
}

const fn plain_list(words: &[u16]) -> (&[u16], &[u16]) {
    let (list, rest) = list::<1>(words);
    (list.as_flattened(), rest)
}

const fn trail_count(mut trails: &[(u8, u8)]) -> u16 {
    let mut count = 0;
    while let Some((&(first, last), rest)) = trails.split_first() {
        count += (last - first) as u16 + 1;
        trails = rest;
    }
    count
}

/// The bytes from 0x80 on, when they stand alone.
struct UpperHalf(&'static [u16]);

impl UpperHalf {
    const LENGTH: usize = 0x80;

    fn unit(&self, byte: u8) -> u16 {
        // What is below 0x80 is not in the table, and is ASCII.
        let place = usize::from(byte).wrapping_sub(0x80);
        self.0.get(place).copied().unwrap_or(u16::from(byte))
    }
}

/// A code page in which every character is one byte.
pub struct SingleByte {
    bytes: UpperHalf,
    /// In ascending order, those from 0x80 on that become something else than a question mark.
    units: &'static [u16],
    /// What they become.
    codes: &'static [u16],
}

impl SingleByte {
    const fn new(words: &'static [u16]) -> Self {
        let (bytes, rest) = words.split_at(UpperHalf::LENGTH);
        let (units, codes) = plain_list(rest);
        assert!(units.len() == codes.len());
        Self {
            bytes: UpperHalf(bytes),
            units,
            codes,
        }
    }

    pub fn unit(&self, byte: u8) -> u16 {
        self.bytes.unit(byte)
    }

    pub fn byte(&self, unit: u16) -> u8 {
        if unit < 0x80 {
            return unit as u8;
        }
        let code = self
            .units
            .binary_search(&unit)
            .ok()
            .and_then(|place| self.codes.get(place));
        code.map_or(QUESTION_MARK, |&code| code as u8)
    }
}

/// A code page in which a lead byte and a trail byte are one character.
pub struct DoubleByte {
    bytes: UpperHalf,
    undefined: u16,
    leads: &'static [(u8, u8)],
    trails: &'static [(u8, u8)],
    first_lead: u8,
    trail_count: u16,
    cell_runs: &'static [[u16; 3]],
    cell_units: &'static [u16],
    unit_runs: &'static [[u16; 3]],
    directory: &'static [u16],
    blocks: &'static [[u16; 5]],
    codes: &'static [u16],
}

impl DoubleByte {
    const fn new(
        words: &'static [u16],
        undefined: u16,
        leads: &'static [(u8, u8)],
        trails: &'static [(u8, u8)],
    ) -> Self {
        let (bytes, rest) = words.split_at(UpperHalf::LENGTH);
        let (cell_runs, rest) = list(rest);
        let (cell_units, rest) = plain_list(rest);
        let (unit_runs, rest) = list(rest);
        let (directory, rest) = rest.split_at(0x1_0000 / BLOCK);
        let (blocks, rest) = list(rest);
        let (codes, rest) = plain_list(rest);
        assert!(rest.is_empty());
        let bytes = UpperHalf(bytes);
        let first_lead = leads.first().expect("there are lead bytes").0;
        let trail_count = trail_count(trails);
        Self {
            bytes,
            first_lead,
            trail_count,
            undefined,
            leads,
            trails,
            cell_runs,
            cell_units,
            unit_runs,
            directory,
            blocks,
            codes,
        }
    }

    pub fn decode(&self, mut bytes: &[u8], out: &mut WideText) {
        while let Some((&byte, rest)) = bytes.split_first() {
            bytes = rest;
            if byte >= 0x80
                && self.is_lead(byte)
                && let Some((&trail, rest)) = rest.split_first()
                && trail != 0
            {
                bytes = rest;
                out.push(self.pair(byte, trail).unwrap_or(self.undefined));
            } else {
                out.push(self.bytes.unit(byte));
            }
        }
    }

    pub fn encode(&self, units: &[u16], out: &mut AnsiBuffer) {
        for &unit in units {
            if unit < 0x80 {
                out.push(unit as u8);
                continue;
            }
            match self.code(unit).map(u16::to_be_bytes) {
                Some([0, byte]) => out.push(byte),
                Some(pair) => out.extend_from_slice(&pair),
                None => out.push(QUESTION_MARK),
            }
        }
    }

    fn is_lead(&self, byte: u8) -> bool {
        self.leads
            .iter()
            .any(|&(first, last)| (first..=last).contains(&byte))
    }

    fn pair(&self, lead: u8, trail: u8) -> Option<u16> {
        let mut column = 0;
        for &(first, last) in self.trails {
            if (first..=last).contains(&trail) {
                column += u16::from(trail - first);
                let row = u16::from(lead.checked_sub(self.first_lead)?);
                return self.cell(row * self.trail_count + column);
            }
            column += u16::from(last - first) + 1;
        }
        None
    }

    fn cell(&self, cell: u16) -> Option<u16> {
        let [first, step, unit] = run_of(self.cell_runs, cell)?;
        match step {
            0 => Some(unit),
            1 => Some(unit + (cell - first)),
            _ => self
                .cell_units
                .get(usize::from(unit + (cell - first)))
                .copied(),
        }
    }

    fn code(&self, unit: u16) -> Option<u16> {
        let block = self.directory.get(usize::from(unit) / BLOCK)?;
        let &[a, b, c, d, index] = self.blocks.get(usize::from(*block))?;
        let bits = u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48;
        let bit = 1 << (usize::from(unit) % BLOCK);
        if bits & bit == 0 {
            return self.code_in_run(unit);
        }
        let lower = (bits & (bit - 1)).count_ones();
        self.codes.get(usize::from(index) + lower as usize).copied()
    }

    fn code_in_run(&self, unit: u16) -> Option<u16> {
        let [first, length, first_cell] = run_of(self.unit_runs, unit)?;
        let distance = unit - first;
        if distance >= length {
            return None;
        }
        let (row, mut column) = (
            (first_cell + distance) / self.trail_count,
            (first_cell + distance) % self.trail_count,
        );
        for &(first, last) in self.trails {
            let length = u16::from(last - first) + 1;
            if column < length {
                return Some((u16::from(self.first_lead) + row) << 8 | (u16::from(first) + column));
            }
            column -= length;
        }
        None
    }
}

/// The last run that does not begin after `place`.
fn run_of(runs: &[[u16; 3]], place: u16) -> Option<[u16; 3]> {
    let after = runs.partition_point(|&[first, ..]| first <= place);
    runs.get(after.checked_sub(1)?).copied()
}

pub static CP_874: SingleByte = SingleByte::new(words!("874.bin"));
pub static CP_1250: SingleByte = SingleByte::new(words!("1250.bin"));
pub static CP_1251: SingleByte = SingleByte::new(words!("1251.bin"));
pub static CP_1252: SingleByte = SingleByte::new(words!("1252.bin"));
pub static CP_1253: SingleByte = SingleByte::new(words!("1253.bin"));
pub static CP_1254: SingleByte = SingleByte::new(words!("1254.bin"));
pub static CP_1255: SingleByte = SingleByte::new(words!("1255.bin"));
pub static CP_1256: SingleByte = SingleByte::new(words!("1256.bin"));
pub static CP_1257: SingleByte = SingleByte::new(words!("1257.bin"));
pub static CP_1258: SingleByte = SingleByte::new(words!("1258.bin"));

pub static CP_932: DoubleByte = DoubleByte::new(
    words!("932.bin"),
    0x30FB,
    &[(0x81, 0x9F), (0xE0, 0xFC)],
    &[(0x40, 0x7E), (0x80, 0xFC)],
);
pub static CP_936: DoubleByte = DoubleByte::new(
    words!("936.bin"),
    0x3F,
    &[(0x81, 0xFE)],
    &[(0x40, 0x7E), (0x80, 0xFE)],
);
pub static CP_949: DoubleByte = DoubleByte::new(
    words!("949.bin"),
    0x3F,
    &[(0x81, 0xFE)],
    &[(0x41, 0x5A), (0x61, 0x7A), (0x81, 0xFE)],
);
pub static CP_950: DoubleByte = DoubleByte::new(
    words!("950.bin"),
    0x3F,
    &[(0x81, 0xFE)],
    &[(0x40, 0x7E), (0xA1, 0xFE)],
);
