//! A small disk of its own for tables: a file system in memory, mounted where nobody else sees it.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use throwaway::Cluster;

/// Enough for the tables, and little more.
const MEBIBYTES: u32 = 64;

/// The mounted disk. It is gone when this and the server that uses it are.
pub(crate) struct SmallDisk {
    holder: Child,
    /// The holder lives as long as this is open.
    _hold: ChildStdin,
    path: PathBuf,
}

impl SmallDisk {
    /// Mounts a disk for the user of that cluster. `None`, with a message, where this user may
    /// mount nothing.
    pub(crate) fn mount(cluster: &Cluster) -> Option<Self> {
        let owner = std::fs::metadata(cluster.folder()).expect("the folder of a cluster");
        let point = cluster.folder().join("small");
        std::fs::create_dir(&point).expect("a writable folder");
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--propagation", "private", "sh", "-c"]);
        // The holder becomes the server's user, because only that one may go through its door.
        unshare.arg(
            "mount -t tmpfs -o \"size=$1m,mode=700,uid=$2,gid=$3\" provisor-test \"$0\" && \
             echo mounted && exec setpriv --reuid=\"$2\" --regid=\"$3\" --clear-groups cat",
        );
        let numbers = [MEBIBYTES, owner.uid(), owner.gid()].map(|number| number.to_string());
        unshare.arg(&point).args(numbers);
        unshare.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = unshare.spawn().ok()?;
        let hold = holder.stdin.take()?;
        let mut line = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut line).ok()?;
        if line.trim() != "mounted" {
            let _ = holder.wait();
            eprintln!("not tested: a full disk of the database; this user may mount nothing");
            return None;
        }
        let root = format!("/proc/{}/root{}", holder.id(), point.display());
        let path = PathBuf::from(root);
        Some(Self { holder, _hold: hold, path })
    }

    /// Where the server finds it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes all the space that is left.
    pub(crate) fn fill(&self) {
        let mut filler = std::fs::File::create(self.filler()).expect("a file");
        for size in [1 << 20, 4096, 1] {
            loop {
                match filler.write_all(&vec![0; size]) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Gives the space back.
    pub(crate) fn free(&self) {
        std::fs::remove_file(self.filler()).expect("the file");
    }

    fn filler(&self) -> PathBuf {
        self.path.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
