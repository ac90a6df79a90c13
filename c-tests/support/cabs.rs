// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signed cabinets for C programs: one for each way in which one can be wrong, in a folder with whom to trust.

#![allow(clippy::indexing_slicing)]

use std::fs;
use std::path::PathBuf;

#[path = "../../src/wua/cab/tests/workshop.rs"]
mod workshop;

use workshop::{P256, Profile, Workshop};

/// A folder of cabinets. Gone when dropped.
pub struct Cabs(Workshop);

/// Of all but one of them; those that programs use.
pub const SERVICE: &str = "11111111-2222-3333-4444-555555555555";

const FORBIDDING: &str = "<CanRegisterWithAU>false</CanRegisterWithAU>";

/// What can be wrong with the certificate of a signer: the name of the cabinet, a subject, extensions, when it begins and ends.
const SIGNERS: [(&str, &str, &str, &str, &str); 5] = {
    const USUAL: &str = workshop::SIGNER;
    [
        ("expired", "/O=Example/CN=Expired", USUAL, "2020", "2021"),
        ("early", "/O=Example/CN=Early", USUAL, "2090", "2095"),
        (
            "usage",
            "/O=Example/CN=Usage",
            "extendedKeyUsage=serverAuth\n",
            "2020",
            "2050",
        ),
        ("revoked", "/O=Example/CN=Revoked", USUAL, "2020", "2050"),
        ("publisher", "/O=Other/CN=Other", USUAL, "2020", "2050"),
    ]
};

impl Cabs {
    /// Makes them with gcab, openssl and osslsigncode.
    pub fn make() -> Self {
        let cabs = Self(Workshop::new());
        let shop = &cabs.0;
        shop.root("elsewhere", P256);
        shop.issue("stranger", "elsewhere", &Profile::default());
        shop.issue("distrusted", "authority", &Profile::default());
        for (name, subject, extensions, start, end) in SIGNERS {
            let (start, end) = (format!("{start}0101000000Z"), format!("{end}0101000000Z"));
            let profile = Profile {
                subject,
                extensions,
                start: &start,
                end: &end,
                ..Profile::default()
            };
            shop.issue(name, "authority", &profile);
        }
        shop.issue(
            "organised",
            "authority",
            &Profile {
                subject: "/O=Example/CN=Organised",
                ..Profile::default()
            },
        );
        cabs.trust();

        let plain = cabs.plain("", "");
        cabs.write("unsigned.cab", &plain);
        cabs.write("text.cab", b"nothing of the kind");
        let good = cabs.sign(&plain, "organised", "-h sha256");
        cabs.write("good.cab", &good);
        let everything = cabs.plain(
            "",
            "<ContentValidationCert>000102030405060708090A0b0c0d0e0f10111213</ContentValidationCert>\
             <ExpirationDate>2040-06-15T12:00:00Z</ExpirationDate><IsManaged>true</IsManaged>",
        );
        cabs.write(
            "everything.cab",
            &cabs.sign(&everything, "organised", "-h sha256"),
        );
        cabs.write("weak.cab", &cabs.sign(&plain, "organised", "-h sha1"));
        cabs.write("altered.cab", &changed(&good, 0x60));
        let (start, end) = signature(&good);
        cabs.write("undecodable.cab", &changed(&good, start));
        cabs.write("longer.cab", &[&good[..], &[0]].concat());
        cabs.write("wrong-signature.cab", &changed(&good, end - 1));
        // The serial number by which the signer is found stands last before the digest and the attributes.
        let serial = cabs.serial_number("organised");
        let serial = good[start..end]
            .windows(serial.len())
            .rposition(|bytes| bytes == serial);
        cabs.write("no-signer.cab", &changed(&good, start + serial.unwrap()));
        cabs.write(
            "no-authority.cab",
            &shop.sign(&plain, &["organised"], "-h sha256"),
        );
        cabs.write(
            "untrusted.cab",
            &shop.sign(&plain, &["stranger", "elsewhere"], "-h sha256"),
        );
        cabs.write(
            "distrusted.cab",
            &cabs.sign(&plain, "distrusted", "-h sha256"),
        );
        for (name, ..) in SIGNERS {
            cabs.write(
                &format!("{name}.cab"),
                &cabs.sign(&plain, name, "-h sha256"),
            );
        }
        let signed = |name: &str, id: &str, more: &str| {
            let plain = cabs.plain(id, more);
            cabs.write(name, &cabs.sign(&plain, "organised", "-h sha256"));
        };
        signed("forbidding.cab", "", FORBIDDING);
        signed(
            "expired-authorization.cab",
            "",
            "<ExpirationDate>2026-01-01T00:00:00Z</ExpirationDate>",
        );
        signed("other.cab", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "");
        signed("malformed.cab", "", "<Unknown/>");
        let wrong = [("empty.cab", "read-me.txt"), ("scan.cab", "index.xml")];
        for (name, file) in wrong {
            let plain = shop.cabinet("--zip", &[(file, "nothing of the kind")]);
            cabs.write(name, &cabs.sign(&plain, "organised", "-h sha256"));
        }
        cabs
    }

    /// The folder in which they are.
    pub fn folder(&self) -> PathBuf {
        self.0.path("")
    }

    /// An authorization cab, for a folder that is served.
    pub fn authorization(&self, id: &str, more: &str) -> Vec<u8> {
        self.sign(&self.plain(id, more), "organised", "-h sha256")
    }

    /// Who is trusted, and who is not.
    fn trust(&self) {
        let shop = &self.0;
        fs::create_dir(shop.path("trust")).unwrap();
        shop.write("trust/root.pem", shop.pem(&["root"]));
        shop.write("trust/list.crl", shop.revoke("revoked", "authority"));
        shop.run(
            "openssl",
            "openssl x509 -in distrusted.pem -trustout -addreject codeSigning -out trust/distrusted.pem",
        );
    }

    fn plain(&self, id: &str, more: &str) -> Vec<u8> {
        let id = if id.is_empty() { SERVICE } else { id };
        let usual = if more.contains("CanRegisterWithAU") {
            ""
        } else {
            "<CanRegisterWithAU>true</CanRegisterWithAU>"
        };
        let text = format!(
            "<ServiceAuthorization version='1'><ServiceID>{id}</ServiceID><Name>Example Update</Name>\
             <IssueDate>2026-01-01T00:00:00Z</IssueDate>{usual}<OffersWindowsUpdates>true</OffersWindowsUpdates>\
             <ServiceUrl>https://update.example/v1/</ServiceUrl><SetupPrefix>ex</SetupPrefix>\
             <RedirectUrls><Url>https://redirect.example/</Url></RedirectUrls>{more}</ServiceAuthorization>"
        );
        self.0.cabinet("--zip", &[("authorization.xml", &text)])
    }

    fn sign(&self, plain: &[u8], signer: &str, options: &str) -> Vec<u8> {
        self.0.sign(plain, &[signer, "authority"], options)
    }

    fn write(&self, name: &str, cabinet: &[u8]) {
        self.0.write(name, cabinet);
    }

    fn serial_number(&self, name: &str) -> Vec<u8> {
        let shop = &self.0;
        shop.run(
            "openssl",
            &format!("openssl x509 -in {name}.pem -serial -noout -out serial"),
        );
        let text = String::from_utf8(shop.read("serial")).unwrap();
        let digits = text.trim().strip_prefix("serial=").unwrap();
        let pairs = digits.as_bytes().chunks(2);
        pairs
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }
}

/// The cabinet with one byte changed.
fn changed(cabinet: &[u8], at: usize) -> Vec<u8> {
    let mut changed = cabinet.to_vec();
    changed[at] ^= 0x40;
    changed
}

/// Where the signature of a cabinet begins and ends, without what pads it.
fn signature(cabinet: &[u8]) -> (usize, usize) {
    let word = |at: usize| u32::from_le_bytes(cabinet[at..at + 4].try_into().unwrap());
    let start = word(44) as usize;
    let length = u16::from_be_bytes([cabinet[start + 2], cabinet[start + 3]]);
    (start, start + 4 + usize::from(length))
}
