//! The floor: bare axum over bare SQLite, doing what such requests cannot do without.
//!
//! It checks one fixed token, stores the bytes that it answers, keeps memberships in a table, and
//! commits what waits in one durable transaction. It has no schema, no filter but `eq` on two
//! columns, no preconditions, no history, no events: it shows what is left for all that.

mod group;
mod read;
pub(crate) mod schema;
mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt;
use clap::Args;

use write::Writer;

/// The token that the floor wants to see.
pub(crate) const TOKEN: &str = "floor";

/// What the floor stands on.
#[derive(Args)]
pub(crate) struct FloorOptions {
    /// Where the database lies
    folder: PathBuf,
    #[arg(long)]
    users: usize,
    /// Sizes of the groups
    #[arg(long, value_delimiter = ',')]
    members: Vec<usize>,
}

/// What the handlers share.
struct Floor {
    file: PathBuf,
    writer: Writer,
    /// Users there are.
    users: AtomicUsize,
}

/// Fills a database and serves it.
pub(crate) fn serve(options: &FloorOptions) -> Result<()> {
    let routes = routes(options)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("Listening on http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            // Without it only the delay of a small segment would be measured.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, routes).await.context("the floor ended")
    })
}

fn routes(options: &FloorOptions) -> Result<Router> {
    let file = options.folder.join("floor.db");
    schema::fill(&file, options.users, &options.members)?;
    let writer = Writer::start(&file)?;
    let floor = Arc::new(Floor { file, writer, users: AtomicUsize::new(options.users) });
    Ok(Router::new()
        .route("/scim/v2/Users", get(read::list).post(write::create))
        .route("/scim/v2/Users/{id}", get(read::user).put(write::replace).patch(write::patch))
        .route("/scim/v2/Groups/{id}", get(group::read).patch(group::change))
        .layer(from_fn(check_token))
        .layer(DefaultBodyLimit::max(64 << 20))
        .with_state(floor))
}

async fn check_token(request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION);
    let token = given.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    if token == Some(TOKEN.as_bytes()) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

/// An answer of SCIM.
fn answer(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/scim+json")], body).into_response()
}

/// An error that ends the measurement, told in the answer.
fn failed(error: impl std::fmt::Display) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use conformance::load::{Connection, Target};

    use super::*;
    use crate::figures::Turn;
    use crate::subject::OUTSIDERS;
    use crate::workload;

    #[tokio::test]
    async fn the_floor_does_every_workload_that_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let (users, members) = (200, vec![10, 150]);
        let known = schema::known(users, &members, 4);
        let folder = folder.path().to_owned();
        let routes = routes(&FloorOptions { folder, users: users + OUTSIDERS, members }).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/scim/v2", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let mut connection = Connection::open(&Target::new(&base, TOKEN).unwrap()).await.unwrap();
        for work in workload::all(&known).into_iter().filter(|work| work.floor) {
            for number in 0..4 {
                let request = (work.make)(Turn { number, step: number });
                let answer = connection.send(&request).await.unwrap();
                let body = String::from_utf8_lossy(answer.body).into_owned();
                assert!(answer.is_success(), "{}: {}: {body}", work.name, answer.status);
                if let Some(members) = work.members.filter(|_| work.name == "GET group") {
                    assert_eq!(body.matches("$ref").count(), members, "nobody is left over");
                }
                if work.name.starts_with("filter") {
                    assert!(body.contains(r#""totalResults":1,"#), "{}: {body}", work.name);
                }
                if work.name.starts_with("list") {
                    assert_eq!(body.matches(r#""userName""#).count(), 100, "{}", work.name);
                }
            }
        }
        let stranger = Target::new(&base, "other").unwrap();
        let mut stranger = Connection::open(&stranger).await.unwrap();
        let answer = stranger.send(&conformance::load::Request::get("/Users")).await.unwrap();
        assert_eq!(answer.status, 401);
    }
}
