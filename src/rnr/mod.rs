// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service registration and name resolution: the calls, from a checked query set to the answers of the providers.

#![forbid(unsafe_code)]

pub(crate) mod address_text;
pub(crate) mod catalog;
pub(crate) mod class;
mod class_calls;
pub(crate) mod context;
pub(crate) mod lookup;
pub(crate) mod namespace;
pub(crate) mod possible;
pub(crate) mod query;
pub(crate) mod served;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod watch;

use std::sync::Arc;

use uuid::Uuid;

use crate::config::Config;
use crate::error::Error;
use crate::policy;
use crate::provider::foreign::async_call;
use crate::provider::foreign::version_2::Advertisement;
use crate::provider::{self, NamespaceProvider, Outcome};
use crate::store::Stores;
use crate::sync::Frozen;
use crate::text::CodePage;
use catalog::keeper::CatalogKeeper;
use catalog::{Catalog, FileError, Parts};
use class_calls::described;
use lookup::{Lookup, LookupTable, Member, Members};
use query::{ControlFlags, Query, QuerySet};
use served::{Served, ServedProvider};
use service::{Operation, Registration};
use session::{Session, Sessions};
use watch::Watch;

/// A process's registry of services, with all that its calls need. One exists, for as long as the process does.
pub(crate) struct Winsock {
    code_page: CodePage,
    catalog: CatalogKeeper,
    sessions: Arc<Sessions>,
    lookups: LookupTable,
    stores: Stores,
    served: Served,
}

impl Winsock {
    pub(crate) fn new(config: Config, stores: Stores) -> Result<Self, FileError> {
        let sessions = Arc::<Sessions>::default();
        let parts = Parts {
            config,
            stores,
            sessions: Arc::clone(&sessions),
        };
        Ok(Self {
            code_page: parts.config.code_page,
            catalog: CatalogKeeper::open(parts)?,
            lookups: LookupTable::new(Arc::clone(&sessions)),
            sessions,
            stores,
            served: Served::default(),
        })
    }

    /// The code page of the `A` functions.
    pub(crate) fn code_page(&self) -> CodePage {
        self.code_page
    }

    /// The installed namespace providers.
    pub(crate) fn catalog(&self) -> &CatalogKeeper {
        &self.catalog
    }

    /// Starts a provider for another Winsock.
    pub(crate) fn serve(&self, id: Uuid) {
        self.served.start(self.catalog.provider_to_serve(id));
    }

    /// A provider that was started for another Winsock.
    pub(crate) fn served(&self, id: Uuid) -> Result<ServedProvider, Error> {
        self.served.find(id)
    }

    /// Answers one start of a provider for another Winsock.
    pub(crate) fn unserve(&self, id: Uuid) -> Result<(), Error> {
        self.served.stop(id)
    }

    /// Opens a handle for a lookup that was begun for another Winsock.
    pub(crate) fn open_lookup(
        &self,
        session: Session,
        flags: ControlFlags,
        served: &ServedProvider,
        lookup: Box<dyn provider::Lookup>,
    ) -> Result<u64, Error> {
        let member = Member::new(served.namespace, served.id, lookup);
        self.lookups
            .open(session, flags, Members::from_iter([member]))
    }

    /// Makes a provider that advertises itself available, or no longer so.
    pub(crate) fn advertise(
        &self,
        provider: Uuid,
        advertisement: Option<Advertisement>,
    ) -> Result<(), Error> {
        let catalog = self.catalog.current();
        let mut entries = catalog.entries().iter();
        let entry = entries.find(|entry| entry.installed.provider_id == provider);
        let entry = entry.ok_or(Error::InvalidProvider)?;
        entry.provider.advertise(advertisement)
    }

    /// A provider that advertised itself tells what came of a call.
    pub(crate) fn complete_call(&self, call: usize, code: i32) -> Result<(), Error> {
        async_call::complete(call, code)
    }

    /// Registers, deregisters or deletes a service with every provider that the call concerns.
    ///
    /// One provider's success is the call's: there is no rollback. One that ignores registrations neither succeeds for
    /// the others nor fails by itself; one that the registration does not concern is as good as absent. Gives the handle that
    /// the caller is to have, if there is one.
    pub(crate) fn set_service(
        &self,
        given: &Registration,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Option<u64>, Error> {
        let (mut done, mut ignored) = (false, false);
        let mut handle = None;
        let mut refusal: Option<Error> = None;
        let catalog = self.catalog.current();
        catalog.for_each(given.namespace, given.provider, &[], |entry| {
            let outcome = described(&catalog, entry, given.class).and_then(|class| {
                let provider = &entry.provider;
                provider.set_service(given, class.as_deref(), operation, control_flags)
            });
            match outcome {
                Ok(Outcome::Done) => done = true,
                Ok(Outcome::Recorded(made)) => {
                    done = true;
                    handle = handle.or(Some(made));
                }
                Ok(Outcome::Ignored) => ignored = true,
                Err(Error::NotConcerned) => {}
                Err(error) => {
                    refusal = refusal
                        .into_iter()
                        .chain([error])
                        .min_by_key(|error| policy::refusal_rank(*error));
                }
            }
        })?;
        match refusal {
            _ if done => Ok(handle),
            Some(error) => Err(error),
            None if ignored => Ok(None),
            None => Err(Error::ServiceNotFound),
        }
    }

    /// The session that is under way.
    pub(crate) fn session(&self) -> Session {
        self.lookups.session()
    }

    /// Begins a lookup at every provider that the call concerns and that takes it; the handle is never zero.
    pub(crate) fn lookup_begin(
        &self,
        session: Session,
        query: &Query,
        flags: u32,
    ) -> Result<u64, Error> {
        let flags = ControlFlags::from_bits_retain(flags);
        let mut members = Members::new();
        let mut refusal = Error::ServiceNotFound;
        let catalog = self.catalog.current();
        catalog.for_each(query.namespace, query.provider, &query.protocols, |entry| {
            let begun = described(&catalog, entry, query.class)
                .and_then(|class| entry.provider.lookup_begin(query, class.as_deref(), flags));
            match begun {
                Ok(lookup) => {
                    let (namespace, id) = (entry.installed.namespace, entry.installed.provider_id);
                    members.push(Member::new(namespace, id, lookup));
                }
                Err(Error::NotConcerned) => {}
                Err(error) => refusal = error,
            }
        })?;
        if members.is_empty() {
            return Err(refusal);
        }
        self.lookups.open(session, flags, members)
    }

    /// Passes the next result to `deliver`; a result that it has no room for comes again.
    pub(crate) fn lookup_next(
        &self,
        handle: u64,
        flags: u32,
        deliver: impl FnOnce(&QuerySet<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.lookups
            .next(handle, ControlFlags::from_bits_retain(flags), deliver)
    }

    /// Ends a lookup.
    pub(crate) fn lookup_end(&self, handle: u64) -> Result<(), Error> {
        self.lookups.close(handle)
    }

    /// Sets up a wait for what a lookup returns to change after its end.
    pub(crate) fn lookup_watch(&self, handle: u64) -> Result<Watch<'_>, Error> {
        Watch::new(&self.lookups, handle)
    }

    /// Whether such a wait would be over at once; not, as far as can be told without waiting, while another call is inside the
    /// lookup.
    pub(crate) fn lookup_changed(&self, handle: u64) -> Result<bool, Error> {
        self.lookups.check_single(handle)?;
        let changed = self
            .lookups
            .try_run(handle, policy::ENDED_DURING_IOCTL, Lookup::changed);
        changed.map(Option::unwrap_or_default)
    }

    /// Whether a lookup can be watched as far as it is known without asking its provider.
    pub(crate) fn lookup_check(&self, handle: u64) -> Result<(), Error> {
        self.lookups.check_single(handle)
    }

    /// The first `WSAStartup` came.
    pub(crate) fn begin_session(&self) {
        self.sessions.begin();
    }

    /// The last `WSACleanup` came: lookups end, and registrations in the namespaces that keep none for longer.
    #[must_use = "dropped without locks"]
    pub(crate) fn end_session(&self) -> Vec<Arc<dyn NamespaceProvider>> {
        self.sessions.end();
        self.catalog.session_ended()
    }

    /// Frees what the ended session has left behind; apart from ending it, since providers may call back.
    pub(crate) fn clean_up(&self) {
        self.lookups.close_ended();
        self.catalog.clean_up();
    }

    /// Brings the catalogue and every provider back to where they began. What was there is dropped without locks: with the last user of a provider's library its
    /// routines run.
    #[must_use = "what was there is dropped without locks"]
    pub(crate) fn renew(&self) -> Arc<Catalog> {
        self.catalog.renew()
    }

    /// How many lookups are open.
    pub(crate) fn lookup_count(&self) -> usize {
        self.lookups.count()
    }

    /// The services and classes that are stored.
    pub(crate) fn stores(&self) -> Stores {
        self.stores
    }

    /// Drops what providers have left, and those that were started for another Winsock.
    pub(crate) fn forget(&self) {
        drop(self.served.clear());
        self.stores.forget();
    }

    /// Takes every lock, in its fixed order, for the time of a `fork`. What comes beside them is dropped after all locks of the
    /// process.
    pub(crate) fn freeze(&'static self) -> (Vec<Frozen>, Frozen) {
        let (mut frozen, last) = self.catalog.freeze();
        frozen.push(self.served.freeze());
        frozen.push(async_call::freeze());
        frozen.extend(self.lookups.freeze());
        frozen.extend(self.stores.freeze());
        (frozen, last)
    }

    /// In a forked child, after the locks are released.
    pub(crate) fn after_fork_in_child(&self) {
        self.catalog.after_fork_in_child();
        self.lookups.forget_running();
        self.stores.after_fork_in_child();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread;

    use super::*;
    use crate::provider::{Answer, Lookup as ProviderLookup};
    use crate::rnr::class::ServiceClass;
    use crate::rnr::service::{Service, State};
    use crate::text::WideText;

    type Steps = Vec<Result<&'static str, Error>>;

    /// Answers registrations with one result and lookups with a script.
    struct Scripted {
        set: Result<Outcome, Error>,
        begin: Result<Steps, Error>,
    }

    impl NamespaceProvider for Scripted {
        fn set_service(
            &self,
            _: &Registration,
            _: Option<&ServiceClass>,
            _: Operation,
            _: u32,
        ) -> Result<Outcome, Error> {
            self.set
        }

        fn lookup_begin(
            &self,
            _: &Query,
            _: Option<&ServiceClass>,
            _: ControlFlags,
        ) -> Result<Box<dyn ProviderLookup>, Error> {
            self.begin
                .clone()
                .map(|steps| Box::new(Script(steps.into_iter())) as _)
        }
    }

    struct Script(std::vec::IntoIter<Result<&'static str, Error>>);

    impl ProviderLookup for Script {
        fn next(&mut self, _: ControlFlags) -> Result<Answer<'_>, Error> {
            self.0.next().unwrap_or(Err(Error::NoMore)).map(answer)
        }
    }

    fn answer(name: &str) -> Answer<'static> {
        let service = Service {
            class: None,
            name: WideText::from_slice(&name.encode_utf16().collect::<Vec<_>>()),
            context: Box::default(),
            version: None,
            comment: None,
            blob: None,
            addresses: Default::default(),
            state: State::Registered,
            outdated: Default::default(),
        };
        Answer {
            service: Cow::Owned(Arc::new(service)),
            protocols: Default::default(),
            query_string: Default::default(),
            output_flags: 0,
        }
    }

    pub(crate) fn winsock(providers: Vec<Box<dyn NamespaceProvider>>) -> Winsock {
        let entries = (1..)
            .zip(providers)
            .map(|(id, provider)| (id, 32, provider))
            .collect();
        let sessions = Sessions::begun();
        Winsock {
            code_page: CodePage::UTF_8,
            catalog: CatalogKeeper::of(Catalog::of(entries)),
            lookups: LookupTable::new(Arc::clone(&sessions)),
            sessions,
            stores: Stores::in_memory(),
            served: Served::default(),
        }
    }

    fn setting(results: &[Result<Outcome, Error>]) -> Result<Option<u64>, Error> {
        let provider = |&set| {
            Box::new(Scripted {
                set,
                begin: Err(Error::NoData),
            }) as _
        };
        winsock(results.iter().map(provider).collect()).set_service(
            &Registration::default(),
            Operation::Register,
            0,
        )
    }

    fn looking(scripts: Vec<Result<Steps, Error>>) -> Winsock {
        let provider = |begin| {
            Box::new(Scripted {
                set: Ok(Outcome::Done),
                begin,
            }) as _
        };
        winsock(scripts.into_iter().map(provider).collect())
    }

    fn next(winsock: &Winsock, handle: u64) -> Result<String, Error> {
        let mut name = String::new();
        winsock.lookup_next(handle, 0, |result| {
            name = String::from_utf16_lossy(result.name.unwrap());
            Ok(())
        })?;
        Ok(name)
    }

    fn all(scripts: Vec<Result<Steps, Error>>) -> (Vec<String>, Error) {
        let winsock = looking(scripts);
        let handle = winsock
            .lookup_begin(winsock.session(), &Query::default(), 0x0FF0)
            .unwrap();
        let mut found = Vec::new();
        loop {
            match next(&winsock, handle) {
                Ok(name) => found.push(name),
                Err(ending) => {
                    if !policy::is_no_answer(ending) {
                        assert_eq!(next(&winsock, handle), Err(ending), "an ending stays");
                    }
                    return (found, ending);
                }
            }
        }
    }

    #[test]
    fn one_provider_that_registers_is_enough() {
        assert_eq!(
            setting(&[Err(Error::AccessDenied), Ok(Outcome::Done)]),
            Ok(None)
        );
        assert_eq!(
            setting(&[Ok(Outcome::Done), Err(Error::AccessDenied)]),
            Ok(None)
        );
    }

    #[test]
    fn the_first_handle_of_what_was_made_is_the_callers() {
        let made = |handle| Ok(Outcome::Recorded(handle));
        assert_eq!(setting(&[Ok(Outcome::Done), made(7)]), Ok(Some(7)));
        assert_eq!(
            setting(&[made(7), made(8), Err(Error::AccessDenied)]),
            Ok(Some(7))
        );
    }

    #[test]
    fn a_provider_that_is_not_concerned_is_as_good_as_absent() {
        let absent = || Err(Error::NotConcerned);
        assert_eq!(setting(&[absent(), Ok(Outcome::Ignored)]), Ok(None));
        assert_eq!(setting(&[Ok(Outcome::Done), absent()]), Ok(None));
        for refusal in [Error::NotSupported, Error::ServiceNotFound] {
            assert_eq!(setting(&[Err(refusal), absent()]), Err(refusal));
            assert_eq!(setting(&[absent(), Err(refusal)]), Err(refusal));
            let winsock = looking(vec![Err(refusal), Err(Error::NotConcerned)]);
            let begun = winsock.lookup_begin(winsock.session(), &Query::default(), 0);
            assert_eq!(begun, Err(refusal));
        }
        assert_eq!(setting(&[absent()]), Err(Error::ServiceNotFound));
        let winsock = looking(vec![Err(Error::NotConcerned)]);
        let begun = winsock.lookup_begin(winsock.session(), &Query::default(), 0);
        assert_eq!(begun, Err(Error::ServiceNotFound));
    }

    #[test]
    fn a_provider_that_ignores_registrations_succeeds_alone_and_counts_for_nobody_else() {
        assert_eq!(setting(&[Ok(Outcome::Ignored)]), Ok(None));
        assert_eq!(
            setting(&[Ok(Outcome::Ignored), Err(Error::InvalidParameter)]),
            Err(Error::InvalidParameter)
        );
        assert_eq!(
            setting(&[Err(Error::InvalidParameter), Ok(Outcome::Ignored)]),
            Err(Error::InvalidParameter)
        );
    }

    #[test]
    fn the_most_telling_refusal_is_reported() {
        let by_rank = [
            Error::AccessDenied,
            Error::OutOfMemory,
            Error::ServiceNotFound,
            Error::InvalidParameter,
            Error::Internal,
        ];
        for pair in by_rank.windows(2) {
            let [more, less] = [
                pair.first().copied().unwrap(),
                pair.last().copied().unwrap(),
            ];
            assert_eq!(setting(&[Err(more), Err(less)]), Err(more));
            assert_eq!(setting(&[Err(less), Err(more)]), Err(more));
        }
    }

    #[test]
    fn begin_succeeds_when_one_provider_takes_the_query_and_reports_the_last_refusal_when_none_does()
     {
        let refused = |scripts| {
            let winsock = looking(scripts);
            winsock
                .lookup_begin(winsock.session(), &Query::default(), 0)
                .map(|_| ())
        };
        assert_eq!(refused(vec![Err(Error::NoData), Ok(vec![])]), Ok(()));
        assert_eq!(refused(vec![Ok(vec![]), Err(Error::NoData)]), Ok(()));
        assert_eq!(
            refused(vec![Err(Error::NoData), Err(Error::InvalidParameter)]),
            Err(Error::InvalidParameter)
        );
    }

    #[test]
    fn results_come_provider_after_provider_and_are_not_merged() {
        let (found, ending) = all(vec![Ok(vec![Ok("a"), Ok("b")]), Ok(vec![Ok("a")])]);
        assert_eq!(
            (found, ending),
            (vec!["a".into(), "b".into(), "a".into()], Error::NoMore)
        );
    }

    #[test]
    fn an_ending_names_the_most_telling_reason_unless_something_was_found() {
        let ending = |scripts| all(scripts).1;
        let not_found = || Ok(vec![Err(Error::ServiceNotFound)]);
        assert_eq!(
            ending(vec![not_found(), not_found()]),
            Error::ServiceNotFound
        );
        assert_eq!(ending(vec![Ok(vec![Ok("a")]), not_found()]), Error::NoMore);
        assert_eq!(ending(vec![not_found(), Ok(vec![Ok("a")])]), Error::NoMore);
        assert_eq!(
            ending(vec![Ok(vec![Err(Error::NoData)]), not_found()]),
            Error::NoData
        );
        assert_eq!(
            ending(vec![not_found(), Ok(vec![Err(Error::NoData)])]),
            Error::NoData
        );
        let unfit = || Ok(vec![Err(Error::NoData)]);
        assert_eq!(ending(vec![Ok(vec![Ok("a")]), unfit()]), Error::NoMore);
        assert_eq!(ending(vec![unfit(), Ok(vec![Ok("a")])]), Error::NoMore);
        assert_eq!(ending(vec![Ok(vec![]), Ok(vec![])]), Error::NoMore);
    }

    #[test]
    fn a_host_that_is_not_found_hides_nothing_that_others_know() {
        let one = |error| Ok(vec![Err(error)]);
        for failure in [Error::HostNotFound, Error::TryAgain, Error::NoRecovery] {
            for scripts in [
                vec![one(failure), Ok(vec![Ok("a")])],
                vec![Ok(vec![Ok("a")]), one(failure)],
            ] {
                let (found, ending) = all(scripts);
                assert_eq!((found.len(), ending), (1, Error::NoMore));
            }
        }
        let by_rank = [
            Error::Busy,
            Error::NoData,
            Error::TryAgain,
            Error::HostNotFound,
            Error::ServiceNotFound,
            Error::NoMore,
        ];
        for pair in by_rank.windows(2) {
            let [more, less] = [
                pair.first().copied().unwrap(),
                pair.last().copied().unwrap(),
            ];
            assert_eq!(all(vec![one(more), one(less)]).1, more);
            assert_eq!(all(vec![one(less), one(more)]).1, more);
        }
    }

    /// What the caller has would pass for the whole list.
    #[test]
    fn a_failure_in_the_middle_is_no_end() {
        let ending = |scripts| all(scripts).1;
        let whole = || Ok(vec![Ok("b")]);
        for failure in [Error::Busy, Error::TryAgain, Error::NoRecovery] {
            let cut = || Ok(vec![Ok("a"), Err(failure)]);
            assert_eq!(ending(vec![cut()]), failure);
            assert_eq!(ending(vec![cut(), whole()]), failure);
            assert_eq!(ending(vec![whole(), cut()]), failure);
        }
        // A provider that never came to look may have something.
        let unseen = || Ok(vec![Err(Error::Busy)]);
        assert_eq!(ending(vec![unseen(), whole()]), Error::Busy);
        assert_eq!(ending(vec![whole(), unseen()]), Error::Busy);
        // Some end so.
        for end in [Error::ServiceNotFound, Error::NoData, Error::HostNotFound] {
            assert_eq!(ending(vec![Ok(vec![Ok("a"), Err(end)])]), Error::NoMore);
        }
    }

    #[test]
    fn what_could_not_be_answered_is_asked_again() {
        let told = |scripts| {
            let winsock = looking(scripts);
            let begun = winsock.lookup_begin(winsock.session(), &Query::default(), 0x0FF0);
            let handle = begun.unwrap();
            let mut told = Vec::new();
            while told.last() != Some(&Err(Error::NoMore)) {
                assert!(told.len() < 10, "{told:?}");
                told.push(next(&winsock, handle));
            }
            told
        };
        let found = |name: &str| Ok(name.to_owned());
        for failure in [Error::Busy, Error::OutOfMemory, Error::SystemCall] {
            let halting = || {
                let steps = vec![Err(failure), Ok("a"), Err(failure), Err(failure), Ok("b")];
                Ok(steps)
            };
            let failed = || Err(failure);
            let end = || Err(Error::NoMore);
            assert_eq!(
                told(vec![halting()]),
                [failed(), found("a"), failed(), failed(), found("b"), end()]
            );
            // The others have their turn first, and then no more.
            assert_eq!(
                told(vec![halting(), Ok(vec![Ok("c")])]),
                [
                    found("c"),
                    failed(),
                    found("a"),
                    failed(),
                    failed(),
                    found("b"),
                    end()
                ]
            );
        }
        // The question is over, and would not be asked again.
        let unreachable = vec![Err(Error::TryAgain), Ok("a")];
        assert_eq!(all(vec![Ok(unreachable)]), (vec![], Error::TryAgain));
    }

    #[test]
    fn a_result_without_room_comes_again_until_it_is_flushed() {
        let winsock = looking(vec![Ok(vec![Ok("a"), Ok("b")])]);
        let handle = winsock
            .lookup_begin(winsock.session(), &Query::default(), 0x0FF0)
            .unwrap();
        for _ in 0..2 {
            assert_eq!(
                winsock.lookup_next(handle, 0, |_| Err(Error::BufferTooSmall)),
                Err(Error::BufferTooSmall)
            );
        }
        assert_eq!(next(&winsock, handle), Ok("a".into()));
        assert_eq!(
            winsock.lookup_next(handle, 0, |_| Err(Error::BufferTooSmall)),
            Err(Error::BufferTooSmall)
        );
        let flush = ControlFlags::FLUSH_PREVIOUS.bits();
        assert_eq!(
            winsock.lookup_next(handle, flush, |_| Ok(())),
            Err(Error::NoMore)
        );
    }

    #[test]
    fn handles_are_never_zero_never_all_ones_and_never_come_again() {
        let winsock = looking(vec![Ok(vec![])]);
        let mut seen = std::collections::HashSet::new();
        for _ in 0..10_000 {
            let handle = winsock
                .lookup_begin(winsock.session(), &Query::default(), 0)
                .unwrap();
            assert!(handle != 0 && handle != u64::MAX && seen.insert(handle));
            winsock.lookup_end(handle).unwrap();
            assert_eq!(winsock.lookup_end(handle), Err(Error::InvalidHandle));
        }
    }

    #[test]
    fn a_session_takes_its_handles_with_it() {
        let winsock = looking(vec![Ok(vec![Ok("a")])]);
        let handle = winsock
            .lookup_begin(winsock.session(), &Query::default(), 0x0FF0)
            .unwrap();
        let session = winsock.lookups.session();
        drop(winsock.end_session());
        assert_eq!(next(&winsock, handle), Err(Error::InvalidHandle));
        let late = winsock
            .lookups
            .open(session, ControlFlags::empty(), Members::new());
        assert_eq!(late, Err(Error::NotStarted));
        winsock.clean_up();
        assert_eq!(winsock.lookup_end(handle), Err(Error::InvalidHandle));
    }

    /// Tells when it is asked, and answers when it is told to.
    struct Blocking {
        asked: Sender<()>,
        told: Mutex<Receiver<()>>,
    }

    struct BlockingLookup(Arc<Blocking>);

    impl NamespaceProvider for Arc<Blocking> {
        fn set_service(
            &self,
            _: &Registration,
            _: Option<&ServiceClass>,
            _: Operation,
            _: u32,
        ) -> Result<Outcome, Error> {
            Ok(Outcome::Done)
        }

        fn lookup_begin(
            &self,
            _: &Query,
            _: Option<&ServiceClass>,
            _: ControlFlags,
        ) -> Result<Box<dyn ProviderLookup>, Error> {
            Ok(Box::new(BlockingLookup(Arc::clone(self))))
        }
    }

    impl ProviderLookup for BlockingLookup {
        fn next(&mut self, _: ControlFlags) -> Result<Answer<'_>, Error> {
            self.0.asked.send(()).unwrap();
            self.0.told.lock().unwrap().recv().unwrap();
            Ok(answer("late"))
        }
    }

    #[test]
    fn end_during_next_cancels_it_and_whoever_waits_behind_it() {
        let ((asked, was_asked), (tell, told)) = (channel(), channel());
        let provider = Arc::new(Blocking {
            asked,
            told: Mutex::new(told),
        });
        let winsock = winsock(vec![Box::new(provider)]);
        let handle = winsock
            .lookup_begin(winsock.session(), &Query::default(), 0x0FF0)
            .unwrap();
        thread::scope(|scope| {
            let first = scope.spawn(|| next(&winsock, handle));
            was_asked.recv().unwrap();
            let second = scope.spawn(|| next(&winsock, handle));
            while !winsock.lookups.is_waited_for(handle) {
                thread::yield_now();
            }
            assert_eq!(winsock.lookup_end(handle), Ok(()));
            assert_eq!(second.join().unwrap(), Err(Error::Cancelled));
            assert_eq!(next(&winsock, handle), Err(Error::InvalidHandle));
            // No lock is held meanwhile: other lookups of this and every thread go on.
            let other = winsock
                .lookup_begin(winsock.session(), &Query::default(), 0)
                .unwrap();
            winsock.lookup_end(other).unwrap();
            tell.send(()).unwrap();
            assert_eq!(first.join().unwrap(), Err(Error::Cancelled));
        });
    }

    #[test]
    fn two_threads_in_one_lookup_get_different_results() {
        let names: Steps = vec![Ok("a"); 2_000];
        let winsock = looking(vec![Ok(names)]);
        let handle = winsock
            .lookup_begin(winsock.session(), &Query::default(), 0x0FF0)
            .unwrap();
        let count = || std::iter::from_fn(|| next(&winsock, handle).ok()).count();
        let total = thread::scope(|scope| {
            let threads = [scope.spawn(count), scope.spawn(count)];
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum::<usize>()
        });
        assert_eq!(total, 2_000);
    }

    #[test]
    fn a_forked_child_has_no_subscribers() {
        let winsock = winsock(vec![]);
        let (provider, signal) = (uuid::Uuid::nil(), Arc::new(crate::signal::Signal::new()));
        let changes = winsock.stores.lasting.changes();
        let _subscription = changes.subscribe(provider, None, &signal);
        winsock.after_fork_in_child();
        changes.announce(provider, provider);
        assert_eq!(signal.try_wait(), None);
    }

    #[test]
    fn a_panic_in_a_provider_leaves_the_lookup_usable() {
        let winsock = looking(vec![Ok(vec![Ok("a"), Ok("b")])]);
        let handle = winsock
            .lookup_begin(winsock.session(), &Query::default(), 0x0FF0)
            .unwrap();
        let panicking = || winsock.lookup_next(handle, 0, |_| panic!("while delivering"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panicking)).unwrap_err();
        assert_eq!(next(&winsock, handle), Ok("b".into()));
    }
}
