//! The table `gaps`: see [`store_sql::gaps`].

use std::collections::BTreeMap;

use directory::id::DirectoryId;
use directory::resource::Kind;
use rusqlite::{Connection, TransactionBehavior};
use store_sql::gaps::{Gap, Search, WIDTHS, span};
use store_sql::key;

/// The way to what follows the first `skip` resources of a kind, of which `removed` were ever
/// deleted. `None` if the table does not tell of all of them.
pub(crate) fn find(
    connection: &Connection,
    directory: DirectoryId,
    kind: Kind,
    removed: i64,
    skip: u64,
) -> rusqlite::Result<Option<Search>> {
    let mut search = Search::new(skip);
    let [wide, narrow] = WIDTHS;
    let gaps = match removed {
        0 => Vec::new(),
        _ => read(connection, directory, kind, wide, 0, i64::MAX)?,
    };
    if gaps.iter().map(|gap| gap.removed).sum::<i64>() != removed {
        return Ok(None);
    }
    if let Some(within) = search.advance(wide, gaps) {
        let (first, last) = (span(within.start, narrow), span(within.end - 1, narrow));
        let gaps = read(connection, directory, kind, narrow, first, last)?;
        search.advance(narrow, gaps);
    }
    Ok(Some(search))
}

fn read(
    connection: &Connection,
    directory: DirectoryId,
    kind: Kind,
    width: i64,
    first: i64,
    last: i64,
) -> rusqlite::Result<Vec<Gap>> {
    let mut statement = connection.prepare_cached(
        "SELECT span, removed FROM gaps
         WHERE directory = ?1 AND kind = ?2 AND width = ?3 AND span BETWEEN ?4 AND ?5
         ORDER BY span",
    )?;
    let rows = statement.query_map((directory.0, kind.code(), width, first, last), |row| {
        Ok(Gap { span: row.get(0)?, removed: row.get(1)? })
    })?;
    rows.collect()
}

/// Counts anew where the table does not tell of all deletions: the database is older than the
/// table, or was filled from an archive.
pub(crate) fn repair(connection: &mut Connection) -> rusqlite::Result<()> {
    for (directory, kind, ..) in incomplete(connection)? {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have written since, or have done it.
        for (now, of, last) in incomplete(&transaction)? {
            if (now, of) == (directory, kind) {
                count(&transaction, directory, kind, last)?;
            }
        }
        transaction.commit()?;
    }
    Ok(())
}

/// The lists of which not all deletions are told, with the last number that was given out.
fn incomplete(connection: &Connection) -> rusqlite::Result<Vec<(DirectoryId, Kind, i64)>> {
    let mut found = Vec::new();
    for (kind, count, removed) in
        [(Kind::User, "users", "removed_users"), (Kind::Group, "groups", "removed_groups")]
    {
        let sql = format!(
            "SELECT directory, {count} + {removed} FROM counters AS c
             WHERE {removed} > 0 AND {removed} <> (SELECT coalesce(sum(g.removed), 0)
                 FROM gaps AS g
                 WHERE g.directory = c.directory AND g.kind = ?1 AND g.width = ?2)"
        );
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map((kind.code(), WIDTHS[0]), |row| {
            Ok((DirectoryId(row.get(0)?), kind, row.get(1)?))
        })?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    let mut statement = connection.prepare(
        "SELECT directory, kind, present + removed FROM kind_counters AS c
         WHERE removed > 0 AND removed <> (SELECT coalesce(sum(g.removed), 0)
             FROM gaps AS g
             WHERE g.directory = c.directory AND g.kind = c.kind AND g.width = ?1)",
    )?;
    let rows = statement.query_map([WIDTHS[0]], |row| {
        Ok((DirectoryId(row.get(0)?), Kind::from_code(row.get(1)?), row.get(2)?))
    })?;
    for row in rows {
        let (directory, kind, last) = row?;
        found.extend(kind.map(|kind| (directory, kind, last)));
    }
    Ok(found)
}

/// Writes the gaps of a list as they are.
fn count(
    connection: &Connection,
    directory: DirectoryId,
    kind: Kind,
    last: i64,
) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM gaps WHERE directory = ?1 AND kind = ?2",
        (directory.0, kind.code()),
    )?;
    let keys = key::resources(directory, kind);
    for width in WIDTHS {
        let mut live: BTreeMap<i64, i64> = BTreeMap::new();
        let mut statement = connection.prepare_cached(
            "SELECT (key - ?1 - 1) / ?3, count(*) FROM resources WHERE key > ?1 AND key < ?2
             GROUP BY 1",
        )?;
        let mut rows = statement.query((keys.start, keys.end, width))?;
        while let Some(row) = rows.next()? {
            live.insert(row.get(0)?, row.get(1)?);
        }
        for one in 0..=span(last, width) {
            let given = last.min((one + 1) * width) - one * width;
            let removed = given - live.get(&one).copied().unwrap_or(0);
            if removed > 0 {
                add(connection, (directory, kind, width, one), removed)?;
            }
        }
    }
    Ok(())
}

/// A span of a list: its directory, its kind, its width and its number.
pub(crate) type Span = (DirectoryId, Kind, i64, i64);

/// Adds to what is missing in a span.
pub(crate) fn add(connection: &Connection, at: Span, removed: i64) -> rusqlite::Result<()> {
    let (directory, kind, width, span) = at;
    connection
        .prepare_cached(
            "INSERT INTO gaps (directory, kind, width, span, removed) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (directory, kind, width, span)
             DO UPDATE SET removed = removed + excluded.removed",
        )?
        .execute((directory.0, kind.code(), width, span, removed))?;
    Ok(())
}

/// The spans that the resource with this key lies in.
pub(crate) fn spans(directory: DirectoryId, kind: Kind, key: i64) -> [Span; 2] {
    WIDTHS.map(|width| (directory, kind, width, span(key::sequence(key), width)))
}
