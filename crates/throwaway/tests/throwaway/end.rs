//! Nothing is left behind, however a test process ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use throwaway::{Cluster, Config};

#[test]
fn a_killed_test_process_takes_its_cluster_along() {
    let mut command = Command::new(std::env::current_exe().expect("the path of this test"));
    command.args(["--exact", "end::for_the_test_that_kills", "--ignored", "--nocapture"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("this test");
    let mut lines = BufReader::new(child.stdout.take().expect("an output")).lines();
    let folder = lines.find_map(|line| line.ok()?.strip_prefix("folder: ").map(str::to_owned));
    let folder = folder.expect("a folder");
    assert!(Path::new(&folder).join("data/postmaster.pid").exists());
    child.kill().expect("a running process");
    child.wait().expect("an end");
    wait_until_gone(Path::new(&folder));
}

#[test]
#[ignore = "never ends: it is started and killed by another test"]
fn for_the_test_that_kills() {
    let cluster = Cluster::start(Config::default());
    println!("\nfolder: {}", cluster.folder().display());
    loop {
        std::thread::park();
    }
}

#[test]
fn a_dropped_cluster_leaves_nothing() {
    let cluster = Cluster::start(Config::default());
    let folder = cluster.folder().to_owned();
    drop(cluster);
    assert!(!folder.exists());
}

fn wait_until_gone(folder: &Path) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while folder.exists() {
        assert!(Instant::now() < deadline, "{} is still there", folder.display());
        std::thread::yield_now();
    }
}
