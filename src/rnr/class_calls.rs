// SPDX-License-Identifier: MIT OR Apache-2.0
//! The calls about service classes, from a checked description to the answers of the providers.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use super::Winsock;
use super::catalog::{Catalog, CatalogEntry};
use super::class::{ServiceClass, implied_name};
use super::namespace::NS_ALL;
use crate::error::Error;
use crate::policy;
use crate::provider::NamespaceProvider;
use crate::text::WideText;

impl Winsock {
    /// Installs a class with every active provider; one that takes it is enough.
    pub(crate) fn install_class(&self, class: &ServiceClass) -> Result<(), Error> {
        let catalog = self.catalog.current();
        let entries = catalog.select(NS_ALL, None, &[])?;
        one_is_enough(
            entries
                .iter()
                .map(|entry| entry.provider.install_class(class)),
            Error::NotSupported,
        )
    }

    /// Removes a class from every active provider that has it, unless services of it are registered with any.
    ///
    /// All are asked first, so that a class in use stays where it is everywhere.
    pub(crate) fn remove_class(&self, class: Uuid) -> Result<(), Error> {
        let catalog = self.catalog.current();
        let entries = catalog.select(NS_ALL, None, &[]).unwrap_or_default();
        let providers: Vec<_> = entries.iter().map(|entry| &entry.provider).collect();
        remove(&providers, class, policy::CLASS_NOT_INSTALLED)
    }

    /// The description of a class by one provider.
    pub(crate) fn class_info(
        &self,
        provider: Uuid,
        class: Uuid,
    ) -> Result<Arc<ServiceClass>, Error> {
        let catalog = self.catalog.current();
        let entries = catalog.select(NS_ALL, Some(provider), &[])?;
        let entry = entries.first().ok_or(Error::InvalidParameter)?;
        entry.provider.class_info(class)
    }

    /// The name of a class, from the first active provider to which it was installed.
    ///
    /// Providers know some classes without installation, and then all by the same name: one that gives another was told.
    pub(crate) fn class_name(&self, class: Uuid) -> Result<WideText, Error> {
        if class.is_nil() {
            return Err(Error::InvalidClass);
        }
        let implied = implied_name(class);
        let mut known = false;
        let mut refusal = Error::ClassNotFound;
        let catalog = self.catalog.current();
        let entries = catalog.select(NS_ALL, None, &[]);
        for entry in entries.unwrap_or_default() {
            match entry.provider.class_info(class) {
                Ok(info) if implied.is_some() && info.name == implied => known = true,
                Ok(info) => return policy::class_name(info.name.as_ref()),
                Err(error) => refusal = more_telling(refusal, error),
            }
        }
        implied.filter(|_| known).ok_or(refusal)
    }
}

/// What a registration or a lookup tells its provider about the class, if that wants to be told: as the provider itself knows
/// it, or as one does that keeps the classes for all. That nobody knows the class is no reason to refuse the call; but a provider
/// that is not there need not be asked twice.
pub(crate) fn described(
    catalog: &Catalog,
    entry: &CatalogEntry,
    class: Option<Uuid>,
) -> Result<Option<Arc<ServiceClass>>, Error> {
    let Some(class) = class.filter(|_| entry.provider.uses_class_info()) else {
        return Ok(None);
    };
    let keepers = catalog.entries().iter();
    let kept = keepers
        .filter(|keeper| keeper.installed.active && keeper.installed.stores_class_info)
        .find_map(|keeper| keeper.provider.class_info(class).ok());
    if kept.is_some() {
        return Ok(kept);
    }
    match entry.provider.class_info(class) {
        Ok(info) => Ok(Some(info)),
        Err(error @ (Error::ProviderFailed | Error::InvalidProvider)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Removes a class from every one of the providers that has it, unless it is in use with any. `refusal` is the least telling one.
///
/// Some can only be told to remove it. They come first, since one of them may say that the class is in use: then it stays with the
/// others, too. Once one has removed it, that is what has happened.
pub(super) fn remove(
    providers: &[&Arc<dyn NamespaceProvider>],
    class: Uuid,
    mut refusal: Error,
) -> Result<(), Error> {
    let (mut first, mut certain) = (Vec::new(), Vec::new());
    let (mut is_installed, mut in_use) = (false, false);
    for &provider in providers {
        match provider.class_standing(class) {
            Ok(standing) => {
                is_installed |= standing.installed == Some(true);
                in_use |= standing.in_use == Some(true);
                match (standing.installed, standing.in_use) {
                    (Some(false), _) => {
                        refusal = more_telling(refusal, policy::CLASS_NOT_INSTALLED)
                    }
                    (Some(true), Some(_)) => certain.push(provider),
                    (_, None) | (None, _) => first.push(provider),
                }
            }
            Err(error) => refusal = more_telling(refusal, error),
        }
    }
    if is_installed && in_use {
        return Err(Error::ClassInUse);
    }
    let mut removed = false;
    for provider in first.into_iter().chain(certain) {
        match provider.remove_class(class) {
            Ok(()) => removed = true,
            Err(Error::ClassInUse) if !removed => return Err(Error::ClassInUse),
            Err(error) => refusal = more_telling(refusal, error),
        }
    }
    if removed { Ok(()) } else { Err(refusal) }
}

/// The success of calls of which one has to succeed; otherwise the most telling refusal.
fn one_is_enough(
    results: impl Iterator<Item = Result<(), Error>>,
    refusal: Error,
) -> Result<(), Error> {
    let mut done = false;
    let mut refusal = refusal;
    for result in results {
        match result {
            Ok(()) => done = true,
            Err(error) => refusal = more_telling(refusal, error),
        }
    }
    if done { Ok(()) } else { Err(refusal) }
}

fn more_telling(one: Error, other: Error) -> Error {
    std::cmp::min_by_key(one, other, |error| policy::class_refusal_rank(*error))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::Mutex;

    use super::super::tests::winsock;
    use super::*;
    use crate::provider::{Lookup, Outcome};
    use crate::rnr::class::ClassStanding;
    use crate::rnr::query::{ControlFlags, Query};
    use crate::rnr::service::{Operation, Registration};

    const CLASS: Uuid = Uuid::from_u128(7);

    /// `SVCID_TCP(80)`.
    const HTTP: Uuid = Uuid::from_u128(0x00090050_0000_0000_C000_000000000046);

    /// Answers with what it was made with, and notes what it was asked to change.
    #[derive(Clone)]
    struct Scripted(Arc<Script>);

    struct Script {
        install: Result<(), Error>,
        standing: Result<ClassStanding, Error>,
        remove: Result<(), Error>,
        info: Result<Option<&'static str>, Error>,
        uses_class_info: bool,
        /// Calls, and the names of classes that came with them.
        seen: Mutex<Vec<String>>,
    }

    impl Default for Script {
        fn default() -> Self {
            Self {
                install: Ok(()),
                standing: Err(Error::NotSupported),
                remove: Ok(()),
                info: Err(Error::NotSupported),
                uses_class_info: false,
                seen: Mutex::default(),
            }
        }
    }

    fn text(text: &str) -> WideText {
        WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>())
    }

    fn class_named(name: Option<&str>) -> ServiceClass {
        ServiceClass {
            id: CLASS,
            name: name.map(text),
            values: Vec::new(),
        }
    }

    impl Scripted {
        fn note(&self, call: &str, class: Option<&ServiceClass>) {
            let name = class.and_then(|class| class.name.as_deref());
            let name = name.map_or("-".to_owned(), String::from_utf16_lossy);
            self.0.seen.lock().unwrap().push(format!("{call} {name}"));
        }

        fn seen(&self) -> Vec<String> {
            std::mem::take(&mut self.0.seen.lock().unwrap())
        }
    }

    impl NamespaceProvider for Scripted {
        fn set_service(
            &self,
            _: &Registration,
            class: Option<&ServiceClass>,
            _: Operation,
            _: u32,
        ) -> Result<Outcome, Error> {
            self.note("set", class);
            Ok(Outcome::Done)
        }

        fn lookup_begin(
            &self,
            _: &Query,
            class: Option<&ServiceClass>,
            _: ControlFlags,
        ) -> Result<Box<dyn Lookup>, Error> {
            self.note("begin", class);
            Err(Error::NoData)
        }

        fn uses_class_info(&self) -> bool {
            self.0.uses_class_info
        }

        fn install_class(&self, class: &ServiceClass) -> Result<(), Error> {
            self.note("install", Some(class));
            self.0.install
        }

        fn remove_class(&self, _: Uuid) -> Result<(), Error> {
            self.note("remove", None);
            self.0.remove
        }

        fn class_info(&self, _: Uuid) -> Result<Arc<ServiceClass>, Error> {
            self.note("info", None);
            self.0.info.map(|name| Arc::new(class_named(name)))
        }

        fn class_standing(&self, _: Uuid) -> Result<ClassStanding, Error> {
            self.0.standing
        }
    }

    /// Providers 1, 2 and so on.
    fn scripted(scripts: Vec<Script>) -> (Winsock, Vec<Scripted>) {
        let providers: Vec<Scripted> = scripts
            .into_iter()
            .map(|script| Scripted(Arc::new(script)))
            .collect();
        let boxed = providers.iter().cloned();
        (
            winsock(boxed.map(|provider| Box::new(provider) as _).collect()),
            providers,
        )
    }

    fn installing(results: &[Result<(), Error>]) -> Result<(), Error> {
        let script = |&install| Script {
            install,
            ..Script::default()
        };
        let (winsock, providers) = scripted(results.iter().map(script).collect());
        let result = winsock.install_class(&class_named(Some("c")));
        for provider in providers {
            assert_eq!(provider.seen(), ["install c"], "everyone is asked");
        }
        result
    }

    #[test]
    fn a_class_is_installed_when_one_provider_takes_it() {
        let refused = Err(Error::AccessDenied);
        assert_eq!(installing(&[refused, Ok(())]), Ok(()));
        assert_eq!(installing(&[Ok(()), refused]), Ok(()));
        assert_eq!(installing(&[refused]), refused);
        assert_eq!(
            installing(&[Err(Error::NotSupported)]),
            Err(Error::NotSupported)
        );
    }

    #[test]
    fn the_most_telling_refusal_is_reported() {
        let by_rank = [
            Error::AccessDenied,
            Error::OutOfMemory,
            Error::ClassInstalled,
            Error::InvalidParameter,
            Error::Internal,
            Error::NotSupported,
        ];
        for pair in by_rank.windows(2) {
            let (more, less) = (Err(pair[0]), Err(pair[1]));
            assert_eq!(installing(&[more, less]), more);
            assert_eq!(installing(&[less, more]), more);
        }
    }

    const NOWHERE: ClassStanding = ClassStanding {
        installed: Some(false),
        in_use: Some(false),
    };
    const HERE: ClassStanding = ClassStanding {
        installed: Some(true),
        in_use: Some(false),
    };

    /// Where a provider stands with the class, and what it says when it is told to remove it.
    type Standing = (Result<ClassStanding, Error>, Result<(), Error>);

    /// The result, and which providers were told to remove.
    fn removing(standings: &[Standing]) -> (Result<(), Error>, Vec<usize>) {
        let script = |&(standing, remove)| Script {
            standing,
            remove,
            ..Script::default()
        };
        let (winsock, providers) = scripted(standings.iter().map(script).collect());
        let result = winsock.remove_class(CLASS);
        let told = (0..).zip(providers);
        let told = told.filter(|(_, provider)| !provider.seen().is_empty());
        (result, told.map(|(index, _)| index).collect())
    }

    #[test]
    fn a_class_is_removed_where_it_is_installed() {
        let ok = Ok(());
        assert_eq!(
            removing(&[(Ok(NOWHERE), ok), (Ok(HERE), ok), (Ok(HERE), ok)]),
            (Ok(()), vec![1, 2])
        );
        let refused = (Err(Error::AccessDenied), ok);
        assert_eq!(removing(&[refused, (Ok(HERE), ok)]), (Ok(()), vec![1]));
        assert_eq!(
            removing(&[refused, (Ok(NOWHERE), ok)]),
            (Err(Error::AccessDenied), vec![])
        );
        let late = Err(Error::ClassNotFound);
        assert_eq!(removing(&[(Ok(HERE), late)]), (late, vec![0]));
        assert_eq!(
            removing(&[(Ok(HERE), late), (Ok(HERE), ok)]),
            (Ok(()), vec![0, 1])
        );
    }

    #[test]
    fn a_class_that_is_installed_nowhere_is_not_found_even_when_it_is_in_use() {
        let in_use = ClassStanding {
            installed: Some(false),
            in_use: Some(true),
        };
        let not_found = (Err(Error::ClassNotFound), vec![]);
        assert_eq!(removing(&[]), not_found);
        assert_eq!(removing(&[(Ok(NOWHERE), Ok(()))]), not_found);
        assert_eq!(removing(&[(Ok(in_use), Ok(()))]), not_found);
        assert_eq!(removing(&[(Err(Error::NotSupported), Ok(()))]), not_found);
    }

    #[test]
    fn a_class_in_use_stays_everywhere() {
        for in_use in [
            ClassStanding {
                installed: Some(false),
                in_use: Some(true),
            },
            ClassStanding {
                installed: Some(true),
                in_use: Some(true),
            },
        ] {
            let mut standings = [(Ok(HERE), Ok(())), (Ok(in_use), Ok(()))];
            for _ in 0..2 {
                assert_eq!(removing(&standings), (Err(Error::ClassInUse), vec![]));
                standings.reverse();
            }
        }
    }

    /// Where a provider stands of which only the removal tells.
    const PERHAPS: ClassStanding = ClassStanding {
        installed: None,
        in_use: None,
    };
    const SOMEHOW: ClassStanding = ClassStanding {
        installed: Some(true),
        in_use: None,
    };

    #[test]
    fn whoever_may_have_a_class_is_told_to_remove_it_and_need_not_have_it() {
        let (ok, not_found) = (Ok(()), Err(Error::ClassNotFound));
        assert_eq!(removing(&[(Ok(PERHAPS), ok)]), (ok, vec![0]));
        for refused in [Error::ClassNotFound, Error::NotSupported] {
            let perhaps = (Ok(PERHAPS), Err(refused));
            assert_eq!(removing(&[perhaps]), (not_found, vec![0]));
            assert_eq!(removing(&[perhaps, (Ok(HERE), ok)]), (ok, vec![0, 1]));
            assert_eq!(
                removing(&[perhaps, (Ok(NOWHERE), ok)]),
                (not_found, vec![0])
            );
        }
        let denied = Err(Error::AccessDenied);
        assert_eq!(removing(&[(Ok(PERHAPS), denied)]), (denied, vec![0]));
    }

    #[test]
    fn one_that_finds_the_class_in_use_leaves_it_to_everybody() {
        let in_use = Err(Error::ClassInUse);
        for standing in [PERHAPS, SOMEHOW] {
            let late = (Ok(standing), in_use);
            assert_eq!(removing(&[(Ok(HERE), Ok(())), late]), (in_use, vec![1]));
            // What has been removed has been.
            let other = (Ok(standing), Ok(()));
            assert_eq!(removing(&[other, late]), (Ok(()), vec![0, 1]));
        }
        let used = ClassStanding {
            installed: Some(false),
            in_use: Some(true),
        };
        assert_eq!(
            removing(&[(Ok(SOMEHOW), Ok(())), (Ok(used), Ok(()))]),
            (in_use, vec![])
        );
    }

    #[test]
    fn a_provider_by_itself_says_that_it_keeps_no_classes() {
        let script = |standing| Script {
            standing,
            ..Script::default()
        };
        let removing = |standing| {
            let provider: Arc<dyn NamespaceProvider> =
                Arc::new(Scripted(Arc::new(script(standing))));
            remove(&[&provider], CLASS, Error::NotSupported)
        };
        assert_eq!(removing(Ok(HERE)), Ok(()));
        assert_eq!(removing(Ok(NOWHERE)), Err(Error::ClassNotFound));
        assert_eq!(removing(Err(Error::NotSupported)), Err(Error::NotSupported));
    }

    fn naming(class: Uuid, infos: &[Result<Option<&'static str>, Error>]) -> Result<String, Error> {
        let script = |&info| Script {
            info,
            ..Script::default()
        };
        let (winsock, _) = scripted(infos.iter().map(script).collect());
        let name = winsock.class_name(class)?;
        Ok(String::from_utf16(&name).unwrap())
    }

    #[test]
    fn the_first_provider_that_knows_a_class_names_it() {
        let unknown = Err(Error::ClassNotFound);
        let name = |infos: &[_]| naming(CLASS, infos);
        assert_eq!(
            name(&[unknown, Ok(Some("a")), Ok(Some("b"))]),
            Ok("a".into())
        );
        assert_eq!(name(&[Ok(None), Ok(Some("b"))]), Err(Error::NoData));
        assert_eq!(name(&[Ok(Some(""))]), Err(Error::NoData));
        assert_eq!(name(&[]), Err(Error::ClassNotFound));
        assert_eq!(
            name(&[unknown, Err(Error::NotSupported)]),
            Err(Error::ClassNotFound)
        );
        assert_eq!(
            name(&[unknown, Err(Error::OutOfMemory)]),
            Err(Error::OutOfMemory)
        );
        assert_eq!(
            naming(Uuid::nil(), &[Ok(Some("a"))]),
            Err(Error::InvalidClass)
        );
    }

    #[test]
    fn what_was_installed_names_a_class_before_what_is_implied() {
        let name = |infos: &[_]| naming(HTTP, infos);
        let implied = Ok(Some("80/tcp"));
        assert_eq!(
            name(&[implied, Err(Error::ClassNotFound)]),
            Ok("80/tcp".into())
        );
        assert_eq!(name(&[implied, Ok(Some("web"))]), Ok("web".into()));
        assert_eq!(name(&[Ok(Some("web")), implied]), Ok("web".into()));
        assert_eq!(name(&[implied, Ok(None)]), Err(Error::NoData));
        // Nobody has to imply anything.
        assert_eq!(
            name(&[Err(Error::ClassNotFound)]),
            Err(Error::ClassNotFound)
        );
    }

    #[test]
    fn one_provider_describes_a_class() {
        let script = |info| Script {
            info,
            ..Script::default()
        };
        let (winsock, _) = scripted(vec![
            script(Ok(Some("a"))),
            script(Err(Error::NotSupported)),
        ]);
        let info = |provider| winsock.class_info(Uuid::from_u128(provider), CLASS);
        assert_eq!(*info(1).unwrap(), class_named(Some("a")));
        assert_eq!(info(2), Err(Error::NotSupported));
        assert_eq!(info(3), Err(Error::InvalidParameter));
    }

    #[test]
    fn calls_come_with_the_description_of_their_class_where_it_is_wanted() {
        let script = |uses_class_info, info| Script {
            uses_class_info,
            info,
            ..Script::default()
        };
        let (winsock, providers) = scripted(vec![
            script(true, Ok(Some("a"))),
            script(false, Ok(Some("b"))),
            script(true, Err(Error::ClassNotFound)),
        ]);
        let seen = || -> Vec<Vec<String>> { providers.iter().map(Scripted::seen).collect() };
        let call = |class| {
            let given = Registration {
                class,
                ..Registration::default()
            };
            winsock.set_service(&given, Operation::Register, 0).unwrap();
            let query = Query {
                class,
                ..Query::default()
            };
            let begun = winsock.lookup_begin(winsock.session(), &query, 0);
            assert_eq!(begun, Err(Error::NoData));
        };
        call(Some(CLASS));
        assert_eq!(
            seen(),
            [
                vec!["info -", "set a", "info -", "begin a"],
                vec!["set -", "begin -"],
                vec!["info -", "set -", "info -", "begin -"],
            ]
        );
        // Without a class there is nothing to ask for.
        call(None);
        assert_eq!(seen(), vec![vec!["set -", "begin -"]; 3]);
    }
}
