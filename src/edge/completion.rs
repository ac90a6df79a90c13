// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a call that would have to wait tells that its wait is over.

use std::sync::atomic::{AtomicUsize, Ordering, fence};

use super::guard;
use crate::error::Error;
use crate::ffi::winsock2::{
    LPWSAOVERLAPPED_COMPLETION_ROUTINE, NSP_NOTIFY_APC, NSP_NOTIFY_EVENT, NSP_NOTIFY_HWND,
    NSP_NOTIFY_IMMEDIATELY, NSP_NOTIFY_PORT, WSACOMPLETION, WSAOVERLAPPED,
};
use crate::{policy, threads};

/// What `WSAOVERLAPPED::Internal` says.
const STATUS_SUCCESS: usize = 0;
const STATUS_PENDING: usize = 0x103;
const STATUS_UNSUCCESSFUL: usize = 0xC000_0001;
const STATUS_CANCELLED: usize = 0xC000_0120;

/// What the caller asked for.
#[derive(Debug)]
pub(crate) enum Completion {
    /// The call waits.
    Block,
    /// The call does not wait, and says whether it would have to.
    Poll,
    /// The call returns, and the routine is called when the wait is over.
    Call(Routine),
    /// By an object that this system does not have.
    Elsewhere,
}

impl Completion {
    /// Reads what `WSANSPIoctl` is to do.
    ///
    /// # Safety
    /// `given` is null, or points to a readable `WSACOMPLETION`. What a routine needs is as [`Routine::new`] says.
    pub(crate) unsafe fn read(given: *const WSACOMPLETION) -> Result<Self, Error> {
        if given.is_null() {
            return Ok(Self::Block);
        }
        let kind = given.cast::<i32>();
        // SAFETY: not null by the check above; readable by the caller's contract. The type is the first member.
        match unsafe { kind.read_unaligned() } {
            NSP_NOTIFY_IMMEDIATELY => Ok(Self::Poll),
            NSP_NOTIFY_HWND | NSP_NOTIFY_EVENT | NSP_NOTIFY_PORT => Ok(Self::Elsewhere),
            NSP_NOTIFY_APC => {
                // SAFETY: as above.
                let given = unsafe { given.read_unaligned() };
                // SAFETY: the type says that this is the member that was filled; and any bytes are a pointer or a null.
                let apc = unsafe { given.Parameters.Apc };
                // SAFETY: forwarded from this function's own contract.
                unsafe { Routine::new(apc.lpOverlapped, apc.lpfnCompletionProc) }.map(Self::Call)
            }
            _ => Err(policy::UNKNOWN_COMPLETION),
        }
    }
}

/// A completion routine of the caller, with the struct that belongs to the operation.
#[derive(Debug)]
pub(crate) struct Routine {
    overlapped: *mut WSAOVERLAPPED,
    routine: unsafe extern "C" fn(u32, u32, *mut WSAOVERLAPPED, u32),
}

// SAFETY: the caller gives both away to be used on another thread, by the contract of `new`.
unsafe impl Send for Routine {}

impl Routine {
    /// # Safety
    /// `overlapped` is null, or writable until the routine has been called; `routine` is null, or a function that may be
    /// called on another thread.
    pub(crate) unsafe fn new(
        overlapped: *mut WSAOVERLAPPED,
        routine: LPWSAOVERLAPPED_COMPLETION_ROUTINE,
    ) -> Result<Self, Error> {
        match routine {
            Some(routine) if !overlapped.is_null() => Ok(Self {
                overlapped,
                routine,
            }),
            _ => Err(Error::BadPointer),
        }
    }

    /// Calls the routine once `wait` has returned, on a thread that is started for that and ends after it. When no thread can
    /// be had, `wait` is dropped, nothing is called, and the struct is as it was.
    pub(crate) fn call_after(
        self,
        wait: impl FnOnce() -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        // SAFETY: not null by the check of `new`, and the caller's own until the operation has begun.
        let before = unsafe { self.overlapped.read_unaligned() };
        let overlapped = self.overlapped;
        self.mark(STATUS_PENDING);
        let started = threads::start("enlist-notify", move || {
            let result = guard(wait);
            self.complete(result);
        });
        if started.is_err() {
            // SAFETY: not null by the check of `new`; no thread has it.
            unsafe { overlapped.write_unaligned(before) };
        }
        started.map(drop).map_err(|_| Error::OutOfMemory)
    }

    fn complete(self, result: Result<(), Error>) {
        let (code, status) = match result {
            Ok(()) => (0, STATUS_SUCCESS),
            Err(error) if error == Error::Aborted => (error.wsa_code(), STATUS_CANCELLED),
            Err(error) => (error.wsa_code(), STATUS_UNSUCCESSFUL),
        };
        self.mark(status);
        // SAFETY: callable on this thread by the contract of `new`; the struct is valid until now by the same.
        unsafe { (self.routine)(code as u32, 0, self.overlapped, 0) };
    }

    /// Says in the struct how far the operation is. Programs may look at it at any time, from any thread.
    fn mark(&self, status: usize) {
        // SAFETY: not null by the check of `new`; a member of it.
        let transferred = unsafe { &raw mut (*self.overlapped).InternalHigh };
        // SAFETY: writable by the contract of `new`.
        unsafe { transferred.write_unaligned(0) };
        // SAFETY: not null by the check of `new`; a member of it.
        let internal = unsafe { &raw mut (*self.overlapped).Internal };
        // Whoever sees the status sees also what was written before it.
        if internal.is_aligned() {
            // SAFETY: writable by the contract of `new`, and aligned by the check above.
            let internal = unsafe { AtomicUsize::from_ptr(internal) };
            internal.store(status, Ordering::Release);
        } else {
            fence(Ordering::Release);
            // SAFETY: writable by the contract of `new`.
            unsafe { internal.write_unaligned(status) };
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// The struct that the routine is told, and where it tells what it was told.
    #[repr(C)]
    struct Operation {
        overlapped: WSAOVERLAPPED,
        told: Sender<[usize; 5]>,
    }

    unsafe extern "C" fn tell(
        error: u32,
        transferred: u32,
        overlapped: *mut WSAOVERLAPPED,
        flags: u32,
    ) {
        let operation = overlapped.cast::<Operation>();
        // SAFETY: it is the first member of one that the test keeps until the routine has told.
        let Operation { overlapped, told } = unsafe { &*operation };
        let [error, transferred, flags] = [error, transferred, flags].map(|told| told as usize);
        let state = [overlapped.Internal, overlapped.InternalHigh];
        // The struct may be gone as soon as that is received.
        let told = told.clone();
        told.send([error, transferred, flags, state[0], state[1]])
            .unwrap();
    }

    fn told(wait: impl FnOnce() -> Result<(), Error> + Send + 'static) -> [usize; 5] {
        let (told, was_told) = channel();
        let mut operation = Operation {
            overlapped: WSAOVERLAPPED {
                Internal: 7,
                InternalHigh: 7,
                Offset: 0,
                OffsetHigh: 0,
                hEvent: core::ptr::null_mut(),
            },
            told,
        };
        let overlapped = (&raw mut operation).cast();
        // SAFETY: the struct stays until the routine has told, which is the last thing that it does with it.
        let routine = unsafe { Routine::new(overlapped, Some(tell)) }.unwrap();
        routine.call_after(wait).unwrap();
        was_told.recv().unwrap()
    }

    #[test]
    fn a_routine_is_told_how_the_wait_ended_and_the_struct_says_so_before() {
        assert_eq!(told(|| Ok(())), [0, 0, 0, 0, 0]);
        assert_eq!(told(|| Err(Error::Aborted)), [995, 0, 0, 0xC000_0120, 0]);
        assert_eq!(told(|| Err(Error::OutOfMemory)), [8, 0, 0, 0xC000_0001, 0]);
        let internal = Error::Internal.wsa_code() as usize;
        assert_eq!(
            told(|| panic!("in the wait")),
            [internal, 0, 0, 0xC000_0001, 0]
        );
    }

    #[test]
    fn a_routine_needs_a_function_and_a_struct() {
        let mut overlapped = core::mem::MaybeUninit::uninit();
        for (overlapped, function) in [
            (core::ptr::null_mut(), None),
            (core::ptr::null_mut(), Some(tell as _)),
            (overlapped.as_mut_ptr(), None),
        ] {
            // SAFETY: what is not null is never used.
            let refused = unsafe { Routine::new(overlapped, function) };
            assert!(matches!(refused, Err(Error::BadPointer)));
        }
    }
}
