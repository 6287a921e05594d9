//! The database file: readable, undamaged, at the present schema.

use std::path::Path;

use super::{ABOUT, Examined, outdated};
use crate::command::doctor::files::bytes;
use crate::command::doctor::finding::Finding;

/// Reads the whole file.
pub(super) fn examine(data: &Path) -> Examined {
    if !data.join(store_sqlite::FILE_NAME).exists() {
        return Examined::nothing(
            format!("there is none in {} yet", data.display()),
            "Start the server once (`provisor serve`), or name another data directory with --data.",
        );
    }
    let report = match store_sqlite::check(data) {
        Ok(report) => report,
        Err(error) => {
            let advice = "If the file is damaged, restore the data directory from a backup.";
            return Examined::unusable(error.to_string(), advice);
        }
    };
    let (found, known) = (report.schema_level, report.known_level);
    let mut findings = Vec::from_iter(outdated(found, known));
    if findings.is_empty() {
        findings.extend(report.problems.iter().map(|problem| {
            let advice = "If the file is damaged, stop the server and restore the data directory \
                          from a backup.";
            Finding::broken(ABOUT, problem.clone(), advice)
        }));
    }
    if findings.is_empty() {
        let size = report.bytes.map_or_else(String::new, |size| format!(", {}", bytes(size)));
        findings.push(Finding::fine(ABOUT, format!("undamaged, schema level {found}{size}")));
    }
    Examined { findings, exists: true, is_current: found >= known }
}
