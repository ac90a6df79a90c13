// SPDX-License-Identifier: MIT OR Apache-2.0
//! How the shared library is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        for argument in [
            // Programs ask for this name at run time; it changes with the ABI.
            "-Wl,-soname,libenlist.so.0",
            // A thread that ends after dlclose would run code that is no longer there.
            "-Wl,-z,nodelete",
            // A program's own function of the same name must not capture our calls.
            "-Wl,-Bsymbolic",
        ] {
            println!("cargo:rustc-cdylib-link-arg={argument}");
        }
    }
}
