// SPDX-License-Identifier: MIT OR Apache-2.0
//! Short sequences of plain values.

#![forbid(unsafe_code)]

use std::ops::{Deref, DerefMut};

use smallvec::SmallVec;

/// A [`SmallVec`] of values that can be copied as bytes. The only difference is that a clone does so; `SmallVec` clones
/// element by element, which costs a call to this library more than everything else that it does.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Inline<T: Copy, const N: usize>(SmallVec<[T; N]>);

impl<T: Copy, const N: usize> Inline<T, N> {
    pub fn new() -> Self {
        Self(SmallVec::new())
    }

    pub fn from_slice(values: &[T]) -> Self {
        Self(SmallVec::from_slice(values))
    }

    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    pub fn push(&mut self, value: T) {
        self.0.push(value);
    }

    /// Appends values. Most of the time there is nothing yet to append to, which `SmallVec` makes no use of.
    #[inline]
    pub fn extend_from_slice(&mut self, values: &[T]) {
        if self.0.is_empty() && !self.0.spilled() {
            self.0 = SmallVec::from_slice(values);
        } else {
            self.0.extend_from_slice(values);
        }
    }

    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    #[cfg(test)]
    pub fn spilled(&self) -> bool {
        self.0.spilled()
    }
}

impl<T: Copy + Default, const N: usize> Inline<T, N> {
    /// Appends what `map` makes of each value, by way of blocks that the compiler can turn into vector instructions.
    pub fn extend_mapped<S: Copy>(&mut self, values: &[S], map: impl Fn(S) -> T) {
        let mut block = [T::default(); 32];
        for chunk in values.chunks(block.len()) {
            for (place, value) in block.iter_mut().zip(chunk) {
                *place = map(*value);
            }
            self.0
                .extend_from_slice(block.get(..chunk.len()).unwrap_or_default());
        }
    }
}

impl<T: Copy, const N: usize> Clone for Inline<T, N> {
    fn clone(&self) -> Self {
        Self::from_slice(self)
    }
}

impl<T: Copy, const N: usize> Default for Inline<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy, const N: usize> Deref for Inline<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Copy, const N: usize> DerefMut for Inline<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T: Copy, const N: usize> Extend<T> for Inline<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        self.0.extend(values);
    }
}
