// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service classes: what `WSAInstallServiceClass` says of a kind of service.

#![forbid(unsafe_code)]

use uuid::Uuid;

use crate::text::WideText;

/// A service class as a namespace keeps it: its name, and the values that describe it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceClass {
    pub(crate) id: Uuid,
    pub(crate) name: Option<WideText>,
    pub(crate) values: Vec<ClassValue>,
}

/// One `WSANSCLASSINFO`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassValue {
    /// `"TcpPort"`, `"SapId"` and so on.
    pub(crate) name: WideText,
    /// The namespace that it is meant for, or `NS_ALL`.
    pub(crate) namespace: u32,
    /// A registry type.
    pub(crate) kind: u32,
    /// As it was given, whatever its type.
    pub(crate) data: Vec<u8>,
}
