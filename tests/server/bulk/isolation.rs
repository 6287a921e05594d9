//! What a token may not do alone, it may not do in bulk.

use directory::settings::ScimState;
use directory::token::{Expiry, Scopes};
use serde_json::json;
use testkit::TestApp;

use super::{bulk, delete, message, patch, post, post_user, put, statuses};
use crate::support::{group, read, refused, user};

#[tokio::test]
async fn a_token_that_only_reads_changes_nothing() {
    let app = TestApp::start().await;
    let scopes = Scopes { read: true, ..Scopes::NONE };
    let (_, secret) = app.new_token(app.default_directory(), "r", scopes, Expiry::Never).await;
    let answer = app.with_token(&secret).post("/Bulk", &message(&[post_user("ann")])).await;
    refused(&answer, 403, "");
    assert!(answer.header("www-authenticate").is_some_and(|text| text.contains("write")));
    refused(&app.anonymous().post("/Bulk", &message(&[post_user("ann")])).await, 401, "");
    assert_eq!(read(&app.scim(), "/Users").await["totalResults"], json!(0));
}

#[tokio::test]
async fn nothing_is_done_while_scim_is_off() {
    let app = TestApp::start().await;
    let scim = app.scim();
    app.switch(app.default_directory(), ScimState::Off).await;
    refused(&scim.post("/Bulk", &message(&[post_user("ann")])).await, 403, "");
}

#[tokio::test]
async fn another_directory_stays_out_of_reach() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.scim(), app.other_directory("theirs").await);
    let ann = theirs.user("ann").await;
    let band = theirs.group("band", &[&ann]).await;
    let (user_path, group_path) = (format!("/Users/{ann}"), format!("/Groups/{band}"));
    let before = (read(&theirs, &user_path).await, read(&theirs, &group_path).await);
    let answers = bulk(
        &ours,
        &[
            put(&user_path, user("x")),
            patch(&user_path, json!([{"op": "replace", "path": "active", "value": false}])),
            delete(&user_path),
            delete(&group_path),
            post("/Groups", "g", group("g", &[&ann])),
            post_user("ann"),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["404", "404", "404", "404", "400", "201"]);
    assert_eq!((read(&theirs, &user_path).await, read(&theirs, &group_path).await), before);
    let theirs_too = bulk(&theirs, &[post_user("ben")]).await;
    assert_eq!(statuses(&theirs_too), ["201"]);
    assert_eq!(read(&ours, "/Users").await["totalResults"], json!(1));
}
