// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packing query sets: results of lookups, and what a provider's library is given.

use core::marker::PhantomData;
use core::ptr;

use super::{ALIGNMENT, Buffer, Items, Packed, Packer, Unit, ansi, guid};
use crate::abi::Encoding;
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{AFPROTOCOLS, WSAQUERYSET2W, WSAQUERYSETW, WSAVERSION};
use crate::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use crate::policy;
use crate::rnr::query::{AddressViews, Protocol, QuerySet, Side};

impl Buffer {
    /// Packs one result of a lookup.
    pub(crate) fn put_result(
        &self,
        result: &QuerySet<'_>,
        encoding: Encoding,
    ) -> Result<(), Error> {
        match encoding {
            Encoding::Utf16 => self.fill(&QuerySetItems::<_, WSAQUERYSETW>::wide(result)),
            Encoding::Ansi(code_page) => {
                let encoded = |text| ansi(text, code_page);
                self.fill(&QuerySetItems::<_, WSAQUERYSETW> {
                    given: result,
                    name: result.name.map(encoded).as_deref(),
                    comment: result.comment.map(encoded).as_deref(),
                    context: result.context.map(encoded).as_deref(),
                    query_string: result.query_string.map(encoded).as_deref(),
                    kind: PhantomData,
                })
            }
        }
    }
}

impl Packed {
    /// A query set.
    pub(crate) fn query_set(given: &QuerySet<'_>) -> Result<Self, Error> {
        Self::new(&QuerySetItems::<_, WSAQUERYSETW>::wide(given))
    }

    /// A query set for a provider of version 2.
    pub(crate) fn query_set_2(given: &QuerySet<'_>) -> Result<Self, Error> {
        Self::new(&QuerySetItems::<_, WSAQUERYSET2W>::wide(given))
    }
}

/// A query set, as one of the structs that it may become.
struct QuerySetItems<'a, U, T> {
    given: &'a QuerySet<'a>,
    name: Option<&'a [U]>,
    comment: Option<&'a [U]>,
    context: Option<&'a [U]>,
    query_string: Option<&'a [U]>,
    kind: PhantomData<T>,
}

/// What a query set becomes.
trait QuerySetStruct: Copy + From<WSAQUERYSETW> {}

impl QuerySetStruct for WSAQUERYSETW {}

impl QuerySetStruct for WSAQUERYSET2W {}

/// A query set without a class, as one that could have one.
impl From<WSAQUERYSET2W> for WSAQUERYSETW {
    fn from(from: WSAQUERYSET2W) -> Self {
        Self {
            dwSize: size_of::<Self>() as u32,
            lpszServiceInstanceName: from.lpszServiceInstanceName,
            lpServiceClassId: ptr::null_mut(),
            lpVersion: from.lpVersion,
            lpszComment: from.lpszComment,
            dwNameSpace: from.dwNameSpace,
            lpNSProviderId: from.lpNSProviderId,
            lpszContext: from.lpszContext,
            dwNumberOfProtocols: from.dwNumberOfProtocols,
            lpafpProtocols: from.lpafpProtocols,
            lpszQueryString: from.lpszQueryString,
            dwNumberOfCsAddrs: from.dwNumberOfCsAddrs,
            lpcsaBuffer: from.lpcsaBuffer,
            dwOutputFlags: from.dwOutputFlags,
            lpBlob: from.lpBlob,
        }
    }
}

impl From<WSAQUERYSETW> for WSAQUERYSET2W {
    fn from(from: WSAQUERYSETW) -> Self {
        Self {
            dwSize: size_of::<Self>() as u32,
            lpszServiceInstanceName: from.lpszServiceInstanceName,
            lpVersion: from.lpVersion,
            lpszComment: from.lpszComment,
            dwNameSpace: from.dwNameSpace,
            lpNSProviderId: from.lpNSProviderId,
            lpszContext: from.lpszContext,
            dwNumberOfProtocols: from.dwNumberOfProtocols,
            lpafpProtocols: from.lpafpProtocols,
            lpszQueryString: from.lpszQueryString,
            dwNumberOfCsAddrs: from.dwNumberOfCsAddrs,
            lpcsaBuffer: from.lpcsaBuffer,
            dwOutputFlags: from.dwOutputFlags,
            lpBlob: from.lpBlob,
        }
    }
}

impl<'a, T> QuerySetItems<'a, u16, T> {
    fn wide(given: &'a QuerySet<'a>) -> Self {
        Self {
            given,
            name: given.name,
            comment: given.comment,
            context: given.context,
            query_string: given.query_string,
            kind: PhantomData,
        }
    }
}

impl<U: Unit, T: QuerySetStruct> Items for QuerySetItems<'_, U, T> {
    fn size_limit(&self) -> usize {
        const STRUCTS: usize = size_of::<WSAQUERYSETW>()
            + 2 * size_of::<GUID>()
            + size_of::<WSAVERSION>()
            + size_of::<BLOB>();
        const ADDRESS: usize =
            size_of::<CSADDR_INFO>() + 2 * (policy::SOCKADDR_LIMIT_BYTES + ALIGNMENT);
        let units = |text: Option<&[U]>| text.map_or(0, |text| text.len() + 1);
        let units =
            units(self.name) + units(self.comment) + units(self.context) + units(self.query_string);
        // Each of the ten items that are not addresses may be preceded by padding.
        STRUCTS
            + 10 * ALIGNMENT
            + size_of_val(self.given.protocols)
            + self.given.addresses.count_limit() * ADDRESS
            + self.given.blob.map_or(0, <[u8]>::len)
            + units * size_of::<U>()
    }

    fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>) {
        let given = self.given;
        let place = packer.reserve(size_of::<T>(), 1);
        let provider = packer.optional(given.provider.map(guid));
        let class = packer.optional(given.class.map(guid));
        let version = packer.optional(given.version.map(|version| WSAVERSION {
            dwVersion: version.number,
            ecHow: version.how.0,
        }));
        let protocols = packer.protocols(given.protocols);
        let (count, addresses) = packer.addresses(given.addresses);
        let blob = match given.blob {
            Some(bytes) => packer.blob(bytes),
            None => ptr::null_mut(),
        };
        let query_set = WSAQUERYSETW {
            dwSize: size_of::<WSAQUERYSETW>() as u32,
            lpszServiceInstanceName: packer.optional_text(self.name),
            lpServiceClassId: class,
            lpVersion: version,
            lpszComment: packer.optional_text(self.comment),
            dwNameSpace: given.namespace,
            lpNSProviderId: provider,
            lpszContext: packer.optional_text(self.context),
            dwNumberOfProtocols: given.protocols.len() as u32,
            lpafpProtocols: protocols,
            lpszQueryString: packer.optional_text(self.query_string),
            dwNumberOfCsAddrs: count,
            lpcsaBuffer: addresses,
            dwOutputFlags: given.output_flags,
            lpBlob: blob,
        };
        packer.put(place, T::from(query_set));
    }
}

impl<const WRITE: bool> Packer<WRITE> {
    fn protocols(&mut self, protocols: &[Protocol]) -> *mut AFPROTOCOLS {
        if protocols.is_empty() {
            return ptr::null_mut();
        }
        let array = self.reserve(size_of_val(protocols), ALIGNMENT);
        for (index, protocol) in protocols.iter().enumerate() {
            let element = AFPROTOCOLS {
                iAddressFamily: protocol.family,
                iProtocol: protocol.protocol,
            };
            self.put(array + index * size_of::<AFPROTOCOLS>(), element);
        }
        self.at(array)
    }

    fn addresses(&mut self, addresses: AddressViews<'_>) -> (u32, *mut CSADDR_INFO) {
        let count = addresses.count();
        if count == 0 {
            return (0, ptr::null_mut());
        }
        let array = self.reserve(count * size_of::<CSADDR_INFO>(), ALIGNMENT);
        let mut place = array;
        addresses.for_each(|address| {
            let info = CSADDR_INFO {
                LocalAddr: self.socket_address(address.local),
                RemoteAddr: self.socket_address(address.remote),
                iSocketType: address.socket_type,
                iProtocol: address.protocol,
            };
            self.put(place, info);
            place += size_of::<CSADDR_INFO>();
        });
        (count as u32, self.at(array))
    }

    fn socket_address(&mut self, side: Side<'_>) -> SOCKET_ADDRESS {
        let (place, length) = match side {
            Side::Absent => (ptr::null_mut::<u8>(), 0),
            Side::Given(bytes) => (self.bytes(bytes), bytes.len()),
            Side::WildcardLike(other) => {
                // The family is the first two bytes; every other byte of a wildcard is zero.
                let zeros = &[0u8; policy::SOCKADDR_LIMIT_BYTES];
                let offset = self.reserve(other.len(), ALIGNMENT);
                self.put_all(offset, zeros.get(..other.len()).unwrap_or(zeros));
                self.put_all(offset, other.get(..2).unwrap_or(other));
                (self.at(offset), other.len())
            }
        };
        SOCKET_ADDRESS {
            lpSockaddr: place.cast(),
            iSockaddrLength: length as i32,
        }
    }
}
