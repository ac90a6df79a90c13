// SPDX-License-Identifier: MIT OR Apache-2.0
//! How the shared library is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => linux(),
        Ok("windows") => windows(),
        _ => {}
    }
}

fn link(argument: &str) {
    println!("cargo:rustc-cdylib-link-arg={argument}");
}

fn linux() {
    // Programs ask for this name at run time; it changes with the ABI.
    link("-Wl,-soname,libenlist.so.0");
    // A thread that ends after dlclose would run code that is no longer there.
    link("-Wl,-z,nodelete");
    // A program's own function of the same name must not capture our calls.
    link("-Wl,-Bsymbolic");
}

fn windows() {
    // Ordinals, and everything else of ws2_32.dll as a forwarder. The linker adds it to the list of exports that rustc makes.
    println!("cargo:rerun-if-changed=def/enlist.def");
    link(&format!(
        "{}/def/enlist.def",
        std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default()
    ));
    // The standard library starts Winsock by these names before it opens a socket, which must not be a start of ours.
    for (name, genuine) in [
        ("WSAStartup", "enlist_genuine_startup"),
        ("WSACleanup", "enlist_genuine_cleanup"),
    ] {
        link(&format!("-Wl,--wrap={name}"));
        link(&format!("-Wl,--defsym=__wrap_{name}={genuine}"));
    }
}
