// SPDX-License-Identifier: MIT OR Apache-2.0
//! Services and service classes as rows, and back.
//!
//! Others may have written rows, and by other means than the calls. What no call can have made is passed over by whoever reads,
//! as if it were not there, and removed by whoever writes under its key.

#![forbid(unsafe_code)]

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};
use uuid::Uuid;

use super::owner::Owner;
use crate::policy;
use crate::rnr::class::{ClassValue, ServiceClass};
use crate::rnr::possible;
use crate::rnr::query::{Comparator, Version};
use crate::rnr::service::{Address, Addresses, Blob, Service, ServiceKey, SocketAddress, State};
use crate::store::{Contents, Entry, Selection};
use crate::text::WideText;

/// A service with the number of its row.
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) entry: Entry,
    /// The process that it lives with; `None` when it lasts.
    pub(super) owner: Option<Owner>,
    /// Whom its addresses belong to, in their order.
    pub(super) owners: Vec<Option<Owner>>,
}

/// What stands under a key.
pub(super) enum Place {
    Empty,
    Taken(Stored),
    /// By a row of this number, which is no service.
    Spoilt(i64),
}

impl Place {
    pub(super) fn stored(&self) -> Option<&Stored> {
        match self {
            Self::Taken(stored) => Some(stored),
            Self::Empty | Self::Spoilt(_) => None,
        }
    }

    fn into_stored(self) -> Option<Stored> {
        match self {
            Self::Taken(stored) => Some(stored),
            Self::Empty | Self::Spoilt(_) => None,
        }
    }
}

/// UTF-16 in a column: text if it is valid, or else its units.
pub(super) struct Units<'a>(pub(super) &'a [u16]);

impl ToSql for Units<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match String::from_utf16(self.0) {
            Ok(text) => text.into(),
            Err(_) => {
                let bytes: Vec<u8> = self.0.iter().flat_map(|unit| unit.to_le_bytes()).collect();
                bytes.into()
            }
        })
    }
}

/// UTF-16 from a column, where it stands as it is written.
pub(super) struct FromUnits(pub(super) WideText);

impl FromSql for FromUnits {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let mut units = WideText::new();
        match value {
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(within_limit(text)?).map_err(FromSqlError::other)?;
                units.extend(text.encode_utf16());
            }
            ValueRef::Blob(bytes) => {
                let (pairs, rest) = within_limit(bytes)?.as_chunks();
                units.extend(pairs.iter().copied().map(u16::from_le_bytes));
                let mut characters = char::decode_utf16(units.iter().copied());
                if !rest.is_empty() || characters.all(|character| character.is_ok()) {
                    return Err(FromSqlError::InvalidType);
                }
            }
            _ => return Err(FromSqlError::InvalidType),
        }
        Ok(Self(units))
    }
}

/// What is not so large that copying it could exhaust memory: more than any text, in whatever form, and any blob.
pub(super) fn within_limit(bytes: &[u8]) -> FromSqlResult<&[u8]> {
    match bytes.len() {
        0..=COLUMN_LIMIT_BYTES => Ok(bytes),
        _ => Err(FromSqlError::InvalidType),
    }
}

/// A character of two bytes may have three in a column.
const COLUMN_LIMIT_BYTES: usize = policy::STORE_RECORD_LIMIT_BYTES / 2 * 3;

/// A GUID in a column: in small letters, without braces.
pub(super) struct Guid(pub(super) Uuid);

impl ToSql for Guid {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let mut buffer = Uuid::encode_buffer();
        Ok(self
            .0
            .hyphenated()
            .encode_lower(&mut buffer)
            .to_owned()
            .into())
    }
}

impl FromSql for Guid {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        let is_plain = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
        match Uuid::try_parse(text) {
            Ok(id) if is_plain => Ok(Self(id)),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Registered => "registered".into(),
            Self::Deregistered => "deregistered".into(),
        })
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "registered" => Ok(Self::Registered),
            "deregistered" => Ok(Self::Deregistered),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT s.id, s.key_class, s.key_name, s.key_context, s.class, s.name, s.context, s.state, ",
            "s.version, s.comparator, s.comment, s.blob, ",
            "a.position, a.local, a.remote, a.socket_type, a.protocol, a.owner, s.owner ",
            "FROM service s LEFT JOIN address a ON a.service = s.id WHERE ",
            $condition,
            " ORDER BY s.id, a.position"
        )
    };
}

/// The service under a key.
pub(super) fn get(connection: &Connection, key: &ServiceKey) -> rusqlite::Result<Option<Stored>> {
    place(connection, key).map(Place::into_stored)
}

/// What stands under a key, for who is to change it.
pub(super) fn place(connection: &Connection, key: &ServiceKey) -> rusqlite::Result<Place> {
    let found = read(
        connection,
        key.provider,
        select!("s.provider = ?1 AND s.key_class = ?2 AND s.key_name = ?3 AND s.key_context = ?4"),
        params![
            Guid(key.provider),
            Guid(key.class),
            Units(&key.name),
            Units(key.context())
        ],
    )?;
    Ok(found.into_iter().next().unwrap_or(Place::Empty))
}

/// The services that a selection names, in the order of their creation.
pub(super) fn scan(
    connection: &Connection,
    provider: Uuid,
    selection: &Selection,
) -> rusqlite::Result<Vec<Stored>> {
    let id = Guid(provider);
    let found = match selection {
        Selection::All => read(
            connection,
            provider,
            select!("s.provider = ?1"),
            params![id],
        ),
        Selection::Class(class) => read(
            connection,
            provider,
            select!("s.provider = ?1 AND s.key_class = ?2"),
            params![id, Guid(*class)],
        ),
        Selection::Name(name) => read(
            connection,
            provider,
            select!("s.provider = ?1 AND s.key_name = ?2"),
            params![id, Units(name)],
        ),
    };
    Ok(found?.into_iter().filter_map(Place::into_stored).collect())
}

fn read(
    connection: &Connection,
    provider: Uuid,
    select: &str,
    parameters: impl Params,
) -> rusqlite::Result<Vec<Place>> {
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    // A service has a row for each of its addresses, or one without.
    let mut building: Option<Building> = None;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if building.as_ref().is_none_or(|building| building.id != id) {
            found.extend(building.take().map(Building::finish));
            building = Some(Building {
                id,
                begun: begin(row, provider).ok(),
            });
        }
        if let Some(building) = &mut building {
            building.add_address(row);
        }
    }
    found.extend(building.map(Building::finish));
    Ok(found)
}

/// A service of which some rows have been read.
struct Building {
    id: i64,
    /// None when it is no service.
    begun: Option<Begun>,
}

struct Begun {
    key: ServiceKey,
    service: Service,
    owner: Option<Owner>,
    owners: Vec<Option<Owner>>,
}

/// What fails here is the conversion of what stands in the row.
fn begin(row: &Row<'_>, provider: Uuid) -> rusqlite::Result<Begun> {
    Ok(Begun {
        key: key(row, provider)?,
        service: service(row)?,
        owner: optional_text(row, 18)?,
        owners: Vec::new(),
    })
}

impl Building {
    fn add_address(&mut self, row: &Row<'_>) {
        let address = || -> rusqlite::Result<_> {
            match row.get(12)? {
                Some::<i64>(_) => Ok(Some((address(row)?, optional_text(row, 17)?))),
                None => Ok(None),
            }
        };
        let Some(begun) = &mut self.begun else {
            return;
        };
        let addresses = &mut begun.service.addresses;
        match address() {
            Ok(Some((address, owner))) if addresses.len() < policy::ADDRESS_COUNT_LIMIT => {
                addresses.push(address);
                begun.owners.push(owner);
            }
            Ok(None) => {}
            // However many more there are, they need no memory.
            Ok(Some(_)) | Err(_) => self.begun = None,
        }
    }

    fn finish(self) -> Place {
        let is_possible = |begun: &Begun| {
            possible::service(&begun.key, &begun.service).is_ok()
                && size(&begun.key, &begun.service) <= policy::STORE_RECORD_LIMIT_BYTES
        };
        let Some(begun) = self.begun.filter(is_possible) else {
            return Place::Spoilt(self.id);
        };
        let entry = Entry {
            key: Arc::new(begun.key),
            service: Arc::new(begun.service),
        };
        Place::Taken(Stored {
            id: self.id,
            entry,
            owner: begun.owner,
            owners: begun.owners,
        })
    }
}

impl Stored {
    /// What is left of a service that lives with its processes when some of them are gone; nothing when all are.
    pub(super) fn left_by(self, is_gone: &mut dyn FnMut(&str) -> bool) -> Option<Self> {
        let mut is_gone = |owner: &Option<Owner>| owner.as_deref().is_some_and(&mut *is_gone);
        let lives: Vec<bool> = self.owners.iter().map(|owner| !is_gone(owner)).collect();
        let any_lives = lives.contains(&true);
        if !any_lives && is_gone(&self.owner) {
            return None;
        }
        if !lives.contains(&false) {
            return Some(self);
        }
        let mut service = Service::clone(&self.entry.service);
        service.addresses = kept(service.addresses.iter(), &lives).cloned().collect();
        if service.addresses.is_empty() {
            service.state = State::Deregistered;
        }
        Some(Self {
            entry: Entry {
                key: self.entry.key,
                service: Arc::new(service),
            },
            owners: kept(self.owners.iter(), &lives).cloned().collect(),
            ..self
        })
    }
}

/// Those at whose place there is a yes.
fn kept<'a, T>(
    all: impl Iterator<Item = T> + 'a,
    which: &'a [bool],
) -> impl Iterator<Item = T> + 'a {
    all.zip(which)
        .filter(|(_, keep)| **keep)
        .map(|(one, _)| one)
}

fn key(row: &Row<'_>, provider: Uuid) -> rusqlite::Result<ServiceKey> {
    let context = units(row, 3)?;
    Ok(ServiceKey {
        provider,
        class: row.get::<_, Guid>(1)?.0,
        name: units(row, 2)?,
        context: (!context.is_empty()).then(|| context.as_slice().into()),
    })
}

fn service(row: &Row<'_>) -> rusqlite::Result<Service> {
    let version = match (row.get(8)?, row.get(9)?) {
        (Some(number), Some(how)) => Some(Version {
            number,
            how: Comparator(how),
        }),
        _ => None,
    };
    Ok(Service {
        class: row.get::<_, Option<Guid>>(4)?.map(|class| class.0),
        name: units(row, 5)?,
        context: units(row, 6)?.as_slice().into(),
        version,
        comment: row
            .get::<_, Option<FromUnits>>(10)?
            .map(|comment| comment.0),
        blob: row.get_ref(11)?.as_blob_or_null()?.map(blob).transpose()?,
        addresses: Addresses::new(),
        state: row.get(7)?,
        outdated: Default::default(),
    })
}

fn blob(bytes: &[u8]) -> rusqlite::Result<Blob> {
    Ok(Blob::new(within_limit(bytes)?.to_vec()))
}

fn address(row: &Row<'_>) -> rusqlite::Result<Address> {
    let side = |column| -> rusqlite::Result<Option<SocketAddress>> {
        match row.get_ref(column)?.as_blob_or_null()? {
            Some(bytes) if bytes.len() > policy::SOCKADDR_LIMIT_BYTES => {
                Err(FromSqlError::InvalidType.into())
            }
            bytes => Ok(bytes.map(SocketAddress::from_slice)),
        }
    };
    Ok(Address {
        local: side(13)?,
        remote: side(14)?,
        socket_type: row.get(15)?,
        protocol: row.get(16)?,
    })
}

/// What is text in the database, too.
pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    let text = row.get_ref(column)?.as_str()?;
    within_limit(text.as_bytes())?;
    Ok(text.to_owned())
}

pub(super) fn optional_text(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => text(row, column).map(Some),
    }
}

fn units(row: &Row<'_>, column: usize) -> rusqlite::Result<WideText> {
    Ok(row.get::<_, FromUnits>(column)?.0)
}

/// Puts a service into a place; `claimed` addresses belong to `owner` from now on, and
/// the service itself does if it `ends_with` it.
pub(super) fn put(
    connection: &Connection,
    key: &ServiceKey,
    place: &Place,
    service: &Service,
    claimed: &[Address],
    owner: Option<&str>,
    ends_with: bool,
) -> rusqlite::Result<()> {
    if let Place::Spoilt(id) = place {
        remove(connection, *id)?;
    }
    let stored = place.stored();
    let lives_with = owner.filter(|_| ends_with);
    let class = service.class.map(Guid);
    let (name, context) = (Units(&service.name), Units(&service.context));
    let version = service.version.map(|version| version.number);
    let comparator = service.version.map(|version| version.how.0);
    let comment = service.comment.as_ref().map(|comment| Units(comment));
    let blob = service.blob.as_ref().map(|blob| blob.as_slice());
    let id = match stored {
        // Its addresses may have changed.
        Some(stored)
            if stored.owner.as_deref() == lives_with
                && has_same_properties(&stored.entry.service, service) =>
        {
            stored.id
        }
        Some(stored) => {
            connection
                .prepare_cached(
                    "UPDATE service SET class = ?2, name = ?3, context = ?4, state = ?5, version = ?6, \
                     comparator = ?7, comment = ?8, blob = ?9, owner = ?10 WHERE id = ?1",
                )?
                .execute(params![
                    stored.id, class, name, context, service.state, version, comparator, comment, blob, lives_with
                ])?;
            stored.id
        }
        None => {
            connection
                .prepare_cached(
                    "INSERT INTO service (provider, key_class, key_name, key_context, class, name, context, \
                     state, version, comparator, comment, blob, owner) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                )?
                .execute(params![
                    Guid(key.provider),
                    Guid(key.class),
                    Units(&key.name),
                    Units(key.context()),
                    class,
                    name,
                    context,
                    service.state,
                    version,
                    comparator,
                    comment,
                    blob,
                    lives_with
                ])?;
            connection.last_insert_rowid()
        }
    };
    put_addresses(connection, id, stored, service, claimed, owner)
}

/// Whether two states of a service differ in nothing but their addresses.
fn has_same_properties(before: &Service, after: &Service) -> bool {
    let Service {
        class,
        name,
        context,
        version,
        comment,
        blob,
        addresses: _,
        state,
        outdated: _,
    } = before;
    (class, name, context, version) == (&after.class, &after.name, &after.context, &after.version)
        && (comment, blob, state) == (&after.comment, &after.blob, &after.state)
}

/// Replaces the addresses of a service if there is anything new about them. Those that are claimed, and new ones, belong to
/// `owner`; the others to whom they did.
fn put_addresses(
    connection: &Connection,
    id: i64,
    stored: Option<&Stored>,
    service: &Service,
    claimed: &[Address],
    owner: Option<&str>,
) -> rusqlite::Result<()> {
    let before = stored.map_or(&[][..], |stored| &stored.entry.service.addresses);
    let owners = stored.map_or(&[][..], |stored| &stored.owners);
    let known: HashMap<&Address, Option<&str>> = before
        .iter()
        .zip(owners.iter().map(Option::as_deref))
        .collect();
    let claimed: HashSet<&Address> = claimed.iter().collect();
    let owner_of = |address| match known.get(address) {
        Some(known) if !claimed.contains(address) => *known,
        _ => owner,
    };
    let is_same = before == service.addresses.as_slice()
        && before
            .iter()
            .all(|address| known.get(address) == Some(&owner_of(address)));
    if is_same {
        return Ok(());
    }
    if stored.is_some() {
        remove_addresses(connection, id)?;
    }
    // Nothing may be in the way but what belongs to no service.
    let mut insert = connection.prepare_cached(
        "INSERT OR REPLACE INTO address (service, position, local, remote, socket_type, protocol, owner) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, address) in service.addresses.iter().enumerate() {
        insert.execute(params![
            id,
            position as i64,
            address.local.as_deref(),
            address.remote.as_deref(),
            address.socket_type,
            address.protocol,
            owner_of(address)
        ])?;
    }
    Ok(())
}

/// Everybody whom an address belongs to.
#[cfg(feature = "cli")]
pub(super) fn owners(connection: &Connection) -> rusqlite::Result<Vec<Owner>> {
    owners_by(
        connection,
        "SELECT DISTINCT owner FROM address WHERE owner IS NOT NULL",
    )
}

/// What is no name of a process is nobody's.
fn owners_by(connection: &Connection, select: &str) -> rusqlite::Result<Vec<Owner>> {
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query(())?;
    let mut owners = Vec::new();
    while let Some(row) = rows.next()? {
        owners.extend(text(row, 0));
    }
    Ok(owners)
}

/// Everybody with whom something lives that does not last.
pub(super) fn owners_of_passing(connection: &Connection) -> rusqlite::Result<Vec<Owner>> {
    owners_by(
        connection,
        "SELECT owner FROM record UNION SELECT owner FROM service WHERE owner IS NOT NULL UNION \
         SELECT a.owner FROM service s JOIN address a ON a.service = s.id \
         WHERE s.owner IS NOT NULL AND a.owner IS NOT NULL",
    )
}

/// Drops the addresses of these owners, or only those of what does not last. Services that have none left are deregistered, and
/// end if they lived with one of these. Tells how many addresses there were.
pub(super) fn remove_owned(
    connection: &Connection,
    gone: &[Owner],
    only_passing: bool,
) -> rusqlite::Result<usize> {
    let addresses = if only_passing {
        "DELETE FROM address WHERE owner = ?1 \
         AND service IN (SELECT id FROM service WHERE owner IS NOT NULL) RETURNING service"
    } else {
        "DELETE FROM address WHERE owner = ?1 RETURNING service"
    };
    let (mut services, mut dropped) = (HashSet::new(), 0);
    let mut delete = connection.prepare_cached(addresses)?;
    for owner in gone {
        let mut deleted = delete.query(params![owner])?;
        while let Some(row) = deleted.next()? {
            services.extend(row.get::<_, i64>(0));
            dropped += 1;
        }
    }
    let mut deregister = connection.prepare_cached(
        "UPDATE service SET state = ?2 WHERE id = ?1 \
         AND NOT EXISTS (SELECT 1 FROM address WHERE service = ?1)",
    )?;
    for service in services {
        deregister.execute(params![service, State::Deregistered])?;
    }
    let mut end = connection.prepare_cached(
        "DELETE FROM service WHERE owner = ?1 AND NOT EXISTS (SELECT 1 FROM address WHERE service = id)",
    )?;
    let mut end_records = connection.prepare_cached("DELETE FROM record WHERE owner = ?1")?;
    for owner in gone {
        end.execute(params![owner])?;
        end_records.execute(params![owner])?;
    }
    Ok(dropped)
}

/// Removes the row of a service, and its addresses.
pub(super) fn remove(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    remove_addresses(connection, id)?;
    connection
        .prepare_cached("DELETE FROM service WHERE id = ?1")?
        .execute(params![id])?;
    Ok(())
}

fn remove_addresses(connection: &Connection, service: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM address WHERE service = ?1")?
        .execute(params![service])?;
    Ok(())
}

/// How many bytes a service takes in the store, roughly.
pub(crate) fn size(key: &ServiceKey, service: &Service) -> usize {
    let texts = [
        key.name.as_slice(),
        key.context(),
        &service.name,
        &service.context,
        service.comment.as_deref().unwrap_or_default(),
    ];
    let addresses = service.addresses.iter().map(|address| {
        let side = |side: &Option<SocketAddress>| side.as_ref().map_or(0, |side| side.len());
        side(&address.local) + side(&address.remote) + 16
    });
    texts.iter().map(|text| text.len() * 2).sum::<usize>()
        + addresses.sum::<usize>()
        + service.blob.as_ref().map_or(0, |blob| blob.len())
}

/// The description of a class.
pub(super) fn class(
    connection: &Connection,
    provider: Uuid,
    id: Uuid,
) -> rusqlite::Result<Option<ServiceClass>> {
    let of = params![Guid(provider), Guid(id)];
    let mut statement =
        connection.prepare_cached("SELECT name FROM class WHERE provider = ?1 AND id = ?2")?;
    let mut rows = statement.query(of)?;
    let Some(Ok(name)) = rows.next()?.map(|row| row.get::<_, Option<FromUnits>>(0)) else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "SELECT name, namespace, kind, data FROM class_value WHERE provider = ?1 AND class = ?2 ORDER BY position",
    )?;
    let mut rows = statement.query(of)?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        match value(row) {
            Ok(value) if values.len() < policy::CLASS_VALUE_COUNT_LIMIT => values.push(value),
            _ => return Ok(None),
        }
    }
    let class = ServiceClass {
        id,
        name: name.map(|name| name.0),
        values,
    };
    let is_possible =
        possible::class(&class).is_ok() && class_size(&class) <= policy::STORE_RECORD_LIMIT_BYTES;
    Ok(is_possible.then_some(class))
}

fn value(row: &Row<'_>) -> rusqlite::Result<ClassValue> {
    Ok(ClassValue {
        name: units(row, 0)?,
        namespace: row.get(1)?,
        kind: row.get(2)?,
        data: blob(row.get_ref(3)?.as_blob()?)?,
    })
}

/// The GUIDs that there are in a column.
fn guids(
    connection: &Connection,
    select: &str,
    parameters: impl Params,
) -> rusqlite::Result<Vec<Uuid>> {
    let mut statement = connection.prepare(select)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(row.get(0).map(|Guid(id)| id));
    }
    Ok(found)
}

/// Everything, by provider; of what lives with a process, what is left of it.
pub(super) fn contents(
    connection: &Connection,
    is_gone: &mut dyn FnMut(&str) -> bool,
) -> rusqlite::Result<Contents> {
    let mut contents = Contents::default();
    let providers = "SELECT provider FROM service UNION SELECT provider FROM class ORDER BY 1";
    for provider in guids(connection, providers, ())? {
        let services = scan(connection, provider, &Selection::All)?;
        for stored in services {
            let left = match &stored.owner {
                Some(_) => stored.left_by(is_gone),
                None => Some(stored),
            };
            contents.services.extend(left.map(|left| left.entry));
        }
        let ids = "SELECT id FROM class WHERE provider = ?1 ORDER BY id";
        for id in guids(connection, ids, params![Guid(provider)])? {
            let found = class(connection, provider, id)?;
            let found = found.map(|class| (provider, Arc::new(class)));
            contents.classes.extend(found);
        }
    }
    Ok(contents)
}

/// The providers that services are kept for, each with their classes.
pub(super) fn kinds(connection: &Connection) -> rusqlite::Result<HashSet<(Uuid, Uuid)>> {
    let mut statement = connection.prepare("SELECT DISTINCT provider, key_class FROM service")?;
    let mut rows = statement.query(())?;
    let mut kinds = HashSet::new();
    while let Some(row) = rows.next()? {
        if let (Ok(Guid(provider)), Ok(Guid(class))) = (row.get(0), row.get(1)) {
            kinds.insert((provider, class));
        }
    }
    Ok(kinds)
}

/// Removes all services and classes.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM address; DELETE FROM service; DELETE FROM class_value; DELETE FROM class;",
    )
}

/// Puts the description of a class, or nothing, into the place of what there is.
pub(super) fn put_class(
    connection: &Connection,
    provider: Uuid,
    id: Uuid,
    class: Option<&ServiceClass>,
) -> rusqlite::Result<()> {
    let of = params![Guid(provider), Guid(id)];
    connection.execute(
        "DELETE FROM class_value WHERE provider = ?1 AND class = ?2",
        of,
    )?;
    connection.execute("DELETE FROM class WHERE provider = ?1 AND id = ?2", of)?;
    let Some(class) = class else {
        return Ok(());
    };
    connection.execute(
        "INSERT INTO class (provider, id, name) VALUES (?1, ?2, ?3)",
        params![
            Guid(provider),
            Guid(id),
            class.name.as_ref().map(|name| Units(name))
        ],
    )?;
    for (position, value) in class.values.iter().enumerate() {
        connection.execute(
            "INSERT INTO class_value (provider, class, position, name, namespace, kind, data) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                Guid(provider),
                Guid(id),
                position as i64,
                Units(&value.name),
                value.namespace,
                value.kind,
                value.data.as_slice()
            ],
        )?;
    }
    Ok(())
}

/// How many bytes the description of a class takes in the store, roughly.
pub(crate) fn class_size(class: &ServiceClass) -> usize {
    let values = class.values.iter();
    class.name.as_ref().map_or(0, |name| name.len() * 2)
        + values
            .map(|value| value.name.len() * 2 + value.data.len())
            .sum::<usize>()
}

/// The text of the catalogue of namespace providers, if anybody has written one.
pub(super) fn catalog(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT text FROM catalog")?
        .query_row((), |row| text(row, 0))
        .optional()
}

pub(super) fn put_catalog(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO catalog (id, text) VALUES (1, ?1)")?
        .execute(params![text])?;
    Ok(())
}
