//! Everything that clients can see.

use std::fmt::Write;

use testkit::{Answer, Caller};

/// Every list and every resource, with status and ETag, as text.
pub(crate) async fn everything(clients: &[Caller]) -> String {
    let mut view = String::new();
    for scim in clients {
        for path in [
            "/Schemas",
            "/ResourceTypes",
            "/Users?count=1000",
            "/Groups?count=1000",
            "/Devices?startIndex=2&count=2",
            "/Users?sortBy=displayName&sortOrder=descending&startIndex=3&count=4",
            "/Users?filter=emails.value%20eq%20%22shared%40example.com%22",
            "/Users?filter=active%20eq%20false",
            "/Users?filter=urn:example:params:scim:schemas:custom:badge%20gt%207",
            "/Groups?filter=displayName%20sw%20%22s%22",
        ] {
            look(&mut view, path, &scim.get(path).await);
        }
        for endpoint in ["/Users", "/Groups", "/Devices"] {
            for id in walk(scim, endpoint).await {
                let path = format!("{endpoint}/{id}");
                look(&mut view, &path, &scim.get(&path).await);
            }
        }
    }
    view
}

fn look(view: &mut String, path: &str, answer: &Answer) {
    let etag = answer.header("etag").unwrap_or_default();
    let written = writeln!(view, "{path}: {} {etag} {}", answer.status, answer.text);
    written.expect("memory");
}

/// The ids in the order of a walk by cursor, in small pages.
async fn walk(scim: &Caller, endpoint: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = page(scim, endpoint, &cursor).await;
        ids.extend(page.ids());
        match page.json["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return ids,
        }
    }
}

/// A page of a walk.
pub(crate) async fn page(scim: &Caller, endpoint: &str, cursor: &str) -> Answer {
    let answer = scim.get(&format!("{endpoint}?count=3&cursor={cursor}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}
