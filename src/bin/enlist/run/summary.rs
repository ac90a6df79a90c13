// SPDX-License-Identifier: MIT OR Apache-2.0
//! How often each call was made, how often it failed, and how long it took.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use serde::Serialize;

use super::show::duration;
use crate::journal::Call;
use crate::output;

#[derive(Debug, Default)]
pub struct Summary(BTreeMap<String, Times>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
struct Times {
    calls: u64,
    failures: u64,
    total_us: f64,
    longest_us: f64,
}

/// The times of one call, for JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    call: String,
    #[serde(flatten)]
    times: Times,
}

impl Summary {
    pub fn add(&mut self, call: &Call) {
        let times = self.0.entry(call.name.clone()).or_default();
        times.calls += 1;
        times.failures += u64::from(call.error.is_some());
        times.total_us += call.duration_us;
        times.longest_us = times.longest_us.max(call.duration_us);
    }

    /// The calls, those first that took longest in all.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.0.iter().map(|(call, times)| Row {
            call: call.clone(),
            times: *times,
        });
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_by(|a, b| b.times.total_us.total_cmp(&a.times.total_us));
        rows
    }

    pub fn table(&self) -> String {
        let rows = self.rows().into_iter().map(|Row { call, times }| {
            [
                enlist::tools::escaped(&call),
                times.calls.to_string(),
                times.failures.to_string(),
                duration(times.total_us),
                duration(times.total_us / times.calls as f64),
                duration(times.longest_us),
            ]
        });
        output::table(
            &["CALL", "CALLS", "FAILED", "TOTAL", "MEAN", "LONGEST"],
            rows,
        )
    }
}
