//! The ceiling: an axum handler with nothing behind it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as Segment, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;

const TYPE: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/scim+json")];

type Bodies = Arc<HashMap<String, Bytes>>;

/// Serves every file of the folder at `/NAME`, and JSON sent to `/echo` as parsed and printed.
pub(crate) fn serve(folder: &Path) -> Result<()> {
    let mut bodies = HashMap::new();
    for entry in std::fs::read_dir(folder).context("no folder of bodies")? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        bodies.insert(name, Bytes::from(std::fs::read(entry.path())?));
    }
    let routes = Router::new()
        .route("/echo", post(echo).put(echo).patch(echo))
        .route("/{name}", get(body))
        .with_state(Arc::new(bodies));
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("Listening on http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            // Without it only the delay of a small segment would be measured.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, routes).await.context("the bare handler ended")
    })
}

async fn body(State(bodies): State<Bodies>, Segment(name): Segment<String>) -> Response {
    match bodies.get(&name) {
        Some(body) => (TYPE, body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn echo(body: Bytes) -> Response {
    let parsed = serde_json::from_slice::<serde_json::Value>(&body);
    match parsed.and_then(|value| serde_json::to_vec(&value)) {
        Ok(printed) => (TYPE, printed).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
