//! Holds the dependencies to `deny.toml`: licences, sources, banned crates, second versions.
//!
//! cargo-deny does more, and is run too where it is installed; compiling it takes longer than
//! the rest of the checks together, so they do not depend on it. Advisories need a download and
//! are left to it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use cargo_metadata::Package;
use cargo_metadata::semver::{Version, VersionReq};
use serde::Deserialize;

use crate::{deps, shell, spdx};

/// The registry whose crates may be used.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
struct Policy {
    graph: Graph,
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Named>,
    skip: Vec<Named>,
}

/// A crate, or with `@` some versions of it.
#[derive(Deserialize)]
struct Named {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

impl Named {
    fn matches(&self, name: &str, version: &Version) -> bool {
        match self.name.split_once('@') {
            None => self.name == name,
            Some((ours, versions)) => {
                ours == name && VersionReq::parse(versions).is_ok_and(|req| req.matches(version))
            }
        }
    }
}

/// What the policy looks at in a package.
struct Dependency {
    name: String,
    version: Version,
    license: String,
    source: String,
}

impl From<&Package> for Dependency {
    fn from(package: &Package) -> Self {
        Self {
            name: package.name.to_string(),
            version: package.version.clone(),
            license: package.license.clone().unwrap_or_default(),
            source: package.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// Checks every dependency of the workspace.
pub(crate) fn policy() -> Result<()> {
    let text = std::fs::read_to_string(shell::root()?.join("deny.toml"))?;
    let policy: Policy = toml::from_str(&text).context("deny.toml")?;
    for target in &policy.graph.targets {
        let metadata = deps::graph(target)?;
        let found: Vec<_> = deps::foreign(&metadata).into_iter().map(Dependency::from).collect();
        let violations = violations(&policy, &found);
        if !violations.is_empty() {
            bail!("{target}:\n  {}", violations.join("\n  "));
        }
        println!("{target}: {} dependencies, all within deny.toml", found.len());
    }
    if shell::works("cargo", &["deny", "--version"]) {
        // --offline: an up-to-date advisory database is another check's business.
        let parts = ["deny", "--offline", "check", "bans", "licenses", "sources"];
        shell::run(&mut shell::cargo(&parts)?)?;
    }
    Ok(())
}

fn violations(policy: &Policy, found: &[Dependency]) -> Vec<String> {
    let mut violations = Vec::new();
    let mut versions: BTreeMap<&str, Vec<&Version>> = BTreeMap::new();
    for dependency in found {
        let Dependency { name, version, license, source } = dependency;
        if source != REGISTRY {
            violations.push(format!("{name} {version} comes from {source}"));
        }
        if let Some(ban) = policy.bans.deny.iter().find(|ban| ban.matches(name, version)) {
            violations.push(format!("{name} {version} is banned: {}", ban.reason));
        }
        let exceptions = policy.licenses.exceptions.iter().filter(|e| e.name == *name);
        let mut allowed = policy.licenses.allow.clone();
        allowed.extend(exceptions.flat_map(|exception| exception.allow.clone()));
        if !spdx::satisfied(license, &|name| allowed.iter().any(|allowed| allowed == name)) {
            violations.push(format!("{name} {version} has the licence `{license}`"));
        }
        if !policy.bans.skip.iter().any(|skip| skip.matches(name, version)) {
            versions.entry(name).or_default().push(version);
        }
    }
    for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let list: Vec<_> = versions.iter().map(ToString::to_string).collect();
        violations.push(format!("{name} is there in several versions: {}", list.join(", ")));
    }
    for skip in &policy.bans.skip {
        if !found.iter().any(|d| skip.matches(&d.name, &d.version)) {
            violations.push(format!("deny.toml skips {}, which is not there any more", skip.name));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"
        [graph]
        targets = ["x"]
        [licenses]
        allow = ["MIT"]
        exceptions = [{ crate = "data", allow = ["CC0-1.0"] }]
        [bans]
        deny = [{ crate = "bad", reason = "it is bad" }]
        skip = [{ crate = "twice@1", reason = "old" }]
    "#;

    fn dependency(name: &str, version: &str, license: &str) -> Dependency {
        let version = Version::parse(version).unwrap();
        let (name, license) = (name.to_owned(), license.to_owned());
        Dependency { name, version, license, source: REGISTRY.to_owned() }
    }

    fn check(found: &[Dependency]) -> Vec<String> {
        violations(&toml::from_str(POLICY).unwrap(), found)
    }

    #[test]
    fn what_keeps_to_the_policy_passes() {
        let found = [
            dependency("data", "1.0.0", "CC0-1.0"),
            dependency("twice", "1.4.0", "MIT"),
            dependency("twice", "2.0.0", "MIT"),
        ];
        assert_eq!(check(&found), Vec::<String>::new());
    }

    #[test]
    fn each_rule_can_fail() {
        let mut elsewhere = dependency("elsewhere", "1.0.0", "MIT");
        elsewhere.source = "git+https://example.com/elsewhere".to_owned();
        let found = [
            dependency("bad", "1.0.0", "MIT"),
            dependency("copyleft", "1.0.0", "GPL-3.0"),
            elsewhere,
            dependency("double", "1.0.0", "MIT"),
            dependency("double", "2.0.0", "MIT"),
        ];
        assert_eq!(
            check(&found),
            [
                "bad 1.0.0 is banned: it is bad",
                "copyleft 1.0.0 has the licence `GPL-3.0`",
                "elsewhere 1.0.0 comes from git+https://example.com/elsewhere",
                "double is there in several versions: 1.0.0, 2.0.0",
                "deny.toml skips twice@1, which is not there any more",
            ]
        );
    }
}
