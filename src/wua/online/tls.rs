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
