// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where cabinets are made and signed, by the programs that people make them with: gcab, osslsigncode and openssl.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with a certification authority in it. Certificates, keys and files are known by name.
pub(super) struct Workshop {
    folder: TempDir,
}

/// What a certificate is like.
pub(super) struct Profile<'a> {
    pub(super) key: &'a str,
    pub(super) subject: &'a str,
    pub(super) extensions: &'a str,
    /// As openssl takes them: YYYYMMDDHHMMSSZ.
    pub(super) start: &'a str,
    pub(super) end: &'a str,
    pub(super) digest: &'a str,
}

pub(super) const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
pub(super) const SIGNER: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n";
pub(super) const STAMPER: &str = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n";

pub(super) const RSA: &str = "rsa:2048";
pub(super) const P256: &str = "P-256";
pub(super) const P384: &str = "P-384";

impl Default for Profile<'_> {
    fn default() -> Self {
        Self {
            key: P256,
            subject: "/O=Example Publishers/CN=Signer",
            extensions: SIGNER,
            start: "20200101000000Z",
            end: "20500101000000Z",
            digest: "sha256",
        }
    }
}

impl Workshop {
    /// A workshop with a root, and an authority and a signer below it. The three have keys of three kinds.
    pub(super) fn new() -> Self {
        let shop = Self::empty();
        shop.write("index.txt", "");
        shop.write("crlnumber", "01\n");
        shop.root("root", RSA);
        shop.issue(
            "authority",
            "root",
            &Profile {
                key: P384,
                subject: "/CN=Authority",
                extensions: AUTHORITY,
                end: "21000101000000Z",
                ..Profile::default()
            },
        );
        shop.issue(
            "signer",
            "authority",
            &Profile {
                key: RSA,
                ..Profile::default()
            },
        );
        shop
    }

    /// A workshop without anything in it.
    pub(super) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs a program in the folder; its words are those of a line.
    pub(super) fn run(&self, package: &str, line: &str) {
        self.run_with(package, line, &[]);
    }

    fn run_with(&self, package: &str, line: &str, more: &[&str]) {
        let mut words = line.split_whitespace();
        let output = Command::new(words.next().unwrap())
            .args(words)
            .args(more)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .env_remove("OPENSSL_CONF")
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{line}: {error} (apt-get install {package})"));
        assert!(
            output.status.success(),
            "{line}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn new_key(&self, name: &str, kind: &str) {
        let options = match kind.strip_prefix("rsa:") {
            Some(bits) => format!("RSA -pkeyopt rsa_keygen_bits:{bits}"),
            None => format!("EC -pkeyopt ec_paramgen_curve:{kind}"),
        };
        self.run(
            "openssl",
            &format!("openssl genpkey -algorithm {options} -out {name}.key"),
        );
    }

    fn configure(&self, issuer: &str, extensions: &str, digest: &str) {
        self.write(
            "openssl.cnf",
            format!(
                "[req]\ndistinguished_name=nothing\n[nothing]\n[ca]\ndefault_ca=issuer\n\
                 [issuer]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\nunique_subject=no\ncrlnumber=crlnumber\n\
                 default_md={digest}\ndefault_crl_days=30\npolicy=any\ncertificate={issuer}.pem\nprivate_key={issuer}.key\n\
                 [any]\norganizationName=optional\ncommonName=supplied\n\
                 [tsa]\ndefault_tsa=stamper\n[stamper]\nserial=tsaserial\ncrypto_device=builtin\nsigner_digest=sha256\n\
                 default_policy=1.2.3.4\ndigests=sha1,sha256\nordering=yes\ntsa_name=no\ness_cert_id_chain=no\n\
                 [extensions]\n{extensions}"
            ),
        );
    }

    /// A root.
    pub(super) fn root(&self, name: &str, kind: &str) {
        self.new_key(name, kind);
        let subject = format!("/CN={name}");
        let profile = Profile {
            subject: &subject,
            extensions: AUTHORITY,
            end: "21000101000000Z",
            ..Profile::default()
        };
        self.certify(name, name, &profile, "-selfsign");
    }

    /// A certificate from an issuer, with a new key.
    pub(super) fn issue(&self, name: &str, issuer: &str, profile: &Profile<'_>) {
        self.new_key(name, profile.key);
        self.certify(name, issuer, profile, "");
    }

    fn certify(&self, name: &str, issuer: &str, profile: &Profile<'_>, option: &str) {
        self.configure(issuer, profile.extensions, profile.digest);
        self.run_with(
            "openssl",
            &format!("openssl req -new -config openssl.cnf -key {name}.key -out {name}.csr"),
            &["-subj", profile.subject],
        );
        self.run(
            "openssl",
            &format!(
                "openssl ca {option} -batch -notext -config openssl.cnf -extensions extensions -startdate {} -enddate {} -in {name}.csr -out {name}.pem",
                profile.start, profile.end
            ),
        );
    }

    /// A list of what an issuer has revoked, this certificate among it, as text.
    pub(super) fn revoke(&self, name: &str, issuer: &str) -> String {
        self.configure(issuer, "", "sha256");
        self.run(
            "openssl",
            &format!("openssl ca -config openssl.cnf -revoke {name}.pem"),
        );
        self.run(
            "openssl",
            "openssl ca -config openssl.cnf -gencrl -out list.crl",
        );
        String::from_utf8(self.read("list.crl")).unwrap()
    }

    pub(super) fn pem(&self, names: &[&str]) -> String {
        names
            .iter()
            .map(|name| String::from_utf8(self.read(&format!("{name}.pem"))).unwrap())
            .collect()
    }

    /// A cabinet, not signed, of files with names and contents; `pack` is an option of gcab.
    pub(super) fn cabinet(&self, pack: &str, files: &[(&str, &str)]) -> Vec<u8> {
        let mut line = format!("gcab --create {pack} plain.cab");
        for (name, content) in files {
            self.write(name, content);
            line = format!("{line} {name}");
        }
        self.run("gcab", &line);
        self.read("plain.cab")
    }

    /// Signs a cabinet with a key; these certificates go into the signature, the signer's first.
    pub(super) fn sign(&self, cabinet: &[u8], certificates: &[&str], options: &str) -> Vec<u8> {
        self.write("unsigned.cab", cabinet);
        self.write("certificates.txt", self.pem(certificates));
        let _ = fs::remove_file(self.path("signed.cab"));
        let signer = certificates.first().unwrap();
        self.run(
            "osslsigncode",
            &format!(
                "osslsigncode sign {options} -certs certificates.txt -key {signer}.key -in unsigned.cab -out signed.cab"
            ),
        );
        self.read("signed.cab")
    }

    /// A token by RFC 3161 that these bytes exist now.
    pub(super) fn stamp(&self, bytes: &[u8], stamper: &str) -> Vec<u8> {
        self.configure(stamper, "", "sha256");
        self.write("stamped", bytes);
        self.write("tsaserial", "01\n");
        self.run(
            "openssl",
            "openssl ts -query -config openssl.cnf -sha256 -cert -data stamped -out query",
        );
        self.run(
            "openssl",
            &format!("openssl ts -reply -config openssl.cnf -queryfile query -signer {stamper}.pem -inkey {stamper}.key -token_out -out token"),
        );
        self.read("token")
    }

    /// Signed data over these bytes, as the older services stamp with.
    pub(super) fn counter_sign(&self, bytes: &[u8], stamper: &str, digest: &str) -> Vec<u8> {
        self.write("stamped", bytes);
        self.run(
            "openssl",
            &format!("openssl cms -sign -binary -nodetach -nosmimecap -md {digest} -in stamped -signer {stamper}.pem -inkey {stamper}.key -outform DER -out counter"),
        );
        self.read("counter")
    }
}
