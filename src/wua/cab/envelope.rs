// SPDX-License-Identifier: MIT OR Apache-2.0
//! A cabinet seen from outside: where its signature is, and what is signed.
//!
//! A signed cabinet has a header reserve of 20 bytes that says where the signature starts, which is where the cabinet ends, and
//! how long it is. The signature covers the cabinet except the header's checksum, its place in a set, the sizes of the
//! reserves and the reserve itself but for its last word. Since the sizes are not covered, they must be exactly those of a
//! signed cabinet: others would move everything after them.

#![forbid(unsafe_code)]

use super::Refusal;

/// The parts of a signed cabinet.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    /// The cabinet without its signature.
    pub(super) cabinet: &'a [u8],
    /// What the signature covers, piece by piece.
    pub(super) covered: [&'a [u8]; 3],
    /// The signature, with what pads it.
    pub(super) signature: &'a [u8],
}

const HEADER_SIZE: usize = 36;
const RESERVE_PRESENT: u16 = 1 << 2;
/// The sizes of the reserves of the header, of each folder and of each data block.
const RESERVE_SIZES: u32 = 20;
const RESERVE_MARK: u32 = 0x0010_0000;
/// How much of a cabinet says where its signature is.
pub(super) const RESERVE_END: usize = 60;

/// Opens the envelope.
pub(super) fn open(file: &[u8]) -> Result<Envelope<'_>, Refusal> {
    let malformed = Refusal::MalformedSignature;
    let start = signature_start(file, file.len() as u64)?;
    let start = usize::try_from(start).map_err(|_| malformed)?;
    let [first, second] = covered_of_header(file)?;
    Ok(Envelope {
        cabinet: file.get(..start).ok_or(malformed)?,
        covered: [first, second, file.get(56..start).ok_or(malformed)?],
        signature: file.get(start..).ok_or(malformed)?,
    })
}

/// Where the signature of a file begins, which ends with the file; by the beginning of the file.
pub(super) fn signature_start(beginning: &[u8], file_size: u64) -> Result<u32, Refusal> {
    if !beginning.starts_with(b"MSCF") || beginning.len() < HEADER_SIZE {
        return Err(Refusal::NotACabinet);
    }
    let malformed = Refusal::MalformedSignature;
    let flags = u16_at(beginning, 30).ok_or(Refusal::NotACabinet)?;
    if flags & RESERVE_PRESENT == 0 {
        return Err(Refusal::Unsigned);
    }
    if beginning.len() < RESERVE_END {
        return Err(malformed);
    }
    if u32_at(beginning, 36) != Some(RESERVE_SIZES) || u32_at(beginning, 40) != Some(RESERVE_MARK) {
        return Err(Refusal::Unsigned);
    }
    let size = u32_at(beginning, 8).ok_or(malformed)?;
    let start = u32_at(beginning, 44).ok_or(malformed)?;
    let length = u32_at(beginning, 48).ok_or(malformed)?;
    if start == 0 || length == 0 {
        return Err(Refusal::Unsigned);
    }
    let ends_with_file = u64::from(start) + u64::from(length) == file_size;
    if size != start || !ends_with_file {
        return Err(malformed);
    }
    Ok(start)
}

/// What the signature covers of the header, before all that comes from byte 56 on.
pub(super) fn covered_of_header(beginning: &[u8]) -> Result<[&[u8]; 2], Refusal> {
    let piece = |range| beginning.get(range).ok_or(Refusal::MalformedSignature);
    Ok([piece(0..4)?, piece(8..34)?])
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*field))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*field))
}
