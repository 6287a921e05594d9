//! Whether a change is told in `meta` (RFC 7643 §3.1). PUT and PATCH are looked at alike.

use std::time::{Duration, Instant};

use serde_json::json;

use super::super::case::Outcome;
use super::super::tools::Tools;
use crate::client::Method;
use crate::urn;

/// A server may tell whole seconds: for so long a change may seem to be of the same moment.
const ONE_MOMENT: Duration = Duration::from_millis(1500);
const BETWEEN: Duration = Duration::from_millis(100);

/// Changes a user until `lastModified` is another one; `created` stays.
pub(super) async fn moves_on(t: &Tools, method: Method) -> Outcome {
    t.knows(&["title"])?;
    let made = t.user(json!({"title": "Boss"})).await?;
    let (before, start) = (&made.body["meta"], Instant::now());
    let mut number = 0;
    loop {
        number += 1;
        let title = format!("Boss {number}");
        if method == Method::PUT {
            let name = &made.body["userName"];
            let body = json!({"schemas": [urn::USER], "userName": name, "title": title});
            t.put(&made.path, &body).await?.status(200)?;
        } else {
            let operation = json!([{"op": "replace", "path": "title", "value": title}]);
            t.patched(&made.path, operation).await?;
        }
        let read = t.get(&made.path).await?;
        read.is("title", title)?.is("meta.created", before["created"].clone())?;
        let moved = read.at("meta.lastModified")? != before["lastModified"];
        if moved || start.elapsed() > ONE_MOMENT {
            let expected = format!("another meta.lastModified than {}", before["lastModified"]);
            return read.that(moved, expected).map(drop);
        }
        tokio::time::sleep(BETWEEN).await;
    }
}
