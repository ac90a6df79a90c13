// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who verifies the cabinets that are given as files, and those that come from a server.

#![forbid(unsafe_code)]

use std::path::PathBuf;

use super::UnixTime;
use super::authorization::{Authorization, Verifier, Wanted};
use super::cab::{self, Refusal, Trust};
use crate::hresult::HResult;
use crate::wua;

/// Whom the user trusts (`ENLIST_TRUST`, `ENLIST_PUBLISHERS`). By default nobody.
///
/// The files are read for every cabinet, so that a change of them counts at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trusted {
    /// A PEM file, or a folder of them; absolute.
    pub(crate) anchors: Option<PathBuf>,
    /// Organizations or common names.
    pub(crate) publishers: Vec<String>,
}

impl Trusted {
    /// What the bytes of an authorization cab say, if they are to be trusted and allow what is wanted.
    pub(crate) fn authorize(
        &self,
        cabinet: &[u8],
        wanted: Wanted,
    ) -> Result<Authorization, Refusal> {
        cab::authorize(cabinet, wanted, &self.read()?, wua::now())
    }

    fn read(&self) -> Result<Trust, Refusal> {
        match &self.anchors {
            Some(path) => Ok(Trust::read(path, &self.publishers)?),
            None => Ok(Trust::default()),
        }
    }
}

impl Verifier for Trusted {
    fn authorize(&self, path: &[u16], wanted: Wanted) -> Result<Authorization, HResult> {
        let cabinet = file_path(path).and_then(|path| cab::read(&path));
        cabinet
            .and_then(|cabinet| Trusted::authorize(self, &cabinet, wanted))
            .map_err(HResult::from)
    }

    fn scan_package(&self, path: &[u16]) -> Result<Option<UnixTime>, HResult> {
        file_path(path)
            .and_then(|path| cab::scan_package(&path, || self.read(), wua::now()))
            .map_err(HResult::from)
    }
}

impl From<Refusal> for HResult {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.hresult())
    }
}

/// A path that could be one.
fn file_path(path: &[u16]) -> Result<PathBuf, Refusal> {
    let text = String::from_utf16(path).map_err(|_| Refusal::PathSyntax)?;
    if text.contains('\0') {
        return Err(Refusal::PathSyntax);
    }
    Ok(text.into())
}
