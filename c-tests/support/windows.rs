// SPDX-License-Identifier: MIT OR Apache-2.0
//! The DLL, MinGW, and Wine.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use super::{Compiler, Stage, clean_command, on, root, run};

/// Debian has it beside the loader and not among the commands.
const SERVER: &str = "/usr/lib/wine/wineserver64";

/// Whether the tests that need Wine were asked for.
pub fn wanted() -> bool {
    on("ENLIST_TEST_WINE")
}

/// The folder with the enlist.dll and libenlist.dll.a that Wine can load.
pub fn dll_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| build("wine"))
}

/// The folder with those `.ci/build-dll` makes for `system`, built now if they are not up to date.
pub fn build(system: &str) -> PathBuf {
    let output = Command::new("bash")
        .args([".ci/build-dll", system])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        ".ci/build-dll failed\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    PathBuf::from(printed.lines().last().unwrap())
}

/// What programs with COM are linked to besides.
pub const COM_LIBRARIES: [&str; 3] = ["-lole32", "-loleaut32", "-luuid"];

/// Where programs find the DLL beside them, the linker the import library, and the compiler the header that MinGW's are not enough for.
pub fn folder(stage: &Stage) -> PathBuf {
    static MADE: Mutex<()> = Mutex::new(());
    let folder = stage.file("windows");
    let _making = MADE.lock();
    if !folder.exists() {
        fs::create_dir(&folder).unwrap();
        for name in ["enlist.dll", "libenlist.dll.a"] {
            fs::copy(dll_folder().join(name), folder.join(name)).unwrap();
        }
        copy_header(&folder);
    }
    folder
}

fn copy_header(folder: &Path) {
    fs::copy(root().join("include/wuapi.h"), folder.join("wuapi.h")).unwrap();
}

/// A folder with that header alone.
pub fn headers(stage: &Stage) -> PathBuf {
    static MADE: Mutex<()> = Mutex::new(());
    let folder = stage.file("windows-headers");
    let _making = MADE.lock();
    if !folder.exists() {
        fs::create_dir(&folder).unwrap();
        copy_header(&folder);
    }
    folder
}

/// The path of a file as Windows programs know it.
pub fn path(file: &Path) -> String {
    format!("Z:{}", file.display()).replace('/', "\\")
}

/// Runs `enlist redirect`; gives back what it prints.
pub fn redirect<A: AsRef<OsStr>>(arguments: &[A]) -> Result<String, String> {
    let output = clean_command(Path::new(env!("CARGO_BIN_EXE_enlist")))
        .arg("redirect")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(text(&output.stderr))
    }
}

/// The compiler for Windows, with its own headers.
pub fn compiler() -> Compiler {
    Compiler::named("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")
}

/// Wine with a prefix and a server of its own, which kills every program that is left when it ends.
pub struct Wine {
    prefix: PathBuf,
    server: Child,
    registered: OnceLock<Result<(), String>>,
}

impl Wine {
    /// Starts the server and makes the prefix in the stage.
    pub fn start(stage: &Stage) -> Self {
        let prefix = stage.file("wine");
        fs::create_dir_all(&prefix).unwrap();
        // In the foreground, so that its number is known; it does not end before it is told to.
        let server = clean_command(Path::new(SERVER))
            .args(["-f", "-p"])
            .env("WINEPREFIX", &prefix)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{SERVER}: {error}; on Debian: apt-get install wine wine64")
            });
        let wine = Self {
            prefix,
            server,
            registered: OnceLock::new(),
        };
        // Whatever comes first has Wine make the prefix and start its services. If that were `wineboot` itself, it would do all
        // of it a second time, and reset the event that the services of the first time may still be waiting for.
        let mut first = wine.command(Path::new("cmd"));
        first.args(["/c", "exit"]);
        let made = run(stage, first, Duration::from_secs(300));
        assert!(
            made.as_ref().is_ok_and(|made| made.status.success()),
            "{made:?}"
        );
        wine
    }

    /// A Windows program.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = clean_command(Path::new("wine"));
        command
            .arg(program)
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            // Neither menu entries nor offers to install something.
            .env("WINEDLLOVERRIDES", "winemenubuilder.exe,mscoree,mshtml=");
        command
    }

    /// Has the classes of the DLL in the stage registered.
    pub fn register(&self, stage: &Stage) -> Result<(), String> {
        let register = || self.regsvr32(stage, &folder(stage).join("enlist.dll"), &[]);
        self.registered.get_or_init(register).clone()
    }

    /// Runs `regsvr32 /s` with a DLL.
    pub fn regsvr32(&self, stage: &Stage, dll: &Path, options: &[&str]) -> Result<(), String> {
        let mut command = self.command(Path::new("regsvr32"));
        command.arg("/s").args(options).arg(path(dll));
        self.run(stage, command, Duration::from_secs(120)).map(drop)
    }

    /// Runs a Windows program to its end, and gives back what it printed, with the line ends of Linux.
    pub fn run(&self, stage: &Stage, command: Command, limit: Duration) -> Result<Vec<u8>, String> {
        let mut printed = run(stage, command, limit)?.success()?;
        printed.retain(|&byte| byte != b'\r');
        Ok(printed)
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        let server = i32::try_from(self.server.id()).unwrap();
        // This is the one that it takes its programs along at.
        // SAFETY: sends a signal to a child that was not waited for yet.
        unsafe { libc::kill(server, libc::SIGINT) };
        self.server.wait().unwrap();
    }
}
