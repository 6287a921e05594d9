//! `bulkId:` in the place of ids: forward, backward, in circles, to nothing.

use serde_json::{Value, json};
use testkit::TestApp;

use super::{bulk, delete, detail, id, patch, post, post_user, put, statuses};
use crate::support::{ENTERPRISE, everything, group, read, user, with};

fn managed(name: &str, by: &str) -> Value {
    let manager = json!({ENTERPRISE: {"manager": {"value": format!("bulkId:{by}")}}});
    post("/Users", name, with(user(name), manager))
}

fn manager(user: &Value) -> &Value {
    &user[ENTERPRISE]["manager"]["value"]
}

fn post_group(name: &str, members: &[&str]) -> Value {
    let members: Vec<String> = members.iter().map(|id| format!("bulkId:{id}")).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    post("/Groups", name, group(name, &members))
}

#[tokio::test]
async fn references_look_forward_and_backward() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let answers = bulk(
        &scim,
        &[
            post_group("all", &["band", "ann", "ben"]),
            managed("ann", "ben"),
            post_user("ben"),
            post_group("band", &["ann"]),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["201"; 4]);
    let ids: Vec<String> = answers.iter().map(id).collect();
    let mut all = vec![ids[1].clone(), ids[2].clone(), ids[3].clone()];
    all.sort_unstable();
    assert_eq!(scim.members(&ids[0]).await, all);
    assert_eq!(scim.members(&ids[3]).await, [ids[1].as_str()]);
    assert_eq!(manager(&read(&scim, &format!("/Users/{}", ids[1])).await), &json!(ids[2]));
}

#[tokio::test]
async fn paths_and_filters_refer_too() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let answers = bulk(
        &scim,
        &[
            delete("/Users/bulkId:cleo"),
            patch(
                "/Groups/bulkId:band",
                json!([
                    {"op": "remove", "path": "members[value eq \"bulkId:ann\"]"},
                    {"op": "add", "path": "members", "value": [{"$ref": "../Users/bulkId:ben"}]},
                ]),
            ),
            put("/Users/bulkId:ben", with(user("ben"), json!({"title": "bulkId"}))),
            post_group("band", &["ann"]),
            post_user("ann"),
            post_user("ben"),
            post_user("cleo"),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["204", "200", "200", "201", "201", "201", "201"]);
    let (band, ben) = (id(&answers[3]), id(&answers[5]));
    assert_eq!((id(&answers[1]), id(&answers[2])), (band.clone(), ben.clone()));
    assert_eq!(scim.members(&band).await, [ben.as_str()]);
    assert_eq!(read(&scim, &format!("/Users/{ben}")).await["title"], json!("bulkId"));
    assert_eq!(scim.get(&format!("/Users/{}", id(&answers[6]))).await.status, 404);
}

#[tokio::test]
async fn managers_in_a_circle_know_each_other() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let answers =
        bulk(&scim, &[managed("a", "b"), managed("b", "c"), managed("c", "a"), managed("d", "d")])
            .await;
    assert_eq!(statuses(&answers), ["201"; 4]);
    let ids: Vec<String> = answers.iter().map(id).collect();
    for (one, by) in [(0, 1), (1, 2), (2, 0), (3, 3)] {
        let user = read(&scim, &format!("/Users/{}", ids[one])).await;
        assert_eq!(manager(&user), &json!(ids[by]));
        assert_eq!(user["meta"]["version"], json!("W/\"1\""), "made in one go");
    }
}

#[tokio::test]
async fn a_circle_is_made_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("c").await;
    let operations =
        [managed("a", "b"), managed("b", "c"), managed("c", "a"), post_group("g", &["a"])];
    let answers = bulk(&scim, &operations).await;
    assert_eq!(statuses(&answers), ["409"; 4]);
    assert_eq!(answers[2]["response"]["scimType"], json!("uniqueness"));
    for at in [0, 1] {
        assert!(detail(&answers[at]).contains("'c'"), "{}", answers[at]);
    }
    assert!(detail(&answers[3]).contains("'a'"), "{}", answers[3]);
    assert_eq!(read(&scim, "/").await["totalResults"], json!(1));
}

#[tokio::test]
async fn groups_and_users_that_name_each_other_are_made() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let role = json!({"roles": [{"value": "bulkId:band"}]});
    let answers = bulk(
        &scim,
        &[post_group("band", &["ann"]), post("/Users", "ann", with(user("ann"), role))],
    )
    .await;
    assert_eq!(statuses(&answers), ["201"; 2]);
    let (band, ann) = (id(&answers[0]), id(&answers[1]));
    assert_eq!(scim.members(&band).await, [ann.as_str()]);
    let user = read(&scim, &format!("/Users/{ann}")).await;
    assert_eq!(user["roles"][0]["value"], json!(band));
}

#[tokio::test]
async fn groups_cannot_contain_each_other() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let circle = [post_group("a", &["b"]), post_group("b", &["a"]), post_group("c", &["c"])];
    let answers = bulk(&scim, &circle).await;
    assert_eq!(statuses(&answers), ["409"; 3]);
    assert!(detail(&answers[0]).contains("Operations[0], Operations[1]"), "{}", answers[0]);
    assert_eq!(read(&scim, "/Groups").await["totalResults"], json!(0));

    let add = |id: &str| json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
    let answers = bulk(
        &scim,
        &[
            post_group("a", &[]),
            post_group("b", &["a"]),
            patch("/Groups/bulkId:a", add("bulkId:b")),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["201", "201", "409"]);
    assert!(detail(&answers[2]).contains("contains group"), "{}", answers[2]);
    assert_eq!(scim.members(&id(&answers[1])).await, [id(&answers[0])]);
}

#[tokio::test]
async fn a_reference_to_what_failed_names_it() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("ann").await;
    let answers = bulk(
        &scim,
        &[
            post_user("ann"),
            post_group("band", &["ann"]),
            managed("ben", "ann"),
            delete("/Users/bulkId:ann"),
            post_group("all", &["band"]),
            post("/Users", "wrong", json!({})),
            managed("cleo", "wrong"),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["409", "409", "409", "409", "409", "400", "409"]);
    for (at, names) in [(1, "'ann'"), (2, "'ann'"), (3, "'ann'"), (4, "'band'"), (6, "'wrong'")] {
        assert!(detail(&answers[at]).contains(names), "{}", answers[at]);
    }
    assert_eq!(read(&scim, "/").await["totalResults"], json!(1));
}

#[tokio::test]
async fn a_reference_to_nothing_is_a_wrong_value() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let before = everything(&app, &scim).await;
    let answers = bulk(
        &scim,
        &[
            post_group("band", &["nobody"]),
            patch(&format!("/Users/{ann}"), json!([
                {"op": "add", "path": "title", "value": "bulkId:nobody"},
            ])),
            delete("/Users/bulkId:nobody"),
            json!({"method": "PUT", "path": "/Users/bulkId:put", "bulkId": "put", "data": user("x")}),
        ],
    )
    .await;
    assert_eq!(statuses(&answers), ["400"; 4]);
    for one in &answers {
        assert_eq!(one["response"]["scimType"], json!("invalidValue"), "{one}");
    }
    assert!(detail(&answers[0]).contains("'nobody'"));
    assert_eq!(everything(&app, &scim).await, before);
}
