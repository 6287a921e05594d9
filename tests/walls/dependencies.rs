//! Which crate may see which: read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::assert_none;
use crate::source::root;

/// The crates of the project that each may depend on; tests may use more.
const LAYERS: &[(&str, &[&str])] = &[
    ("scim", &[]),
    ("directory", &["scim"]),
    ("store-sql", &["scim", "directory"]),
    ("store-sqlite", &["scim", "directory", "store-sql"]),
    ("web", &["scim", "directory"]),
    ("conformance", &[]),
    ("throwaway", &[]),
    ("testkit", &["scim", "directory", "store-sqlite", "web", "conformance"]),
    ("provisor", &["scim", "directory", "store-sqlite", "store-postgres", "web", "conformance"]),
];

const HTTP: &[&str] = &["http", "hyper", "hyper-util", "axum", "axum-server", "tower", "reqwest"];
const SQL: &[&str] = &["rusqlite", "libsqlite3-sys", "tokio-postgres", "sqlx"];
const RUNTIME: &[&str] = &["tokio", "mio", "async-std", "smol"];

/// What a crate must not see, directly or through others.
const UNSEEN: &[(&str, &[&[&str]])] = &[
    ("scim", &[HTTP, SQL, RUNTIME]),
    ("directory", &[HTTP, SQL]),
    ("store-sql", &[HTTP, SQL]),
    ("store-sqlite", &[HTTP]),
    ("web", &[SQL]),
];

/// Sources of randomness that a crate must not depend on by itself.
const RANDOM: &[&str] = &["getrandom", "rand", "rand_core", "fastrand"];

/// A package's own dependencies, and everything that it reaches through them.
struct Reach {
    own: BTreeSet<String>,
    all: BTreeSet<String>,
}

fn graph() -> BTreeMap<String, Reach> {
    let metadata = MetadataCommand::new().current_dir(root()).exec().expect("cargo metadata");
    let crates = root().join("crates");
    let ours = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| package.manifest_path.as_std_path().starts_with(&crates))
        .map(|package| {
            let mut all = BTreeSet::new();
            follow(&metadata, &package.id, &mut all);
            let own = normal(&metadata, &package.id).into_iter().map(|id| name(&metadata, id));
            let own = own.collect();
            (package.name.to_string(), Reach { own, all })
        });
    ours.collect()
}

fn name(metadata: &Metadata, id: &PackageId) -> String {
    metadata[id].name.to_string()
}

fn normal<'a>(metadata: &'a Metadata, id: &PackageId) -> Vec<&'a PackageId> {
    let nodes = &metadata.resolve.as_ref().expect("a resolved graph").nodes;
    let node = nodes.iter().find(|node| node.id == *id).expect("a node for each package");
    let shipped = |kind: &cargo_metadata::DepKindInfo| kind.kind == DependencyKind::Normal;
    let kept = node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(shipped));
    kept.map(|dep| &dep.pkg).collect()
}

fn follow(metadata: &Metadata, id: &PackageId, seen: &mut BTreeSet<String>) {
    for next in normal(metadata, id) {
        if seen.insert(name(metadata, next)) {
            follow(metadata, next, seen);
        }
    }
}

fn violations(graph: &BTreeMap<String, Reach>) -> Vec<String> {
    let mut violations = Vec::new();
    for (name, reach) in graph {
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| layer == name) else {
            violations.push(format!("{name} has no place among the layers; give it one"));
            continue;
        };
        for other in reach.own.iter().filter(|other| graph.contains_key(*other)) {
            if !allowed.contains(&other.as_str()) {
                violations.push(format!("{name} must not depend on {other}"));
            }
        }
        let unseen = UNSEEN.iter().filter(|(layer, _)| layer == name).flat_map(|(_, sets)| *sets);
        for other in unseen.copied().flatten().filter(|other| reach.all.contains(**other)) {
            violations.push(format!("{name} must not see {other}, not even through others"));
        }
        if ["scim", "directory"].contains(&name.as_str()) {
            for other in RANDOM.iter().filter(|other| reach.own.contains(**other)) {
                violations
                    .push(format!("{name} takes randomness as a parameter, not from {other}"));
            }
        }
    }
    violations
}

#[test]
fn crates_depend_only_on_those_below_them() {
    let graph = graph();
    for expected in ["scim", "directory", "web", "provisor"] {
        assert!(graph.contains_key(expected), "{expected} is missing from the graph");
    }
    assert!(graph["web"].all.contains("axum"), "the graph is followed");
    assert_none(&violations(&graph));
}

#[test]
fn each_wall_is_known_to_stop_something() {
    let reach = |own: &[&str], all: &[&str]| Reach {
        own: own.iter().map(ToString::to_string).collect(),
        all: all.iter().map(ToString::to_string).collect(),
    };
    let graph = BTreeMap::from([
        ("scim".to_owned(), reach(&["tokio"], &["tokio"])),
        ("directory".to_owned(), reach(&["scim", "getrandom"], &["scim", "http"])),
        ("store-sqlite".to_owned(), reach(&["web"], &["web", "axum"])),
        ("web".to_owned(), reach(&["store-sqlite"], &["store-sqlite", "rusqlite"])),
        ("novel".to_owned(), reach(&[], &[])),
    ]);
    assert_eq!(
        violations(&graph),
        [
            "directory must not see http, not even through others",
            "directory takes randomness as a parameter, not from getrandom",
            "novel has no place among the layers; give it one",
            "scim must not see tokio, not even through others",
            "store-sqlite must not depend on web",
            "store-sqlite must not see axum, not even through others",
            "web must not depend on store-sqlite",
            "web must not see rusqlite, not even through others",
        ]
    );
}
