// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Trace Event format, which Perfetto and Chromium's tracing page open.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::journal::{Call, Entry, Event, What};

/// A journal as a trace: processes and threads as tracks, calls as slices.
pub fn trace(entries: &[Entry]) -> Result<String, String> {
    let mut events = tracks(entries);
    events.extend(entries.iter().map(event));
    let trace = json!({ "displayTimeUnit": "ms", "traceEvents": events });
    serde_json::to_string(&trace).map_err(|error| error.to_string())
}

/// The names of the tracks.
fn tracks(entries: &[Entry]) -> Vec<Value> {
    let threads: BTreeSet<(u64, u64)> = entries
        .iter()
        .map(|entry| (entry.process, entry.thread))
        .collect();
    let processes: BTreeSet<u64> = threads.iter().map(|(process, _)| *process).collect();
    let process = |process: &u64| {
        json!({
            "ph": "M", "name": "process_name", "pid": process, "tid": process,
            "args": { "name": format!("process {process}") },
        })
    };
    let thread = |(process, thread): &(u64, u64)| {
        json!({
            "ph": "M", "name": "thread_name", "pid": process, "tid": thread,
            "args": { "name": format!("thread {thread}") },
        })
    };
    processes
        .iter()
        .map(process)
        .chain(threads.iter().map(thread))
        .collect()
}

fn event(entry: &Entry) -> Value {
    let mut members = match &entry.what {
        What::Call(call) => slice(call),
        What::Event(event) => instant(event),
    };
    members.insert("pid".into(), entry.process.into());
    members.insert("tid".into(), entry.thread.into());
    members.insert("ts".into(), entry.time_us.into());
    Value::Object(members)
}

fn slice(call: &Call) -> Map<String, Value> {
    let mut details = Map::new();
    details.insert("arguments".into(), Value::Object(call.arguments.clone()));
    details.insert("result".into(), call.result.into());
    if let Some(error) = &call.error {
        let text = format!("{} ({})", error.name(), error.number);
        details.insert("error".into(), text.into());
    }
    if !call.returned.is_empty() {
        details.insert("returned".into(), Value::Object(call.returned.clone()));
    }
    if call.injected {
        details.insert("injected".into(), true.into());
    }
    let mut members = Map::new();
    members.insert("ph".into(), "X".into());
    members.insert("name".into(), call.name.clone().into());
    members.insert("dur".into(), call.duration_us.into());
    let is_error = call.error.is_some();
    let category = if is_error { "call,error" } else { "call" };
    members.insert("cat".into(), category.into());
    if is_error {
        // A colour of its own.
        members.insert("cname".into(), "terrible".into());
    }
    members.insert("args".into(), Value::Object(details));
    members
}

fn instant(event: &Event) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("ph".into(), "i".into());
    members.insert("s".into(), "t".into());
    members.insert("name".into(), event.name.clone().into());
    members.insert("cat".into(), "event".into());
    members.insert("args".into(), json!({ "message": event.message }));
    members
}
