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
    let file = options.folder.join("floor.db");
    schema::fill(&file, options.users, &options.members)?;
    let writer = Writer::start(&file)?;
    let floor = Arc::new(Floor { file, writer, users: AtomicUsize::new(options.users) });
    let routes = Router::new()
        .route("/scim/v2/Users", get(read::list).post(write::create))
        .route("/scim/v2/Users/{id}", get(read::user).put(write::replace).patch(write::patch))
        .route("/scim/v2/Groups/{id}", get(group::read).patch(group::change))
        .layer(from_fn(check_token))
        .layer(DefaultBodyLimit::max(64 << 20))
        .with_state(floor);
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
