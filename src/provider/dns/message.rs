// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages of the DNS protocol: questions written, answers checked and read.
//!
//! Of a record nothing matters but whose it is, its type and its length, unless it is an alias, an address or a pointer that is
//! looked for. So any type can be asked for, and an answer is none the worse for what else is in it.

#![forbid(unsafe_code)]

use std::net::IpAddr;

use super::question::{TYPE_A, TYPE_AAAA};
use super::wire::{Name, Reader};
use crate::error::Error;

const TYPE_CNAME: u16 = 5;
pub(super) const TYPE_PTR: u16 = 12;
/// Asked for, it means all types.
const TYPE_ANY: u16 = 255;

/// The class of the Internet.
const CLASS_IN: u16 = 1;

/// Flags in a header.
const RESPONSE: u16 = 1 << 15;
const TRUNCATED: u16 = 1 << 9;
const RECURSION_DESIRED: u16 = 1 << 8;

/// Codes in a header.
const NO_ERROR: u16 = 0;
const SERVER_FAILURE: u16 = 2;
const NAME_ERROR: u16 = 3;

/// A question to a server that finds the answer for us.
pub(super) fn question(id: u16, name: &str, record_type: u16) -> Result<Vec<u8>, Error> {
    let name = Name::parse(name).ok_or(Error::NoRecovery)?;
    let header = [id, RECURSION_DESIRED, 1, 0, 0, 0];
    let mut message: Vec<u8> = header.into_iter().flat_map(u16::to_be_bytes).collect();
    name.write(&mut message);
    message.extend_from_slice(&record_type.to_be_bytes());
    message.extend_from_slice(&CLASS_IN.to_be_bytes());
    Ok(message)
}

/// What a server made of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Not the answer to this question: a stray or a forged one.
    Stray,
    /// Cut off: to be asked for again over TCP.
    Truncated,
    Answered,
    /// There is no such name.
    NoName,
    /// The server cannot tell now.
    Failed,
    /// The server does not want to tell, or what it tells cannot be read.
    Refused,
}

/// Judges what arrived as the answer to a question.
pub(super) fn judge(bytes: &[u8], id: u16, name: &str, record_type: u16) -> Verdict {
    let Some(opening) = Opening::read(&mut Reader::new(bytes)) else {
        return Verdict::Stray;
    };
    let code = opening.flags & 15;
    let is_echo = match &opening.asked {
        // Servers leave it out of refusals.
        None => code != NO_ERROR,
        Some((asked, asked_type, class)) => {
            Name::parse(name).as_ref() == Some(asked)
                && (*asked_type, *class) == (record_type, CLASS_IN)
        }
    };
    if opening.id != id || opening.flags & RESPONSE == 0 || !is_echo {
        return Verdict::Stray;
    }
    if opening.flags & TRUNCATED != 0 {
        return Verdict::Truncated;
    }
    match code {
        NO_ERROR if Reply::read(bytes).is_ok() => Verdict::Answered,
        NAME_ERROR => Verdict::NoName,
        SERVER_FAILURE => Verdict::Failed,
        _ => Verdict::Refused,
    }
}

/// What stands before the records.
struct Opening {
    id: u16,
    flags: u16,
    /// The name, the type and the class that were asked for. More than one question is never asked.
    asked: Option<(Name, u16, u16)>,
    /// How many records answer.
    answers: u16,
}

impl Opening {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let (id, flags) = (from.number()?, from.number()?);
        let (questions, answers) = (from.number()?, from.number()?);
        let _numbers_of_other_records = from.bytes(4)?;
        let asked = match questions {
            0 => None,
            1 => Some((from.name()?, from.number()?, from.number()?)),
            _ => return None,
        };
        Some(Self {
            id,
            flags,
            asked,
            answers,
        })
    }
}

/// An answer.
pub(super) struct Reply<'a> {
    /// Its records, without those that are not of the Internet.
    answers: Vec<Record<'a>>,
}

struct Record<'a> {
    owner: Name,
    record_type: u16,
    /// Ends with the data.
    data: Reader<'a>,
}

impl<'a> Reply<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::of(Reader::new(bytes)).ok_or(Error::NoRecovery)
    }

    fn of(mut message: Reader<'a>) -> Option<Self> {
        let mut answers = Vec::new();
        for _ in 0..Opening::read(&mut message)?.answers {
            let owner = message.name()?;
            let (record_type, class) = (message.number()?, message.number()?);
            let _time_to_live = message.bytes(4)?;
            let length = message.number()?;
            let data = message.part(length)?;
            if class == CLASS_IN {
                answers.push(Record {
                    owner,
                    record_type,
                    data,
                });
            }
        }
        Some(Self { answers })
    }

    /// The name that a name is an alias of.
    pub(super) fn alias(&self, name: &str) -> Option<String> {
        self.name_in(name, TYPE_CNAME)
    }

    /// The name that a name of an address points to.
    pub(super) fn pointer(&self, name: &str) -> Option<String> {
        self.name_in(name, TYPE_PTR)
    }

    /// The name in the first record of a type that has one.
    fn name_in(&self, name: &str, record_type: u16) -> Option<String> {
        let mut records = self.records(name, record_type);
        let target = records.find_map(|record| record.data.clone().name())?;
        Some(target.to_string())
    }

    /// The addresses of one family that a name has itself.
    pub(super) fn addresses(&self, name: &str, record_type: u16) -> Vec<IpAddr> {
        let address = |record: &Record<'_>| {
            let data = record.data.rest();
            match record_type {
                TYPE_A => <[u8; 4]>::try_from(data).ok().map(IpAddr::from),
                TYPE_AAAA => <[u8; 16]>::try_from(data).ok().map(IpAddr::from),
                _ => None,
            }
        };
        self.records(name, record_type)
            .filter_map(address)
            .collect()
    }

    /// Whether a name has records of a type itself.
    pub(super) fn has_records(&self, name: &str, record_type: u16) -> bool {
        self.records(name, record_type).next().is_some()
    }

    fn records(&self, name: &str, record_type: u16) -> impl Iterator<Item = &Record<'a>> {
        let name = Name::parse(name);
        self.answers.iter().filter(move |record| {
            [record.record_type, TYPE_ANY].contains(&record_type)
                && name.as_ref() == Some(&record.owner)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A record as it is written: whose, of which type and class, and its data.
    type Written = (&'static str, u16, u16, Vec<u8>);

    const A_TYPE: u16 = TYPE_A;

    fn name(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        Name::parse(text).unwrap().write(&mut bytes);
        bytes
    }

    fn alias(owner: &'static str, target: &str) -> Written {
        (owner, TYPE_CNAME, CLASS_IN, name(target))
    }

    fn address(owner: &'static str, last: u8) -> Written {
        (owner, TYPE_A, CLASS_IN, vec![192, 0, 2, last])
    }

    fn answer_of_type(asked: &str, asked_type: u16, records: &[Written], code: u8) -> Vec<u8> {
        let mut bytes = question(7, asked, asked_type).unwrap();
        bytes[2] |= 0x80;
        bytes[3] = 0x80 | code;
        bytes[6..8].copy_from_slice(&u16::try_from(records.len()).unwrap().to_be_bytes());
        for (owner, record_type, class, data) in records {
            bytes.extend(name(owner));
            bytes.extend(record_type.to_be_bytes());
            bytes.extend(class.to_be_bytes());
            bytes.extend([0, 0, 0, 60]);
            bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            bytes.extend(data);
        }
        bytes
    }

    fn answer(asked: &str, records: &[Written], code: u8) -> Vec<u8> {
        answer_of_type(asked, A_TYPE, records, code)
    }

    #[test]
    fn a_question_is_one_question_with_recursion() {
        let bytes = question(0x1234, "Web.test.", 33).unwrap();
        assert_eq!(
            bytes,
            b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x03Web\x04test\0\0\x21\0\x01"
        );
        // A type that nobody knows, and the root.
        let bytes = question(1, ".", 65280).unwrap();
        assert_eq!(bytes[12..], *b"\0\xFF\0\0\x01");
        assert_eq!(question(1, "a..b", A_TYPE), Err(Error::NoRecovery));
    }

    #[test]
    fn only_the_answer_to_the_question_counts() {
        let good = answer("web.test", &[], 0);
        assert_eq!(judge(&good, 7, "WEB.test.", A_TYPE), Verdict::Answered);
        assert_eq!(judge(&good, 8, "web.test", A_TYPE), Verdict::Stray);
        assert_eq!(judge(&good, 7, "ftp.test", A_TYPE), Verdict::Stray);
        assert_eq!(judge(&good, 7, "web.test", 28), Verdict::Stray);
        assert_eq!(judge(&[], 7, "web.test", A_TYPE), Verdict::Stray);
        assert_eq!(judge(&good[..11], 7, "web.test", A_TYPE), Verdict::Stray);
        let echo = question(7, "web.test", A_TYPE).unwrap();
        assert_eq!(judge(&echo, 7, "web.test", A_TYPE), Verdict::Stray);
        let mut of_another_class = good.clone();
        *of_another_class.last_mut().unwrap() = 3;
        assert_eq!(
            judge(&of_another_class, 7, "web.test", A_TYPE),
            Verdict::Stray
        );
        let without_question = |code: u8| [0, 7, 0x81, 0x80 | code, 0, 0, 0, 0, 0, 0, 0, 0];
        for (code, verdict) in [(0, Verdict::Stray), (5, Verdict::Refused)] {
            let bytes = without_question(code);
            assert_eq!(judge(&bytes, 7, "web.test", A_TYPE), verdict);
        }
    }

    #[test]
    fn what_a_server_says_is_told_apart() {
        // No such name, failure, refused, bad question.
        for (code, verdict) in [
            (3, Verdict::NoName),
            (2, Verdict::Failed),
            (5, Verdict::Refused),
            (1, Verdict::Refused),
        ] {
            let bytes = answer("web.test", &[], code);
            assert_eq!(judge(&bytes, 7, "web.test", A_TYPE), verdict);
        }
        let mut cut = answer("web.test", &[alias("web.test", "a.test")], 0);
        cut[2] |= 2;
        assert_eq!(judge(&cut, 7, "web.test", A_TYPE), Verdict::Truncated);
        cut.truncate(cut.len() - 3);
        assert_eq!(judge(&cut, 7, "web.test", A_TYPE), Verdict::Truncated);
        // One that ends too early and does not say so.
        cut[2] &= !2;
        assert_eq!(judge(&cut, 7, "web.test", A_TYPE), Verdict::Refused);
        assert!(Reply::read(&cut).is_err());
    }

    #[test]
    fn every_type_can_be_asked_for() {
        for record_type in (0..300).chain([32768, 65280, 65535]) {
            let records = [("web.test", record_type, CLASS_IN, vec![3; 4])];
            let bytes = answer_of_type("web.test", record_type, &records, 0);
            let verdict = judge(&bytes, 7, "web.test", record_type);
            assert_eq!(verdict, Verdict::Answered, "{record_type}");
            let reply = Reply::read(&bytes).unwrap();
            assert!(reply.has_records("web.test", record_type), "{record_type}");
            let bytes = answer_of_type("web.test", record_type, &[], 3);
            let verdict = judge(&bytes, 7, "web.test", record_type);
            assert_eq!(verdict, Verdict::NoName, "{record_type}");
        }
    }

    #[test]
    fn a_strange_record_spoils_no_other() {
        for strange in [
            ("web.test", TYPE_A, CLASS_IN, vec![1, 2, 3]),
            ("web.test", TYPE_A, 7, vec![1, 2, 3, 4]),
            ("web.test", TYPE_CNAME, CLASS_IN, vec![0xC0]),
            ("web.test", TYPE_CNAME, CLASS_IN, b"\x09short".to_vec()),
            (".", 41, 4096, vec![0, 10, 0, 99]),
            ("web.test", 22, CLASS_IN, vec![1, 2, 3]),
            ("web.test", 257, CLASS_IN, vec![]),
        ] {
            let bytes = answer("web.test", &[strange, address("web.test", 7)], 0);
            assert_eq!(judge(&bytes, 7, "web.test", A_TYPE), Verdict::Answered);
            let reply = Reply::read(&bytes).unwrap();
            let found = reply.addresses("web.test", A_TYPE);
            assert_eq!(found, [IpAddr::from([192, 0, 2, 7])]);
            assert_eq!(reply.alias("web.test"), None);
        }
    }

    #[test]
    fn aliases_lead_to_the_addresses() {
        let bytes = answer(
            "a.test",
            &[
                alias("B.test", "c.test"),
                alias("a.test", "b.test"),
                alias("a.test", "d.test"),
                address("c.test", 7),
                address("d.test", 1),
            ],
            0,
        );
        let reply = Reply::read(&bytes).unwrap();
        assert_eq!(reply.alias("A.test").as_deref(), Some("b.test"));
        assert_eq!(reply.alias("b.test").as_deref(), Some("c.test"));
        assert_eq!(reply.alias("c.test"), None);
        assert_eq!(
            reply.addresses("c.test", A_TYPE),
            [IpAddr::from([192, 0, 2, 7])]
        );
        assert!(reply.addresses("c.test", TYPE_AAAA).is_empty());
        assert!(reply.has_records("c.test", A_TYPE) && !reply.has_records("b.test", A_TYPE));
        assert!(reply.has_records("a.test", 5) && reply.has_records("a.test", TYPE_ANY));
    }

    #[test]
    fn the_name_of_an_address_is_read() {
        let owner = "7.2.0.192.in-addr.arpa";
        let records = [(owner, TYPE_PTR, CLASS_IN, name("web.test"))];
        let bytes = answer(owner, &records, 0);
        let reply = Reply::read(&bytes).unwrap();
        assert_eq!(reply.pointer(owner).as_deref(), Some("web.test"));
        assert_eq!(reply.pointer("8.2.0.192.in-addr.arpa"), None);
    }

    proptest! {
        #[test]
        fn no_message_is_too_strange(
            mut bytes in prop::collection::vec(any::<u8>(), 0..200),
            patches in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            cut in any::<prop::sample::Index>(),
            random in any::<bool>(),
        ) {
            if !random {
                bytes = answer(
                    "a.test",
                    &[
                        alias("a.test", "b.test"),
                        address("b.test", 1),
                        ("b.test", 65280, CLASS_IN, vec![0xC0, 12]),
                    ],
                    0,
                );
                for (place, byte) in patches {
                    let place = place.index(bytes.len());
                    bytes[place] = byte;
                }
                bytes.truncate(bytes.len() - cut.index(4));
            }
            let verdict = judge(&bytes, 7, "a.test", A_TYPE);
            let reply = Reply::read(&bytes);
            prop_assert!(verdict != Verdict::Answered || reply.is_ok());
            if let Ok(reply) = reply {
                reply.alias("a.test");
                reply.addresses("b.test", A_TYPE);
                reply.pointer("a.test");
                reply.has_records("b.test", 65280);
            }
        }
    }
}
