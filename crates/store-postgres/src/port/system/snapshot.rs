//! What every request needs to know, as of one moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::schemas::SchemaChange;
use directory::settings::Settings;
use directory::store::{DirectoryRecord, Snapshot};
use directory::types::TypeChange;
use futures_util::future::{try_join, try_join5};
use scim::Learned;
use tokio_postgres::Row;

use super::super::tokens;
use crate::failure::Failure;
use crate::session::Session;

const DIRECTORIES: &str = "SELECT id, name, settings FROM directories ORDER BY id";

const LEARNED: &str = "
    SELECT directory, kind, learned, sequence FROM learned_attributes
    ORDER BY directory, sequence";

const DECLARED: &str = "
    SELECT directory, change, sequence FROM declarations ORDER BY directory, sequence";

const TYPES: &str = "
    SELECT directory, change, sequence FROM resource_types ORDER BY directory, sequence";

/// Reads it within the transaction that is open on the session.
pub(super) async fn snapshot(session: Arc<Session>) -> Result<Snapshot, Failure> {
    let of_tokens = format!("SELECT {} FROM infra_tokens ORDER BY directory, id", tokens::COLUMNS);
    let ((directories, types), learned, declared, tokens, revision) = try_join5(
        try_join(session.query(DIRECTORIES, &[]), session.query(TYPES, &[])),
        session.query(LEARNED, &[]),
        session.query(DECLARED, &[]),
        session.query(&of_tokens, &[]),
        session.query("SELECT revision FROM installation", &[]),
    )
    .await?;
    let mut by_id = BTreeMap::new();
    for row in &directories {
        let record = directory(row)?;
        by_id.insert(record.id, record);
    }
    for row in &learned {
        if let Some(record) = by_id.get_mut(&DirectoryId(row.try_get(0)?)) {
            let code: i16 = row.try_get(1)?;
            let kind = Kind::from_code(code.into()).ok_or_else(|| Failure::value("kind", code))?;
            let learned: Learned = serde_json::from_str(row.try_get(2)?)?;
            record.learned.push((kind, learned));
            record.schema_level = row.try_get(3)?;
        }
    }
    for row in &declared {
        if let Some(record) = by_id.get_mut(&DirectoryId(row.try_get(0)?)) {
            let change: SchemaChange = serde_json::from_str(row.try_get(1)?)?;
            record.declared.push(change);
            record.declared_level = row.try_get(2)?;
        }
    }
    for row in &types {
        if let Some(record) = by_id.get_mut(&DirectoryId(row.try_get(0)?)) {
            let change: TypeChange = serde_json::from_str(row.try_get(1)?)?;
            record.types.push(change);
            record.types_level = row.try_get(2)?;
        }
    }
    Ok(Snapshot {
        revision: revision.first().map_or(Ok(0), |row| row.try_get(0))?,
        directories: by_id.into_values().collect(),
        tokens: tokens.iter().map(tokens::read).collect::<Result<_, _>>()?,
    })
}

fn directory(row: &Row) -> Result<DirectoryRecord, Failure> {
    Ok(DirectoryRecord {
        id: DirectoryId(row.try_get(0)?),
        name: row.try_get(1)?,
        settings: serde_json::from_str::<Settings>(row.try_get(2)?)?,
        learned: Vec::new(),
        schema_level: 0,
        declared: Vec::new(),
        declared_level: 0,
        types: Vec::new(),
        types_level: 0,
    })
}
