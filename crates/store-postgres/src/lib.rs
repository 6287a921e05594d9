//! The store ports on PostgreSQL: shared connections for reading, lanes with group commit for
//! writing.

#![forbid(unsafe_code)]

mod archive;
mod check;
mod failure;
mod migrate;
mod open;
mod options;
mod place;
mod session;

use std::sync::Arc;

pub use check::{CheckReport, check};
pub use open::OpenError;
pub use options::{Options, Pooling};

use place::Place;

/// The store on a PostgreSQL database.
///
/// Its methods must be called within a tokio runtime.
pub struct PostgresStore {
    place: Arc<Place>,
}

impl PostgresStore {
    /// Connects to a database and brings it to the present schema.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let place = Arc::new(Place::new(&options)?);
        migrate::migrate(&place, None).await?;
        Ok(Self { place })
    }

    /// Brings a database to the present schema, without opening a store. An empty one is divided
    /// into so many partitions, if a number is given.
    pub async fn migrate(options: &Options, partitions: Option<u32>) -> Result<(), OpenError> {
        migrate::migrate(&Place::new(options)?, partitions).await
    }
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore")
            .field("location", &self.place.location())
            .finish_non_exhaustive()
    }
}
