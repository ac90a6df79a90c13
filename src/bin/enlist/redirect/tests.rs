// SPDX-License-Identifier: MIT OR Apache-2.0

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::os::unix::fs::FileTypeExt as _;

use super::*;

const HEADERS: usize = 0x80;
const OPTIONAL: usize = HEADERS + 24;
const CHECKSUM: usize = OPTIONAL + 64;
const DIRECTORIES: usize = OPTIONAL + 112;
const SECTION_HEADER: usize = DIRECTORIES + 16 * 8;
const SECTION: usize = 0x200;
const ADDRESS: u32 = 0x1000;
const SIGNATURE: usize = 0x600;

// Places in the section.
const IMPORTS: usize = 0x00;
const DELAYED: usize = 0x40;
const FIRST_NAME: usize = 0x100;
const SECOND_NAME: usize = 0x110;
const DELAYED_NAME: usize = 0x120;
const BOUND: usize = 0x3F0;

/// A program that imports `WS2_32.dll` (two functions by name and one by number) and KERNEL32.dll, and ws2_32.dll again when
/// it needs WSASetServiceW.
struct Sample(Vec<u8>);

impl Sample {
    fn new() -> Self {
        let mut sample = Self(vec![0; SIGNATURE]);
        sample.bytes(0, b"MZ");
        sample.number(0x3C, HEADERS as u32);
        sample.bytes(HEADERS, b"PE\0\0");
        sample.half(HEADERS + 4, 0x8664);
        sample.half(HEADERS + 6, 1);
        sample.half(HEADERS + 20, 112 + 16 * 8);
        sample.half(OPTIONAL, 0x20B);
        sample.number(OPTIONAL + 108, 16);
        sample.number(SECTION_HEADER + 8, 0x400);
        sample.number(SECTION_HEADER + 12, ADDRESS);
        sample.number(SECTION_HEADER + 16, 0x400);
        sample.number(SECTION_HEADER + 20, SECTION as u32);

        sample.directory(1, ADDRESS + IMPORTS as u32, 60);
        sample.import(0, FIRST_NAME, 0x180, 0x1C0);
        sample.import(1, SECOND_NAME, 0x200, 0x220);
        sample.name(FIRST_NAME, b"WS2_32.dll\0");
        sample.name(SECOND_NAME, b"KERNEL32.dll\0");
        sample.function(0x180, 0, b"socket\0", 0x280);
        sample.function(0x180, 1, b"WSASetServiceA\0", 0x290);
        sample.ordinal(0x180, 2, 115);
        sample.function(0x200, 0, b"ExitProcess\0", 0x2B0);

        sample.directory(13, ADDRESS + DELAYED as u32, 64);
        let entry = SECTION + DELAYED;
        sample.number(entry, 1);
        sample.number(entry + 4, ADDRESS + DELAYED_NAME as u32);
        sample.number(entry + 16, ADDRESS + 0x240);
        sample.name(DELAYED_NAME, b"ws2_32.dll\0");
        sample.function(0x240, 0, b"WSASetServiceW\0", 0x2D0);
        sample
    }

    fn bytes(&mut self, place: usize, bytes: &[u8]) {
        self.0[place..place + bytes.len()].copy_from_slice(bytes);
    }

    fn half(&mut self, place: usize, value: u16) {
        self.bytes(place, &value.to_le_bytes());
    }

    fn number(&mut self, place: usize, value: u32) {
        self.bytes(place, &value.to_le_bytes());
    }

    fn name(&mut self, place: usize, name: &[u8]) {
        self.bytes(SECTION + place, name);
    }

    fn directory(&mut self, number: usize, address: u32, size: u32) {
        self.number(DIRECTORIES + number * 8, address);
        self.number(DIRECTORIES + number * 8 + 4, size);
    }

    fn import(&mut self, index: usize, name: usize, names: u32, addresses: u32) {
        let entry = SECTION + IMPORTS + index * 20;
        self.number(entry, ADDRESS + names);
        self.number(entry + 12, ADDRESS + name as u32);
        self.number(entry + 16, ADDRESS + addresses);
    }

    fn function(&mut self, list: usize, index: usize, name: &[u8], place: usize) {
        self.number(SECTION + list + index * 8, ADDRESS + place as u32);
        self.name(place + 2, name);
    }

    fn ordinal(&mut self, list: usize, index: usize, ordinal: u64) {
        let thunk = (1 << 63) | ordinal;
        self.bytes(SECTION + list + index * 8, &u64::to_le_bytes(thunk));
    }

    fn redirected(&self) -> Result<Change, Refusal> {
        change(&self.0, false)
    }

    fn refusal(&self) -> Refusal {
        self.redirected().unwrap_err()
    }
}

fn name_at(data: &[u8], place: usize) -> &[u8] {
    &data[SECTION + place..SECTION + place + 13]
}

#[test]
fn every_import_of_winsock_has_the_other_name_and_nothing_else_changes() {
    let sample = Sample::new();
    let change = sample.redirected().unwrap();
    assert_eq!(name_at(&change.data, FIRST_NAME), b"ENlist.dll\0\0\0");
    assert_eq!(name_at(&change.data, DELAYED_NAME), b"enlist.dll\0\0\0");
    assert_eq!(name_at(&change.data, SECOND_NAME), b"KERNEL32.dll\0");
    let changed = sample
        .0
        .iter()
        .zip(&change.data)
        .filter(|(old, new)| old != new);
    assert_eq!(changed.count(), 12);
    assert_eq!(change.effects, Effects::default());
    assert_eq!(
        report(&change, false),
        "its imports and delayed imports of ws2_32.dll are now of enlist.dll\n  \
         by Enlist: WSASetServiceA, WSAStartup, WSASetServiceW\n  \
         by ws2_32.dll: socket\n"
    );
}

#[test]
fn undoing_restores_every_byte() {
    let sample = Sample::new();
    let redirected = sample.redirected().unwrap().data;
    assert_eq!(change(&redirected, false).unwrap_err(), Refusal::Already);
    let undone = change(&redirected, true).unwrap();
    assert_eq!(undone.data, sample.0);
    assert_eq!(
        report(&undone, true),
        "its imports and delayed imports of enlist.dll are now of ws2_32.dll\n"
    );
    assert_eq!(
        change(&sample.0, true).unwrap_err(),
        Refusal::NotImported(OURS)
    );
}

#[test]
fn names_of_the_library_are_known_in_every_spelling() {
    for (name, other) in [
        ("ws2_32.dll", Some("enlist.dll")),
        ("WS2_32.DLL", Some("ENlist.DLL")),
        ("Ws2_32", Some("Enlist")),
        ("ws2_32.", None),
        ("ws2_32.dll2", None),
        ("ws2_3", None),
        ("", None),
        ("wsock32.dll", None),
    ] {
        let found = other_name(name.as_bytes(), GENUINE, OURS);
        assert_eq!(found.as_deref(), other.map(str::as_bytes), "{name}");
        if let Some(found) = found {
            assert_eq!(other_name(&found, OURS, GENUINE).unwrap(), name.as_bytes());
        }
    }
}

#[test]
fn numbers_and_names_that_the_dll_does_not_have_are_refused() {
    let mut sample = Sample::new();
    sample.ordinal(0x180, 2, 24);
    assert_eq!(sample.refusal(), Refusal::Ordinal(24));
    let mut sample = Sample::new();
    sample.name(0x292, b"WSASetServiceX\0");
    assert_eq!(
        sample.refusal(),
        Refusal::Unknown("WSASetServiceX".to_owned())
    );
}

#[test]
fn what_cannot_be_redirected_says_why() {
    assert_eq!(change(b"", false).unwrap_err(), Refusal::NotPe);
    assert_eq!(change(b"#!/bin/sh\n", false).unwrap_err(), Refusal::NotPe);
    let mut sample = Sample::new();
    sample.half(OPTIONAL, 0x10B);
    assert_eq!(sample.refusal(), Refusal::Bits32);
    let mut sample = Sample::new();
    sample.half(HEADERS + 4, 0xAA64);
    assert_eq!(sample.refusal(), Refusal::Machine(0xAA64));
    let mut sample = Sample::new();
    sample.half(OPTIONAL + 70, 0x80);
    assert_eq!(sample.refusal(), Refusal::ForcedIntegrity);
    // As packed programs are: nothing but what unpacks them.
    let mut sample = Sample::new();
    sample.import(0, SECOND_NAME, 0x200, 0x220);
    sample.directory(13, 0, 0);
    assert_eq!(sample.refusal(), Refusal::NotImported(GENUINE));
    sample.directory(1, 0, 0);
    assert_eq!(sample.refusal(), Refusal::NotImported(GENUINE));
}

#[test]
fn bound_addresses_are_no_longer_used() {
    let mut sample = Sample::new();
    sample.number(SECTION + IMPORTS + 4, u32::MAX);
    sample.number(SECTION + IMPORTS + 20 + 4, 0x1234_5678);
    sample.number(SECTION + DELAYED + 28, 0x1234_5678);
    sample.directory(11, ADDRESS + BOUND as u32, 16);
    let change = sample.redirected().unwrap();
    assert!(change.effects.unbound);
    for place in [IMPORTS + 4, IMPORTS + 24, DELAYED + 28] {
        assert_eq!(change.data[SECTION + place..][..4], [0; 4]);
    }
    assert_eq!(change.data[DIRECTORIES + 11 * 8..][..8], [0; 8]);
    // The names are what the addresses are found by again.
    sample.number(SECTION + IMPORTS, 0);
    assert_eq!(sample.refusal(), Refusal::BoundWithoutNames);
    sample.number(SECTION + IMPORTS + 4, 0);
    sample
        .0
        .copy_within(SECTION + 0x180..SECTION + 0x1A0, SECTION + 0x1C0);
    sample.redirected().unwrap();
}

#[test]
fn a_signature_is_removed() {
    let mut sample = Sample::new();
    sample.directory(4, SIGNATURE as u32, 24);
    assert_eq!(
        sample.refusal(),
        Refusal::Broken("its signature ends behind the file")
    );
    sample.0.extend([0x55; 24]);
    let change = sample.redirected().unwrap();
    assert!(change.effects.signature_removed);
    assert_eq!(change.data.len(), SIGNATURE);
    assert_eq!(change.data[DIRECTORIES + 4 * 8..][..8], [0; 8]);
    assert!(report(&change, false).contains("signature"));
    // What an installer has put behind it stays where it is.
    sample.0.extend(b"payload");
    let change = sample.redirected().unwrap();
    assert!(change.effects.signature_removed);
    assert!(change.data.ends_with(b"payload") && change.data.len() == sample.0.len());
}

#[test]
fn a_checksum_is_computed_anew() {
    assert_eq!(image::checksum(&[]), 0);
    assert_eq!(image::checksum(&[1, 2, 3]), 0x0201 + 3 + 3);
    assert_eq!(image::checksum(&[0xFF, 0xFF, 2, 0]), 2 + 4);
    let mut sample = Sample::new();
    let sum = image::checksum(&sample.0);
    sample.number(CHECKSUM, sum);
    let change = sample.redirected().unwrap();
    let new = change.effects.checksum.unwrap();
    assert_ne!(new, sum);
    assert_eq!(change.data[CHECKSUM..][..4], new.to_le_bytes());
    assert_eq!(super::change(&change.data, true).unwrap().data, sample.0);
}

/// Some linkers leave the size in memory to the loader, which then takes that in the file.
#[test]
fn a_section_without_a_size_in_memory_is_as_large_as_in_the_file() {
    let mut sample = Sample::new();
    sample.number(SECTION_HEADER + 8, 0);
    let change = sample.redirected().unwrap();
    assert_eq!(name_at(&change.data, FIRST_NAME), b"ENlist.dll\0\0\0");
    assert_eq!(super::change(&change.data, true).unwrap().data, sample.0);
    // Nothing of it is behind what is in the file.
    sample.number(SECTION_HEADER + 16, 0x20);
    assert_eq!(
        sample.refusal(),
        Refusal::Broken("its imports lie outside of the file")
    );
}

#[test]
fn whatever_is_cut_off_is_refused() {
    let sample = Sample::new();
    for length in 0..SIGNATURE {
        change(&sample.0[..length], false).unwrap_err();
    }
}

#[test]
fn no_damage_brings_it_down() {
    let sample = Sample::new();
    for place in 0..SIGNATURE {
        for value in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
            let mut damaged = sample.0.clone();
            damaged[place] = value;
            let _either = change(&damaged, false);
        }
        for value in [0, 4, u32::MAX, ADDRESS, SECTION as u32] {
            let mut damaged = Sample(sample.0.clone());
            damaged.number(place.min(SIGNATURE - 4), value);
            let _either = damaged.redirected();
        }
    }
}

#[test]
fn parts_that_lie_over_each_other_are_refused() {
    let mut sample = Sample::new();
    // The name of a function within the name of the library.
    sample.number(SECTION + 0x200, ADDRESS + FIRST_NAME as u32);
    assert_eq!(
        sample.refusal(),
        Refusal::Broken("its parts lie over each other")
    );
}

#[test]
fn a_file_is_changed_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (program, output) = (folder.path().join("a.exe"), folder.path().join("b.exe"));
    let sample = Sample::new();
    let arguments = |output: Option<&Path>, undo| Arguments {
        program: program.clone(),
        output: output.map(Path::to_owned),
        undo,
    };
    let missing = run(&arguments(None, false)).unwrap_err();
    assert!(matches!(missing, Stop::Problem(problem) if problem.contains("a.exe")));
    fs::write(&program, &sample.0).unwrap();
    run(&arguments(Some(&output), false)).unwrap();
    assert_eq!(fs::read(&program).unwrap(), sample.0);
    assert_eq!(
        fs::read(&output).unwrap(),
        sample.redirected().unwrap().data
    );
    run(&arguments(None, false)).unwrap();
    assert_eq!(
        fs::read(&program).unwrap(),
        sample.redirected().unwrap().data
    );
    run(&arguments(None, true)).unwrap();
    assert_eq!(fs::read(&program).unwrap(), sample.0);

    run(&arguments(None, true)).unwrap_err();
    run(&arguments(Some(folder.path()), false)).unwrap_err();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    run(&arguments(Some(&pipe), false)).unwrap_err();
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    fs::remove_file(pipe).unwrap();
    run(&arguments(Some(&folder.path().join("none/b.exe")), false)).unwrap_err();
    let text = folder.path().join("text");
    fs::write(&text, "MZ, not a program").unwrap();
    let wrong = Arguments {
        program: text.clone(),
        output: None,
        undo: false,
    };
    run(&wrong).unwrap_err();
    assert_eq!(fs::read_to_string(&text).unwrap(), "MZ, not a program");
    assert_eq!(fs::read(&program).unwrap(), sample.0);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}
