// SPDX-License-Identifier: MIT OR Apache-2.0
//! A query set to start from: `#[path = "support/query_set.rs"] mod query_set;`.

use std::ptr::null_mut;

use enlist::ffi::nspapi::NS_NTDS;
use enlist::ffi::winsock2::WSAQUERYSETW;

/// One for the directory, with nothing else in it. Both forms have this layout.
pub fn empty_query() -> WSAQUERYSETW {
    WSAQUERYSETW {
        dwSize: 120,
        lpszServiceInstanceName: null_mut(),
        lpServiceClassId: null_mut(),
        lpVersion: null_mut(),
        lpszComment: null_mut(),
        dwNameSpace: NS_NTDS,
        lpNSProviderId: null_mut(),
        lpszContext: null_mut(),
        dwNumberOfProtocols: 0,
        lpafpProtocols: null_mut(),
        lpszQueryString: null_mut(),
        dwNumberOfCsAddrs: 0,
        lpcsaBuffer: null_mut(),
        dwOutputFlags: 0,
        lpBlob: null_mut(),
    }
}
