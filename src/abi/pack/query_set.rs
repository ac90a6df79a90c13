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
        const ADDRESS: usize = size_of::<CSADDR_INFO>() + 2 * ALIGNMENT;
        let units = |text: Option<&[U]>| text.map_or(0, |text| text.len() + 1);
        let units =
            units(self.name) + units(self.comment) + units(self.context) + units(self.query_string);
        // Each of the ten items that are not addresses may be preceded by padding.
        STRUCTS
            + 10 * ALIGNMENT
            + size_of_val(self.given.protocols)
            + self.given.addresses.count_limit() * ADDRESS
            + self.given.addresses.bytes_limit()
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
                let offset = self.reserve(other.len(), ALIGNMENT);
                self.put_zeros(offset, other.len());
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::provider::Answer;
    use crate::rnr::query::{ControlFlags, Protocol};
    use crate::rnr::service::{Address, Addresses, Blob, Service, SocketAddress, State};
    use crate::text::{CodePage, WideText};

    const PATTERN: u8 = 0xA5;

    /// The largest buffer that is tried.
    const ROOM: usize = 1 << 17;

    /// What no call can have made: whatever a result is, it stays in the buffer.
    fn answers() -> Vec<Answer<'static>> {
        let side = |len: usize| (len != 0).then(|| SocketAddress::from_slice(&vec![7; len]));
        let address = |local, remote| Address {
            local: side(local),
            remote: side(remote),
            socket_type: 1,
            protocol: 6,
        };
        let text = |len| WideText::from_slice(&vec![0x20AC; len]);
        let answer = |addresses: &[Address], text: WideText, blob: usize| Answer {
            service: Cow::Owned(Arc::new(Service {
                class: Some(Uuid::from_u128(1)),
                name: text.clone(),
                context: text.as_slice().into(),
                version: None,
                comment: Some(text),
                blob: Some(Blob::new(vec![7; blob])),
                addresses: Addresses::from(addresses.to_vec()),
                state: State::Registered,
                outdated: Default::default(),
            })),
            protocols: Cow::default(),
            query_string: Box::default(),
            output_flags: 0,
        };
        vec![
            answer(&[address(10_000, 0)], text(1), 0),
            answer(&[address(0, 10_000)], text(1), 0),
            answer(&[address(129, 1), address(1, 20_000)], text(1), 0),
            answer(&vec![address(200, 0); 100], text(0), 3),
            answer(&[], text(10_000), 10_000),
        ]
    }

    /// What is packed into a buffer of `capacity` bytes, and the size that is told of.
    fn fill(
        result: &QuerySet<'_>,
        encoding: Encoding,
        capacity: usize,
    ) -> (Result<(), Error>, u32) {
        let mut memory = vec![PATTERN; ROOM + 64];
        let mut size = capacity as u32;
        // SAFETY: the memory is larger than the size that is named.
        let buffer = unsafe { Buffer::sized(memory.as_mut_ptr().cast(), &raw mut size) }.unwrap();
        let packed = buffer.put_result(result, encoding);
        let end = memory.iter().rposition(|byte| *byte != PATTERN);
        let end = end.map_or(0, |last| last + 1);
        assert!(end <= capacity, "{end} bytes in a buffer of {capacity}");
        if packed.is_err() {
            assert_eq!(end, 0, "a buffer that is too small is touched");
        }
        (packed, size)
    }

    #[test]
    fn nothing_is_written_beyond_the_buffer_whatever_the_result_is() {
        let any = Protocol {
            family: 0,
            protocol: 6,
        };
        for mut answer in answers() {
            for protocols in [vec![], vec![any]] {
                answer.protocols = Cow::Owned(protocols);
                for flags in [ControlFlags::empty(), ControlFlags::RES_SERVICE] {
                    let flags = flags | ControlFlags::RETURN_ALL;
                    let result = QuerySet::of_answer(&answer, flags, 32, Uuid::nil());
                    for encoding in [Encoding::Utf16, Encoding::Ansi(CodePage::UTF_8)] {
                        let (refused, needed) = fill(&result, encoding, 0);
                        assert_eq!(refused, Err(Error::BufferTooSmall));
                        let needed = needed as usize;
                        assert!(needed <= ROOM);
                        for capacity in [1, 700, 1_500, 4_096, needed - 1] {
                            let expected = if capacity < needed {
                                Err(Error::BufferTooSmall)
                            } else {
                                Ok(())
                            };
                            assert_eq!(fill(&result, encoding, capacity).0, expected);
                        }
                        for capacity in [needed, needed + 64, ROOM] {
                            assert_eq!(fill(&result, encoding, capacity).0, Ok(()));
                        }
                    }
                }
            }
        }
    }

    /// Whoever tells too little of its size: the buffer may be touched then, but not what stands behind it.
    #[test]
    fn a_limit_that_is_too_low_harms_nobody() {
        struct Wrong(usize);

        impl Items for Wrong {
            fn size_limit(&self) -> usize {
                0
            }

            fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>) {
                packer.item(7_u64);
                packer.bytes(&vec![1; self.0]);
                packer.text(&vec![1_u16; self.0]);
                let place = packer.reserve(self.0, 1);
                packer.put_zeros(place, self.0);
            }
        }

        for length in [0, 10, 100] {
            for capacity in 0..400 {
                let mut memory = [PATTERN; 464];
                let mut size = capacity as u32;
                // SAFETY: the memory is larger than the size that is named.
                let buffer = unsafe { Buffer::sized(memory.as_mut_ptr().cast(), &raw mut size) };
                let packed = buffer.unwrap().fill(&Wrong(length));
                assert!(memory[capacity..].iter().all(|byte| *byte == PATTERN));
                let fits = size as usize <= capacity;
                assert_eq!(packed.is_ok(), fits, "{length} in {capacity}");
            }
        }
    }
}
