// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packing results into the caller's buffer: structs first, what they point to behind them, all inside the buffer.
//!
//! The same code measures and writes. So the size that is reported is the size that is used, and a buffer that is too small
//! is not touched; only one that is large enough for anything is filled without having been measured. Whoever writes knows
//! where the buffer ends all the same, and writes nothing beyond it.

mod class;
mod providers;
mod query_set;

use core::ffi::c_void;
use core::ptr;

use uuid::Uuid;

use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::ws2def::BLOB;
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

    /// Fails when there is no room for a `T`, and reports the size of one.
    pub(crate) fn check_room<T>(&self) -> Result<(), Error> {
        if self.capacity < size_of::<T>() {
            return Err(self.too_small(size_of::<T>()));
        }
        Ok(())
    }

    fn too_small(&self, needed: usize) -> Error {
        let Ok(needed) = u32::try_from(needed) else {
            return Error::OutOfMemory;
        };
        // SAFETY: not null by the check of the constructor; writable by its contract.
        unsafe { self.size.write_unaligned(needed) };
        Error::BufferTooSmall
    }

    /// Packs items, or reports the size that they need.
    fn fill(&self, items: &impl Items) -> Result<(), Error> {
        if self.capacity < items.size_limit() {
            let mut measure = Packer::<false>::within(self.start, 0);
            items.lay_out(&mut measure);
            if self.start.is_null() || measure.used > self.capacity {
                return Err(self.too_small(measure.used));
            }
        }
        let mut packer = Packer::<true>::within(self.start, self.capacity);
        items.lay_out(&mut packer);
        if packer.used > self.capacity {
            return Err(self.too_small(packer.used));
        }
        Ok(())
    }
}

/// Items packed into memory of the library's own, to be shown to a provider's library.
#[derive(Debug)]
pub(crate) struct Packed(Vec<u64>);

impl Packed {
    fn new(items: &impl Items) -> Result<Self, Error> {
        let mut measure = Packer::<false>::within(ptr::null_mut(), 0);
        items.lay_out(&mut measure);
        let mut memory = Vec::new();
        let words = measure.used.div_ceil(size_of::<u64>());
        memory
            .try_reserve_exact(words)
            .map_err(|_| Error::OutOfMemory)?;
        memory.resize(words, 0);
        let capacity = size_of_val(memory.as_slice());
        let start = memory.as_mut_ptr().cast();
        items.lay_out(&mut Packer::<true>::within(start, capacity));
        Ok(Self(memory))
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

/// Places items one behind the other, and writes them or only measures.
struct Packer<const WRITE: bool> {
    start: *mut u8,
    /// How many bytes there may be written.
    capacity: usize,
    used: usize,
}

impl<const WRITE: bool> Packer<WRITE> {
    /// One that writes at most `capacity` bytes from `start` on.
    fn within(start: *mut u8, capacity: usize) -> Self {
        Self {
            start,
            capacity,
            used: 0,
        }
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

    /// Whether so many bytes at a place may be written.
    fn has_room(&self, offset: usize, size: usize) -> bool {
        WRITE && (self.capacity.checked_sub(offset)).is_some_and(|room| size <= room)
    }

    /// Writes a value to a place that was reserved for it.
    fn put<T: Copy>(&self, offset: usize, value: T) {
        if self.has_room(offset, size_of::<T>()) {
            // SAFETY: the place lies within the capacity by the check above, and that much is writable by the contract of
            // whoever gave the buffer.
            unsafe { self.at::<T>(offset).write_unaligned(value) };
        }
    }

    fn put_all<U: Unit>(&self, offset: usize, values: &[U]) {
        if self.has_room(offset, size_of_val(values)) {
            let (from, to) = (values.as_ptr().cast::<u8>(), self.at::<u8>(offset));
            // SAFETY: as for `put`; the values are the library's own and not in the caller's buffer.
            unsafe { ptr::copy_nonoverlapping(from, to, size_of_val(values)) };
        }
    }

    fn put_zeros(&self, offset: usize, size: usize) {
        if self.has_room(offset, size) {
            // SAFETY: as for `put`.
            unsafe { self.at::<u8>(offset).write_bytes(0, size) };
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
