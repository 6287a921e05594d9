//! The dashboard works without internet: pages, styles and scripts refer to no other host.

use std::collections::BTreeSet;
use std::fs;

use crate::assert_none;
use crate::source::{files, root, short};

/// What stands before an address that a browser follows or loads.
const BEFORE: &[&str] = &[
    "src=",
    "srcset=",
    "href=",
    "action=",
    "formaction=",
    "poster=",
    "data=",
    "url(",
    "import",
    "from",
    "fetch(",
    "open(",
    "Worker(",
    "EventSource(",
    "WebSocket(",
];

const SCHEMES: &[&str] = &["http://", "https://", "ws://", "wss://", "//"];

fn violations(text: &str, name: &str) -> Vec<String> {
    // A set, because `@import url(` is found twice.
    let mut violations = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        for before in BEFORE {
            for (position, _) in line.match_indices(before) {
                let after = line[position + before.len()..].trim_start();
                let after = after.strip_prefix("url(").unwrap_or(after);
                let address = after.trim_start_matches(['"', '\'', '`', ' ']);
                if SCHEMES.iter().any(|scheme| address.starts_with(scheme)) {
                    let end = address.find(['"', '\'', '`', ')', ' ', '>']);
                    let address = &address[..end.unwrap_or(address.len())];
                    violations.insert(format!("{name}:{}: {address}", number + 1));
                }
            }
        }
    }
    violations.into_iter().collect()
}

#[test]
fn pages_and_styles_load_nothing_from_elsewhere() {
    let web = root().join("crates/web");
    let sources = files(&web, &["html", "css", "js", "svg"]);
    let pages = sources.iter().filter(|path| path.extension().is_some_and(|e| e == "html"));
    assert!(pages.count() > 0, "web has no pages");
    let read = |path| fs::read_to_string(path).expect("a readable asset");
    let found: Vec<_> =
        sources.iter().flat_map(|path| violations(&read(path), &short(path))).collect();
    assert_none(&found);
}

#[test]
fn other_hosts_are_found() {
    for bad in [
        r#"<script src="https://cdn.example.com/x.js"></script>"#,
        r#"<link rel="stylesheet" href='//fonts.example.com/f.css'>"#,
        r#"@import "https://example.com/a.css";"#,
        "@import url(https://example.com/a.css);",
        "background: url( 'http://example.com/a.png' );",
        r#"fetch("https://example.com/collect")"#,
        r#"import { a } from "https://example.com/a.js";"#,
    ] {
        assert_eq!(violations(bad, "bad").len(), 1, "{bad}");
    }
    for good in [
        r#"<svg xmlns="http://www.w3.org/2000/svg"><use href="\#icon"/></svg>"#,
        r#"<a href="/users">Users</a> <img src="/assets/logo.svg">"#,
        r#"<input placeholder="https://example.com">"#,
        "// fetch the next page, see https://www.rfc-editor.org/rfc/rfc7644",
        r#"fetch("/users")"#,
    ] {
        assert_none(&violations(good, "good"));
    }
}
