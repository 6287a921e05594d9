//! PostgreSQL alone: rows read or inserted on some connections, each with one statement at a time
//! and one row to a transaction.

mod tables;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use conformance::load::{Times, cpu_time};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls, Statement};

use super::Work;
use super::row::Rows;
use crate::figures::Figures;
use crate::floor::schema::user_id;
use crate::workload::scatter;

/// What is done.
#[derive(Args)]
pub(crate) struct RawPostgresOptions {
    /// The address of a database; its tables are made if they are not there
    url: String,
    #[arg(long, value_enum)]
    work: Work,
    #[arg(long)]
    users: usize,
    #[arg(long)]
    connections: usize,
    #[arg(long)]
    seconds: f64,
    /// The first process of the server, whose CPU time is read
    #[arg(long)]
    process: u32,
}

/// Works for some time and prints the figures as JSON.
pub(crate) fn run(options: &RawPostgresOptions) -> Result<()> {
    let figures = tokio::runtime::Runtime::new()?.block_on(work(options))?;
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

async fn work(options: &RawPostgresOptions) -> Result<Figures> {
    let time = Duration::try_from_secs_f64(options.seconds)?;
    let client = connect(&options.url).await?;
    let first = tables::prepare(&client, options.work, options.users).await?;
    drop(client);
    let next = Arc::new(AtomicUsize::new(if options.work == Work::Read { 0 } else { first }));
    let mut clients = Vec::new();
    for _ in 0..options.connections {
        let client = connect(&options.url).await?;
        let statement = client.prepare(tables::statement(options.work)).await?;
        clients.push((client, statement));
    }
    let before = cpu_time(options.process).map_err(anyhow::Error::msg)?;
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for (client, statement) in clients {
        let (work, users, next) = (options.work, options.users, Arc::clone(&next));
        tasks.spawn(async move {
            let mut times = Times::default();
            while start.elapsed() < time {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let asked = Instant::now();
                once(&client, &statement, work, number, users).await?;
                times.record(asked.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Times::default();
    while let Some(done) = tasks.join_next().await {
        times.merge(&done??);
    }
    let wall = start.elapsed();
    let used = cpu_time(options.process).map_err(anyhow::Error::msg)?.since(before).total();
    Ok(figures(&times, wall, used))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn figures(times: &Times, wall: Duration, used: Duration) -> Figures {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    Figures {
        per_second: times.count() as f64 / wall.as_secs_f64(),
        cpu_us: 0.0,
        database_us: micros(used) / times.count().max(1) as f64,
        median_us: micros(times.within(500)),
        p99_us: micros(times.within(990)),
    }
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.context("cannot connect to the database")?;
    // It ends with its client.
    tokio::spawn(connection);
    Ok(client)
}

async fn once(
    client: &Client,
    statement: &Statement,
    work: Work,
    number: usize,
    users: usize,
) -> Result<()> {
    match work {
        Work::Read => {
            let id = user_id(scatter(number, users));
            let row = client.query_one(statement, &[&id]).await?;
            if row.get::<_, &str>(0).is_empty() {
                bail!("a user without a body");
            }
        }
        Work::Row => {
            let Rows { id, name, external_id, body, .. } = Rows::of(number);
            client.execute(statement, &[&id, &name, &external_id, &body]).await?;
        }
        Work::Rows => {
            let rows = Rows::of(number);
            let position = i64::try_from(number)? + 1;
            let key = tables::key(position);
            client
                .execute(
                    statement,
                    &[
                        &key,
                        &rows.id,
                        &tables::AT,
                        &rows.name,
                        &rows.external_id,
                        &rows.display,
                        &rows.emails_text(),
                        &rows.body,
                        &rows.emails,
                        &rows.search,
                        &position,
                        &rows.cause,
                        &rows.event,
                    ],
                )
                .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_work_is_done_twice_on_the_same_database() {
        let database = throwaway::Postgres::shared().database();
        let alone = throwaway::Postgres::shared().database();
        for (work, place) in [(Work::Read, &alone), (Work::Row, &alone), (Work::Rows, &database)] {
            for _ in 0..2 {
                let (url, process) = (place.url(), std::process::id());
                let options = RawPostgresOptions {
                    url,
                    work,
                    users: 50,
                    connections: 4,
                    seconds: 0.05,
                    process,
                };
                let figures = super::work(&options).await.unwrap();
                assert!(figures.per_second > 0.0, "{work:?}");
            }
        }
    }
}
