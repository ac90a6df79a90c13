// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line needs of a store beside what every store does.

#![forbid(unsafe_code)]

use uuid::Uuid;

use super::SqliteStore;
use super::rows;
use super::session::Session;
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Service, ServiceKey};

impl SqliteStore {
    /// A number that is another one when anything may have changed.
    pub(crate) fn stamp(&self) -> u64 {
        self.core.generation.stamp(&self.core.folder)
    }

    /// Puts services and classes into the store, in the place of those with the same keys, or of everything; all of it or,
    /// when anything goes wrong, nothing. Tells after each how many are done.
    pub(crate) fn import(
        &self,
        services: impl Iterator<Item = (ServiceKey, Service)>,
        classes: impl Iterator<Item = (Uuid, ServiceClass)>,
        replace: bool,
        mut done: impl FnMut(usize),
    ) -> Result<(), Error> {
        let put = |session: &mut Session| {
            session.write(|connection| {
                if replace {
                    let tables = "DELETE FROM address; DELETE FROM service; DELETE FROM class_value; DELETE FROM class;";
                    connection.execute_batch(tables)?;
                }
                let mut count = 0;
                let mut one_more = || {
                    count += 1;
                    done(count);
                };
                for (key, service) in services {
                    let stored = rows::get(connection, &key)?;
                    rows::put(connection, &key, stored.as_ref(), &service, &[], None, false)?;
                    one_more();
                }
                for (provider, class) in classes {
                    rows::put_class(connection, provider, class.id, Some(&class))?;
                    one_more();
                }
                Ok(())
            })
        };
        // Whoever waits for changes looks at the generation, too.
        self.change(put)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
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

    fn service(blob: usize) -> Service {
        Service {
            class: None,
            name: WideText::new(),
            context: Box::default(),
            version: None,
            comment: None,
            blob: Some(Blob::new(vec![7; blob])),
            addresses: Addresses::new(),
            state: State::Registered,
        }
    }

    fn import(store: &SqliteStore, services: &[(u16, usize)], replace: bool) -> Vec<usize> {
        let mut told = Vec::new();
        let services = services
            .iter()
            .map(|&(name, blob)| (key(name), service(blob)));
        store
            .import(services, std::iter::empty(), replace, |done| {
                told.push(done)
            })
            .unwrap();
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
                rows::put(connection, &key(2), None, &service(1), &[], None, false)?;
                rows::put(
                    connection,
                    &key(3),
                    None,
                    &service(500_000),
                    &[],
                    None,
                    false,
                )
            })
        });
        assert_eq!(failed, Err(Error::OutOfMemory));
        assert_eq!(
            [1, 2, 3].map(|name| size(&store, name)),
            [Some(1), None, None]
        );
    }
}
