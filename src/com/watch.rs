// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one place that every method of the update interfaces passes, and the `Release` that ends an object: it is journalled, and
//! fails when that was asked for. Other methods of IUnknown, and those of IDispatch, IEnumVARIANT and IClassFactory, pass
//! `edge::com::com_call`, as the functions of COM do.

#![forbid(unsafe_code)]

use super::object::{Output, S_OK, guarded};
use crate::edge::environment;
use crate::harness::journal::{self, Ended, Started};
use crate::harness::json::{Json, Member, member};
use crate::harness::{faults, names};
use crate::hresult::HResult;

/// A method that is about to be run.
pub(crate) struct Watch(Option<Watched>);

struct Watched {
    call: &'static str,
    /// None when no journal is kept.
    started: Option<Started>,
}

impl Watch {
    /// `arguments` is called when a journal is kept.
    pub(crate) fn begin(call: &'static str, arguments: impl FnOnce() -> Vec<Member>) -> Self {
        if environment::harness_is_off() {
            return Self(None);
        }
        let started = journal::is_wanted().then(|| Started::new(call, arguments()));
        Self(Some(Watched { call, started }))
    }

    pub(crate) fn run<T: Output>(
        self,
        body: impl FnOnce() -> Result<T, HResult>,
    ) -> Result<T, HResult> {
        let watched = self.0;
        let fault = watched
            .as_ref()
            .and_then(|watched| faults::com(watched.call));
        let result = fault.map_or_else(body, Err);
        if let Some(started) = watched.and_then(|watched| watched.started) {
            let shown = result.as_ref().map(Output::shown);
            end(
                started,
                T::NAME,
                shown.map_err(|error| *error),
                fault.is_some(),
            );
        }
        result
    }
}

#[cold]
fn end(
    started: Started,
    name: &'static str,
    result: Result<Option<Json>, HResult>,
    injected: bool,
) {
    let elapsed = started.elapsed();
    let error = result.as_ref().err().copied();
    let returned = result.ok().flatten();
    let ended = Ended {
        result: error.map_or(S_OK, HResult::code).into(),
        error: error.map(names::hresult),
        returned: returned
            .map(|value| vec![member(name, value)])
            .unwrap_or_default(),
        injected,
    };
    started.end(elapsed, ended);
}

/// A method that is refused before its arguments are looked at.
#[cold]
pub(crate) fn refused(call: &'static str, reason: HResult) -> i32 {
    let refused = guarded(|| Watch::begin(call, Vec::new).run::<()>(|| Err(reason)));
    refused.err().map_or(S_OK, HResult::code)
}
