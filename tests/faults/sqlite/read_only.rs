//! A data directory that may not be written.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use testkit::{Installation, Ran};

use super::installation;
use super::volume::Volume;

#[tokio::test(flavor = "multi_thread")]
async fn on_a_read_only_disk_the_server_says_so_and_starts_when_it_is_writable() {
    let mut installation = installation();
    let Some(volume) = Volume::mount(&mut installation, 24) else { return };
    volume.forbid_writing();
    assert_refused(&installation, "read-only");
    volume.allow_writing();
    recover(&installation, || volume.forbid_writing(), || volume.allow_writing(), "read-only")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_directory_without_permission_the_server_says_so_and_starts_when_it_has_it() {
    let mut installation = installation();
    if is_root() {
        // To root every directory is writable, unless it gives that right up.
        let rights = "--bounding-set=-dac_override,-dac_read_search";
        let words = ["setpriv", rights, "--inh-caps=-dac_override,-dac_read_search"];
        installation.run_through(words.map(Into::into).to_vec());
    }
    let data = installation.data.clone();
    let forbid = || set_modes(&data, 0o500, 0o400);
    let allow = || set_modes(&data, 0o700, 0o600);
    forbid();
    assert_refused(&installation, "write");
    allow();
    recover(&installation, forbid, allow, "write").await;
}

/// A database with somebody in it becomes unwritable while the server is stopped, and writable.
async fn recover(installation: &Installation, forbid: impl Fn(), allow: impl Fn(), reason: &str) {
    let token = installation.prepare();
    let process = installation.serve();
    let ada = process.scim(&token).user("ada").await;
    process.stop();
    forbid();
    assert_refused(installation, reason);
    allow();
    let process = installation.serve();
    let scim = process.scim(&token);
    assert_eq!(scim.get(&format!("/Users/{ada}")).await.json["userName"], "ada");
    scim.user("grace").await;
    installation.assert_sound(&process);
}

/// The server ends at once with a code and one message that names the place and the reason.
fn assert_refused(installation: &Installation, reason: &str) {
    let Err(Ran { code, stderr, .. }) = installation.try_serve() else {
        panic!("the server runs on a directory that it cannot write");
    };
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stderr.contains(reason), "{stderr}");
    assert!(stderr.contains(&*installation.data.to_string_lossy()), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output().expect("id");
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

fn set_modes(directory: &std::path::Path, of_directory: u32, of_files: u32) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        set_permissions(path, Permissions::from_mode(of_files)).expect("a file of ours");
    }
    set_permissions(directory, Permissions::from_mode(of_directory)).expect("a directory of ours");
}
