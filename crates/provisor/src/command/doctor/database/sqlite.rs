//! The database file: readable, undamaged, at the present schema.

use std::cmp::Ordering;
use std::path::Path;

use super::files::bytes;
use super::finding::Finding;

/// What was found, and whether the database can be opened without being changed.
pub(super) struct Database {
    pub(super) findings: Vec<Finding>,
    pub(super) is_current: bool,
}

/// Reads the whole file.
pub(super) fn examine(data: &Path) -> Database {
    const ABOUT: &str = "database";
    let report = match store_sqlite::check(data) {
        Ok(report) => report,
        Err(error) => {
            let advice = "If the file is damaged, restore the data directory from a backup.";
            let findings = vec![Finding::broken(ABOUT, error.to_string(), advice)];
            return Database { findings, is_current: false };
        }
    };
    let (found, known) = (report.schema_level, report.known_level);
    let mut findings = Vec::new();
    match found.cmp(&known) {
        Ordering::Less => findings.push(Finding::warning(
            ABOUT,
            format!("its schema is at level {found}, and this version works with {known}"),
            "Run `provisor migrate`, or start the server, which does the same.",
        )),
        Ordering::Greater => findings.push(Finding::broken(
            ABOUT,
            format!("its schema is at level {found}, and this version knows only {known}"),
            "A newer Provisor has used it: run that version.",
        )),
        Ordering::Equal => findings.extend(report.problems.iter().map(|problem| {
            let advice = "If the file is damaged, stop the server and restore the data directory \
                          from a backup.";
            Finding::broken(ABOUT, problem.clone(), advice)
        })),
    }
    if findings.is_empty() {
        let size = report.bytes.map_or_else(String::new, |size| format!(", {}", bytes(size)));
        findings.push(Finding::fine(ABOUT, format!("undamaged, schema level {found}{size}")));
    }
    Database { findings, is_current: found == known }
}
