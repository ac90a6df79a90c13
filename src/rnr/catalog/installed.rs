// SPDX-License-Identifier: MIT OR Apache-2.0
//! The list of installed providers, and what installing, removing, enabling and ordering make of it.

#![forbid(unsafe_code)]

use hashbrown::HashSet;
use uuid::Uuid;

use crate::error::Error;
use crate::policy;
use crate::rnr::namespace::NS_ALL;
use crate::rnr::possible;

/// An entry as it was installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installed {
    pub(crate) provider_id: Uuid,
    pub(crate) namespace: u32,
    /// Whether calls that do not name the provider reach it.
    pub(crate) active: bool,
    pub(crate) version: u32,
    /// For people.
    pub(crate) identifier: Box<[u16]>,
    /// Where its library lies, as it was given: `%VARIABLES%` are expanded when it is loaded.
    pub(crate) library: Box<[u16]>,
    /// The only address family that it serves, if there is one.
    pub(crate) family: Option<i32>,
    /// Whether it keeps the descriptions of service classes for every other provider.
    pub(crate) stores_class_info: bool,
    /// Whatever its installer left for whoever asks for it.
    pub(crate) provider_specific: Box<[u8]>,
}

/// The ways to change the catalogue; each has error codes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Install,
    Uninstall,
    Enable,
    Reorder,
}

/// Adds an entry behind all others.
pub(crate) fn install(list: &mut Vec<Installed>, entry: Installed) -> Result<(), Error> {
    if !is_possible(&entry) {
        return Err(Error::InvalidParameter);
    }
    if position(list, entry.provider_id).is_ok() {
        return Err(policy::PROVIDER_ID_IN_USE);
    }
    list.push(entry);
    Ok(())
}

/// Whether an entry can be installed: where it lies is looked at when it is loaded.
fn is_possible(entry: &Installed) -> bool {
    // Nothing to load, and nothing to say how the provider is to be reached otherwise.
    let is_unreachable = entry.library.is_empty() && entry.provider_specific.is_empty();
    entry.namespace != NS_ALL
        && !entry.provider_id.is_nil()
        && !is_unreachable
        && entry.provider_specific.len() <= policy::PROVIDER_SPECIFIC_LIMIT_BYTES
        && possible::text(&entry.identifier).is_ok()
        && possible::text(&entry.library).is_ok()
}

/// Whether a list can be a catalogue: every entry can be installed, and has an identifier of its own.
pub(crate) fn is_catalog(list: &[Installed]) -> bool {
    let mut ids = HashSet::new();
    list.iter()
        .all(|entry| is_possible(entry) && ids.insert(entry.provider_id))
}

/// Removes an entry.
pub(crate) fn uninstall(list: &mut Vec<Installed>, id: Uuid) -> Result<(), Error> {
    let index = position(list, id)?;
    list.remove(index);
    Ok(())
}

/// Lets calls that do not name a provider reach it, or not.
pub(crate) fn enable(list: &mut [Installed], id: Uuid, active: bool) -> Result<(), Error> {
    let index = position(list, id)?;
    if let Some(entry) = list.get_mut(index) {
        entry.active = active;
    }
    Ok(())
}

/// Brings the entries into the order of `ids`, which must be exactly theirs.
pub(crate) fn reorder(list: &mut Vec<Installed>, ids: &[Uuid]) -> Result<(), Error> {
    if ids.len() != list.len() {
        return Err(Error::InvalidParameter);
    }
    let mut rest = list.clone();
    let mut ordered = Vec::with_capacity(list.len());
    for id in ids {
        ordered.push(rest.swap_remove(position(&rest, *id)?));
    }
    *list = ordered;
    Ok(())
}

fn position(list: &[Installed], id: Uuid) -> Result<usize, Error> {
    list.iter()
        .position(|entry| entry.provider_id == id)
        .ok_or(Error::InvalidParameter)
}

/// An entry for tests, of which only identity and namespace matter.
#[cfg(test)]
pub(crate) fn named(id: u128, namespace: u32) -> Installed {
    Installed {
        provider_id: Uuid::from_u128(id),
        namespace,
        active: true,
        version: 0,
        identifier: Box::default(),
        library: [u16::from(b'/')].into(),
        family: None,
        stores_class_info: false,
        provider_specific: Box::default(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn entry(id: u128) -> Installed {
        named(id, 32)
    }

    fn list(ids: &[u128]) -> Vec<Installed> {
        ids.iter().copied().map(entry).collect()
    }

    fn ids(ids: &[u128]) -> Vec<Uuid> {
        ids.iter().copied().map(Uuid::from_u128).collect()
    }

    #[test]
    fn an_entry_is_added_last_and_once() {
        let mut catalog = list(&[1, 2]);
        assert_eq!(install(&mut catalog, entry(3)), Ok(()));
        assert_eq!(catalog, list(&[1, 2, 3]));
        assert_eq!(install(&mut catalog, entry(2)), Err(Error::NoRecovery));
        assert_eq!(catalog, list(&[1, 2, 3]));
    }

    #[test]
    fn an_entry_needs_a_namespace_an_identifier_and_a_way_to_be_reached() {
        let everything = Installed {
            namespace: NS_ALL,
            ..entry(1)
        };
        let unreachable = Installed {
            library: Box::default(),
            ..entry(1)
        };
        let long = Installed {
            identifier: vec![0x41; policy::TEXT_LIMIT].into(),
            ..entry(1)
        };
        let cut_off = Installed {
            library: [0x2F, 0, 0x2F].into(),
            ..entry(1)
        };
        let large = Installed {
            provider_specific: vec![0; policy::PROVIDER_SPECIFIC_LIMIT_BYTES + 1].into(),
            ..entry(1)
        };
        for wrong in [
            everything,
            entry(0),
            unreachable.clone(),
            long,
            cut_off,
            large,
        ] {
            let mut catalog = Vec::new();
            assert!(!is_catalog(std::slice::from_ref(&wrong)));
            assert_eq!(install(&mut catalog, wrong), Err(Error::InvalidParameter));
            assert!(catalog.is_empty());
        }
        let advertised = Installed {
            provider_specific: [1].into(),
            ..unreachable
        };
        assert_eq!(install(&mut Vec::new(), advertised.clone()), Ok(()));
        assert!(is_catalog(&[advertised.clone(), entry(2)]));
        assert!(!is_catalog(&[advertised, entry(1)]));
    }

    #[test]
    fn what_is_not_there_can_be_neither_removed_nor_enabled() {
        let mut catalog = list(&[1]);
        assert_eq!(
            uninstall(&mut catalog, Uuid::from_u128(9)),
            Err(Error::InvalidParameter)
        );
        assert_eq!(
            enable(&mut catalog, Uuid::from_u128(9), false),
            Err(Error::InvalidParameter)
        );
        assert_eq!(catalog, list(&[1]));
        assert_eq!(enable(&mut catalog, Uuid::from_u128(1), false), Ok(()));
        assert!(!catalog[0].active);
        assert_eq!(uninstall(&mut catalog, Uuid::from_u128(1)), Ok(()));
        assert!(catalog.is_empty());
    }

    #[test]
    fn an_order_names_every_provider_exactly_once() {
        let mut catalog = list(&[1, 2, 3]);
        for wrong in [&[1, 2][..], &[1, 2, 2], &[1, 2, 4], &[1, 2, 3, 3], &[]] {
            assert_eq!(
                reorder(&mut catalog, &ids(wrong)),
                Err(Error::InvalidParameter)
            );
            assert_eq!(catalog, list(&[1, 2, 3]));
        }
        assert_eq!(reorder(&mut catalog, &ids(&[3, 1, 2])), Ok(()));
        assert_eq!(catalog, list(&[3, 1, 2]));
    }
}
