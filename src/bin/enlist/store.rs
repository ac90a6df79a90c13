// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which shared store a command is about, and which of its services.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use enlist::tools::{self, Contents, Guid, Namespaces, Service, SharedStore, State, Text};

/// The store.
#[derive(clap::Args)]
pub struct Store {
    /// The folder of the store
    #[arg(long, env = "ENLIST_STORE", value_name = "FOLDER", value_parser = crate::output::place(), value_hint = clap::ValueHint::DirPath)]
    store: PathBuf,
}

/// Whether the user has said that others may write to the store.
pub fn others_may_write() -> bool {
    std::env::var_os("ENLIST_STORE_TRUST").is_some_and(|trust| trust == "shared")
}

impl Store {
    /// Opens it, if it is there.
    pub fn open(&self) -> Result<SharedStore, String> {
        SharedStore::open(&self.store, others_may_write())
    }

    /// Opens it, or makes it.
    pub fn create(&self) -> Result<SharedStore, String> {
        SharedStore::create(&self.store, others_may_write())
    }

    /// The namespaces of the catalogue that goes with it.
    pub fn namespaces(&self) -> Namespaces {
        namespaces(Some(&self.store))
    }
}

/// The store of a command that goes without one, too.
#[derive(clap::Args)]
pub struct PossibleStore {
    /// The folder of the store, by default that which ENLIST_STORE names
    #[arg(long, value_name = "FOLDER", value_parser = crate::output::place(), value_hint = clap::ValueHint::DirPath)]
    store: Option<PathBuf>,
}

impl PossibleStore {
    /// The variables of the environment.
    pub fn variables(&self) -> impl Fn(&str) -> Option<OsString> {
        variables(self.store.as_deref())
    }

    /// All of them.
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let mut environment: Vec<_> = std::env::vars_os().collect();
        if let Some(store) = &self.store {
            environment.retain(|(name, _)| name != STORE);
            environment.push((STORE.into(), store.clone().into_os_string()));
        }
        environment
    }
}

const STORE: &str = "ENLIST_STORE";

/// The variables of the environment, with the store that is given in the place of its own.
fn variables(store: Option<&Path>) -> impl Fn(&str) -> Option<OsString> {
    let store = store.and_then(|store| std::path::absolute(store).ok());
    move |name: &str| match &store {
        Some(store) if name == STORE => Some(store.clone().into_os_string()),
        _ => std::env::var_os(name),
    }
}

/// The namespaces of the catalogue of the environment, with the store that is given in the place of its own; those that are
/// built in when the catalogue cannot be read, which `enlist doctor` is for.
pub fn namespaces(store: Option<&Path>) -> Namespaces {
    Namespaces::read(variables(store)).unwrap_or_default()
}

/// Which services are meant.
#[derive(clap::Args)]
pub struct Filter {
    /// Only services whose name matches, whatever its case, alone or behind their context, as it is or as it is shown: `*` stands
    /// for any characters, `?` for one
    #[arg(value_name = "PATTERN")]
    pattern: Option<String>,

    /// Only services of a namespace: NS_NTDS, ntds, 32
    #[arg(long, value_name = "NAMESPACE", value_parser = parse_namespace)]
    namespace: Option<u32>,

    /// Only services of a class, by its GUID or by a pattern of its name
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,

    /// Only services in this state
    #[arg(long, value_name = "STATE", value_parser = parse_state)]
    state: Option<State>,
}

fn parse_namespace(text: &str) -> Result<u32, String> {
    tools::namespace_number(text)
        .ok_or_else(|| "neither the name nor the number of a namespace".to_owned())
}

fn parse_state(text: &str) -> Result<State, String> {
    match text {
        "registered" => Ok(State::Registered),
        "deregistered" => Ok(State::Deregistered),
        _ => Err("registered or deregistered".to_owned()),
    }
}

impl Filter {
    /// Leaves the services that are meant.
    pub fn apply(&self, contents: &mut Contents, namespaces: &Namespaces) {
        let Contents {
            services, classes, ..
        } = contents;
        let is_class = |id: Guid, wanted: &str| match Guid::parse(wanted) {
            Some(wanted) => wanted == id,
            None => classes.iter().any(|class| {
                let name = class.name.as_ref();
                class.id == id && name.is_some_and(|name| name.matches(wanted))
            }),
        };
        services.retain(|service: &Service| {
            let Self {
                pattern,
                namespace,
                class,
                state,
            } = self;
            pattern.as_ref().is_none_or(|pattern| {
                service.name.matches(pattern) || path(service).matches(pattern)
            }) && namespace.is_none_or(|wanted| namespaces.of(service.provider) == Some(wanted))
                && state.is_none_or(|wanted| service.state == wanted)
                && class
                    .as_ref()
                    .is_none_or(|wanted| service.class.is_some_and(|class| is_class(class, wanted)))
        });
    }
}

/// The name of a service behind the context that it is under.
pub fn path(service: &Service) -> Text {
    if service.context.is_empty() {
        return service.name.clone();
    }
    let separator = &[u16::from(b'\\')];
    Text::new(&[service.context.units(), separator, service.name.units()].concat())
}

/// The name of a class, or its GUID when it has none.
pub fn class_name(contents: &Contents, service: &Service) -> String {
    let Some(class) = service.class else {
        return "-".to_owned();
    };
    let described = contents
        .classes
        .iter()
        .filter(|described| described.id == class);
    let name = described
        .filter_map(|described| described.name.as_ref())
        .next();
    name.map_or_else(|| class.to_string(), ToString::to_string)
}

/// Where a service is reached, or else where it waits.
pub fn addresses(service: &Service) -> String {
    let each = service.addresses.iter().map(|address| {
        let side = address.remote.as_ref().or(address.local.as_ref());
        side.map_or_else(|| "-".to_owned(), ToString::to_string)
    });
    each.collect::<Vec<_>>().join(" ")
}
