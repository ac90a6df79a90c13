// SPDX-License-Identifier: MIT OR Apache-2.0
//! What kind of program is to be run, and whether a library can be preloaded into it.

#![forbid(unsafe_code)]

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use object::Endianness;
use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader as _, ProgramHeader as _};

/// How a program is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With the library preloaded.
    Native,
    /// By Wine, with a copy that is redirected.
    Windows,
}

/// Why a program is not run.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such program")]
    Missing,
    #[error("{0}")]
    System(#[from] io::Error),
    #[error("it may not be executed")]
    NotExecutable,
    #[error("it is static: it has no loader that could preload a library")]
    Static,
    #[error("it is not for x86-64")]
    Foreign,
    #[error("its loader {0} is not that of glibc, which the library needs")]
    Loader(String),
    #[error(
        "it is set-user-ID or set-group-ID: the loader preloads nothing into programs with more rights than their caller"
    )]
    SetId,
    #[error(
        "it has capabilities: the loader preloads nothing into programs with more rights than their caller"
    )]
    Capabilities,
    #[error("it is damaged")]
    Broken,
    #[error("{0}: {1}")]
    Interpreter(String, Box<Self>),
}

impl Refusal {
    /// What a shell would end with.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Missing => 127,
            Self::System(error) => exit_code(error),
            _ => 126,
        }
    }
}

/// What a shell would end with when a program cannot be started.
pub fn exit_code(error: &io::Error) -> u8 {
    match error.kind() {
        io::ErrorKind::NotFound => 127,
        _ => 126,
    }
}

/// The file that a command means, found as a shell would.
pub fn find(program: &OsStr) -> Result<PathBuf, Refusal> {
    let given = Path::new(program);
    if given.components().count() != 1 || program.as_encoded_bytes().contains(&b'/') {
        return match fs::metadata(given) {
            Ok(_) => Ok(given.to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refusal::Missing),
            Err(error) => Err(error.into()),
        };
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(given))
        .find(|candidate| {
            let found = fs::metadata(candidate);
            found.is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
        })
        .ok_or(Refusal::Missing)
}

/// Scripts whose interpreters are scripts, as far as the kernel goes.
const SCRIPT_DEPTH: u32 = 5;

/// Looks at a program.
pub fn examine(program: &Path) -> Result<Kind, Refusal> {
    examine_at(program, SCRIPT_DEPTH)
}

fn examine_at(program: &Path, depth: u32) -> Result<Kind, Refusal> {
    let metadata = fs::metadata(program)?;
    if !metadata.is_file() {
        return Err(Refusal::NotExecutable);
    }
    let mut start = Vec::new();
    File::open(program)?.take(1 << 12).read_to_end(&mut start)?;
    if start.starts_with(b"MZ") {
        return Ok(Kind::Windows);
    }
    if metadata.permissions().mode() & 0o111 == 0 {
        return Err(Refusal::NotExecutable);
    }
    if let Some(line) = start.strip_prefix(b"#!") {
        let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let Some(interpreter) = line.split_whitespace().next() else {
            return Err(Refusal::Broken);
        };
        let examined = match depth {
            0 => Err(Refusal::Broken),
            _ => examine_at(Path::new(interpreter), depth - 1),
        };
        return examined
            .map_err(|reason| Refusal::Interpreter(interpreter.to_owned(), Box::new(reason)));
    }
    elevates(&Rights::of(program, &metadata))?;
    loader(&fs::read(program)?)?;
    Ok(Kind::Native)
}

/// What decides whether a program has more rights than its caller.
#[derive(Debug, Clone, Copy)]
struct Rights {
    mode: u32,
    owner: u32,
    group: u32,
    has_capabilities: bool,
    user: u32,
    own_group: u32,
}

impl Rights {
    fn of(program: &Path, metadata: &Metadata) -> Self {
        let capabilities = rustix::fs::getxattr(program, "security.capability", &mut [0u8; 64]);
        Self {
            mode: metadata.mode(),
            owner: metadata.uid(),
            group: metadata.gid(),
            has_capabilities: capabilities.is_ok(),
            user: nix::unistd::getuid().as_raw(),
            own_group: nix::unistd::getgid().as_raw(),
        }
    }
}

fn elevates(rights: &Rights) -> Result<(), Refusal> {
    const SET_USER: u32 = 0o4000;
    const SET_GROUP: u32 = 0o2000;
    // Without permission of the group to execute, the bit means something else.
    const GROUP_EXECUTES: u32 = 0o010;
    let has = |bits| rights.mode & bits == bits;
    let is_other_user = has(SET_USER) && rights.owner != rights.user;
    let is_other_group = has(SET_GROUP | GROUP_EXECUTES) && rights.group != rights.own_group;
    if is_other_user || is_other_group {
        return Err(Refusal::SetId);
    }
    // Root has them anyway.
    if rights.has_capabilities && rights.user != 0 {
        return Err(Refusal::Capabilities);
    }
    Ok(())
}

/// Whether the loader of glibc loads the program.
fn loader(data: &[u8]) -> Result<(), Refusal> {
    if !data.starts_with(&elf::ELFMAG) {
        return Err(io::Error::from(io::ErrorKind::InvalidData).into());
    }
    let header = FileHeader64::<Endianness>::parse(data).map_err(|_| Refusal::Foreign)?;
    let endian = header.endian().map_err(|_| Refusal::Foreign)?;
    if header.e_machine(endian) != elf::EM_X86_64 {
        return Err(Refusal::Foreign);
    }
    let segments = header.program_headers(endian, data);
    for segment in segments.map_err(|_| Refusal::Broken)? {
        let path = segment.interpreter(endian, data);
        if let Some(path) = path.map_err(|_| Refusal::Broken)? {
            let path = String::from_utf8_lossy(path).into_owned();
            return match path.contains("ld-linux") {
                true => Ok(()),
                false => Err(Refusal::Loader(path)),
            };
        }
    }
    Err(Refusal::Static)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const PLAIN: Rights = Rights {
        mode: 0o755,
        owner: 0,
        group: 0,
        has_capabilities: false,
        user: 1000,
        own_group: 1000,
    };

    #[test]
    fn programs_with_more_rights_than_their_caller_are_told() {
        let refused = |rights: Rights| elevates(&rights).err().map(|refusal| refusal.to_string());
        assert_eq!(refused(PLAIN), None);
        for (mode, is_refused) in [
            (0o4755, true),
            (0o2755, true),
            (0o2745, false),
            (0o1755, false),
        ] {
            assert_eq!(
                refused(Rights { mode, ..PLAIN }).is_some(),
                is_refused,
                "{mode:o}"
            );
        }
        let own = Rights {
            mode: 0o6755,
            owner: 1000,
            group: 1000,
            ..PLAIN
        };
        assert_eq!(refused(own), None);
        let capable = Rights {
            has_capabilities: true,
            ..PLAIN
        };
        assert!(refused(capable).unwrap().contains("capabilities"));
        assert_eq!(refused(Rights { user: 0, ..capable }), None);
    }

    #[test]
    fn only_programs_of_glibcs_loader_can_have_the_library() {
        let own = fs::read(std::env::current_exe().unwrap()).unwrap();
        loader(&own).unwrap();
        // The same with other bytes in the place of the name of the loader, of the processor and of the class.
        let mut other = own.clone();
        let at = own.windows(8).position(|part| part == b"ld-linux").unwrap();
        other[at..at + 8].copy_from_slice(b"ld-other");
        assert!(matches!(loader(&other), Err(Refusal::Loader(_))));
        for (place, byte) in [(18, 3), (4, 1)] {
            let mut other = own.clone();
            other[place] = byte;
            assert!(matches!(loader(&other), Err(Refusal::Foreign)));
        }
        assert!(matches!(loader(&own[..100]), Err(Refusal::Broken)));
        assert!(matches!(loader(b"text"), Err(Refusal::System(_))));
    }

    #[test]
    fn the_interpreter_of_a_script_counts() {
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            path
        };
        assert_eq!(
            examine(&script("plain", "#! /bin/sh -e\n")).unwrap(),
            Kind::Native
        );
        let nested = script("nested", &format!("#!{}/plain\n", folder.path().display()));
        assert_eq!(examine(&nested).unwrap(), Kind::Native);
        let itself = script("itself", &format!("#!{}/itself\n", folder.path().display()));
        assert!(examine(&itself).is_err());
        assert_eq!(examine(&script("pe.exe", "MZ")).unwrap(), Kind::Windows);
        assert!(examine(&script("empty", "")).is_err());
        assert!(examine(folder.path()).is_err());
    }
}
