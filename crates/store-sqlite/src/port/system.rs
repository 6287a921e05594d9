//! Directories, settings, tokens and learned attributes.

use std::collections::HashMap;

use async_trait::async_trait;
use directory::id::{DirectoryId, TokenId};
use directory::resource::Kind;
use directory::schemas::SchemaChange;
use directory::settings::Settings;
use directory::store::{DirectoryRecord, Snapshot, StoreError, System};
use directory::time::Timestamp;
use directory::token::InfraToken;
use directory::types::TypeChange;
use rusqlite::{Connection, OptionalExtension};
use scim::Learned;
use store_sql::key::MAX_DIRECTORY;

use super::tokens;
use crate::SqliteStore;
use crate::failure::Failure;
use crate::writer::Batch;

#[async_trait]
impl System for SqliteStore {
    async fn revision(&self) -> Result<i64, StoreError> {
        self.readers.point(revision)
    }

    async fn confirm_key(&self, fingerprint: [u8; 32]) -> Result<bool, StoreError> {
        // Nearly always one is noted, and then nothing has to be written.
        match self.readers.point(noted_key)? {
            Some(noted) => Ok(noted == fingerprint),
            None => self.writer.perform(move |batch| confirm_key(batch, fingerprint)).await,
        }
    }

    async fn replace_key(&self, fingerprint: [u8; 32]) -> Result<(), StoreError> {
        self.writer.perform(move |batch| replace_key(batch, fingerprint)).await
    }

    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        // Small, and what revoking a token waits for: never behind long queries.
        self.readers.point(snapshot)
    }

    async fn create_directory(
        &self,
        name: &str,
        now: Timestamp,
    ) -> Result<DirectoryId, StoreError> {
        let name = name.to_owned();
        self.writer.perform(move |batch| create_directory(batch, &name, now)).await
    }

    async fn touch_tokens(
        &self,
        uses: Vec<(TokenId, Timestamp, Option<String>)>,
    ) -> Result<(), StoreError> {
        if uses.is_empty() {
            return Ok(());
        }
        self.writer.perform(move |batch| touch(batch, &uses)).await
    }

    async fn tokens(&self, directory: DirectoryId) -> Result<Vec<InfraToken>, StoreError> {
        self.readers.point(|connection| {
            let sql = format!(
                "SELECT {} FROM infra_tokens WHERE directory = ?1
                     ORDER BY created DESC, id DESC",
                tokens::COLUMNS
            );
            collect(connection, &sql, [directory.0], tokens::read)
        })
    }
}

fn revision(connection: &Connection) -> Result<i64, Failure> {
    let mut statement = connection.prepare_cached("SELECT revision FROM installation")?;
    Ok(statement.query_row((), |row| row.get(0))?)
}

const NOTED_KEY: &str =
    "SELECT key_fingerprint FROM installation WHERE key_fingerprint IS NOT NULL";

fn noted_key(connection: &Connection) -> Result<Option<[u8; 32]>, Failure> {
    let mut statement = connection.prepare_cached(NOTED_KEY)?;
    Ok(statement.query_row((), |row| row.get(0)).optional()?)
}

/// Another process may note its key at the same time: the first one counts.
fn confirm_key(batch: &mut Batch<'_>, fingerprint: [u8; 32]) -> Result<bool, Failure> {
    let noted: Option<[u8; 32]> = batch.first(NOTED_KEY, (), |row| row.get(0))?;
    if noted.is_none() {
        replace_key(batch, fingerprint)?;
    }
    Ok(noted.is_none_or(|noted| noted == fingerprint))
}

fn replace_key(batch: &mut Batch<'_>, fingerprint: [u8; 32]) -> Result<(), Failure> {
    batch.execute("UPDATE installation SET key_fingerprint = ?1", [fingerprint])?;
    Ok(())
}

fn snapshot(connection: &Connection) -> Result<Snapshot, Failure> {
    let transaction = connection.unchecked_transaction()?;
    let directories = collect(
        &transaction,
        "SELECT id, name, settings FROM directories ORDER BY id",
        (),
        |row| {
            let settings: String = row.get(2)?;
            Ok(DirectoryRecord {
                id: DirectoryId(row.get(0)?),
                name: row.get(1)?,
                settings: serde_json::from_str::<Settings>(&settings)?,
                learned: Vec::new(),
                schema_level: 0,
                declared: Vec::new(),
                declared_level: 0,
                types: Vec::new(),
                types_level: 0,
            })
        },
    )?;
    let learned = collect(
        &transaction,
        "SELECT directory, kind, learned, sequence FROM learned_attributes
         ORDER BY directory, sequence",
        (),
        |row| {
            let code: i64 = row.get(1)?;
            let kind = Kind::from_code(code).ok_or_else(|| Failure::value("kind", code))?;
            let text: String = row.get(2)?;
            let learned = (kind, serde_json::from_str::<Learned>(&text)?);
            Ok((DirectoryId(row.get(0)?), learned, row.get::<_, i64>(3)?))
        },
    )?;
    let mut by_id: HashMap<DirectoryId, DirectoryRecord> =
        directories.into_iter().map(|record| (record.id, record)).collect();
    for (directory, learned, sequence) in learned {
        if let Some(record) = by_id.get_mut(&directory) {
            record.learned.push(learned);
            record.schema_level = sequence;
        }
    }
    let declared = collect(
        &transaction,
        "SELECT directory, change, sequence FROM declarations ORDER BY directory, sequence",
        (),
        |row| {
            let text: String = row.get(1)?;
            let change = serde_json::from_str::<SchemaChange>(&text)?;
            Ok((DirectoryId(row.get(0)?), change, row.get::<_, i64>(2)?))
        },
    )?;
    for (directory, change, sequence) in declared {
        if let Some(record) = by_id.get_mut(&directory) {
            record.declared.push(change);
            record.declared_level = sequence;
        }
    }
    let types = collect(
        &transaction,
        "SELECT directory, change, sequence FROM resource_types ORDER BY directory, sequence",
        (),
        |row| {
            let text: String = row.get(1)?;
            let change = serde_json::from_str::<TypeChange>(&text)?;
            Ok((DirectoryId(row.get(0)?), change, row.get::<_, i64>(2)?))
        },
    )?;
    for (directory, change, sequence) in types {
        if let Some(record) = by_id.get_mut(&directory) {
            record.types.push(change);
            record.types_level = sequence;
        }
    }
    let mut directories: Vec<_> = by_id.into_values().collect();
    directories.sort_by_key(|record| record.id);
    let sql = format!("SELECT {} FROM infra_tokens ORDER BY directory, id", tokens::COLUMNS);
    Ok(Snapshot {
        revision: revision(&transaction)?,
        directories,
        tokens: collect(&transaction, &sql, (), tokens::read)?,
    })
}

fn create_directory(
    batch: &mut Batch<'_>,
    name: &str,
    now: Timestamp,
) -> Result<DirectoryId, Failure> {
    let sql = "SELECT id FROM directories WHERE name = ?1";
    if let Some(id) = batch.first(sql, [name], |row| row.get(0))? {
        return Ok(DirectoryId(id));
    }
    let last: Option<i64> = batch.first("SELECT max(id) FROM directories", (), |row| row.get(0))?;
    let id = last.unwrap_or(0) + 1;
    if id > MAX_DIRECTORY {
        return Err(Failure::Broken(format!("there are {MAX_DIRECTORY} directories already")));
    }
    batch.execute(
        "INSERT INTO directories (id, name, created, settings) VALUES (?1, ?2, ?3, ?4)",
        (id, name, now.as_micros(), serde_json::to_string(&Settings::default())?),
    )?;
    batch.revise();
    Ok(DirectoryId(id))
}

/// The directory of a token is not told, so all tokens are looked through once for all uses.
fn touch(
    batch: &mut Batch<'_>,
    uses: &[(TokenId, Timestamp, Option<String>)],
) -> Result<(), Failure> {
    let known: HashMap<[u8; 16], i64> = batch
        .all("SELECT id, directory FROM infra_tokens", (), |row| Ok((row.get(0)?, row.get(1)?)))?
        .into_iter()
        .collect();
    for (token, at, address) in uses {
        let Some(directory) = known.get(token.0.as_bytes()) else { continue };
        batch.execute(
            "UPDATE infra_tokens SET last_used = ?3, last_address = coalesce(?4, last_address)
             WHERE directory = ?1 AND id = ?2 AND (last_used IS NULL OR last_used <= ?3)",
            (directory, token.0.as_bytes(), at.as_micros(), address),
        )?;
    }
    Ok(())
}

/// All rows of a query, each read by a function that can refuse what is stored.
pub(super) fn collect<T>(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl Fn(&rusqlite::Row<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}
