// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist watch`: follows the changes of a shared store.

#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use enlist::tools::{Contents, Guid, Key, Namespaces, Service};
use serde::Serialize;

use crate::output::{self, Stop};
use crate::store::{self, Filter, Store, path};

/// How often the store is looked at, which costs a look at three files.
const INTERVAL: Duration = Duration::from_millis(100);

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    filter: Filter,
    /// Write a line of JSON for each change
    #[arg(long)]
    json: bool,
}

/// What has happened to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Change {
    /// It was there when the watch began.
    Present,
    Added,
    Changed,
    Removed,
}

/// A change, and the service after it, or before it was removed.
#[derive(Serialize)]
struct Event<'a> {
    change: Change,
    service: &'a Service,
}

type Known = HashMap<(Guid, Key), Service>;

/// Runs until nobody reads any more, or the user ends it.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let store = arguments.store.open()?;
    let namespaces = arguments.store.namespaces();
    let mut known = Known::new();
    let mut seen = None;
    loop {
        // Before the look, so that a change in between is seen with the next.
        let stamp = store.stamp();
        if seen == Some(stamp) {
            output::pause(INTERVAL)?;
            continue;
        }
        let mut contents = store.contents()?;
        arguments.filter.apply(&mut contents, &namespaces);
        let is_first = seen.replace(stamp).is_none();
        let mut lines = String::new();
        for event in changes(&known, &contents) {
            let change = if is_first {
                Change::Present
            } else {
                event.change
            };
            let event = Event { change, ..event };
            lines += &match arguments.json {
                true => serde_json::to_string(&event).map_err(|error| error.to_string())?,
                false => line(&event, &contents, &namespaces),
            };
            lines.push('\n');
        }
        known = by_key(contents.services);
        output::print(lines)?;
    }
}

fn by_key(services: Vec<Service>) -> Known {
    let keyed = services.into_iter();
    keyed
        .map(|service| ((service.provider, service.key()), service))
        .collect()
}

/// What is new or different, in the order of the store, and then what is gone.
fn changes<'a>(known: &'a Known, contents: &'a Contents) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut left: HashMap<_, _> = known.iter().collect();
    for service in &contents.services {
        let change = match left.remove(&(service.provider, service.key())) {
            Some(before) if before == service => continue,
            Some(_) => Change::Changed,
            None => Change::Added,
        };
        events.push(Event { change, service });
    }
    let mut gone: Vec<&Service> = left.into_values().collect();
    gone.sort_by(|a, b| (a.provider, &a.name, a.class).cmp(&(b.provider, &b.name, b.class)));
    let removed = gone.into_iter().map(|service| Event {
        change: Change::Removed,
        service,
    });
    events.extend(removed);
    events
}

fn line(event: &Event<'_>, contents: &Contents, namespaces: &Namespaces) -> String {
    let (sign, colour) = match event.change {
        Change::Present => (' ', None),
        Change::Added => ('+', Some(AnsiColor::Green)),
        Change::Changed => ('~', Some(AnsiColor::Yellow)),
        Change::Removed => ('-', Some(AnsiColor::Red)),
    };
    let style = Style::new().fg_color(colour.map(Into::into));
    let service = event.service;
    let text = format!(
        "{sign} {} {} [{}] {} {}",
        namespaces.name_of(service.provider),
        path(service),
        store::class_name(contents, service),
        service.state,
        store::addresses(service)
    );
    format!("{style}{}{style:#}", text.trim_end())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn contents(services: &[&str]) -> Contents {
        let provider = r#""provider": "{3B2637EE-E580-11CF-A555-00C04FD8D4AC}""#;
        let services: Vec<String> = services
            .iter()
            .map(|service| format!("{{{provider}, {service}}}"))
            .collect();
        let services = services.join(",");
        Contents::parse(&format!(
            r#"{{"format": "enlist-store-1", "services": [{services}]}}"#
        ))
        .unwrap()
    }

    #[test]
    fn what_is_new_different_or_gone_is_told() {
        let before = contents(&[r#""name": "a""#, r#""name": "b""#, r#""name": "c""#]);
        let after = contents(&[
            r#""name": "a""#,
            r#""name": "B", "comment": "new""#,
            r#""name": "d""#,
        ]);
        let known = by_key(before.services);
        let told: Vec<(Change, String)> = changes(&known, &after)
            .into_iter()
            .map(|event| (event.change, event.service.name.to_string()))
            .collect();
        let expected = [
            (Change::Changed, "B"),
            (Change::Added, "d"),
            (Change::Removed, "c"),
        ];
        assert_eq!(
            told,
            expected.map(|(change, name)| (change, name.to_owned()))
        );
    }
}
