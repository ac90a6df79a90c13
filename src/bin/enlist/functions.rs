// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lists of functions in `def/`.

#![forbid(unsafe_code)]

/// What Enlist does about a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Yes,
    Partial,
    No,
    /// It is another part of Winsock, and stays the system's.
    Forward,
}

impl Status {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "yes" => Self::Yes,
            "partial" => Self::Partial,
            "no" => Self::No,
            "forward" => Self::Forward,
            _ => return None,
        })
    }

    /// Whether the library itself has the function.
    pub fn is_exported(self) -> bool {
        matches!(self, Self::Yes | Self::Partial)
    }
}

/// A line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function<'a> {
    pub name: &'a str,
    /// The number that Windows fixes for it.
    pub ordinal: Option<u16>,
    /// The header that declares it.
    pub header: Option<&'a str>,
    pub status: Status,
    /// What a partial one lacks.
    pub remark: &'a str,
}

/// The functions of a list; the error is the line that is none.
pub fn parse(list: &str) -> Result<Vec<Function<'_>>, &str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| function(line).ok_or(line))
        .collect()
}

fn function(line: &str) -> Option<Function<'_>> {
    let (name, rest) = word(line)?;
    let (ordinal, rest) = word(rest)?;
    let (header, rest) = word(rest)?;
    let (status, remark) = word(rest)?;
    let status = Status::parse(status)?;
    Some(Function {
        name,
        ordinal: match ordinal {
            "-" => None,
            number => Some(number.parse().ok()?),
        },
        header: Some(header).filter(|&header| header != "-"),
        status,
        remark,
    })
    .filter(|function| (function.status == Status::Partial) != function.remark.is_empty())
}

/// The first word, and what is behind it.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.find(' ').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (!word.is_empty()).then_some((word, rest.trim_start()))
}
