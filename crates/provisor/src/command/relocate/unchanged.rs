//! Whether an installation was written while it was moved.

use directory::event::HistoryQuery;
use directory::id::{DirectoryId, Position};
use directory::store::{Store, StoreError};

/// What grows with every change.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    revision: i64,
    positions: Vec<(DirectoryId, Option<Position>)>,
    admins: usize,
}

impl State {
    /// The state at this moment.
    pub(super) async fn of(store: &dyn Store) -> Result<Self, StoreError> {
        let snapshot = store.snapshot().await?;
        let mut positions = Vec::new();
        for directory in snapshot.directories {
            let id = directory.id;
            let query = HistoryQuery { directory: id, subject: None, before: None, limit: 1 };
            let last = store.history(query).await?;
            positions.push((id, last.first().map(|event| event.position)));
        }
        let admins = store.admins().await?.len();
        Ok(Self { revision: snapshot.revision, positions, admins })
    }
}
