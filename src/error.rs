// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one error type of the core, and the codes that it becomes at the edge.

#![forbid(unsafe_code)]

/// What went wrong. A variant names the cause; the code tables below name the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// No `WSAStartup` is in effect.
    #[error("Winsock is not started")]
    NotStarted,
    /// `WSAStartup` asked for a version below 1.0.
    #[error("the requested version is not supported")]
    VersionNotSupported,
    /// The library cannot work as configured.
    #[error("the library is not ready as configured")]
    NotReady,
    /// The calling thread is in the middle of something that the call would disturb.
    #[error("another operation is in progress")]
    InProgress,
    /// More `WSAStartup` calls than can be counted.
    #[error("too many start-ups")]
    TooManyStartups,
    /// A pointer that must not be null is.
    #[error("a required pointer is null")]
    BadPointer,
    /// The caller's buffer cannot hold the result; the needed size has been reported.
    #[error("the buffer is too small")]
    BufferTooSmall,
    /// A parameter, or something inside a struct, has a value that makes no sense.
    #[error("a parameter is invalid")]
    InvalidParameter,
    /// A service class that cannot be one: the GUID of zeros.
    #[error("an invalid service class")]
    InvalidClass,
    /// It is stored already, and the call does not say to change it.
    #[error("already stored")]
    AlreadyStored,
    /// An address of a family that the namespace does not know.
    #[error("address family not supported")]
    FamilyNotSupported,
    /// A protocol that the namespace does not know.
    #[error("protocol not supported")]
    ProtocolNotSupported,
    /// The caller may not change this namespace.
    #[error("access denied")]
    AccessDenied,
    /// Memory, or a table, is full.
    #[error("out of memory")]
    OutOfMemory,
    /// No such service, or no provider that could know it.
    #[error("service not found")]
    ServiceNotFound,
    /// No such service class.
    #[error("service class not found")]
    ClassNotFound,
    /// The service class is known already.
    #[error("service class already installed")]
    ClassInstalled,
    /// Services of the class are registered.
    #[error("service class in use")]
    ClassInUse,
    /// The name exists, but nothing about it satisfies the restrictions.
    #[error("no data of the requested kind")]
    NoData,
    /// No host has this name or address.
    #[error("host not found")]
    HostNotFound,
    /// Nobody who could know has answered.
    #[error("not now; trying again may help")]
    TryAgain,
    /// Somebody else is at work on it, and what is there is not known.
    #[error("busy; trying again may help")]
    Busy,
    /// It cannot be done, now or later: refused, or answered with nonsense.
    #[error("trying again does not help")]
    NoRecovery,
    /// A call to every namespace is not meant for this one.
    #[error("the namespace is not concerned")]
    NotConcerned,
    /// Something is registered at this address already.
    #[error("address in use")]
    AddressInUse,
    /// The provider does not do this.
    #[error("operation not supported")]
    NotSupported,
    /// An enumeration has come to its end.
    #[error("no more results")]
    NoMore,
    /// The lookup was ended while the call was running.
    #[error("the lookup was cancelled")]
    Cancelled,
    /// What was waited for will not come any more.
    #[error("the operation was aborted")]
    Aborted,
    /// No failure: a completion routine will tell how it went.
    #[error("the operation will complete later")]
    Pending,
    /// The call would have to wait.
    #[error("nothing has changed yet")]
    WouldBlock,
    /// A lookup handle that is not open.
    #[error("invalid handle")]
    InvalidHandle,
    /// No provider of that kind is installed.
    #[error("no such provider")]
    InvalidProvider,
    /// A table of routines that is too small.
    #[error("the table of routines is too small")]
    InvalidTable,
    /// The library of a provider cannot be loaded, or its start-up failed.
    #[error("the provider could not be loaded or started")]
    ProviderFailed,
    /// The system refused something that should have worked.
    #[error("a system call failed")]
    SystemCall,
    /// What a provider library reported, where it means nothing to this one.
    #[error("the provider reported error {0}")]
    Reported(i32),
    /// A defect of this library, caught at its edge.
    #[error("internal error")]
    Internal,
}

impl Error {
    /// The Winsock error code.
    pub(crate) fn wsa_code(self) -> i32 {
        match self {
            Self::NotStarted => 10093,                        // WSANOTINITIALISED
            Self::VersionNotSupported => 10092,               // WSAVERNOTSUPPORTED
            Self::NotReady => 10091,                          // WSASYSNOTREADY
            Self::InProgress => 10036,                        // WSAEINPROGRESS
            Self::TooManyStartups => 10067,                   // WSAEPROCLIM
            Self::BadPointer | Self::BufferTooSmall => 10014, // WSAEFAULT
            Self::InvalidParameter => 10022,                  // WSAEINVAL
            Self::InvalidClass => 87,                         // WSA_INVALID_PARAMETER
            Self::AlreadyStored => 10037,                     // WSAEALREADY
            Self::FamilyNotSupported => 10047,                // WSAEAFNOSUPPORT
            Self::ProtocolNotSupported => 10046,              // WSAEPFNOSUPPORT
            Self::AccessDenied => 10013,                      // WSAEACCES
            Self::OutOfMemory => 8,                           // WSA_NOT_ENOUGH_MEMORY
            Self::ServiceNotFound => 10108,                   // WSASERVICE_NOT_FOUND
            Self::ClassNotFound => 10109,                     // WSATYPE_NOT_FOUND
            Self::ClassInstalled => 10037,                    // WSAEALREADY
            Self::ClassInUse => 10059,                        // WSAETOOMANYREFS
            Self::HostNotFound => 11001,                      // WSAHOST_NOT_FOUND
            Self::TryAgain | Self::Busy => 11002,             // WSATRY_AGAIN
            Self::NoRecovery => 11003,                        // WSANO_RECOVERY
            Self::NotConcerned => 10108,                      // WSASERVICE_NOT_FOUND
            Self::AddressInUse => 10048,                      // WSAEADDRINUSE
            Self::NoData => 11004,                            // WSANO_DATA
            Self::NotSupported => 10045,                      // WSAEOPNOTSUPP
            Self::NoMore => 10110,                            // WSA_E_NO_MORE
            Self::Cancelled => 10111,                         // WSA_E_CANCELLED
            Self::Aborted => 995,                             // WSA_OPERATION_ABORTED
            Self::Pending => 997,                             // WSA_IO_PENDING
            Self::WouldBlock => 10035,                        // WSAEWOULDBLOCK
            Self::InvalidHandle => 6,                         // WSA_INVALID_HANDLE
            Self::InvalidTable => 10104,                      // WSAEINVALIDPROCTABLE
            Self::InvalidProvider => 10105,                   // WSAEINVALIDPROVIDER
            Self::ProviderFailed => 10106,                    // WSAEPROVIDERFAILEDINIT
            Self::SystemCall | Self::Internal => 10107,       // WSASYSCALLFAILURE
            Self::Reported(code) => code,
        }
    }

    /// What a provider library means by a Winsock error code; both spellings of the two that have one.
    pub(crate) fn reported(code: i32) -> Self {
        match code {
            10014 => Self::BufferTooSmall,
            10022 => Self::InvalidParameter,
            10013 => Self::AccessDenied,
            8 => Self::OutOfMemory,
            10108 => Self::ServiceNotFound,
            10109 => Self::ClassNotFound,
            10037 => Self::ClassInstalled,
            10059 => Self::ClassInUse,
            11001 => Self::HostNotFound,
            11002 => Self::TryAgain,
            11003 => Self::NoRecovery,
            11004 => Self::NoData,
            10045 => Self::NotSupported,
            10035 => Self::WouldBlock,
            10102 | 10110 => Self::NoMore,
            10103 | 10111 => Self::Cancelled,
            other => Self::Reported(other),
        }
    }
}
