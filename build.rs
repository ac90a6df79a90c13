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
    // Functions that are the same to the letter stand there once: a tenth of the release. Two that are one have one address, which
    // nobody minds: where addresses are compared, they are those of functions that do the same. Not every linker can do that; the one
    // that comes with Rust can.
    let fold = "-Wl,--icf=all";
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
    link(&type_library());
}

/// Compiles the description of the interfaces into a type library, and that into an object file that the DLL carries it in.
fn type_library() -> String {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let (source, out) = (variable("CARGO_MANIFEST_DIR"), variable("OUT_DIR"));
    for name in ["automation", "stdole2", "update"] {
        println!("cargo:rerun-if-changed=def/{name}.idl");
    }
    // What the description refers to in the type library of automation, which every Windows has.
    for (name, library) in [("stdole2", "stdole2"), ("update", "enlist")] {
        run(
            "widl",
            "mingw-w64-tools",
            std::process::Command::new("x86_64-w64-mingw32-widl")
                .args(["-m64", "-t", "-I", &format!("{source}/def"), "-L", &out])
                .args(["-o", &format!("{out}/{library}.tlb")])
                .arg(format!("{source}/def/{name}.idl")),
        );
    }
    let (script, object) = (format!("{out}/enlist.rc"), format!("{out}/resources.o"));
    let content = format!("1 TYPELIB \"{out}/enlist.tlb\"\n");
    std::fs::write(&script, content).expect("the build's own folder can be written to");
    run(
        "windres",
        "binutils-mingw-w64-x86-64",
        std::process::Command::new("x86_64-w64-mingw32-windres").args([&script, &object]),
    );
    object
}

/// Runs a tool, or says where it comes from.
fn run(name: &str, package: &str, command: &mut std::process::Command) {
    let hint = format!("{name} of MinGW is needed; on Debian: apt-get install {package}");
    let status = command.status().expect(&hint);
    assert!(status.success(), "{command:?}: {status}");
}
