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
use crate::ffi::winsock2::{WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW, WSAQUERYSETW, WSAVERSION};
use crate::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use crate::policy;
use crate::rnr::catalog::CatalogEntry;
use crate::rnr::query::{AddressViews, ResultSet, Side};
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
        result: &ResultSet<'_>,
        encoding: Encoding,
    ) -> Result<(), Error> {
        match encoding {
            Encoding::Utf16 => self.fill(&ResultItems {
                result,
                name: result.name,
                comment: result.comment,
                context: result.context,
            }),
            Encoding::Ansi(code_page) => {
                let encoded = |text| ansi(text, code_page);
                self.fill(&ResultItems {
                    result,
                    name: result.name.map(encoded).as_deref(),
                    comment: result.comment.map(encoded).as_deref(),
                    context: result.context.map(encoded).as_deref(),
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

/// Something that is packed: the same steps measure it and write it.
trait Items {
    /// A size that is never exceeded and quickly told: a buffer of that size needs no measuring.
    fn size_limit(&self) -> usize;

    fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>);
}

/// A character of the caller's encoding.
trait Unit: Copy {
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

struct ResultItems<'a, U> {
    result: &'a ResultSet<'a>,
    name: Option<&'a [U]>,
    comment: Option<&'a [U]>,
    context: Option<&'a [U]>,
}

impl<U: Unit> Items for ResultItems<'_, U> {
    fn size_limit(&self) -> usize {
        const STRUCTS: usize = size_of::<WSAQUERYSETW>()
            + 2 * size_of::<GUID>()
            + size_of::<WSAVERSION>()
            + size_of::<BLOB>();
        const ADDRESS: usize =
            size_of::<CSADDR_INFO>() + 2 * (policy::SOCKADDR_LIMIT_BYTES + ALIGNMENT);
        let texts = [self.name, self.comment, self.context];
        let units: usize = texts.iter().flatten().map(|text| text.len() + 1).sum();
        // Each of the eight items that are not addresses may be preceded by padding.
        STRUCTS
            + 8 * ALIGNMENT
            + self.result.addresses.count_limit() * ADDRESS
            + self.result.blob.map_or(0, <[u8]>::len)
            + units * size_of::<U>()
    }

    fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>) {
        let result = self.result;
        let place = packer.reserve(size_of::<WSAQUERYSETW>(), 1);
        let provider = packer.item(guid(result.provider));
        let class = packer.optional(result.class.map(guid));
        let version = packer.optional(result.version.map(|version| WSAVERSION {
            dwVersion: version.number,
            ecHow: version.how.0,
        }));
        let (count, addresses) = packer.addresses(result.addresses);
        let blob = match result.blob {
            Some(bytes) => packer.blob(bytes),
            None => ptr::null_mut(),
        };
        let query_set = WSAQUERYSETW {
            dwSize: size_of::<WSAQUERYSETW>() as u32,
            lpszServiceInstanceName: packer.optional_text(self.name),
            lpServiceClassId: class,
            lpVersion: version,
            lpszComment: packer.optional_text(self.comment),
            dwNameSpace: result.namespace,
            lpNSProviderId: provider,
            lpszContext: packer.optional_text(self.context),
            dwNumberOfProtocols: 0,
            lpafpProtocols: ptr::null_mut(),
            lpszQueryString: ptr::null_mut(),
            dwNumberOfCsAddrs: count,
            lpcsaBuffer: addresses,
            dwOutputFlags: result.output_flags,
            lpBlob: blob,
        };
        packer.put(place, query_set);
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

fn guid(id: Uuid) -> GUID {
    let digits = id.as_u128();
    GUID {
        Data1: (digits >> 96) as u32,
        Data2: (digits >> 80) as u16,
        Data3: (digits >> 64) as u16,
        Data4: (digits as u64).to_be_bytes(),
    }
}
