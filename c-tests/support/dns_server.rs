// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small DNS server on the loopback interface: dnsmasq, with the zone "test" that the C programs ask for.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::{Stage, clean_command};

/// Where Debian puts it, which is in the search path of the administrator alone.
const PLACES: [&str; 2] = ["dnsmasq", "/usr/sbin/dnsmasq"];

/// The zone. Whatever else is in "test" does not exist, and what is outside of it is refused.
const ZONE: [&str; 16] = [
    "--local=/test/",
    "--local=/2.0.192.in-addr.arpa/",
    "--host-record=web.test,192.0.2.10,2001:db8::10",
    "--host-record=v4.test,192.0.2.20",
    "--host-record=v4.test,192.0.2.21",
    "--host-record=v6.test,2001:db8::20",
    "--cname=www.test,web.test",
    "--cname=chain.test,www.test",
    "--mx-host=test,web.test,10",
    "--srv-host=_ftp._tcp.test,web.test,2121,1,2",
    "--txt-record=text.test,hello,world",
    "--ptr-record=_ipp._tcp.test,\"printer._ipp._tcp.test\"",
    // SOA: ns.test admin.test 1 3600 600 604800 60; NS: ns.test.
    "--dns-rr=test,6,026e7304746573740005\
     61646d696e0474657374000000000100000e100000025800093a800000003c",
    "--dns-rr=test,2,026e73047465737400",
    // An old type that few know (X25), and one that nobody knows.
    "--dns-rr=old.test,19,03313233",
    "--dns-rr=new.test,65280,0102030405",
];

/// How large a text is that no answer over UDP has room for.
const LARGE_TEXTS: usize = 12;

/// The server; it ends when this is dropped.
pub struct DnsServer {
    child: Child,
    address: SocketAddr,
}

impl DnsServer {
    pub fn start(stage: &Stage) -> Result<Self, String> {
        // Another process may take the port between the search and the start.
        let mut problem = String::new();
        for attempt in 0..5 {
            match Self::start_at(stage, free_port(), attempt) {
                Ok(server) => return Ok(server),
                Err(error) => problem = error,
            }
        }
        Err(problem)
    }

    fn start_at(stage: &Stage, address: SocketAddr, attempt: usize) -> Result<Self, String> {
        let log = stage.file(format!("dnsmasq-{}-{attempt}.log", address.port()));
        let mut child = None;
        for place in PLACES {
            let mut command = clean_command(place.as_ref());
            command
                .args([
                    "--keep-in-foreground",
                    "--conf-file=/dev/null",
                    "--no-resolv",
                    "--no-hosts",
                    "--pid-file=",
                    "--log-facility=-",
                    "--bind-interfaces",
                    "--no-round-robin",
                ])
                .arg(format!("--listen-address={}", address.ip()))
                .arg(format!("--port={}", address.port()))
                .args(ZONE)
                .arg(format!(
                    "--txt-record=large.test{}",
                    format!(",{}", "x".repeat(100)).repeat(LARGE_TEXTS)
                ))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(File::create(&log).unwrap());
            match command.spawn() {
                Ok(started) => {
                    child = Some(started);
                    break;
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(format!("{place}: {error}")),
            }
        }
        let child = child.ok_or(
            "there is no DNS server `dnsmasq`; on Debian and Ubuntu: apt-get install dnsmasq-base",
        )?;
        let mut server = Self { child, address };
        let start = Instant::now();
        // It listens for connections after it listens for datagrams.
        while TcpStream::connect(address).is_err() {
            if server.child.try_wait().unwrap().is_some() || start.elapsed().as_secs() > 30 {
                let said = fs::read_to_string(&log).unwrap_or_default();
                return Err(format!("dnsmasq did not start:\n{said}"));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    /// What `ENLIST_DNS_SERVER` is set to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback interface that nobody uses, for datagrams and for connections.
fn free_port() -> SocketAddr {
    let find = || -> io::Result<SocketAddr> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = socket.local_addr()?;
        TcpListener::bind(address)?;
        Ok(address)
    };
    (0..100).find_map(|_| find().ok()).unwrap()
}
