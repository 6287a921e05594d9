//! What the sources of a crate must not name. Its unit tests may: they stand in for its callers.

use crate::assert_none;
use crate::source::{Source, root, sources};

/// Names that the sources below a folder must not use.
struct Rule {
    /// Folder names below `crates/`.
    crates: &'static [&'static str],
    /// Each is found wherever its segments follow each other in a path.
    names: &'static [&'static str],
    reason: &'static str,
}

const ALL_BUT_BINARY: &[&str] = &[
    "scim",
    "directory",
    "store-sql",
    "store-sqlite",
    "store-postgres",
    "web",
    "conformance",
    "testkit",
];

/// `testkit` is told which database the tests run on, and `throwaway` where PostgreSQL is.
const NEITHER_BINARY_NOR_TESTS: &[&str] =
    &["scim", "directory", "store-sql", "store-sqlite", "store-postgres", "web", "conformance"];

const RULES: &[Rule] = &[
    Rule {
        crates: &["scim"],
        // `std::io` also holds the traits by which text is written to memory.
        names: &[
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "std::os",
            "std::io::stdin",
            "std::io::stdout",
            "std::io::stderr",
        ],
        reason: "the protocol does no I/O",
    },
    Rule {
        crates: &["directory"],
        // `std::net` also holds addresses, which are plain data.
        names: &[
            "std::fs",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "ToSocketAddrs",
            "std::process",
        ],
        reason: "the domain does I/O only through its ports",
    },
    Rule {
        crates: &["scim", "directory"],
        names: &[
            "SystemTime",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
            "Uuid::now_v7",
            "Uuid::new_v4",
            "getrandom",
            "thread_rng",
            "RandomState::new",
        ],
        reason: "clock and randomness are parameters",
    },
    Rule {
        crates: NEITHER_BINARY_NOR_TESTS,
        names: &["std::env", "option_env", "dotenvy"],
        reason: "only the binary reads the environment",
    },
    Rule {
        crates: ALL_BUT_BINARY,
        names: &[
            "is_sqlite",
            "is_postgres",
            "Backend::Sqlite",
            "Backend::Postgres",
            "Database::Sqlite",
            "Database::Postgres",
        ],
        reason: "a difference between databases belongs into their store crates, as a method",
    },
    Rule {
        crates: &["web"],
        names: &["store_sql", "store_sqlite", "store_postgres", "rusqlite", "tokio_postgres"],
        reason: "the web layer reaches data only through the directory",
    },
    Rule {
        crates: &["store-sql", "store-sqlite", "store-postgres"],
        names: &["axum", "http", "hyper", "web", "StatusCode"],
        reason: "a store knows nothing of HTTP",
    },
];

fn violations(rule: &Rule, source: &Source) -> Vec<String> {
    let mut violations = Vec::new();
    for path in &source.paths {
        let segments: Vec<_> = path.text.split("::").collect();
        let named = |name: &&&str| {
            let wanted: Vec<_> = name.split("::").collect();
            // A module of our own may be called `http`; a crate stands first in a path.
            let crate_name = wanted.len() == 1 && wanted[0].chars().all(|c| !c.is_uppercase());
            if crate_name {
                return segments[0] == wanted[0];
            }
            segments.windows(wanted.len()).any(|window| window == wanted)
        };
        if let Some(name) = rule.names.iter().find(named) {
            violations.push(format!("{} names {name}: {}", path.place, rule.reason));
        }
    }
    violations
}

#[test]
fn no_crate_names_what_lies_behind_its_walls() {
    let mut found = Vec::new();
    for rule in RULES {
        for name in rule.crates {
            let folder = root().join("crates").join(name).join("src");
            let sources = sources(&folder);
            assert!(!sources.is_empty(), "{name} has no sources");
            for source in &sources {
                found.extend(violations(rule, source));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn every_rule_finds_each_of_its_names() {
    for rule in RULES {
        for name in rule.names {
            let source = Source::parse(&format!("fn f() {{ {name}(1); }}"), "bad.rs");
            let found = violations(rule, &source);
            assert_eq!(found, [format!("bad.rs:1 names {name}: {}", rule.reason)]);
        }
    }
    let grouped = Source::parse("use std::{collections::BTreeMap,\n env};", "bad.rs");
    assert_eq!(
        violations(&RULES[3], &grouped),
        ["bad.rs:2 names std::env: only the binary reads the environment"]
    );
}

#[test]
fn similar_names_are_no_violation() {
    let text = "mod http; fn f() { crate::http::g(); std::time::Duration::ZERO; environment(); }";
    for rule in RULES.iter().filter(|rule| !rule.crates.contains(&"store-sqlite")) {
        assert_none(&violations(rule, &Source::parse(text, "good.rs")));
    }
}
