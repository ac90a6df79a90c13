// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packing results into the caller's buffer: structs first, what they point to behind them, all inside the buffer.
//!
//! The same code measures and writes. So the size that is reported is the size that is used, and a buffer that is too small
//! is not touched; only one that is large enough for anything is filled without having been measured.

mod class;

use core::ffi::c_void;
use core::marker::PhantomData;
use core::ptr;
use std::sync::Arc;

use uuid::Uuid;

use super::Encoding;
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{
    AFPROTOCOLS, WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW, WSAQUERYSET2W, WSAQUERYSETW, WSAVERSION,
};
use crate::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use crate::policy;
use crate::rnr::catalog::CatalogEntry;
use crate::rnr::query::{AddressViews, Protocol, QuerySet, Side};
use crate::text::{AnsiBuffer, CodePage};

/// What every item that is not a string is aligned to.
const ALIGNMENT: usize = 8;

/// A caller's buffer and the variable that holds its size in bytes.
#[derive(Debug)]
pub(crate) struct Buffer {
    start: *mut u8,
    size: *mut u32,
    capacity: usize,
}

impl Buffer {
    /// A buffer that may be null when its size is zero: that asks for the size.
    ///
    /// # Safety
    /// `size` is null, or readable and writable; `start` is null, or writable for that size.
    pub(crate) unsafe fn sized(start: *mut c_void, size: *mut u32) -> Result<Self, Error> {
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Self::sized_or_null(start, size) }?;
        if start.is_null() && buffer.declared() > 0 {
            return Err(Error::BadPointer);
        }
        Ok(buffer)
    }

    /// A buffer that may be null whatever its size: that asks for the size.
    ///
    /// # Safety
    /// As for [`Buffer::sized`].
    pub(crate) unsafe fn sized_or_null(start: *mut c_void, size: *mut u32) -> Result<Self, Error> {
        if size.is_null() {
            return Err(Error::BadPointer);
        }
        let mut buffer = Self {
            start: start.cast(),
            size,
            capacity: 0,
        };
        if !start.is_null() {
            buffer.capacity = buffer.declared() as usize;
        }
        Ok(buffer)
    }

    fn declared(&self) -> u32 {
        // SAFETY: not null by the check of the constructor; readable by its contract.
        unsafe { self.size.read_unaligned() }
    }

    /// Packs items, or reports the size that they need.
    fn fill(&self, items: &impl Items) -> Result<(), Error> {
        if self.capacity < items.size_limit() {
            let mut measure = Packer::<false>::new(self.start);
            items.lay_out(&mut measure);
            if self.start.is_null() || measure.used > self.capacity {
                let needed = u32::try_from(measure.used).map_err(|_| Error::OutOfMemory)?;
                // SAFETY: not null by the check of the constructor; writable by its contract.
                unsafe { self.size.write_unaligned(needed) };
                return Err(Error::BufferTooSmall);
            }
        }
        items.lay_out(&mut Packer::<true>::new(self.start));
        Ok(())
    }

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

    /// Packs the catalogue of namespace providers; tells how many there are.
    pub(crate) fn put_providers(
        &self,
        entries: &[Arc<CatalogEntry>],
        encoding: Encoding,
    ) -> Result<i32, Error> {
        self.put_entries::<WSANAMESPACE_INFOW>(entries, encoding)
    }

    /// Packs the catalogue of namespace providers with what their installers left in it; tells how many there are.
    pub(crate) fn put_providers_ex(
        &self,
        entries: &[Arc<CatalogEntry>],
        encoding: Encoding,
    ) -> Result<i32, Error> {
        self.put_entries::<WSANAMESPACE_INFOEXW>(entries, encoding)
    }

    fn put_entries<T: ProviderInfo>(
        &self,
        entries: &[Arc<CatalogEntry>],
        encoding: Encoding,
    ) -> Result<i32, Error> {
        self.fill(&ProviderItems::<T> {
            entries,
            encoding,
            kind: PhantomData,
        })?;
        i32::try_from(entries.len()).map_err(|_| Error::OutOfMemory)
    }
}

/// Items packed into memory of the library's own, to be shown to a provider's library.
#[derive(Debug)]
pub(crate) struct Packed(Vec<u64>);

impl Packed {
    fn new(items: &impl Items) -> Result<Self, Error> {
        let mut measure = Packer::<false>::new(ptr::null_mut());
        items.lay_out(&mut measure);
        let mut memory = Vec::new();
        let words = measure.used.div_ceil(size_of::<u64>());
        memory
            .try_reserve_exact(words)
            .map_err(|_| Error::OutOfMemory)?;
        memory.resize(words, 0);
        items.lay_out(&mut Packer::<true>::new(memory.as_mut_ptr().cast()));
        Ok(Self(memory))
    }

    /// A query set.
    pub(crate) fn query_set(given: &QuerySet<'_>) -> Result<Self, Error> {
        Self::new(&QuerySetItems::<_, WSAQUERYSETW>::wide(given))
    }

    /// A query set for a provider of version 2.
    pub(crate) fn query_set_2(given: &QuerySet<'_>) -> Result<Self, Error> {
        Self::new(&QuerySetItems::<_, WSAQUERYSET2W>::wide(given))
    }

    /// Where the struct stands, which is at the beginning.
    pub(crate) fn as_mut_ptr<T>(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }
}

/// Something that is packed: the same steps measure it and write it.
trait Items {
    /// A size that is never exceeded and quickly told: a buffer of that size needs no measuring.
    fn size_limit(&self) -> usize;

    fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>);
}

/// A character of the caller's encoding.
trait Unit: Copy + 'static {
    const TERMINATOR: Self;
}

impl Unit for u16 {
    const TERMINATOR: Self = 0;
}

impl Unit for u8 {
    const TERMINATOR: Self = 0;
}

fn ansi(text: &[u16], code_page: CodePage) -> AnsiBuffer {
    let mut bytes = AnsiBuffer::new();
    code_page.encode(text, &mut bytes);
    bytes
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
        let texts = [self.name, self.comment, self.context, self.query_string];
        let units: usize = texts.iter().flatten().map(|text| text.len() + 1).sum();
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

/// The catalogue, as an array of one of the two structs that an entry may become.
struct ProviderItems<'a, T> {
    entries: &'a [Arc<CatalogEntry>],
    encoding: Encoding,
    kind: PhantomData<T>,
}

/// What an entry of the catalogue becomes.
trait ProviderInfo: Copy {
    fn pack<const WRITE: bool>(
        base: WSANAMESPACE_INFOW,
        specific: &[u8],
        packer: &mut Packer<WRITE>,
    ) -> Self;
}

impl ProviderInfo for WSANAMESPACE_INFOW {
    fn pack<const WRITE: bool>(base: WSANAMESPACE_INFOW, _: &[u8], _: &mut Packer<WRITE>) -> Self {
        base
    }
}

impl ProviderInfo for WSANAMESPACE_INFOEXW {
    fn pack<const WRITE: bool>(
        base: WSANAMESPACE_INFOW,
        specific: &[u8],
        packer: &mut Packer<WRITE>,
    ) -> Self {
        Self {
            NSProviderId: base.NSProviderId,
            dwNameSpace: base.dwNameSpace,
            fActive: base.fActive,
            dwVersion: base.dwVersion,
            lpszIdentifier: base.lpszIdentifier,
            ProviderSpecific: packer.blob_data(specific),
        }
    }
}

impl<T: ProviderInfo> Items for ProviderItems<'_, T> {
    fn size_limit(&self) -> usize {
        usize::MAX
    }

    fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>) {
        let array = packer.reserve(size_of::<T>() * self.entries.len(), 1);
        for (index, entry) in self.entries.iter().enumerate() {
            let installed = &entry.installed;
            let identifier = &*installed.identifier;
            let info = WSANAMESPACE_INFOW {
                NSProviderId: guid(installed.provider_id),
                dwNameSpace: installed.namespace,
                fActive: i32::from(installed.active),
                dwVersion: installed.version,
                lpszIdentifier: match self.encoding {
                    Encoding::Utf16 => packer.text(identifier),
                    Encoding::Ansi(code_page) => packer.text(&ansi(identifier, code_page)),
                },
            };
            let info = T::pack(info, &installed.provider_specific, packer);
            packer.put(array + index * size_of::<T>(), info);
        }
    }
}

/// Places items one behind the other, and writes them or only measures.
struct Packer<const WRITE: bool> {
    start: *mut u8,
    used: usize,
}

impl<const WRITE: bool> Packer<WRITE> {
    fn new(start: *mut u8) -> Self {
        Self { start, used: 0 }
    }

    /// Makes room behind what is there, aligned in memory wherever the buffer starts. Returns the offset.
    fn reserve(&mut self, size: usize, align: usize) -> usize {
        // A caller that asks for the size may pass any pointer, so nothing here may overflow.
        let end = self.start.wrapping_add(self.used).addr();
        let offset = self.used + (end.wrapping_neg() & (align - 1));
        self.used = offset + size;
        offset
    }

    fn at<T>(&self, offset: usize) -> *mut T {
        self.start.wrapping_add(offset).cast()
    }

    /// Writes a value to a place that was reserved for it.
    fn put<T: Copy>(&self, offset: usize, value: T) {
        if WRITE {
            // SAFETY: only reserved places are written, and all of them lie in the buffer: they were measured first.
            unsafe { self.at::<T>(offset).write_unaligned(value) };
        }
    }

    fn put_all<U: Unit>(&self, offset: usize, values: &[U]) {
        if WRITE {
            let (from, to) = (values.as_ptr().cast::<u8>(), self.at::<u8>(offset));
            // SAFETY: as for `put`; the values are the library's own and not in the caller's buffer.
            unsafe { ptr::copy_nonoverlapping(from, to, size_of_val(values)) };
        }
    }

    fn item<T: Copy>(&mut self, value: T) -> *mut T {
        let offset = self.reserve(size_of::<T>(), ALIGNMENT);
        self.put(offset, value);
        self.at(offset)
    }

    fn optional<T: Copy>(&mut self, value: Option<T>) -> *mut T {
        value.map_or(ptr::null_mut(), |value| self.item(value))
    }

    fn bytes(&mut self, bytes: &[u8]) -> *mut u8 {
        let offset = self.reserve(bytes.len(), ALIGNMENT);
        self.put_all(offset, bytes);
        self.at(offset)
    }

    fn blob(&mut self, bytes: &[u8]) -> *mut BLOB {
        let place = self.reserve(size_of::<BLOB>(), ALIGNMENT);
        let blob = self.blob_data(bytes);
        self.put(place, blob);
        self.at(place)
    }

    fn blob_data(&mut self, bytes: &[u8]) -> BLOB {
        BLOB {
            cbSize: bytes.len() as u32,
            pBlobData: if bytes.is_empty() {
                ptr::null_mut()
            } else {
                self.bytes(bytes)
            },
        }
    }

    /// A string with its terminator. The pointer is typed for UTF-16, as the structs are that both forms share.
    fn text<U: Unit>(&mut self, text: &[U]) -> *mut u16 {
        let size = size_of_val(text);
        let offset = self.reserve(size + size_of::<U>(), size_of::<U>());
        self.put_all(offset, text);
        self.put(offset + size, U::TERMINATOR);
        self.at(offset)
    }

    fn optional_text<U: Unit>(&mut self, text: Option<&[U]>) -> *mut u16 {
        text.map_or(ptr::null_mut(), |text| self.text(text))
    }

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
        for (index, address) in addresses.iter().enumerate() {
            let info = CSADDR_INFO {
                LocalAddr: self.socket_address(address.local),
                RemoteAddr: self.socket_address(address.remote),
                iSocketType: address.socket_type,
                iProtocol: address.protocol,
            };
            self.put(array + index * size_of::<CSADDR_INFO>(), info);
        }
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

pub(crate) fn guid(id: Uuid) -> GUID {
    let digits = id.as_u128();
    GUID {
        Data1: (digits >> 96) as u32,
        Data2: (digits >> 80) as u16,
        Data3: (digits >> 64) as u16,
        Data4: (digits as u64).to_be_bytes(),
    }
}
