// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whatever is done to the bytes of a cabinet, the answer is a refusal, or what the cabinet said before.

use std::thread;

use super::surgery::{TOKEN, attach, replace_signature, signature, signature_value};
use super::workshop::{P256, Profile, STAMPER, Workshop};
use super::{PLAIN, XML, today, trusting, year};
use crate::wua::authorization::Authorization;
use crate::wua::cab::authorization;
use crate::wua::cab::{Refusal, Trust, authorize, contents, envelope};

/// Numbers that look random, and are the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

/// A shop, and a small cabinet of it with a timestamp, verified at a time when only that keeps it valid.
fn signed() -> (Trust, Vec<u8>, Authorization) {
    let shop = Workshop::new();
    shop.issue(
        "small",
        "root",
        &Profile {
            key: P256,
            ..Profile::default()
        },
    );
    shop.issue(
        "stamper",
        "root",
        &Profile {
            key: P256,
            subject: "/CN=Stamper",
            extensions: STAMPER,
            ..Profile::default()
        },
    );
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let signed = shop.sign(&plain, &["small"], "-h sha256");
    let token = shop.stamp(&signature_value(&signed), "stamper");
    let cabinet = attach(&signed, TOKEN, &token, None);
    let trust = trusting(&shop, &shop.pem(&["root"]));
    let said = authorize(&cabinet, PLAIN, &trust, year(2060)).unwrap();
    (trust, cabinet, said)
}

/// An answer that is allowed for a cabinet that was made from a good one by mischief.
fn check(cabinet: &[u8], trust: &Trust, said: &Authorization) -> Option<Refusal> {
    match authorize(cabinet, PLAIN, trust, year(2060)) {
        Ok(now_said) => {
            assert_eq!(now_said, *said);
            None
        }
        Err(refusal) => {
            assert!(refusal < Refusal::NoAuthorization, "{refusal}");
            Some(refusal)
        }
    }
}

#[test]
fn a_cut_cabinet_is_refused() {
    let (trust, cabinet, said) = signed();
    for length in 0..cabinet.len() {
        let refusal = check(&cabinet[..length], &trust, &said).unwrap();
        let expected = if length < 36 {
            Refusal::NotACabinet
        } else {
            Refusal::MalformedSignature
        };
        assert_eq!(refusal, expected, "{length}");
    }
    // With a length that says so.
    let signature = signature(&cabinet);
    for length in 0..signature.len() {
        let cut = replace_signature(&cabinet, &signature[..length]);
        let refusal = check(&cut, &trust, &said).unwrap();
        let expected = if length == 0 {
            Refusal::Unsigned
        } else {
            Refusal::MalformedSignature
        };
        assert_eq!(refusal, expected, "{length}");
    }
}

#[test]
fn a_changed_byte_changes_nothing_or_everything() {
    let (trust, cabinet, said) = signed();
    let signed_from = envelope::open(&cabinet).unwrap().cabinet.len();
    for at in 0..signed_from {
        for change in [1, 0x80, 0xFF] {
            let mut changed = cabinet.clone();
            changed[at] ^= change;
            let refusal = check(&changed, &trust, &said);
            // The checksum, the place in a set, and a word of the reserve are not signed.
            let is_free = matches!(at, 4..8 | 34..36 | 52..56);
            assert_eq!(refusal.is_none(), is_free, "{at}");
        }
    }
    let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
    for at in signed_from..cabinet.len() {
        let mut changed = cabinet.clone();
        changed[at] ^= 1 << draw.below(8);
        check(&changed, &trust, &said);
    }
    // Lengths that lie, by a little and by much, where a length may stand.
    for _ in 0..2_000 {
        let mut changed = cabinet.clone();
        for _ in 0..=draw.below(3) {
            let at = signed_from + draw.below(cabinet.len() - signed_from);
            changed[at] = [0, 1, 0x30, 0x7F, 0x80, 0x81, 0x84, 0xFF][draw.below(8)];
        }
        check(&changed, &trust, &said);
    }
}

/// A cabinet with a folder of LZX data, which no program at hand makes: the one block is not compressed.
fn lzx_cabinet() -> Vec<u8> {
    let text = XML.as_bytes();
    let size = u32::try_from(text.len()).unwrap();
    // No translation of calls (1 bit), block type 3 (3 bits), its size (24 bits), padding to 16 bits; bits come first in
    // little-endian words.
    let bits = (3 << 28 | size << 4).to_be_bytes();
    let mut data = vec![bits[1], bits[0], bits[3], bits[2]];
    for _ in 0..3 {
        data.extend_from_slice(&1_u32.to_le_bytes());
    }
    data.extend_from_slice(text);
    let packed = u16::try_from(data.len()).unwrap();
    let name = b"authorization.xml\0";
    let data_at = 36 + 8 + 16 + u32::try_from(name.len()).unwrap();
    let mut cabinet = b"MSCF\0\0\0\0".to_vec();
    cabinet.extend_from_slice(&(data_at + 8 + u32::from(packed)).to_le_bytes());
    cabinet.extend_from_slice(&[0; 4]);
    cabinet.extend_from_slice(&44_u32.to_le_bytes());
    cabinet.extend_from_slice(&[0, 0, 0, 0, 3, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    cabinet.extend_from_slice(&data_at.to_le_bytes());
    cabinet.extend_from_slice(&[1, 0, 3, 15]);
    cabinet.extend_from_slice(&size.to_le_bytes());
    cabinet.extend_from_slice(&[0; 12]);
    cabinet.extend_from_slice(name);
    cabinet.extend_from_slice(&[0; 4]);
    cabinet.extend_from_slice(&packed.to_le_bytes());
    cabinet.extend_from_slice(&u16::try_from(size).unwrap().to_le_bytes());
    cabinet.extend_from_slice(&data);
    cabinet
}

/// Cabinets of every compression that is read. What is inside is looked at only when the signature is good, but a signer may
/// be mistaken, too.
fn unsigned() -> Vec<Vec<u8>> {
    let shop = Workshop::new();
    let long = "0123456789".repeat(5_000);
    let mut cabinets = vec![lzx_cabinet()];
    for pack in ["--nopath", "--zip"] {
        cabinets.push(shop.cabinet(pack, &[("authorization.xml", XML)]));
        cabinets.push(shop.cabinet(pack, &[("long", &long), ("authorization.xml", XML)]));
    }
    cabinets
}

#[test]
fn whatever_the_contents_are_they_are_read_or_refused() {
    for cabinet in unsigned() {
        assert_eq!(contents::authorization(&cabinet).unwrap(), XML.as_bytes());
        let cuts = (0..cabinet.len()).step_by(1 + cabinet.len() / 4_000);
        for length in cuts.clone() {
            let _ = contents::authorization(&cabinet[..length]);
        }
        for at in cuts {
            for value in [0, 1, 0x7F, 0x80, 0xFF, cabinet[at] ^ 1, cabinet[at] ^ 0x10] {
                let mut changed = cabinet.clone();
                changed[at] = value;
                let _ = contents::authorization(&changed);
            }
        }
        let mut draw = Draw(0x2545_F491_4F6C_DD1D);
        for _ in 0..2_000 {
            let mut changed = cabinet.clone();
            for _ in 0..=draw.below(4) {
                let at = draw.below(changed.len().min(300));
                changed[at] = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF][draw.below(7)];
            }
            let _ = contents::authorization(&changed);
        }
    }
}

#[test]
fn names_and_sizes_that_are_tricks_are_refused() {
    let shop = Workshop::new();
    let good = shop.cabinet("--nopath", &[("authorization.xml", XML), ("aa", "")]);
    let name = good.windows(3).position(|bytes| bytes == b"aa\0").unwrap();
    contents::authorization(&good).unwrap();
    let changed = |at: usize, bytes: &[u8]| {
        let mut changed = good.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        contents::authorization(&changed).map(|_| ())
    };
    let refused = Err(Refusal::BadAuthorization);
    assert_eq!(changed(name, b".."), refused);
    assert_eq!(changed(name, b"/a"), refused);
    assert_eq!(changed(name, b"C:"), refused);
    assert_eq!(changed(name, b"\xC3\xA4"), refused);
    // More files and folders than there are, or than are taken; a cabinet that goes on in another.
    assert_eq!(changed(26, &[17]), refused);
    assert_eq!(changed(28, &[3]), refused);
    assert_eq!(changed(28, &[65]), refused);
    assert_eq!(changed(30, &[1]), refused);
    assert_eq!(changed(30, &[2]), refused);
    // Compressions that are not read: Quantum, LZX with a window that no cabinet has.
    assert_eq!(changed(42, &[0x12, 10]), refused);
    assert_eq!(changed(42, &[3, 22]), refused);
    assert_eq!(changed(42, &[4]), refused);
    // A file that begins or ends after its folder.
    assert_eq!(changed(44, &[0xFF, 0xFF]), refused);
    assert_eq!(changed(48, &[1]), refused);
}

#[test]
fn whatever_the_text_is_it_is_read_or_refused() {
    let text = XML.as_bytes();
    for length in 0..text.len() - 1 {
        authorization::parse(&text[..length]).unwrap_err();
    }
    let mut draw = Draw(0x0123_4567_89AB_CDEF);
    for _ in 0..5_000 {
        let mut changed = text.to_vec();
        for _ in 0..=draw.below(4) {
            let at = draw.below(changed.len());
            match draw.below(3) {
                0 => changed[at] = b"<>/&;'\"![]?-= \0\xFFa"[draw.below(17)],
                1 => drop(changed.drain(at..(at + 9).min(text.len() / 2).max(at))),
                _ => {
                    let from = draw.below(changed.len() - 20);
                    let piece = changed[from..from + 20].to_vec();
                    changed.splice(at..at, piece);
                }
            }
        }
        let _ = authorization::parse(&changed);
    }
}

#[test]
fn nothing_needs_much_of_the_stack() {
    let (trust, cabinet, _) = signed();
    let small = thread::Builder::new().stack_size(256 << 10);
    let answer = small.spawn(move || {
        let deep = format!("{}{}", "<a>".repeat(32), "</a>".repeat(32));
        authorization::parse(deep.as_bytes()).unwrap_err();
        authorize(&cabinet, PLAIN, &trust, today()).map(|_| ())
    });
    assert_eq!(answer.unwrap().join().unwrap(), Ok(()));
}
