//! The list of requirements.

use serde::Deserialize;

pub use crate::scenario::Level;

/// The files below `requirements/`, in the order of the RFCs.
const FILES: &[&str] = &[
    include_str!("../../requirements/discovery.json"),
    include_str!("../../requirements/resources.json"),
    include_str!("../../requirements/data.json"),
    include_str!("../../requirements/http.json"),
    include_str!("../../requirements/create-read.json"),
    include_str!("../../requirements/filter.json"),
    include_str!("../../requirements/lists.json"),
    include_str!("../../requirements/put.json"),
    include_str!("../../requirements/patch.json"),
    include_str!("../../requirements/delete.json"),
    include_str!("../../requirements/bulk.json"),
    include_str!("../../requirements/etag.json"),
    include_str!("../../requirements/errors.json"),
    include_str!("../../requirements/cursor.json"),
    include_str!("../../requirements/profile.json"),
];

/// One thing that a server must, should or may do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its name, which never changes.
    pub id: String,
    /// Where it is written; `practice` for what clients rely on though no RFC says it.
    pub section: String,
    /// How binding it is.
    pub level: Level,
    /// What it asks for.
    pub text: String,
}

/// All requirements, in the order of the RFCs.
///
/// # Panics
/// Never: a test reads every file.
#[expect(clippy::expect_used, reason = "the files are part of the program; a test reads them all")]
pub fn requirements() -> Vec<Requirement> {
    let read = |text: &&str| {
        serde_json::from_str::<Vec<Requirement>>(text).expect("a file of the program is readable")
    };
    FILES.iter().flat_map(read).collect()
}
