// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is in a shared store as JSON, and back, without loss.

#![forbid(unsafe_code)]

use std::collections::HashSet;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::text::Text;
use super::update_state::Updates;
use super::wording;
use crate::policy;
use crate::rnr::address_text::{self, Family};
use crate::rnr::catalog;
use crate::rnr::class::{ClassValue, ServiceClass};
use crate::rnr::context;
use crate::rnr::possible::{self, Impossible};
use crate::rnr::query::{self, Comparator};
use crate::rnr::service::{self, Blob, ServiceKey, SocketAddress};
use crate::store::{self, Entry};
use crate::text::guid;

/// A GUID, written as Windows does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub(super) Uuid);

impl Guid {
    /// Reads one, with or without braces.
    pub fn parse(text: &str) -> Option<Self> {
        guid::parse(text).map(Self)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&guid::print(self.0))
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| Self::parse(text).ok_or_else(|| format!("{text:?} is not a GUID"));
        from_text(deserializer, parse)
    }
}

/// Reads a string, so that an error stands where the string does.
fn from_text<'de, D, T>(
    deserializer: D,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    struct Reader<P>(P);
    impl<T, P: Fn(&str) -> Result<T, String>> Visitor<'_> for Reader<P> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            self.0(text).map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Reader(parse))
}

/// Bytes, written as hexadecimal digits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, |text| {
            let digit = |digit: u8| char::from(digit).to_digit(16);
            let (pairs, rest) = text.as_bytes().as_chunks::<2>();
            let bytes = pairs
                .iter()
                .map(|&[high, low]| Some((digit(high)? << 4 | digit(low)?) as u8))
                .collect::<Option<Vec<u8>>>();
            bytes
                .filter(|_| rest.is_empty())
                .map(Self)
                .ok_or_else(|| "not pairs of hexadecimal digits".to_owned())
        })
    }
}

/// A socket address: its text where that says everything, or its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Socket(Vec<u8>);

/// The families whose text is tried, by their numbers here and on Windows: a text says which it is of.
const FAMILIES: [i32; 5] = [2, 10, 23, 6, 32];

impl Socket {
    /// Its text, if its family has one, lossless or not.
    pub fn text(&self) -> Option<String> {
        let family = Family::from_number(query::family(&self.0)?).ok()?;
        Some(address_text::to_text(family, &self.0).ok()?.text)
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = FAMILIES
            .iter()
            .find_map(|&family| address_text::to_address(text.as_bytes(), family).ok())?;
        Some(Self(bytes.to_vec()))
    }
}

impl fmt::Display for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => f.pad(&text),
            None => f.pad(&Bytes(self.0.clone()).to_string()),
        }
    }
}

impl Serialize for Socket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self
            .text()
            .filter(|text| Self::parse(text).as_ref() == Some(self))
        {
            Some(text) => serializer.serialize_str(&text),
            None => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("bytes", &Bytes(self.0.clone()))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Socket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Socket;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an address, or an object with its \"bytes\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Socket, E> {
                Socket::parse(text).ok_or_else(|| E::custom(format!("{text:?} is not an address")))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Socket, A::Error> {
                let mut bytes = None;
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "bytes" => bytes = Some(map.next_value::<Bytes>()?.0),
                        other => return Err(de::Error::unknown_field(other, &["bytes"])),
                    }
                }
                bytes
                    .map(Socket)
                    .ok_or_else(|| de::Error::missing_field("bytes"))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A `CSADDR_INFO`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Where the service waits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub local: Option<Socket>,
    /// Where its clients go.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remote: Option<Socket>,
    /// `SOCK_STREAM` and so on.
    pub socket_type: i32,
    /// `IPPROTO_TCP` and so on.
    pub protocol: i32,
}

/// A `WSAVERSION`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// The version.
    pub number: u32,
    /// `COMP_EQUAL`, `COMP_NOTLESS`, or whatever was given.
    pub comparator: i32,
}

/// Whether a service can be found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It can.
    #[default]
    Registered,
    /// It is kept, but cannot.
    Deregistered,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Registered => "registered",
            Self::Deregistered => "deregistered",
        })
    }
}

/// What a service is found by, in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    class: Guid,
    name: Text,
    #[serde(skip_serializing_if = "Text::is_empty", default)]
    context: Text,
}

/// A service in a shared store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The namespace provider that keeps it.
    pub provider: Guid,
    /// Its class; a container has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub class: Option<Guid>,
    /// As it was first spelled.
    pub name: Text,
    /// The path of its container.
    #[serde(skip_serializing_if = "Text::is_empty", default)]
    pub context: Text,
    /// Whether it can be found.
    #[serde(default)]
    pub state: State,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<Version>,
    /// Its comment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<Text>,
    /// Where it is reached.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub addresses: Vec<Address>,
    /// What else its program left.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub blob: Option<Bytes>,
    /// What it is found by, where that does not follow from the members above.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    key: Option<Key>,
}

/// A value of the description of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// `TcpPort`, `SapId` and so on.
    pub name: Text,
    /// The namespace that it is meant for.
    pub namespace: u32,
    /// A registry type.
    #[serde(rename = "type")]
    pub kind: u32,
    /// As it was given.
    pub data: Bytes,
}

/// The description of a service class in a shared store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The namespace provider that keeps it.
    pub provider: Guid,
    /// The class.
    pub id: Guid,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Text>,
    /// What describes it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub values: Vec<Value>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[default]
    #[serde(rename = "enlist-store-1")]
    First,
}

/// All that is in a shared store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    format: Format,
    /// The services, by provider in the order of their creation.
    #[serde(default, deserialize_with = "distinct")]
    pub services: Vec<Service>,
    /// The descriptions of classes.
    #[serde(default, deserialize_with = "distinct")]
    pub classes: Vec<Class>,
    /// The catalogue of namespace providers.
    #[serde(skip_serializing_if = "Part::is_absent", default)]
    pub catalog: Part<Catalogue>,
    /// The update services.
    #[serde(skip_serializing_if = "Part::is_absent", default)]
    pub updates: Part<Updates>,
}

/// A part of the contents of a store of which a file may say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Part<T> {
    /// Nothing is said of it.
    #[default]
    Absent,
    /// It is as if nobody had ever changed it: `null`.
    Untouched,
    /// What it is.
    Given(T),
}

impl<T> Part<T> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(super) fn of(found: Option<T>) -> Self {
        found.map_or(Self::Untouched, Self::Given)
    }

    /// What it is, if anything is said of it.
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(given) => Some(given),
            Self::Absent | Self::Untouched => None,
        }
    }
}

impl<T: Serialize> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.given().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::of)
    }
}

/// The text of a catalogue, as it would stand in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Catalogue(pub(super) String);

impl<'de> Deserialize<'de> for Catalogue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, |text| {
            let checked = catalog::check(text);
            let checked = checked.map_err(|error| format!("the catalogue: {error}"));
            checked.map(|()| Self(text.to_owned()))
        })
    }
}

impl Contents {
    /// Services and classes.
    pub(super) fn of(stored: &store::Contents) -> Self {
        Self {
            services: stored.services.iter().map(Service::of).collect(),
            classes: stored.classes.iter().map(Class::of).collect(),
            ..Self::default()
        }
    }

    /// Reads JSON. The error says where it is wrong and why: nothing of it is to be used then.
    pub fn parse(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| wording::said(json, &error))
    }
}

/// What may be in a file once only, and is what a program can have made.
pub(super) trait Item {
    type Identity: Eq + Hash;
    type Impossible: fmt::Display;
    fn identity(&self) -> Self::Identity;
    /// Refuses what no call can have made; tells the size.
    fn check(&self) -> Result<usize, Self::Impossible>;
}

impl Item for Service {
    type Identity = (Guid, Key);
    type Impossible = Impossible;

    fn identity(&self) -> (Guid, Key) {
        (self.provider, self.key())
    }

    fn check(&self) -> Result<usize, Impossible> {
        let (key, service) = self.stored();
        possible::service(&key, &service)?;
        Ok(store::sqlite::size(&key, &service))
    }
}

impl Item for Class {
    type Identity = (Guid, Guid);
    type Impossible = Impossible;

    fn identity(&self) -> (Guid, Guid) {
        (self.provider, self.id)
    }

    fn check(&self) -> Result<usize, Impossible> {
        let class = self.stored();
        possible::class(&class)?;
        Ok(store::sqlite::class_size(&class))
    }
}

/// Reads an entry of a list, so that an error stands where the entry does.
struct New<'a, T: Item>(&'a mut HashSet<T::Identity>);

impl<'de, T: Item + Deserialize<'de>> DeserializeSeed<'de> for New<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Item + Deserialize<'de>> Visitor<'de> for New<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let item = T::deserialize(MapAccessDeserializer::new(map))?;
        if item.check().map_err(de::Error::custom)? > policy::STORE_RECORD_LIMIT_BYTES {
            return Err(de::Error::custom("the entry is larger than 1 MiB"));
        }
        if !self.0.insert(item.identity()) {
            return Err(de::Error::custom("the entry stands further up already"));
        }
        Ok(item)
    }
}

/// Reads a list whose entries are different ones.
pub(super) fn distinct<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Item + Deserialize<'de>,
{
    struct List<T>(PhantomData<T>);
    impl<'de, T: Item + Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let (mut items, mut known) = (Vec::new(), HashSet::new());
            while let Some(item) = list.next_element_seed(New::<T>(&mut known))? {
                items.push(item);
            }
            Ok(items)
        }
    }
    deserializer.deserialize_seq(List(PhantomData))
}

impl Service {
    pub(super) fn of(entry: &Entry) -> Self {
        let (key, stored) = (&entry.key, &entry.service);
        let mut service = Self {
            provider: Guid(key.provider),
            class: stored.class.map(Guid),
            name: Text::new(&stored.name),
            context: Text::new(&stored.context),
            state: match stored.state {
                service::State::Registered => State::Registered,
                service::State::Deregistered => State::Deregistered,
            },
            version: stored.version.map(|version| Version {
                number: version.number,
                comparator: version.how.0,
            }),
            comment: stored.comment.as_ref().map(|comment| Text::new(comment)),
            addresses: stored.addresses.iter().map(Address::of).collect(),
            blob: stored.blob.as_ref().map(|blob| Bytes(blob.to_vec())),
            key: None,
        };
        let key = Key {
            class: Guid(key.class),
            name: Text::new(&key.name),
            context: Text::new(key.context()),
        };
        service.key = Some(key).filter(|key| *key != service.usual_key());
        service
    }

    /// What a service is found by, unless something else is said.
    fn usual_key(&self) -> Key {
        let context = context::normalise(self.context.units());
        Key {
            class: self.class.unwrap_or(Guid(Uuid::nil())),
            name: self.name.folded(),
            context: Text::new(&context).folded(),
        }
    }

    /// What it is found by.
    pub fn key(&self) -> Key {
        self.key.clone().unwrap_or_else(|| self.usual_key())
    }

    pub(super) fn stored(&self) -> (ServiceKey, service::Service) {
        let key = self.key();
        let context = key.context.units();
        let service_key = ServiceKey {
            provider: self.provider.0,
            class: key.class.0,
            name: key.name.wide(),
            context: (!context.is_empty()).then(|| context.into()),
        };
        let service = service::Service {
            class: self.class.map(|class| class.0),
            name: self.name.wide(),
            context: self.context.units().into(),
            version: self.version.map(|version| query::Version {
                number: version.number,
                how: Comparator(version.comparator),
            }),
            comment: self.comment.as_ref().map(Text::wide),
            blob: self.blob.as_ref().map(|blob| Blob::new(blob.0.clone())),
            addresses: self.addresses.iter().map(Address::stored).collect(),
            state: match self.state {
                State::Registered => service::State::Registered,
                State::Deregistered => service::State::Deregistered,
            },
            outdated: Default::default(),
        };
        (service_key, service)
    }
}

impl Address {
    fn of(stored: &service::Address) -> Self {
        let side = |side: &Option<SocketAddress>| side.as_ref().map(|side| Socket(side.to_vec()));
        Self {
            local: side(&stored.local),
            remote: side(&stored.remote),
            socket_type: stored.socket_type,
            protocol: stored.protocol,
        }
    }

    fn stored(&self) -> service::Address {
        let side = |side: &Option<Socket>| {
            let side = side.as_ref()?;
            Some(SocketAddress::from_slice(&side.0))
        };
        service::Address {
            local: side(&self.local),
            remote: side(&self.remote),
            socket_type: self.socket_type,
            protocol: self.protocol,
        }
    }
}

impl Class {
    fn of((provider, stored): &(Uuid, Arc<ServiceClass>)) -> Self {
        let value = |value: &ClassValue| Value {
            name: Text::new(&value.name),
            namespace: value.namespace,
            kind: value.kind,
            data: Bytes(value.data.to_vec()),
        };
        Self {
            provider: Guid(*provider),
            id: Guid(stored.id),
            name: stored.name.as_ref().map(|name| Text::new(name)),
            values: stored.values.iter().map(value).collect(),
        }
    }

    pub(super) fn stored(&self) -> ServiceClass {
        let value = |value: &Value| ClassValue {
            name: value.name.wide(),
            namespace: value.namespace,
            kind: value.kind,
            data: Arc::new(value.data.0.clone()),
        };
        ServiceClass {
            id: self.id.0,
            name: self.name.as_ref().map(Text::wide),
            values: self.values.iter().map(value).collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::WideText;

    fn wide() -> impl Strategy<Value = WideText> {
        let unit = prop_oneof![1..=u16::MAX, 0xD7F0u16..0xE010, 0x20u16..0x7F];
        prop::collection::vec(unit, 0..12).prop_map(|units| WideText::from_slice(&units))
    }

    fn folded(text: &[u16]) -> WideText {
        Text::new(text).folded().wide()
    }

    fn uuid() -> impl Strategy<Value = Uuid> {
        any::<u128>().prop_map(Uuid::from_u128)
    }

    /// Mostly addresses of families that have a text, with all their bytes at random.
    fn socket() -> impl Strategy<Value = SocketAddress> {
        let family = prop::sample::select(vec![2u8, 10, 23, 6, 32, 1]);
        let rest = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40),
            (0usize..40).prop_map(|length| vec![0; length]),
            any::<[u8; 6]>().prop_map(|start| [&start[..], &[0; 8]].concat()),
        ];
        (family, rest).prop_map(|(family, rest)| {
            let bytes = [&u16::from(family).to_ne_bytes()[..], &rest].concat();
            SocketAddress::from_slice(&bytes)
        })
    }

    fn address() -> impl Strategy<Value = service::Address> {
        (
            prop::option::of(socket()),
            prop::option::of(socket()),
            any::<i32>(),
            any::<i32>(),
        )
            .prop_map(|(local, remote, socket_type, protocol)| service::Address {
                local,
                remote,
                socket_type,
                protocol,
            })
            .prop_filter("an address", |address| !policy::is_no_address(address))
    }

    fn entry() -> impl Strategy<Value = Entry> {
        // Found by name and context as they are, or in any case.
        let key = (uuid(), uuid(), any::<bool>());
        let name = wide().prop_filter("a name", |name| !name.is_empty());
        let what = (prop::option::of(uuid()), name, wide(), any::<bool>());
        let more = (
            prop::option::of((any::<u32>(), any::<i32>())),
            prop::option::of(wide()),
            prop::option::of(prop::collection::vec(any::<u8>(), 0..20)),
            prop::collection::vec(address(), 0..4),
        );
        (key, what, more).prop_map(|(key, what, more)| {
            let ((provider, class, exact), (own_class, own_name, own_context, gone)) = (key, what);
            let (version, comment, blob, addresses) = more;
            let compared = |text: &[u16]| match exact {
                true => WideText::from_slice(text),
                false => folded(text),
            };
            let name = compared(&own_name);
            let context = compared(&context::normalise(&own_context));
            let context = (!context.is_empty()).then(|| context.as_slice().into());
            Entry {
                key: Arc::new(ServiceKey {
                    provider,
                    class,
                    name,
                    context,
                }),
                service: Arc::new(service::Service {
                    class: own_class,
                    name: own_name,
                    context: own_context.as_slice().into(),
                    version: version.map(|(number, how)| query::Version {
                        number,
                        how: Comparator(how),
                    }),
                    comment,
                    blob: blob.map(Blob::new),
                    addresses: addresses.into_iter().collect(),
                    state: if gone {
                        service::State::Deregistered
                    } else {
                        service::State::Registered
                    },
                    outdated: Default::default(),
                }),
            }
        })
    }

    proptest! {
        #[test]
        fn every_service_survives_json(entry in entry()) {
            let contents = Contents::of(&store::Contents {
                services: vec![entry.clone()],
                classes: Vec::new(),
            });
            let json = serde_json::to_string(&contents).unwrap();
            let back = Contents::parse(&json).unwrap();
            let (key, service) = back.services[0].stored();
            prop_assert_eq!(&key, &*entry.key);
            prop_assert_eq!(&service, &*entry.service);
        }

        #[test]
        fn every_class_survives_json(
            provider in uuid(),
            id in uuid(),
            name in prop::option::of(wide()),
            values in prop::collection::vec(
                (wide(), any::<u32>(), any::<u32>(), prop::collection::vec(any::<u8>(), 0..9)),
                0..4,
            ),
        ) {
            let values = values.into_iter().map(|(name, namespace, kind, data)| ClassValue {
                name,
                namespace,
                kind,
                data: Blob::new(data),
            });
            let class = ServiceClass { id, name, values: values.collect() };
            let contents = Contents::of(&store::Contents {
                services: Vec::new(),
                classes: vec![(provider, Arc::new(class.clone()))],
            });
            let json = serde_json::to_string(&contents).unwrap();
            let back = Contents::parse(&json).unwrap();
            prop_assert_eq!(back.classes[0].provider, Guid(provider));
            prop_assert_eq!(back.classes[0].stored(), class);
        }
    }

    const PROVIDER: &str = "{3B2637EE-E580-11CF-A555-00C04FD8D4AC}";

    fn parse(services: &str) -> Result<Contents, String> {
        Contents::parse(&format!(
            "{{\"format\": \"enlist-store-1\",\n\"services\": [\n{services}\n]}}"
        ))
    }

    #[test]
    fn a_service_can_be_written_by_hand() {
        let contents = parse(&format!(
            r#"{{"provider": "{PROVIDER}", "class": "00090050-0000-0000-C000-000000000046", "name": "Näme",
                "addresses": [{{"remote": "192.0.2.1:80", "socket_type": 1, "protocol": 6}}]}}"#
        ))
        .unwrap();
        let (key, service) = contents.services[0].stored();
        assert_eq!(String::from_utf16(&key.name).unwrap(), "näme");
        let remote = service.addresses[0].remote.as_ref().unwrap();
        assert_eq!(
            &remote[..8],
            [&2u16.to_ne_bytes()[..], &[0, 80, 192, 0, 2, 1]].concat()
        );
        let text = serde_json::to_string(&contents).unwrap();
        assert!(text.contains(r#""remote":"192.0.2.1:80""#), "{text}");
        assert!(!text.contains("\"key\""), "{text}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let good = format!(r#"{{"provider": "{PROVIDER}", "name": "a"}}"#);
        let rows = [
            (format!("{good},\n{}", good.replace("\"a\"", "\"A\"")), "4: the entry stands further up"),
            (good.replace("\"name\"", "\"nome\""), "3: unknown field `nome`"),
            (good.replace("3B26", "3X26"), "3: \"{3X2637EE"),
            (good.replace("}\"", "\""), "3: \"{3B26"),
            (good.replace("\"a\"", "7"), "3: integer `7` stands where a string is expected"),
            (good.replace("\"a\"", "\"a\", \"blob\": \"0\""), "3: not pairs of hexadecimal"),
            (good.replace("\"a\"", "\"a\", \"blob\": \"0ä\""), "3: not pairs of hexadecimal"),
            (good.replace("\"a\"", "\"a\", \"state\": \"new\""), "3: unknown value `new`"),
            (
                good.replace("\"a\"", "\"a\", \"addresses\": [{\"local\": \"nowhere\", \"socket_type\": 1, \"protocol\": 6}]"),
                "3: \"nowhere\" is not an address",
            ),
            (
                good.replace("\"a\"", &format!("\"a\", \"blob\": \"{}\"", "00".repeat(1 << 20))),
                "3: the entry is larger than 1 MiB",
            ),
            ("{".to_owned(), "4: "),
        ];
        for (services, expected) in rows {
            let error = parse(&services).unwrap_err();
            let (line, reason) = expected.split_once(": ").unwrap();
            let start = format!("line {line}, column ");
            assert!(
                error.starts_with(&start) && error.contains(&format!(": {reason}")),
                "{error}"
            );
        }
        for (text, expected) in [
            ("", "line 1, column 0: there is nothing in it"),
            (
                "nonsense",
                "line 1, column 2: not JSON: a value is expected",
            ),
            ("{}x", "line 1, column 2: missing field `format`"),
            (
                "[]",
                "line 1, column 2: a list stands where an object with a \"format\" is expected",
            ),
            (
                "{\"format\": \"enlist-store-1\", \"services\": 7}",
                "line 1, column 42: integer `7` stands where a list is expected",
            ),
            (
                "{\"format\": \"enlist-store-1\", \"services\": [[]]}",
                "line 1, column 42: a list stands where an object is expected",
            ),
            (
                "{\"format\": \"enlist-store-1\",\n \"classes\": [\"x\"]}",
                "line 2, column 16: string \"x\" stands where an object is expected",
            ),
        ] {
            assert_eq!(Contents::parse(text).unwrap_err(), expected);
        }
        let other = Contents::parse("{\n\"format\": \"enlist-store-2\"}").unwrap_err();
        assert!(other.contains(": unknown value"), "{other}");
        assert!(Contents::parse("").is_err() && Contents::parse("{}").is_err());
    }
}
