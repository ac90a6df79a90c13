// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the library keeps for programs, as JSON in an order that is always the same, and back.

#![forbid(unsafe_code)]

mod parse;
mod print;

use std::sync::Arc;

use uuid::Uuid;

use super::json::Json;
use crate::rnr::catalog::installed::Installed;
use crate::rnr::class::ServiceClass;
use crate::store::Entry;
use crate::store::records::NumberedRecord;
use crate::wua::state::State;

/// The state, as far as it can be put back.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) code_page: u32,
    /// In catalogue order.
    pub(crate) catalog: Vec<Installed>,
    /// By provider, and there in the order of their creation.
    pub(crate) services: Vec<Entry>,
    /// By provider and class.
    pub(crate) classes: Vec<(Uuid, Arc<ServiceClass>)>,
    /// Those of this process, by number.
    pub(crate) records: Vec<NumberedRecord>,
    pub(crate) updates: State,
}

/// What is shown beside the state, and cannot be put back: it belongs to the program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InUse {
    pub(crate) startups: u32,
    pub(crate) lookups: usize,
}

impl Snapshot {
    pub(crate) fn print(&self, in_use: InUse) -> String {
        print::print(self, in_use).to_line()
    }

    /// Reads what [`Snapshot::print`] wrote; none when it is something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        parse::parse(&Json::parse(text)?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rnr::class::ClassValue;
    use crate::rnr::query::{Comparator, Version};
    use crate::rnr::service::{Address, Addresses, Blob, Service, ServiceKey, SocketAddress};
    use crate::text::WideText;
    use crate::wua::service::Service as UpdateService;
    use crate::wua::state::Pending;
    use widestring::U16String;

    const IN_USE: InUse = InUse {
        startups: 1,
        lookups: 0,
    };

    fn full() -> Snapshot {
        let text = |text: &str| WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>());
        let service = Service {
            class: None,
            name: WideText::from_slice(&[0xD800, 0x41]),
            context: Box::from([0x5C]),
            version: Some(Version {
                number: 7,
                how: Comparator(1),
            }),
            comment: Some(text("quick \"brown\"")),
            blob: Some(Blob::new(vec![0, 255])),
            addresses: Addresses::from_iter([Address {
                local: Some(SocketAddress::from_slice(&[2, 0, 80])),
                remote: None,
                socket_type: 1,
                protocol: -6,
            }]),
            state: crate::rnr::service::State::Deregistered,
            outdated: Default::default(),
        };
        let key = ServiceKey {
            provider: Uuid::from_u128(1),
            class: Uuid::from_u128(2),
            name: text("é"),
            context: Some(Box::from([0x5C])),
        };
        let class = ServiceClass {
            id: Uuid::from_u128(3),
            name: None,
            values: vec![ClassValue {
                name: text("TcpPort"),
                namespace: 12,
                kind: 4,
                data: Blob::new(vec![80, 0, 0, 0]),
            }],
        };
        let pending = Pending {
            client: U16String::from_str("setup"),
            with_automatic_updates: true,
            queued: std::time::Duration::new(6, 0),
            failure: Some(crate::hresult::HResult::WU_E_NO_CONNECTION),
            attempt: None,
        };
        let mut added = UpdateService::unknown(Uuid::from_u128(9));
        added.issued = Some(std::time::Duration::new(5, 7));
        added.content_validation_certificate = Some([0xAB; 20]);
        added.owner = Some("1 2".to_owned());
        added.redirect_urls = vec!["http://one".to_owned()];
        let fresh = State::fresh();
        let (services, _, automatic) = fresh.parts();
        let services = services.iter().cloned().chain([Arc::new(added)]);
        Snapshot {
            code_page: 1252,
            catalog: vec![Installed {
                provider_id: Uuid::from_u128(1),
                namespace: 32,
                active: false,
                version: 3,
                identifier: Box::from([0x41]),
                library: Box::default(),
                family: Some(2),
                stores_class_info: true,
                provider_specific: Box::from([1, 2]),
            }],
            services: vec![Entry {
                key: Arc::new(key),
                service: Arc::new(service),
            }],
            classes: vec![(Uuid::from_u128(1), Arc::new(class))],
            records: vec![(3, "whole".to_owned(), vec![0x35, 0])],
            updates: State::of(
                services.collect(),
                [(Uuid::from_u128(8), pending)].into(),
                automatic.to_vec(),
            ),
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let text = full().print(IN_USE);
        let read = Snapshot::parse(&text).unwrap();
        assert_eq!(read.updates, full().updates);
        assert_eq!(read.catalog, full().catalog);
        assert_eq!(read.records, full().records);
        let (entry, expected) = (read.services.first().unwrap(), full());
        let expected = expected.services.first().unwrap();
        assert_eq!(entry.key, expected.key);
        assert_eq!(entry.service, expected.service);
        assert_eq!(read.classes, full().classes);
        assert_eq!(read.print(IN_USE), text);
    }

    /// Whatever is missing or of another type: nothing is made of it.
    #[test]
    fn what_is_no_snapshot_is_refused() {
        fn damage(value: &serde_json::Value, found: &mut Vec<serde_json::Value>) {
            match value {
                serde_json::Value::Object(members) => {
                    for (name, inner) in members {
                        let with = |changed: serde_json::Value| {
                            let mut members = members.clone();
                            members.insert(name.clone(), changed);
                            serde_json::Value::Object(members)
                        };
                        let mut less = members.clone();
                        less.remove(name);
                        found.push(serde_json::Value::Object(less));
                        found.push(with(serde_json::json!(-1.5)));
                        let mut deeper = Vec::new();
                        damage(inner, &mut deeper);
                        found.extend(deeper.into_iter().map(with));
                    }
                }
                serde_json::Value::Array(values) => {
                    for (index, inner) in values.iter().enumerate() {
                        let mut deeper = Vec::new();
                        damage(inner, &mut deeper);
                        for changed in deeper {
                            let mut values = values.clone();
                            if let Some(place) = values.get_mut(index) {
                                *place = changed;
                            }
                            found.push(serde_json::Value::Array(values));
                        }
                    }
                }
                _ => {}
            }
        }
        let text = full().print(IN_USE);
        for cut in 0..text.len() {
            if let Some(beginning) = text.get(..cut) {
                assert!(Snapshot::parse(beginning).is_none());
            }
        }
        let mut damaged = Vec::new();
        damage(&serde_json::from_str(&text).unwrap(), &mut damaged);
        assert!(damaged.len() > 100);
        for value in damaged {
            let text = value.to_string();
            // These two are not put back.
            let shown = ["startups", "lookups"];
            let is_whole = Snapshot::parse(&text).is_some();
            assert!(
                !is_whole
                    || shown.iter().any(|name| value.get(name) != Some(&1.into())
                        && value.get(name) != Some(&0.into())),
                "{text}"
            );
        }
    }
}
