// SPDX-License-Identifier: MIT OR Apache-2.0
//! Update services.

#![forbid(unsafe_code)]

use std::time::Duration;

use crate::error::Error;
#[cfg(any(windows, test))]
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;

/// The id of a service in braces, with blanks, of another length, or with other characters.
///
/// The reference pages promise this code for bad parameters. One report has a remote call answered with the error of the
/// GUID parser; who wants that asks for it.
pub(crate) const MALFORMED_SERVICE_ID: HResult = HResult::E_INVALIDARG;
pub(crate) const MALFORMED_RPC_SERVICE_ID: HResult = HResult::RPC_S_INVALID_STRING_UUID;

/// A bit of `flags` beyond the three that are documented.
pub(crate) const UNKNOWN_ADD_SERVICE_FLAG: HResult = HResult::E_INVALIDARG;

/// A bit of the flags of `LockDown` beyond the one that is documented. None at all restricts nothing.
pub(crate) const UNKNOWN_LOCKDOWN_FLAG: HResult = HResult::E_INVALIDARG;

/// An attempt to change how Automatic Updates uses a managed service, or to remove one: the administrator's server decides.
pub(crate) const MANAGED_SERVICE: HResult = HResult::WU_E_DS_INVALIDOPERATION;

/// Removing the store's or the flighting service, as for Windows Update: the message of this code speaks of built-in services.
pub(crate) const BUILT_IN_SERVICE: HResult = HResult::WU_E_DS_NEEDWINDOWSSERVICE;

/// An index outside a collection of services: the code that is documented for collections of strings.
pub(crate) const NO_SUCH_SERVICE_INDEX: HResult = HResult::WU_E_INVALIDINDEX;

/// `ClientApplicationID` that was never set. The reference page says "Unknown", the protocol's document the empty string; the
/// latter is the one that specifies state.
pub(crate) const UNSET_CLIENT_APPLICATION_ID: &str = "";

/// `UserLocale` that was never set: English, United States, whatever the machine's language, so that runs are alike.
pub(crate) const USER_LOCALE: i32 = 0x0409;

/// When a service was issued that has no date: the beginning of the system's calendar, as current systems show it.
pub(crate) const NO_ISSUE_DATE: f64 = -109_205.0;

/// When a service expires that never does.
///
/// Current systems fail here; programs that list services give up when one property fails. Older ones show this date, in 5254.
pub(crate) const NO_EXPIRATION_DATE: f64 = 1_225_194.889_583_333_4;

/// The last time that is shown as a date; what would expire later never expires.
pub(crate) const LAST_DATE: Duration = Duration::from_secs(253_402_300_799);

/// Registering a class where the system keeps no registry of classes: the documented code for classes that cannot be
/// registered. They are found without.
pub(crate) const NO_CLASS_REGISTRY: HResult = HResult::SELFREG_E_CLASS;

/// A type library, as the system knows it.
#[cfg(any(windows, test))]
pub(crate) struct TypeLibrary {
    pub(crate) id: GUID,
    pub(crate) version: &'static str,
    pub(crate) title: &'static str,
}

/// The type library of the DLL. Its identifier is one of its own: the genuine library, B596CC9F-56E5-419E-A622-E01BB457431E, also
/// describes what searches, downloads and installs, which programs would no longer find if this took its place.
#[cfg(any(windows, test))]
pub(crate) const TYPE_LIBRARY: TypeLibrary = TypeLibrary {
    id: GUID {
        Data1: 0x1BCC_4206,
        Data2: 0x5B15,
        Data3: 0x44D6,
        Data4: [0x80, 0xEA, 0x76, 0x3B, 0x5A, 0x56, 0xD3, 0x3E],
    },
    version: "1.0",
    title: "Enlist Update Services 1.0 Type Library",
};

/// A class that somebody else has registered: it does not stay, since who registers the library wants it to answer. What was there is
/// kept, and comes back when the registration is taken back.
#[cfg(any(windows, test))]
pub(crate) const REGISTERED_CLASSES_STAY: bool = false;

/// An interface that somebody else has registered: it stays, since its description there serves calls between threads as well, also for
/// the genuine objects.
#[cfg(any(windows, test))]
pub(crate) const REGISTERED_INTERFACES_STAY: bool = true;

/// Registering where only an administrator may change the classes of the machine, or nobody, since they are the system's: it is
/// done for the user, whose programs find it first, unless they run with an administrator's rights.
#[cfg(windows)]
pub(crate) const REGISTERS_FOR_THE_USER: bool = true;

/// How long a registration waits for those of other processes, which take a fraction of a second.
#[cfg(windows)]
pub(crate) const REGISTRATION_TURN_MS: u32 = 30_000;

/// What a failure of the registry is to whoever registers: the codes that are documented for it, and the one for a lack of
/// permission, by which people know what to do.
#[cfg(windows)]
pub(crate) fn registry_failure(code: u32) -> HResult {
    match code {
        5 => HResult::E_ACCESSDENIED,
        8 | 14 => HResult::E_OUTOFMEMORY,
        _ => HResult::SELFREG_E_CLASS,
    }
}

/// An object that is created while the configuration cannot be used: the agent is not initialised.
pub(crate) const UNUSABLE_CONFIGURATION: HResult = HResult::WU_E_NOT_INITIALIZED;

/// What a failure of the store is to the callers of methods: the codes of the agent's own data store.
pub(crate) fn store_failure(error: Error) -> HResult {
    match error {
        Error::AccessDenied => HResult::E_ACCESSDENIED,
        Error::OutOfMemory => HResult::E_OUTOFMEMORY,
        super::BEYOND_LIMIT => HResult::E_INVALIDARG,
        super::STORE_BUSY => HResult::WU_E_DS_LOCKTIMEOUTEXPIRED,
        _ => HResult::WU_E_DS_UNEXPECTED,
    }
}

/// How long an attempt at a pending registration counts as under way, and nobody else makes one. Longer than any attempt lasts,
/// the resolution of the server's name, which has no limit of ours, included.
pub(crate) const ATTEMPT_LIMIT: Duration = Duration::from_secs(900);

const _: () = assert!(ATTEMPT_LIMIT.as_secs() >= LONGEST_ONLINE_TIME.as_secs() + 300);

/// How many redirections are followed, one after another.
pub(crate) const REDIRECT_LIMIT: usize = 5;

/// More redirections than that: the last status is one that nobody handles.
pub(crate) const TOO_MANY_REDIRECTS: HResult = HResult(0x8024_402B);

/// A server's file that is larger than an authorization cab may be: as for one on disk, CRYPT_E_FILE_ERROR.
pub(crate) const OVERSIZED_DOWNLOAD: HResult = HResult(0x8009_2003);

/// What servers call cabinets.
pub(crate) const CABINET_CONTENT_TYPES: [&str; 3] = [
    "application/vnd.ms-cab-compressed",
    "application/octet-stream",
    "application/x-cab",
];

/// How much may stand before a response's body, or in a line of it, in bytes.
pub(crate) const RESPONSE_HEAD_LIMIT_BYTES: u64 = 64 << 10;

/// How many cabinets of a server are kept, which are not sent again when they have not changed.
pub(crate) const KNOWN_CABINET_LIMIT: usize = 16;

/// How long one registration on line may take, unless the user says otherwise.
pub(crate) const ONLINE_TIME: Duration = Duration::from_secs(30);

/// The longest that the user may say.
pub(crate) const LONGEST_ONLINE_TIME: Duration = Duration::from_secs(600);

/// When what is pending is tried again by the thread that does so: soon, then twice as late after each failure, up to once in an
/// hour.
pub(crate) const FIRST_RETRY: Duration = Duration::from_secs(1);
pub(crate) const LONGEST_RETRY: Duration = Duration::from_secs(3_600);

/// How often that thread looks whether another process has left something pending.
pub(crate) const PENDING_LOOK: Duration = Duration::from_secs(60);
