// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of what a cabinet can be and what that is answered with, a cabinet for each row.

use std::process::Command;

use der::asn1::OctetString;

use super::surgery::{
    COUNTER_SIGNATURE, NESTED_SIGNATURE, TOKEN, attach, change, change_signer, signature,
    signature_value, signed_data,
};
use super::workshop::{AUTHORITY, P256, P384, Profile, RSA, SIGNER, STAMPER, Workshop};
use super::{PLAIN, SERVICE, XML, outcome, today, trusting, year};
use crate::wua::authorization::Wanted;
use crate::wua::cab::{Refusal, Trust, authorize, read};

const CHAIN: [&str; 2] = ["signer", "authority"];
const SHA256: &str = "-h sha256";

fn hresult(cabinet: &[u8], trust: &Trust) -> u32 {
    outcome(cabinet, trust).err().map_or(0, Refusal::hresult)
}

#[test]
fn a_good_cabinet_says_what_it_authorises() {
    let shop = Workshop::new();
    let trust = trusting(&shop, &shop.pem(&["root"]));
    for pack in ["--nopath", "--zip"] {
        let cabinet = shop.cabinet(
            pack,
            &[("authorization.xml", XML), ("read-me.txt", "A note.")],
        );
        shop.sign(&cabinet, &CHAIN, SHA256);
        let cabinet = read(&shop.path("signed.cab")).unwrap();
        let said = authorize(&cabinet, PLAIN, &trust, today()).unwrap();
        assert_eq!(said.service_id, SERVICE);
        assert_eq!(said.name, "Example Update");
        assert_eq!(said.service_url, "https://update.example/v1/");
        assert_eq!(said.redirect_urls, ["https://redirect.example/"]);
        let with_automatic_updates = Wanted {
            with_automatic_updates: true,
            ..PLAIN
        };
        authorize(&cabinet, with_automatic_updates, &trust, today()).unwrap();
    }
}

#[test]
fn signatures_of_every_kind_are_verified() {
    let shop = Workshop::new();
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let trust = trusting(&shop, &shop.pem(&["root"]));
    for (name, key) in [("p256", P256), ("p384", P384), ("long", "rsa:4096")] {
        shop.issue(
            name,
            "authority",
            &Profile {
                key,
                ..Profile::default()
            },
        );
        for digest in ["sha256", "sha384", "sha512"] {
            let cabinet = shop.sign(&plain, &[name, "authority"], &format!("-h {digest}"));
            assert_eq!(outcome(&cabinet, &trust), Ok(()), "{name} {digest}");
        }
    }
    // Neither is known to be safe: SHA-1, and a key that is too short.
    let weak = shop.sign(&plain, &CHAIN, "-h sha1");
    assert_eq!(hresult(&weak, &trust), 0x8024_0061);
    shop.issue(
        "short",
        "authority",
        &Profile {
            key: "rsa:1024",
            ..Profile::default()
        },
    );
    let short = shop.sign(&plain, &["short", "authority"], SHA256);
    assert_eq!(hresult(&short, &trust), 0x8009_6004);
    // A signature for old systems, with one for newer ones inside it.
    let strong = shop.sign(&plain, &CHAIN, SHA256);
    let both = attach(&weak, NESTED_SIGNATURE, &signature(&strong), None);
    assert_eq!(outcome(&both, &trust), Ok(()));
    let other = shop.cabinet("--zip", &[("authorization.xml", "other")]);
    let other = shop.sign(&other, &CHAIN, SHA256);
    let foreign = attach(&weak, NESTED_SIGNATURE, &signature(&other), None);
    assert_eq!(hresult(&foreign, &trust), 0x8009_6010);
    // The issuer's signature under the certificate counts as much as the signer's.
    shop.issue(
        "legacy",
        "authority",
        &Profile {
            digest: "sha1",
            ..Profile::default()
        },
    );
    let legacy = shop.sign(&plain, &["legacy", "authority"], SHA256);
    assert_eq!(hresult(&legacy, &trust), 0x8009_6004);
}

#[test]
fn what_is_no_signed_cabinet_is_refused() {
    let shop = Workshop::new();
    let trust = trusting(&shop, &shop.pem(&["root"]));
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let good = shop.sign(&plain, &CHAIN, SHA256);
    assert_eq!(outcome(&good, &trust), Ok(()));

    assert_eq!(hresult(b"", &trust), 0x800B_0003);
    assert_eq!(hresult(XML.as_bytes(), &trust), 0x800B_0003);
    assert_eq!(hresult(&plain, &trust), 0x800B_0100);
    shop.run(
        "osslsigncode",
        "osslsigncode remove-signature -in signed.cab -out removed.cab",
    );
    assert_eq!(hresult(&shop.read("removed.cab"), &trust), 0x800B_0100);

    // Truncated, extended, and with a signature that lies elsewhere.
    assert_eq!(hresult(&good[..good.len() - 1], &trust), 0x8009_6011);
    assert_eq!(hresult(&[&good[..], b"\0"].concat(), &trust), 0x8009_6011);
    let start = good.len() - signature(&good).len() / 8 * 8;
    assert_eq!(hresult(&good[..start], &trust), 0x8009_6011);
    let mut moved = good.clone();
    moved[44] ^= 8;
    assert_eq!(hresult(&moved, &trust), 0x8009_6011);
    let mut garbled = good.clone();
    let blob = garbled.len() - signature(&good).len().next_multiple_of(8);
    garbled[blob] = 0x31;
    assert_eq!(hresult(&garbled, &trust), 0x8009_6011);
    // The sizes of reserves are not signed, and would move the contents.
    for at in [36, 38, 39] {
        let mut moved = good.clone();
        moved[at] ^= 1;
        assert_eq!(hresult(&moved, &trust), 0x800B_0100);
    }

    // Altered: a byte of the contents, the digest that was signed, the attribute about that digest.
    let mut altered = good.clone();
    altered[100] ^= 1;
    assert_eq!(hresult(&altered, &trust), 0x8009_6010);
    let other = shop.cabinet("--nopath", &[("authorization.xml", XML), ("more", "")]);
    let other = shop.sign(&other, &CHAIN, SHA256);
    let mixed = change(&good, |data| {
        data.encap_content_info = signed_data(&signature(&other)).encap_content_info;
    });
    assert_eq!(hresult(&mixed, &trust), 0x8009_6010);
    let swapped = change(&other, |data| {
        data.encap_content_info = signed_data(&signature(&good)).encap_content_info;
    });
    assert_eq!(hresult(&swapped, &trust), 0x8009_6010);
    let consistent = change(&other, |data| {
        data.signer_infos = signed_data(&signature(&good)).signer_infos;
    });
    assert_eq!(hresult(&consistent, &trust), 0x8009_6010);

    // The value of the signature, and the certificate to check it with.
    let forged = change_signer(&good, |signer| {
        let mut value = signer.signature.as_bytes().to_vec();
        value[20] ^= 1;
        signer.signature = OctetString::new(value).unwrap();
    });
    assert_eq!(hresult(&forged, &trust), 0x8009_6004);
    let unattributed = change_signer(&good, |signer| signer.signed_attrs = None);
    assert_eq!(hresult(&unattributed, &trust), 0x8009_6011);
    let without = change(&good, |data| data.certificates = None);
    assert_eq!(hresult(&without, &trust), 0x8009_6002);
}

#[test]
fn the_chain_must_lead_to_an_anchor() {
    let shop = Workshop::new();
    let root = shop.pem(&["root"]);
    let trust = trusting(&shop, &root);
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let good = shop.sign(&plain, &CHAIN, SHA256);
    let with_root = shop.sign(&plain, &["signer", "authority", "root"], SHA256);
    let alone = shop.sign(&plain, &["signer"], SHA256);

    assert_eq!(outcome(&with_root, &trust), Ok(()));
    assert_eq!(hresult(&with_root, &Trust::default()), 0x800B_0109);
    assert_eq!(hresult(&good, &Trust::default()), 0x800B_010A);
    assert_eq!(hresult(&alone, &trust), 0x800B_010A);
    // An anchor may be in the middle, or be the signer.
    assert_eq!(
        outcome(&alone, &trusting(&shop, &shop.pem(&["authority"]))),
        Ok(())
    );
    assert_eq!(
        outcome(&alone, &trusting(&shop, &shop.pem(&["signer"]))),
        Ok(())
    );

    // A root of the same name is not the same root.
    shop.root("elsewhere", RSA);
    shop.run("openssl", "openssl req -x509 -new -config openssl.cnf -extensions extensions -days 30000 -key elsewhere.key -out impostor.pem -subj /CN=root");
    assert_eq!(
        hresult(&good, &trusting(&shop, &shop.pem(&["impostor"]))),
        0x8009_6004
    );
    assert_eq!(
        outcome(&good, &trusting(&shop, &shop.pem(&["impostor", "root"]))),
        Ok(())
    );

    // Who may not issue, has not issued.
    let issued = |name: &str, extensions: &str, end: &str| {
        shop.issue(
            name,
            "root",
            &Profile {
                subject: "/CN=Between",
                extensions,
                end,
                ..Profile::default()
            },
        );
        let below = format!("below-{name}");
        shop.issue(&below, name, &Profile::default());
        shop.sign(&plain, &[&below, name], SHA256)
    };
    let end = "20500101000000Z";
    assert_eq!(hresult(&issued("a", AUTHORITY, end), &trust), 0);
    assert_eq!(hresult(&issued("b", SIGNER, end), &trust), 0x8009_6019);
    assert_eq!(hresult(&issued("c", "", end), &trust), 0x8009_6019);
    let no_signing = "basicConstraints=CA:TRUE\nkeyUsage=cRLSign\n";
    assert_eq!(hresult(&issued("d", no_signing, end), &trust), 0x8009_6019);
    let unknown = format!("{AUTHORITY}1.2.3.4=critical,DER:0500\n");
    assert_eq!(hresult(&issued("e", &unknown, end), &trust), 0x800B_0105);
    let names = format!("{AUTHORITY}nameConstraints=permitted;DNS:example.org\n");
    assert_eq!(hresult(&issued("f", &names, end), &trust), 0x800B_0105);
    assert_eq!(
        hresult(&issued("g", AUTHORITY, "20210101000000Z"), &trust),
        0x800B_0101
    );
    let for_servers = format!("{AUTHORITY}extendedKeyUsage=serverAuth\n");
    assert_eq!(
        hresult(&issued("h", &for_servers, end), &trust),
        0x800B_0110
    );
    let for_all = format!("{AUTHORITY}extendedKeyUsage=anyExtendedKeyUsage\n");
    assert_eq!(hresult(&issued("i", &for_all, end), &trust), 0);

    let many: String = (0..64)
        .map(|one| format!("1.2.3.4.{one}=DER:0500\n"))
        .collect();
    let many = format!("{AUTHORITY}{many}");
    assert_eq!(hresult(&issued("m", &many, end), &trust), 0x8009_6011);

    let short = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=keyCertSign\n";
    assert_eq!(hresult(&issued("j", short, end), &trust), 0);
    shop.issue(
        "k",
        "j",
        &Profile {
            subject: "/CN=Further",
            extensions: AUTHORITY,
            ..Profile::default()
        },
    );
    shop.issue("l", "k", &Profile::default());
    let too_long = shop.sign(&plain, &["l", "k", "j"], SHA256);
    assert_eq!(hresult(&too_long, &trust), 0x8009_6019);
}

#[test]
fn the_signer_must_be_one_who_may_sign() {
    let shop = Workshop::new();
    let root = shop.pem(&["root"]);
    let trust = trusting(&shop, &root);
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let mut number = 0;
    let mut signed = |extensions: &str| {
        number += 1;
        let name = format!("s{number}");
        shop.issue(
            &name,
            "authority",
            &Profile {
                extensions,
                ..Profile::default()
            },
        );
        shop.sign(&plain, &[&name, "authority"], SHA256)
    };
    assert_eq!(
        hresult(&signed("extendedKeyUsage=serverAuth\n"), &trust),
        0x800B_0110
    );
    assert_eq!(
        hresult(&signed("extendedKeyUsage=anyExtendedKeyUsage\n"), &trust),
        0x800B_0110
    );
    assert_eq!(
        hresult(&signed("keyUsage=digitalSignature\n"), &trust),
        0x800B_0110
    );
    assert_eq!(
        hresult(
            &signed("keyUsage=keyEncipherment\nextendedKeyUsage=codeSigning\n"),
            &trust
        ),
        0x800B_0110
    );
    assert_eq!(
        hresult(&signed("extendedKeyUsage=serverAuth,codeSigning\n"), &trust),
        0
    );

    // The user may know something against a certificate.
    let good = shop.sign(&plain, &CHAIN, SHA256);
    shop.run(
        "openssl",
        "openssl x509 -in signer.pem -trustout -addreject codeSigning -out distrusted.pem",
    );
    let distrusting = trusting(&shop, &(root.clone() + &shop.pem(&["distrusted"])));
    assert_eq!(hresult(&good, &distrusting), 0x800B_0111);
    shop.run("openssl", "openssl x509 -in authority.pem -trustout -addreject anyExtendedKeyUsage -out distrusted.pem");
    let distrusting = trusting(&shop, &(root.clone() + &shop.pem(&["distrusted"])));
    assert_eq!(hresult(&good, &distrusting), 0x800B_0111);
    shop.run(
        "openssl",
        "openssl x509 -in root.pem -trustout -addtrust codeSigning -setalias Root -out limited.pem",
    );
    assert_eq!(hresult(&good, &trusting(&shop, &shop.pem(&["limited"]))), 0);
    shop.run(
        "openssl",
        "openssl x509 -in root.pem -trustout -addtrust serverAuth -out limited.pem",
    );
    assert_eq!(
        hresult(&good, &trusting(&shop, &shop.pem(&["limited"]))),
        0x800B_0109
    );

    // Publishers, by organization or by common name.
    for (publishers, code) in [
        (&["Example Publishers"][..], 0),
        (&["Somebody", "Signer"], 0),
        (&["Example"], 0x800B_0004),
        (&["Authority"], 0x800B_0004),
    ] {
        let publishers: Vec<_> = publishers.iter().map(|&name| name.to_owned()).collect();
        shop.write("trust.txt", &root);
        let trust = Trust::read(&shop.path("trust.txt"), &publishers).unwrap();
        assert_eq!(hresult(&good, &trust), code, "{publishers:?}");
    }

    // Revoked, from now on; what was signed with the key before is not.
    let list = shop.revoke("signer", "authority");
    let revoking = trusting(&shop, &(root.clone() + &list));
    let later = today() + std::time::Duration::from_secs(60);
    let code = |trust: &Trust, at| {
        authorize(&good, PLAIN, trust, at)
            .err()
            .map_or(0, Refusal::hresult)
    };
    assert_eq!(code(&revoking, later), 0x800B_010C);
    assert_eq!(code(&revoking, year(2025)), 0);
    let other = shop.sign(&plain, &["s5", "authority"], SHA256);
    assert_eq!(hresult(&other, &revoking), 0);
    // A list that somebody else has signed says nothing.
    shop.root("Authority", P256);
    let list = shop.revoke("s5", "Authority");
    let foreign = trusting(&shop, &(root + &list));
    assert_eq!(
        authorize(&other, PLAIN, &foreign, later).map(|_| ()),
        Ok(())
    );
}

#[test]
fn a_folder_of_anchors_is_read() {
    let shop = Workshop::new();
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let good = shop.sign(&plain, &["signer", "authority", "root"], SHA256);
    std::fs::create_dir(shop.path("trust")).unwrap();
    shop.write("trust/a note.txt", "-----BEGIN CERTIFICATE-----");
    let code = || hresult(&good, &Trust::read(&shop.path("trust"), &[]).unwrap());
    assert_eq!(code(), 0x800B_0109);
    shop.write(
        "trust/root.crt",
        format!("A root\n{}", shop.pem(&["root"]).replace('\n', "\r\n")),
    );
    assert_eq!(code(), 0);
    shop.run(
        "openssl",
        "openssl x509 -in signer.pem -trustout -addreject codeSigning -out trust/signer.pem",
    );
    assert_eq!(code(), 0x800B_0111);
}

#[test]
fn a_timestamp_keeps_a_signature_valid() {
    let shop = Workshop::new();
    let trust = trusting(&shop, &shop.pem(&["root"]));
    let plain = shop.cabinet("--zip", &[("authorization.xml", XML)]);
    let good = shop.sign(&plain, &CHAIN, SHA256);
    let stamper = |name: &str, issuer: &str, extensions: &str, end: &str| {
        shop.issue(
            name,
            issuer,
            &Profile {
                key: RSA,
                subject: "/CN=Stamper",
                extensions,
                end,
                ..Profile::default()
            },
        );
    };
    let end = "20500101000000Z";
    stamper("stamper", "root", STAMPER, end);
    let code = |cabinet: &[u8], at| {
        let result = authorize(cabinet, PLAIN, &trust, at);
        result.err().map_or(0, Refusal::hresult)
    };
    let expired = 0x800B_0101;
    assert_eq!(code(&good, year(2019)), expired);
    assert_eq!(code(&good, year(2060)), expired);

    let token = shop.stamp(&signature_value(&good), "stamper");
    let stamped = attach(&good, TOKEN, &token, None);
    assert_eq!(code(&stamped, year(2060)), 0);
    // A timestamp from the future is none.
    assert_eq!(code(&stamped, year(2025)), 0);
    assert_eq!(code(&stamped, year(2019)), expired);

    for digest in ["sha1", "sha256"] {
        let counter = signed_data(&shop.counter_sign(&signature_value(&good), "stamper", digest));
        let signer = der::Encode::to_der(counter.signer_infos.0.get(0).unwrap()).unwrap();
        let stamped = attach(&good, COUNTER_SIGNATURE, &signer, counter.certificates);
        assert_eq!(code(&stamped, year(2060)), 0, "{digest}");
        let stampless = attach(&good, COUNTER_SIGNATURE, &signer, None);
        assert_eq!(code(&stampless, year(2060)), expired);
        assert_eq!(code(&stampless, today()), 0);
    }

    // Timestamps that count for nothing: of something else, tampered with, by who may not stamp, by whom nobody trusts.
    let other = shop.stamp(b"something else", "stamper");
    assert_eq!(
        code(&attach(&good, TOKEN, &other, None), year(2060)),
        expired
    );
    let mut tampered = token.clone();
    let time = tampered.windows(4).position(|bytes| bytes == b"\x18\x0f20");
    tampered[time.unwrap() + 5] ^= 1;
    assert_eq!(
        code(&attach(&good, TOKEN, &tampered, None), year(2060)),
        expired
    );
    stamper("signing", "root", SIGNER, end);
    let counter = signed_data(&shop.counter_sign(&signature_value(&good), "signing", "sha256"));
    let signer = der::Encode::to_der(counter.signer_infos.0.get(0).unwrap()).unwrap();
    let by_signer = attach(&good, COUNTER_SIGNATURE, &signer, counter.certificates);
    assert_eq!(code(&by_signer, year(2060)), expired);
    shop.root("elsewhere", RSA);
    stamper("foreign", "elsewhere", STAMPER, end);
    let foreign = shop.stamp(&signature_value(&good), "foreign");
    assert_eq!(
        code(&attach(&good, TOKEN, &foreign, None), year(2060)),
        expired
    );

    // Stamped when the certificate had expired already.
    shop.issue(
        "late",
        "authority",
        &Profile {
            end: "20210101000000Z",
            ..Profile::default()
        },
    );
    let late = shop.sign(&plain, &["late", "authority"], SHA256);
    let token = shop.stamp(&signature_value(&late), "stamper");
    let late = attach(&late, TOKEN, &token, None);
    assert_eq!(code(&late, year(2060)), expired);
    assert_eq!(code(&late, year(2020)), 0);
}

#[test]
fn the_contents_must_be_an_authorization() {
    let shop = Workshop::new();
    let trust = trusting(&shop, &shop.pem(&["root"]));
    let signed = |files: &[(&str, &str)]| {
        let plain = shop.cabinet("--zip", files);
        shop.sign(&plain, &CHAIN, SHA256)
    };
    let of = |xml: &str| signed(&[("authorization.xml", xml)]);
    assert_eq!(hresult(&signed(&[("other.xml", XML)]), &trust), 0x8024_000D);
    assert_eq!(hresult(&signed(&[("Authorization.XML", XML)]), &trust), 0);
    assert_eq!(
        hresult(
            &signed(&[("authorization.xml", XML), ("AUTHORIZATION.XML", XML)]),
            &trust
        ),
        0x8024_000E
    );
    assert_eq!(hresult(&of("<"), &trust), 0x8024_000E);
    assert_eq!(hresult(&of(""), &trust), 0x8024_000E);
    assert_eq!(
        hresult(&of(&XML.replace("version='1'>", "version='2'>")), &trust),
        0x8024_000E
    );
    let id = "<ServiceID>7971f918-a847-4430-9279-4a52d1efe18d</ServiceID>";
    assert_eq!(hresult(&of(&XML.replace(id, "")), &trust), 0x8024_000D);
    // Several blocks of data, and more than is taken.
    let padded = |count| {
        of(&XML.replace(
            "<Name>",
            &format!("<!--{}--><Name>", "0123456789".repeat(count)),
        ))
    };
    assert_eq!(hresult(&padded(20_000), &trust), 0);
    assert_eq!(hresult(&padded(30_000), &trust), 0x8024_000E);
    let bomb = "a".repeat(20 << 20);
    assert_eq!(
        hresult(
            &signed(&[("authorization.xml", XML), ("bomb", &bomb)]),
            &trust
        ),
        0x8024_000E
    );

    let other = XML.replace("7971f918", "00000000");
    assert_eq!(hresult(&of(&other), &trust), 0x8007_0057);
    let dated = XML.replace(
        "<Name>",
        "<ExpirationDate>2026-01-01T00:00:00Z</ExpirationDate><Name>",
    );
    assert_eq!(hresult(&of(&dated), &trust), 0x8024_8015);
    let unexpired = authorize(&of(&dated), PLAIN, &trust, year(2025));
    assert!(unexpired.is_ok());
    let forbidding = of(&XML.replace("<CanRegisterWithAU>true", "<CanRegisterWithAU>false"));
    assert_eq!(hresult(&forbidding, &trust), 0);
    let with_automatic_updates = Wanted {
        with_automatic_updates: true,
        ..PLAIN
    };
    let forbidden = authorize(&forbidding, with_automatic_updates, &trust, today());
    assert_eq!(forbidden.unwrap_err().hresult(), 0x8024_801A);
}

#[test]
fn the_readme_makes_a_good_cabinet() {
    let readme = include_str!("../../../../README.md");
    let (_, section) = readme.split_once("## Authorization cabs\n").unwrap();
    let block = |language: &str| {
        let (_, from) = section.split_once(&format!("```{language}\n")).unwrap();
        from.split_once("```").unwrap().0
    };
    let shop = Workshop::empty();
    shop.write("authorization.xml", block("xml"));
    shop.write("recipe", block("sh"));
    shop.run("openssl gcab osslsigncode", "sh -e recipe");
    let trust = Trust::read(&shop.path("signer.pem"), &["Example".to_owned()]).unwrap();
    let said = authorize(&shop.read("authorization.cab"), PLAIN, &trust, today()).unwrap();
    assert_eq!(said.setup_prefix, "ex");
    // Every HRESULT that there is stands in its table.
    for refusal in Refusal::ALL {
        let code = format!("0x{:08X}", refusal.hresult());
        assert!(section.contains(&code), "{code}");
    }
}

#[test]
fn the_anchors_of_the_system_are_readable() {
    let bundle = std::path::Path::new("/etc/ssl/certs/ca-certificates.crt");
    if bundle.exists() {
        let trust = Trust::read(bundle, &[]).unwrap();
        let count = Command::new("grep")
            .arg("-c")
            .arg("BEGIN CERT")
            .arg(bundle)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(count.stdout).unwrap().trim(),
            trust.anchors.len().to_string()
        );
    }
}
