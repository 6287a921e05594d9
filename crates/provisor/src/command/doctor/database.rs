//! The database: there, readable, undamaged, at the present schema.

mod postgres;
mod sqlite;

use super::finding::Finding;
use crate::installation::Database;

const ABOUT: &str = "database";

/// What was found.
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// Whether there is anything more to look at.
    pub(super) exists: bool,
    /// Whether the database can be opened without being changed.
    pub(super) is_current: bool,
}

impl Examined {
    fn nothing(text: String, advice: &str) -> Self {
        let findings = vec![Finding::warning(ABOUT, text, advice)];
        Self { findings, exists: false, is_current: false }
    }

    fn unreachable(text: String, advice: &str) -> Self {
        let findings = vec![Finding::broken(ABOUT, text, advice)];
        Self { findings, exists: false, is_current: false }
    }

    fn unusable(text: String, advice: &str) -> Self {
        let findings = vec![Finding::broken(ABOUT, text, advice)];
        Self { findings, exists: true, is_current: false }
    }
}

/// Looks at the database without opening it as the server does.
pub(super) async fn examine(database: &Database) -> Examined {
    match database {
        Database::Sqlite(data) => sqlite::examine(data),
        Database::Postgres(options) => postgres::examine(options).await,
    }
}

/// What is to be done about an old schema. One that is newer than this version is no trouble, unless
/// the report says so.
fn outdated(found: u32, known: u32) -> Option<Finding> {
    (found < known).then(|| {
        Finding::warning(
            ABOUT,
            format!("its schema is at level {found}, and this version works with {known}"),
            "Run `provisor migrate`, or start the server, which does the same.",
        )
    })
}
