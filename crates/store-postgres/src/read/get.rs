//! One resource by its id.

use std::sync::Arc;

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Stored};
use directory::store::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::row::{self, COUNT, Found};
use super::{groups, members};
use crate::PostgresStore;
use crate::failure::Failure;
use crate::session::{Param, Session};

/// The text of a statement, made once.
macro_rules! statement {
    ($columns:expr) => {{
        static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
            let (own, more) = (row::COLUMNS, $columns);
            format!(
                "SELECT {own}{more} FROM resources AS r
                 WHERE r.directory = $1 AND r.id = $2 AND r.kind = $3"
            )
        });
        TEXT.as_str()
    }};
}

/// Reads a resource with the derived parts asked for, all as of one moment.
pub(crate) async fn get(
    store: &PostgresStore,
    directory: DirectoryId,
    kind: Kind,
    id: ResourceId,
    include: Include,
) -> Result<Option<Stored>, StoreError> {
    let code = i16::try_from(kind.code()).unwrap_or(i16::MAX);
    let params: [Param<'_>; 3] =
        [(&directory.0, Type::INT8), (&id.0, Type::UUID), (&code, Type::INT2)];
    let derived = match kind {
        Kind::User if include.groups => Derived::Groups,
        Kind::Group if include.members => Derived::Members,
        Kind::User | Kind::Group => Derived::None,
    };
    let sql = match derived {
        Derived::None => statement!(""),
        Derived::Groups => statement!(format!(", {}", groups::COLUMN)),
        Derived::Members => statement!(format!(", {}", members::COLUMNS)),
    };
    let rows = store.shared.query(sql, &params).await?;
    let Some(found) = rows.first() else { return Ok(None) };
    let resource = read(found, derived).map_err(Failure::into_store_error)?;
    if derived == Derived::Members && resource.members > members::MANY {
        let read = |session: Arc<Session>| large_group(session, directory, id, code);
        return store.scans.transaction(read).await;
    }
    Ok(Some(resource.stored))
}

/// What is read with a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derived {
    None,
    Groups,
    Members,
}

fn read(row: &Row, derived: Derived) -> Result<Found, Failure> {
    let mut resource = row::stored(row)?;
    match derived {
        Derived::None => {}
        Derived::Groups => resource.stored.groups = groups::of_row(row, COUNT)?,
        Derived::Members => resource.stored.members = Some(members::of_row(row, COUNT)?),
    }
    Ok(resource)
}

async fn large_group(
    session: Arc<Session>,
    directory: DirectoryId,
    id: ResourceId,
    code: i16,
) -> Result<Option<Stored>, Failure> {
    let params: [Param<'_>; 3] =
        [(&directory.0, Type::INT8), (&id.0, Type::UUID), (&code, Type::INT2)];
    let rows = session.query(statement!(""), &params).await?;
    let Some(found) = rows.first() else { return Ok(None) };
    let mut group = row::stored(found)?;
    group.stored.members = Some(members::all(&session, directory, group.key).await?);
    Ok(Some(group.stored))
}
