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
    ($columns:expr) => {
        statement!($columns, "")
    };
    ($columns:expr, $joins:expr) => {{
        static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
            let (own, more, joins) = (row::COLUMNS, $columns, $joins);
            format!(
                "SELECT {own}{more} FROM resources AS r {joins}
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
        Kind::User if include.groups => Derived::DirectGroups,
        Kind::Group if include.members => Derived::Members,
        Kind::User | Kind::Group | Kind::Custom(_) => Derived::None,
    };
    let sql = match derived {
        Derived::None => statement!(""),
        Derived::DirectGroups => statement!(groups::JOINED, groups::JOINS),
        Derived::Members => statement!(format!(", {}", members::COLUMNS)),
    };
    let rows = store.shared.query(sql, &params).await?;
    let Some(found) = rows.first() else { return Ok(None) };
    let Some(resource) = read(found, &rows, derived).map_err(Failure::into_store_error)? else {
        let sql = statement!(format!(", {}", groups::COLUMN));
        let rows = store.shared.query(sql, &params).await?;
        let nested = rows.first().map(with_all_groups).transpose();
        return nested.map_err(Failure::into_store_error);
    };
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
    DirectGroups,
    Members,
}

/// The resource of a row, with what all rows tell of it; `None` if it is a user with groups
/// that are not in them.
fn read(row: &Row, all: &[Row], derived: Derived) -> Result<Option<Found>, Failure> {
    let mut resource = row::stored(row)?;
    match derived {
        Derived::None => {}
        Derived::DirectGroups => match groups::direct_of_rows(all, COUNT)? {
            Some(groups) => resource.stored.groups = groups,
            None => return Ok(None),
        },
        Derived::Members => resource.stored.members = Some(members::of_row(row, COUNT)?),
    }
    Ok(Some(resource))
}

fn with_all_groups(row: &Row) -> Result<Stored, Failure> {
    let mut user = row::stored(row)?.stored;
    user.groups = groups::of_row(row, COUNT)?;
    Ok(user)
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
