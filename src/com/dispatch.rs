// SPDX-License-Identifier: MIT OR Apache-2.0
//! IDispatch: methods and properties by name, with arguments of any convertible type, for every class with a table of them.

use std::ffi::c_void;
use std::ptr::{self, NonNull};

use widestring::U16Str;

use super::ids;
use super::object::{Argument, Class, Reference, S_OK, UnknownVtbl, class_of, guarded};
use super::raw::{DISPPARAMS, EXCEPINFO, VARIANT};
use super::type_info;
use super::value::Value;
use super::{system, variant};
use crate::edge::Call;
use crate::edge::com::com_call;
use crate::edge::parameter::Parameter as Pointer;
use crate::ffi::guiddef::GUID;
use crate::harness::names;
use crate::hresult::HResult;
use crate::text::WideText;
use crate::text::raw::read_wide;

/// The vtable of IDispatch.
#[repr(C)]
pub(crate) struct DispatchVtbl {
    unknown: UnknownVtbl,
    get_type_info_count: unsafe extern "system" fn(*mut c_void, *mut u32) -> i32,
    get_type_info: unsafe extern "system" fn(*mut c_void, u32, u32, *mut *mut c_void) -> i32,
    get_ids_of_names: unsafe extern "system" fn(
        *mut c_void,
        *const GUID,
        *const *const u16,
        u32,
        u32,
        *mut i32,
    ) -> i32,
    invoke: unsafe extern "system" fn(
        *mut c_void,
        i32,
        *const GUID,
        u32,
        u16,
        *const DISPPARAMS,
        *mut VARIANT,
        *mut EXCEPINFO,
        *mut u32,
    ) -> i32,
}

/// How a member is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Method,
    Get,
    Put,
}

/// A parameter of a member.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) is_optional: bool,
}

/// A method, or one side of a property.
pub(crate) struct Member<C> {
    pub(crate) id: i32,
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) call: fn(&C, &mut Arguments<'_>) -> Result<Value, Failure>,
}

/// Why a late-bound call failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The member was not called.
    Refused(HResult),
    /// The argument of this parameter is not convertible.
    Argument(usize, HResult),
    /// The member itself failed.
    Member(HResult),
}

/// The arguments of a call, in the order of the parameters.
pub(crate) struct Arguments<'a> {
    values: &'a [Value],
    next: usize,
}

impl Arguments<'_> {
    /// The next one.
    pub(crate) fn next<A: Argument>(&mut self) -> Result<A, Failure> {
        let index = self.next;
        self.next += 1;
        let value = self.values.get(index).unwrap_or(&Value::Missing);
        A::convert(value).map_err(|error| Failure::Argument(index, error))
    }
}

/// A class that takes late-bound calls.
pub(crate) trait Dispatch: Class {
    const MEMBERS: &'static [Member<Self>];
}

const DISPATCH_METHOD: u16 = 1;
const DISPATCH_PROPERTYGET: u16 = 2;
const DISPATCH_PROPERTYPUT: u16 = 4;
const DISPATCH_PROPERTYPUTREF: u16 = 8;

const DISPID_VALUE: i32 = 0;
const DISPID_UNKNOWN: i32 = -1;
const DISPID_PROPERTYPUT: i32 = -3;
const DISPID_NEWENUM: i32 = -4;

/// No member has as many parameters.
pub(crate) const ARGUMENT_LIMIT: usize = 8;

/// No name of a member or parameter is as long.
pub(crate) const NAME_LIMIT: usize = 64;

impl DispatchVtbl {
    pub(crate) const fn of<C: Dispatch>() -> Self {
        Self {
            unknown: UnknownVtbl::of::<C>(),
            get_type_info_count,
            get_type_info: get_type_info::<C>,
            get_ids_of_names: get_ids_of_names::<C>,
            invoke: invoke::<C>,
        }
    }
}

/// The default property of any object, which stands for it where a value is wanted. One that is an object itself is not asked
/// again.
pub(crate) fn default_value(object: &Reference) -> Result<Value, HResult> {
    let mut face = ptr::null_mut();
    // SAFETY: both are our own.
    unsafe { object.query(&ids::DISPATCH, &raw mut face) };
    let mismatch = HResult::DISP_E_TYPEMISMATCH;
    let face = NonNull::new(face).ok_or(mismatch)?;
    // SAFETY: the object has just given it away.
    let face = unsafe { Reference::take(face) };
    let none = DISPPARAMS {
        arguments: ptr::null_mut(),
        names: ptr::null_mut(),
        count: 0,
        named: 0,
    };
    let mut result = VARIANT::EMPTY;
    // SAFETY: it is what was asked for.
    let invoke = unsafe { face.vtbl_as::<DispatchVtbl>() }.invoke;
    // SAFETY: the object lives, and the rest is our own, or null.
    let code = unsafe {
        invoke(
            face.as_ptr(),
            DISPID_VALUE,
            &ids::NULL,
            0,
            DISPATCH_PROPERTYGET,
            &raw const none,
            &raw mut result,
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    // SAFETY: the object has written it, or nobody.
    let value = unsafe { variant::read(&result) };
    // SAFETY: as above.
    unsafe { system::clear(&mut result) };
    match value {
        Value::Object(_) => Err(mismatch),
        _ if code < 0 => Err(mismatch),
        value => Ok(value),
    }
}

/// # Safety
/// `count` is null or writable.
unsafe extern "system" fn get_type_info_count(this: *mut c_void, count: *mut u32) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IDispatch::GetTypeInfoCount", || {
            [
                ("this", Pointer::Object(this)),
                ("pctinfo", Pointer::OutCount(count)),
            ]
        })
    };
    com_call(call, || {
        if count.is_null() {
            return HResult::E_POINTER.code();
        }
        // SAFETY: by the contract.
        unsafe { count.write_unaligned(type_info::COUNT) };
        S_OK
    })
}

/// The information is about the newest interface of the class, whatever the language.
///
/// # Safety
/// `out` is null or writable.
unsafe extern "system" fn get_type_info<C: Dispatch>(
    this: *mut c_void,
    index: u32,
    _: u32,
    out: *mut *mut c_void,
) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IDispatch::GetTypeInfo", || {
            [
                ("this", Pointer::Object(this)),
                ("iTInfo", Pointer::Number(index.into())),
                ("ppTInfo", Pointer::OutHandle(out)),
            ]
        })
    };
    com_call(call, || {
        if out.is_null() {
            return HResult::E_POINTER.code();
        }
        // SAFETY: by the contract.
        unsafe { out.write_unaligned(ptr::null_mut()) };
        if index != 0 {
            return HResult::DISP_E_BADINDEX.code();
        }
        let newest = || C::INTERFACES.last().ok_or(HResult::E_UNEXPECTED);
        match guarded(|| type_info::of(newest()?)) {
            Ok(found) => {
                // SAFETY: by the contract.
                unsafe { out.write_unaligned(found.into_raw()) };
                S_OK
            }
            Err(error) => error.code(),
        }
    })
}

/// Whether an interface id that must be the null one is.
///
/// # Safety
/// `iid` is null or readable.
unsafe fn expect_null_iid(iid: *const GUID) -> Result<(), HResult> {
    if iid.is_null() {
        return Err(HResult::DISP_E_UNKNOWNINTERFACE);
    }
    // SAFETY: by the contract.
    if unsafe { iid.read_unaligned() } != ids::NULL {
        return Err(HResult::DISP_E_UNKNOWNINTERFACE);
    }
    Ok(())
}

/// # Safety
/// As IDispatch defines it; every pointer may be null.
unsafe extern "system" fn get_ids_of_names<C: Dispatch>(
    this: *mut c_void,
    iid: *const GUID,
    names: *const *const u16,
    count: u32,
    _: u32,
    out: *mut i32,
) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IDispatch::GetIDsOfNames", || {
            let room = size_of::<i32>().saturating_mul(count as usize);
            [
                ("this", Pointer::Object(this)),
                ("riid", Pointer::Guid(iid)),
                ("rgszNames", Pointer::Names(names, count)),
                ("rgDispId", Pointer::Room(out.cast(), room)),
            ]
        })
    };
    let body = || {
        // SAFETY: by the contract.
        unsafe { expect_null_iid(iid) }?;
        if names.is_null() || out.is_null() {
            return Err(HResult::E_POINTER);
        }
        if count == 0 {
            return Err(HResult::E_INVALIDARG);
        }
        let mut member = None;
        let mut all_known = true;
        for index in 0..count as usize {
            // SAFETY: so many are readable by the contract.
            let name = unsafe { names.add(index) };
            // SAFETY: as above.
            let name = unsafe { name.read_unaligned() };
            // SAFETY: null or terminated by the contract.
            let name = unsafe { read_name(name) };
            let id = match (index, name) {
                (_, None) => None,
                (0, Some(name)) => {
                    member = find::<C>(&name);
                    member
                }
                (_, Some(name)) => member.and_then(|member| parameter::<C>(member, &name)),
            };
            all_known &= id.is_some();
            // SAFETY: so many are writable by the contract.
            let slot = unsafe { out.add(index) };
            // SAFETY: as above.
            unsafe { slot.write_unaligned(id.unwrap_or(DISPID_UNKNOWN)) };
        }
        if all_known {
            Ok(())
        } else {
            Err(HResult::DISP_E_UNKNOWNNAME)
        }
    };
    com_call(call, || match guarded(body) {
        Ok(()) => S_OK,
        Err(error) => error.code(),
    })
}

/// # Safety
/// `name` is null or terminated.
unsafe fn read_name(name: *const u16) -> Option<String> {
    let mut text = WideText::new();
    if name.is_null() {
        return None;
    }
    // SAFETY: by the contract.
    unsafe { read_wide(name, NAME_LIMIT, &mut text) }?;
    U16Str::from_slice(&text).to_string().ok()
}

fn find<C: Dispatch>(name: &str) -> Option<i32> {
    C::MEMBERS
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case(name))
        .map(|member| member.id)
}

/// The position of a named parameter, of whichever form of the member has it.
fn parameter<C: Dispatch>(id: i32, name: &str) -> Option<i32> {
    C::MEMBERS
        .iter()
        .filter(|member| member.id == id)
        .find_map(|member| {
            member
                .parameters
                .iter()
                .position(|parameter| parameter.name.eq_ignore_ascii_case(name))
        })
        .and_then(|index| i32::try_from(index).ok())
}

/// # Safety
/// As IDispatch defines it; every pointer may be null.
unsafe extern "system" fn invoke<C: Dispatch>(
    this: *mut c_void,
    id: i32,
    iid: *const GUID,
    _: u32,
    flags: u16,
    given: *const DISPPARAMS,
    result: *mut VARIANT,
    exception: *mut EXCEPINFO,
    wrong_argument: *mut u32,
) -> i32 {
    let parameters = || {
        [
            ("this", Pointer::Object(this)),
            ("dispIdMember", Pointer::Number(id.into())),
            ("riid", Pointer::Guid(iid)),
            ("wFlags", Pointer::Flags(names::INVOCATIONS, flags.into())),
            ("pDispParams", Pointer::Arguments(given)),
            ("pVarResult", Pointer::OutVariant(result)),
            (
                "pExcepInfo",
                Pointer::Room(exception.cast(), size_of::<EXCEPINFO>()),
            ),
            (
                "puArgErr",
                Pointer::Room(wrong_argument.cast(), size_of::<u32>()),
            ),
        ]
    };
    // SAFETY: by the contract.
    let call = unsafe { Call::new("IDispatch::Invoke", parameters) };
    let body = || {
        // SAFETY: by the contract.
        unsafe { expect_null_iid(iid) }?;
        // SAFETY: by the contract.
        let class = unsafe { class_of::<C>(this) }?;
        let member = choose::<C>(id, flags)?;
        // SAFETY: by the contract.
        let given = unsafe { Given::read(given) }?;
        let outcome = given
            .arrange(member.parameters, member.kind)
            .and_then(|arranged| {
                let values: Vec<Value> = arranged.iter().map(|(value, _)| value.clone()).collect();
                let mut arguments = Arguments {
                    values: &values,
                    next: 0,
                };
                (member.call)(class, &mut arguments).map_err(|failure| match failure {
                    // As the caller numbers them.
                    Failure::Argument(index, error) => Failure::Argument(
                        arranged.get(index).map_or(0, |(_, position)| *position),
                        error,
                    ),
                    other => other,
                })
            });
        match outcome {
            Ok(value) => {
                if !result.is_null() {
                    let variant = variant::make(value)?;
                    // SAFETY: writable by the contract; what was there is not initialised.
                    unsafe { result.write_unaligned(variant) };
                } else if let Value::Object(object) | Value::Unknown(object) = &value {
                    // The journal has told of it, and tells of its end.
                    object.give();
                }
                Ok(())
            }
            Err(Failure::Refused(error)) => Err(error),
            Err(Failure::Argument(position, error)) => {
                if !wrong_argument.is_null() {
                    let position = u32::try_from(position).unwrap_or_default();
                    // SAFETY: writable by the contract.
                    unsafe { wrong_argument.write_unaligned(position) };
                }
                Err(error)
            }
            Err(Failure::Member(error)) if exception.is_null() => Err(error),
            Err(Failure::Member(error)) => {
                let information = EXCEPINFO {
                    code: 0,
                    reserved: 0,
                    source: ptr::null_mut(),
                    description: ptr::null_mut(),
                    help_file: ptr::null_mut(),
                    help_context: 0,
                    pv_reserved: ptr::null_mut(),
                    deferred: ptr::null_mut(),
                    scode: error.code(),
                };
                // SAFETY: writable by the contract.
                unsafe { exception.write_unaligned(information) };
                Err(HResult::DISP_E_EXCEPTION)
            }
        }
    };
    com_call(call, || match guarded(body) {
        Ok(()) => S_OK,
        Err(error) => {
            // Not before: an argument may stand in the same place.
            if !result.is_null() {
                // SAFETY: writable by the contract.
                unsafe { result.write_unaligned(VARIANT::EMPTY) };
            }
            error.code()
        }
    })
}

/// The form of a member that the flags ask for.
///
/// Methods are not called for a property's sake: languages that look for attributes ask so. The enumerator alone is also had as
/// a method, as a script engine asks for it.
fn choose<C: Dispatch>(id: i32, flags: u16) -> Result<&'static Member<C>, HResult> {
    let is_wanted = |member: &&Member<C>| {
        member.id == id
            && match member.kind {
                Kind::Put => flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF) != 0,
                _ if flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF) != 0 => false,
                Kind::Method => flags & DISPATCH_METHOD != 0,
                Kind::Get => {
                    flags & DISPATCH_PROPERTYGET != 0
                        || id == DISPID_NEWENUM && flags & DISPATCH_METHOD != 0
                }
            }
    };
    C::MEMBERS
        .iter()
        .find(is_wanted)
        .ok_or(HResult::DISP_E_MEMBERNOTFOUND)
}

/// The arguments as they are given: in reverse order, those with names first.
struct Given {
    values: Vec<Value>,
    names: Vec<i32>,
}

impl Given {
    /// # Safety
    /// `parameters` is null or readable, and so is what its counts say.
    unsafe fn read(parameters: *const DISPPARAMS) -> Result<Self, HResult> {
        if parameters.is_null() {
            return Err(HResult::E_POINTER);
        }
        // SAFETY: by the contract.
        let parameters = unsafe { parameters.read_unaligned() };
        let (count, named) = (parameters.count as usize, parameters.named as usize);
        if count > ARGUMENT_LIMIT || named > count {
            return Err(HResult::DISP_E_BADPARAMCOUNT);
        }
        if count > 0 && parameters.arguments.is_null() || named > 0 && parameters.names.is_null() {
            return Err(HResult::E_POINTER);
        }
        let mut given = Self {
            values: Vec::with_capacity(count),
            names: Vec::with_capacity(named),
        };
        for index in 0..count {
            // SAFETY: so many are readable by the contract.
            let argument = unsafe { parameters.arguments.add(index) };
            // SAFETY: as above; a copy of the bits, which owns nothing.
            let argument = unsafe { argument.read_unaligned() };
            // SAFETY: initialised by the contract.
            given.values.push(unsafe { variant::read(&argument) });
        }
        for index in 0..named {
            // SAFETY: so many are readable by the contract.
            let name = unsafe { parameters.names.add(index) };
            // SAFETY: as above.
            given.names.push(unsafe { name.read_unaligned() });
        }
        Ok(given)
    }

    /// The arguments in the order of the parameters, each with its position as the caller counts.
    fn arrange(
        &self,
        parameters: &[Parameter],
        kind: Kind,
    ) -> Result<Vec<(Value, usize)>, Failure> {
        let refused = |error| Failure::Refused(error);
        if self.values.len() > parameters.len() {
            return Err(refused(HResult::DISP_E_BADPARAMCOUNT));
        }
        if kind == Kind::Put && !self.names.contains(&DISPID_PROPERTYPUT) {
            return Err(refused(HResult::DISP_E_BADPARAMCOUNT));
        }
        let mut slots: Vec<Option<(Value, usize)>> = vec![None; parameters.len()];
        for (position, value) in self.values.iter().enumerate() {
            let slot = match self.names.get(position) {
                // The new value is the last parameter.
                Some(&DISPID_PROPERTYPUT) if kind == Kind::Put => parameters.len().checked_sub(1),
                Some(&name) => usize::try_from(name).ok(),
                None => self.values.len().checked_sub(position + 1),
            };
            let slot = slot
                .and_then(|slot| slots.get_mut(slot))
                .filter(|slot| slot.is_none())
                .ok_or(Failure::Argument(position, HResult::DISP_E_PARAMNOTFOUND))?;
            *slot = Some((value.clone(), position));
        }
        slots
            .into_iter()
            .zip(parameters)
            .map(|(slot, parameter)| match slot {
                Some((Value::Missing, position)) if !parameter.is_optional => Err(
                    Failure::Argument(position, HResult::DISP_E_PARAMNOTOPTIONAL),
                ),
                Some(given) => Ok(given),
                None if parameter.is_optional => Ok((Value::Missing, 0)),
                None => Err(refused(HResult::DISP_E_BADPARAMCOUNT)),
            })
            .collect()
    }
}
