//! Style, script and icon, from inside the binary.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

use super::error::Failure;
use super::fields::Asked;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

/// How many bytes of the content's hash make its version.
const VERSION_BYTES: usize = 8;

/// The address of a file, with its version: it may be cached for ever.
pub(super) fn url(name: &str) -> String {
    match Assets::get(name) {
        Some(file) => format!("/assets/{name}?v={}", version(&file)),
        None => format!("/assets/{name}"),
    }
}

fn version(file: &rust_embed::EmbeddedFile) -> String {
    use std::fmt::Write;
    let mut version = String::with_capacity(2 * VERSION_BYTES);
    for byte in &file.metadata.sha256_hash()[..VERSION_BYTES] {
        // Writing to a string cannot fail.
        let _ = write!(version, "{byte:02x}");
    }
    version
}

/// Answers with a file.
pub(super) async fn serve(
    Path(name): Path<String>,
    Asked(query): Asked,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let file = Assets::get(&name).ok_or_else(Failure::not_found)?;
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return Err(Failure::not_found()),
    };
    let version = version(&file);
    let cache = if query.get("v") == version {
        "public, max-age=31536000, immutable"
    } else {
        "public, no-cache"
    };
    let etag = HeaderValue::from_str(&format!("\"{version}\"")).map_err(|_| Failure::internal())?;
    let is_known = headers.get(header::IF_NONE_MATCH) == Some(&etag);
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::ETAG, etag),
    ];
    Ok(if is_known {
        (StatusCode::NOT_MODIFIED, fixed).into_response()
    } else {
        (fixed, file.data.into_owned()).into_response()
    })
}
