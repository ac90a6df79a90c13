// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a program should have done and did not: the findings of `--strict`.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use enlist::tools::{Guid, Namespaces, Text, namespace_number};
use serde_json::Value;

use crate::journal::{Call, Entry, Event, Members, What};

/// Follows the calls of a program and of those that it starts.
#[derive(Debug, Default)]
pub struct Strict {
    /// Whether registrations outlast their process, so that another one may remove them.
    is_shared: bool,
    namespaces: Namespaces,
    findings: Vec<String>,
    /// Those that hold whatever else the program has done.
    certain: Vec<String>,
    /// Start-ups without a clean-up, by process.
    startups: BTreeMap<u64, i64>,
    /// Lookups that are under way, by process, kind of call and handle.
    lookups: BTreeMap<(u64, Kind, String), String>,
    registrations: BTreeMap<Object, Registered>,
    /// Initialisations of COM that were not taken back, by process and thread.
    apartments: BTreeMap<(u64, u64), i64>,
    /// Objects of COM that the program was given, by process and address, and by what.
    objects: BTreeMap<(u64, String), String>,
    /// The last failure of each thread, until the thread asks for it.
    failures: BTreeMap<(u64, u64), Failed>,
}

/// The two families of calls that do the same: a program's, and those of another Winsock to its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Program,
    Provider,
}

/// What makes two registrations mean the same object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Object {
    /// Where registrations end with their process.
    process: Option<u64>,
    namespace: String,
    class: String,
    name: Key,
    context: Key,
}

/// A text, as far as it says which object is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Folded(Text),
    /// Of one that the journal does not show as it is.
    Digest(String),
}

#[derive(Debug)]
struct Registered {
    /// By whom.
    process: u64,
    /// For the user.
    name: String,
    addresses: Vec<String>,
}

#[derive(Debug)]
struct Failed {
    call: String,
    error: String,
    /// Whether the call said how large its buffer must be: then to make it again is an answer.
    asks_again: bool,
}

impl Strict {
    pub fn new(is_shared: bool, namespaces: Namespaces) -> Self {
        Self {
            is_shared,
            namespaces,
            ..Self::default()
        }
    }

    /// Takes note of an entry of the journal.
    pub fn add(&mut self, entry: &Entry) {
        match &entry.what {
            What::Call(call) => {
                self.notice_failures(entry, call);
                self.notice(entry.process, call);
                self.notice_com(entry, call);
            }
            What::Event(event) => self.notice_control(entry.process, event),
        }
    }

    /// What a test program asks of the library itself is meant to leave what it leaves.
    fn notice_control(&mut self, process: u64, event: &Event) {
        match &*event.name {
            "reset" => {
                self.startups.remove(&process);
                self.lookups.retain(|(of, _, _), _| *of != process);
                let is_shared = self.is_shared;
                self.registrations
                    .retain(|object, registered| match is_shared {
                        // It stays on disk.
                        true => !registered.ends_with_session(object, process),
                        false => registered.process != process,
                    });
            }
            "restore" => {
                let is_shared = self.is_shared;
                self.registrations
                    .retain(|_, registered| !is_shared && registered.process != process);
            }
            _ => {}
        }
    }

    fn notice_com(&mut self, entry: &Entry, call: &Call) {
        const NOT_INITIALISED: i64 = 0x8004_01F0;
        /// What calls give out objects by.
        const OBJECTS: [&str; 4] = ["object", "ppv", "ppvObject", "ppEnum"];
        let (process, thread) = (entry.process, entry.thread);
        if let Some(error) = &call.error {
            if error.number == NOT_INITIALISED {
                let finding = format!("{} was called while COM was not initialised", call.name);
                self.certain.push(by_process(process, &finding));
            }
            return;
        }
        match &*call.name {
            "CoInitialize" | "CoInitializeEx" => {
                *self.apartments.entry((process, thread)).or_default() += 1;
            }
            "CoUninitialize" => {
                let count = self.apartments.entry((process, thread)).or_default();
                *count = (*count - 1).max(0);
            }
            "IUnknown::Release" => {
                if let Some(object) = member(&call.arguments, "this") {
                    self.objects.remove(&(process, object));
                }
            }
            _ => {
                for name in OBJECTS {
                    if let Some(object) = member(&call.returned, name) {
                        let by = self.objects.entry((process, object));
                        by.or_insert_with(|| call.name.clone());
                    }
                }
            }
        }
    }

    fn notice(&mut self, process: u64, call: &Call) {
        const NOT_INITIALISED: i64 = 10093;
        if call
            .error
            .as_ref()
            .is_some_and(|error| error.number == NOT_INITIALISED)
        {
            let finding = format!("{} was called while Winsock was not started", call.name);
            self.certain.push(by_process(process, &finding));
        }
        if call.error.is_some() {
            return;
        }
        let text = |members: &Members, name: &str| Some(members.get(name)?.as_str()?.to_owned());
        let (name, kind) = match call.name.strip_prefix("NSP") {
            Some(name) => (name, Kind::Provider),
            None => (
                call.name.strip_prefix("WSA").unwrap_or_default(),
                Kind::Program,
            ),
        };
        match name {
            "Startup" if kind == Kind::Program => *self.startups.entry(process).or_default() += 1,
            "Cleanup" if kind == Kind::Program => {
                let count = self.startups.entry(process).or_default();
                *count -= 1;
                // It was begun by the process that this one was forked from.
                *count = (*count).max(0);
                if *count == 0 {
                    self.lookups
                        .retain(|(of, kind, _), _| *of != process || *kind != Kind::Program);
                    self.registrations.retain(|object, registered| {
                        !registered.ends_with_session(object, process)
                    });
                }
            }
            "LookupServiceBeginA" | "LookupServiceBeginW" | "LookupServiceBegin" => {
                if let Some(handle) = text(&call.returned, "lphLookup") {
                    self.lookups
                        .insert((process, kind, handle), call.name.clone());
                }
            }
            "LookupServiceEnd" => {
                if let Some(handle) = text(&call.arguments, "hLookup") {
                    self.lookups.remove(&(process, kind, handle));
                }
            }
            "SetServiceA" | "SetServiceW" | "SetService" => self.set_service(process, call),
            _ => {}
        }
    }

    fn set_service(&mut self, process: u64, call: &Call) {
        let text = |name: &str| call.arguments.get(name).and_then(Value::as_str);
        let set = call.arguments.get("lpqsRegInfo").and_then(Value::as_object);
        let (Some(set), Some(operation)) = (set, text("essOperation")) else {
            return;
        };
        let flags = text("dwControlFlags").unwrap_or_default();
        let is_multiple = flags.split('|').any(|flag| flag == "SERVICE_MULTIPLE");
        let given = set.get("addresses").and_then(Value::as_array);
        let given: Vec<String> = given.into_iter().flatten().map(Value::to_string).collect();
        let object = self.object(process, set);
        if object.namespace == IGNORING {
            return;
        }
        match operation {
            "RNRSERVICE_REGISTER" => {
                let registered = self
                    .registrations
                    .entry(object)
                    .or_insert_with(|| Registered {
                        process,
                        name: member(set, "name").unwrap_or_default(),
                        addresses: Vec::new(),
                    });
                if !is_multiple {
                    registered.addresses.clear();
                }
                let new = given.into_iter();
                let new = new.filter(|address| !registered.addresses.contains(address));
                let new: Vec<String> = new.collect();
                registered.addresses.extend(new);
            }
            "RNRSERVICE_DEREGISTER" | "RNRSERVICE_DELETE" => {
                self.registrations.retain(|other, registered| {
                    if !object.is(other) {
                        return true;
                    }
                    registered
                        .addresses
                        .retain(|address| is_multiple && !given.contains(address));
                    !registered.addresses.is_empty()
                });
            }
            _ => {}
        }
    }

    fn object(&self, process: u64, set: &Members) -> Object {
        let guid = |name: &str| {
            let guid = set.get(name)?.get("guid")?.as_str()?;
            Guid::parse(guid)
        };
        let namespace = match guid("provider") {
            Some(provider) => self.namespaces.name_of(provider),
            None => match set.get("namespace") {
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::String(name)) => name.clone(),
                _ => EVERY.to_owned(),
            },
        };
        let key = |shown: &str, digest| match member(set, digest) {
            Some(digest) => Key::Digest(digest),
            None => Key::Folded(Text::from(shown).folded()),
        };
        let text = |name| member(set, name).unwrap_or_default();
        let context = text("context");
        let components = context.split('\\').filter(|name| !name.is_empty());
        let components: Vec<&str> = components.collect();
        Object {
            process: (!self.is_shared).then_some(process),
            namespace: match namespace_number(&namespace) {
                Some(number) => number.to_string(),
                None => namespace,
            },
            class: guid("class")
                .map(|class| class.to_string())
                .unwrap_or_default(),
            name: key(&text("name"), "name_digest"),
            context: key(&components.join("\\"), "context_digest"),
        }
    }

    fn notice_failures(&mut self, entry: &Entry, call: &Call) {
        /// An enumeration has come to its end, or the call goes on by itself.
        const NO_FAILURES: [i64; 3] = [10102, 10110, 997];
        const SOCKET_ERROR: i64 = -1;
        let thread = (entry.process, entry.thread);
        let asks = ["WSAGetLastError", "WSASetLastError"].contains(&&*call.name);
        if let Some(failed) = self.failures.remove(&thread)
            && !asks
            && !(failed.asks_again && failed.call == call.name)
        {
            self.find(entry.process, failed.finding());
        }
        // What returns its error itself has told it.
        let error = call.error.as_ref().filter(|error| {
            call.result == SOCKET_ERROR
                && call.name.starts_with("WS")
                && !NO_FAILURES.contains(&error.number)
        });
        if let Some(error) = error {
            let failed = Failed {
                call: call.name.clone(),
                error: error.name().into_owned(),
                asks_again: !call.returned.is_empty(),
            };
            self.failures.insert(thread, failed);
        }
    }

    fn find(&mut self, process: u64, finding: String) {
        self.findings.push(by_process(process, &finding));
    }

    /// What was found, now that the program has ended. When calls are missing, nobody knows what else was undone or asked for.
    pub fn findings(mut self, is_whole: bool) -> Vec<String> {
        if !is_whole {
            return self.certain;
        }
        for ((process, _), failed) in std::mem::take(&mut self.failures) {
            self.find(process, failed.finding());
        }
        for ((process, _, handle), call) in std::mem::take(&mut self.lookups) {
            self.find(
                process,
                format!("the lookup {handle} of {call} was not ended"),
            );
        }
        for (process, count) in std::mem::take(&mut self.startups) {
            match count {
                0 => {}
                1 => self.find(
                    process,
                    "a WSAStartup was not answered by WSACleanup".to_owned(),
                ),
                count => {
                    let finding =
                        format!("{count} calls of WSAStartup were not answered by WSACleanup");
                    self.find(process, finding);
                }
            }
        }
        for ((process, _), count) in std::mem::take(&mut self.apartments) {
            match count {
                0 => {}
                1 => self.find(
                    process,
                    "a CoInitialize was not answered by CoUninitialize".to_owned(),
                ),
                count => {
                    let finding = format!(
                        "{count} calls of CoInitialize were not answered by CoUninitialize"
                    );
                    self.find(process, finding);
                }
            }
        }
        for ((process, object), call) in std::mem::take(&mut self.objects) {
            let finding = format!("the object {object} of {call} was not released");
            self.find(process, finding);
        }
        for (object, registered) in std::mem::take(&mut self.registrations) {
            let name = enlist::tools::escaped(&registered.name);
            let finding = format!(
                "the service \"{name}\" of class {} is still registered",
                object.class
            );
            match object.process {
                Some(process) => self.find(process, finding),
                None => self.findings.push(finding),
            }
        }
        self.certain.append(&mut self.findings);
        self.certain
    }
}

fn by_process(process: u64, finding: &str) -> String {
    format!("{finding} (process {process})")
}

/// `NS_ALL`.
const EVERY: &str = "0";

/// `NS_DNS`, which accepts registrations and ignores them.
const IGNORING: &str = "12";

/// `NS_BTH`, where registrations end with the last `WSACleanup`.
const PASSING: &str = "16";

impl Registered {
    fn ends_with_session(&self, object: &Object, process: u64) -> bool {
        object.namespace == PASSING && self.process == process
    }
}

impl Object {
    /// Whether what is done to this one is done to the other: every namespace is each of them.
    fn is(&self, other: &Self) -> bool {
        let in_same = self.namespace == other.namespace
            || self.namespace == EVERY
            || other.namespace == EVERY;
        let rest = |object: &Self| {
            let Self {
                process,
                class,
                name,
                context,
                ..
            } = object.clone();
            (process, class, name, context)
        };
        in_same && rest(self) == rest(other)
    }
}

impl Failed {
    fn finding(&self) -> String {
        format!("nobody asked why {} failed: {}", self.call, self.error)
    }
}

fn member(set: &Members, name: &str) -> Option<String> {
    Some(set.get(name)?.as_str()?.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A call of a process and a thread: name, arguments, what it returned, result, and error.
    type Row<'a> = (
        u64,
        u64,
        &'a str,
        &'a str,
        &'a str,
        i64,
        Option<(&'a str, i64)>,
    );

    fn found_by(is_shared: bool, rows: &[Row<'_>]) -> Vec<String> {
        strict_of(is_shared, rows).findings(true)
    }

    fn strict_of(is_shared: bool, rows: &[Row<'_>]) -> Strict {
        let mut strict = Strict::new(is_shared, Namespaces::default());
        for &(process, thread, call, arguments, returned, result, error) in rows {
            let error = error.map_or(String::new(), |(name, number)| {
                format!(r#","error":{{"name":"{name}","number":{number}}}"#)
            });
            let line = match call.strip_prefix("enlist_") {
                Some(event) => format!(
                    r#"{{"time":"2026-11-21T15:12:46.123456Z","process":{process},"thread":{thread},"event":"{event}","message":"done"}}"#
                ),
                None => format!(
                    r#"{{"time":"2026-11-21T15:12:46.123456Z","process":{process},"thread":{thread},"call":"{call}","arguments":{{{arguments}}},"returned":{{{returned}}},"result":{result}{error},"duration_us":1}}"#
                ),
            };
            strict.add(&Entry::parse(&line).unwrap());
        }
        strict
    }

    fn found(rows: &[Row<'_>]) -> Vec<String> {
        found_by(false, rows)
    }

    const START: Row<'_> = (1, 1, "WSAStartup", "", "", 0, None);
    const CLEAN: Row<'_> = (1, 1, "WSACleanup", "", "", 0, None);
    const ASK: Row<'_> = (1, 1, "WSAGetLastError", "", "", 10013, None);
    const DENIED: Option<(&str, i64)> = Some(("WSAEACCES", 10013));

    fn set(arguments: &str) -> Row<'_> {
        (1, 1, "WSASetServiceW", arguments, "", 0, None)
    }

    #[test]
    fn startups_are_to_be_answered() {
        assert_eq!(found(&[START, CLEAN]), [""; 0]);
        assert_eq!(
            found(&[START, START, START, CLEAN]),
            ["2 calls of WSAStartup were not answered by WSACleanup (process 1)"]
        );
        // A child that cleans up what its parent began.
        assert_eq!(
            found(&[START, (2, 2, "WSACleanup", "", "", 0, None), CLEAN]),
            [""; 0]
        );
        let refused = (
            1,
            1,
            "WSAStartup",
            "",
            "",
            10091,
            Some(("WSASYSNOTREADY", 10091)),
        );
        assert_eq!(found(&[refused]), [""; 0]);
    }

    #[test]
    fn lookups_are_to_be_ended() {
        let begin = (
            1,
            1,
            "WSALookupServiceBeginA",
            "",
            r#""lphLookup":"0x10""#,
            0,
            None,
        );
        let end = (
            1,
            2,
            "WSALookupServiceEnd",
            r#""hLookup":"0x10""#,
            "",
            0,
            None,
        );
        assert_eq!(found(&[begin, end]), [""; 0]);
        assert_eq!(
            found(&[begin]),
            ["the lookup 0x10 of WSALookupServiceBeginA was not ended (process 1)"]
        );
        let other = (2, 2, end.2, end.3, "", 0, None);
        assert_eq!(found(&[begin, other]).len(), 1);
        // The last clean-up has ended it; that is told of as little as Windows does.
        assert_eq!(found(&[START, begin, CLEAN]), [""; 0]);
    }

    #[test]
    fn what_is_registered_is_to_be_removed() {
        let call = |operation: &str, name: &str, more: &str, flags: &str| {
            format!(
                r#""lpqsRegInfo":{{"name":"{name}","class":{{"guid":"{{00090050-0000-0000-C000-000000000046}}"}}{more}}},"essOperation":"RNRSERVICE_{operation}","dwControlFlags":"{flags}""#
            )
        };
        let after = |is_shared, calls: &[(u64, String)]| {
            let rows: Vec<Row<'_>> = calls
                .iter()
                .map(|(process, call)| (*process, 1, "WSASetServiceW", &**call, "", 0, None))
                .collect();
            found_by(is_shared, &rows)
        };
        let ntds = r#","namespace":"NS_NTDS""#;
        let by_provider =
            r#","namespace":"NS_ALL","provider":{"guid":"{3B2637EE-E580-11CF-A555-00C04FD8D4AC}"}"#;
        let register = (1, call("REGISTER", "Name", ntds, "0"));
        assert_eq!(
            after(false, std::slice::from_ref(&register)),
            [
                "the service \"Name\" of class {00090050-0000-0000-C000-000000000046} is still registered (process 1)"
            ]
        );
        for more in [
            ntds,
            by_provider,
            r#","namespace":"NS_ALL""#,
            r#","namespace":32,"context":"\\""#,
        ] {
            for operation in ["DELETE", "DEREGISTER"] {
                let remove = (1, call(operation, "NAME", more, "0"));
                assert_eq!(after(false, &[register.clone(), remove]), [""; 0], "{more}");
            }
        }
        for remove in [
            call("DELETE", "Other", ntds, "0"),
            call("DELETE", "Name", r#","namespace":"NS_SAP""#, "0"),
            call(
                "DELETE",
                "Name",
                r#","namespace":"NS_NTDS","context":"A""#,
                "0",
            ),
        ] {
            assert_eq!(after(false, &[register.clone(), (1, remove)]).len(), 1);
        }
        let within = |operation, context: &str| {
            let more = format!(r#"{ntds},"context":"{context}""#);
            (1, call(operation, "Name", &more, "0"))
        };
        let nested = [within("REGISTER", r"\\A\\\\B"), within("DELETE", r"a\\b\\")];
        assert_eq!(after(false, &nested), [""; 0]);
        // Another process can remove only what they share.
        let remove = (2, call("DELETE", "name", ntds, "0"));
        assert_eq!(after(false, &[register.clone(), remove.clone()]).len(), 1);
        assert_eq!(after(true, &[register, remove]), [""; 0]);

        let at = |operation, address: &str| {
            let more = format!(r#"{ntds},"addresses":[{{"local":"{address}"}}]"#);
            (1, call(operation, "Name", &more, "SERVICE_MULTIPLE|0x80"))
        };
        let both = [at("REGISTER", "1.2.3.4:5"), at("REGISTER", "1.2.3.4:6")];
        let first = at("DEREGISTER", "1.2.3.4:5");
        assert_eq!(
            after(false, &[&both[..], std::slice::from_ref(&first)].concat()).len(),
            1
        );
        let second = at("DELETE", "1.2.3.4:6");
        assert_eq!(
            after(false, &[&both[..], &[first, second]].concat()),
            [""; 0]
        );
    }

    #[test]
    fn what_ends_by_itself_is_not_left_behind() {
        let service = |namespace: &str, more: &str| {
            format!(
                r#""lpqsRegInfo":{{"name":"Name","namespace":"{namespace}"{more}}},"essOperation":"RNRSERVICE_REGISTER","dwControlFlags":"0""#
            )
        };
        let dns = service("NS_DNS", "");
        let by_provider = service(
            "NS_ALL",
            r#","provider":{"guid":"{22059D40-7E9E-11CF-AE5A-00AA00A7112B}"}"#,
        );
        let (bluetooth, ntds) = (service("NS_BTH", ""), service("NS_NTDS", ""));
        // NS_DNS keeps nothing.
        assert_eq!(
            found(&[START, set(&dns), set(&by_provider), CLEAN]),
            [""; 0]
        );
        // What is in NS_BTH ends with the last clean-up of its process, and nothing else does.
        for is_shared in [false, true] {
            let rows = [START, set(&bluetooth), CLEAN];
            assert_eq!(found_by(is_shared, &rows), [""; 0]);
            let other = (2, 2, "WSACleanup", "", "", 0, None);
            let rows = [START, START, set(&bluetooth), CLEAN, other];
            assert_eq!(found_by(is_shared, &rows).len(), 2);
        }
        assert_eq!(found(&[START, set(&ntds), CLEAN]).len(), 1);
        // What a test program puts back to where it was.
        let control = |process, event| (process, 1, event, "", "", 0, None);
        let begin = (
            1,
            1,
            "WSALookupServiceBeginW",
            "",
            r#""lphLookup":"0x10""#,
            0,
            None,
        );
        let all = [START, set(&ntds), set(&bluetooth), begin];
        for (event, process, is_shared, left) in [
            ("enlist_reset", 1, false, 0),
            ("enlist_reset", 1, true, 1),
            ("enlist_reset", 2, false, 4),
            ("enlist_restore", 1, false, 2),
            ("enlist_restore", 1, true, 2),
            ("enlist_restore", 2, false, 4),
        ] {
            let rows = [&all[..], &[control(process, event)]].concat();
            let findings = found_by(is_shared, &rows);
            assert_eq!(findings.len(), left, "{event} {is_shared}: {findings:?}");
        }
    }

    #[test]
    fn names_that_are_not_shown_as_they_are_are_told_apart() {
        let service = |name: &str, digest: &str, operation: &str| {
            format!(
                r#""lpqsRegInfo":{{"name":"{name}","name_digest":"{digest}","namespace":"NS_NTDS"}},"essOperation":"RNRSERVICE_{operation}","dwControlFlags":"0""#
            )
        };
        let after =
            |calls: &[String]| found(&calls.iter().map(|call| set(call)).collect::<Vec<_>>()).len();
        let (one, other) = (
            service("a… (2 characters)", "01", "REGISTER"),
            service("a… (2 characters)", "02", "REGISTER"),
        );
        let delete = service("A… (2 characters)", "01", "DELETE");
        assert_eq!(after(&[one.clone(), delete.clone()]), 0);
        assert_eq!(after(&[one, other, delete]), 1);
    }

    #[test]
    fn errors_are_to_be_asked_for() {
        let fails = (1, 1, "WSASetServiceW", "", "", -1, DENIED);
        let ignored = ["nobody asked why WSASetServiceW failed: WSAEACCES (process 1)"];
        assert_eq!(found(&[fails, ASK]), [""; 0]);
        assert_eq!(found(&[fails]), ignored);
        assert_eq!(found(&[START, fails, CLEAN]), ignored);
        assert_eq!(
            found(&[fails, (1, 2, "WSAGetLastError", "", "", 0, None)]),
            ignored
        );
        // The end of an enumeration, a buffer that is made larger, errors that are returned.
        let next = "WSALookupServiceNextW";
        let no_more = (1, 1, next, "", "", -1, Some(("WSA_E_NO_MORE", 10110)));
        let size = r#""lpdwBufferLength":332"#;
        let too_small = (1, 1, next, "", size, -1, Some(("WSAEFAULT", 10014)));
        let again = (1, 1, next, "", "", 0, None);
        let late = (
            1,
            1,
            "WSAStartup",
            "",
            "",
            10092,
            Some(("WSAVERNOTSUPPORTED", 10092)),
        );
        let com = (
            1,
            1,
            "IUpdateServiceManager2::AddService2",
            "",
            "",
            -1,
            DENIED,
        );
        assert_eq!(found(&[no_more, too_small, again, late, com]), [""; 0]);
        assert_eq!(found(&[too_small]).len(), 1);
    }

    #[test]
    fn com_is_to_be_left_as_it_was() {
        let call = |process, thread, name, arguments, returned| {
            (process, thread, name, arguments, returned, 0, None)
        };
        let enter = |thread, name| call(1, thread, name, "", "");
        let leave = |thread| call(1, thread, "CoUninitialize", "", "");
        assert_eq!(
            found(&[
                enter(1, "CoInitialize"),
                enter(1, "CoInitializeEx"),
                leave(1),
                leave(1),
                leave(1)
            ]),
            [""; 0]
        );
        assert_eq!(
            found(&[enter(1, "CoInitializeEx"), leave(2)]),
            ["a CoInitialize was not answered by CoUninitialize (process 1)"]
        );
        assert_eq!(
            found(&[enter(1, "CoInitialize"), enter(1, "CoInitialize")]),
            ["2 calls of CoInitialize were not answered by CoUninitialize (process 1)"]
        );
        let refused = Some(("RPC_E_CHANGED_MODE", 0x8001_0106));
        assert_eq!(
            found(&[(1, 1, "CoInitialize", "", "", -1, refused)]),
            [""; 0]
        );
        let early = Some(("CO_E_NOTINITIALIZED", 0x8004_01F0));
        assert_eq!(
            found(&[(1, 1, "CoCreateInstance", "", "", -1, early)]),
            ["CoCreateInstance was called while COM was not initialised (process 1)"]
        );

        let create = call(1, 1, "CoCreateInstance", "", r#""ppv":"0x10""#);
        let get = call(
            1,
            1,
            "IUpdateServiceManager2::get_Services",
            "",
            r#""object":"0x20""#,
        );
        let name = call(1, 1, "IUpdateService2::get_Name", "", r#""value":"0x30""#);
        let release = |process, this| call(process, 2, "IUnknown::Release", this, "");
        let (first, second) = (r#""this":"0x10""#, r#""this":"0x20""#);
        assert_eq!(
            found(&[create, get, name, release(1, first), release(1, second)]),
            [""; 0]
        );
        assert_eq!(
            found(&[create, get, release(1, first), release(2, second)]),
            [
                "the object 0x20 of IUpdateServiceManager2::get_Services was not released (process 1)"
            ]
        );
    }

    #[test]
    fn what_was_left_behind_cannot_be_told_of_a_part() {
        let early = Some(("WSANOTINITIALISED", 10093));
        let rows = [
            (1, 1, "WSASetServiceW", "", "", -1, early),
            START,
            (1, 1, "CoInitialize", "", "", 0, None),
        ];
        assert_eq!(strict_of(false, &rows).findings(true).len(), 4);
        assert_eq!(
            strict_of(false, &rows).findings(false),
            ["WSASetServiceW was called while Winsock was not started (process 1)"]
        );
    }

    #[test]
    fn calls_before_startup_are_told() {
        let early = (
            1,
            1,
            "WSASetServiceW",
            "",
            "",
            -1,
            Some(("WSANOTINITIALISED", 10093)),
        );
        assert_eq!(
            found(&[early, ASK]),
            ["WSASetServiceW was called while Winsock was not started (process 1)"]
        );
    }
}
