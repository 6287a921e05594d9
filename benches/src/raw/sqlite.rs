//! SQLite alone: rows read by as many threads as there are connections, or inserted by one in
//! durable transactions of as many rows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use conformance::load::{Times, cpu_time};
use rusqlite::{Connection, params};

use super::Work;
use super::row::Rows;
use crate::figures::Figures;
use crate::floor::schema;
use crate::people;
use crate::workload::scatter;

/// The server's own tables and indexes.
const SERVER_TABLES: &str =
    include_str!("../../../crates/store-sqlite/migrations/0001_initial.sql");

/// How the packed keys of the server begin: the default directory, and the kind of users.
const DIRECTORY: i64 = 1 << 43;
const USERS: i64 = 1 << 38;

/// What is done.
#[derive(Args)]
pub(crate) struct RawSqliteOptions {
    /// Where the database lies; it is made if it is not there
    folder: PathBuf,
    #[arg(long, value_enum)]
    work: Work,
    #[arg(long)]
    users: usize,
    #[arg(long)]
    connections: usize,
    #[arg(long)]
    seconds: f64,
}

/// Works for some time and prints the figures as JSON.
pub(crate) fn run(options: &RawSqliteOptions) -> Result<()> {
    println!("{}", serde_json::to_string(&work(options)?)?);
    Ok(())
}

fn work(options: &RawSqliteOptions) -> Result<Figures> {
    let time = Duration::try_from_secs_f64(options.seconds)?;
    let file = options.folder.join(match options.work {
        Work::Read | Work::Row => "raw.db",
        Work::Rows => "rows.db",
    });
    if !file.exists() {
        make(&file, options)?;
    }
    let before = cpu_time(std::process::id()).map_err(anyhow::Error::msg)?;
    let start = Instant::now();
    let (count, times) = match options.work {
        Work::Read => read(&file, options, time)?,
        Work::Row => insert(&file, options, time, insert_row)?,
        Work::Rows => insert(&file, options, time, insert_rows)?,
    };
    let wall = start.elapsed();
    let used = cpu_time(std::process::id()).map_err(anyhow::Error::msg)?.since(before).own;
    Ok(figures(count, &times, wall, used))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn figures(count: usize, times: &Times, wall: Duration, used: Duration) -> Figures {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    Figures {
        per_second: count as f64 / wall.as_secs_f64(),
        cpu_us: micros(used) / count.max(1) as f64,
        database_us: 0.0,
        median_us: micros(times.within(500)),
        p99_us: micros(times.within(990)),
    }
}

fn make(file: &Path, options: &RawSqliteOptions) -> Result<()> {
    if options.work != Work::Rows {
        return Ok(schema::fill(file, options.users, &[])?);
    }
    let mut connection = schema::open(file)?;
    connection.execute_batch(SERVER_TABLES)?;
    connection.execute("INSERT INTO counters VALUES (1, 0, 0, 0, 0, 0, 0)", ())?;
    let transaction = connection.transaction()?;
    for number in 0..options.users {
        insert_rows(&transaction, number)?;
    }
    transaction.commit()?;
    Ok(connection.pragma_update(None, "wal_checkpoint", "TRUNCATE")?)
}

fn read(file: &Path, options: &RawSqliteOptions, time: Duration) -> Result<(usize, Times)> {
    let next = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..options.connections)
        .map(|_| {
            let (file, next, users) = (file.to_owned(), Arc::clone(&next), options.users);
            std::thread::spawn(move || read_one_by_one(&file, &next, users, time))
        })
        .collect();
    let mut times = Times::default();
    for thread in threads {
        let Ok(done) = thread.join() else { bail!("a thread that reads has panicked") };
        times.merge(&done?);
    }
    Ok((usize::try_from(times.count())?, times))
}

fn read_one_by_one(file: &Path, next: &AtomicUsize, users: usize, time: Duration) -> Result<Times> {
    let connection = schema::open(file)?;
    let mut find = connection.prepare("SELECT body FROM users WHERE id = ?1")?;
    let mut times = Times::default();
    let start = Instant::now();
    while start.elapsed() < time {
        let id = schema::user_id(scatter(next.fetch_add(1, Ordering::Relaxed), users));
        let asked = Instant::now();
        let body: String = find.query_row([id.as_bytes()], |row| row.get(0))?;
        times.record(asked.elapsed());
        if body.is_empty() {
            bail!("a user without a body");
        }
    }
    Ok(times)
}

fn insert(
    file: &Path,
    options: &RawSqliteOptions,
    time: Duration,
    one: fn(&Connection, usize) -> rusqlite::Result<()>,
) -> Result<(usize, Times)> {
    let connection = schema::open(file)?;
    let table = if options.work == Work::Rows { "resources" } else { "users" };
    let count = format!("SELECT count(*) FROM {table}");
    let first: i64 = connection.query_row(&count, (), |row| row.get(0))?;
    let first = usize::try_from(first)?;
    let run = |sql: &str| connection.prepare_cached(sql)?.execute(()).map(drop);
    let mut times = Times::default();
    let mut number = first;
    let start = Instant::now();
    while start.elapsed() < time {
        let begun = Instant::now();
        run("BEGIN IMMEDIATE")?;
        for _ in 0..options.connections {
            one(&connection, number)?;
            number += 1;
        }
        if options.work == Work::Rows {
            run("UPDATE counters SET users = users + 1 WHERE directory = 1")?;
            run("INSERT INTO activity VALUES (1, 1, 1, 1) ON CONFLICT DO UPDATE SET changes = 2")?;
        }
        run("COMMIT").context("a commit")?;
        // Whoever waits for a row waits for all that are committed with it.
        (0..options.connections).for_each(|_| times.record(begun.elapsed()));
    }
    Ok((number - first, times))
}

fn insert_row(connection: &Connection, number: usize) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(schema::INSERT)?;
    schema::insert_user(&mut insert, number, &people::user(number, "Engineer"))
}

fn insert_rows(connection: &Connection, number: usize) -> rusqlite::Result<()> {
    let rows = Rows::of(number);
    let position = i64::try_from(rows.number).unwrap_or_default() + 1;
    let (key, at) = (DIRECTORY | USERS | position, 1_760_000_000_000_000_i64);
    let execute = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(sql)?.execute(values).map(drop)
    };
    execute(
        "INSERT INTO resources (key, directory, kind, id, version, created, modified, active,
             members, name_key, name_slot, external_id, display, emails, body)
         VALUES (?1, 1, 1, ?2, 1, ?3, ?3, 1, 0, ?4, 0, ?5, ?6, ?7, ?8)",
        params![
            key,
            rows.id.as_bytes(),
            at,
            rows.name,
            rows.external_id,
            rows.display,
            rows.emails_text(),
            rows.body
        ],
    )?;
    for email in &rows.emails {
        execute("INSERT INTO emails VALUES (1, ?1, ?2)", params![email, key])?;
    }
    execute("INSERT INTO search_texts VALUES (?1, ?2)", params![key, rows.search])?;
    execute(
        "INSERT INTO events VALUES (?1, ?2, 'user.created', 1, ?3, ?4, ?5)",
        params![DIRECTORY | position, at, rows.id.as_bytes(), rows.cause, rows.event],
    )?;
    execute("INSERT INTO event_subjects VALUES (1, ?1, ?2)", params![rows.id.as_bytes(), position])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_is_done_twice_on_the_same_database() {
        let folder = tempfile::tempdir().unwrap();
        for work in [Work::Read, Work::Row, Work::Rows] {
            for _ in 0..2 {
                let folder = folder.path().to_owned();
                let options =
                    RawSqliteOptions { folder, work, users: 50, connections: 4, seconds: 0.05 };
                assert!(super::work(&options).unwrap().per_second > 0.0, "{work:?}");
            }
        }
    }
}
