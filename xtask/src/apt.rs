//! Installs from Debian's packages what the tests need and the machine lacks.

use anyhow::{Result, bail};

use crate::shell;

/// Something that tests need beside the Rust toolchain.
pub(crate) struct Tool {
    /// What it is needed for, for the message when it cannot be installed.
    purpose: &'static str,
    packages: &'static [&'static str],
    present: fn() -> bool,
}

/// The C++ compiler that builds libFuzzer.
pub(crate) const CXX: Tool = Tool {
    purpose: "the fuzz targets",
    packages: &["g++"],
    present: || shell::works("c++", &["--version"]),
};

/// Python that can make virtual environments with pip in them.
pub(crate) const PYTHON: Tool = Tool {
    purpose: "scim2-tester",
    packages: &["python3", "python3-venv"],
    present: || shell::works("python3", &["-c", "import venv, ensurepip"]),
};

/// The browser of the browser tests and the program that drives it.
pub(crate) const BROWSER: Tool = Tool {
    purpose: "the browser tests",
    packages: &["chromium", "chromium-driver", "fonts-dejavu-core"],
    present: || {
        shell::works("chromium", &["--version"]) && shell::works("chromedriver", &["--version"])
    },
};

/// The second database, and the pooler that may stand before it.
pub(crate) const POSTGRES: Tool = Tool {
    purpose: "the tests on PostgreSQL",
    packages: &["postgresql", "pgbouncer"],
    present: || has_postgres() && shell::works("pgbouncer", &["--version"]),
};

/// Debian keeps the programs of each version in a folder of its own, which is not searched.
fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    shell::works("initdb", &["--version"])
        || versions.into_iter().any(|version| version.path().join("bin/initdb").exists())
}

/// Makes sure that all the tools are there.
pub(crate) fn ensure(tools: &[&Tool]) -> Result<()> {
    let missing: Vec<_> = tools.iter().filter(|tool| !(tool.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    let Some(prefix) = privilege() else {
        bail!("{}", advice(&packages, &missing));
    };
    apt(prefix, &["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&packages);
    apt(prefix, &install)?;
    let absent: Vec<_> = missing.into_iter().filter(|tool| !(tool.present)()).collect();
    if !absent.is_empty() {
        bail!("still missing after the installation: {}", purposes(&absent));
    }
    Ok(())
}

/// How to become root without being asked for a password: the words before a command.
fn privilege() -> Option<&'static [&'static str]> {
    if !shell::works("apt-get", &["--version"]) {
        return None;
    }
    let user = shell::command("id").ok().and_then(|mut id| shell::read(id.arg("-u")).ok());
    if user.is_some_and(|user| user.trim() == "0") {
        return Some(&[]);
    }
    shell::works("sudo", &["-n", "true"]).then_some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words = prefix.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
    // Another installation on the same machine is waited for.
    words.extend(["-o", "DPkg::Lock::Timeout=300"]);
    words.extend(arguments);
    let (program, rest) = words.split_first().unwrap_or((&"apt-get", &[]));
    shell::run(shell::command(program)?.args(rest).stdin(std::process::Stdio::null()))
}

fn advice(packages: &[&str], missing: &[&&Tool]) -> String {
    format!(
        "needed for {}, and this user cannot install it: apt-get install {}",
        purposes(missing),
        packages.join(" "),
    )
}

fn purposes(tools: &[&&Tool]) -> String {
    tools.iter().map(|tool| tool.purpose).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_purpose_and_packages() {
        assert_eq!(
            advice(&["g++", "python3"], &[&&CXX, &&PYTHON]),
            "needed for the fuzz targets, scim2-tester, and this user cannot install it: \
             apt-get install g++ python3"
        );
    }
}
