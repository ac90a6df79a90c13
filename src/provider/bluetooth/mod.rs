// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Bluetooth namespace (NS_BTH), with an emulated radio: service records of this process, or of those that share its store,
//! and devices that a file describes.
//!
//! Nothing is sent or received. A record lives as long as its process, and no longer than to the last `WSACleanup`.

#![forbid(unsafe_code)]

mod address;
pub(crate) mod description;
mod inquiry;
pub(crate) mod published;
mod sdp;
mod search;

use uuid::Uuid;

use self::description::{Device, Surroundings};
use self::inquiry::Inquiry;
use self::published::{Key, Published};
pub(crate) use self::sdp::Protocol;
use self::sdp::{Record, ServiceDescription};
use self::search::Request;
use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{ClassStanding, ServiceClass};
use crate::rnr::namespace::NS_BTH;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, RecordRequest, Registration};
use crate::store::records::RecordStore;

/// `SVCID_BTH_PROVIDER`.
pub(crate) const PROVIDER: Uuid = Uuid::from_u128(0x06AA63E0_7D60_41FF_AFB2_3EE6D2D9392D);

/// `BTH_SDP_VERSION`.
const SDP_VERSION: u32 = 1;

/// Whether a call is addressed to this namespace, and not to every one.
pub(crate) fn is_addressed(namespace: u32, provider: Option<Uuid>) -> bool {
    provider.map_or(namespace == NS_BTH, |provider| provider == PROVIDER)
}

pub(crate) struct Bluetooth {
    surroundings: Surroundings,
    published: Published,
}

impl Bluetooth {
    pub(crate) fn new(surroundings: Surroundings, records: &'static dyn RecordStore) -> Self {
        Self {
            surroundings,
            published: Published::new(records),
        }
    }

    /// Registers or deletes a record of the caller's making.
    fn set_record(&self, request: &RecordRequest, operation: Operation) -> Result<Outcome, Error> {
        if request.version != SDP_VERSION {
            return Err(policy::UNKNOWN_SDP_VERSION);
        }
        if operation == Operation::Delete {
            self.published.remove(Key::Handle(request.handle))?;
            return Ok(Outcome::Done);
        }
        let record = Record::parse(request.record.clone()).ok_or(policy::MALFORMED_SDP_RECORD)?;
        let handle = match request.handle {
            0 => self.published.add(&record)?,
            handle => {
                self.published.replace(handle, &record)?;
                handle
            }
        };
        Ok(Outcome::Recorded(handle))
    }

    /// Registers or deletes the service at an address.
    fn set_address(&self, given: &Registration, operation: Operation) -> Result<Outcome, Error> {
        let [info] = given.addresses.as_slice() else {
            return Err(Error::InvalidParameter);
        };
        let local = info
            .local
            .as_deref()
            .filter(|local| address::is_bluetooth(local));
        let port = address::port(local.ok_or(Error::InvalidParameter)?);
        let protocol = address::protocol(info.protocol).ok_or(Error::InvalidParameter)?;
        if operation == Operation::Delete {
            match port {
                0 => self.published.remove_without_port(protocol, given.class)?,
                port => self.published.remove(Key::Port(protocol, port))?,
            }
            return Ok(Outcome::Done);
        }
        let class = given.class.ok_or(policy::MISSING_IDENTITY)?;
        let known_port = match port {
            0 if policy::BLUETOOTH_PORT_MAY_BE_UNKNOWN => None,
            port if address::is_port(protocol, port) => Some(port),
            _ => return Err(Error::InvalidParameter),
        };
        let name = String::from_utf16_lossy(&given.name);
        let description = given.comment.as_deref().map(String::from_utf16_lossy);
        let make = |handle| {
            Record::build(&ServiceDescription {
                handle,
                class,
                name: Some(name.as_str()).filter(|name| !name.is_empty()),
                description: description.as_deref(),
                protocol,
                port: known_port,
            })
        };
        match known_port {
            Some(port) => self.published.add_at_port(protocol, port, make)?,
            None => self.published.add_without_port(protocol, class, make)?,
        }
        Ok(Outcome::Done)
    }

    fn device(&self, address: u64) -> Option<&Device> {
        let mut devices = self.surroundings.devices.iter();
        devices
            .find(|device| device.address == address)
            .map(|device| &**device)
    }
}

impl NamespaceProvider for Bluetooth {
    fn set_service(
        &self,
        given: &Registration,
        _class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        let is_bluetooth = || {
            let mut locals = given
                .addresses
                .iter()
                .filter_map(|info| info.local.as_deref());
            locals.any(address::is_bluetooth)
        };
        if !is_addressed(given.namespace, given.provider) && !is_bluetooth() {
            return Err(Error::NotConcerned);
        }
        if control_flags != 0 {
            return Err(policy::BLUETOOTH_FLAGS);
        }
        if operation == Operation::Deregister {
            return Err(policy::BLUETOOTH_DEREGISTER);
        }
        match &given.record {
            Some(request) => self.set_record(request, operation),
            None => self.set_address(given, operation),
        }
    }

    fn lookup_begin(
        &self,
        query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        let addressed = is_addressed(query.namespace, query.provider);
        if flags.contains(ControlFlags::CONTAINERS) {
            if !addressed {
                return Err(Error::NotConcerned);
            }
            return Ok(Box::new(Inquiry::begin(&self.surroundings, query, flags)?));
        }
        let Some(address) = address::device_in_text(&query.context) else {
            return Err(if addressed {
                policy::NO_DEVICE_TO_SEARCH
            } else {
                Error::NotConcerned
            });
        };
        let request = Request::of(query)?;
        let search = if address == 0 || address == self.surroundings.radio {
            request.search(&self.published.snapshot()?, self.surroundings.radio)?
        } else {
            let device = self
                .device(address)
                .filter(|device| device.reachable && flags.contains(ControlFlags::FLUSH_CACHE))
                .ok_or(Error::ServiceNotFound)?;
            request.search(&device.records, address)?
        };
        Ok(Box::new(search))
    }

    /// Classes are not kept here, but used.
    fn class_standing(&self, class: Uuid) -> Result<ClassStanding, Error> {
        Ok(ClassStanding {
            in_use: Some(self.published.uses(class)?),
            ..ClassStanding::ABSENT
        })
    }

    fn session_ended(&self) {
        self.published.end_session();
    }

    fn clean_up(&self) {
        self.published.clean_up();
    }
}

/// What a Next returns in this namespace: what both calls ask for, and what the one asks for when the other leaves it open.
///
/// The reference pages of the namespace let Begin say only whether devices are looked for and whether afresh, and leave the rest
/// to Next; those of the functions let both decide.
fn flags_of_either_call(begin: ControlFlags, next: ControlFlags) -> ControlFlags {
    if begin.intersects(ControlFlags::RETURN_ALL) {
        begin.for_next(next)
    } else {
        next.for_next(next)
    }
}
