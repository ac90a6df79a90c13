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
