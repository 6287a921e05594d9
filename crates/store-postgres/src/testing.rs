//! A throw-away database for unit tests.

use throwaway::{Database, Postgres};

use crate::migrate;
use crate::options::Options;
use crate::place::{Place, Purpose};
use crate::session::Session;

/// A database with the present schema, and a session with it.
pub(crate) struct Bench {
    pub(crate) session: Session,
    pub(crate) database: Database,
}

impl Bench {
    pub(crate) async fn new(purpose: Purpose) -> Self {
        let database = Postgres::shared().database();
        let place = Place::new(&Options::new(database.url())).unwrap();
        migrate::migrate(&place, &[], None).await.unwrap();
        let session = place.connect(purpose).await.unwrap();
        Self { session, database }
    }
}
