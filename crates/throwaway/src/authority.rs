//! A certificate authority of a test's own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::user::User;

/// The authority of one folder: `ca.crt` vouches for `server.crt`.
pub(crate) struct Authority;

impl Authority {
    /// Where the authority's certificate lies.
    pub(crate) fn certificate(folder: &Path) -> PathBuf {
        folder.join("ca.crt")
    }

    /// Makes the authority, and a certificate for `localhost` and 127.0.0.1, whose key only the
    /// user may read.
    pub(crate) fn vouch(folder: &Path, user: User) {
        let request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
        let common = ["-nodes", "-days", "30"];
        let authority = [
            "-subj",
            "/CN=Throw-away authority",
            "-keyout",
            "ca.key",
            "-out",
            "ca.crt",
            "-addext",
            "keyUsage=critical,keyCertSign",
        ];
        openssl(folder, &[&request[..], &common, &authority].concat());
        let server = [
            "-subj",
            "/CN=localhost",
            "-keyout",
            "server.key",
            "-out",
            "server.crt",
            "-CA",
            "ca.crt",
            "-CAkey",
            "ca.key",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ];
        openssl(folder, &[&request[..], &common, &server].concat());
        user.own(&folder.join("server.key"));
    }
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("openssl");
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    let output = command.output().expect("openssl 3, which tests need: apt-get install openssl");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {said}");
}
