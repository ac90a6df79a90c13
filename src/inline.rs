// SPDX-License-Identifier: MIT OR Apache-2.0
//! Short sequences of plain values.

#![forbid(unsafe_code)]

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// A sequence of values that can be copied as bytes; up to `N` of them need no allocation.
///
/// Values are written to where the sequence stands. One that is made elsewhere and moved, as a `SmallVec` is that is made from a
/// slice, costs more than everything else that is done with it: the compiler, told to make small code, moves it word by word.
pub struct Inline<T: Copy, const N: usize>(Values<T, N>);

enum Values<T, const N: usize> {
    Few { count: u8, values: [T; N] },
    Many(Vec<T>),
}

impl<T: Copy + Default, const N: usize> Inline<T, N> {
    #[inline]
    pub fn new() -> Self {
        const { assert!(N <= u8::MAX as usize) };
        Self(Values::Few {
            count: 0,
            values: [T::default(); N],
        })
    }

    #[inline]
    pub fn from_slice(values: &[T]) -> Self {
        let mut sequence = Self::new();
        sequence.extend_from_slice(values);
        sequence
    }
}

impl<T: Copy, const N: usize> Inline<T, N> {
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Values::Few { count, values } => values.get(..usize::from(*count)).unwrap_or_default(),
            Values::Many(values) => values,
        }
    }

    pub fn push(&mut self, value: T) {
        if let Values::Few { count, values } = &mut self.0
            && let Some(place) = values.get_mut(usize::from(*count))
        {
            *place = value;
            *count += 1;
        } else {
            self.extend_from_slice(&[value]);
        }
    }

    /// Appends values.
    pub fn extend_from_slice(&mut self, new: &[T]) {
        match &mut self.0 {
            Values::Few { count, values } => {
                let (start, end) = (usize::from(*count), usize::from(*count) + new.len());
                match values.get_mut(start..end) {
                    Some(places) => {
                        places.copy_from_slice(new);
                        *count = end as u8;
                    }
                    None => self.0 = Values::Many([self.as_slice(), new].concat()),
                }
            }
            Values::Many(values) => values.extend_from_slice(new),
        }
    }

    pub fn truncate(&mut self, length: usize) {
        match &mut self.0 {
            Values::Few { count, .. } if usize::from(*count) > length => *count = length as u8,
            Values::Few { .. } => {}
            Values::Many(values) => values.truncate(length),
        }
    }

    #[cfg(test)]
    pub fn spilled(&self) -> bool {
        matches!(self.0, Values::Many(_))
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
            self.extend_from_slice(block.get(..chunk.len()).unwrap_or_default());
        }
    }
}

impl<T: Copy + Default, const N: usize> Clone for Inline<T, N> {
    #[inline]
    fn clone(&self) -> Self {
        Self::from_slice(self)
    }
}

impl<T: Copy + Default, const N: usize> Default for Inline<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy, const N: usize> Deref for Inline<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Copy, const N: usize> DerefMut for Inline<T, N> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Values::Few { count, values } => {
                values.get_mut(..usize::from(*count)).unwrap_or_default()
            }
            Values::Many(values) => values,
        }
    }
}

impl<T: Copy + fmt::Debug, const N: usize> fmt::Debug for Inline<T, N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(formatter)
    }
}

impl<T: Copy + PartialEq, const N: usize> PartialEq for Inline<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Copy + Eq, const N: usize> Eq for Inline<T, N> {}

impl<T: Copy + Hash, const N: usize> Hash for Inline<T, N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T: Copy, const N: usize> Extend<T> for Inline<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbers = Inline<u16, 4>;

    #[test]
    fn a_sequence_is_the_same_whether_it_needs_memory_or_not() {
        for length in 0..10 {
            let all: Vec<u16> = (1..=length).collect();
            for first in 0..=all.len() {
                let (start, rest) = all.split_at(first);
                let mut numbers = Numbers::from_slice(start);
                numbers.extend_from_slice(rest);
                assert_eq!(numbers.as_slice(), all);
                assert_eq!(numbers.spilled(), all.len() > 4);
                let mut pushed = Numbers::new();
                pushed.extend(all.iter().copied());
                assert_eq!(pushed, numbers.clone());
                let mut shorter = numbers;
                shorter.truncate(first);
                assert_eq!(*shorter, *start);
                assert_eq!(shorter, Numbers::from_slice(start));
                shorter.iter_mut().for_each(|number| *number = 0);
                assert_eq!(*shorter, vec![0; first]);
            }
        }
    }
}
