// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service search: which services a device offers.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::vec;

use smallvec::SmallVec;
use uuid::Uuid;

use super::address;
use super::flags_of_either_call;
use super::sdp::{Record, short_uuid};
use crate::error::Error;
use crate::policy;
use crate::provider::{Answer, Lookup};
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Addresses, Blob, Service, State};
use crate::text::WideText;

// Members of a `BTH_QUERY_SERVICE`, by their places.
const KIND: usize = 0;
const SERVICE_HANDLE: usize = 4;
const UUIDS: usize = 8;
const UUID_COUNT: usize = 12;
const UUID_BYTES: usize = 20;
const RANGE_COUNT: usize = UUIDS + UUID_COUNT * UUID_BYTES;
const RANGES: usize = RANGE_COUNT + 4;
const RANGE_BYTES: usize = 4;

// Kinds of requests, `SDP_SERVICE_…_REQUEST`.
const SERVICE_SEARCH: u32 = 1;
const SERVICE_ATTRIBUTE: u32 = 2;
const SERVICE_SEARCH_ATTRIBUTE: u32 = 3;

// Forms of UUIDs, `SDP_ST_UUID…`. The headers give 32 bits the number of a signed number of 32 bits.
const UUID16: u16 = 0x0130;
const UUID32: u16 = 0x0230;
const UUID32_OF_THE_HEADERS: u16 = 0x0220;
const UUID128: u16 = 0x0430;

type Ranges = SmallVec<[RangeInclusive<u16>; 1]>;

/// What to ask a device for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// The numbers of the records that hold all of these UUIDs.
    Numbers(Vec<Uuid>),
    /// Attributes of the record with this number.
    Attributes(u32, Ranges),
    /// Attributes of the records that hold all of these UUIDs.
    Records(Vec<Uuid>, Ranges),
}

impl Request {
    /// The request of a query: by its blob, a `BTH_QUERY_SERVICE`, or for whole records by its class.
    pub(crate) fn of(query: &Query) -> Result<Self, Error> {
        let Some(blob) = query.blob.as_deref() else {
            let class = query.class.ok_or(policy::MISSING_IDENTITY)?;
            return Ok(Self::Records(
                vec![class],
                SmallVec::from_iter([0..=u16::MAX]),
            ));
        };
        let kind = field(blob, KIND).map(u32::from_ne_bytes);
        let handle = field(blob, SERVICE_HANDLE).map(u32::from_ne_bytes);
        match kind.ok_or(policy::BLUETOOTH_BLOB_TOO_SMALL)? {
            SERVICE_SEARCH => Ok(Self::Numbers(uuids(blob)?)),
            SERVICE_ATTRIBUTE => {
                let handle = handle.ok_or(policy::BLUETOOTH_BLOB_TOO_SMALL)?;
                Ok(Self::Attributes(handle, ranges(blob)?))
            }
            SERVICE_SEARCH_ATTRIBUTE => Ok(Self::Records(uuids(blob)?, ranges(blob)?)),
            _ => Err(Error::InvalidParameter),
        }
    }

    /// Carries it out on the records of a device. Nothing found is no error yet, except for one record that was asked for.
    pub(crate) fn search(&self, records: &[Arc<Record>], device: u64) -> Result<Search, Error> {
        let holding = |pattern: &[Uuid]| {
            let holds = |record: &&Arc<Record>| pattern.iter().all(|uuid| record.contains(*uuid));
            records.iter().filter(holds).collect::<Vec<_>>()
        };
        let mut nothing = Error::NoMore;
        let found = match self {
            Self::Numbers(pattern) => {
                let numbers: Vec<u8> = holding(pattern)
                    .iter()
                    .filter_map(|record| record.handle())
                    .flat_map(u32::to_ne_bytes)
                    .collect();
                if numbers.is_empty() {
                    nothing = policy::NO_RECORD_NUMBERS;
                    vec![]
                } else {
                    vec![service(None, numbers, Addresses::new())]
                }
            }
            Self::Attributes(number, ranges) => {
                let mut records = records.iter();
                let record = records
                    .find(|record| record.handle() == Some(*number))
                    .ok_or(policy::RECORD_NUMBER_UNKNOWN)?;
                vec![described(&record.select(ranges), device)]
            }
            Self::Records(pattern, ranges) => holding(pattern)
                .iter()
                .map(|record| described(&record.select(ranges), device))
                .collect(),
        };
        Ok(Search {
            found: found.into_iter(),
            nothing,
        })
    }
}

/// The UUIDs, up to the first that is all zero.
fn uuids(blob: &[u8]) -> Result<Vec<Uuid>, Error> {
    let all = blob.get(UUIDS..RANGE_COUNT);
    let (all, _) = all
        .ok_or(policy::BLUETOOTH_BLOB_TOO_SMALL)?
        .as_chunks::<UUID_BYTES>();
    let given = all
        .iter()
        .take_while(|given| given.iter().any(|byte| *byte != 0));
    let uuids = given.map(|given| uuid(given)).collect::<Option<Vec<_>>>();
    uuids
        .filter(|uuids| !uuids.is_empty())
        .ok_or(Error::InvalidParameter)
}

fn uuid(given: &[u8]) -> Option<Uuid> {
    match u16::from_ne_bytes(field(given, 16)?) {
        UUID16 => Some(short_uuid(u16::from_ne_bytes(field(given, 0)?).into())),
        UUID32 | UUID32_OF_THE_HEADERS => Some(short_uuid(u32::from_ne_bytes(field(given, 0)?))),
        UUID128 => Some(Uuid::from_bytes_le(field(given, 0)?)),
        _ => None,
    }
}

fn ranges(blob: &[u8]) -> Result<Ranges, Error> {
    let count = field(blob, RANGE_COUNT).map(u32::from_ne_bytes);
    let count = count.ok_or(policy::BLUETOOTH_BLOB_TOO_SMALL)? as usize;
    let all = blob.get(RANGES..).unwrap_or_default();
    let (all, _) = all.as_chunks::<RANGE_BYTES>();
    let given = all.get(..count).ok_or(policy::BLUETOOTH_BLOB_TOO_SMALL)?;
    let range = |&[a, b, c, d]: &[u8; RANGE_BYTES]| {
        let (first, last) = (u16::from_ne_bytes([a, b]), u16::from_ne_bytes([c, d]));
        (first <= last).then_some(first..=last)
    };
    let ranges = given.iter().map(range).collect::<Option<Ranges>>();
    ranges
        .filter(|ranges| !ranges.is_empty())
        .ok_or(Error::InvalidParameter)
}

fn field<const N: usize>(bytes: &[u8], place: usize) -> Option<[u8; N]> {
    bytes.get(place..)?.first_chunk().copied()
}

/// What a record, or the part of it that was asked for, says of its service.
fn described(record: &Record, device: u64) -> Service {
    let class = record.class();
    let address = record.protocol().map(|(protocol, port)| {
        address::service(device, protocol, port, class.unwrap_or_default())
    });
    let mut service = service(
        class,
        record.bytes().to_vec(),
        address.into_iter().collect(),
    );
    service.name = wide(&record.name().unwrap_or_default());
    service.comment = record.description().map(|description| wide(&description));
    service
}

fn service(class: Option<Uuid>, blob: Vec<u8>, addresses: Addresses) -> Service {
    Service {
        class,
        name: WideText::new(),
        context: Box::default(),
        version: None,
        comment: None,
        blob: Some(Blob::new(blob)),
        addresses,
        state: State::Registered,
        outdated: Default::default(),
    }
}

fn wide(text: &str) -> WideText {
    let mut wide = WideText::new();
    text.encode_utf16().for_each(|unit| wide.push(unit));
    wide
}

/// A search that was carried out.
pub(crate) struct Search {
    found: vec::IntoIter<Service>,
    /// What ends it.
    nothing: Error,
}

impl Lookup for Search {
    fn next(&mut self, _flags: ControlFlags) -> Result<Answer<'_>, Error> {
        let service = self.found.next().ok_or(self.nothing)?;
        Ok(Answer {
            service: Cow::Owned(Arc::new(service)),
            protocols: Cow::default(),
            query_string: Box::default(),
            output_flags: 0,
        })
    }

    fn flags(&self, begin: ControlFlags, next: ControlFlags) -> ControlFlags {
        flags_of_either_call(begin, next)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::mem::{offset_of, size_of};

    use super::*;
    use crate::ffi::bthsdpdef::{SdpAttributeRange, SdpQueryUuid};
    use crate::ffi::ws2bth::BTH_QUERY_SERVICE;

    /// A `BTH_QUERY_SERVICE` with UUIDs by length and short form, and ranges.
    fn blob(kind: u32, handle: u32, uuids: &[(u16, u32)], ranges: &[(u16, u16)]) -> Vec<u8> {
        let mut blob = [kind.to_ne_bytes(), handle.to_ne_bytes()].concat();
        for (form, number) in uuids {
            let uuid = short_uuid(*number).to_bytes_le();
            let mut given = [0; UUID_BYTES];
            match *form {
                UUID128 => given[..16].copy_from_slice(&uuid),
                _ => given[..4].copy_from_slice(&number.to_ne_bytes()),
            }
            given[16..18].copy_from_slice(&form.to_ne_bytes());
            blob.extend(given);
        }
        blob.resize(RANGE_COUNT, 0);
        blob.extend(u32::try_from(ranges.len()).unwrap().to_ne_bytes());
        for (first, last) in ranges {
            blob.extend([first.to_ne_bytes(), last.to_ne_bytes()].concat());
        }
        blob
    }

    fn request(blob: Vec<u8>) -> Result<Request, Error> {
        Request::of(&Query {
            blob: Some(Blob::new(blob)),
            ..Query::default()
        })
    }

    #[test]
    fn the_places_of_the_members_are_those_of_the_struct() {
        assert_eq!(offset_of!(BTH_QUERY_SERVICE, r#type), KIND);
        assert_eq!(offset_of!(BTH_QUERY_SERVICE, serviceHandle), SERVICE_HANDLE);
        assert_eq!(offset_of!(BTH_QUERY_SERVICE, uuids), UUIDS);
        assert_eq!(offset_of!(BTH_QUERY_SERVICE, numRange), RANGE_COUNT);
        assert_eq!(offset_of!(BTH_QUERY_SERVICE, pRange), RANGES);
        assert_eq!(size_of::<SdpQueryUuid>(), UUID_BYTES);
        assert_eq!(size_of::<SdpAttributeRange>(), RANGE_BYTES);
    }

    #[test]
    fn without_a_blob_the_class_asks_for_whole_records() {
        let class = Some(short_uuid(0x1101));
        let query = Query {
            class,
            ..Query::default()
        };
        let everything = SmallVec::from_iter([0..=u16::MAX]);
        assert_eq!(
            Request::of(&query),
            Ok(Request::Records(vec![short_uuid(0x1101)], everything))
        );
        assert_eq!(Request::of(&Query::default()), Err(Error::InvalidParameter));
    }

    #[test]
    fn uuids_come_in_each_length_up_to_the_first_that_is_zero() {
        let uuids = [
            (UUID16, 0x1101),
            (UUID32, 3),
            (UUID32_OF_THE_HEADERS, 4),
            (UUID128, 0x100),
        ];
        let expected: Vec<_> = uuids.iter().map(|(_, short)| short_uuid(*short)).collect();
        assert_eq!(
            request(blob(1, 0, &uuids, &[])),
            Ok(Request::Numbers(expected))
        );
        let gap = [(UUID16, 1), (0, 0), (UUID16, 2)];
        assert_eq!(
            request(blob(1, 0, &gap, &[])),
            Ok(Request::Numbers(vec![short_uuid(1)]))
        );
        let many = [(UUID16, 7); UUID_COUNT];
        assert_eq!(
            request(blob(1, 0, &many, &[])),
            Ok(Request::Numbers(vec![short_uuid(7); UUID_COUNT]))
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let one = [(UUID16, 0x1101)];
        let all = [(0, u16::MAX)];
        for wrong in [
            blob(0, 0, &one, &all),
            blob(4, 0, &one, &all),
            // No UUID, and one of no length.
            blob(1, 0, &[], &[]),
            blob(3, 0, &[], &all),
            blob(1, 0, &[(1, 0x1101)], &[]),
            // No range, and one that falls.
            blob(2, 0, &[], &[]),
            blob(3, 0, &one, &[]),
            blob(3, 0, &one, &[(5, 4)]),
        ] {
            assert_eq!(request(wrong), Err(Error::InvalidParameter));
        }
        let mut more_ranges = blob(3, 0, &one, &all);
        more_ranges[RANGE_COUNT] = 2;
        assert_eq!(request(more_ranges.clone()), Err(Error::InvalidParameter));
        more_ranges[RANGE_COUNT..RANGES].fill(0xFF);
        assert_eq!(request(more_ranges), Err(Error::InvalidParameter));
    }

    #[test]
    fn every_truncation_that_cuts_into_what_is_needed_is_refused() {
        for (kind, needed) in [(1, RANGE_COUNT), (2, RANGES + 8), (3, RANGES + 8)] {
            let whole = blob(kind, 1, &[(UUID16, 0x1101)], &[(0, 4), (6, 9)]);
            for length in 0..whole.len() {
                let taken = request(whole[..length].to_vec());
                assert_eq!(taken.is_ok(), length >= needed, "{kind}: {length}");
            }
            assert!(request(whole).is_ok());
        }
    }
}
