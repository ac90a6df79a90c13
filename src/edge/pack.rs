// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packing results into the caller's buffer: structs first, what they point to behind them, all inside the buffer.
//!
//! Everything is laid out twice by the same code: once to measure, once to write. So the size that is reported is the
//! size that is used, and a buffer that is too small is not touched.

use core::ffi::{c_char, c_void};

use uuid::Uuid;

use super::Encoding;
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{WSANAMESPACE_INFOW, WSAQUERYSETW, WSAVERSION};
use crate::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use crate::rnr::catalog::CatalogEntry;
use crate::rnr::query::{AddressView, ResultSet, Side};
use crate::text::AnsiBuffer;

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

    /// Lays out the items, or reports the size that they need.
    fn fill(&self, lay_out: impl Fn(&mut Packer)) -> Result<(), Error> {
        let mut packer = Packer {
            start: self.start,
            used: 0,
            writing: false,
        };
        lay_out(&mut packer);
        if self.start.is_null() || packer.used > self.capacity {
            let needed = u32::try_from(packer.used).map_err(|_| Error::OutOfMemory)?;
            // SAFETY: not null by the check of the constructor; writable by its contract.
            unsafe { self.size.write_unaligned(needed) };
            return Err(Error::BufferTooSmall);
        }
        lay_out(&mut Packer {
            start: self.start,
            used: 0,
            writing: true,
        });
        Ok(())
    }

    /// Packs one result of a lookup.
    pub(crate) fn put_result(
        &self,
        result: &ResultSet<'_>,
        encoding: Encoding,
    ) -> Result<(), Error> {
        let name = result.name.map(|text| Text::new(text, encoding));
        let comment = result.comment.map(|text| Text::new(text, encoding));
        let context = result.context.map(|text| Text::new(text, encoding));
        self.fill(|packer| {
            let place = packer.reserve::<WSAQUERYSETW>(1);
            let provider = packer.item(guid(result.provider));
            let class = packer.optional(result.class.map(guid));
            let version = packer.optional(result.version.map(|version| WSAVERSION {
                dwVersion: version.number,
                ecHow: version.how.0,
            }));
            let (count, addresses) = packer.addresses(result);
            let blob = match result.blob {
                Some(bytes) => packer.blob(bytes),
                None => core::ptr::null_mut(),
            };
            let query_set = WSAQUERYSETW {
                dwSize: size_of::<WSAQUERYSETW>() as u32,
                lpszServiceInstanceName: packer.optional_text(name.as_ref()),
                lpServiceClassId: class,
                lpVersion: version,
                lpszComment: packer.optional_text(comment.as_ref()),
                dwNameSpace: result.namespace,
                lpNSProviderId: provider,
                lpszContext: packer.optional_text(context.as_ref()),
                dwNumberOfProtocols: 0,
                lpafpProtocols: core::ptr::null_mut(),
                lpszQueryString: core::ptr::null_mut(),
                dwNumberOfCsAddrs: count,
                lpcsaBuffer: addresses,
                dwOutputFlags: 0,
                lpBlob: blob,
            };
            packer.put(place, query_set);
        })
    }

    /// Packs the catalogue of namespace providers; tells how many there are.
    pub(crate) fn put_providers(
        &self,
        entries: &[CatalogEntry],
        encoding: Encoding,
    ) -> Result<i32, Error> {
        self.fill(|packer| {
            let array = packer.reserve::<WSANAMESPACE_INFOW>(entries.len());
            for (index, entry) in entries.iter().enumerate() {
                let info = WSANAMESPACE_INFOW {
                    NSProviderId: guid(entry.provider_id),
                    dwNameSpace: entry.namespace,
                    fActive: i32::from(entry.active),
                    dwVersion: entry.version,
                    lpszIdentifier: packer.text(&Text::new(entry.identifier.as_slice(), encoding)),
                };
                packer.put(array + index * size_of::<WSANAMESPACE_INFOW>(), info);
            }
        })?;
        i32::try_from(entries.len()).map_err(|_| Error::OutOfMemory)
    }
}

/// A string in the caller's encoding, without its terminator.
enum Text<'a> {
    Wide(&'a [u16]),
    Ansi(AnsiBuffer),
}

impl<'a> Text<'a> {
    fn new(text: &'a [u16], encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf16 => Self::Wide(text),
            Encoding::Ansi(code_page) => {
                let mut bytes = AnsiBuffer::new();
                code_page.encode(text, &mut bytes);
                Self::Ansi(bytes)
            }
        }
    }
}

/// Places items one behind the other; writes them only when `writing`.
struct Packer {
    start: *mut u8,
    used: usize,
    writing: bool,
}

impl Packer {
    /// Makes room for `count` values behind what is there. Returns the offset.
    fn reserve<T>(&mut self, count: usize) -> usize {
        // The struct itself stands where the caller said, aligned or not; what follows is aligned in memory.
        let align = if self.used == 0 {
            1
        } else {
            align_of::<T>().min(ALIGNMENT)
        };
        self.reserve_bytes(count * size_of::<T>(), align)
    }

    fn reserve_bytes(&mut self, size: usize, align: usize) -> usize {
        let end = self.start as usize + self.used;
        let offset = self.used + (end.next_multiple_of(align) - end);
        self.used = offset + size;
        offset
    }

    fn at<T>(&self, offset: usize) -> *mut T {
        self.start.wrapping_add(offset).cast()
    }

    /// Writes a value to a place that was reserved for it.
    fn put<T: Copy>(&self, offset: usize, value: T) {
        if self.writing {
            // SAFETY: only reserved places are written, and all of them lie in the buffer: they were measured first.
            unsafe { self.at::<T>(offset).write_unaligned(value) };
        }
    }

    fn put_all<T: Copy>(&self, offset: usize, values: &[T]) {
        if self.writing {
            let (from, to) = (values.as_ptr().cast::<u8>(), self.at::<u8>(offset));
            // SAFETY: as for `put`; the values are the library's own and not in the caller's buffer.
            unsafe { core::ptr::copy_nonoverlapping(from, to, size_of_val(values)) };
        }
    }

    fn item<T: Copy>(&mut self, value: T) -> *mut T {
        let offset = self.reserve_bytes(size_of::<T>(), ALIGNMENT);
        self.put(offset, value);
        self.at(offset)
    }

    fn optional<T: Copy>(&mut self, value: Option<T>) -> *mut T {
        value.map_or(core::ptr::null_mut(), |value| self.item(value))
    }

    fn bytes(&mut self, bytes: &[u8]) -> *mut u8 {
        let offset = self.reserve_bytes(bytes.len(), ALIGNMENT);
        self.put_all(offset, bytes);
        self.at(offset)
    }

    fn blob(&mut self, bytes: &[u8]) -> *mut BLOB {
        let place = self.reserve_bytes(size_of::<BLOB>(), ALIGNMENT);
        let data = if bytes.is_empty() {
            core::ptr::null_mut()
        } else {
            self.bytes(bytes)
        };
        self.put(
            place,
            BLOB {
                cbSize: bytes.len() as u32,
                pBlobData: data,
            },
        );
        self.at(place)
    }

    /// A string with its terminator. The pointer is typed for UTF-16, as the structs are that both forms share.
    fn text(&mut self, text: &Text<'_>) -> *mut u16 {
        match text {
            Text::Wide(units) => {
                let offset =
                    self.reserve_bytes((units.len() + 1) * size_of::<u16>(), size_of::<u16>());
                self.put_all(offset, units);
                self.put(offset + size_of_val(*units), 0u16);
                self.at(offset)
            }
            Text::Ansi(bytes) => {
                let offset = self.reserve_bytes(bytes.len() + 1, align_of::<c_char>());
                self.put_all(offset, bytes);
                self.put(offset + bytes.len(), 0u8);
                self.at(offset)
            }
        }
    }

    fn optional_text(&mut self, text: Option<&Text<'_>>) -> *mut u16 {
        text.map_or(core::ptr::null_mut(), |text| self.text(text))
    }

    fn addresses(&mut self, result: &ResultSet<'_>) -> (u32, *mut CSADDR_INFO) {
        let count = result.addresses.iter().count();
        if count == 0 {
            return (0, core::ptr::null_mut());
        }
        let array = self.reserve_bytes(count * size_of::<CSADDR_INFO>(), ALIGNMENT);
        for (index, address) in result.addresses.iter().enumerate() {
            let AddressView {
                local,
                remote,
                socket_type,
                protocol,
            } = address;
            let info = CSADDR_INFO {
                LocalAddr: self.socket_address(local),
                RemoteAddr: self.socket_address(remote),
                iSocketType: socket_type,
                iProtocol: protocol,
            };
            self.put(array + index * size_of::<CSADDR_INFO>(), info);
        }
        (count as u32, self.at(array))
    }

    fn socket_address(&mut self, side: Side<'_>) -> SOCKET_ADDRESS {
        let (bytes, length) = match side {
            Side::Absent => (core::ptr::null_mut(), 0),
            Side::Given(bytes) => (self.bytes(bytes), bytes.len()),
            Side::WildcardLike(other) => {
                let offset = self.reserve_bytes(other.len(), ALIGNMENT);
                for index in 0..other.len() {
                    self.put(offset + index, 0u8);
                }
                self.put_all(offset, other.get(..2).unwrap_or(other));
                (self.at(offset), other.len())
            }
        };
        SOCKET_ADDRESS {
            lpSockaddr: bytes.cast(),
            iSockaddrLength: length as i32,
        }
    }
}

fn guid(id: Uuid) -> GUID {
    let (data1, data2, data3, data4) = id.as_fields();
    GUID {
        Data1: data1,
        Data2: data2,
        Data3: data3,
        Data4: *data4,
    }
}
