// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packing the description of a service class.

use core::mem::offset_of;
use core::ptr;

use super::{ALIGNMENT, Buffer, Items, Packed, Packer, ansi, guid};
use crate::abi::Encoding;
use crate::error::Error;
use crate::ffi::winsock2::{WSANSCLASSINFOW, WSASERVICECLASSINFOW};
use crate::rnr::class::ServiceClass;

impl Buffer {
    /// Packs the description of a service class.
    pub(crate) fn put_class(&self, class: &ServiceClass, encoding: Encoding) -> Result<(), Error> {
        self.fill(&ClassItems { class, encoding })
    }
}

impl Packed {
    /// The description of a service class.
    pub(crate) fn class(class: &ServiceClass) -> Result<Self, Error> {
        let encoding = Encoding::Utf16;
        Self::new(&ClassItems { class, encoding })
    }
}

struct ClassItems<'a> {
    class: &'a ServiceClass,
    encoding: Encoding,
}

impl Items for ClassItems<'_> {
    fn size_limit(&self) -> usize {
        usize::MAX
    }

    fn lay_out<const WRITE: bool>(&self, packer: &mut Packer<WRITE>) {
        const SIZE: usize = size_of::<WSANSCLASSINFOW>();
        let values = &self.class.values;
        let place = packer.reserve(size_of::<WSASERVICECLASSINFOW>(), 1);
        let id = packer.item(guid(self.class.id));
        let array = packer.reserve(SIZE * values.len(), ALIGNMENT);
        for (index, value) in values.iter().enumerate() {
            let data = match value.data.as_slice() {
                [] => ptr::null_mut(),
                bytes => packer.bytes(bytes),
            };
            let info = WSANSCLASSINFOW {
                lpszName: ptr::null_mut(),
                dwNameSpace: value.namespace,
                dwValueType: value.kind,
                dwValueSize: value.data.len() as u32,
                lpValue: data.cast(),
            };
            packer.put(array + index * SIZE, info);
        }
        // Strings come last, where they need no padding.
        for (index, value) in values.iter().enumerate() {
            let name = self.text(packer, &value.name);
            packer.put(
                array + index * SIZE + offset_of!(WSANSCLASSINFOW, lpszName),
                name,
            );
        }
        let name = self.class.name.as_deref();
        let info = WSASERVICECLASSINFOW {
            lpServiceClassId: id,
            lpszServiceClassName: name.map_or(ptr::null_mut(), |name| self.text(packer, name)),
            dwCount: values.len() as u32,
            lpClassInfos: if values.is_empty() {
                ptr::null_mut()
            } else {
                packer.at(array)
            },
        };
        packer.put(place, info);
    }
}

impl ClassItems<'_> {
    fn text<const WRITE: bool>(&self, packer: &mut Packer<WRITE>, text: &[u16]) -> *mut u16 {
        match self.encoding {
            Encoding::Utf16 => packer.text(text),
            Encoding::Ansi(code_page) => packer.text(&ansi(text, code_page)),
        }
    }
}
