// SPDX-License-Identifier: MIT OR Apache-2.0
//! The registry of Windows.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr;

use widestring::{U16CString, U16Str, U16String};

use super::key::{Failure, Hive, Key, Value, is_same_name};

type Handle = *mut c_void;

const HKEY_CURRENT_USER: Handle = 0x8000_0001_usize as i32 as isize as Handle;
const HKEY_LOCAL_MACHINE: Handle = 0x8000_0002_usize as i32 as isize as Handle;

const KEY_READ: u32 = 0x2_0019;
const KEY_WRITE: u32 = 0x2_0006;
const DELETE: u32 = 0x1_0000;

const ERROR_SUCCESS: u32 = 0;
const ERROR_FILE_NOT_FOUND: u32 = 2;
const ERROR_MORE_DATA: u32 = 234;
const ERROR_NO_MORE_ITEMS: u32 = 259;

/// No name of a key or a value is as long.
const NAME_LIMIT: usize = 0x4000;

#[link(name = "advapi32")]
unsafe extern "system" {
    fn RegOpenKeyExW(
        key: Handle,
        path: *const u16,
        options: u32,
        access: u32,
        opened: *mut Handle,
    ) -> u32;
    fn RegCreateKeyExW(
        key: Handle,
        path: *const u16,
        reserved: u32,
        class: *const u16,
        options: u32,
        access: u32,
        security: *const c_void,
        created: *mut Handle,
        disposition: *mut u32,
    ) -> u32;
    fn RegCloseKey(key: Handle) -> u32;
    fn RegEnumKeyExW(
        key: Handle,
        index: u32,
        name: *mut u16,
        length: *mut u32,
        reserved: *const u32,
        class: *mut u16,
        class_length: *mut u32,
        written: *mut u64,
    ) -> u32;
    fn RegEnumValueW(
        key: Handle,
        index: u32,
        name: *mut u16,
        length: *mut u32,
        reserved: *const u32,
        kind: *mut u32,
        data: *mut u8,
        size: *mut u32,
    ) -> u32;
    fn RegQueryValueExW(
        key: Handle,
        name: *const u16,
        reserved: *const u32,
        kind: *mut u32,
        data: *mut u8,
        size: *mut u32,
    ) -> u32;
    fn RegSetValueExW(
        key: Handle,
        name: *const u16,
        reserved: u32,
        kind: u32,
        data: *const u8,
        size: u32,
    ) -> u32;
    fn RegDeleteValueW(key: Handle, name: *const u16) -> u32;
    fn RegDeleteTreeW(key: Handle, path: *const u16) -> u32;
    fn RegDeleteKeyW(key: Handle, path: *const u16) -> u32;
}

fn done(code: u32) -> Result<(), Failure> {
    match code {
        ERROR_SUCCESS => Ok(()),
        code => Err(Failure(code)),
    }
}

/// With a terminator; a name with one in it cannot be meant.
fn terminated(name: &U16Str) -> Result<U16CString, Failure> {
    U16CString::from_ustr(name).map_err(|_| Failure(ERROR_FILE_NOT_FOUND))
}

/// The part of the registry that software keeps its settings in, and classes are registered in.
pub(super) struct Software(Handle);

impl Software {
    /// That of everybody.
    pub(super) fn of_the_machine() -> Self {
        Self(HKEY_LOCAL_MACHINE)
    }

    /// That of the user.
    pub(super) fn of_the_user() -> Self {
        Self(HKEY_CURRENT_USER)
    }

    fn path(path: &str) -> Result<U16CString, Failure> {
        terminated(&U16String::from_str(&format!(r"Software\{path}")))
    }

    /// Removes the keys above one that have nothing in them.
    fn remove_empty(&self, path: &str) -> Result<(), Failure> {
        let mut rest = path;
        while let Some((above, _)) = rest.rsplit_once('\\') {
            let path = Self::path(above)?;
            let found = Open::existing(self.0, &path, KEY_READ)?;
            if let Some(key) = found
                && !key.is_empty()?
            {
                break;
            }
            // SAFETY: the path is terminated.
            match unsafe { RegDeleteKeyW(self.0, path.as_ptr()) } {
                ERROR_SUCCESS | ERROR_FILE_NOT_FOUND => rest = above,
                // An empty key is no harm.
                _ => break,
            }
        }
        Ok(())
    }
}

impl Hive for Software {
    fn read(&self, path: &str) -> Result<Option<Key>, Failure> {
        let key = Open::existing(self.0, &Self::path(path)?, KEY_READ)?;
        key.map(|key| key.read()).transpose()
    }

    fn replace(&mut self, path: &str, content: Option<&Key>) -> Result<(), Failure> {
        let full = Self::path(path)?;
        let Some(content) = content else {
            // SAFETY: the path is terminated.
            match unsafe { RegDeleteTreeW(self.0, full.as_ptr()) } {
                ERROR_SUCCESS | ERROR_FILE_NOT_FOUND => return self.remove_empty(path),
                code => return Err(Failure(code)),
            }
        };
        Open::made(self.0, &full)?.write(content)
    }
}

/// A key that is open.
struct Open(Handle);

impl Open {
    /// The key, unless there is none.
    fn existing(above: Handle, path: &U16CString, access: u32) -> Result<Option<Self>, Failure> {
        let mut key = ptr::null_mut();
        // SAFETY: the key above is open, the path is terminated, and the place is for a handle.
        match unsafe { RegOpenKeyExW(above, path.as_ptr(), 0, access, &raw mut key) } {
            ERROR_SUCCESS => Ok(Some(Self(key))),
            ERROR_FILE_NOT_FOUND => Ok(None),
            code => Err(Failure(code)),
        }
    }

    /// The key, which is made if there is none.
    fn made(above: Handle, path: &U16CString) -> Result<Self, Failure> {
        let mut key = ptr::null_mut();
        // SAFETY: as above; without a class, with the permissions of the key above it.
        let code = unsafe {
            RegCreateKeyExW(
                above,
                path.as_ptr(),
                0,
                ptr::null(),
                0,
                KEY_READ | KEY_WRITE | DELETE,
                ptr::null(),
                &raw mut key,
                ptr::null_mut(),
            )
        };
        done(code).map(|()| Self(key))
    }

    /// The names that a function enumerates.
    fn names(
        &self,
        enumerate: impl Fn(Handle, u32, *mut u16, *mut u32) -> u32,
    ) -> Result<Vec<U16String>, Failure> {
        let mut names = Vec::new();
        let mut buffer = vec![0; NAME_LIMIT];
        for index in 0.. {
            let mut length = u32::try_from(buffer.len()).unwrap_or_default();
            match enumerate(self.0, index, buffer.as_mut_ptr(), &raw mut length) {
                ERROR_SUCCESS => {
                    let name = buffer.get(..length as usize).unwrap_or_default();
                    names.push(U16String::from_vec(name));
                }
                ERROR_NO_MORE_ITEMS => break,
                code => return Err(Failure(code)),
            }
        }
        Ok(names)
    }

    fn key_names(&self) -> Result<Vec<U16String>, Failure> {
        self.names(|key, index, name, length| {
            let none = ptr::null_mut();
            // SAFETY: the key is open, and the buffer has that length. Nothing else is asked for.
            unsafe {
                RegEnumKeyExW(
                    key,
                    index,
                    name,
                    length,
                    ptr::null(),
                    none,
                    none.cast(),
                    none.cast(),
                )
            }
        })
    }

    fn value_names(&self) -> Result<Vec<U16String>, Failure> {
        self.names(|key, index, name, length| {
            let none = ptr::null_mut();
            // SAFETY: as above.
            unsafe {
                RegEnumValueW(
                    key,
                    index,
                    name,
                    length,
                    ptr::null(),
                    none,
                    none.cast(),
                    none,
                )
            }
        })
    }

    fn is_empty(&self) -> Result<bool, Failure> {
        Ok(self.key_names()?.is_empty() && self.value_names()?.is_empty())
    }

    fn value(&self, name: &U16CString) -> Result<Value, Failure> {
        let (mut kind, mut data) = (0, Vec::new());
        loop {
            let mut size = u32::try_from(data.len()).map_err(|_| Failure::NOT_ENOUGH_MEMORY)?;
            let place = if data.is_empty() {
                ptr::null_mut()
            } else {
                data.as_mut_ptr()
            };
            // SAFETY: the key is open, the name is terminated, and the buffer, if there is one, has that size.
            let code = unsafe {
                RegQueryValueExW(
                    self.0,
                    name.as_ptr(),
                    ptr::null(),
                    &raw mut kind,
                    place,
                    &raw mut size,
                )
            };
            let size = size as usize;
            match code {
                ERROR_SUCCESS if size <= data.len() => {
                    data.truncate(size);
                    return Ok(Value { kind, data });
                }
                // The first time only the size was asked for; later, somebody may have made it larger.
                ERROR_SUCCESS | ERROR_MORE_DATA => data.resize(size.max(1), 0),
                code => return Err(Failure(code)),
            }
        }
    }

    fn read(&self) -> Result<Key, Failure> {
        let mut values = BTreeMap::new();
        for name in self.value_names()? {
            let value = self.value(&terminated(&name)?)?;
            values.insert(name, value);
        }
        let mut keys = BTreeMap::new();
        for name in self.key_names()? {
            // One that has gone meanwhile is not there.
            if let Some(key) = Self::existing(self.0, &terminated(&name)?, KEY_READ)? {
                keys.insert(name, key.read()?);
            }
        }
        Ok(Key { values, keys })
    }

    /// Makes the content of the key what is given.
    fn write(&self, content: &Key) -> Result<(), Failure> {
        for name in self.value_names()? {
            if !content.values.keys().any(|kept| is_same_name(kept, &name)) {
                let name = terminated(&name)?;
                // SAFETY: the key is open, and the name is terminated.
                done(unsafe { RegDeleteValueW(self.0, name.as_ptr()) })?;
            }
        }
        for name in self.key_names()? {
            if !content.keys.keys().any(|kept| is_same_name(kept, &name)) {
                let name = terminated(&name)?;
                // SAFETY: as above.
                done(unsafe { RegDeleteTreeW(self.0, name.as_ptr()) })?;
            }
        }
        for (name, value) in &content.values {
            let name = terminated(name)?;
            let size = u32::try_from(value.data.len()).map_err(|_| Failure::NOT_ENOUGH_MEMORY)?;
            let data = value.data.as_ptr();
            // SAFETY: as above; the data has this size.
            done(unsafe { RegSetValueExW(self.0, name.as_ptr(), 0, value.kind, data, size) })?;
        }
        for (name, key) in &content.keys {
            Self::made(self.0, &terminated(name)?)?.write(key)?;
        }
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: the key is open, and not used any more.
        unsafe { RegCloseKey(self.0) };
    }
}
