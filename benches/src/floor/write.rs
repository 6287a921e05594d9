//! Writing users: one thread writes, and commits together what waits.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::Result;
use axum::body::Bytes;
use axum::extract::{Path as Segment, State};
use axum::http::StatusCode;
use axum::response::Response;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::schema::{INSERT, open, stored, text, user_id};
use super::{Floor, answer, failed};

/// The most changes in one transaction.
const BATCH: usize = 512;

type Done = rusqlite::Result<(StatusCode, String)>;
type Change = Box<dyn FnOnce(&Connection) -> Done + Send>;

struct Job {
    change: Change,
    done: oneshot::Sender<Done>,
}

/// The way to the thread that writes.
pub(super) struct Writer(Sender<Job>);

impl Writer {
    pub(super) fn start(file: &Path) -> Result<Self> {
        let connection = open(file)?;
        let (sender, receiver) = channel();
        std::thread::spawn(move || write(&connection, &receiver));
        Ok(Self(sender))
    }

    /// Makes a change and waits until it is on the disk.
    pub(super) async fn make(
        &self,
        change: impl FnOnce(&Connection) -> Done + Send + 'static,
    ) -> Response {
        let (done, receiver) = oneshot::channel();
        if self.0.send(Job { change: Box::new(change), done }).is_err() {
            return failed("the writer has ended");
        }
        match receiver.await {
            Ok(Ok((status, body))) => answer(status, body.into_bytes()),
            Ok(Err(error)) => failed(error),
            Err(error) => failed(error),
        }
    }
}

fn write(connection: &Connection, jobs: &Receiver<Job>) {
    let run = |sql: &str| connection.prepare_cached(sql)?.execute(()).map(drop);
    while let Ok(first) = jobs.recv() {
        let mut done = Vec::new();
        let mut result = run("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(job) = next.take() {
            done.push(((job.change)(connection), job.done));
            if done.len() < BATCH {
                next = jobs.try_recv().ok();
            }
        }
        result = result.and_then(|()| run("COMMIT"));
        let error = result.err().map(|error| error.to_string());
        for (answer, sender) in done {
            let answer = match &error {
                None => answer,
                Some(text) => Err(rusqlite::Error::ToSqlConversionFailure(text.clone().into())),
            };
            // Whoever asked may have gone.
            let _ = sender.send(answer);
        }
    }
}

pub(super) async fn create(State(floor): State<Arc<Floor>>, body: Bytes) -> Response {
    let Ok(value) = serde_json::from_slice::<Value>(&body) else {
        return answer(StatusCode::BAD_REQUEST, Vec::new());
    };
    let id = user_id(floor.users.fetch_add(1, Ordering::Relaxed));
    let name = text(&value, "userName").to_lowercase();
    let external = text(&value, "externalId").to_owned();
    let body = stored(value, id);
    let change = move |connection: &Connection| {
        let mut insert = connection.prepare_cached(INSERT)?;
        insert.execute(params![id.as_bytes(), name, external, body])?;
        Ok((StatusCode::CREATED, body))
    };
    floor.writer.make(change).await
}

pub(super) async fn replace(
    State(floor): State<Arc<Floor>>,
    Segment(id): Segment<Uuid>,
    body: Bytes,
) -> Response {
    match serde_json::from_slice(&body) {
        Ok(value) => floor.writer.make(move |connection| update(connection, id, value)).await,
        Err(_) => answer(StatusCode::BAD_REQUEST, Vec::new()),
    }
}

pub(super) async fn patch(
    State(floor): State<Arc<Floor>>,
    Segment(id): Segment<Uuid>,
    body: Bytes,
) -> Response {
    let Ok(patch) = serde_json::from_slice::<Value>(&body) else {
        return answer(StatusCode::BAD_REQUEST, Vec::new());
    };
    let change = move |connection: &Connection| {
        let mut find = connection.prepare_cached("SELECT body FROM users WHERE id = ?1")?;
        let found = find.query_row([id.as_bytes()], |row| row.get::<_, String>(0)).optional()?;
        let Some(found) = found else { return Ok((StatusCode::NOT_FOUND, String::new())) };
        let mut value: Value = serde_json::from_str(&found).unwrap_or_default();
        for operation in patch["Operations"].as_array().into_iter().flatten() {
            value[text(operation, "path")] = operation["value"].clone();
        }
        update(connection, id, value)
    };
    floor.writer.make(change).await
}

fn update(connection: &Connection, id: Uuid, value: Value) -> Done {
    let name = text(&value, "userName").to_lowercase();
    let external = text(&value, "externalId").to_owned();
    let body = stored(value, id);
    let mut update = connection.prepare_cached(
        "UPDATE users SET user_name = ?2, external_id = ?3, body = ?4 WHERE id = ?1",
    )?;
    match update.execute(params![id.as_bytes(), name, external, body])? {
        0 => Ok((StatusCode::NOT_FOUND, String::new())),
        _ => Ok((StatusCode::OK, body)),
    }
}
