//! A small disk of its own for a data directory: a file system in memory, mounted where only the
//! test and its server see it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use testkit::{Installation, Ran, finish};

/// The mounted disk. It is gone when this and every process that uses it are.
pub(crate) struct Volume {
    holder: Child,
    /// The holder lives as long as this is open.
    _hold: ChildStdin,
    is_root: bool,
    path: PathBuf,
}

impl Volume {
    /// Mounts a disk of that many MiB over the data directory, and has every command of the
    /// installation see it. `None`, with a message, where the machine allows nobody to mount.
    pub(crate) fn mount(installation: &mut Installation, mebibytes: u32) -> Option<Self> {
        // Who is root may mount; everybody else is root in a user namespace, if there may be one.
        let found = [true, false]
            .into_iter()
            .find_map(|is_root| Self::try_mount(installation.data.clone(), mebibytes, is_root));
        let Some(volume) = found else {
            eprintln!(
                "not tested: this machine lets this user mount nothing, neither as root nor in a \
                 user namespace (kernel.unprivileged_userns_clone, a container without \
                 CAP_SYS_ADMIN)"
            );
            return None;
        };
        installation.run_through(volume.entrance());
        Some(volume)
    }

    fn try_mount(path: PathBuf, mebibytes: u32, is_root: bool) -> Option<Self> {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--propagation", "private"]);
        if !is_root {
            unshare.args(["--user", "--map-root-user"]);
        }
        let script = "mount -t tmpfs -o \"$1\" provisor-test \"$0\" && echo mounted && exec cat";
        unshare.args(["sh", "-c", script]).arg(&path).arg(format!("size={mebibytes}m,mode=700"));
        unshare.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = unshare.spawn().ok()?;
        let hold = holder.stdin.take()?;
        let mut line = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut line).ok()?;
        if line.trim() != "mounted" {
            let _ = holder.wait();
            return None;
        }
        Some(Self { holder, _hold: hold, is_root, path })
    }

    /// The words before a command that is to see the disk.
    fn entrance(&self) -> Vec<OsString> {
        let target = self.holder.id().to_string();
        let mut words = vec!["nsenter", "--target", &target, "--mount"];
        if !self.is_root {
            words.extend(["--user", "--preserve-credentials"]);
        }
        words.push("--");
        words.into_iter().map(OsString::from).collect()
    }

    fn run(&self, script: &str) -> Ran {
        let words = self.entrance();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(["sh", "-c", script]).arg(&self.path);
        finish(command, "")
    }

    fn must(&self, script: &str) {
        let ran = self.run(script);
        assert_eq!(ran.code, Some(0), "{script}: {ran:?}");
    }

    /// Takes all the space that is left.
    pub(crate) fn fill(&self) {
        let ran = self.run("dd if=/dev/zero of=\"$0/filler\" bs=4k");
        assert!(ran.stderr.contains("No space left"), "{ran:?}");
    }

    /// Gives the space back.
    pub(crate) fn free(&self) {
        self.must("rm \"$0/filler\"");
    }

    /// Lets nothing on the disk be written any more. Nobody may have a file open for writing.
    pub(crate) fn forbid_writing(&self) {
        self.must("mount -o remount,ro \"$0\"");
    }

    /// Takes that back.
    pub(crate) fn allow_writing(&self) {
        self.must("mount -o remount,rw \"$0\"");
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
