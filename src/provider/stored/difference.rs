// SPDX-License-Identifier: MIT OR Apache-2.0
//! What has become of the results of a lookup: two looks at a namespace, compared.

#![forbid(unsafe_code)]

use std::sync::Arc;

use hashbrown::HashMap;

use crate::policy;
use crate::rnr::query;
use crate::rnr::service::{Service, ServiceKey};

/// A result, or what may become one.
#[derive(Debug, Clone)]
pub(in crate::provider) struct Item {
    pub(in crate::provider) identity: Identity,
    pub(in crate::provider) service: Arc<Service>,
}

/// What makes an object that is seen twice the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::provider) enum Identity {
    Service(Arc<ServiceKey>),
    /// The path, in the form in which contexts are compared.
    Container(Box<[u16]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::provider) enum Kind {
    Added,
    Changed,
    Deleted,
}

impl Kind {
    /// As a result says it.
    pub(in crate::provider) fn output_flags(self) -> u32 {
        match self {
            Self::Added => query::RESULT_IS_ADDED,
            Self::Changed => query::RESULT_IS_CHANGED,
            Self::Deleted => query::RESULT_IS_DELETED,
        }
    }
}

#[derive(Debug, Clone)]
pub(in crate::provider) struct Difference {
    pub(in crate::provider) kind: Kind,
    /// As it is now; a deleted one as it was.
    pub(in crate::provider) service: Arc<Service>,
}

/// What has become of one object.
pub(in crate::provider) fn difference(
    known: Option<&Arc<Service>>,
    fresh: Option<&Arc<Service>>,
) -> Option<Difference> {
    let (kind, service) = match (known, fresh) {
        (None, None) => return None,
        (None, Some(fresh)) => (Kind::Added, fresh),
        (Some(known), None) => (Kind::Deleted, known),
        (Some(known), Some(fresh)) if policy::tells_of_change(known, fresh) => {
            (Kind::Changed, fresh)
        }
        (Some(_), Some(_)) => return None,
    };
    Some(Difference {
        kind,
        service: Arc::clone(service),
    })
}

/// What turns the `known` objects into those of a `fresh` look: deletions in the order in which the objects were known, then
/// the rest in the order of the fresh look.
pub(in crate::provider) fn differences<'a>(
    known: impl Iterator<Item = &'a Item>,
    fresh: &[Item],
) -> Vec<Difference> {
    let mut gone: HashMap<&Identity, (usize, &Arc<Service>)> = known
        .enumerate()
        .map(|(order, item)| (&item.identity, (order, &item.service)))
        .collect();
    let rest: Vec<_> = fresh
        .iter()
        .filter_map(|Item { identity, service }| {
            let known = gone.remove(identity).map(|(_, service)| service);
            difference(known, Some(service))
        })
        .collect();
    let mut deleted: Vec<_> = gone.into_values().collect();
    deleted.sort_unstable_by_key(|(order, _)| *order);
    let deleted = deleted.into_iter().map(|(_, service)| Difference {
        kind: Kind::Deleted,
        service: Arc::clone(service),
    });
    deleted.chain(rest).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rnr::service::{Registration, State};
    use crate::text::WideText;

    fn item(path: u16, comment: u16) -> Item {
        let given = Registration {
            name: WideText::from_slice(&[path]),
            comment: Some(WideText::from_slice(&[comment])),
            ..Registration::default()
        };
        Item {
            identity: Identity::Container(Box::new([path])),
            service: Arc::new(Service {
                class: None,
                name: given.name,
                context: given.context,
                version: None,
                comment: given.comment,
                blob: None,
                addresses: given.addresses,
                state: State::Registered,
                outdated: Default::default(),
            }),
        }
    }

    fn between(known: &[Item], fresh: &[Item]) -> Vec<(Kind, u16, u16)> {
        differences(known.iter(), fresh)
            .iter()
            .map(|difference| {
                let first = |text: &WideText| text.first().copied().unwrap();
                let comment = difference.service.comment.as_ref().unwrap();
                (
                    difference.kind,
                    first(&difference.service.name),
                    first(comment),
                )
            })
            .collect()
    }

    #[test]
    fn what_came_went_and_changed_is_told_and_nothing_else() {
        let known = [item(1, 1), item(2, 1), item(3, 1), item(4, 1)];
        let fresh = [item(5, 1), item(3, 2), item(2, 1)];
        assert_eq!(
            between(&known, &fresh),
            [
                (Kind::Deleted, 1, 1),
                (Kind::Deleted, 4, 1),
                (Kind::Added, 5, 1),
                (Kind::Changed, 3, 2),
            ]
        );
        assert_eq!(between(&known, &known), []);
        assert_eq!(between(&[], &[]), []);
    }

    #[test]
    fn an_object_that_was_replaced_by_an_equal_one_has_not_changed() {
        assert_eq!(between(&[item(1, 1)], &[item(1, 1)]), []);
    }
}
