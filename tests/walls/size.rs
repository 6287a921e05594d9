//! One thing per file: no source grows past a size that can be read at once.

use std::fs;

use crate::assert_none;
use crate::source::{files, root, short};

const MOST_LINES: usize = 400;
const EXTENSIONS: &[&str] = &["rs", "sql", "html", "css", "js", "py"];

fn violation(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST_LINES).then(|| format!("{name} has {lines} lines; {MOST_LINES} is the most"))
}

#[test]
fn no_source_is_too_long() {
    let sources = files(&root(), EXTENSIONS);
    assert!(sources.len() > 20, "only {} sources found", sources.len());
    let read = |path| fs::read_to_string(path).expect("a readable source");
    let found: Vec<_> =
        sources.iter().filter_map(|path| violation(&short(path), &read(path))).collect();
    assert_none(&found);
}

#[test]
fn a_long_file_is_found() {
    assert_eq!(violation("x.rs", &"\n".repeat(MOST_LINES)), None);
    let found = violation("x.rs", &"\n".repeat(MOST_LINES + 1));
    assert_eq!(found.as_deref(), Some("x.rs has 401 lines; 400 is the most"));
}
