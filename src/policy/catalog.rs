// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of namespace providers.

#![forbid(unsafe_code)]

use crate::error::Error;
use crate::rnr::catalog::FileError;
use crate::rnr::catalog::FormatError;
use crate::rnr::catalog::installed::ChangeKind;
use std::io;
use std::time::Duration;

/// Installing a provider id that is in the catalogue already: WSANO_RECOVERY is what the reference page gives for it.
pub(crate) const PROVIDER_ID_IN_USE: Error = Error::NoRecovery;

/// The largest catalogue file, in bytes. What is larger is no catalogue.
pub(crate) const CATALOG_LIMIT_BYTES: u64 = 1 << 20;

/// The largest data that a provider's installer may leave in the catalogue, in bytes: as text it must fit into the file.
pub(crate) const PROVIDER_SPECIFIC_LIMIT_BYTES: usize = 1 << 16;

/// How long a change of the catalogue waits for another process to finish its own: each takes a few milliseconds.
pub(crate) const CATALOG_PATIENCE: Duration = Duration::from_secs(2);

/// What a catalogue file starts with that a change creates.
pub(crate) const NEW_CATALOG_FILE: &str = "# Namespace providers, in the order in which calls reach them. The README of Enlist explains the keys.\n\n";

/// Whether a change of the catalogue is seen at once by the process that makes it.
///
/// On Windows a process keeps the catalogue that it found when it initialised, so a change takes a new process. A catalogue in
/// memory has no other process that could see the change, and one rule for both kinds is easier to rely on: the process
/// that makes a change sees it with its next call, others with their next first `WSAStartup`.
pub(crate) const CATALOG_CHANGE_SEEN_AT_ONCE: bool = true;

/// What a change of the catalogue makes of a file that cannot be used.
///
/// The reference pages of the four functions differ: not each has a code for a lack of rights, and only the one that writes
/// the order has one for a catalogue that somebody else is changing. A file that would become too large is a lack of memory.
/// Whatever has no code of its own is WSASYSCALLFAILURE.
pub(crate) fn catalog_file_error(error: &FileError, change: ChangeKind) -> Error {
    let denied = match error {
        FileError::System(error) => error.kind() == io::ErrorKind::PermissionDenied,
        FileError::Shared(error) => *error == Error::AccessDenied,
        _ => false,
    };
    match (error, change) {
        (FileError::Format(FormatError::Text), _) => Error::InvalidParameter,
        (FileError::Full, _) => Error::OutOfMemory,
        (FileError::Busy, ChangeKind::Reorder) => Error::Busy,
        (_, ChangeKind::Install | ChangeKind::Uninstall) if denied => Error::AccessDenied,
        (_, ChangeKind::Reorder) if denied => Error::NoRecovery,
        _ => Error::SystemCall,
    }
}

/// How often whoever waits for a change of the catalogue looks at its file, which other processes change.
pub(crate) const CATALOG_FILE_INTERVAL: Duration = Duration::from_millis(200);

/// A function that Windows exports without ever having said what its parameters are.
pub(crate) const UNPUBLISHED: Error = Error::NotSupported;
