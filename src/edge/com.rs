// SPDX-License-Identifier: MIT OR Apache-2.0
//! The functions of COM, watched like those of Winsock: what they are called with, whether they are to fail, and where their
//! pointers lead. They have no error slot, and most no conditions.

#![forbid(unsafe_code)]

use super::parameter::Named;
#[cfg(not(windows))]
use super::parameter::Parameter;
use super::{Call, Failure, Parameters, environment, fork, guard, tell_wild, watched};
use crate::com::object::guarded;
use crate::harness::json::Json;
use crate::harness::{self, faults, names};
use crate::hresult::HResult;
use crate::policy;

impl Failure for HResult {
    const WILD: Self = policy::WILD_COM_POINTER;
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

/// Whether a method is called with a pointer that leads nowhere, when somebody wants to know; then the journal has it.
pub(crate) fn is_wild<const N: usize>(
    call: &'static str,
    parameters: impl FnOnce() -> [Named; N],
) -> bool {
    !environment::harness_is_off() && harness::is_guarded() && has_wild(call, &parameters())
}

#[cold]
fn has_wild(call: &'static str, parameters: &[Named]) -> bool {
    let wild = guarded(|| Ok(guard::find_wild(parameters))).unwrap_or_default();
    if let Some(parameter) = wild {
        tell_wild(call, parameter);
    }
    wild.is_some()
}
