// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the user sees: text and tables that fit, in colours where there are any.

#![forbid(unsafe_code)]

use std::fmt::Display;
use std::fs::{self, File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser};
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde::Serialize;

/// Why a command ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// A sentence for the user.
    Problem(String),
    /// Nobody reads what it writes.
    Closed,
}

impl From<String> for Stop {
    fn from(problem: String) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Problem(error.to_string())
    }
}

/// Writes to the standard output, without colours where there are none.
pub fn print(text: impl Display) -> Result<(), Stop> {
    let mut output = anstream::stdout().lock();
    let written = write!(output, "{text}").and_then(|()| output.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Stop::Closed,
        _ => Stop::Problem(format!("the standard output: {error}")),
    })
}

/// What a pipe says to its writer when nobody reads it any more, and a terminal when it is gone.
const CLOSED: PollFlags = PollFlags::POLLERR.union(PollFlags::POLLHUP);

/// Waits so long, unless nobody reads the standard output any more.
pub fn pause(time: Duration) -> Result<(), Stop> {
    let output = io::stdout();
    match wait(
        output.as_fd(),
        None,
        PollTimeout::try_from(time).unwrap_or(PollTimeout::MAX),
    ) {
        Waited::Closed => Err(Stop::Closed),
        Waited::Ready | Waited::Over => Ok(()),
        Waited::Failed => {
            thread::sleep(time);
            Ok(())
        }
    }
}

/// Waits until there is something to be read, unless nobody reads the standard output any more.
pub fn wait_for(input: BorrowedFd<'_>) -> Result<(), Stop> {
    let output = io::stdout();
    match wait(output.as_fd(), Some(input), PollTimeout::NONE) {
        Waited::Closed => Err(Stop::Closed),
        Waited::Ready | Waited::Over | Waited::Failed => Ok(()),
    }
}

/// Whether nobody reads what is written any more.
pub fn is_closed(output: BorrowedFd<'_>) -> bool {
    matches!(wait(output, None, PollTimeout::ZERO), Waited::Closed)
}

enum Waited {
    Closed,
    Ready,
    Over,
    Failed,
}

fn wait(output: BorrowedFd<'_>, input: Option<BorrowedFd<'_>>, time: PollTimeout) -> Waited {
    let mut watched = vec![PollFd::new(output, PollFlags::empty())];
    watched.extend(input.map(|input| PollFd::new(input, PollFlags::POLLIN)));
    let count = poll(&mut watched, time);
    let mut told = watched
        .iter()
        .map(|watched| watched.revents().unwrap_or(PollFlags::empty()));
    match count {
        Err(nix::Error::EINTR) | Ok(0) => Waited::Over,
        Ok(_) if told.next().is_some_and(|told| told.intersects(CLOSED)) => Waited::Closed,
        Ok(_) if told.any(|told| !told.is_empty()) => Waited::Ready,
        Ok(_) | Err(_) => Waited::Failed,
    }
}

/// Says what is wrong.
pub fn complain(problem: &str) {
    // Where nobody listens nothing is to be done about it.
    let _ = writeln!(anstream::stderr(), "enlist: {problem}");
}

/// The name of the standard streams.
const STREAM: &str = "-";

/// Whether a name means the standard input or output.
pub fn is_stream(file: &Path) -> bool {
    file == Path::new(STREAM)
}

/// What reads the name of a place for which there is no standard stream; otherwise there would be a file `-` by mistake.
pub fn place() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match is_stream(&path) {
        true => Err("no standard stream will do here; `./-` is a file of that name"),
        false => Ok(path),
    })
}

/// A file that a command is given, or the standard input.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    if !is_stream(file) {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts a new file into the place of the old one: whole or not at all. Where a link stood, it still stands, and what permits the
/// old one permits the new one, too; where there is none, that is `mode`, without what the user never permits. What is there and no
/// file is refused.
pub fn replace(
    file: &Path,
    mode: u32,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let file = behind_links(file)?;
    let permissions = match fs::symlink_metadata(&file) {
        Ok(found) if !found.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(found) => found.permissions(),
        Err(_) => Permissions::from_mode(mode),
    };
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut new = tempfile::Builder::new()
        .permissions(permissions.clone())
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    if file.exists() {
        new.as_file().set_permissions(permissions)?;
    }
    fill(new.as_file_mut())?;
    new.as_file().sync_all()?;
    new.persist(&file).map_err(|failed| failed.error)?;
    Ok(())
}

/// As [`replace`], but what is no file, such as a pipe, is written to.
pub fn write(
    file: &Path,
    mode: u32,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|found| !found.is_file()) {
        return fill(&mut File::options().write(true).open(file)?);
    }
    replace(file, mode, fill)
}

/// Where a name leads, whether there is anything or not.
fn behind_links(file: &Path) -> io::Result<PathBuf> {
    /// As many as the system follows.
    const LINKS: usize = 40;
    let mut file = file.to_owned();
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&file) else {
            return Ok(file);
        };
        file = file.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(io::Error::other("the links have no end"))
}

/// Writes JSON for people and programs to the standard output.
pub fn print_json(value: &impl Serialize) -> Result<(), Stop> {
    print(json(value)? + "\n")
}

/// JSON in lines.
pub fn json(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string_pretty(value).map_err(|error| error.to_string())
}

/// A table that is no wider than the terminal; elsewhere, each row is a line.
pub fn table<R>(header: &[&str], rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = String>,
{
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.iter().copied());
    table.add_rows(
        rows.into_iter()
            .map(|row| row.into_iter().collect::<Vec<_>>()),
    );
    if let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size_of(io::stdout()) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width);
    }
    let mut text = String::new();
    for line in table.lines() {
        // The first column starts where other lines do, and nothing trails behind the last.
        text += line.strip_prefix(' ').unwrap_or(&line).trim_end();
        text.push('\n');
    }
    text
}

/// A bar on the terminal for work on so many things, shown when it takes long.
pub fn progress(doing: &'static str, length: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
    // A constant; were it no template, there would be the usual one.
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(doing);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
