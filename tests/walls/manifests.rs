//! Manifests: every dependency is explained once, and every package keeps to the same lints.

use std::fs;

use toml::Table;

use crate::assert_none;
use crate::source::{files, root, short};

/// Dependencies of the root manifest without a comment that tells what they are for.
fn unexplained(manifest: &str) -> Vec<String> {
    let section = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let section = section.take_while(|line| !line.starts_with('['));
    let entries = section.filter(|line| line.contains('=') && !line.starts_with('#'));
    let foreign = entries.filter(|line| !line.contains("path = "));
    let bare = foreign.filter(|line| line.split_once('#').is_none_or(|(_, c)| c.len() < 5));
    bare.map(|line| format!("the root manifest does not say what this is for: {line}")).collect()
}

/// What a member's manifest lacks.
fn lacks(name: &str, manifest: &str) -> Vec<String> {
    let table: Table = manifest.parse().expect("cargo reads it, so it is TOML");
    let mut violations = Vec::new();
    let inherits = |table: Option<&toml::Value>| {
        table.and_then(|t| t.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
    };
    if !inherits(table.get("lints")) {
        violations.push(format!("{name} does not inherit the workspace's lints"));
    }
    let package = table.get("package");
    let described = package.and_then(|p| p.get("description")).and_then(toml::Value::as_str);
    if described.is_none_or(str::is_empty) {
        violations.push(format!("{name} has no description"));
    }
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (dependency, value) in
            table.get(kind).and_then(toml::Value::as_table).into_iter().flatten()
        {
            if !inherits(Some(value)) {
                violations.push(format!("{name} gives {dependency} a version of its own"));
            }
        }
    }
    violations
}

#[test]
fn every_dependency_is_explained() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the root manifest");
    assert!(manifest.contains("[workspace.dependencies]"));
    assert_none(&unexplained(&manifest));
}

#[test]
fn every_package_keeps_to_the_workspace() {
    let manifests = files(&root(), &["toml"]).into_iter().filter(|path| {
        path.ends_with("Cargo.toml")
            && *path != root().join("Cargo.toml")
            && !["fuzz", "benches/parsers"].iter().any(|own| path.starts_with(root().join(own)))
    });
    let manifests: Vec<_> = manifests.collect();
    assert!(manifests.len() > 8, "only {} manifests found", manifests.len());
    let read = |path| fs::read_to_string(path).expect("a readable manifest");
    let found: Vec<_> =
        manifests.iter().flat_map(|path| lacks(&short(path), &read(path))).collect();
    assert_none(&found);
}

#[test]
fn what_a_manifest_lacks_is_found() {
    let root = "[workspace.dependencies]\nours = { path = \"x\" }\na = \"1\" # for this\n\
                b = \"2\"\nc = \"3\" #\n[profile.dev]\nd = 1";
    assert_eq!(unexplained(root).len(), 2);
    let member = "[package]\nname = \"x\"\n[dependencies]\na = \"1\"\nb.workspace = true";
    assert_eq!(
        lacks("x", member),
        [
            "x does not inherit the workspace's lints",
            "x has no description",
            "x gives a a version of its own",
        ]
    );
}
