// SPDX-License-Identifier: MIT OR Apache-2.0
//! What stands in the registry of a registered library: classes, their names, the type library, and the interfaces.

#![forbid(unsafe_code)]

use uuid::Uuid;
use widestring::U16Str;

use super::key::Key;
use crate::com::factory::{CREATABLE, Creatable};
use crate::com::ids;
use crate::ffi::guiddef::GUID;
use crate::policy;
use crate::text::guid;

/// A key of the registry.
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) content: Key,
    /// Whether one that somebody else has there stays.
    pub(crate) yields: bool,
}

/// The interfaces, and the names that people read.
const INTERFACES: [(GUID, &str); 10] = [
    (ids::STRING_COLLECTION, "IStringCollection"),
    (ids::SERVICE, "IUpdateService"),
    (ids::SERVICE_2, "IUpdateService2"),
    (ids::SERVICE_COLLECTION, "IUpdateServiceCollection"),
    (ids::REGISTRATION, "IUpdateServiceRegistration"),
    (ids::MANAGER, "IUpdateServiceManager"),
    (ids::MANAGER_2, "IUpdateServiceManager2"),
    (ids::SESSION, "IUpdateSession"),
    (ids::SESSION_2, "IUpdateSession2"),
    (ids::SESSION_3, "IUpdateSession3"),
];

/// The system's class that passes calls on by what a type library says.
const AUTOMATION_PROXY: &str = "{00020424-0000-0000-C000-000000000046}";

fn text_of(id: &GUID) -> String {
    guid::print(Uuid::from_fields(id.Data1, id.Data2, id.Data3, &id.Data4))
}

fn class(class: &Creatable, library: &U16Str) -> [Entry; 3] {
    let id = text_of(&class.id);
    let server = Key::default()
        .with_wide("", library)
        .with("ThreadingModel", "Both");
    let content = Key::of(class.title)
        .with_key("InprocServer32", server)
        .with_key("ProgID", Key::of(class.versioned_name))
        .with_key("VersionIndependentProgID", Key::of(class.name))
        .with_key("TypeLib", Key::of(&text_of(&policy::TYPE_LIBRARY.id)))
        .with_key("Version", Key::of(policy::TYPE_LIBRARY.version));
    let name = Key::of(class.title).with_key("CLSID", Key::of(&id));
    let newest = name
        .clone()
        .with_key("CurVer", Key::of(class.versioned_name));
    let entry = |path, content| Entry {
        path,
        content,
        yields: policy::REGISTERED_CLASSES_STAY,
    };
    [
        entry(format!(r"Classes\CLSID\{id}"), content),
        entry(format!(r"Classes\{}", class.versioned_name), name),
        entry(format!(r"Classes\{}", class.name), newest),
    ]
}

fn type_library(library: &U16Str) -> Entry {
    let file = Key::default().with_key("win64", Key::default().with_wide("", library));
    let version = Key::of(policy::TYPE_LIBRARY.title)
        .with_key("0", file)
        .with_key("FLAGS", Key::of("0"));
    Entry {
        path: format!(r"Classes\TypeLib\{}", text_of(&policy::TYPE_LIBRARY.id)),
        content: Key::default().with_key(policy::TYPE_LIBRARY.version, version),
        yields: false,
    }
}

fn interface(id: &GUID, name: &str) -> Entry {
    let library =
        Key::of(&text_of(&policy::TYPE_LIBRARY.id)).with("Version", policy::TYPE_LIBRARY.version);
    Entry {
        path: format!(r"Classes\Interface\{}", text_of(id)),
        content: Key::of(name)
            .with_key("ProxyStubClsid32", Key::of(AUTOMATION_PROXY))
            .with_key("TypeLib", library),
        yields: policy::REGISTERED_INTERFACES_STAY,
    }
}

/// All of them, for the library in this file.
pub(crate) fn entries(library: &U16Str) -> Vec<Entry> {
    let classes = CREATABLE.iter().flat_map(|each| class(each, library));
    let interfaces = INTERFACES.iter().map(|(id, name)| interface(id, name));
    classes
        .chain([type_library(library)])
        .chain(interfaces)
        .collect()
}

#[cfg(test)]
mod tests {
    use widestring::u16str;

    use super::*;

    fn content(path: &str) -> Key {
        let entries = entries(u16str!(r"C:\enlist.dll"));
        let found = entries.into_iter().find(|entry| entry.path == path);
        found.map(|entry| entry.content).unwrap_or_default()
    }

    #[test]
    fn a_class_is_found_by_its_identifier_and_its_names() {
        let class = content(r"Classes\CLSID\{F8D253D9-89A4-4DAA-87B6-1168369F0B21}");
        assert_eq!(
            class.key("InprocServer32"),
            Some(&Key::of(r"C:\enlist.dll").with("ThreadingModel", "Both"))
        );
        let id = Some(&Key::of("{F8D253D9-89A4-4DAA-87B6-1168369F0B21}")).cloned();
        let name = content(r"Classes\Microsoft.Update.ServiceManager");
        assert_eq!(name.key("CLSID"), id.as_ref());
        assert_eq!(
            name.key("CurVer"),
            Some(&Key::of("Microsoft.Update.ServiceManager.1"))
        );
        let name = content(r"Classes\Microsoft.Update.ServiceManager.1");
        assert_eq!(name.key("CLSID"), id.as_ref());
    }

    #[test]
    fn no_key_is_there_twice() {
        let mut paths: Vec<String> = entries(u16str!("x"))
            .into_iter()
            .map(|entry| entry.path.to_lowercase())
            .collect();
        let count = paths.len();
        paths.sort();
        paths.dedup();
        assert_eq!((paths.len(), count), (20, 20));
    }
}
