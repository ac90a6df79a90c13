// SPDX-License-Identifier: MIT OR Apache-2.0
//! A web server as people run them, nginx, with authorization cabs on the loopback interface, plain and secure. What a folder of
//! it does is in the configuration below.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Debian has it among the commands of the administrator.
const PROGRAM: &str = "/usr/sbin/nginx";

/// Whether the tests that need it were asked for.
pub fn wanted() -> bool {
    super::on("ENLIST_TEST_WEB_SERVER")
}

/// The server; it ends when this is dropped.
pub struct WebServer {
    child: Child,
    folder: PathBuf,
    ports: [u16; 2],
}

impl WebServer {
    /// Starts it in a folder of its own, which is made, with the cabinets of another one.
    pub fn start(folder: PathBuf, cabinets: &Path) -> Result<Self, String> {
        prepare(&folder, cabinets).map_err(|error| error.to_string())?;
        // Somebody else may take a port before the server does.
        let mut failure = String::new();
        for _ in 0..5 {
            let ports = free_ports().map_err(|error| error.to_string())?;
            match Self::start_at(&folder, ports) {
                Ok(server) => return Ok(server),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn start_at(folder: &Path, ports: [u16; 2]) -> Result<Self, String> {
        fs::write(folder.join("nginx.conf"), configuration(folder, ports)).unwrap();
        let child = Command::new(PROGRAM)
            .arg("-c")
            .arg(folder.join("nginx.conf"))
            .arg("-e")
            .arg(folder.join("error.log"))
            .arg("-p")
            .arg(folder)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                format!("{PROGRAM}: {error}; on Debian: apt-get install nginx-light")
            })?;
        let mut server = Self {
            child,
            folder: folder.to_owned(),
            ports,
        };
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(30) {
            if server.child.try_wait().unwrap().is_some() {
                break;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, ports[1])).is_ok() {
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(2));
        }
        let said = fs::read_to_string(folder.join("error.log")).unwrap_or_default();
        Err(format!("{PROGRAM} does not start: {said}"))
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports[0])
    }

    /// Its certificate is for this name.
    pub fn secure_url(&self) -> String {
        format!("https://localhost:{}", self.ports[1])
    }

    /// Who vouches for its certificate.
    pub fn anchors(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// A line for each request, with the status of its response.
    pub fn log(&self) -> PathBuf {
        self.folder.join("access.log")
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

fn free_ports() -> io::Result<[u16; 2]> {
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let second = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok([first.local_addr()?.port(), second.local_addr()?.port()])
}

/// The files that it serves, and its certificate.
fn prepare(folder: &Path, cabinets: &Path) -> io::Result<()> {
    for (served, cabinet) in [
        ("good", "good.cab"),
        ("squeezed", "good.cab"),
        ("chunked", "good.cab"),
        ("page", "good.cab"),
        ("unsigned", "unsigned.cab"),
    ] {
        let service = folder
            .join("served")
            .join(served)
            .join(super::cabs::SERVICE);
        fs::create_dir_all(&service)?;
        fs::copy(cabinets.join(cabinet), service.join("auth.cab"))?;
    }
    let openssl = |line: &str| {
        let output = Command::new("openssl")
            .args(line.split(' '))
            .current_dir(folder)
            .output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("openssl {line}: {output:?}"))),
        }
    };
    let key = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(&format!(
        "{key} -x509 -days 30 -subj /CN=Authority -keyout authority.key -out authority.pem"
    ))?;
    openssl(&format!(
        "{key} -subj /CN=localhost -keyout server.key -out server.csr"
    ))?;
    let extensions = "basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:localhost\n";
    fs::write(folder.join("extensions"), extensions)?;
    openssl(
        "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 -extfile extensions \
         -out server.pem",
    )
}

fn configuration(folder: &Path, [plain, secure]: [u16; 2]) -> String {
    let folder = folder.to_str().unwrap();
    format!(
        r#"
daemon off;
# One process, which ends when it is told to.
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    log_format line '$scheme $request_method $uri $sent_http_transfer_encoding $status';
    access_log {folder}/access.log line;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ application/vnd.ms-cab-compressed cab; }}
    server {{
        listen 127.0.0.1:{plain};
        listen 127.0.0.1:{secure} ssl;
        ssl_certificate server.pem;
        ssl_certificate_key server.key;
        root {folder}/served;
        location /squeezed/ {{ gzip on; gzip_types *; gzip_min_length 1; }}
        location /chunked/ {{ ssi on; ssi_types *; }}
        location /page/ {{ types {{ text/html cab; }} }}
        location /moved/ {{ rewrite ^/moved/(.*)$ /good/$1 permanent; }}
        location /found/ {{ rewrite ^/found/(.*)$ /moved/$1 redirect; }}
        location /see-other/ {{ return 303 ../../good/{service}/auth.cab; }}
        location /kept/ {{ return 308 /good/{service}/auth.cab; }}
        location /loop/ {{ return 307 /loop/; }}
        location /to-secure/ {{ return 301 https://localhost:{secure}/good/{service}/auth.cab; }}
        location /to-plain/ {{ return 301 http://127.0.0.1:{plain}/good/{service}/auth.cab; }}
        location /password/ {{ auth_basic "somebody"; auth_basic_user_file nobody; }}
        location /forbidden/ {{ deny all; }}
        location /gone/ {{ return 410; }}
        location /closed/ {{ return 503; }}
        location /cut/ {{ return 444; }}
    }}
}}
"#,
        service = super::cabs::SERVICE
    )
}
