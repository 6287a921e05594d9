//! What happens to a transaction when something goes wrong in it.

use std::sync::Arc;
use std::time::Duration;

use directory::change::{CommitError, Refusal};
use directory::store::StoreError;

use super::Writer;
use crate::connection::Place;
use crate::failure::Failure;
use crate::{Options, SqliteStore};

fn writer() -> (tempfile::TempDir, Arc<Writer>) {
    let data = tempfile::tempdir().unwrap();
    SqliteStore::migrate(data.path()).unwrap();
    let file = data.path().join(crate::FILE_NAME);
    let place = Place { file, busy_timeout: Options::default().busy_timeout };
    let writer = Writer::start(place, 100).unwrap();
    (data, Arc::new(writer))
}

async fn make(writer: &Writer, name: &str) -> Result<usize, CommitError> {
    let name = name.to_owned();
    let sql = "INSERT INTO directories (name, created, settings) VALUES (?1, 0, '{}')";
    writer.run(move |batch| batch.execute(sql, [&name])).await
}

async fn names(writer: &Writer) -> Vec<String> {
    let sql = "SELECT name FROM directories ORDER BY id";
    writer.run(move |batch| batch.all(sql, (), |row| row.get(0))).await.unwrap()
}

/// Runs work so that all of it gets into one transaction: the writer is kept busy meanwhile.
async fn together<T>(writer: &Arc<Writer>, work: impl FnOnce() -> Vec<T>) -> Vec<T> {
    let busy = Arc::clone(writer);
    let pause = tokio::spawn(async move {
        let sleep = |_: &mut super::Batch<'_>| {
            std::thread::sleep(Duration::from_millis(100));
            Ok(())
        };
        busy.run(sleep).await
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    let started = work();
    pause.await.unwrap().unwrap();
    started
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_undoes_one_piece_of_work_only() {
    let (_data, writer) = writer();
    let tasks = together(&writer, || {
        ["a", "panic", "b"]
            .into_iter()
            .map(|name| {
                let writer = Arc::clone(&writer);
                tokio::spawn(async move {
                    if name != "panic" {
                        return make(&writer, name).await;
                    }
                    let sql =
                        "INSERT INTO directories (name, created, settings) VALUES ('x', 0, '')";
                    let work = move |batch: &mut super::Batch<'_>| -> Result<usize, Failure> {
                        batch.execute(sql, ())?;
                        panic!("on purpose")
                    };
                    writer.run(work).await
                })
            })
            .collect()
    })
    .await;
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    assert!(results[0].is_ok() && results[2].is_ok());
    assert!(matches!(&results[1], Err(CommitError::Store(StoreError::Broken(_)))));
    let mut found = names(&writer).await;
    found.sort();
    assert_eq!(found, ["a", "b", "default"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_leaves_nothing_whether_or_not_it_had_written() {
    let (_data, writer) = writer();
    let names_tried = ["a", "early", "b", "late", "c"];
    let tasks = together(&writer, || {
        names_tried
            .into_iter()
            .map(|name| {
                let writer = Arc::clone(&writer);
                tokio::spawn(async move {
                    let work = move |batch: &mut super::Batch<'_>| {
                        if name == "early" {
                            return Err(Refusal::Gone.into());
                        }
                        let sql =
                            "INSERT INTO directories (name, created, settings) VALUES (?1, 0, '')";
                        batch.execute(sql, [name])?;
                        batch.revise();
                        if name == "late" { Err(Refusal::Gone.into()) } else { Ok(()) }
                    };
                    writer.run(work).await
                })
            })
            .collect()
    })
    .await;
    for (name, task) in names_tried.into_iter().zip(tasks) {
        let expected =
            if name.len() > 1 { Err(CommitError::Refused(Refusal::Gone)) } else { Ok(()) };
        assert_eq!(task.await.unwrap(), expected, "{name}");
    }
    let mut found = names(&writer).await;
    found.sort();
    assert_eq!(found, ["a", "b", "c", "default"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_commit_fails_everybody_is_told_and_nothing_has_happened() {
    let (_data, writer) = writer();
    let tasks = together(&writer, || {
        ["a", "bad", "b"]
            .into_iter()
            .map(|name| {
                let writer = Arc::clone(&writer);
                tokio::spawn(async move {
                    if name != "bad" {
                        return make(&writer, name).await;
                    }
                    let work = |batch: &mut super::Batch<'_>| {
                        batch.connection.execute_batch(
                            "PRAGMA defer_foreign_keys = ON;
                             INSERT INTO emails (directory, value, key) VALUES (1, 'x', 99)",
                        )?;
                        Ok(1)
                    };
                    writer.run(work).await
                })
            })
            .collect()
    })
    .await;
    for task in tasks {
        assert!(matches!(task.await.unwrap(), Err(CommitError::Store(_))));
    }
    assert_eq!(names(&writer).await, ["default"]);
    make(&writer, "again").await.unwrap();
    assert_eq!(names(&writer).await, ["default", "again"]);
}

#[tokio::test]
async fn a_full_disk_is_named_and_forgotten_when_there_is_room_again() {
    let (_data, writer) = writer();
    // Holds for the connection: the one that is opened after the failure has room again.
    let limit = |batch: &mut super::Batch<'_>| {
        let sql = "PRAGMA max_page_count = 1";
        Ok(batch.connection.query_row(sql, (), |row| row.get::<_, i64>(0))?)
    };
    writer.run(limit).await.unwrap();
    let error = make(&writer, &"x".repeat(100_000)).await.unwrap_err();
    let expected = StoreError::Unavailable("the disk is full".to_owned());
    assert_eq!(error, CommitError::Store(expected));
    assert_eq!(names(&writer).await, ["default"]);
    make(&writer, &"x".repeat(100_000)).await.unwrap();
}

#[tokio::test]
async fn a_closed_writer_has_done_what_waited_and_takes_no_more() {
    let (_data, writer) = writer();
    make(&writer, "a").await.unwrap();
    writer.close();
    let error = make(&writer, "b").await.unwrap_err();
    let expected = StoreError::Unavailable("the store is closed".to_owned());
    assert_eq!(error, CommitError::Store(expected));
}
