//! Whole installations: out of the database, and into an empty one.

mod empty;
mod export;
mod gaps;
mod import;
mod rows;
mod standing;

use async_trait::async_trait;
use directory::archive::{ArchiveError, Sink, Standing};
use directory::store::{Archive, Import, StoreError};
use tokio_postgres::types::Type;

use crate::PostgresStore;
use crate::failure::Failure;
use crate::place::Purpose;
use import::PostgresImport;

#[async_trait]
impl Archive for PostgresStore {
    async fn standing(&self) -> Result<Standing, StoreError> {
        let read = async { standing::read(&self.place.connect(Purpose::Point).await?).await };
        read.await.map_err(Failure::into_store_error)
    }

    async fn set_standing(&self, standing: Standing) -> Result<(), StoreError> {
        let write = async {
            let session = self.place.connect(Purpose::Write).await?;
            standing::write(&session, &standing).await
        };
        write.await.map_err(Failure::into_store_error)
    }

    /// The sessions of other programs of Provisor. Those of this one have a name of their own, see
    /// [`Options::application_name`](crate::Options::application_name).
    async fn others(&self) -> Result<Vec<String>, StoreError> {
        let look = async {
            let session = self.place.connect(Purpose::Scan).await?;
            let sql = "SELECT concat_ws(' ', application_name, 'from',
                              coalesce(client_addr::text, 'this machine'))
                       FROM pg_stat_activity
                       WHERE datname = current_database() AND backend_type = 'client backend'
                           AND application_name LIKE 'provisor%' AND application_name <> $1
                       GROUP BY 1 ORDER BY 1";
            let own = self.place.application_name();
            let rows = session.query(sql, &[(&own, Type::TEXT)]).await?;
            rows.iter().map(|row| Ok(row.try_get(0)?)).collect::<Result<_, Failure>>()
        };
        look.await.map_err(Failure::into_store_error)
    }

    async fn export(&self, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
        export::export(&self.place, sink).await
    }

    async fn import(&self) -> Result<Box<dyn Import>, ArchiveError> {
        Ok(Box::new(PostgresImport::begin(&self.place).await?))
    }

    async fn clear(&self) -> Result<(), ArchiveError> {
        import::clear(&self.place).await
    }
}

impl From<Failure> for ArchiveError {
    fn from(failure: Failure) -> Self {
        ArchiveError::Store(failure.into_store_error())
    }
}
