// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is configured, what is reachable, and what is wrong.

#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::Path;

use object::{Object as _, ObjectSymbol as _};
use serde::Serialize;

use super::errors;
use super::names;
use super::shared::SharedStore;
use super::suggest;
use crate::config::{Config, ConfigError, StoreConfig};
use crate::policy;
use crate::provider::dns;
use crate::provider::foreign;
use crate::rnr::catalog;
use crate::rnr::catalog::installed::Installed;
use crate::store::sqlite;
use crate::wua::authority::Online;
use crate::wua::cab::Trust;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Fine,
    /// It keeps something from working.
    Wrong,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it is.
    pub verdict: Verdict,
    /// A variable, a file, a provider.
    pub subject: String,
    /// What is to be said about it.
    pub message: String,
}

/// Everything that was looked at.
#[derive(Debug, Default)]
pub struct Examination(pub Vec<Finding>);

impl Examination {
    /// Adds what was found out, or what is wrong.
    pub fn add(&mut self, subject: impl Into<String>, found: Result<String, String>) {
        let (verdict, message) = match found {
            Ok(message) => (Verdict::Fine, message),
            Err(message) => (Verdict::Wrong, message),
        };
        self.0.push(Finding {
            verdict,
            subject: subject.into(),
            message,
        });
    }

    /// Whether anything is wrong.
    pub fn is_wrong(&self) -> bool {
        self.0.iter().any(|found| found.verdict == Verdict::Wrong)
    }
}

/// What the variables ask for, without those that are wrong; what is wrong with those; and the variables that there are.
fn configuration(
    variable: impl Fn(&'static str) -> Option<OsString>,
) -> (Option<Config>, Vec<ConfigError>, Vec<&'static str>) {
    let (mut errors, known) = (Vec::<ConfigError>::new(), RefCell::new(Vec::new()));
    loop {
        let parsed = Config::parse(policy::CODE_PAGE, |name| {
            if !known.borrow().contains(&name) {
                known.borrow_mut().push(name);
            }
            let is_wrong = errors.iter().any(|error| error.variable() == name);
            variable(name).filter(|_| !is_wrong)
        });
        match parsed {
            Ok(config) => return (Some(config), errors, known.into_inner()),
            // One that is wrong without a value: not even the defaults work.
            Err(error)
                if errors
                    .iter()
                    .any(|known| known.variable() == error.variable()) =>
            {
                return (None, errors, known.into_inner());
            }
            Err(error) => errors.push(error),
        }
    }
}

/// What is wrong with the value of a variable, if anything is.
pub fn wrong_setting(name: &str, value: &OsStr) -> Option<String> {
    let find = |asked: &str| (asked == name).then(|| value.to_owned());
    let (_, errors, _) = configuration(find);
    let error = errors.iter().find(|error| error.variable() == name);
    error.map(reason)
}

/// What a value is expected to be, and what may have been meant by it.
fn reason(error: &ConfigError) -> String {
    let rules = Some(error.value()).filter(|_| error.variable() == "ENLIST_FAULTS");
    let wrong = rules.and_then(|rules| suggest::wrong_faults(rules.to_str()?));
    match wrong {
        Some(wrong) => format!("expected CALL:WHICH=WHAT[; ...] ({wrong})"),
        None => format!("expected {}", error.expected()),
    }
}

/// Variables of the command line alone.
const OWN: [&str; 2] = ["ENLIST_TRUST", "ENLIST_PUBLISHERS"];

/// Looks at everything that the variables name.
pub fn examine(environment: &[(OsString, OsString)]) -> Examination {
    let find = |name: &str| {
        let mut all = environment.iter();
        let (_, value) = all.find(|(known, _)| known == name)?;
        Some(value.clone()).filter(|value| !value.is_empty())
    };
    let mut examination = Examination::default();
    let (config, errors, known) = configuration(find);
    for name in &known {
        if let Some(error) = errors.iter().find(|error| error.variable() == *name) {
            let said = format!("{:?}: {}", error.value(), reason(error));
            examination.add(*name, Err(said));
        } else if let Some(value) = find(name) {
            examination.add(*name, Ok(value.display().to_string()));
        }
    }
    for (name, _) in environment {
        let name = name.to_string_lossy();
        let is_known = known.contains(&&*name) || OWN.contains(&&*name);
        if name.starts_with("ENLIST_") && !is_known {
            let names = known.iter().copied().chain(OWN);
            let meant = suggest::closest(&name, names.filter(|known| known.starts_with("ENLIST_")));
            examination.add(&*name, Err(format!("no such variable{meant}")));
        }
    }
    if let Some(path) = find("ENLIST_TRUST") {
        let path = Path::new(&path);
        let found = match Trust::read(path, &[]) {
            Ok(trust) if !trust.has_anchors() => {
                Err(format!("{}: no certificate in it", path.display()))
            }
            Ok(_) => Ok(format!("{} can be read", path.display())),
            Err(error) => Err(error.to_string()),
        };
        examination.add("trust", found);
    }
    let Some(config) = config else {
        return examination;
    };
    if let Some(path) = &config.harness.journal {
        examination.add("journal", journal(path));
    }
    examination.add("store", store(config.store.as_ref()));
    catalogue(&config, &mut examination);
    if let Some(server) = config.dns_server {
        let answer = dns::probe(server);
        examination.add(
            "DNS server",
            answer
                .map(|()| format!("{server} answers"))
                .map_err(|error| format!("{server}: {error}")),
        );
    }
    if let Online::Server(settings) = &config.update_url {
        let (place, answer) = settings.probe(policy::UPDATE_PROBE_TIMEOUT);
        examination.add(
            "update server",
            match answer {
                Ok(()) => Ok(format!("{place} can be reached")),
                Err(failure) => Err(format!("{place}: {}", errors::described(failure))),
            },
        );
    }
    examination
}

/// Whether lines can be appended to the journal, which is not made by looking.
fn journal(path: &Path) -> Result<String, String> {
    let said = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    match path.symlink_metadata() {
        Ok(found) if !found.is_file() => Err(said(&"not a file; links are not followed")),
        Ok(_) => match File::options().append(true).open(path) {
            Ok(_) => Ok(said(&"can be written")),
            Err(error) => Err(said(&error)),
        },
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(said(&error)),
        Err(_) if path.parent().is_some_and(Path::is_dir) => {
            Ok(said(&"not there yet; the first call makes it"))
        }
        Err(_) => Err(said(&"there is no such folder")),
    }
}

fn store(config: Option<&StoreConfig>) -> Result<String, String> {
    let Some(config) = config else {
        return Ok("each process has its own registrations, in memory".to_owned());
    };
    let folder = config.folder.display();
    let Some(store) = opened(config)? else {
        return Ok(format!(
            "{folder}: not there yet; the first WSAStartup makes it"
        ));
    };
    let contents = store.contents()?;
    Ok(format!(
        "{folder}: {}, {}",
        counted(contents.services.len(), "service", "services"),
        counted(contents.classes.len(), "class", "classes")
    ))
}

/// What keeps a folder from being a shared store, if anything does.
pub fn store_problem(folder: &Path, others_may_write: bool) -> Option<String> {
    let config = StoreConfig {
        is_trusted: others_may_write,
        ..StoreConfig::at(folder.to_owned())
    };
    opened(&config).err()
}

/// The store, if there is one; the error says why there can be none. Nothing is made by looking.
fn opened(config: &StoreConfig) -> Result<Option<SharedStore>, String> {
    let folder = &config.folder;
    if !SharedStore::exists(folder) {
        let mut above = folder.ancestors().skip(1);
        let place = above.find(|path| path.symlink_metadata().is_ok());
        let place = place.unwrap_or(folder);
        if !place.is_dir() {
            return Err(format!("{}: not a folder", place.display()));
        }
        let is_there = sqlite::is_there(config).map_err(|error| error.to_string())?;
        can_write(if is_there { folder } else { place })?;
        return Ok(None);
    }
    SharedStore::open(folder, config.is_trusted).map(Some)
}

/// Whether files can be made in a folder, as far as the system tells without one.
#[cfg(target_os = "linux")]
fn can_write(folder: &Path) -> Result<(), String> {
    use nix::unistd::AccessFlags;
    let wanted = AccessFlags::W_OK | AccessFlags::X_OK;
    nix::unistd::access(folder, wanted).map_err(|error| {
        format!(
            "{}: nothing can be made there: {}",
            folder.display(),
            error.desc()
        )
    })
}

#[cfg(not(target_os = "linux"))]
fn can_write(_: &Path) -> Result<(), String> {
    Ok(())
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn catalogue(config: &Config, examination: &mut Examination) {
    let list = match names::listed(config) {
        Ok(list) => list,
        Err(error) => return examination.add("catalogue", Err(error)),
    };
    let place = match &config.catalog {
        None if config.store.is_some() => "in the store".to_owned(),
        None => "in memory".to_owned(),
        Some(path) if path.exists() => path.display().to_string(),
        Some(path) => format!(
            "{}: not there yet; the first change makes it",
            path.display()
        ),
    };
    let count = counted(list.len(), "provider", "providers");
    examination.add("catalogue", Ok(format!("{place}, {count}")));
    for entry in list.iter().filter(|entry| !catalog::is_built_in(entry)) {
        let name = super::text::Text::new(&entry.identifier);
        examination.add(format!("provider {name}"), library(entry));
    }
}

/// Whether the library of a provider could be loaded; it is not, since that would run its code.
fn library(entry: &Installed) -> Result<String, String> {
    if entry.library.is_empty() {
        return Ok("advertises itself".to_owned());
    }
    let path = foreign::locate(&entry.library)?;
    let said = |problem: &str| format!("{}: {problem}", path.display());
    let data = std::fs::read(&path).map_err(|error| said(&error.to_string()))?;
    let file = object::File::parse(&*data).map_err(|_| said("not a library"))?;
    if file.architecture() != object::Architecture::X86_64 {
        return Err(said("a library for another processor"));
    }
    let is_entry = |symbol: object::Symbol<'_, '_>| {
        symbol.name() == Ok("NSPStartup") && symbol.is_definition()
    };
    if !file.dynamic_symbols().any(is_entry) {
        return Err(said("it has no NSPStartup"));
    }
    Ok(said("can be loaded"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn examined(pairs: &[(&str, &str)]) -> Vec<Finding> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (OsString::from(name), OsString::from(value)))
            .collect();
        examine(&pairs).0
    }

    fn wrong(pairs: &[(&str, &str)]) -> Vec<String> {
        let findings = examined(pairs).into_iter();
        findings
            .filter(|found| found.verdict == Verdict::Wrong)
            .map(|found| format!("{}: {}", found.subject, found.message))
            .collect()
    }

    #[test]
    fn nothing_is_wrong_with_nothing() {
        assert_eq!(wrong(&[]), [""; 0]);
        assert_eq!(
            wrong(&[("ENLIST_ACP", "1252"), ("ENLIST_SAP", "")]),
            [""; 0]
        );
    }

    #[test]
    fn every_value_that_is_wrong_is_told() {
        let found = wrong(&[
            ("ENLIST_ACP", "437"),
            ("ENLIST_SAP", "yes"),
            ("ENLIST_NAME_CASE", "exact"),
            ("ENLIST_STOER", "/x"),
            ("ENLIST_TRUST", "/nonexistent/anchors"),
            ("ENLIST_FAULTS", "WSAStartup:1"),
            ("ENLIST_JOURNAL", "/nonexistent/journal"),
        ]);
        let starts = [
            "ENLIST_ACP: \"437\": expected 874",
            "ENLIST_SAP: \"yes\": expected off or local",
            "ENLIST_FAULTS: \"WSAStartup:1\": expected CALL:WHICH=WHAT",
            "ENLIST_STOER: no such variable; did you mean ENLIST_STORE?",
            "trust: /nonexistent/anchors: ",
            "journal: /nonexistent/journal: there is no such folder",
        ];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found}");
        }
    }

    #[test]
    fn libraries_of_providers_are_looked_at_and_not_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("text.so"), "no library").unwrap();
        let entry = |number: u8, library: &Path| {
            format!(
                "[[provider]]\nname = \"p{number}\"\nid = \"{{00000000-0000-0000-0000-00000000000{number}}}\"\nnamespace = 32\nlibrary = '{}'\n",
                library.display()
            )
        };
        let own = std::env::current_exe().unwrap();
        let text = [
            entry(1, &path("text.so")),
            entry(2, &path("missing.so")),
            entry(3, &own),
        ];
        std::fs::write(path("catalog.toml"), text.concat()).unwrap();
        let catalog = path("catalog.toml");
        let found = wrong(&[("ENLIST_CATALOG", catalog.to_str().unwrap())]);
        assert_eq!(found.len(), 3, "{found:?}");
        let told = found.join("\n");
        assert!(
            told.contains("text.so: not a library") && told.contains("missing.so"),
            "{told}"
        );
        std::fs::write(&catalog, "x = 1").unwrap();
        let found = wrong(&[("ENLIST_CATALOG", catalog.to_str().unwrap())]);
        assert!(found.concat().contains("`x` is not a key"), "{found:?}");
    }
}
