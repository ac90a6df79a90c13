// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one place that every method of an interface passes: it is journalled, and fails when that was asked for.

#![forbid(unsafe_code)]

use super::object::{Output, S_OK};
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
        let Some(Watched { call, started }) = self.0 else {
            return body();
        };
        let fault = faults::com(call);
        let result = fault.map_or_else(body, Err);
        let Some(started) = started else {
            return result;
        };
        let elapsed = started.elapsed();
        let code = result.as_ref().map_or_else(|error| error.code(), |_| S_OK);
        let returned = result.as_ref().ok().and_then(Output::shown);
        let ended = Ended {
            result: code.into(),
            error: result.as_ref().err().map(|error| names::hresult(*error)),
            returned: returned
                .map(|value: Json| vec![member("value", value)])
                .unwrap_or_default(),
            injected: fault.is_some(),
        };
        started.end(elapsed, ended);
        result
    }
}

/// A method that is refused before its arguments are looked at.
pub(crate) fn refused(call: &'static str, reason: HResult) -> i32 {
    let refused = Watch::begin(call, Vec::new).run::<()>(|| Err(reason));
    refused.err().map_or(S_OK, HResult::code)
}
