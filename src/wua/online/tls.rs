// SPDX-License-Identifier: MIT OR Apache-2.0
//! Secure connections.

#![forbid(unsafe_code)]

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::connection::{Connection, Timed};
use super::failure::Failure;

/// Makes a connection secure, with the server of that name and nobody else.
pub(super) fn secure(
    mut socket: Timed,
    host: &str,
    anchors: Option<&Path>,
) -> Result<Box<dyn Connection>, Failure> {
    let mut client = client(host, anchors).ok_or(Failure::Insecure)?;
    while client.is_handshaking() {
        client
            .complete_io(&mut socket)
            .map_err(|error| handshake_failure(&error))?;
    }
    Ok(Box::new(StreamOwned::new(client, socket)))
}

fn client(host: &str, anchors: Option<&Path>) -> Option<ClientConnection> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots(anchors)?)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).ok()?;
    ClientConnection::new(Arc::new(config), name).ok()
}

/// The anchors in a file, or those of the system.
fn roots(anchors: Option<&Path>) -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match anchors {
        Some(file) => {
            for certificate in CertificateDer::pem_file_iter(file).ok()? {
                roots.add(certificate.ok()?).ok()?;
            }
        }
        None => {
            // Systems have a few that no library takes.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Some(roots)
}

fn handshake_failure(error: &io::Error) -> Failure {
    match Failure::transferring(error) {
        failure @ (Failure::TimeOut | Failure::Reset) => failure,
        _ if error.kind() == ErrorKind::UnexpectedEof => Failure::Aborted,
        _ => Failure::Insecure,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::process::Command;
    use std::time::Duration;

    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, Stream};
    use uuid::Uuid;

    use crate::wua::authority::Authority as _;
    use crate::wua::authorization::Wanted;
    use crate::wua::online::{Proxies, Server, Settings, Url};
    use crate::wua::verifier::Trusted;

    use super::*;

    /// A certificate for a name, and its key.
    fn certify(folder: &Path, name: &str) {
        let line = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=test -keyout key.pem -out";
        let status = Command::new("openssl")
            .args(line.split(' '))
            .args(["anchors.pem", "-addext", &format!("subjectAltName={name}")])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .current_dir(folder)
            .output();
        assert!(status.unwrap().status.success());
    }

    /// Answers every request with the same words; the port.
    fn serve(folder: &Path) -> u16 {
        let certificate = CertificateDer::from_pem_file(folder.join("anchors.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = Stream::new(&mut connection, &mut client);
                // Clients that do not trust the server go away.
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
                let _ = stream.flush();
            }
        });
        port
    }

    #[test]
    fn a_secure_server_is_the_one_that_it_says_it_is() {
        let folder = tempfile::tempdir().unwrap();
        certify(folder.path(), "DNS:localhost");
        let port = serve(folder.path());
        let anchors = folder.path().join("anchors.pem");
        let ask = |host: &str, anchors: Option<&Path>| {
            let settings = Settings {
                base: Url::parse(&format!("https://{host}:{port}/")).unwrap(),
                proxies: Proxies::default(),
                anchors: anchors.map(Path::to_owned),
                time: Duration::from_secs(30),
            };
            let wanted = Wanted {
                service_id: Uuid::nil(),
                with_automatic_updates: false,
            };
            let refused = Server::new(settings, Trusted::default()).ask(wanted);
            refused.unwrap_err().reason.0
        };
        assert_eq!(ask("localhost", Some(&anchors)), 0x8024_401E);
        // Another name, and nobody who vouches for it.
        assert_eq!(ask("127.0.0.1", Some(&anchors)), 0x8007_2F8F);
        assert_eq!(ask("localhost", None), 0x8007_2F8F);
        let missing = folder.path().join("none.pem");
        assert_eq!(ask("localhost", Some(&missing)), 0x8007_2F8F);
    }
}
