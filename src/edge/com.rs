// SPDX-License-Identifier: MIT OR Apache-2.0
//! The functions of COM and the methods of objects, watched like the functions of Winsock: what they are called with, whether
//! they are to fail, and where their pointers lead. They have no error slot, and most no conditions.

#![forbid(unsafe_code)]

use super::parameter::Named;
#[cfg(not(windows))]
use super::parameter::Parameter;
use super::watch::{self, Failure, Watch};
use super::{Call, Parameters, environment, fork, watched};
use crate::com::object::{Output, S_OK, guarded};
use crate::harness::json::{Json, Member, member};
use crate::harness::{faults, names};
use crate::hresult::HResult;
use crate::policy;

impl Failure for HResult {
    const WILD: Self = policy::WILD_COM_POINTER;
    const INTERNAL: Self = Self::E_UNEXPECTED;
    const CLEARS: bool = true;

    fn injected(call: &str) -> Option<Self> {
        faults::com(call)
    }

    fn shown(self) -> Json {
        names::hresult(self)
    }

    fn may_read(_call: &str) -> bool {
        true
    }

    fn tells_size(self) -> bool {
        false
    }
}

/// A function that returns an HRESULT.
pub(crate) fn com_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> i32,
) -> i32 {
    let mut body = Some(body);
    let parameters = |look: &mut dyn FnMut(&[Named])| look(&(called.parameters)());
    let mut run = || match body.take() {
        Some(body) => body(),
        None => HResult::E_UNEXPECTED.code(),
    };
    coded(called.name, &parameters, &mut run)
}

/// What is common to all of them, compiled once.
#[inline(never)]
fn coded(name: &'static str, parameters: Parameters<'_>, body: &mut dyn FnMut() -> i32) -> i32 {
    let mut run = || match body() {
        code if code < 0 => Err(HResult(code.cast_unsigned())),
        code => Ok(code),
    };
    match observed(name, parameters, HResult::code, &mut run) {
        Ok(code) => code,
        Err(error) => error.code(),
    }
}

/// A function that returns a number, which is 0 when it fails.
#[cfg(not(windows))]
pub(crate) fn com_value_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> Result<i32, HResult>,
) -> i32 {
    let mut body = Some(body);
    let parameters = |look: &mut dyn FnMut(&[Named])| look(&(called.parameters)());
    let mut run = || {
        body.take()
            .map_or(Err(HResult::E_UNEXPECTED), |body| body())
    };
    observed(called.name, &parameters, |_| 0, &mut run).unwrap_or_default()
}

/// A function that gives out memory: null when there is none, or none was asked for.
#[cfg(not(windows))]
pub(crate) fn com_memory_call<T, P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> Result<*mut T, HResult>,
) -> *mut T {
    let made = std::cell::Cell::new(std::ptr::null_mut::<core::ffi::c_void>());
    let parameters = |look: &mut dyn FnMut(&[Named])| {
        with_value(&(called.parameters)(), made.as_ptr(), look);
    };
    let mut body = Some(body);
    let mut run = || {
        let memory = body
            .take()
            .map_or(Err(HResult::E_UNEXPECTED), |body| body());
        made.set(memory?.cast());
        Ok(0)
    };
    let _ = observed(called.name, &parameters, |_| 0, &mut run);
    made.get().cast()
}

/// Parameters, and the memory that was given out.
#[cfg(not(windows))]
#[inline(never)]
fn with_value(
    parameters: &[Named],
    made: *mut *mut core::ffi::c_void,
    look: &mut dyn FnMut(&[Named]),
) {
    let value = ("value", Parameter::OutHandle(made.cast()));
    look(&[parameters, &[value]].concat());
}

/// Not in line, and not generic: what a function does is compiled once, whether anybody watches or not. In the middle of a
/// fork, when the journal cannot be written, a call is only done.
#[inline(never)]
fn observed(
    name: &'static str,
    parameters: Parameters<'_>,
    failed: fn(HResult) -> i32,
    run: &mut dyn FnMut() -> Result<i32, HResult>,
) -> Result<i32, HResult> {
    if environment::harness_is_off() || fork::settle().is_err() {
        return run();
    }
    guarded(|| watched(name, parameters, failed, run))
}

/// A method of an interface whose arguments have been read; other methods are described by their pointers, as functions are.
pub(crate) struct Method(Option<Watch<HResult>>);

impl Method {
    /// `arguments` is called when a journal is kept.
    pub(crate) fn begin(name: &'static str, arguments: impl Fn() -> Vec<Member>) -> Self {
        Self::new(name, None, &arguments)
    }

    fn new(
        name: &'static str,
        wild: Option<&'static str>,
        arguments: &dyn Fn() -> Vec<Member>,
    ) -> Self {
        let is_watched = !environment::harness_is_off();
        Self(is_watched.then(|| Watch::begin(name, wild, arguments)))
    }

    pub(crate) fn run<T: Output>(
        self,
        body: impl FnOnce() -> Result<T, HResult>,
    ) -> Result<T, HResult> {
        let refusal = self.0.as_ref().and_then(|watch| watch.refusal);
        let result = refusal.map_or_else(body, Err);
        if let Some(watch) = self.0 {
            let error = result.as_ref().err().copied();
            watch.end(error.map_or(S_OK, HResult::code), error, &|| {
                let shown = result.as_ref().ok().and_then(Output::shown);
                shown.map_or_else(Vec::new, |shown| vec![member(T::NAME, shown)])
            });
        }
        result
    }
}

/// A method that is refused before its arguments are read: for a parameter that leads nowhere, or having no place for its result.
#[cold]
pub(crate) fn refused_method(name: &'static str, wild: Option<&'static str>) -> i32 {
    let method = || Method::new(name, wild, &Vec::new);
    let refused = guarded(|| method().run::<()>(|| Err(HResult::E_POINTER)));
    refused.err().map_or(S_OK, HResult::code)
}

/// The first parameter of a method that leads nowhere, when somebody wants to know.
pub(crate) fn find_wild<const N: usize>(
    parameters: impl Fn() -> [Named; N],
) -> Option<&'static str> {
    if environment::harness_is_off() {
        return None;
    }
    watch::find_wild(&|look| look(&parameters()))
}
