//! Such resources in bulk requests (RFC 7644 §3.7).

use serde_json::json;

use super::{badge, start};
use crate::bulk::{bulk, statuses};
use crate::support::{created, read, user, with};

#[tokio::test]
async fn they_are_made_changed_and_deleted_together() {
    let (app, scim, _) = start().await;
    let old = created(&scim, "/Badges", &badge("old")).await.id();
    let answers = bulk(
        &scim,
        &[
            json!({"method": "DELETE", "path": format!("/Badges/{old}")}),
            json!({"method": "POST", "path": "/Badges", "bulkId": "b",
                "data": with(badge("OLD"), json!({"holder": {"value": "bulkId:u"}}))}),
            json!({"method": "POST", "path": "/Users", "bulkId": "u", "data": user("ann")}),
            json!({"method": "PATCH", "path": "/badges/bulkId:b", "data": {"Operations": [
                {"op": "add", "path": "level", "value": 7}]}}),
            json!({"method": "POST", "path": "/Badges", "bulkId": "c", "data": badge("old")}),
            json!({"method": "POST", "path": "/Windows", "bulkId": "d", "data": badge("x")}),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["204", "201", "201", "200", "409", "404"], "{answers:?}");
    let location = answers[1]["location"].as_str().expect("a location");
    let path = location.strip_prefix(&app.scim_base()).expect("an address of ours");
    assert!(path.starts_with("/Badges/"), "{path}");
    let made = read(&scim, path).await;
    let ann = scim.filter("/Users", "userName eq \"ann\"").await.ids().remove(0);
    assert_eq!((&made["level"], &made["holder"]["value"]), (&json!(7), &json!(ann)));
}
