//! The web layer holds no SQL.

use crate::assert_none;
use crate::source::{Source, files, root};

const STATEMENTS: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "UPDATE ",
    "CREATE TABLE ",
    "PRAGMA ",
    " WHERE ",
    " ORDER BY ",
];

fn violations(source: &Source) -> Vec<String> {
    let has = |text: &str| STATEMENTS.iter().find(|statement| text.contains(**statement));
    let found = source.strings.iter().filter_map(|string| {
        let statement = has(&string.text)?;
        Some(format!("{} holds SQL: {}", string.place, statement.trim()))
    });
    found.collect()
}

#[test]
fn web_holds_no_sql() {
    let sources = files(&root().join("crates/web/src"), &["rs"]);
    assert!(!sources.is_empty(), "web has no sources");
    let found: Vec<_> = sources.iter().flat_map(|path| violations(&Source::read(path))).collect();
    assert_none(&found);
}

#[test]
fn sql_in_a_string_is_found() {
    let bad = "fn f() {\n g(\"SELECT id FROM user\"); g(r#\"INSERT INTO t VALUES (1)\"#); }";
    let expected = ["bad.rs:2 holds SQL: SELECT", "bad.rs:2 holds SQL: INSERT INTO"];
    assert_eq!(violations(&Source::parse(bad, "bad.rs")), expected);
    let good = "/// SELECT is a word here.\nfn f() { g(\"Select a user to update\"); }";
    assert_none(&violations(&Source::parse(good, "good.rs")));
}
