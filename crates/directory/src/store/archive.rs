//! An installation as a whole: taken out, put in, closed and opened.

use async_trait::async_trait;

use super::StoreError;
use crate::archive::{ArchiveError, Sink, Standing};

/// Takes out and puts in whole installations, see [`crate::archive`].
#[async_trait]
pub trait Archive: Send + Sync {
    /// Whether the installation may be used.
    async fn standing(&self) -> Result<Standing, StoreError>;

    /// Closes the installation, or opens it.
    async fn set_standing(&self, standing: Standing) -> Result<(), StoreError>;

    /// Who else is connected to the database, as far as it can tell: one text each.
    async fn others(&self) -> Result<Vec<String>, StoreError>;

    /// Puts all records of the installation into a sink, as of one moment, while others may go on
    /// writing. They come table after table in the order of
    /// [`Table::ALL`](crate::archive::Table::ALL), within a table in the order of their keys.
    async fn export(&self, sink: &mut dyn Sink) -> Result<(), ArchiveError>;

    /// Begins to fill the installation, which must be as empty as one that was just made, or be
    /// [`Standing::Importing`] and abandoned; then what is left of the earlier attempt is removed.
    /// From here on the installation is [`Standing::Importing`].
    async fn import(&self) -> Result<Box<dyn Import>, ArchiveError>;

    /// Makes an installation that is [`Standing::Importing`] as empty as one that was just made,
    /// and opens it.
    async fn clear(&self) -> Result<(), ArchiveError>;
}

/// An installation that is being filled. The chunks must come in the order in which
/// [`Archive::export`] gives them.
#[async_trait]
pub trait Import: Sink {
    /// Writes what is outstanding. Only now everything is there.
    async fn finish(self: Box<Self>) -> Result<(), ArchiveError>;

    /// Gives up, and waits until nothing more is written.
    async fn abort(self: Box<Self>);
}
