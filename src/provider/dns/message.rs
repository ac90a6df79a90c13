// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages of the DNS protocol: questions written, answers checked and read.

#![forbid(unsafe_code)]

use std::net::IpAddr;

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QTYPE, Question, RCODE, TYPE};

use crate::error::Error;

/// A question to a server that finds the answer for us.
pub(super) fn question(id: u16, name: &str, record_type: u16) -> Result<Vec<u8>, Error> {
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new(name).map_err(|_| Error::NoRecovery)?;
    let record_type = QTYPE::TYPE(TYPE::from(record_type));
    let question = Question::new(name, record_type, CLASS::IN.into(), false);
    packet.questions.push(question);
    packet.build_bytes_vec().map_err(|_| Error::NoRecovery)
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
    /// The server does not want to tell.
    Refused,
}

/// Judges what arrived as the answer to a question.
pub(super) fn judge(bytes: &[u8], id: u16, name: &str, record_type: u16) -> Verdict {
    let is_answer = |packet: &Packet<'_>| {
        let asked = Name::new(name).ok();
        let echoed = match packet.questions.as_slice() {
            // Servers leave it out of refusals.
            [] => packet.rcode() != RCODE::NoError,
            [question] => {
                asked.is_some_and(|asked| asked == question.qname)
                    && u16::from(question.qtype) == record_type
            }
            _ => false,
        };
        packet.id() == id && packet.has_flags(PacketFlag::RESPONSE) && echoed
    };
    let Ok(packet) = Packet::parse(bytes) else {
        // A message that ends in the middle of a record cannot be read, and says in its header that it does.
        let truncated = bytes.starts_with(&id.to_be_bytes())
            && bytes.get(2).is_some_and(|flags| flags & 0x82 == 0x82);
        return if truncated {
            Verdict::Truncated
        } else {
            Verdict::Stray
        };
    };
    if !is_answer(&packet) {
        return Verdict::Stray;
    }
    if packet.has_flags(PacketFlag::TRUNCATION) {
        return Verdict::Truncated;
    }
    match packet.rcode() {
        RCODE::NoError => Verdict::Answered,
        RCODE::NameError => Verdict::NoName,
        RCODE::ServerFailure => Verdict::Failed,
        _ => Verdict::Refused,
    }
}

/// An answer.
pub(super) struct Reply<'a>(Packet<'a>);

impl<'a> Reply<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        Packet::parse(bytes)
            .map(Self)
            .map_err(|_| Error::NoRecovery)
    }

    /// The names that a name leads to, one after the other; empty when it is no alias.
    pub(super) fn chain(&self, name: &str) -> Vec<String> {
        let mut chain: Vec<String> = Vec::new();
        // Each record is a step at most, so a circle ends.
        for _ in &self.0.answers {
            let from = chain.last().map_or(name, String::as_str);
            let target = self.find(from, |data| match data {
                RData::CNAME(target) => Some(target.to_string()),
                _ => None,
            });
            match target.into_iter().next() {
                Some(target) => chain.push(target),
                None => break,
            }
        }
        chain
    }

    /// The addresses of one family that a name has itself.
    pub(super) fn addresses(&self, name: &str, record_type: u16) -> Vec<IpAddr> {
        self.find(name, |data| match data {
            _ if u16::from(data.type_code()) != record_type => None,
            RData::A(inet) => Some(IpAddr::from(inet.address.to_be_bytes())),
            RData::AAAA(inet6) => Some(IpAddr::from(inet6.address.to_be_bytes())),
            _ => None,
        })
    }

    /// The name that a name of an address points to.
    pub(super) fn pointer(&self, name: &str) -> Option<String> {
        let pointers = self.find(name, |data| match data {
            RData::PTR(target) => Some(target.to_string()),
            _ => None,
        });
        pointers.into_iter().next()
    }

    /// Whether a name has records of a type itself.
    pub(super) fn has_records(&self, name: &str, record_type: u16) -> bool {
        const ANY: u16 = 255;
        let fits = |data: &RData<'_>| {
            (record_type == ANY || u16::from(data.type_code()) == record_type).then_some(())
        };
        !self.find(name, fits).is_empty()
    }

    fn find<T>(&self, name: &str, pick: impl Fn(&RData<'_>) -> Option<T>) -> Vec<T> {
        let Ok(name) = Name::new(name) else {
            return Vec::new();
        };
        let answers = self.0.answers.iter();
        answers
            .filter(|record| record.name == name && record.class == CLASS::IN)
            .filter_map(|record| pick(&record.rdata))
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::{A, CNAME, PTR};

    use super::*;

    const A_TYPE: u16 = 1;

    fn name(text: &str) -> Name<'_> {
        Name::new(text).unwrap()
    }

    fn record<'a>(owner: &'a str, data: RData<'a>) -> ResourceRecord<'a> {
        ResourceRecord::new(name(owner), CLASS::IN, 60, data)
    }

    fn alias<'a>(owner: &'a str, target: &'a str) -> ResourceRecord<'a> {
        record(owner, RData::CNAME(CNAME(name(target))))
    }

    fn answer(asked: &str, records: Vec<ResourceRecord<'_>>, code: RCODE) -> Vec<u8> {
        let mut packet = Packet::new_reply(7);
        packet.questions.push(Question::new(
            name(asked),
            QTYPE::TYPE(TYPE::A),
            CLASS::IN.into(),
            false,
        ));
        *packet.rcode_mut() = code;
        packet.answers = records;
        packet.build_bytes_vec().unwrap()
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
    }

    #[test]
    fn only_the_answer_to_the_question_counts() {
        let good = answer("web.test", vec![], RCODE::NoError);
        assert_eq!(judge(&good, 7, "WEB.test.", A_TYPE), Verdict::Answered);
        assert_eq!(judge(&good, 8, "web.test", A_TYPE), Verdict::Stray);
        assert_eq!(judge(&good, 7, "ftp.test", A_TYPE), Verdict::Stray);
        assert_eq!(judge(&good, 7, "web.test", 28), Verdict::Stray);
        assert_eq!(judge(&[], 7, "web.test", A_TYPE), Verdict::Stray);
        let echo = question(7, "web.test", A_TYPE).unwrap();
        assert_eq!(judge(&echo, 7, "web.test", A_TYPE), Verdict::Stray);
    }

    #[test]
    fn what_a_server_says_is_told_apart() {
        for (code, verdict) in [
            (RCODE::NameError, Verdict::NoName),
            (RCODE::ServerFailure, Verdict::Failed),
            (RCODE::Refused, Verdict::Refused),
            (RCODE::FormatError, Verdict::Refused),
        ] {
            let bytes = answer("web.test", vec![], code);
            assert_eq!(judge(&bytes, 7, "web.test", A_TYPE), verdict);
        }
        let mut cut = answer(
            "web.test",
            vec![alias("web.test", "a.test")],
            RCODE::NoError,
        );
        cut[2] |= 2;
        assert_eq!(judge(&cut, 7, "web.test", A_TYPE), Verdict::Truncated);
        cut.truncate(cut.len() - 3);
        assert_eq!(judge(&cut, 7, "web.test", A_TYPE), Verdict::Truncated);
    }

    #[test]
    fn a_chain_of_aliases_leads_to_the_addresses() {
        let address = A {
            address: 0xC000_0207,
        };
        let bytes = answer(
            "a.test",
            vec![
                alias("B.test", "c.test"),
                alias("a.test", "b.test"),
                record("c.test", RData::A(address)),
                record("d.test", RData::A(A { address: 1 })),
            ],
            RCODE::NoError,
        );
        let reply = Reply::read(&bytes).unwrap();
        assert_eq!(reply.chain("A.test"), ["b.test", "c.test"]);
        assert_eq!(
            reply.addresses("c.test", A_TYPE),
            [IpAddr::from([192, 0, 2, 7])]
        );
        assert!(reply.addresses("c.test", 28).is_empty());
        assert!(reply.has_records("c.test", A_TYPE) && !reply.has_records("b.test", A_TYPE));
        assert!(reply.has_records("a.test", 5) && reply.has_records("a.test", 255));
    }

    #[test]
    fn a_circle_of_aliases_ends() {
        let bytes = answer(
            "a.test",
            vec![alias("a.test", "b.test"), alias("b.test", "a.test")],
            RCODE::NoError,
        );
        assert!(Reply::read(&bytes).unwrap().chain("a.test").len() <= 2);
    }

    #[test]
    fn the_name_of_an_address_is_read() {
        let bytes = answer(
            "7.2.0.192.in-addr.arpa",
            vec![record(
                "7.2.0.192.in-addr.arpa",
                RData::PTR(PTR(name("web.test"))),
            )],
            RCODE::NoError,
        );
        let reply = Reply::read(&bytes).unwrap();
        assert_eq!(
            reply.pointer("7.2.0.192.in-addr.arpa").as_deref(),
            Some("web.test")
        );
        assert_eq!(reply.pointer("8.2.0.192.in-addr.arpa"), None);
    }

    proptest! {
        #[test]
        fn no_message_is_too_strange(
            mut bytes in prop::collection::vec(any::<u8>(), 0..200),
            patches in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            random in any::<bool>(),
        ) {
            if !random {
                bytes = answer(
                    "a.test",
                    vec![alias("a.test", "b.test"), record("b.test", RData::A(A { address: 1 }))],
                    RCODE::NoError,
                );
                for (place, byte) in patches {
                    let place = place.index(bytes.len());
                    bytes[place] = byte;
                }
            }
            judge(&bytes, 7, "a.test", A_TYPE);
            if let Ok(reply) = Reply::read(&bytes) {
                reply.chain("a.test");
                reply.addresses("b.test", A_TYPE);
                reply.pointer("a.test");
            }
        }
    }
}
