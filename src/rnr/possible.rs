// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a program can have registered, and so what can be put back from a file or a snapshot.
//!
//! The limits are those of the calls: what they refuse is not to be had by another way either.

#![forbid(unsafe_code)]

use crate::policy;
use crate::rnr::catalog;
use crate::rnr::class::ServiceClass;
use crate::rnr::context;
use crate::rnr::service::{Address, Service, ServiceKey, SocketAddress};
use crate::text::{WideText, case};

/// Why no call can have made something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Impossible {
    #[error("the name is empty")]
    Nameless,
    #[error("there is a NUL in a text")]
    Nul,
    #[error("a text is longer than {} characters", policy::TEXT_LIMIT - 1)]
    LongText,
    #[error("the context has more than {} containers", policy::CONTEXT_DEPTH_LIMIT)]
    DeepContext,
    #[error("an address has neither sides nor a type")]
    NoAddress,
    #[error(
        "a socket address has no bytes, or more than {}",
        policy::SOCKADDR_LIMIT_BYTES
    )]
    SocketAddress,
    #[error("there are more than {} addresses", policy::ADDRESS_COUNT_LIMIT)]
    ManyAddresses,
    #[error("the blob, or a value, is larger than 1 MiB")]
    LargeBlob,
    #[error("the key is none of this name, context and class")]
    Key,
    #[error("the class has no id")]
    NoId,
    #[error("there are more than {} values", policy::CLASS_VALUE_COUNT_LIMIT)]
    ManyValues,
}

/// Whether a registration can have made a service that is found by a key. Comparators are kept as they are given.
pub(crate) fn service(key: &ServiceKey, service: &Service) -> Result<(), Impossible> {
    if service.name.is_empty() {
        return Err(Impossible::Nameless);
    }
    text(&service.name)?;
    text(&service.context)?;
    text(service.comment.as_deref().unwrap_or_default())?;
    let mut containers = context::components(&service.context);
    if containers.nth(policy::CONTEXT_DEPTH_LIMIT).is_some() {
        return Err(Impossible::DeepContext);
    }
    if service.addresses.len() > policy::ADDRESS_COUNT_LIMIT {
        return Err(Impossible::ManyAddresses);
    }
    service.addresses.iter().try_for_each(address)?;
    if service.blob.as_ref().is_some_and(|blob| is_large(blob)) {
        return Err(Impossible::LargeBlob);
    }
    let is_of = |key: &[u16], text: &[u16]| key == text || key == folded(text).as_slice();
    let context = context::normalise(&service.context);
    if is_of(&key.name, &service.name) && (is_of(key.context(), &context) || catalog::has_key(key))
    {
        Ok(())
    } else {
        Err(Impossible::Key)
    }
}

/// Whether a class can have been installed with a description.
pub(crate) fn class(class: &ServiceClass) -> Result<(), Impossible> {
    if class.id.is_nil() {
        return Err(Impossible::NoId);
    }
    text(class.name.as_deref().unwrap_or_default())?;
    if class.values.len() > policy::CLASS_VALUE_COUNT_LIMIT {
        return Err(Impossible::ManyValues);
    }
    class.values.iter().try_for_each(|value| {
        text(&value.name)?;
        match is_large(&value.data) {
            true => Err(Impossible::LargeBlob),
            false => Ok(()),
        }
    })
}

/// Whether a terminated string can have held a text.
pub(crate) fn text(text: &[u16]) -> Result<(), Impossible> {
    if text.contains(&0) {
        return Err(Impossible::Nul);
    }
    if text.len() >= policy::TEXT_LIMIT {
        return Err(Impossible::LongText);
    }
    Ok(())
}

fn address(given: &Address) -> Result<(), Impossible> {
    if policy::is_no_address(given) {
        return Err(Impossible::NoAddress);
    }
    let is_possible =
        |side: &SocketAddress| (1..=policy::SOCKADDR_LIMIT_BYTES).contains(&side.len());
    let mut sides = given.local.iter().chain(&given.remote);
    match sides.all(is_possible) {
        true => Ok(()),
        false => Err(Impossible::SocketAddress),
    }
}

fn is_large(bytes: &[u8]) -> bool {
    bytes.len() > policy::BLOB_LIMIT_BYTES
}

fn folded(text: &[u16]) -> WideText {
    let mut folded = WideText::new();
    case::fold(text, &mut folded);
    folded
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::rnr::class::ClassValue;
    use crate::rnr::service::{Addresses, Blob, State};

    fn wide(text: &str) -> WideText {
        WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>())
    }

    fn with(change: impl FnOnce(&mut Service)) -> Result<(), Impossible> {
        let mut given = Service {
            class: Some(Uuid::from_u128(1)),
            name: wide("N\u{e4}me"),
            context: wide("Corp\\Print").as_slice().into(),
            version: None,
            comment: Some(wide("of any kind")),
            blob: Some(Blob::new(vec![0; policy::BLOB_LIMIT_BYTES])),
            addresses: Addresses::new(),
            state: State::Registered,
            outdated: Default::default(),
        };
        change(&mut given);
        let context = context::normalise(&given.context);
        let key = ServiceKey {
            provider: Uuid::from_u128(2),
            class: Uuid::from_u128(1),
            name: folded(&given.name),
            context: Some(folded(&context).as_slice().into()),
        };
        service(&key, &given)
    }

    fn side(length: usize) -> Option<SocketAddress> {
        Some(SocketAddress::from_slice(&vec![2; length]))
    }

    #[test]
    fn a_service_is_what_a_registration_makes() {
        assert_eq!(with(|_| ()), Ok(()));
        let text = |length: usize| wide(&"x".repeat(length));
        let longest = policy::TEXT_LIMIT - 1;
        assert_eq!(with(|given| given.name = text(longest)), Ok(()));
        let refused = [
            (with(|given| given.name = text(0)), Impossible::Nameless),
            (
                with(|given| given.name = text(longest + 1)),
                Impossible::LongText,
            ),
            (with(|given| given.name = wide("a\0b")), Impossible::Nul),
            (
                with(|given| given.comment = Some(wide("\0"))),
                Impossible::Nul,
            ),
            (
                with(|given| given.blob = Some(Blob::new(vec![0; policy::BLOB_LIMIT_BYTES + 1]))),
                Impossible::LargeBlob,
            ),
        ];
        for (found, expected) in refused {
            assert_eq!(found, Err(expected));
        }
        let deep = |count: usize| {
            with(|given| given.context = wide(&"a\\".repeat(count)).as_slice().into())
        };
        assert_eq!(deep(policy::CONTEXT_DEPTH_LIMIT), Ok(()));
        assert_eq!(
            deep(policy::CONTEXT_DEPTH_LIMIT + 1),
            Err(Impossible::DeepContext)
        );
    }

    #[test]
    fn an_address_fits_where_addresses_are_read() {
        let addressed = |local, remote, socket_type| {
            let address = Address {
                local,
                remote,
                socket_type,
                protocol: 0,
            };
            with(|given| given.addresses.push(address))
        };
        assert_eq!(addressed(side(1), side(128), 0), Ok(()));
        assert_eq!(addressed(None, None, 1), Ok(()));
        assert_eq!(addressed(None, None, 0), Err(Impossible::NoAddress));
        for length in [0, 129] {
            let wrong = Err(Impossible::SocketAddress);
            assert_eq!(addressed(side(length), None, 1), wrong);
            assert_eq!(addressed(side(1), side(length), 1), wrong);
        }
    }

    #[test]
    fn a_key_is_that_of_its_service() {
        let given = |name: &str, context: &str| {
            let mut found = Err(Impossible::Key);
            let _ = with(|known| {
                let key = ServiceKey {
                    provider: Uuid::nil(),
                    class: Uuid::nil(),
                    name: wide(name),
                    context: Some(wide(context).as_slice().into()),
                };
                found = service(&key, known);
            });
            found
        };
        assert_eq!(given("n\u{e4}me", "corp\\print"), Ok(()));
        // Where case counts.
        assert_eq!(given("N\u{e4}me", "Corp\\Print"), Ok(()));
        for (name, context) in [
            ("other", "corp\\print"),
            ("n\u{e4}me", "corp"),
            ("NAME", "corp\\print"),
            ("n\u{e4}me", ""),
        ] {
            assert_eq!(given(name, context), Err(Impossible::Key), "{name}");
        }
    }

    #[test]
    fn a_class_is_what_can_be_installed() {
        let described = |id: u128, name: &str, values: usize, size: usize| {
            let value = ClassValue {
                name: wide("TcpPort"),
                namespace: 12,
                kind: 4,
                data: Blob::new(vec![0; size]),
            };
            class(&ServiceClass {
                id: Uuid::from_u128(id),
                name: Some(wide(name)),
                values: vec![value; values],
            })
        };
        assert_eq!(described(1, "", 256, 4), Ok(()));
        assert_eq!(described(0, "", 1, 4), Err(Impossible::NoId));
        assert_eq!(described(1, "\0", 1, 4), Err(Impossible::Nul));
        assert_eq!(described(1, "", 257, 4), Err(Impossible::ManyValues));
        let large = policy::BLOB_LIMIT_BYTES + 1;
        assert_eq!(described(1, "", 1, large), Err(Impossible::LargeBlob));
    }
}
