// SPDX-License-Identifier: MIT OR Apache-2.0
//! The standard descriptors of a program that has closed them.
//!
//! A file of the store that got one of their numbers would receive what the program prints. So they are taken for the time
//! of a call, and given back.

#![forbid(unsafe_code)]

use std::fs::File;

/// The numbers that were free; given back when dropped.
pub(super) struct LowDescriptors {
    _files: Vec<File>,
}

impl LowDescriptors {
    #[cfg(unix)]
    pub(super) fn fill() -> Self {
        use std::os::fd::AsRawFd as _;
        let mut files = Vec::new();
        // The system gives out the lowest number that is free.
        while let Ok(file) = File::open("/dev/null") {
            if file.as_raw_fd() > 2 {
                break;
            }
            files.push(file);
        }
        Self { _files: files }
    }

    #[cfg(not(unix))]
    pub(super) fn fill() -> Self {
        Self { _files: Vec::new() }
    }
}
