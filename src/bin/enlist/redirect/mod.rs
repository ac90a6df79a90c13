// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist redirect`: lets a Windows program import enlist.dll instead of ws2_32.dll, and undoes that.

#![forbid(unsafe_code)]

mod image;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use self::image::{Effects, Image, Imported, Library, Refusal};
use crate::functions::{self, Function, Status};
use crate::output::{self, Stop};

const LIST: &str = include_str!("../../../../def/ws2_32.txt");

const GENUINE: &str = "ws2_32.dll";
const OURS: &str = "enlist.dll";

/// How many letters of the name can be in upper or lower case: the spelling of the first two is kept, so that it can be restored.
const LETTERS: usize = 2;

/// The command's arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// The program or library (.exe or .dll, 64-bit)
    program: PathBuf,
    /// Write the changed program to this file, and leave the first one as it is
    #[arg(short, long, value_parser = output::place())]
    output: Option<PathBuf>,
    /// Let a redirected program import ws2_32.dll again
    #[arg(long)]
    undo: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let program = &arguments.program;
    let failed = |problem: &dyn std::fmt::Display| format!("{}: {problem}", program.display());
    let data = read(program).map_err(|error| failed(&error))?;
    let change = change(&data, arguments.undo).map_err(|refusal| failed(&refusal))?;
    let file = arguments.output.as_ref().unwrap_or(program);
    write(program, file, &change.data).map_err(|error| format!("{}: {error}", file.display()))?;
    output::print(format!(
        "{}: {}",
        file.display(),
        report(&change, arguments.undo)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A file that was changed in memory.
#[derive(Debug)]
struct Change {
    data: Vec<u8>,
    effects: Effects,
    /// The libraries that now have another name, and what is imported from them.
    libraries: Vec<Library>,
}

fn change(data: &[u8], undo: bool) -> Result<Change, Refusal> {
    let image = Image::parse(data)?;
    let (from, to) = if undo {
        (OURS, GENUINE)
    } else {
        (GENUINE, OURS)
    };
    let names: Vec<(&Library, Vec<u8>)> = image
        .libraries
        .iter()
        .filter_map(|library| Some((library, other_name(&library.name, from, to)?)))
        .collect();
    if names.is_empty() {
        let redirected = |library: &Library| other_name(&library.name, to, from).is_some();
        return Err(if !undo && image.libraries.iter().any(redirected) {
            Refusal::Already
        } else {
            Refusal::NotImported(from)
        });
    }
    if !undo {
        for (library, _) in &names {
            library.functions.iter().try_for_each(check)?;
        }
        if image.forces_integrity() {
            return Err(Refusal::ForcedIntegrity);
        }
    }
    let (data, effects) = image::rename(&image, &names)?;
    let libraries: Vec<Library> = names
        .into_iter()
        .map(|(library, _)| library.clone())
        .collect();
    // A file whose parts lie over each other would have changed in other places, too.
    let changed = Image::parse(&data)?.libraries;
    let as_meant = |(old, new): (&Library, &Library)| {
        let name = other_name(&old.name, from, to).unwrap_or_else(|| old.name.clone());
        name == new.name && old.functions == new.functions
    };
    if changed.len() != image.libraries.len() || !image.libraries.iter().zip(&changed).all(as_meant)
    {
        return Err(Refusal::Broken("its parts lie over each other"));
    }
    Ok(Change {
        data,
        effects,
        libraries,
    })
}

/// The program with its imports redirected, whether they were before or not.
pub fn redirected(data: &[u8]) -> Result<Vec<u8>, Refusal> {
    match change(data, false) {
        Ok(change) => Ok(change.data),
        Err(Refusal::Already) => Ok(data.to_owned()),
        Err(refusal) => Err(refusal),
    }
}

/// The name in the other's place, if it is this one, with or without its extension; names of libraries ignore case.
fn other_name(name: &[u8], from: &str, to: &str) -> Option<Vec<u8>> {
    let from = from.as_bytes().get(..name.len())?;
    if !name.eq_ignore_ascii_case(from)
        || ![GENUINE.len(), GENUINE.len() - ".dll".len()].contains(&name.len())
    {
        return None;
    }
    let spelled = name
        .iter()
        .zip(to.bytes())
        .enumerate()
        .map(|(place, (old, new))| {
            match () {
                () if place < LETTERS && old.is_ascii_uppercase() => new.to_ascii_uppercase(),
                // Of the extension, everything is kept.
                () if place >= name.len().min(GENUINE.len() - ".dll".len()) => *old,
                () => new,
            }
        });
    Some(spelled.collect())
}

/// Whether enlist.dll has the function, under the same number if it is a number.
fn check(function: &Imported) -> Result<(), Refusal> {
    match (find(function), function) {
        (Some(_), _) => Ok(()),
        (None, Imported::Ordinal(number)) => Err(Refusal::Ordinal(*number)),
        (None, Imported::Name(name)) => Err(Refusal::Unknown(name.clone())),
    }
}

fn find(wanted: &Imported) -> Option<Function<'static>> {
    /// A test checks that every line of the list is one.
    static ALL: LazyLock<Vec<Function<'_>>> =
        LazyLock::new(|| functions::parse(LIST).unwrap_or_default());
    ALL.iter().copied().find(|function| match wanted {
        Imported::Name(name) => function.name == name,
        Imported::Ordinal(number) => function.ordinal == Some(*number),
    })
}

/// What was changed, for the user.
fn report(change: &Change, undo: bool) -> String {
    let (from, to) = if undo {
        (OURS, GENUINE)
    } else {
        (GENUINE, OURS)
    };
    let delayed = |delayed| {
        change
            .libraries
            .iter()
            .any(|library| library.delayed == delayed)
    };
    let kinds = match (delayed(false), delayed(true)) {
        (true, true) => "its imports and delayed imports",
        (false, true) => "its delayed imports",
        _ => "its imports",
    };
    let mut text = format!("{kinds} of {from} are now of {to}\n");
    let Effects {
        signature_removed,
        unbound,
        checksum,
    } = change.effects;
    if signature_removed {
        text += "  its signature, which would not be valid any more, is removed\n";
    }
    if unbound {
        text += "  its bound addresses are not used any more\n";
    }
    if let Some(sum) = checksum {
        text += &format!("  its checksum is now {sum:#010x}\n");
    }
    if undo {
        return text;
    }
    let imported: Vec<Function<'_>> = {
        let all = change
            .libraries
            .iter()
            .flat_map(|library| &library.functions);
        let mut seen = BTreeSet::new();
        all.filter_map(find)
            .filter(|function| seen.insert(function.name))
            .collect()
    };
    let mut line = |title: &str, wanted: fn(Status) -> bool| {
        let names: Vec<String> = imported
            .iter()
            .filter(|function| wanted(function.status))
            .map(|function| match function.remark {
                "" => function.name.to_owned(),
                remark => format!("{} ({remark})", function.name),
            })
            .collect();
        if !names.is_empty() {
            text += &format!("  {title}: {}\n", names.join(", "));
        }
    };
    line("by Enlist", Status::is_exported);
    line("not by Enlist yet, and left to ws2_32.dll", |status| {
        status == Status::No
    });
    line("by ws2_32.dll", |status| status == Status::Forward);
    text
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    // What is larger is no program, and its checksum would not be defined.
    if metadata.len() > u32::MAX.into() {
        return Err(io::Error::other("it is too large for a program"));
    }
    fs::read(path)
}

/// Writes the changed program, with the permissions of the first one.
fn write(program: &Path, output: &Path, data: &[u8]) -> io::Result<()> {
    output::replace(output, 0o600, |file| {
        file.write_all(data)?;
        file.set_permissions(fs::metadata(program)?.permissions())
    })
}
