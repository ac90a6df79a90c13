// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line needs of a store beside what every store does.

#![forbid(unsafe_code)]

use rusqlite::Connection;
use uuid::Uuid;

use super::session::Session;
use super::{SqliteStore, owner, rows, updates};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Service, ServiceKey};
use crate::store::Contents;
use crate::wua::state::State;

/// What can be put into another store.
pub(crate) struct Export {
    pub(crate) contents: Contents,
    /// The text of the catalogue of namespace providers, if it was ever changed.
    pub(crate) catalog: Option<String>,
    pub(crate) updates: State,
}

/// What is put into a store.
pub(crate) struct Import<'a, S, C> {
    pub(crate) services: S,
    pub(crate) classes: C,
    /// The text of the catalogue, or that it was never changed; if anything is said of it.
    pub(crate) catalog: Option<Option<&'a str>>,
    /// The update services, or that they are those of a fresh machine; if anything is said of them.
    pub(crate) updates: Option<Option<State>>,
    /// Whether what is there goes, of what something is said.
    pub(crate) replace: bool,
}

impl SqliteStore {
    /// A number that is another one when anything may have changed.
    pub(crate) fn stamp(&self) -> u64 {
        self.core.generation.stamp(&self.core.folder)
    }

    /// Drops the addresses of processes that are gone; a service that has none left is deregistered. Tells how many.
    pub(crate) fn prune(&self) -> Result<usize, Error> {
        let mut dropped = 0;
        self.change(|session| {
            dropped = session.prune()?;
            Ok(())
        })?;
        Ok(dropped)
    }

    /// Everything, as it is at one moment.
    pub(crate) fn export(&self) -> Result<Export, Error> {
        let _inside = self.inside.read();
        self.core.read(|connection| {
            Ok(Export {
                contents: rows::contents(connection, &mut owner::gone_ones())?,
                catalog: rows::catalog(connection)?,
                updates: updates::read(connection)?,
            })
        })
    }

    /// Puts something into the store, in the place of what has the same keys, or of everything; all of it or, when anything goes
    /// wrong, nothing. Tells after each service and class how many are done.
    pub(crate) fn import<S, C>(
        &self,
        import: Import<'_, S, C>,
        mut done: impl FnMut(usize),
    ) -> Result<(), Error>
    where
        S: Iterator<Item = (ServiceKey, Service)>,
        C: Iterator<Item = (Uuid, ServiceClass)>,
    {
        let put = |session: &mut Session| {
            session.write(|connection| {
                if import.replace {
                    rows::clear(connection)?;
                }
                let mut count = 0;
                let mut one_more = || {
                    count += 1;
                    done(count);
                };
                for (key, service) in import.services {
                    let place = rows::place(connection, &key)?;
                    rows::put(connection, &key, &place, &service, &[], None, false)?;
                    one_more();
                }
                for (provider, class) in import.classes {
                    rows::put_class(connection, provider, class.id, Some(&class))?;
                    one_more();
                }
                match import.catalog {
                    Some(Some(text)) => rows::put_catalog(connection, text)?,
                    Some(None) if import.replace => {
                        connection.execute_batch("DELETE FROM catalog")?
                    }
                    _ => {}
                }
                match import.updates {
                    Some(Some(given)) if import.replace => updates::write(connection, &given)?,
                    Some(Some(given)) => join_updates(connection, given)?,
                    Some(None) if import.replace => updates::write(connection, &State::fresh())?,
                    _ => {}
                }
                Ok(())
            })
        };
        // Whoever waits for changes looks at the generation, too.
        self.change(put)
    }
}

/// Adds update services to those that are there; what is given of the same service goes before.
fn join_updates(connection: &Connection, mut given: State) -> rusqlite::Result<()> {
    let present = updates::read(connection)?;
    given.services.extend(present.services);
    for (id, pending) in present.pending {
        given.pending.entry(id).or_insert(pending);
    }
    let mut automatic = present.automatic;
    automatic.retain(|id| !given.automatic.contains(id));
    automatic.append(&mut given.automatic);
    let joined = State::of(given.services, given.pending, automatic);
    updates::write(connection, &joined)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::rows::Place;
    use super::*;
    use crate::config::StoreConfig;
    use crate::rnr::service::{Addresses, Blob, State};
    use crate::store::Store as _;
    use crate::text::WideText;

    fn open(folder: &tempfile::TempDir) -> SqliteStore {
        SqliteStore::open(&StoreConfig::at(folder.path().join("store"))).unwrap()
    }

    fn key(name: u16) -> ServiceKey {
        ServiceKey {
            provider: Uuid::nil(),
            class: Uuid::nil(),
            name: WideText::from_slice(&[name]),
            context: None,
        }
    }

    fn service(name: u16, blob: usize) -> Service {
        Service {
            class: None,
            name: WideText::from_slice(&[name]),
            context: Box::default(),
            version: None,
            comment: None,
            blob: Some(Blob::new(vec![7; blob])),
            addresses: Addresses::new(),
            state: State::Registered,
            outdated: Default::default(),
        }
    }

    fn import(store: &SqliteStore, services: &[(u16, usize)], replace: bool) -> Vec<usize> {
        let mut told = Vec::new();
        let services = services
            .iter()
            .map(|&(name, blob)| (key(name), service(name, blob)));
        let import = Import {
            services,
            classes: std::iter::empty(),
            catalog: None,
            updates: None,
            replace,
        };
        store.import(import, |done| told.push(done)).unwrap();
        told
    }

    fn size(store: &SqliteStore, name: u16) -> Option<usize> {
        let found = store.get(&key(name)).unwrap();
        found.map(|service| service.blob.as_ref().unwrap().len())
    }

    #[test]
    fn what_is_imported_is_found_by_those_who_knew_better() {
        let folder = tempfile::tempdir().unwrap();
        let (store, other) = (open(&folder), open(&folder));
        assert_eq!(import(&store, &[(1, 1), (2, 2)], false), [1, 2]);
        // What was read is remembered.
        let sizes = |name| [size(&store, name), size(&other, name)];
        assert_eq!(
            (sizes(1), sizes(2), sizes(3)),
            ([Some(1); 2], [Some(2); 2], [None; 2])
        );
        let stamp = other.stamp();
        assert_eq!(import(&store, &[(2, 20), (3, 3)], false), [1, 2]);
        assert_ne!(other.stamp(), stamp);
        assert_eq!(
            (sizes(1), sizes(2), sizes(3)),
            ([Some(1); 2], [Some(20); 2], [Some(3); 2])
        );
        assert_eq!(import(&store, &[(4, 4)], true), [1]);
        assert_eq!((sizes(1), sizes(4)), ([None; 2], [Some(4); 2]));
    }

    #[test]
    fn an_import_that_finds_no_room_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        import(&store, &[(1, 1)], false);
        let failed = store.change(|session| {
            session.limit_pages();
            session.write(|connection| {
                for (name, blob) in [(2, 1), (3, 500_000)] {
                    let service = service(name, blob);
                    rows::put(
                        connection,
                        &key(name),
                        &Place::Empty,
                        &service,
                        &[],
                        None,
                        false,
                    )?;
                }
                Ok(())
            })
        });
        assert_eq!(failed, Err(Error::OutOfMemory));
        assert_eq!(
            [1, 2, 3].map(|name| size(&store, name)),
            [Some(1), None, None]
        );
    }
}
