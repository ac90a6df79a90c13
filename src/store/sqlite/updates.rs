// SPDX-License-Identifier: MIT OR Apache-2.0
//! The state of the update services as rows, and back. They are few, so they are read and written together.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::types::FromSqlError;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;
use widestring::{U16Str, U16String};

use super::SqliteStore;
use super::owner;
use super::rows::{FromUnits, Guid, Units, optional_text, text};
use crate::hresult::HResult;
use crate::policy;
use crate::sync::Frozen;
use crate::wua::UnixTime;
use crate::wua::keeper::Keeper;
use crate::wua::possible;
use crate::wua::service::Service;
use crate::wua::state::{Attempt, Pending, State};

impl Keeper for SqliteStore {
    fn read(&self) -> Result<Arc<State>, HResult> {
        let _inside = self.inside.read();
        let state = self.core.read(read).map_err(policy::store_failure)?;
        Ok(Arc::new(state))
    }

    fn update(
        &self,
        change: &mut dyn FnMut(&mut State) -> Result<(), HResult>,
    ) -> Result<(), HResult> {
        let mut result = Ok(());
        let written = self.change(|session| {
            session.update_state(&mut |state| {
                let mut next = state.clone();
                result = change(&mut next);
                match result {
                    Ok(()) if is_too_large(&next) => Err(policy::BEYOND_LIMIT),
                    Ok(()) if next != *state => Ok(Some(next)),
                    _ => Ok(None),
                }
            })
        });
        written.map_err(policy::store_failure).and(result)
    }

    fn is_shared(&self) -> bool {
        true
    }

    /// The locks are those of the store, which serves others, too.
    fn freeze(&'static self) -> Vec<Frozen> {
        Vec::new()
    }
}

/// Whether a text that a program gave is larger than a record may be.
pub(crate) fn is_too_large(state: &State) -> bool {
    let names = state.services.iter().map(|service| service.name.len());
    let clients = state.pending.values().map(|pending| pending.client.len());
    names
        .chain(clients)
        .any(|len| len > policy::STORE_RECORD_LIMIT_BYTES / 2)
}

/// The state that is stored; that of a fresh machine when there is none. What ended with its process is not there, nor is what
/// no call can have made, and what cannot be together is set right.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<State> {
    Ok(State::of(
        services(connection)?,
        pending(connection)?,
        automatic(connection)?,
    ))
}

fn services(connection: &Connection) -> rusqlite::Result<Vec<Arc<Service>>> {
    let mut redirects = redirects(connection)?;
    let mut statement = connection.prepare(
        "SELECT id, name, issued, expires, is_managed, offers_windows_updates, is_scan_package, can_register, \
         url, setup_prefix, certificate, owner FROM update_service ORDER BY position",
    )?;
    let mut rows = statement.query(())?;
    let mut services = Vec::new();
    while let Some(row) = rows.next()? {
        // What fails here is the conversion of what stands in the row.
        let Ok(mut service) = service(row) else {
            continue;
        };
        service.redirect_urls = redirects.remove(&service.id).unwrap_or_default();
        let is_gone = || service.owner.as_deref().is_some_and(owner::is_gone);
        if possible::service(&service).is_ok() && !is_gone() {
            services.push(Arc::new(service));
        }
    }
    Ok(services)
}

fn service(row: &Row<'_>) -> rusqlite::Result<Service> {
    let Guid(id) = row.get(0)?;
    Ok(Service {
        id,
        name: wide(row, 1)?,
        issued: time(row, 2)?,
        expires: time(row, 3)?,
        is_managed: row.get(4)?,
        offers_windows_updates: row.get(5)?,
        is_scan_package: row.get(6)?,
        can_register_with_automatic_updates: row.get(7)?,
        url: text(row, 8)?,
        setup_prefix: text(row, 9)?,
        redirect_urls: Vec::new(),
        content_validation_certificate: row.get(10)?,
        owner: optional_text(row, 11)?,
    })
}

fn redirects(connection: &Connection) -> rusqlite::Result<BTreeMap<Uuid, Vec<String>>> {
    let mut statement = connection
        .prepare("SELECT service, url FROM update_redirect ORDER BY service, position")?;
    let mut rows = statement.query(())?;
    let mut redirects = BTreeMap::<Uuid, Vec<String>>::new();
    while let Some(row) = rows.next()? {
        let Ok(Guid(id)) = row.get(0) else {
            continue;
        };
        let urls = redirects.entry(id).or_default();
        // One more than there can be is enough to show that.
        if urls.len() <= policy::REDIRECT_URL_LIMIT {
            // What is no text is no URL either, and its service impossible.
            urls.push(text(row, 1).unwrap_or_default());
        }
    }
    Ok(redirects)
}

fn automatic(connection: &Connection) -> rusqlite::Result<Vec<Uuid>> {
    let mut statement = connection.prepare("SELECT id FROM update_automatic ORDER BY position")?;
    let mut rows = statement.query(())?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.extend(row.get(0).map(|Guid(id)| id));
    }
    Ok(ids)
}

fn pending(connection: &Connection) -> rusqlite::Result<BTreeMap<Uuid, Pending>> {
    let mut statement = connection.prepare(
        "SELECT id, client, with_automatic_updates, queued, failure, attempt, attempt_ends FROM update_pending",
    )?;
    let mut rows = statement.query(())?;
    let mut pending = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Ok((id, request)) = request(row)
            && possible::pending(&request).is_ok()
        {
            pending.insert(id, request);
        }
    }
    Ok(pending)
}

fn request(row: &Row<'_>) -> rusqlite::Result<(Uuid, Pending)> {
    let Guid(id) = row.get(0)?;
    let attempt: Option<Guid> = row.get(5)?;
    let ends = time(row, 6)?.unwrap_or_default();
    let request = Pending {
        client: wide(row, 1)?,
        with_automatic_updates: row.get(2)?,
        queued: time(row, 3)?.unwrap_or_default(),
        failure: row.get::<_, Option<u32>>(4)?.map(HResult),
        attempt: attempt.map(|Guid(id)| Attempt { id, ends }),
    };
    Ok((id, request))
}

/// Puts a state into the place of the one that is stored.
pub(super) fn write(connection: &Connection, state: &State) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM update_service; DELETE FROM update_redirect; DELETE FROM update_automatic; \
         DELETE FROM update_pending;",
    )?;
    let mut service_row = connection.prepare(
        "INSERT INTO update_service (id, name, issued, expires, is_managed, offers_windows_updates, \
         is_scan_package, can_register, url, setup_prefix, certificate, owner) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let mut redirect_row = connection
        .prepare("INSERT INTO update_redirect (service, position, url) VALUES (?1, ?2, ?3)")?;
    for service in &state.services {
        service_row.execute(params![
            Guid(service.id),
            units(&service.name),
            service.issued.map(seconds),
            service.expires.map(seconds),
            service.is_managed,
            service.offers_windows_updates,
            service.is_scan_package,
            service.can_register_with_automatic_updates,
            service.url,
            service.setup_prefix,
            service.content_validation_certificate,
            service.owner,
        ])?;
        for (position, url) in (0_i64..).zip(&service.redirect_urls) {
            redirect_row.execute(params![Guid(service.id), position, url])?;
        }
    }
    let mut automatic_row = connection.prepare("INSERT INTO update_automatic (id) VALUES (?1)")?;
    for &id in &state.automatic {
        automatic_row.execute(params![Guid(id)])?;
    }
    let mut pending_row = connection.prepare(
        "INSERT INTO update_pending (id, client, with_automatic_updates, queued, failure, attempt, attempt_ends) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (&id, pending) in &state.pending {
        let attempt = pending.attempt.as_ref();
        pending_row.execute(params![
            Guid(id),
            units(&pending.client),
            pending.with_automatic_updates,
            seconds(pending.queued),
            pending.failure.map(|failure| failure.0),
            attempt.map(|attempt| Guid(attempt.id)),
            attempt.map(|attempt| seconds(attempt.ends)),
        ])?;
    }
    Ok(())
}

fn units(text: &U16Str) -> Units<'_> {
    Units(text.as_slice())
}

fn wide(row: &Row<'_>, column: usize) -> rusqlite::Result<U16String> {
    let FromUnits(text) = row.get(column)?;
    Ok(U16String::from_vec(text.to_vec()))
}

fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<UnixTime>> {
    let seconds: Option<i64> = row.get(column)?;
    let seconds = seconds.map(u64::try_from).transpose();
    let seconds = seconds.map_err(|_| FromSqlError::InvalidType)?;
    Ok(seconds.map(UnixTime::from_secs))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::StoreConfig;
    use crate::wua::published::{MICROSOFT_UPDATE, WINDOWS_UPDATE, find};

    fn open(folder: &tempfile::TempDir) -> SqliteStore {
        SqliteStore::open(&StoreConfig {
            is_durable: false,
            ..StoreConfig::at(folder.path().join("store"))
        })
        .unwrap()
    }

    fn everything() -> State {
        let mut state = State::fresh();
        let full = Service {
            name: U16String::from_vec(vec![0x41, 0xE4]),
            issued: Some(UnixTime::from_secs(1)),
            expires: Some(UnixTime::from_secs(103_647_676_860)),
            is_managed: true,
            redirect_urls: vec!["http://a/".to_owned(), "http://b/".to_owned()],
            content_validation_certificate: Some([7; 20]),
            ..find(MICROSOFT_UPDATE).unwrap()
        };
        let package = Service {
            name: U16String::from_vec(vec![0, 0xD800]),
            is_scan_package: true,
            ..Service::unknown(Uuid::from_u128(20))
        };
        for service in [full, package] {
            state.services.push(Arc::new(service));
        }
        state.automatic.push(MICROSOFT_UPDATE);
        let attempts = [
            None,
            Some(Attempt {
                id: Uuid::from_u128(9),
                ends: UnixTime::from_secs(8),
            }),
        ];
        for (id, attempt) in (1..).map(Uuid::from_u128).zip(attempts) {
            let pending = Pending {
                client: U16String::from_vec(vec![0x41, 0, 0xD800]),
                with_automatic_updates: attempt.is_some(),
                queued: UnixTime::from_secs(7),
                failure: attempt.is_some().then_some(HResult::E_UNEXPECTED),
                attempt,
            };
            state.pending.insert(id, pending);
        }
        State::of(state.services, state.pending, state.automatic)
    }

    #[test]
    fn what_one_process_writes_another_reads() {
        let folder = tempfile::tempdir().unwrap();
        let [writer, reader] = [(); 2].map(|()| open(&folder));
        assert_eq!(*Keeper::read(&reader).unwrap(), State::fresh());
        let everything = everything();
        let put = &mut |state: &mut State| {
            *state = everything.clone();
            Ok(())
        };
        Keeper::update(&writer, put).unwrap();
        assert_eq!(*Keeper::read(&reader).unwrap(), everything);
        assert_eq!(*Keeper::read(&open(&folder)).unwrap(), everything);
    }

    #[test]
    fn a_change_that_fails_or_changes_nothing_leaves_everything() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let fails = &mut |state: &mut State| {
            state.services.clear();
            Err(HResult::E_UNEXPECTED)
        };
        assert_eq!(Keeper::update(&store, fails), Err(HResult::E_UNEXPECTED));
        let large = &mut |state: &mut State| {
            let name = U16String::from_vec(vec![0x41; policy::STORE_RECORD_LIMIT_BYTES]);
            let service = Service {
                name,
                ..Service::unknown(Uuid::from_u128(1))
            };
            state.services.push(Arc::new(service));
            Ok(())
        };
        assert_eq!(Keeper::update(&store, large), Err(HResult::E_INVALIDARG));
        assert_eq!(*Keeper::read(&store).unwrap(), State::fresh());
    }

    /// Others may have written anything. What no call can have made is not there, and gone with the next change.
    #[test]
    fn rows_that_no_call_can_have_made_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let everything = everything();
        let put = || {
            Keeper::update(&store, &mut |state| {
                state.clone_from(&everything);
                Ok(())
            })
        };
        put().unwrap();
        let database = folder.path().join("store/services.db");
        let database = rusqlite::Connection::open(database).unwrap();
        let long = "zeroblob(3000001)";
        let of_services = [
            ("id", &["'{7}'", "7", "x'00'", "upper(id)"][..]),
            ("name", &["''", "7", "x'41'", "x'4100'", "x'00D8'", long]),
            ("name", &["'a' || char(0)"]),
            ("issued", &["-1", "'x'", "0.5", "9223372036854775807"]),
            ("expires", &["253402300800"]),
            ("is_managed", &["'x'", "0.5", "x''"]),
            ("can_register", &["'x'"]),
            ("url", &["x'41'", "'ftp://a'", "CAST(x'C3' AS TEXT)", long]),
            ("setup_prefix", &["x'41'", "char(10)", long]),
            ("certificate", &["x'00'", "'a'", "zeroblob(21)", long]),
            ("owner", &["x'41'", "CAST(x'C3' AS TEXT)", long]),
        ];
        let of_pending = [
            ("id", &["7", "x''", "'{7}'"][..]),
            ("client", &["7", "x'41'", "x'4100'", long]),
            ("with_automatic_updates", &["'x'"]),
            ("queued", &["-1", "'x'", "253402300800"]),
            ("failure", &["-1", "4294967296", "'x'"]),
            ("attempt", &["'x'", "x''"]),
            ("attempt_ends", &["-1", "'x'"]),
        ];
        let pending = Uuid::from_u128(1);
        let (mut no_service, mut no_pending) = (everything.clone(), everything.clone());
        no_service
            .services
            .retain(|known| known.id != MICROSOFT_UPDATE);
        no_service.automatic = vec![WINDOWS_UPDATE];
        no_pending.pending.remove(&pending);
        let of_redirects = [("url", &["x'41'", "''", "'x'", long][..])];
        let tables = [
            (
                "update_service",
                "id",
                MICROSOFT_UPDATE,
                &of_services[..],
                &no_service,
            ),
            (
                "update_redirect",
                "service",
                MICROSOFT_UPDATE,
                &of_redirects,
                &no_service,
            ),
            ("update_pending", "id", pending, &of_pending, &no_pending),
        ];
        for (table, key, id, columns, expected) in tables {
            for (column, values) in columns {
                for value in *values {
                    let spoil =
                        format!("UPDATE {table} SET {column} = {value} WHERE {key} = '{id}'");
                    assert!(database.execute(&spoil, ()).unwrap() > 0, "{spoil}");
                    assert_eq!(*Keeper::read(&store).unwrap(), *expected, "{spoil}");
                    put().unwrap();
                    assert_eq!(*Keeper::read(&store).unwrap(), everything, "{spoil}");
                }
            }
        }
        // What does not go together is set right.
        let double = "INSERT INTO update_service (id, name, is_managed, offers_windows_updates, is_scan_package, can_register, \
             url, setup_prefix) SELECT id, 'twice', 0, 0, 0, 0, '', '' FROM update_service; \
             INSERT INTO update_automatic (id) VALUES ('x'), ('00000000-0000-0000-0000-000000000077');";
        database.execute_batch(double).unwrap();
        assert_eq!(*Keeper::read(&store).unwrap(), everything);
        database
            .execute_batch("DELETE FROM update_service")
            .unwrap();
        let left = Keeper::read(&store).unwrap();
        assert_eq!(left.services, State::fresh().services);
        assert_eq!(
            (&left.automatic, &left.pending),
            (&State::fresh().automatic, &everything.pending)
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_belongs_to_a_process_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let add = |owner: String| {
            let service = Arc::new(Service {
                owner: Some(owner),
                name: U16String::from_str("ours"),
                ..Service::unknown(Uuid::from_u128(1))
            });
            Keeper::update(&store, &mut |state| {
                state.services.push(Arc::clone(&service));
                Ok(())
            })
            .unwrap();
            Keeper::read(&store).unwrap().services.len()
        };
        let here = owner::current().unwrap();
        assert_eq!(add(here.replacen(' ', "0 ", 2)), 3);
        assert_eq!(add(here), 4);
    }
}
