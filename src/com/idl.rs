// SPDX-License-Identifier: MIT OR Apache-2.0
//! The description that the type library of the DLL is compiled from: `def/update.idl`, made from the tables of the interfaces, which
//! have the numbers and names, and `wuapi.h`, which has the types. The test that makes it also finds where these two disagree.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use uuid::Uuid;

use super::classes::manager::Manager;
use super::classes::registration::Registration;
use super::classes::service::Service;
use super::classes::services::Services;
use super::classes::session::Session;
use super::classes::strings::Strings;
use super::dispatch::{Dispatch, Kind};
use super::factory::CREATABLE;
use super::ids;
use crate::ffi::guiddef::GUID;
use crate::policy;

const HEADER: &str = include_str!("../../include/wuapi.h");
const FILE: &str = "def/update.idl";
const HOW: &str = "ENLIST_BLESS=1 cargo test --lib idl";

/// Those that type information hides from people, as far as it is known of the genuine library.
const HIDDEN: [&str; 2] = ["IStringCollection", "IUpdateServiceManager2"];

fn uuid_of(id: GUID) -> Uuid {
    Uuid::from_fields(id.Data1, id.Data2, id.Data3, &id.Data4)
}

/// A method or one side of a property, as its table has it.
struct Line {
    id: i32,
    kind: Kind,
    name: &'static str,
    parameters: Vec<(&'static str, bool)>,
}

/// A class: the interfaces after IDispatch, and the lines of its table.
struct Table {
    interfaces: Vec<Uuid>,
    lines: Vec<Line>,
}

fn table<C: Dispatch>() -> Table {
    let (dispatch, interfaces) = C::INTERFACES.split_first().unwrap();
    assert_eq!(*dispatch, ids::DISPATCH);
    let lines = C::MEMBERS.iter().map(|member| Line {
        id: member.id,
        kind: member.kind,
        name: member.name,
        parameters: member
            .parameters
            .iter()
            .map(|parameter| (parameter.name, parameter.is_optional))
            .collect(),
    });
    Table {
        interfaces: interfaces.iter().copied().map(uuid_of).collect(),
        lines: lines.collect(),
    }
}

/// A method of the header: its name, and its parameters with their types.
struct Method {
    name: String,
    parameters: Vec<(String, String)>,
}

struct Interface {
    name: String,
    base: String,
    methods: Vec<Method>,
}

/// `LONG index` or `BSTR *value`: the type with its stars, and the name.
fn parameter(text: &str) -> (String, String) {
    let start = text.rfind([' ', '*']).unwrap() + 1;
    let (kind, name) = text.split_at(start);
    (kind.replace(' ', ""), name.to_owned())
}

fn method(text: &str) -> Method {
    let (name, rest) = text.split_once('(').unwrap();
    let (parameters, _) = rest.rsplit_once(')').unwrap();
    Method {
        name: name.to_owned(),
        parameters: parameters
            .split(", ")
            .filter(|text| !text.is_empty())
            .map(parameter)
            .collect(),
    }
}

/// The interfaces, as the header declares them for C++.
fn interfaces() -> Vec<Interface> {
    let classes = HEADER.split("\nstruct ").skip(1);
    classes
        .filter_map(|text| text.split_once(" : public "))
        .filter(|(name, _)| !name.contains(' '))
        .map(|(name, rest)| {
            let (base, rest) = rest.split_once(" {").unwrap();
            let (body, _) = rest.split_once("};").unwrap();
            let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
            let methods = body
                .split("virtual HRESULT STDMETHODCALLTYPE ")
                .skip(1)
                .map(|text| method(text.trim().strip_suffix(" = 0;").unwrap()));
            Interface {
                name: name.to_owned(),
                base: base.to_owned(),
                methods: methods.collect(),
            }
        })
        .collect()
}

/// The named identifiers of a header.
fn identifiers(header: &str) -> BTreeMap<String, Uuid> {
    let texts = header.split("DEFINE_GUID(").skip(1);
    texts
        .map(|text| {
            let (text, _) = text.split_once(");").unwrap();
            let mut words = text.split(',').map(str::trim);
            let name = words.next().unwrap().to_owned();
            let numbers: Vec<u32> = words
                .map(|word| u32::from_str_radix(word.strip_prefix("0x").unwrap(), 16).unwrap())
                .collect();
            let tail: Vec<u8> = numbers[3..]
                .iter()
                .map(|byte| u8::try_from(*byte).unwrap())
                .collect();
            let [second, third] = [numbers[1], numbers[2]].map(|word| u16::try_from(word).unwrap());
            let tail = <&[u8; 8]>::try_from(&*tail).unwrap();
            (name, Uuid::from_fields(numbers[0], second, third, tail))
        })
        .collect()
}

/// The enumerations: each name with its lines.
fn enumerations() -> Vec<(String, Vec<String>)> {
    let texts = HEADER.split("typedef enum tag").skip(1);
    texts
        .map(|text| {
            let (_, text) = text.split_once(" {").unwrap();
            let (body, text) = text.split_once('}').unwrap();
            let (name, _) = text.split_once(';').unwrap();
            let lines = body.split(',').map(|line| line.trim().to_owned());
            (name.trim().to_owned(), lines.collect())
        })
        .collect()
}

struct Library {
    interfaces: Vec<Interface>,
    identifiers: BTreeMap<String, Uuid>,
    enumerations: Vec<(String, Vec<String>)>,
}

impl Library {
    /// A type of C as the description spells it. Interfaces that the library does not have are known by what they extend.
    fn spelled(&self, kind: &str) -> String {
        let stars = kind.trim_start_matches(|letter| letter != '*');
        let name = kind.trim_end_matches('*');
        let is_ours = self.interfaces.iter().any(|known| known.name == name)
            || self.enumerations.iter().any(|(known, _)| known == name);
        let spelled = match name {
            "LONG" => "long",
            "LCID" => "unsigned long",
            "BSTR" | "DATE" | "IUnknown" | "VARIANT" | "VARIANT_BOOL" => name,
            _ if is_ours => name,
            _ if name.starts_with('I') => "IDispatch",
            _ => panic!("what is {kind}?"),
        };
        format!("{spelled} {stars}").trim_end().to_owned()
    }

    /// The interface and those that it extends, the first one first.
    fn chain(&self, name: &str) -> Vec<&Interface> {
        let Some(interface) = self.interfaces.iter().find(|known| known.name == name) else {
            assert_eq!(name, "IDispatch");
            return Vec::new();
        };
        let mut chain = self.chain(&interface.base);
        chain.push(interface);
        chain
    }

    /// A method, in agreement with its line.
    fn method(&self, method: &Method, line: &Line) -> String {
        let (prefix, property) = match line.kind {
            Kind::Method => ("", ""),
            Kind::Get => ("get_", ", propget"),
            Kind::Put => ("put_", ", propput"),
        };
        assert_eq!(method.name, format!("{prefix}{}", line.name));
        let restricted = if line.name.starts_with('_') {
            ", restricted"
        } else {
            ""
        };
        let named = method.parameters.iter().zip(&line.parameters);
        let mut parameters: Vec<String> = named
            .map(|((kind, name), (label, is_optional))| {
                assert_eq!(name, label, "{}", method.name);
                let default = if *is_optional {
                    ", defaultvalue(0)"
                } else {
                    ""
                };
                format!("[in{default}] {} {name}", self.spelled(kind))
            })
            .collect();
        let rest = method.parameters.get(line.parameters.len()..).unwrap();
        assert!(rest.len() <= 1, "{}", method.name);
        parameters.extend(rest.iter().map(|(kind, name)| {
            assert!(kind.ends_with('*'), "{}", method.name);
            format!("[out, retval] {} {name}", self.spelled(kind))
        }));
        format!(
            "        [id({:#X}){property}{restricted}] HRESULT {}({});\n",
            line.id,
            line.name,
            parameters.join(", ")
        )
        .replace("* ", "*")
    }

    fn interface(&self, interface: &Interface, lines: &[Line]) -> String {
        let mut text = format!(
            "\n    [object, dual, oleautomation, nonextensible{}, uuid({})]\n    interface {} : {} {{\n",
            if HIDDEN.contains(&&*interface.name) {
                ", hidden"
            } else {
                ""
            },
            self.identifiers[&format!("IID_{}", interface.name)],
            interface.name,
            interface.base
        );
        assert_eq!(interface.methods.len(), lines.len(), "{}", interface.name);
        let methods = interface.methods.iter().zip(lines);
        text.extend(methods.map(|(method, line)| self.method(method, line)));
        text + "    };\n"
    }

    /// An interface that scripts do not have, and so no table, with what its methods take.
    fn early_bound(&self, interface: &Interface) -> String {
        let mut text = format!(
            "\n    [object, oleautomation, nonextensible, uuid({})]\n    interface {} : {} {{\n",
            self.identifiers[&format!("IID_{}", interface.name)],
            interface.name,
            interface.base
        );
        for method in &interface.methods {
            let parameters = method.parameters.iter();
            let parameters: Vec<String> = parameters
                .map(|(kind, name)| {
                    assert!(!kind.ends_with('*'), "{}", method.name);
                    format!("[in] {} {name}", self.spelled(kind))
                })
                .collect();
            writeln!(
                text,
                "        HRESULT {}({});",
                method.name,
                parameters.join(", ")
            )
            .unwrap();
        }
        text + "    };\n"
    }

    fn print(&self, tables: &[Table]) -> String {
        let mut text = format!(
            "// SPDX-License-Identifier: MIT OR Apache-2.0\n\
             //\n\
             // Made from include/wuapi.h and the tables in src/com/interfaces.rs; do not edit. To write it anew: {HOW}\n\n\
             import \"automation.idl\";\n\n\
             [uuid({}), version({}), helpstring(\"{}\")]\n\
             library EnlistUpdateServices {{\n    importlib(\"stdole2.tlb\");\n",
            uuid_of(policy::TYPE_LIBRARY.id),
            policy::TYPE_LIBRARY.version,
            policy::TYPE_LIBRARY.title,
        );
        for (name, lines) in &self.enumerations {
            let lines = lines.join(",\n        ");
            write!(
                text,
                "\n    typedef enum {name} {{\n        {lines}\n    }} {name};\n"
            )
            .unwrap();
        }
        text.push('\n');
        for interface in &self.interfaces {
            writeln!(text, "    interface {};", interface.name).unwrap();
        }
        for table in tables {
            let newest = table.interfaces.last().unwrap();
            let (newest, _) = self
                .identifiers
                .iter()
                .find(|(_, id)| *id == newest)
                .unwrap();
            let chain = self.chain(newest.strip_prefix("IID_").unwrap());
            let ids: Vec<Uuid> = chain
                .iter()
                .map(|interface| self.identifiers[&format!("IID_{}", interface.name)])
                .collect();
            assert_eq!(ids, table.interfaces, "{newest}");
            let mut lines = &table.lines[..];
            for interface in chain {
                let (own, rest) = lines.split_at(interface.methods.len());
                text += &self.interface(interface, own);
                lines = rest;
            }
            assert!(
                lines.is_empty(),
                "{newest}: the table has more than the header"
            );
        }
        let early_bound = self.interfaces.iter();
        text.extend(
            early_bound
                .filter(|interface| interface.base == "IUnknown")
                .map(|interface| self.early_bound(interface)),
        );
        for class in CREATABLE {
            let id = uuid_of(class.id);
            let mut names = self.identifiers.iter();
            let (name, _) = names.find(|(_, known)| **known == id).unwrap();
            let name = name.strip_prefix("CLSID_").unwrap();
            let newest = self.interfaces.iter().rev().find(|interface| {
                interface.name.trim_end_matches(char::is_numeric) == format!("I{name}")
            });
            let newest = &newest.unwrap().name;
            write!(
                text,
                "\n    [uuid({id}), helpstring(\"{}\")]\n    coclass {name} {{\n        [default] interface {newest};\n    }};\n",
                class.title
            )
            .unwrap();
        }
        text + "}\n"
    }
}

/// What the headers name is called so in the journal.
#[test]
fn the_identifiers_of_the_headers_have_their_names() {
    let headers = [
        HEADER,
        include_str!("../../include/oaidl.h"),
        include_str!("../../include/unknwn.h"),
    ];
    let mut declared: BTreeMap<_, _> = headers.into_iter().flat_map(identifiers).collect();
    for unnamed in ["GUID_NULL", "LIBID_WUApiLib"] {
        declared.remove(unnamed).unwrap();
    }
    let id = |id: &GUID| Uuid::from_fields(id.Data1, id.Data2, id.Data3, &id.Data4);
    let names = ids::NAMES.iter();
    let named = names.map(|(name, known)| ((*name).to_owned(), id(known)));
    assert_eq!(named.collect::<BTreeMap<_, _>>(), declared);
}

#[test]
fn the_idl_is_made_from_the_header_and_the_tables() {
    let library = Library {
        interfaces: interfaces(),
        identifiers: identifiers(HEADER),
        enumerations: enumerations(),
    };
    assert_eq!(library.interfaces.len(), 11);
    let tables = [
        table::<Strings>(),
        table::<Service>(),
        table::<Services>(),
        table::<Registration>(),
        table::<Manager>(),
        table::<Session>(),
    ];
    let wanted = library.print(&tables);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("ENLIST_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{FILE} is out of date; to fix it: {HOW}");
}
