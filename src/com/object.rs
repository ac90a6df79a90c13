// SPDX-License-Identifier: MIT OR Apache-2.0
//! Objects: a vtable, a count of references, and what the class keeps; and references to any object.

use std::ffi::c_void;
use std::ptr::{NonNull, fn_addr_eq};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering, fence};

use widestring::U16String;

use super::ids;
use super::raw::{BSTR, VARIANT, VARIANT_TRUE};
use super::system;
use super::value::Value;
use super::variant;
use crate::edge::com::{Method, com_call};
use crate::edge::fork;
use crate::edge::parameter::Parameter;
use crate::edge::{Call, guard};
use crate::ffi::guiddef::GUID;
use crate::harness::json::{Json, member};
use crate::harness::names;
use crate::hresult::HResult;

/// Success.
pub(crate) const S_OK: i32 = 0;

type QueryInterface = unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> i32;

/// What every vtable begins with.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct UnknownVtbl {
    query_interface: QueryInterface,
    add_ref: unsafe extern "system" fn(*mut c_void) -> u32,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
}

/// What an object is made of. Any thread may call it.
pub(crate) trait Class: Sized + Send + Sync + 'static {
    /// Begins with an [`UnknownVtbl`].
    type Vtbl: 'static;
    const VTBL: &'static Self::Vtbl;
    /// The interfaces besides IUnknown; each extends the one before it, so that one vtable serves them all.
    const INTERFACES: &'static [GUID];

    /// The object that this one is a face of: it has the identity, and answers for all other interfaces.
    fn whole(&self) -> Option<&Reference> {
        None
    }

    /// Another face of an object of the class, for an interface that is in no chain with the others.
    fn face(_: &Reference, _: &GUID) -> Option<Reference> {
        None
    }
}

#[repr(C)]
struct Object<C: Class> {
    header: Header,
    class: C,
}

/// What an object of any class of ours begins with.
#[repr(C)]
struct Header {
    vtbl: *const c_void,
    references: AtomicU32,
    /// Whether a program was given the object, and its end is a call of the program's.
    is_given: AtomicBool,
    /// Finds the face that has an interface.
    find: unsafe fn(*mut c_void, &GUID) -> Option<Reference>,
}

/// Objects that somebody holds, and locks of the server.
static IN_USE: AtomicUsize = AtomicUsize::new(0);

/// Whether nobody needs the library.
pub(crate) fn is_idle() -> bool {
    IN_USE.load(Ordering::Acquire) == 0
}

/// Keeps the library in use, or gives up one such claim.
pub(crate) fn lock_server(lock: bool) {
    if lock {
        IN_USE.fetch_add(1, Ordering::AcqRel);
    } else {
        // More answers than locks are ignored.
        let _ = IN_USE.fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| {
            count.checked_sub(1)
        });
    }
}

/// A claim that keeps the library in use until it is dropped.
pub(crate) struct InUse(());

impl InUse {
    pub(crate) fn claim() -> Self {
        lock_server(true);
        Self(())
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        lock_server(false);
    }
}

/// A reference to an object, which is counted.
#[derive(Debug)]
pub(crate) struct Reference {
    object: NonNull<c_void>,
    /// Whether it was made here, and so begins with a [`Header`].
    is_ours: bool,
}

// SAFETY: our objects may be used from any thread; those of others are counted, and asked for a value by the thread that brings them.
unsafe impl Send for Reference {}
// SAFETY: as above.
unsafe impl Sync for Reference {}

impl Reference {
    /// A new object of a class.
    pub(crate) fn new<C: Class>(class: C) -> Self {
        fork::install();
        lock_server(true);
        let object = Box::new(Object {
            header: Header {
                vtbl: std::ptr::from_ref(C::VTBL).cast(),
                references: AtomicU32::new(1),
                is_given: AtomicBool::new(false),
                find: find::<C>,
            },
            class,
        });
        Self {
            object: NonNull::from(Box::leak(object)).cast(),
            is_ours: true,
        }
    }

    /// Takes over a reference.
    ///
    /// # Safety
    /// `object` is an object, one of whose references the caller gives away.
    pub(crate) unsafe fn take(object: NonNull<c_void>) -> Self {
        let mut reference = Self {
            object,
            is_ours: false,
        };
        let query = reference.vtbl().query_interface;
        reference.is_ours = fn_addr_eq(query, query_interface as QueryInterface);
        reference
    }

    /// Makes a reference of its own.
    ///
    /// # Safety
    /// `object` is an object that lives now.
    pub(crate) unsafe fn share(object: NonNull<c_void>) -> Self {
        // SAFETY: it is given away again below.
        let given = unsafe { Self::take(object) };
        let reference = given.clone();
        // Of the two, the caller's is not ours to drop.
        std::mem::forget(given);
        reference
    }

    /// Gives the reference to the program.
    pub(crate) fn into_raw(self) -> *mut c_void {
        self.give();
        let pointer = self.object.as_ptr();
        std::mem::forget(self);
        pointer
    }

    /// Marks the object as one that the program was given.
    pub(crate) fn give(&self) {
        if self.is_ours {
            // SAFETY: an object of ours begins with a header, and lives as long as the reference.
            let header = unsafe { self.object.cast::<Header>().as_ref() };
            header.is_given.store(true, Ordering::Relaxed);
        }
    }

    /// Asks for an interface, which is not a call of the program's.
    ///
    /// # Safety
    /// `iid` is null or readable; `out` is null or writable.
    pub(crate) unsafe fn query(&self, iid: *const GUID, out: *mut *mut c_void) -> i32 {
        let object = self.as_ptr();
        if self.is_ours {
            // SAFETY: the object lives; the rest by the contract.
            return unsafe { find_interface(object, iid, out) };
        }
        let query = self.vtbl().query_interface;
        // SAFETY: as above.
        unsafe { query(object, iid, out) }
    }

    /// The face of an object of ours that has an interface.
    fn face(&self, iid: &GUID) -> Option<Self> {
        if !self.is_ours {
            return None;
        }
        // SAFETY: an object of ours begins with a header, and lives as long as the reference.
        let find = unsafe { self.object.cast::<Header>().as_ref() }.find;
        // SAFETY: the object is of the class that has put it there.
        unsafe { find(self.as_ptr(), iid) }
    }

    fn vtbl(&self) -> UnknownVtbl {
        // SAFETY: every vtable begins with these functions.
        *unsafe { self.vtbl_as() }
    }

    /// The vtable of the interface that the reference is to.
    ///
    /// # Safety
    /// It is an interface with such a vtable.
    pub(crate) unsafe fn vtbl_as<Vtbl>(&self) -> &Vtbl {
        // SAFETY: every object begins with a pointer to a vtable.
        let vtbl = unsafe { self.object.cast::<*const Vtbl>().read() };
        // SAFETY: by the contract; it stays while the object lives.
        unsafe { &*vtbl }
    }

    /// The object, to call its methods.
    pub(crate) fn as_ptr(&self) -> *mut c_void {
        self.object.as_ptr()
    }
}

impl Clone for Reference {
    fn clone(&self) -> Self {
        let add_ref = self.vtbl().add_ref;
        // SAFETY: the object lives.
        unsafe { add_ref(self.object.as_ptr()) };
        Self { ..*self }
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        let release = self.vtbl().release;
        // SAFETY: the reference is ours, and ends here.
        unsafe { release(self.object.as_ptr()) };
    }
}

impl UnknownVtbl {
    pub(crate) const fn of<C: Class>() -> Self {
        Self {
            query_interface,
            add_ref,
            release: release::<C>,
        }
    }
}

/// # Safety
/// As COM defines it.
unsafe extern "system" fn query_interface(
    this: *mut c_void,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IUnknown::QueryInterface", || {
            [
                ("this", Parameter::Object(this)),
                ("riid", Parameter::Guid(iid)),
                ("ppvObject", Parameter::OutHandle(out)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: by the contract.
        unsafe { find_interface(this, iid, out) }
    })
}

/// # Safety
/// `object` is null, or an object of ours that lives; `iid` is null or readable; `out` is null or writable.
unsafe fn find_interface(object: *mut c_void, iid: *const GUID, out: *mut *mut c_void) -> i32 {
    if out.is_null() {
        return HResult::E_POINTER.code();
    }
    // SAFETY: writable by the contract.
    unsafe { out.write_unaligned(std::ptr::null_mut()) };
    // SAFETY: by the contract.
    let header = unsafe { object.cast::<Header>().as_ref() };
    let (Some(header), false) = (header, iid.is_null()) else {
        return HResult::E_INVALIDARG.code();
    };
    // SAFETY: readable by the contract.
    let iid = unsafe { iid.read_unaligned() };
    // SAFETY: the object is of the class that has put it there.
    match unsafe { (header.find)(object, &iid) } {
        Some(face) => {
            // SAFETY: as above.
            unsafe { out.write_unaligned(face.into_raw()) };
            S_OK
        }
        None => HResult::E_NOINTERFACE.code(),
    }
}

/// The face of an object that has an interface.
///
/// # Safety
/// `object` is an object of the class that lives.
unsafe fn find<C: Class>(object: *mut c_void, iid: &GUID) -> Option<Reference> {
    // SAFETY: by the contract.
    let class = unsafe { class_of::<C>(object) }.ok()?;
    let whole = class.whole();
    let is_own = C::INTERFACES.contains(iid) || *iid == ids::UNKNOWN && whole.is_none();
    match whole {
        Some(whole) if !is_own => whole.face(iid),
        _ => {
            // SAFETY: by the contract.
            let own = unsafe { Reference::share(NonNull::new(object)?) };
            if is_own {
                Some(own)
            } else {
                C::face(&own, iid)
            }
        }
    }
}

/// # Safety
/// `this` is an object of ours that the caller holds a reference to, or null.
unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: by the contract.
    let header = unsafe { this.cast::<Header>().as_ref() };
    header.map_or(0, |header| {
        header
            .references
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_add(1)
    })
}

/// # Safety
/// `this` is an object of the class, one of whose references the caller gives up, or null.
unsafe extern "system" fn release<C: Class>(this: *mut c_void) -> u32 {
    if this.is_null() {
        return 0;
    }
    // SAFETY: by the contract; the borrow ends before the object does.
    let references = unsafe { &(*this.cast::<Object<C>>()).header.references };
    let left = references.fetch_sub(1, Ordering::Release).wrapping_sub(1);
    if left == 0 {
        fence(Ordering::Acquire);
        // SAFETY: it was made by Box, and nobody refers to it any more.
        let object = unsafe { Box::from_raw(this.cast::<Object<C>>()) };
        if fork::settle().is_err() {
            // Its end might wait for a lock that this thread holds over a fork: the object is left as it is.
            std::mem::forget(object);
            return left;
        }
        let is_given = object.header.is_given.load(Ordering::Relaxed);
        let _ = guarded(|| {
            if is_given {
                // Before its end, since the next object may be at the same address.
                let arguments = || vec![member("this", shown_address(this))];
                Method::begin("IUnknown::Release", arguments).run(|| Ok(()))?;
            }
            drop(object);
            Ok(())
        });
        lock_server(false);
    }
    left
}

/// The address of an object, as the journal shows it.
fn shown_address(object: *mut c_void) -> Json {
    format!("0x{:x}", object.addr()).into()
}

/// Runs what a method does; a panic stops here, and calls from within a fork do.
pub(crate) fn guarded<T>(body: impl FnOnce() -> Result<T, HResult>) -> Result<T, HResult> {
    guard(|| {
        fork::settle().map_err(|_| HResult::E_UNEXPECTED)?;
        body()
    })
}

/// What the class of an object keeps.
///
/// # Safety
/// `this` is null, or an object of the class that lives for `'a`.
pub(crate) unsafe fn class_of<'a, C: Class>(this: *mut c_void) -> Result<&'a C, HResult> {
    // SAFETY: by the contract.
    let object = unsafe { this.cast::<Object<C>>().as_ref() };
    object.map(|object| &object.class).ok_or(HResult::E_POINTER)
}

/// A method without a result of its own.
///
/// # Safety
/// `this` is null, or an object of the class that the caller holds a reference to.
pub(crate) unsafe fn perform<C: Class>(
    this: *mut c_void,
    body: impl FnOnce(&C) -> Result<(), HResult>,
) -> i32 {
    // SAFETY: by the contract.
    match guarded(|| body(unsafe { class_of(this) }?)) {
        Ok(()) => S_OK,
        Err(error) => error.code(),
    }
}

/// A method with a result, which is null or zero when it fails.
///
/// # Safety
/// As for [`perform`]; `out` is null or writable.
pub(crate) unsafe fn answer<C: Class, A: Answer>(
    this: *mut c_void,
    out: *mut A::Raw,
    body: impl FnOnce(&C) -> Result<A, HResult>,
) -> i32 {
    if out.is_null() {
        return HResult::E_POINTER.code();
    }
    // SAFETY: by the contract.
    unsafe { out.write_unaligned(A::NOTHING) };
    // SAFETY: by the contract.
    match guarded(|| body(unsafe { class_of(this) }?).and_then(A::into_raw)) {
        Ok(raw) => {
            // SAFETY: by the contract.
            unsafe { out.write_unaligned(raw) };
            S_OK
        }
        Err(error) => error.code(),
    }
}

/// What a method takes.
pub(crate) trait Argument: Sized {
    /// As it is passed.
    type Raw;
    /// Whether late-bound callers may leave it out.
    const IS_OPTIONAL: bool = false;

    /// # Safety
    /// `raw` is what the interface says.
    unsafe fn read(raw: &Self::Raw) -> Self;

    /// From a late-bound call.
    fn convert(value: &Value) -> Result<Self, HResult>;

    /// As the journal shows it.
    fn shown(&self) -> Json;

    /// Where it leads, for who wants to know that before it is read.
    fn parameter(raw: &Self::Raw) -> Parameter;
}

/// What a method gives back to late-bound callers.
pub(crate) trait Output {
    /// What the journal calls it.
    const NAME: &str = "value";

    fn into_value(self) -> Value;

    /// As the journal shows it.
    fn shown(&self) -> Option<Json>;
}

/// What a method gives back through a pointer.
pub(crate) trait Answer: Output + Sized {
    type Raw;
    /// What stands there when the method fails.
    const NOTHING: Self::Raw;
    fn into_raw(self) -> Result<Self::Raw, HResult>;
}

/// Text; none for a null string.
pub(crate) struct Text(pub(crate) Option<U16String>);

impl Text {
    pub(crate) fn or_empty(self) -> U16String {
        self.0.unwrap_or_default()
    }
}

/// A number that late-bound callers may leave out: zero.
pub(crate) struct OrZero(pub(crate) i32);

/// An object that the class makes nothing of.
pub(crate) struct AnyObject;

/// A result that is an object without late-bound calls.
pub(crate) struct Unknown(pub(crate) Reference);

/// A date.
pub(crate) struct Date(pub(crate) f64);

/// Bytes in a VARIANT.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Argument for Text {
    type Raw = BSTR;

    unsafe fn read(raw: &BSTR) -> Self {
        // SAFETY: by the contract.
        Self(unsafe { variant::read_text(*raw) })
    }

    fn convert(value: &Value) -> Result<Self, HResult> {
        value.to_text().map(Self)
    }

    fn shown(&self) -> Json {
        self.0
            .as_ref()
            .map(|text| names::text(text.as_slice()))
            .into()
    }

    fn parameter(raw: &BSTR) -> Parameter {
        Parameter::Bstr(*raw)
    }
}

impl Argument for i32 {
    type Raw = Self;

    unsafe fn read(raw: &Self) -> Self {
        *raw
    }

    fn convert(value: &Value) -> Result<Self, HResult> {
        value.to_long()
    }

    fn shown(&self) -> Json {
        (*self).into()
    }

    fn parameter(raw: &Self) -> Parameter {
        Parameter::Number((*raw).into())
    }
}

impl Argument for OrZero {
    type Raw = i32;
    const IS_OPTIONAL: bool = true;

    unsafe fn read(raw: &i32) -> Self {
        Self(*raw)
    }

    fn convert(value: &Value) -> Result<Self, HResult> {
        if matches!(value, Value::Missing) {
            return Ok(Self(0));
        }
        value.to_long().map(Self)
    }

    fn shown(&self) -> Json {
        self.0.into()
    }

    fn parameter(raw: &i32) -> Parameter {
        Parameter::Number((*raw).into())
    }
}

impl Argument for Value {
    type Raw = VARIANT;

    unsafe fn read(raw: &VARIANT) -> Self {
        // SAFETY: by the contract.
        unsafe { variant::read(raw) }
    }

    fn convert(value: &Value) -> Result<Self, HResult> {
        Ok(value.clone())
    }

    fn shown(&self) -> Json {
        match self {
            Self::Integer(number) => i64::try_from(*number).map_or(Json::Null, Json::Number),
            Self::Bool(truth) => (*truth).into(),
            Self::Text(text) => text
                .as_ref()
                .map(|text| names::text(text.as_slice()))
                .into(),
            Self::Bytes(bytes) => names::bytes(bytes),
            _ => Json::Null,
        }
    }

    fn parameter(raw: &VARIANT) -> Parameter {
        Parameter::Variant(std::ptr::from_ref(raw))
    }
}

impl Argument for AnyObject {
    type Raw = *mut c_void;

    unsafe fn read(_: &*mut c_void) -> Self {
        Self
    }

    fn convert(_: &Value) -> Result<Self, HResult> {
        Ok(Self)
    }

    fn shown(&self) -> Json {
        Json::Null
    }

    fn parameter(raw: &*mut c_void) -> Parameter {
        Parameter::Handle(*raw)
    }
}

impl Output for () {
    fn into_value(self) -> Value {
        Value::Empty
    }

    fn shown(&self) -> Option<Json> {
        None
    }
}

macro_rules! answers {
    ($($type:ty, $name:literal, $raw:ty, $nothing:expr, $shown:expr, $value:expr, $into_raw:expr;)*) => {$(
        impl Output for $type {
            const NAME: &str = $name;

            fn into_value(self) -> Value {
                $value(self)
            }

            fn shown(&self) -> Option<Json> {
                $shown(self)
            }
        }

        impl Answer for $type {
            type Raw = $raw;
            const NOTHING: $raw = $nothing;

            fn into_raw(self) -> Result<$raw, HResult> {
                $into_raw(self)
            }
        }
    )*};
}

answers! {
    U16String, "value", BSTR, std::ptr::null_mut(), |text: &Self| Some(names::text(text.as_slice())),
        |text| Value::Text(Some(text)),
        |text: Self| system::new_string(text.as_slice());
    i32, "value", i32, 0, |number: &Self| Some((*number).into()), |number| Value::Integer(i128::from(number)), Ok;
    bool, "value", i16, 0, |truth: &Self| Some((*truth).into()), Value::Bool, |truth| Ok(if truth { VARIANT_TRUE } else { 0 });
    Date, "value", f64, 0.0, |_: &Self| None, |Self(date)| Value::Date(date), |Self(date)| Ok(date);
    Bytes, "value", VARIANT, VARIANT::EMPTY, |Self(bytes): &Self| Some(names::bytes(bytes)),
        |Self(bytes)| Value::Bytes(bytes),
        |Self(bytes)| variant::make(Value::Bytes(bytes));
    Reference, "object", *mut c_void, std::ptr::null_mut(), |object: &Self| Some(shown_address(object.object.as_ptr())), Value::Object, |object: Self| Ok(object.into_raw());
    Unknown, "object", *mut c_void, std::ptr::null_mut(), |Self(object): &Self| Some(shown_address(object.object.as_ptr())),
        |Self(object)| Value::Unknown(object),
        |Self(object): Self| Ok(object.into_raw());
}
