// SPDX-License-Identifier: MIT OR Apache-2.0
//! Device inquiry: which devices there are.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::sync::Arc;
use std::vec;

use uuid::Uuid;

use super::address;
use super::description::{Device, NAME_LIMIT_BYTES, Surroundings};
use super::flags_of_either_call;
use crate::error::Error;
use crate::policy;
use crate::provider::{Answer, Lookup};
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Blob, Service, State};
use crate::text::WideText;

/// `BTHNS_RESULT_DEVICE_…`.
const CONNECTED: u32 = 0x0001_0000;
const REMEMBERED: u32 = 0x0002_0000;
const AUTHENTICATED: u32 = 0x0004_0000;

/// `BDIF_…`: what a `BTH_DEVICE_INFO` holds and says.
const HAS_ADDRESS: u32 = 1;
const HAS_CLASS: u32 = 2;
const HAS_NAME: u32 = 4;
const IS_PAIRED: u32 = 8;
const IS_PERSONAL: u32 = 16;
const IS_CONNECTED: u32 = 32;

/// Size of a `BTH_QUERY_DEVICE`: the access code, and how long to inquire, in seconds.
const QUERY_DEVICE_BYTES: usize = 5;

/// The access code of an inquiry among devices in limited discoverable mode.
const LIMITED_INQUIRY: u32 = 0x009E_8B00;
/// The service bit by which those show that they are.
const LIMITED_DISCOVERABLE: u32 = 1 << 13;

/// An inquiry under way.
pub(crate) struct Inquiry {
    radio: u64,
    devices: vec::IntoIter<Arc<Device>>,
}

impl Inquiry {
    /// Finds the devices. With `LUP_FLUSHCACHE` those that answer, beside those that the machine knows already.
    pub(crate) fn begin(
        surroundings: &Surroundings,
        query: &Query,
        flags: ControlFlags,
    ) -> Result<Self, Error> {
        let access_code = query.blob.as_deref().map(|blob| access_code(blob));
        let limited = access_code.transpose()? == Some(LIMITED_INQUIRY);
        let answers = |device: &Device| {
            flags.contains(ControlFlags::FLUSH_CACHE)
                && device.reachable
                && (!limited || device.class & LIMITED_DISCOVERABLE != 0)
        };
        let found = |device: &&Arc<Device>| policy::is_known_device(device) || answers(device);
        let devices: Vec<_> = surroundings.devices.iter().filter(found).cloned().collect();
        Ok(Self {
            radio: surroundings.radio,
            devices: devices.into_iter(),
        })
    }
}

fn access_code(blob: &[u8]) -> Result<u32, Error> {
    match blob.first_chunk() {
        Some(code) if blob.len() >= QUERY_DEVICE_BYTES => Ok(u32::from_ne_bytes(*code)),
        _ => Err(policy::BLUETOOTH_BLOB_TOO_SMALL),
    }
}

impl Lookup for Inquiry {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer<'_>, Error> {
        let device = self.devices.next().ok_or(Error::NoMore)?;
        // A program that is about to serve asks for the radio that it is to bind to.
        let local = if flags.contains(ControlFlags::RES_SERVICE) {
            self.radio
        } else {
            device.address
        };
        let info = device_info(&device, flags.contains(ControlFlags::RETURN_NAME));
        let mut name = WideText::new();
        device.name.encode_utf16().for_each(|unit| name.push(unit));
        let service = Service {
            class: Some(Uuid::from_fields(device.class, 0, 0, &[0; 8])),
            name,
            context: Box::default(),
            version: None,
            comment: None,
            blob: Some(Blob::new(info)),
            addresses: [address::device(local, device.address)]
                .into_iter()
                .collect(),
            state: State::Registered,
            outdated: Default::default(),
        };
        let marks = [
            (device.connected, CONNECTED),
            (device.remembered, REMEMBERED),
            (device.authenticated, AUTHENTICATED),
        ];
        Ok(Answer {
            service: Cow::Owned(Arc::new(service)),
            protocols: Cow::default(),
            query_string: Box::default(),
            output_flags: sum(&marks),
        })
    }

    fn flags(&self, begin: ControlFlags, next: ControlFlags) -> ControlFlags {
        flags_of_either_call(begin, next)
    }
}

/// A `BTH_DEVICE_INFO`. The name needs the asking for.
fn device_info(device: &Device, with_name: bool) -> Vec<u8> {
    let name = if with_name {
        // A terminator follows.
        let end = device.name.floor_char_boundary(NAME_LIMIT_BYTES - 1);
        device.name.get(..end).unwrap_or_default()
    } else {
        ""
    };
    let marks = [
        (true, HAS_ADDRESS | HAS_CLASS),
        (with_name, HAS_NAME),
        (device.authenticated, IS_PAIRED),
        (device.remembered, IS_PERSONAL),
        (device.connected, IS_CONNECTED),
    ];
    let mut info = Vec::new();
    info.extend(sum(&marks).to_ne_bytes());
    info.extend([0; 4]);
    info.extend(device.address.to_ne_bytes());
    info.extend(device.class.to_ne_bytes());
    info.extend(name.as_bytes());
    info.resize(20 + NAME_LIMIT_BYTES, 0);
    // Up to the alignment of the address.
    info.extend([0; 4]);
    info
}

fn sum(marks: &[(bool, u32)]) -> u32 {
    marks
        .iter()
        .filter(|(applies, _)| *applies)
        .fold(0, |sum, (_, mark)| sum | mark)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::mem::{offset_of, size_of};

    use super::*;
    use crate::ffi::bthdef::BTH_DEVICE_INFO;
    use crate::ffi::ws2bth::BTH_QUERY_DEVICE;

    fn device(name: &str) -> Device {
        Device {
            address: 0x0102_0304_0506,
            name: name.to_owned(),
            class: 0x0024_0404,
            remembered: true,
            connected: false,
            authenticated: false,
            reachable: true,
            records: Vec::new(),
        }
    }

    #[test]
    fn a_device_is_told_as_the_struct_says() {
        let info = device_info(&device("Name"), true);
        assert_eq!(info.len(), size_of::<BTH_DEVICE_INFO>());
        let number = |place| u32::from_ne_bytes(*info[place..].first_chunk().unwrap());
        assert_eq!(number(offset_of!(BTH_DEVICE_INFO, flags)), 1 | 2 | 4 | 16);
        assert_eq!(
            number(offset_of!(BTH_DEVICE_INFO, classOfDevice)),
            0x0024_0404
        );
        let address = &info[offset_of!(BTH_DEVICE_INFO, address)..];
        assert_eq!(
            *address.first_chunk().unwrap(),
            0x0102_0304_0506_u64.to_ne_bytes()
        );
        assert_eq!(info[offset_of!(BTH_DEVICE_INFO, name)..][..5], *b"Name\0");
        assert_eq!(size_of::<BTH_QUERY_DEVICE>(), QUERY_DEVICE_BYTES);
    }

    #[test]
    fn the_name_needs_the_asking_and_keeps_room_for_its_terminator() {
        let name = |device: &Device, asked| {
            let info = device_info(device, asked);
            assert_eq!(info.len(), size_of::<BTH_DEVICE_INFO>());
            let name = info[20..20 + NAME_LIMIT_BYTES].to_vec();
            let end = name.iter().position(|byte| *byte == 0).unwrap();
            String::from_utf8(name[..end].to_vec()).unwrap()
        };
        assert_eq!(name(&device("Name"), false), "");
        assert_eq!(name(&device(&"x".repeat(248)), true), "x".repeat(247));
        assert_eq!(name(&device(&"é".repeat(124)), true), "é".repeat(123));
    }

    #[test]
    fn a_limited_inquiry_finds_those_that_can_be_found_for_a_short_time() {
        let stranger = |class| {
            let device = Device {
                class,
                remembered: false,
                ..device("")
            };
            Arc::new(device)
        };
        let surroundings = Surroundings {
            radio: 1,
            devices: vec![stranger(LIMITED_DISCOVERABLE), stranger(0)],
        };
        let found = |blob: Option<&[u8]>| {
            let blob = blob.map(|blob| Blob::new(blob.to_vec()));
            let query = Query {
                blob,
                ..Query::default()
            };
            Inquiry::begin(&surroundings, &query, ControlFlags::FLUSH_CACHE)
                .map(|inquiry| inquiry.devices.len())
        };
        assert_eq!(found(None), Ok(2));
        assert_eq!(found(Some(&[0x33, 0x8B, 0x9E, 0, 6])), Ok(2));
        assert_eq!(found(Some(&[0x00, 0x8B, 0x9E, 0, 6])), Ok(1));
        // As large as a compiler makes it that does not pack it.
        assert_eq!(found(Some(&[0x00, 0x8B, 0x9E, 0, 6, 0, 0, 0])), Ok(1));
        assert_eq!(
            found(Some(&[0x33, 0x8B, 0x9E, 0])),
            Err(Error::InvalidParameter)
        );
        assert_eq!(found(Some(&[])), Err(Error::InvalidParameter));
    }
}
