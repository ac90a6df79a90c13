// SPDX-License-Identifier: MIT OR Apache-2.0
//! StringCollection.

#![forbid(unsafe_code)]

use widestring::U16String;

use crate::com::enumerator::Enumerator;
use crate::com::object::{Reference, Text, Unknown};
use crate::com::value::Value;
use crate::hresult::HResult;
use crate::sync::ObjectMutex;

pub(crate) struct Strings {
    is_read_only: bool,
    items: ObjectMutex<Vec<U16String>>,
}

impl Strings {
    pub(crate) fn object(items: Vec<U16String>, is_read_only: bool) -> Reference {
        Reference::new(Self {
            is_read_only,
            items: ObjectMutex::new(items),
        })
    }

    fn may_change(&self) -> Result<(), HResult> {
        if self.is_read_only {
            return Err(HResult::WU_E_NOT_SUPPORTED);
        }
        Ok(())
    }

    pub(crate) fn item(&self, index: i32) -> Result<U16String, HResult> {
        self.items
            .lock()
            .get(position(index)?)
            .cloned()
            .ok_or(HResult::WU_E_INVALIDINDEX)
    }

    pub(crate) fn put_item(&self, index: i32, value: Text) -> Result<(), HResult> {
        self.may_change()?;
        let mut items = self.items.lock();
        let item = items
            .get_mut(position(index)?)
            .ok_or(HResult::WU_E_INVALIDINDEX)?;
        *item = value.or_empty();
        Ok(())
    }

    pub(crate) fn enumerate(&self) -> Result<Unknown, HResult> {
        let items = self.items.lock().clone();
        let items = items.into_iter().map(|item| Value::Text(Some(item)));
        Ok(Unknown(Enumerator::object(items)))
    }

    pub(crate) fn count(&self) -> Result<i32, HResult> {
        i32::try_from(self.items.lock().len()).map_err(|_| HResult::E_UNEXPECTED)
    }

    pub(crate) fn is_read_only(&self) -> Result<bool, HResult> {
        Ok(self.is_read_only)
    }

    pub(crate) fn add(&self, Text(value): Text) -> Result<i32, HResult> {
        self.may_change()?;
        let value = value.ok_or(HResult::E_POINTER)?;
        let mut items = self.items.lock();
        let index = i32::try_from(items.len()).map_err(|_| HResult::E_OUTOFMEMORY)?;
        items.push(value);
        Ok(index)
    }

    pub(crate) fn clear(&self) -> Result<(), HResult> {
        self.may_change()?;
        self.items.lock().clear();
        Ok(())
    }

    /// A copy can be changed, whether or not this can.
    pub(crate) fn copy(&self) -> Result<Reference, HResult> {
        Ok(Self::object(self.items.lock().clone(), false))
    }

    pub(crate) fn insert(&self, index: i32, value: Text) -> Result<(), HResult> {
        self.may_change()?;
        let mut items = self.items.lock();
        let position = position(index)?;
        if position > items.len() {
            return Err(HResult::WU_E_INVALIDINDEX);
        }
        items.insert(position, value.or_empty());
        Ok(())
    }

    pub(crate) fn remove_at(&self, index: i32) -> Result<(), HResult> {
        self.may_change()?;
        let mut items = self.items.lock();
        let position = position(index)?;
        if position >= items.len() {
            return Err(HResult::WU_E_INVALIDINDEX);
        }
        items.remove(position);
        Ok(())
    }
}

fn position(index: i32) -> Result<usize, HResult> {
    usize::try_from(index).map_err(|_| HResult::WU_E_INVALIDINDEX)
}
