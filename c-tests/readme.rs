// SPDX-License-Identifier: MIT OR Apache-2.0
//! The examples of the README, as a reader would try them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;
use std::time::Duration;

#[path = "support/mod.rs"]
mod support;

/// The content of the code block that begins at or behind `from`, and where it ends.
fn block<'a>(readme: &'a str, fence: &str, from: usize) -> (&'a str, usize) {
    let start = from + readme[from..].find(fence).unwrap() + fence.len();
    let length = readme[start..].find("```").unwrap();
    (&readme[start..start + length], start + length + "```".len())
}

#[test]
fn the_example_compiles_and_prints_what_is_said() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let (program, end) = block(&readme, "```c\n", 0);
    let promised = end + readme[end..].find("\nprints\n").unwrap();
    let (output, _) = block(&readme, "```\n", promised);

    assert_eq!(printed_by(program, &[]), output);
}

#[test]
fn the_example_of_update_services_compiles_and_prints_what_is_said() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let section = readme.find("\n## Update services\n").unwrap();
    let (program, end) = block(&readme, "```c\n", section);
    let (output, _) = block(&readme, "```\n", end);
    assert_eq!(printed_by(program, &[]), output);
    let refused = printed_by(program, &[("ENLIST_UPDATE_CALLER", "user")]);
    assert_eq!(refused, "AddService2: 0x80070005, state 1\n");
}

/// A program opts in while a server is there, and while none is; later that is made up for.
#[test]
fn the_demo_of_update_services_registers_one_at_once_and_one_later() {
    let stage = support::Stage::new();
    let mut command = support::clean_command(env!("CARGO_BIN_EXE_enlist").as_ref());
    command.args(["demo", "update"]);
    let printed = support::run(&stage, command, Duration::from_secs(60));
    let printed = String::from_utf8(printed.unwrap().success().unwrap()).unwrap();
    let mut rest = printed.as_str();
    for said in [
        "AddService2: 0x00000000",
        "state: registered",
        "used by Automatic Updates first: yes",
        "AddService2: 0x80072EFD",
        "state: pending",
        "registered",
    ] {
        let (_, after) = rest
            .split_once(said)
            .unwrap_or_else(|| panic!("{said}: {printed}"));
        rest = after;
    }
}

/// Server and client are two processes, which know of each other through the store alone.
#[test]
fn the_demo_lets_a_server_and_a_client_meet() {
    let stage = support::Stage::new();
    let mut command = support::clean_command(env!("CARGO_BIN_EXE_enlist").as_ref());
    command.arg("demo");
    let printed = support::run(&stage, command, Duration::from_secs(60))
        .unwrap()
        .success()
        .unwrap();
    let printed = String::from_utf8(printed).unwrap();
    let heard = "and the service says: Hello from the service that you looked up\n";
    assert!(printed.contains(heard), "{printed}");
    assert!(
        printed.ends_with("10108, WSASERVICE_NOT_FOUND\n"),
        "{printed}"
    );
}

/// Looks for everything around, and for everything that the first device offers.
const BLUETOOTH_CLIENT: &str = r#"
#include <stdio.h>
#include <string.h>
#include <initguid.h>
#include <winsock2.h>
#include <ws2bth.h>

static void list(const char *device, DWORD flags) {
    union { WSAQUERYSETA result; char bytes[4096]; } buffer;
    DWORD length = sizeof buffer;
    WSAQUERYSETA query;
    HANDLE lookup;
    memset(&query, 0, sizeof query);
    query.dwSize = sizeof query;
    query.dwNameSpace = NS_BTH;
    query.lpszContext = (char *)device;
    query.lpServiceClassId = (GUID *)&L2CAP_PROTOCOL_UUID;
    flags |= LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_ADDR;
    if (WSALookupServiceBeginA(&query, flags, &lookup) != 0) return;
    while (WSALookupServiceNextA(lookup, 0, &length, &buffer.result) == 0) {
        SOCKADDR_BTH *address = (SOCKADDR_BTH *)buffer.result.lpcsaBuffer->RemoteAddr.lpSockaddr;
        printf("%s %d\n", buffer.result.lpszServiceInstanceName, (int)address->port);
        length = sizeof buffer;
    }
    WSALookupServiceEnd(lookup);
}

int main(void) {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return 1;
    list(NULL, LUP_CONTAINERS);
    list("(00:00:5E:00:53:10)", 0);
    return WSACleanup();
}
"#;

#[test]
fn the_description_of_bluetooth_devices_describes_what_it_says() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let section = readme.find("\n## Bluetooth\n").unwrap();
    let (description, _) = block(&readme, "```toml\n", section);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("devices.toml");
    fs::write(&path, description).unwrap();
    let printed = printed_by(
        BLUETOOTH_CLIENT,
        &[("ENLIST_BLUETOOTH", path.to_str().unwrap())],
    );
    assert_eq!(printed, "Headset 0\nVoice 2\nCOM 9\n");
}

const PROVIDERS: &str = r#"
#include <stdio.h>
#include <winsock2.h>

int main(void) {
    static WSANAMESPACE_INFOEXA infos[16];
    DWORD length = sizeof infos;
    WSADATA data;
    int started = WSAStartup(MAKEWORD(2, 2), &data), count, index;
    count = started == 0 ? WSAEnumNameSpaceProvidersExA(&length, infos) : 0;
    for (index = 0; index < count; index++) {
        printf("%s %u %d %u\n", infos[index].lpszIdentifier, infos[index].dwNameSpace, infos[index].fActive,
               infos[index].ProviderSpecific.cbSize);
    }
    return started;
}
"#;

#[test]
fn the_catalogue_holds_what_it_says() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let section = readme.find("\n## The catalogue\n").unwrap();
    let (catalog, _) = block(&readme, "```toml\n", section);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalog.toml");
    fs::write(&path, catalog).unwrap();
    let printed = printed_by(PROVIDERS, &[("ENLIST_CATALOG", path.to_str().unwrap())]);
    assert_eq!(printed, "Tcpip 12 1 2\n");
}

/// The example of an exported store can be imported, and is exported as it stands there; so can the one of what else there is.
#[test]
fn the_exported_store_can_be_imported() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let section = readme.find("\n## Command line\n").unwrap();
    let (exported, end) = block(&readme, "```json\n", section);
    let (other, _) = block(&readme, "```json\n", end);
    let stage = support::Stage::new();
    let file = stage.file("store.json");
    fs::write(&file, exported).unwrap();
    let enlist = |arguments: &[&str]| {
        let mut command = support::clean_command(Path::new(env!("CARGO_BIN_EXE_enlist")));
        command
            .args(arguments)
            .env("ENLIST_STORE", stage.file("store"));
        let printed = support::run(&stage, command, Duration::from_secs(30));
        String::from_utf8(printed.unwrap().success().unwrap()).unwrap()
    };
    enlist(&["import", file.to_str().unwrap()]);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(squeezed(&enlist(&["export"])), squeezed(exported));
    fs::write(&file, other).unwrap();
    enlist(&["import", file.to_str().unwrap()]);
    assert!(enlist(&["providers"]).contains("Ours"));
    assert!(enlist(&["update", "list"]).contains("Microsoft Update"));
}

/// The cabinet that the README makes is verified by the command that it gives, and refused without trust.
#[test]
fn the_authorization_cab_is_verified_by_the_command_line() {
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let section = readme.find("## Authorization cabs\n").unwrap();
    let (authorization, end) = block(&readme, "```xml\n", section);
    let (recipe, end) = block(&readme, "```sh\n", end);
    let (verified, _) = block(&readme, "```sh\n", end);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("authorization.xml"), authorization).unwrap();
    let run = |commands: &str| {
        let program = env!("CARGO_BIN_EXE_enlist");
        let commands = commands.replace("enlist authorize", &format!("{program} authorize"));
        support::clean_command(Path::new("sh"))
            .args(["-ec", &commands])
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let made = run(recipe);
    assert!(
        made.status.success(),
        "apt-get install openssl gcab osslsigncode: {made:?}"
    );
    let answer = run(verified);
    let said = String::from_utf8(answer.stdout).unwrap();
    assert!(answer.status.success(), "{said}");
    assert!(
        said.contains("\nIssueDate: 2026-01-01T00:00:00Z\n"),
        "{said}"
    );
    for (more, code) in [
        (" --publisher Somebody", "0x800B0004"),
        (" --trust nowhere.pem", "0x80096001"),
    ] {
        let command = match more.contains("trust") {
            true => verified.replace(" --trust signer.pem", more),
            false => format!("{}{more}", verified.trim_end()),
        };
        let answer = run(&command);
        let said = String::from_utf8(answer.stderr).unwrap();
        assert_eq!(answer.status.code(), Some(1), "{said}");
        assert!(said.contains(code), "{said}");
    }
    let untrusted = run(&verified.replace(" --trust signer.pem", ""));
    assert!(
        String::from_utf8(untrusted.stderr)
            .unwrap()
            .contains("0x800B0109")
    );
}

/// Compiles a program, runs it in an environment, and gives back what it prints.
fn printed_by(program: &str, environment: &[(&str, &str)]) -> String {
    let stage = support::Stage::new();
    let (source, executable) = (stage.file("program.c"), stage.file("program"));
    fs::write(&source, program).unwrap();
    let libraries = stage.libraries();
    let arguments = ["-Wall", "-Wextra", "-Werror", "-Iinclude"]
        .map(String::from)
        .into_iter();
    let paths = [&source, &libraries, &executable].map(|path| path.to_str().unwrap().to_owned());
    let [source, libraries, output_file] = paths;
    let linked = [
        source,
        "-L".into(),
        libraries.clone(),
        "-lenlist".into(),
        "-o".into(),
        output_file,
    ];
    support::Compiler::c()
        .run(&arguments.chain(linked).collect::<Vec<_>>())
        .unwrap();

    let mut command = support::clean_command(&executable);
    command
        .env("LD_LIBRARY_PATH", libraries)
        .envs(environment.iter().copied());
    let printed = support::run(&stage, command, Duration::from_secs(30))
        .unwrap()
        .success()
        .unwrap();
    String::from_utf8(printed).unwrap()
}
