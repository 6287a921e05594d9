//! An archive as one file: two lines for people, then frames.
//!
//! ```text
//! provisor backup 1
//! {"program":"0.1.0","engine":"SQLite 3.50.4","schema_level":3,"created":"2026-11-28T02:00:00.000Z"}
//! frame frame frame … trailer
//! ```
//!
//! A frame holds a chunk: the code of its table, the number of its records and of its bytes, the
//! bytes, and a BLAKE3 hash of all that and of the hash before it, so that no frame can be changed,
//! left out or moved. The trailer is a frame of the code 0 that holds the [`Summary`](super::Summary): a file
//! without it was cut off.

mod frame;
mod reader;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

use serde::{Deserialize, Serialize};

/// The version of the form. It grows when an older program could not read the file.
pub const FORMAT: u32 = 1;

/// How the first line begins; the version follows.
const MAGIC: &str = "provisor backup ";

/// What the second line tells of the file. For people: nothing depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of Provisor that wrote the file.
    pub program: String,
    /// The database it was taken from, with its version.
    pub engine: String,
    /// The level of that database's schema.
    pub schema_level: u32,
    /// When it was begun, as RFC 3339.
    pub created: String,
}

/// Why a file could not be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is something else.
    #[error("it is not a backup of Provisor")]
    Foreign,
    /// A newer program has written it.
    #[error(
        "it has format {found}, but this version of Provisor knows only up to format {FORMAT}: \
         use the version that made it, or a newer one"
    )]
    Newer {
        /// Its format.
        found: u32,
    },
    /// Its end is missing.
    #[error("it is incomplete: it ends after {at} bytes, in the middle of the data")]
    CutOff {
        /// Where it ends.
        at: u64,
    },
    /// It is not as it was written.
    #[error("it is damaged: what follows byte {at} is not what was written")]
    Damaged {
        /// The last place up to which it is right.
        at: u64,
    },
    /// The operating system says no.
    #[error("{0}")]
    Io(String),
}

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => FileError::Io("the disk is full".to_owned()),
            _ => FileError::Io(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
