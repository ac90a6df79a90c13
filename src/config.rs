// SPDX-License-Identifier: MIT OR Apache-2.0
//! The `ENLIST_*` variables, parsed. Who reads the environment passes a function that looks one up.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

use crate::harness::HarnessConfig;
use crate::harness::faults::{self, Rule};
use crate::numbers::DNS_PORT;
use crate::policy;
use crate::provider::bluetooth::description::Surroundings;
use crate::regular_file;
use crate::text::{CodePage, guid};
use crate::wua::authority::Online;
use crate::wua::caller::Caller;
use crate::wua::online::{Proxies, Settings, Url};
use crate::wua::verifier::Trusted;

/// What the user asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    /// The code page of the `A` functions (`ENLIST_ACP`).
    pub(crate) code_page: CodePage,
    /// Whether the catalogue lists the SAP namespace (`ENLIST_SAP`).
    pub(crate) sap: bool,
    /// Who may publish in the directory (`ENLIST_DIRECTORY_ACCESS`).
    pub(crate) directory_access: DirectoryAccess,
    /// Whether names that differ in case are one name (`ENLIST_NAME_CASE`).
    pub(crate) name_case: NameCase,
    /// The file that holds the catalogue of namespace providers (`ENLIST_CATALOG`); absolute.
    pub(crate) catalog: Option<PathBuf>,
    /// The server that NS_DNS asks instead of the system's (`ENLIST_DNS_SERVER`).
    pub(crate) dns_server: Option<SocketAddr>,
    /// What the emulated Bluetooth radio is and sees (`ENLIST_BLUETOOTH`); none when there is no radio.
    pub(crate) bluetooth: Option<Surroundings>,
    /// Where services are kept that processes share (`ENLIST_STORE`); none when each has its own.
    pub(crate) store: Option<StoreConfig>,
    /// Who answers when an update service is registered on line (`ENLIST_UPDATE_URL`).
    pub(crate) update_url: Online,
    /// Who calls the update service manager, as far as it matters (`ENLIST_UPDATE_CALLER`).
    pub(crate) update_caller: Caller,
    /// What people who test ask for.
    pub(crate) harness: HarnessConfig,
    /// Whether a thread tries again what is pending (`ENLIST_UPDATE_AGENT`).
    pub(crate) update_thread: bool,
    /// Whose cabinets count (`ENLIST_TRUST`, `ENLIST_PUBLISHERS`).
    pub(crate) trusted: Trusted,
}

/// A store that processes share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreConfig {
    /// Absolute.
    pub(crate) folder: PathBuf,
    /// Whether a change is on disk before its call returns (`ENLIST_STORE_SYNC`).
    pub(crate) is_durable: bool,
    /// Whether it is meant that others can write to it (`ENLIST_STORE_TRUST`).
    pub(crate) is_trusted: bool,
    /// Whether the database is kept open between calls (`ENLIST_STORE_MODE`).
    pub(crate) is_kept_open: bool,
}

impl StoreConfig {
    /// One with the defaults.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self {
            folder,
            is_durable: true,
            is_trusted: false,
            is_kept_open: false,
        }
    }
}

/// Who may register, deregister and delete in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DirectoryAccess {
    /// Everyone, for every class.
    Publish,
    /// Nobody, except for services of these classes.
    ReadOnlyExcept(Vec<Uuid>),
}

/// How instance names and contexts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameCase {
    /// By simple Unicode case folding.
    Insensitive,
    /// Unit by unit.
    Exact,
}

/// A variable with a value that is not one of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}={value:?}: expected {expected}")]
pub(crate) struct ConfigError {
    variable: &'static str,
    value: OsString,
    expected: Cow<'static, str>,
}

impl ConfigError {
    /// The variable.
    #[cfg(feature = "cli")]
    pub(crate) fn variable(&self) -> &'static str {
        self.variable
    }

    /// Its value.
    #[cfg(feature = "cli")]
    pub(crate) fn value(&self) -> &OsString {
        &self.value
    }

    /// What it may be, and why this is nothing of that.
    #[cfg(feature = "cli")]
    pub(crate) fn expected(&self) -> &str {
        &self.expected
    }
}

impl Config {
    /// Parses what `variable` finds. Absent and empty mean the default; anything unknown is an error.
    ///
    /// `system` is the code page of the system.
    pub(crate) fn parse(
        system: CodePage,
        variable: impl Fn(&'static str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            code_page: setting(
                &variable,
                "ENLIST_ACP",
                "874, 932, 936, 949, 950, 1250 to 1258, or 65001",
                system,
                |text| {
                    // In the one spelling that is documented: no sign, no leading zero.
                    let identifier = text.parse::<u32>().ok()?;
                    CodePage::from_identifier(identifier).filter(|_| identifier.to_string() == text)
                },
            )?,
            sap: setting(
                &variable,
                "ENLIST_SAP",
                "off or local",
                false,
                |text| match text {
                    "off" => Some(false),
                    "local" => Some(true),
                    _ => None,
                },
            )?,
            directory_access: setting(
                &variable,
                "ENLIST_DIRECTORY_ACCESS",
                "publish, read-only, or read-only except CLASS[,CLASS...]",
                DirectoryAccess::Publish,
                parse_directory_access,
            )?,
            name_case: setting(
                &variable,
                "ENLIST_NAME_CASE",
                "insensitive or exact",
                NameCase::Insensitive,
                |text| match text {
                    "insensitive" => Some(NameCase::Insensitive),
                    "exact" => Some(NameCase::Exact),
                    _ => None,
                },
            )?,
            catalog: path(&variable, "ENLIST_CATALOG")?,
            dns_server: setting(
                &variable,
                "ENLIST_DNS_SERVER",
                "ADDRESS, IPV4:PORT, or [IPV6]:PORT",
                None,
                |text| parse_dns_server(text).map(Some),
            )?,
            bluetooth: bluetooth(&variable)?,
            store: store(&variable)?,
            update_url: online(&variable)?,
            update_caller: setting(
                &variable,
                "ENLIST_UPDATE_CALLER",
                "administrator, or a list of remote, user, locked-down, service-disabled, rpc-ids, and no-access or no-internet",
                Caller::default(),
                Caller::parse,
            )?,
            harness: HarnessConfig {
                journal: journal(&variable)?,
                faults: faults(&variable)?,
                guard: guard(&variable)?,
            },
            update_thread: setting(
                &variable,
                "ENLIST_UPDATE_AGENT",
                "off or thread",
                false,
                |text| match text {
                    "off" => Some(false),
                    "thread" => Some(true),
                    _ => None,
                },
            )?,
            trusted: Trusted {
                anchors: path(&variable, "ENLIST_TRUST")?,
                publishers: setting(
                    &variable,
                    "ENLIST_PUBLISHERS",
                    "NAME[;NAME...]",
                    Vec::new(),
                    parse_publishers,
                )?,
            },
        })
    }
}

/// The file of the journal.
pub(crate) fn journal(
    variable: &impl Fn(&'static str) -> Option<OsString>,
) -> Result<Option<PathBuf>, ConfigError> {
    path(variable, "ENLIST_JOURNAL")
}

/// Whether the caller's pointers are tried.
pub(crate) fn guard(
    variable: &impl Fn(&'static str) -> Option<OsString>,
) -> Result<bool, ConfigError> {
    setting(
        variable,
        "ENLIST_GUARD",
        "0 or 1",
        false,
        |text| match text {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        },
    )
}

/// The faults that are injected. What is wrong with them is told with its column.
pub(crate) fn faults(
    variable: &impl Fn(&'static str) -> Option<OsString>,
) -> Result<Vec<Rule>, ConfigError> {
    let name = "ENLIST_FAULTS";
    let value = variable(name).unwrap_or_default();
    let rules = match value.to_str() {
        Some(text) => faults::parse(text).map_err(|error| error.to_string()),
        None => Err("not UTF-8".to_owned()),
    };
    rules.map_err(|reason| ConfigError {
        variable: name,
        value,
        expected: format!("CALL:WHICH=WHAT[; ...] ({reason})").into(),
    })
}

fn store(
    variable: &impl Fn(&'static str) -> Option<OsString>,
) -> Result<Option<StoreConfig>, ConfigError> {
    let (sync, trust, mode) = (
        "ENLIST_STORE_SYNC",
        "ENLIST_STORE_TRUST",
        "ENLIST_STORE_MODE",
    );
    let is_durable = setting(variable, sync, "full or relaxed", true, |text| match text {
        "full" => Some(true),
        "relaxed" => Some(false),
        _ => None,
    })?;
    let is_trusted = setting(variable, trust, "own or shared", false, |text| match text {
        "own" => Some(false),
        "shared" => Some(true),
        _ => None,
    })?;
    let is_kept_open = setting(variable, mode, "closed or open", false, |text| match text {
        "closed" => Some(false),
        "open" => Some(true),
        _ => None,
    })?;
    let folder = path(variable, "ENLIST_STORE")?;
    Ok(folder.map(|folder| StoreConfig {
        folder,
        is_durable,
        is_trusted,
        is_kept_open,
    }))
}

fn online(variable: &impl Fn(&'static str) -> Option<OsString>) -> Result<Online, ConfigError> {
    let proxies = setting(
        variable,
        "ENLIST_UPDATE_PROXY",
        "environment, or http://HOST[:PORT]",
        Proxies::default(),
        |text| Proxies::parse(text, |name| variable(name)?.into_string().ok()),
    )?;
    let anchors = path(variable, "ENLIST_UPDATE_ANCHORS")?;
    let time = setting(
        variable,
        "ENLIST_UPDATE_TIMEOUT",
        "1 to 600, in seconds",
        policy::ONLINE_TIME,
        |text| {
            let time = Duration::from_secs(text.parse().ok()?);
            (!time.is_zero() && time <= policy::LONGEST_ONLINE_TIME).then_some(time)
        },
    )?;
    setting(
        variable,
        "ENLIST_UPDATE_URL",
        "emulated, off, or a URL (http:// or https://)",
        Online::Emulated,
        |text| match text {
            "emulated" => Some(Online::Emulated),
            "off" => Some(Online::Off),
            _ => Url::parse(text).map(|base| {
                Online::Server(Box::new(Settings {
                    base,
                    proxies,
                    anchors,
                    time,
                }))
            }),
        },
    )
}

fn setting<T>(
    variable: &impl Fn(&'static str) -> Option<OsString>,
    name: &'static str,
    expected: &'static str,
    default: T,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, ConfigError> {
    let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
        return Ok(default);
    };
    value.to_str().and_then(parse).ok_or(ConfigError {
        variable: name,
        value,
        expected: expected.into(),
    })
}

/// A path; made absolute, since the program may change its folder.
fn path(
    variable: &impl Fn(&'static str) -> Option<OsString>,
    name: &'static str,
) -> Result<Option<PathBuf>, ConfigError> {
    let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match std::path::absolute(&value) {
        Ok(path) => Ok(Some(path)),
        Err(_) => Err(ConfigError {
            variable: name,
            value,
            expected: "a path".into(),
        }),
    }
}

/// A path is a path whatever its characters, so the value is not made a string.
fn bluetooth(
    variable: &impl Fn(&'static str) -> Option<OsString>,
) -> Result<Option<Surroundings>, ConfigError> {
    let name = "ENLIST_BLUETOOTH";
    let Some(value) = variable(name).filter(|value| !value.is_empty()) else {
        return Ok(Some(Surroundings::default()));
    };
    if value == "off" {
        return Ok(None);
    }
    let text = regular_file::read_text(Path::new(&value), policy::DESCRIPTION_LIMIT_BYTES);
    let text = text.map_err(|error| error.to_string());
    let surroundings = text.and_then(|text| Surroundings::parse(&text));
    surroundings.map(Some).map_err(|reason| ConfigError {
        variable: name,
        value,
        expected: format!("off, or the path of a description of devices ({reason})").into(),
    })
}

fn parse_directory_access(text: &str) -> Option<DirectoryAccess> {
    match text {
        "publish" => Some(DirectoryAccess::Publish),
        "read-only" => Some(DirectoryAccess::ReadOnlyExcept(Vec::new())),
        _ => text
            .strip_prefix("read-only except ")?
            .split(',')
            .map(|class| guid::parse(class.trim()))
            .collect::<Option<Vec<_>>>()
            .map(DirectoryAccess::ReadOnlyExcept),
    }
}

/// Names, none of which is empty.
fn parse_publishers(text: &str) -> Option<Vec<String>> {
    let name = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    text.split(';').map(name).collect()
}

/// An address, with or without a port; that of DNS when there is none.
fn parse_dns_server(text: &str) -> Option<SocketAddr> {
    let server = match text.parse::<IpAddr>() {
        Ok(address) => SocketAddr::new(address, DNS_PORT),
        Err(_) => text.parse().ok()?,
    };
    (server.port() != 0 && !server.ip().is_unspecified()).then_some(server)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::fs;

    use super::*;

    fn parse(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::parse(policy::CODE_PAGE, |name| {
            pairs
                .iter()
                .find(|(variable, _)| *variable == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_code_page_is_the_systems_unless_another_is_named() {
        let western = CodePage::from_identifier(1252).unwrap();
        let parse = |value: Option<&str>| {
            let find = |name| value.filter(|_| name == "ENLIST_ACP").map(OsString::from);
            Config::parse(western, find).unwrap().code_page
        };
        assert_eq!(parse(None), western);
        assert_eq!(parse(Some("65001")), CodePage::UTF_8);
    }

    #[test]
    fn update_services_are_asked_for_in_words() {
        let default = parse(&[]).unwrap();
        assert_eq!(default.update_url, Online::Emulated);
        assert_eq!(default.update_caller, Caller::default());
        let set = [
            ("ENLIST_UPDATE_URL", "off"),
            ("ENLIST_UPDATE_CALLER", "remote,user"),
            ("ENLIST_UPDATE_AGENT", "thread"),
        ];
        let set = parse(&set).unwrap();
        assert_eq!(set.update_url, Online::Off);
        assert!(set.update_thread && !default.update_thread);
        assert!(set.update_caller.is_remote && set.update_caller.is_ordinary);
        let set = [
            ("ENLIST_UPDATE_URL", "http://a:1/b"),
            ("ENLIST_UPDATE_PROXY", "environment"),
            ("ENLIST_UPDATE_ANCHORS", "/a/anchors.pem"),
            ("ENLIST_UPDATE_TIMEOUT", "7"),
        ];
        let Online::Server(settings) = parse(&set).unwrap().update_url else {
            panic!("no server");
        };
        assert_eq!(settings.base, Url::parse("http://a:1/b").unwrap());
        assert_eq!(settings.proxies, Proxies::default());
        assert_eq!(settings.anchors, Some(PathBuf::from("/a/anchors.pem")));
        assert_eq!(settings.time, Duration::from_secs(7));
        for (name, value) in [
            ("ENLIST_UPDATE_URL", "on"),
            ("ENLIST_UPDATE_URL", "ftp://a/"),
            ("ENLIST_UPDATE_PROXY", "https://a/"),
            ("ENLIST_UPDATE_TIMEOUT", "0"),
            ("ENLIST_UPDATE_AGENT", "1"),
            ("ENLIST_UPDATE_TIMEOUT", "601"),
            ("ENLIST_UPDATE_CALLER", "root"),
            ("ENLIST_UPDATE_CALLER", "remote,"),
        ] {
            assert!(parse(&[(name, value)]).is_err(), "{name}={value}");
        }
    }

    #[test]
    fn trust_is_a_path_and_some_names() {
        assert_eq!(parse(&[]).unwrap().trusted, Trusted::default());
        let set = [
            ("ENLIST_TRUST", "/a/trust.pem"),
            ("ENLIST_PUBLISHERS", "One; Another one"),
        ];
        let trusted = parse(&set).unwrap().trusted;
        assert_eq!(trusted.anchors, Some(PathBuf::from("/a/trust.pem")));
        assert_eq!(trusted.publishers, ["One", "Another one"]);
        parse(&[("ENLIST_PUBLISHERS", "One;")]).unwrap_err();
    }

    #[test]
    fn absent_and_empty_variables_mean_the_defaults() {
        let default = parse(&[]).unwrap();
        assert_eq!(default.code_page, CodePage::UTF_8);
        assert!(!default.sap);
        assert_eq!(default.directory_access, DirectoryAccess::Publish);
        assert_eq!(default.name_case, NameCase::Insensitive);
        assert_eq!(default.dns_server, None);
        assert_eq!(default.bluetooth, Some(Surroundings::default()));
        let empty = [
            ("ENLIST_BLUETOOTH", ""),
            ("ENLIST_ACP", ""),
            ("ENLIST_SAP", ""),
            ("ENLIST_DIRECTORY_ACCESS", ""),
            ("ENLIST_NAME_CASE", ""),
            ("ENLIST_DNS_SERVER", ""),
        ];
        assert_eq!(parse(&empty).unwrap(), default);
    }

    #[test]
    fn code_pages_are_named_by_number() {
        assert_eq!(
            parse(&[("ENLIST_ACP", "1252")])
                .unwrap()
                .code_page
                .identifier(),
            1252
        );
        for wrong in [
            "437",
            "utf8",
            "65001 ",
            "-1",
            "+1252",
            "01252",
            "1252.0",
            "4294968548",
        ] {
            let error = parse(&[("ENLIST_ACP", wrong)]).unwrap_err();
            assert!(error.to_string().starts_with("ENLIST_ACP="), "{error}");
        }
    }

    #[test]
    fn directory_access_names_the_classes_that_stay_open() {
        let access = |text| {
            parse(&[("ENLIST_DIRECTORY_ACCESS", text)]).map(|config| config.directory_access)
        };
        let class = Uuid::from_u128(0x0009_0050_0000_0000_C000_0000_0000_0046);
        assert_eq!(access("publish").unwrap(), DirectoryAccess::Publish);
        assert_eq!(
            access("read-only").unwrap(),
            DirectoryAccess::ReadOnlyExcept(vec![])
        );
        assert_eq!(
            access("read-only except {00090050-0000-0000-C000-000000000046}, 00090050-0000-0000-c000-000000000046")
                .unwrap(),
            DirectoryAccess::ReadOnlyExcept(vec![class, class])
        );
        for wrong in [
            "readonly",
            "read-only except",
            "read-only except ",
            "read-only except {x}",
            "read-only except 00090050000000000000c000000000000046",
            "read-only except {{00090050-0000-0000-C000-000000000046}}",
            "Publish",
        ] {
            access(wrong).unwrap_err();
        }
    }

    #[test]
    fn switches_take_their_own_words_only() {
        assert!(parse(&[("ENLIST_SAP", "local")]).unwrap().sap);
        assert!(!parse(&[("ENLIST_SAP", "off")]).unwrap().sap);
        parse(&[("ENLIST_SAP", "1")]).unwrap_err();
        assert_eq!(
            parse(&[("ENLIST_NAME_CASE", "exact")]).unwrap().name_case,
            NameCase::Exact
        );
        parse(&[("ENLIST_NAME_CASE", "EXACT")]).unwrap_err();
    }

    #[test]
    fn a_store_is_a_folder_with_three_settings() {
        let store = |pairs: &[(&str, &str)]| parse(pairs).map(|config| config.store);
        let at = |is_durable, is_trusted| {
            Ok(Some(StoreConfig {
                is_durable,
                is_trusted,
                ..StoreConfig::at(PathBuf::from("/a/store"))
            }))
        };
        let folder = ("ENLIST_STORE", "/a/store");
        let (relaxed, shared) = (
            ("ENLIST_STORE_SYNC", "relaxed"),
            ("ENLIST_STORE_TRUST", "shared"),
        );
        assert_eq!(store(&[folder]), at(true, false));
        assert_eq!(store(&[folder, relaxed, shared]), at(false, true));
        let defaults = [("ENLIST_STORE_SYNC", "full"), ("ENLIST_STORE_TRUST", "own")];
        assert_eq!(store(&[&defaults[..], &[folder]].concat()), at(true, false));
        assert_eq!(store(&[relaxed, shared]), Ok(None));
        assert_eq!(store(&[("ENLIST_STORE", "")]), Ok(None));
        let modes = [("closed", false), ("open", true)];
        for (mode, is_kept_open) in modes {
            let given = store(&[folder, ("ENLIST_STORE_MODE", mode)])
                .unwrap()
                .unwrap();
            assert_eq!(given.is_kept_open, is_kept_open);
        }
        store(&[("ENLIST_STORE_MODE", "wal")]).unwrap_err();
        store(&[("ENLIST_STORE_SYNC", "off")]).unwrap_err();
        store(&[("ENLIST_STORE_TRUST", "1")]).unwrap_err();
        let relative = store(&[("ENLIST_STORE", "store")]).unwrap().unwrap();
        assert!(relative.folder.is_absolute());
    }

    #[test]
    fn a_dns_server_is_an_address_with_or_without_a_port() {
        let server = |text| parse(&[("ENLIST_DNS_SERVER", text)]).map(|config| config.dns_server);
        let is = |text, address: &str| assert_eq!(server(text), Ok(Some(address.parse().unwrap())));
        is("192.0.2.1", "192.0.2.1:53");
        is("127.0.0.1:5353", "127.0.0.1:5353");
        is("::1", "[::1]:53");
        is("[2001:db8::1]:54", "[2001:db8::1]:54");
        for wrong in [
            "localhost",
            "127.0.0.1:",
            "127.0.0.1:0",
            "127.0.0.1:65536",
            "127.1",
            " 127.0.0.1",
            "[::1]",
            "0.0.0.0",
            "::",
            "off",
        ] {
            server(wrong).unwrap_err();
        }
    }

    #[test]
    fn bluetooth_is_off_or_a_file_that_can_be_used() {
        let parse = |value: &Path| {
            let value = value.to_str().unwrap();
            parse(&[("ENLIST_BLUETOOTH", value)]).map(|config| config.bluetooth)
        };
        assert_eq!(parse(Path::new("off")).unwrap(), None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.toml");
        for (content, reason) in [
            ("[[device]]", "device 1: address"),
            (&" ".repeat(1 << 20 | 1), "too large"),
        ] {
            fs::write(&path, content).unwrap();
            let error = parse(&path).unwrap_err().to_string();
            assert!(error.starts_with("ENLIST_BLUETOOTH="), "{error}");
            assert!(error.contains(reason), "{error}");
        }
        fs::write(&path, "[radio]\naddress = '02:00:00:00:00:05'").unwrap();
        assert_eq!(parse(&path).unwrap().unwrap().radio, 0x0200_0000_0005);
        fs::write(&path, b"# \xFF").unwrap();
        parse(&path).unwrap_err();
        fs::remove_file(&path).unwrap();
        parse(&path).unwrap_err();
        parse(folder.path()).unwrap_err();
        parse(Path::new("/dev/zero")).unwrap_err();
    }
}
