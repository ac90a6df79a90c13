// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service classes: what `WSAInstallServiceClass` says of a kind of service, and the classes that need no saying.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;
use widestring::{U16Str, u16str};

use super::namespace::NS_ALL;
use super::service::Blob;
use crate::error::Error;
use crate::numbers::{DNS_PORT, REG_DWORD};
use crate::policy;
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
    pub(crate) data: Blob,
}

impl ServiceClass {
    /// The part of the description that a namespace keeps: the values that are meant for it.
    pub(crate) fn part_of(&self, namespace: u32) -> Result<Self, Error> {
        let mut values = Vec::new();
        for value in &self.values {
            if [NS_ALL, namespace].contains(&value.namespace) {
                values.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
                values.push(value.clone());
            }
        }
        Ok(Self {
            id: self.id,
            name: self.name.clone(),
            values,
        })
    }
}

/// Where a namespace provider stands with a class. `None`: only its removal tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClassStanding {
    /// Whether the class was installed there.
    pub(crate) installed: Option<bool>,
    /// Whether services of the class are registered there.
    pub(crate) in_use: Option<bool>,
}

impl ClassStanding {
    /// Where a provider stands that keeps no classes.
    pub(crate) const ABSENT: Self = Self {
        installed: Some(false),
        in_use: Some(false),
    };
}

/// A port, an object type or a record type, by which a class names itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Implied {
    Tcp(u16),
    Udp(u16),
    NetWare(u16),
    Dns(u16),
}

impl Implied {
    /// Tells the classes of `svcguid.h` as its macros do: all but NetWare's may carry a type of DNS records in `Data3`, and
    /// the class of the TCP port of DNS is that of such a type when there is one.
    fn of(id: Uuid) -> Option<Self> {
        const TAIL: [u8; 8] = [0xC0, 0, 0, 0, 0, 0, 0, 0x46];
        const TCP: u32 = 0x0009;
        const UDP: u32 = 0x000A;
        const NETWARE: u32 = 0x000B;
        let (data1, 0, record_type, &TAIL) = id.as_fields() else {
            return None;
        };
        let number = data1 as u16;
        match (data1 >> 16, record_type) {
            (TCP, 1..) if number == DNS_PORT => Some(Self::Dns(record_type)),
            (TCP, _) => Some(Self::Tcp(number)),
            (UDP, _) => Some(Self::Udp(number)),
            (NETWARE, 0) => Some(Self::NetWare(number)),
            _ => None,
        }
    }

    fn name(self) -> WideText {
        let name = match self {
            Self::Tcp(port) => policy::implied_class_name(port, "tcp"),
            Self::Udp(port) => policy::implied_class_name(port, "udp"),
            Self::NetWare(object_type) => policy::implied_class_name(object_type, "sap"),
            Self::Dns(record_type) => policy::implied_class_name(record_type, "dns"),
        };
        let mut text = WideText::new();
        text.extend(name.encode_utf16());
        text
    }

    /// What `WSAInstallServiceClass` would be given.
    fn value(self, namespace: u32) -> ClassValue {
        const TCP_PORT: &U16Str = u16str!("TcpPort");
        const UDP_PORT: &U16Str = u16str!("UdpPort");
        const SAP_ID: &U16Str = u16str!("SapId");
        let (name, number) = match self {
            Self::Tcp(port) => (TCP_PORT, port),
            Self::Dns(_) => (TCP_PORT, DNS_PORT),
            Self::Udp(port) => (UDP_PORT, port),
            Self::NetWare(object_type) => (SAP_ID, object_type),
        };
        ClassValue {
            name: WideText::from_slice(name.as_slice()),
            namespace,
            kind: REG_DWORD,
            data: Blob::new(u32::from(number).to_le_bytes().to_vec()),
        }
    }
}

/// The name of a class that needs no installation.
pub(crate) fn implied_name(id: Uuid) -> Option<WideText> {
    Implied::of(id).map(Implied::name)
}

/// The description of a class that needs no installation, by a provider of `namespace`.
pub(crate) fn implied(id: Uuid, namespace: u32) -> Option<Arc<ServiceClass>> {
    let class = Implied::of(id)?;
    Some(Arc::new(ServiceClass {
        id,
        name: Some(class.name()),
        values: vec![class.value(namespace)],
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn id(data1: u32, data2: u16, data3: u16) -> Uuid {
        Uuid::from_fields(data1, data2, data3, &[0xC0, 0, 0, 0, 0, 0, 0, 0x46])
    }

    /// Name, name of the value, and the value.
    fn told(id: Uuid) -> Option<(String, String, Vec<u8>)> {
        let class = implied(id, 32)?;
        assert_eq!(class.id, id);
        assert_eq!(class.name, implied_name(id));
        let [value] = class.values.as_slice() else {
            panic!("one value");
        };
        assert_eq!((value.namespace, value.kind), (32, REG_DWORD));
        let text = |text: &WideText| String::from_utf16(text).unwrap();
        let name = text(class.name.as_ref().unwrap());
        Some((name, text(&value.name), value.data.to_vec()))
    }

    #[test]
    fn classes_of_ports_and_object_types_tell_their_number() {
        let rows: &[(u32, u16, &str, &str, [u8; 4])] = &[
            (0x0009_0050, 0, "80/tcp", "TcpPort", [80, 0, 0, 0]),
            (0x0009_FFFF, 0, "65535/tcp", "TcpPort", [255, 255, 0, 0]),
            (0x0009_0000, 0, "0/tcp", "TcpPort", [0, 0, 0, 0]),
            (0x000A_0035, 0, "53/udp", "UdpPort", [53, 0, 0, 0]),
            (0x000B_0004, 0, "4/sap", "SapId", [4, 0, 0, 0]),
            (0x000B_0640, 0, "1600/sap", "SapId", [0x40, 6, 0, 0]),
            // The record type does not count beside a port ...
            (0x0009_1F90, 7, "8080/tcp", "TcpPort", [0x90, 0x1F, 0, 0]),
            (0x000A_0035, 28, "53/udp", "UdpPort", [53, 0, 0, 0]),
            // ... but that of DNS over TCP, and there only when there is one.
            (0x0009_0035, 0, "53/tcp", "TcpPort", [53, 0, 0, 0]),
            (0x0009_0035, 15, "15/dns", "TcpPort", [53, 0, 0, 0]),
            (0x0009_0035, 65_535, "65535/dns", "TcpPort", [53, 0, 0, 0]),
        ];
        for &(data1, data3, name, value, data) in rows {
            let expected = (name.to_owned(), value.to_owned(), data.to_vec());
            assert_eq!(told(id(data1, 0, data3)), Some(expected), "{data1:x}");
        }
    }

    #[test]
    fn other_classes_have_to_be_installed() {
        for other in [
            Uuid::nil(),
            // SVCID_HOSTNAME and the classes of lookups beside it.
            id(0x0002_A800, 0, 0),
            id(0x0002_A801, 0, 0),
            id(0x0002_A802, 0, 0),
            id(0x0002_A803, 0, 0),
            id(0x0008_0050, 0, 0),
            id(0x000C_0050, 0, 0),
            id(0x8009_0050, 0, 0),
            // NetWare's have no record types; nobody's have anything in between.
            id(0x000B_0004, 0, 1),
            id(0x0009_0050, 1, 0),
            Uuid::from_fields(0x0009_0050, 0, 0, &[0xC0, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!((told(other), implied_name(other)), (None, None), "{other}");
        }
    }

    #[test]
    fn a_namespace_keeps_the_values_for_itself_and_for_all() {
        let value = |namespace| ClassValue {
            name: WideText::new(),
            namespace,
            kind: 0,
            data: Blob::default(),
        };
        let class = ServiceClass {
            id: Uuid::nil(),
            name: None,
            values: [32, 1, NS_ALL, 12, 32].map(value).to_vec(),
        };
        let kept = |namespace| {
            let part = class.part_of(namespace).unwrap();
            part.values
                .iter()
                .map(|value| value.namespace)
                .collect::<Vec<_>>()
        };
        assert_eq!(kept(32), [32, NS_ALL, 32]);
        assert_eq!(kept(1), [1, NS_ALL]);
        assert_eq!(kept(15), [NS_ALL]);
    }
}
