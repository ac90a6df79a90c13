// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can go wrong between here and a server, and the HRESULT of each.

#![forbid(unsafe_code)]

use std::io::{self, ErrorKind};

use crate::hresult::HResult;
use crate::policy;

/// Why there is no response, or none that is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    NameNotResolved,
    NoNetwork,
    CannotConnect,
    /// The connection ended before the response was complete.
    Aborted,
    Reset,
    TimeOut,
    /// No secure connection can be had.
    Insecure,
    /// The response is none, or contradicts itself.
    Malformed,
    /// More than is taken.
    TooLarge,
    WrongType,
    /// One redirection after another.
    Astray,
    /// The server refuses, or asks for what is not done.
    Status(u16),
}

impl Failure {
    /// That of a connection that was not made.
    pub(super) fn connecting(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => Self::NoNetwork,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::TimeOut,
            _ => Self::CannotConnect,
        }
    }

    /// That of a connection that was made.
    pub(super) fn transferring(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::TimeOut,
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Self::Reset,
            // What the library for secure connections says of itself.
            ErrorKind::InvalidData => Self::Insecure,
            _ => Self::Aborted,
        }
    }

    /// Whether somebody answered.
    pub(super) fn was_answered(self) -> bool {
        matches!(
            self,
            Self::Malformed | Self::TooLarge | Self::WrongType | Self::Astray | Self::Status(_)
        )
    }
}

impl From<Failure> for HResult {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NameNotResolved => Self::WU_E_PT_WINHTTP_NAME_NOT_RESOLVED,
            Failure::NoNetwork => Self::WU_E_NO_CONNECTION,
            Failure::CannotConnect => Self::ERROR_WINHTTP_CANNOT_CONNECT,
            Failure::Aborted => Self::ERROR_WINHTTP_CONNECTION_ERROR,
            Failure::Reset => Self::ERROR_INTERNET_CONNECTION_RESET,
            Failure::TimeOut => Self::ERROR_WINHTTP_TIMEOUT,
            Failure::Insecure => Self::ERROR_WINHTTP_SECURE_FAILURE,
            Failure::Malformed => Self::WU_E_REDIRECTOR_INVALID_RESPONSE,
            Failure::TooLarge => policy::OVERSIZED_DOWNLOAD,
            Failure::WrongType => Self::WU_E_WINHTTP_INVALID_FILE,
            Failure::Astray => policy::TOO_MANY_REDIRECTS,
            Failure::Status(status) => status_failure(status),
        }
    }
}

/// What a status of HTTP is to the caller.
fn status_failure(status: u16) -> HResult {
    HResult(match status {
        400 => 0x8024_4016, // WU_E_PT_HTTP_STATUS_BAD_REQUEST
        401 => 0x8024_4017, // WU_E_PT_HTTP_STATUS_DENIED
        403 => 0x8024_4018, // WU_E_PT_HTTP_STATUS_FORBIDDEN
        404 => 0x8024_4019, // WU_E_PT_HTTP_STATUS_NOT_FOUND
        405 => 0x8024_401A, // WU_E_PT_HTTP_STATUS_BAD_METHOD
        407 => 0x8024_401B, // WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ
        408 => 0x8024_401C, // WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT
        409 => 0x8024_401D, // WU_E_PT_HTTP_STATUS_CONFLICT
        410 => 0x8024_401E, // WU_E_PT_HTTP_STATUS_GONE
        500 => 0x8024_401F, // WU_E_PT_HTTP_STATUS_SERVER_ERROR
        501 => 0x8024_4020, // WU_E_PT_HTTP_STATUS_NOT_SUPPORTED
        502 => 0x8024_4021, // WU_E_PT_HTTP_STATUS_BAD_GATEWAY
        503 => 0x8024_4022, // WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL
        504 => 0x8024_4023, // WU_E_PT_HTTP_STATUS_GATEWAY_TIMEOUT
        505 => 0x8024_4024, // WU_E_PT_HTTP_STATUS_VERSION_NOT_SUP
        _ => 0x8024_402B,   // WU_E_PT_HTTP_STATUS_NOT_MAPPED
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_the_system_are_told_apart() {
        for (kind, connecting, transferring) in [
            (ErrorKind::ConnectionRefused, 0x8007_2EFD, 0x8007_2EFE),
            (ErrorKind::HostUnreachable, 0x8007_2EFD, 0x8007_2EFE),
            (ErrorKind::NetworkUnreachable, 0x8024_001F, 0x8007_2EFE),
            (ErrorKind::TimedOut, 0x8007_2EE2, 0x8007_2EE2),
            (ErrorKind::WouldBlock, 0x8007_2EE2, 0x8007_2EE2),
            (ErrorKind::ConnectionReset, 0x8007_2EFD, 0x8007_2EFF),
            (ErrorKind::UnexpectedEof, 0x8007_2EFD, 0x8007_2EFE),
        ] {
            let codes = [
                Failure::connecting(&kind.into()),
                Failure::transferring(&kind.into()),
            ]
            .map(|failure| HResult::from(failure).0);
            assert_eq!(codes, [connecting, transferring], "{kind:?}");
        }
    }
}
