// SPDX-License-Identifier: MIT OR Apache-2.0
//! The interfaces: for each class one table, from which its vtable and its late-bound calls are made. The order of the lines is
//! that of the vtable.

use std::ffi::c_void;

use super::classes::manager::Manager;
use super::classes::registration::Registration;
use super::classes::service::Service;
use super::classes::services::Services;
use super::classes::session::Session;
use super::classes::strings::Strings;
use super::dispatch::{Dispatch, DispatchVtbl, Failure, Kind, Member, Parameter};
use super::ids;
use super::lockdown::LOCKDOWN_CALLS;
use super::object::{
    Answer, AnyObject, Argument, Bytes, Class, Date, OrZero, Output, Reference, Text, Unknown,
    answer, perform,
};
use super::value::Value;
use crate::edge::com::{Method, find_wild, refused_method};
use crate::edge::parameter::Parameter as Pointer;
use crate::ffi::guiddef::GUID;
use crate::harness::json::member;
use crate::hresult::HResult;
use widestring::U16String;

macro_rules! interface {
    (
        $interface:literal $class:ty, $vtbl:ident, $calls:ident, [$($iid:ident),*] $(and $face:path,)?
        $($id:literal $kind:ident $name:literal $method:ident($($argument:ident $label:literal: $type:ty),*) $(-> $out:ty)?;)*
    ) => {
        /// The vtable, slot by slot.
        #[repr(C)]
        pub(crate) struct $vtbl {
            dispatch: DispatchVtbl,
            $($method: unsafe extern "system" fn(
                *mut c_void
                $(, <$type as Argument>::Raw)*
                $(, *mut <$out as Answer>::Raw)?
            ) -> i32,)*
        }

        const _: () = {
            // What a method does, watched: compiled once for both ways to call it.
            $(#[inline(never)]
            fn $method(
                class: &$class
                $(, $argument: $type)*
            ) -> Result<interface!(@result $($out)?), HResult> {
                let arguments = || vec![$(member($label, Argument::shown(&$argument))),*];
                Method::begin(interface!(@call $interface $kind $name), arguments)
                    .run(|| class.$method($($argument),*))
            })*

        impl Class for $class {
            type Vtbl = $vtbl;
            const VTBL: &'static $vtbl = {
                &$vtbl {
                    dispatch: DispatchVtbl::of::<$class>(),
                    $($method: {
                        unsafe extern "system" fn slot(
                            this: *mut c_void
                            $(, $argument: <$type as Argument>::Raw)*
                            $(, out: *mut <$out as Answer>::Raw)?
                        ) -> i32 {
                            interface!(@run [$interface $kind $name], this, $class, $method, [$($argument $label: $type),*] $(, $out, out)?)
                        }
                        slot
                    },)*
                }
            };
            const INTERFACES: &'static [GUID] = &[ids::DISPATCH, $(ids::$iid),*];

            $(fn face(whole: &Reference, iid: &GUID) -> Option<Reference> {
                $face(whole, iid)
            })?
        }

        impl Dispatch for $class {
            const MEMBERS: &'static [Member<Self>] = &[$(Member {
                id: u32::cast_signed($id),
                kind: Kind::$kind,
                name: $name,
                parameters: &[$(Parameter {
                    name: $label,
                    is_optional: <$type as Argument>::IS_OPTIONAL,
                }),*],
                #[allow(unused_variables)]
                call: |class, arguments| {
                    $(let $argument = arguments.next::<$type>()?;)*
                    $method(class $(, $argument)*)
                        .map(Output::into_value)
                        .map_err(Failure::Member)
                },
            }),*];
        }
        };

        /// The names of the methods.
        const $calls: &[&str] = &[$(interface!(@call $interface $kind $name)),*];
    };
    (@call $interface:literal Method $name:literal) => {
        concat!($interface, "::", $name)
    };
    (@call $interface:literal Get $name:literal) => {
        concat!($interface, "::get_", $name)
    };
    (@call $interface:literal Put $name:literal) => {
        concat!($interface, "::put_", $name)
    };
    (@result) => { () };
    (@result $out:ty) => { $out };
    (@body $class:ty, $method:ident, [$($argument:ident: $type:ty),*]) => {
        |class: &$class| {
            // SAFETY: the caller passes what the interface says.
            $(let $argument = unsafe { <$type as Argument>::read(&$argument) };)*
            $method(class $(, $argument)*)
        }
    };
    (@run [$interface:literal $kind:ident $name:literal], $this:ident, $class:ty, $method:ident, [$($argument:ident $label:literal: $type:ty),*]) => {{
        const CALL: &str = interface!(@call $interface $kind $name);
        let parameters = || [("this", Pointer::Object($this)) $(, ($label, <$type as Argument>::parameter(&$argument)))*];
        if let Some(parameter) = find_wild(parameters) {
            return refused_method(CALL, Some(parameter));
        }
        let body = interface!(@body $class, $method, [$($argument: $type),*]);
        // SAFETY: the caller passes an object of the class, which it holds.
        unsafe { perform($this, body) }
    }};
    (
        @run [$interface:literal $kind:ident $name:literal], $this:ident, $class:ty, $method:ident, [$($argument:ident $label:literal: $type:ty),*],
        $out_type:ty, $out:ident
    ) => {{
        const CALL: &str = interface!(@call $interface $kind $name);
        if $out.is_null() {
            return refused_method(CALL, None);
        }
        let parameters = || [
            ("this", Pointer::Object($this)),
            ("retval", Pointer::Room($out.cast(), size_of::<<$out_type as Answer>::Raw>())),
            $(($label, <$type as Argument>::parameter(&$argument)),)*
        ];
        if let Some(parameter) = find_wild(parameters) {
            return refused_method(CALL, Some(parameter));
        }
        let body = interface!(@body $class, $method, [$($argument: $type),*]);
        // SAFETY: the caller passes an object of the class, which it holds, and a pointer to write to, or null.
        unsafe { answer::<$class, $out_type>($this, $out, body) }
    }};
}

interface! {
    "IUpdateServiceManager2" Manager, ManagerVtbl, MANAGER_CALLS, [MANAGER, MANAGER_2] and Manager::face,
    0x6002_0001 Get "Services" services() -> Reference;
    0x6002_0002 Method "AddService" add_service(id "serviceID": Text, path "authorizationCabPath": Text) -> Reference;
    0x6002_0003 Method "RegisterServiceWithAU" register_with_automatic_updates(id "serviceID": Text);
    0x6002_0004 Method "RemoveService" remove_service(id "serviceID": Text);
    0x6002_0005 Method "UnregisterServiceWithAU" unregister_with_automatic_updates(id "serviceID": Text);
    0x6002_0006 Method "AddScanPackageService" add_scan_package_service(
        name "serviceName": Text, path "scanFileLocation": Text, flags "flags": OrZero
    ) -> Reference;
    0x6001_0007 Method "SetOption" set_option(name "optionName": Text, value "optionValue": Value);
    0x6003_0001 Get "ClientApplicationID" client_application_id() -> U16String;
    0x6003_0001 Put "ClientApplicationID" put_client_application_id(value "value": Text);
    0x6003_0002 Method "QueryServiceRegistration" query_service_registration(id "serviceID": Text) -> Reference;
    0x6003_0003 Method "AddService2" add_service2(
        id "serviceID": Text, flags "flags": i32, path "authorizationCabPath": Text
    ) -> Reference;
}

interface! {
    "IUpdateServiceRegistration" Registration, RegistrationVtbl, REGISTRATION_CALLS, [REGISTRATION]
    0 Get "RegistrationState" state() -> i32;
    0x6002_0001 Get "ServiceID" id() -> U16String;
    0x6002_0002 Get "IsPendingRegistrationWithAU" is_pending_with_automatic_updates() -> bool;
    0x6002_0003 Get "Service" service() -> Reference;
}

interface! {
    "IUpdateService2" Service, ServiceVtbl, SERVICE_CALLS, [SERVICE, SERVICE_2]
    0 Get "Name" name() -> U16String;
    0x6002_0001 Get "ContentValidationCert" content_validation_certificate() -> Bytes;
    0x6002_0002 Get "ExpirationDate" expiration_date() -> Date;
    0x6002_0003 Get "IsManaged" is_managed() -> bool;
    0x6002_0004 Get "IsRegisteredWithAU" is_registered_with_automatic_updates() -> bool;
    0x6002_0005 Get "IssueDate" issue_date() -> Date;
    0x6002_0006 Get "OffersWindowsUpdates" offers_windows_updates() -> bool;
    0x6002_0007 Get "RedirectUrls" redirect_urls() -> Reference;
    0x6002_0008 Get "ServiceID" id() -> U16String;
    0x6002_000A Get "IsScanPackageService" is_scan_package() -> bool;
    0x6002_000B Get "CanRegisterWithAU" can_register_with_automatic_updates() -> bool;
    0x6002_000C Get "ServiceUrl" url() -> U16String;
    0x6002_000D Get "SetupPrefix" setup_prefix() -> U16String;
    0x6003_0001 Get "IsDefaultAUService" is_default() -> bool;
}

interface! {
    "IUpdateServiceCollection" Services, ServicesVtbl, SERVICES_CALLS, [SERVICE_COLLECTION]
    0 Get "Item" item(index "index": i32) -> Reference;
    0xFFFF_FFFC Get "_NewEnum" enumerate() -> Unknown;
    0x6002_0001 Get "Count" count() -> i32;
}

interface! {
    "IStringCollection" Strings, StringsVtbl, STRINGS_CALLS, [STRING_COLLECTION]
    0 Get "Item" item(index "index": i32) -> U16String;
    0 Put "Item" put_item(index "index": i32, value "value": Text);
    0xFFFF_FFFC Get "_NewEnum" enumerate() -> Unknown;
    0x6002_0001 Get "Count" count() -> i32;
    0x6002_0002 Get "ReadOnly" is_read_only() -> bool;
    0x6002_0003 Method "Add" add(value "value": Text) -> i32;
    0x6002_0004 Method "Clear" clear();
    0x6002_0005 Method "Copy" copy() -> Reference;
    0x6002_0006 Method "Insert" insert(index "index": i32, value "value": Text);
    0x6002_0007 Method "RemoveAt" remove_at(index "index": i32);
}

interface! {
    "IUpdateSession3" Session, SessionVtbl, SESSION_CALLS, [SESSION, SESSION_2, SESSION_3]
    0x6002_0001 Get "ClientApplicationID" client_application_id() -> U16String;
    0x6002_0001 Put "ClientApplicationID" put_client_application_id(value "value": Text);
    0x6002_0002 Get "ReadOnly" is_read_only() -> bool;
    0x6002_0003 Get "WebProxy" web_proxy() -> Reference;
    0x6002_0003 Put "WebProxy" put_web_proxy(value "value": AnyObject);
    0x6002_0004 Method "CreateUpdateSearcher" create_searcher() -> Reference;
    0x6002_0005 Method "CreateUpdateDownloader" create_downloader() -> Reference;
    0x6002_0006 Method "CreateUpdateInstaller" create_installer() -> Reference;
    0x6003_0001 Get "UserLocale" user_locale() -> i32;
    0x6003_0001 Put "UserLocale" put_user_locale(value "lcid": i32);
    0x6004_0001 Method "CreateUpdateServiceManager" create_service_manager() -> Reference;
    0x6004_0002 Method "QueryHistory" query_history(
        criteria "criteria": Text, start "startIndex": i32, count "Count": i32
    ) -> Reference;
}

/// The names of all methods: the newest interface of the class, and the method as the headers for C spell it.
pub(crate) const CALLS: [&[&str]; 7] = [
    MANAGER_CALLS,
    REGISTRATION_CALLS,
    SERVICE_CALLS,
    SERVICES_CALLS,
    STRINGS_CALLS,
    SESSION_CALLS,
    LOCKDOWN_CALLS,
];
