// SPDX-License-Identifier: MIT OR Apache-2.0
//! Services and service classes as rows, and back.

#![forbid(unsafe_code)]

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};
use uuid::Uuid;

use super::owner::Owner;
use crate::rnr::class::{ClassValue, ServiceClass};
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

/// UTF-16 from a column.
pub(super) struct FromUnits(pub(super) WideText);

impl FromSql for FromUnits {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let mut units = WideText::new();
        match value {
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(text).map_err(FromSqlError::other)?;
                units.extend(text.encode_utf16());
            }
            ValueRef::Blob(bytes) => {
                let (pairs, _) = bytes.as_chunks();
                units.extend(pairs.iter().copied().map(u16::from_le_bytes));
            }
            _ => return Err(FromSqlError::InvalidType),
        }
        Ok(Self(units))
    }
}

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
        Uuid::try_parse(value.as_str()?)
            .map(Self)
            .map_err(FromSqlError::other)
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
    Ok(found.into_iter().next())
}

/// The services that a selection names, in the order of their creation.
pub(super) fn scan(
    connection: &Connection,
    provider: Uuid,
    selection: &Selection,
) -> rusqlite::Result<Vec<Stored>> {
    let id = Guid(provider);
    match selection {
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
    }
}

fn read(
    connection: &Connection,
    provider: Uuid,
    select: &str,
    parameters: impl Params,
) -> rusqlite::Result<Vec<Stored>> {
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query(parameters)?;
    let mut found: Vec<Stored> = Vec::new();
    // A service has a row for each of its addresses, or one without.
    let mut building: Option<Building> = None;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if building.as_ref().is_none_or(|building| building.id != id) {
            found.extend(building.take().map(Building::finish));
            building = Some(Building {
                id,
                key: key(row, provider)?,
                service: service(row)?,
                owner: row.get(18)?,
                owners: Vec::new(),
            });
        }
        if let (Some(building), true) = (&mut building, row.get::<_, Option<i64>>(12)?.is_some()) {
            building.service.addresses.push(address(row)?);
            building.owners.push(row.get(17)?);
        }
    }
    found.extend(building.map(Building::finish));
    Ok(found)
}

/// A service of which some rows have been read.
struct Building {
    id: i64,
    key: ServiceKey,
    service: Service,
    owner: Option<Owner>,
    owners: Vec<Option<Owner>>,
}

impl Building {
    fn finish(self) -> Stored {
        let entry = Entry {
            key: Arc::new(self.key),
            service: Arc::new(self.service),
        };
        Stored {
            id: self.id,
            entry,
            owner: self.owner,
            owners: self.owners,
        }
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
        blob: row.get::<_, Option<Vec<u8>>>(11)?.map(Blob::new),
        addresses: Addresses::new(),
        state: row.get(7)?,
        outdated: Default::default(),
    })
}

fn address(row: &Row<'_>) -> rusqlite::Result<Address> {
    let side = |column| -> rusqlite::Result<Option<SocketAddress>> {
        let bytes = row.get_ref(column)?.as_blob_or_null()?;
        Ok(bytes.map(SocketAddress::from_slice))
    };
    Ok(Address {
        local: side(13)?,
        remote: side(14)?,
        socket_type: row.get(15)?,
        protocol: row.get(16)?,
    })
}

fn units(row: &Row<'_>, column: usize) -> rusqlite::Result<WideText> {
    Ok(row.get::<_, FromUnits>(column)?.0)
}

/// Puts a service into the place of the stored one, or into a new one; `claimed` addresses belong to `owner` from now on, and
/// the service itself does if it `ends_with` it.
pub(super) fn put(
    connection: &Connection,
    key: &ServiceKey,
    stored: Option<&Stored>,
    service: &Service,
    claimed: &[Address],
    owner: Option<&str>,
    ends_with: bool,
) -> rusqlite::Result<()> {
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
    let mut insert = connection.prepare_cached(
        "INSERT INTO address (service, position, local, remote, socket_type, protocol, owner) \
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
    connection
        .prepare_cached("SELECT DISTINCT owner FROM address WHERE owner IS NOT NULL")?
        .query_map((), |row| row.get(0))?
        .collect()
}

/// Everybody with whom something lives that does not last.
pub(super) fn owners_of_passing(connection: &Connection) -> rusqlite::Result<Vec<Owner>> {
    connection
        .prepare_cached(
            "SELECT owner FROM record UNION SELECT owner FROM service WHERE owner IS NOT NULL UNION \
             SELECT a.owner FROM service s JOIN address a ON a.service = s.id \
             WHERE s.owner IS NOT NULL AND a.owner IS NOT NULL",
        )?
        .query_map((), |row| row.get(0))?
        .collect()
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
        for service in delete.query_map(params![owner], |row| row.get::<_, i64>(0))? {
            services.insert(service?);
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

pub(super) fn remove(connection: &Connection, stored: &Stored) -> rusqlite::Result<()> {
    remove_addresses(connection, stored.id)?;
    connection
        .prepare_cached("DELETE FROM service WHERE id = ?1")?
        .execute(params![stored.id])?;
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
    let name = connection
        .prepare_cached("SELECT name FROM class WHERE provider = ?1 AND id = ?2")?
        .query_row(of, |row| row.get::<_, Option<FromUnits>>(0))
        .optional()?;
    let Some(name) = name else {
        return Ok(None);
    };
    let mut values = connection.prepare_cached(
        "SELECT name, namespace, kind, data FROM class_value WHERE provider = ?1 AND class = ?2 ORDER BY position",
    )?;
    let values = values.query_map(of, |row| {
        Ok(ClassValue {
            name: units(row, 0)?,
            namespace: row.get(1)?,
            kind: row.get(2)?,
            data: Blob::new(row.get(3)?),
        })
    })?;
    Ok(Some(ServiceClass {
        id,
        name: name.map(|name| name.0),
        values: values.collect::<rusqlite::Result<_>>()?,
    }))
}

/// Everything, by provider; of what lives with a process, what is left of it.
pub(super) fn contents(
    connection: &Connection,
    is_gone: &mut dyn FnMut(&str) -> bool,
) -> rusqlite::Result<Contents> {
    let mut contents = Contents::default();
    let providers: Vec<Guid> = connection
        .prepare("SELECT provider FROM service UNION SELECT provider FROM class ORDER BY 1")?
        .query_map((), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for Guid(provider) in providers {
        let services = scan(connection, provider, &Selection::All)?;
        for stored in services {
            let left = match &stored.owner {
                Some(_) => stored.left_by(is_gone),
                None => Some(stored),
            };
            contents.services.extend(left.map(|left| left.entry));
        }
        let ids: Vec<Guid> = connection
            .prepare("SELECT id FROM class WHERE provider = ?1 ORDER BY id")?
            .query_map(params![Guid(provider)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for Guid(id) in ids {
            let found = class(connection, provider, id)?;
            let found = found.map(|class| (provider, Arc::new(class)));
            contents.classes.extend(found);
        }
    }
    Ok(contents)
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
        .query_row((), |row| row.get(0))
        .optional()
}

pub(super) fn put_catalog(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO catalog (id, text) VALUES (1, ?1)")?
        .execute(params![text])?;
    Ok(())
}
