// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packing the catalogue of namespace providers.

use core::marker::PhantomData;
use std::sync::Arc;

use super::{Buffer, Items, Packer, ansi, guid};
use crate::abi::Encoding;
use crate::error::Error;
use crate::ffi::winsock2::{WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW};
use crate::rnr::catalog::CatalogEntry;

impl Buffer {
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
