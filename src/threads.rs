// SPDX-License-Identifier: MIT OR Apache-2.0
//! Threads of the library's own. There are none until the program asks for something that needs one.

#![forbid(unsafe_code)]

use std::io;
use std::thread::{self, JoinHandle};

/// Starts a thread, which runs none of the program's signal handlers.
pub(crate) fn start(
    name: &str,
    body: impl FnOnce() + Send + 'static,
) -> io::Result<JoinHandle<()>> {
    let _blocked = SignalsBlocked::new()?;
    thread::Builder::new().name(name.to_owned()).spawn(body)
}

/// What tells the calling thread from every other one that lives; never 0. Not a question to the system, so that it can be asked
/// at any time.
pub(crate) fn this_thread() -> usize {
    thread_local! {
        static PLACE: u8 = const { 0 };
    }
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}

/// The number by which the system knows the calling thread.
#[cfg(target_os = "linux")]
pub(crate) fn id() -> u32 {
    nix::unistd::gettid().as_raw().cast_unsigned()
}

#[cfg(windows)]
pub(crate) fn id() -> u32 {
    crate::windows::thread_id()
}

#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn id() -> u32 {
    0
}

/// All signals are blocked on this thread. One that is started meanwhile begins so, and stays so.
#[cfg(unix)]
struct SignalsBlocked(nix::sys::signal::SigSet);

#[cfg(unix)]
impl SignalsBlocked {
    fn new() -> io::Result<Self> {
        use nix::sys::signal::{SigSet, SigmaskHow};
        Ok(Self(
            SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK)?,
        ))
    }
}

#[cfg(unix)]
impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // Of a mask that was in force: nothing can be wrong with it.
        let _ = self.0.thread_set_mask();
    }
}

#[cfg(not(unix))]
struct SignalsBlocked;

#[cfg(not(unix))]
impl SignalsBlocked {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::mpsc::channel;

    use nix::sys::signal::{SigSet, Signal};

    use super::*;

    #[test]
    fn the_thread_handles_no_signal_and_its_maker_those_from_before() {
        let before = SigSet::thread_get_mask().unwrap();
        let (send, receive) = channel();
        let body = move || send.send(SigSet::thread_get_mask().unwrap()).unwrap();
        start("test", body).unwrap().join().unwrap();
        let inside = receive.recv().unwrap();
        assert!(inside.contains(Signal::SIGTERM) && inside.contains(Signal::SIGALRM));
        assert_eq!(SigSet::thread_get_mask().unwrap(), before);
    }
}
