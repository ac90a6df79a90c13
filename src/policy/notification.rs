// SPDX-License-Identifier: MIT OR Apache-2.0
//! Notification of changes.

#![forbid(unsafe_code)]

use crate::error::Error;
use crate::rnr::service::Service;

/// Whether an object that was shown and is now as `current` counts as changed: when any property of it differs.
///
/// The reference speaks of a change in the result set. A lookup that returns names alone is told of a new comment or
/// address, too: programs that watch networks ask for the name and want to know that something about it is new.
/// An object that was replaced by an equal one has not changed.
pub(crate) fn tells_of_change(shown: &Service, current: &Service) -> bool {
    !std::ptr::eq(shown, current) && shown != current
}

/// An ioctl whose lookup is ended meanwhile, whatever it was doing; what the reference says of a pending notification.
pub(crate) const ENDED_DURING_IOCTL: Error = Error::Aborted;

/// A notification on a lookup that spans several providers, as documented. It spans those that took the query.
pub(crate) const NOTIFICATION_OF_SEVERAL: Error = Error::InvalidParameter;

/// A control code of `WSANSPIoctl` other than the one that exists, as documented.
pub(crate) const UNKNOWN_CONTROL_CODE: Error = Error::InvalidParameter;

/// A `WSACOMPLETIONTYPE` that is none. The reference calls a bad completion a bad parameter.
pub(crate) const UNKNOWN_COMPLETION: Error = Error::InvalidParameter;

/// Completion by a window message, an event or a port: kinds of objects that this system does not have. Reported after
/// everything that is wrong with the handle.
pub(crate) const COMPLETION_ELSEWHERE: Error = Error::NotSupported;
