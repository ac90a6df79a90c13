// SPDX-License-Identifier: MIT OR Apache-2.0
//! The program that is run: its end, and the signals that are meant for it.

#![forbid(unsafe_code)]

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{self, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use signal_hook::low_level::siginfo::{Cause, Origin};

/// The bounds of the time between two looks: short while there is something to be seen.
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(25);

/// How long a program that is to end has for that before it is killed.
const GRACE: Duration = Duration::from_secs(5);

pub struct Child {
    child: process::Child,
    signals: SignalsInfo<WithOrigin>,
    pause: Duration,
    /// The first signal that was to end it, and when it came.
    ended_by: Option<(i32, Instant)>,
}

impl Child {
    /// Starts the program. From now on, signals that would end this process are the program's.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let signals = SignalsInfo::<WithOrigin>::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
        Ok(Self {
            child: command.spawn()?,
            signals,
            pause: SHORTEST,
            ended_by: None,
        })
    }

    /// How the program has ended, if it has; waits a moment if not.
    pub fn wait_a_moment(&mut self) -> io::Result<Option<ExitStatus>> {
        let signals: Vec<Origin> = self.signals.pending().collect();
        for origin in &signals {
            self.pass_on(origin);
        }
        let is_overdue = |(_, since): (i32, Instant)| since.elapsed() >= GRACE;
        if self.ended_by.is_some_and(is_overdue) {
            self.child.kill()?;
        }
        let ended = self.child.try_wait()?;
        if ended.is_none() {
            thread::sleep(self.pause);
        }
        Ok(ended)
    }

    /// Has the next wait be longer or short.
    pub fn is_idle(&mut self, yes: bool) {
        self.pause = if yes {
            (self.pause * 2).min(LONGEST)
        } else {
            SHORTEST
        };
    }

    fn pass_on(&mut self, origin: &Origin) {
        // The terminal gives a signal to every process in front of it.
        let has_it = origin.cause == Cause::Kernel;
        let signal = match self.ended_by {
            None => Signal::try_from(origin.signal).ok().filter(|_| !has_it),
            // Whoever says it twice means it.
            Some(_) => Some(Signal::SIGKILL),
        };
        self.ended_by = self.ended_by.or(Some((origin.signal, Instant::now())));
        // Nobody has waited for it yet, so the number is its own.
        let process = i32::try_from(self.child.id()).map(Pid::from_raw);
        if let (Some(signal), Ok(process)) = (signal, process) {
            // It may have ended by itself.
            let _ = kill(process, signal);
        }
    }

    /// Whether somebody wanted the program to end.
    pub fn was_interrupted(&self) -> bool {
        self.ended_by.is_some()
    }
}

/// What a shell tells of an end: the program's own code, or 128 and the signal that has killed it.
pub fn exit_code(status: ExitStatus) -> u8 {
    let code = match (status.code(), status.signal()) {
        (Some(code), _) => code,
        (None, Some(signal)) => 128 + signal,
        (None, None) => 255,
    };
    u8::try_from(code & 0xFF).unwrap_or(u8::MAX)
}

/// How the program has ended, for people.
pub fn described(status: ExitStatus) -> String {
    match status.signal() {
        Some(signal) => {
            let name = Signal::try_from(signal)
                .map_or_else(|_| signal.to_string(), |signal| signal.to_string());
            let dumped = if status.core_dumped() {
                ", core dumped"
            } else {
                ""
            };
            format!("killed by {name}{dumped}")
        }
        None => format!("ended with {}", status.code().unwrap_or_default()),
    }
}
