//! Starts and stops chromedriver and, through it, Chromium.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use crate::webdriver::Session;

/// What keeps Chromium from talking to anybody but the server under test, and lets it run without
/// a screen and as root.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--window-size=1280,900",
];

/// A running browser with a fresh profile. It stops when this is dropped.
pub(crate) struct Chromium {
    pub(crate) session: Session,
    driver: Child,
    address: String,
    _profile: TempDir,
}

impl Chromium {
    pub(crate) async fn start() -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut command = Command::new("chromedriver");
        // Whatever the two leave behind goes with the profile.
        command.env("TMPDIR", profile.path());
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = command.spawn().unwrap_or_else(|error| {
            panic!("chromedriver does not start ({error}); `apt-get install chromium-driver`")
        });
        let mut output = BufReader::new(driver.stdout.take().expect("a standard output"));
        let port = port(&mut output);
        // Nobody reads the rest, and the driver must not wait for somebody to.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let mut flags: Vec<_> = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {"args": flags},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        });
        let address = format!("127.0.0.1:{port}");
        let session = Session::begin(&format!("http://{address}"), &capabilities).await;
        // What Chromium opens by itself at the start is not to be blamed on the server.
        session.post("/url", &json!({"url": "about:blank"})).await;
        session.log("performance").await;
        session.log("browser").await;
        Self { session, driver, address, _profile: profile }
    }

    /// Ends the session in the one way in which the driver also ends the browser.
    fn quit(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let (path, address) = (&self.session.path, &self.address);
        write!(stream, "DELETE {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        // The driver answers when the browser is gone, and then keeps the connection.
        let _ = stream.read(&mut [0; 512])?;
        Ok(())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The test has its result; a browser that is gone already needs no end.
        let _ = self.quit();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Waits for the line in which the driver tells its port.
fn port(output: &mut impl BufRead) -> u16 {
    let mut line = String::new();
    while output.read_line(&mut line).expect("the driver's output") > 0 {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return port.trim().trim_end_matches('.').parse().expect("a port");
        }
        line.clear();
    }
    panic!("chromedriver ended before it listened")
}
