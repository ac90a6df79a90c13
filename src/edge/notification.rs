// SPDX-License-Identifier: MIT OR Apache-2.0
//! Notification of changes in what a lookup returns, from either side of a provider.

use super::completion::Completion;
use super::write::CountSlot;
use crate::error::Error;
use crate::ffi::winsock2::{HANDLE, SIO_NSP_NOTIFY_CHANGE};
use crate::policy;
use crate::rnr::Winsock;

/// There is one operation.
pub(crate) fn check_code(code: u32) -> Result<(), Error> {
    if code == SIO_NSP_NOTIFY_CHANGE {
        Ok(())
    } else {
        Err(policy::UNKNOWN_CONTROL_CODE)
    }
}

/// Waits for a change, asks for one, or has a routine called for one.
pub(crate) fn notify(
    winsock: &'static Winsock,
    lookup: HANDLE,
    completion: Completion,
    returned: CountSlot,
) -> Result<(), Error> {
    let lookup = lookup.addr() as u64;
    match completion {
        Completion::Block => winsock.lookup_watch(lookup)?.wait()?,
        Completion::Poll => {
            if !winsock.lookup_changed(lookup)? {
                return Err(Error::WouldBlock);
            }
        }
        Completion::Call(routine) => {
            let watch = winsock.lookup_watch(lookup)?;
            routine.call_after(|| watch.wait())?;
            return Err(Error::Pending);
        }
        Completion::Elsewhere => {
            winsock.lookup_check(lookup)?;
            return Err(policy::COMPLETION_ELSEWHERE);
        }
    }
    returned.put(0);
    Ok(())
}
