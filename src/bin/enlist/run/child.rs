// SPDX-License-Identifier: MIT OR Apache-2.0
//! The program that is run: its end, that of the processes which it has started, and the signals that are meant for it.

#![forbid(unsafe_code)]

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{self, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use signal_hook::low_level::siginfo::{Cause, Origin};

use super::others::{self, Others, Process};

/// The bounds of the time between two looks: short while there is something to be seen.
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(25);

/// How long a program that is to end has for that before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// How long others are waited for before somebody is told of it: most that are left behind are about to end.
const TELLING: Duration = Duration::from_secs(1);

pub struct Child {
    child: process::Child,
    signals: SignalsInfo<WithOrigin>,
    pause: Duration,
    /// The first signal that was to end it, and when it came.
    ended_by: Option<(i32, Instant)>,
    /// How it has ended, and when that was seen.
    ended: Option<(ExitStatus, Instant)>,
    others: Others,
    /// Somebody does not want to wait for the others any more.
    is_left: bool,
    is_told: bool,
}

impl Child {
    /// Starts the program. From now on, signals that would end this process are the program's, and processes that have lost
    /// their parent are this one's.
    pub fn start(command: &mut Command, others: Others) -> io::Result<Self> {
        let signals = SignalsInfo::<WithOrigin>::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
        set_child_subreaper(true)?;
        Ok(Self {
            child: command.spawn()?,
            signals,
            pause: SHORTEST,
            ended_by: None,
            ended: None,
            others,
            is_left: false,
            is_told: false,
        })
    }

    /// How the program has ended, once it and those that it has started are over; waits a moment if they are not.
    pub fn wait_a_moment(&mut self) -> io::Result<Option<ExitStatus>> {
        let signals: Vec<Origin> = self.signals.pending().collect();
        for origin in &signals {
            match self.ended {
                None => self.pass_on(origin),
                Some(_) => self.is_left = true,
            }
        }
        let is_overdue = |(_, since): (i32, Instant)| since.elapsed() >= GRACE;
        if self.ended.is_none() && self.ended_by.is_some_and(is_overdue) {
            self.child.kill()?;
        }
        if self.ended.is_none() {
            self.ended = self
                .child
                .try_wait()?
                .map(|status| (status, Instant::now()));
        }
        let has_children = others::reap(self.child.id());
        if let Some((status, _)) = self.ended {
            let has_others = has_children && self.others.are_left();
            // Whoever interrupts the program wants the end of all.
            if self.is_left || self.was_interrupted() || !has_others {
                self.is_left &= has_others;
                return Ok(Some(status));
            }
        }
        thread::sleep(self.pause);
        Ok(None)
    }

    /// Those that are waited for, once, when that takes a while.
    pub fn lingering(&mut self) -> Option<Vec<Process>> {
        let (_, since) = self.ended?;
        if self.is_told || since.elapsed() < TELLING {
            return None;
        }
        self.is_told = true;
        Some(self.others.list())
    }

    /// Has the end of the program be all that is waited for.
    pub fn leave_others(&mut self) {
        self.is_left = true;
    }

    /// Whether processes are left that nobody wanted to wait for any more.
    pub fn has_left_others(&self) -> bool {
        self.is_left
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
