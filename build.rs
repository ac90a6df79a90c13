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
    // Functions that are the same to the letter stand there once, where nobody can tell: a tenth of the release. Not every linker
    // can do that; the one that comes with Rust can.
    let fold = "-Wl,--icf=safe";
    if std::env::var("PROFILE").as_deref() == Ok("release") && is_understood(fold) {
        link(fold);
    }
}

/// Whether the linker takes an argument: it is tried with an empty library.
fn is_understood(argument: &str) -> bool {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let folder = std::path::PathBuf::from(variable("OUT_DIR"));
    let source = folder.join("empty.rs");
    if std::fs::write(&source, "").is_err() {
        return false;
    }
    let flags = variable("CARGO_ENCODED_RUSTFLAGS");
    let flags = flags.split('\x1f').filter(|flag| !flag.is_empty());
    let linker = std::env::var("RUSTC_LINKER").map(|linker| format!("-Clinker={linker}"));
    std::process::Command::new(variable("RUSTC"))
        .args(flags)
        .args(linker.ok())
        .args(["--crate-type", "cdylib", "--target", &variable("TARGET")])
        .arg(format!("-Clink-arg={argument}"))
        .arg("--out-dir")
        .args([&folder, &source])
        .output()
        .is_ok_and(|output| output.status.success())
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
