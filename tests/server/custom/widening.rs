//! Attributes whose values are of more than one type.

use serde_json::json;
use testkit::TestApp;

use super::published;
use crate::support::{USER, created, names, patched, read, user, with};

#[tokio::test]
async fn a_value_of_another_type_widens_the_attribute() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (number, (value, kind, multi)) in [
        (json!(1), "integer", false),
        (json!(1.5), "decimal", false),
        (json!("one"), "string", false),
        (json!(["a", "b"]), "string", true),
    ]
    .into_iter()
    .enumerate()
    {
        let body = with(user(&format!("u{number}")), json!({"thing": value}));
        let made = created(&scim, "/Users", &body).await;
        let attribute = published(&scim, USER, "thing").await;
        assert_eq!((&attribute["type"], &attribute["multiValued"]), (&json!(kind), &json!(multi)));
        let found = read(&scim, &format!("/Users/{}", made.id())).await;
        assert_eq!(found["thing"], value, "a value stays what it was");
    }
    let first = scim.filter("/Users", "thing eq \"1\"").await;
    assert_eq!(names(&first), ["u0"], "an older value is found by the new type");
}

#[tokio::test]
async fn whoever_sends_numbers_goes_on_comparing_them_when_another_sends_words() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (name, level, scores) in [
        ("ann", json!(20), json!([1.0])),
        ("bob", json!(3), json!([2, 100])),
        ("cid", json!(3.0), json!([2.5])),
    ] {
        created(&scim, "/Users", &with(user(name), json!({"level": level, "scores": scores})))
            .await;
    }
    let filters = [
        ("level eq 3", vec!["bob", "cid"]),
        ("level ne 3", vec!["ann"]),
        ("level gt 3", vec!["ann"]),
        ("level ge 3", vec!["ann", "bob", "cid"]),
        ("level lt 20", vec!["bob", "cid"]),
        ("not (level le 3)", vec!["ann"]),
        ("scores eq 1", vec!["ann"]),
        ("scores gt 3", vec!["bob"]),
        ("scores ne 1", vec!["bob", "cid"]),
    ];
    for word in [None, Some("zoe")] {
        if let Some(name) = word {
            let words = json!({"level": "\u{20}none", "scores": []});
            created(&scim, "/Users", &with(user(name), words)).await;
            let path = format!("/Users/{}", scim.user("yan").await);
            let add = json!([{"op": "add", "path": "scores", "value": ["\u{20}none"]}]);
            patched(&scim, &path, add.clone()).await;
            patched(&scim, &path, json!([{"op": "remove", "path": "scores"}])).await;
        }
        for (filter, expected) in &filters {
            let found = scim.filter("/Users", &format!("({filter}) and level pr")).await;
            let mut found = names(&found);
            found.retain(|name| *name != "zoe");
            assert_eq!(found, *expected, "{filter}, {word:?}");
        }
    }
    assert_eq!(published(&scim, USER, "level").await["type"], json!("string"));
    assert_eq!(names(&scim.filter("/Users", "level eq \"20\"").await), ["ann"]);
    assert_eq!(names(&scim.filter("/Users", "level eq \" none\"").await), ["zoe"]);
}

#[tokio::test]
async fn whoever_sends_objects_goes_on_finding_them_when_another_sends_text() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = with(user("ann"), json!({"badge": {"no": 7, "door": "a"}, "keys": [{"no": 1}]}));
    let ann = format!("/Users/{}", created(&scim, "/Users", &ann).await.id());
    for text in [false, true] {
        if text {
            created(&scim, "/Users", &with(user("bob"), json!({"badge": "7", "keys": "k"}))).await;
            assert_eq!(names(&scim.filter("/Users", "badge eq \"7\"").await), ["bob"]);
            assert_eq!(names(&scim.filter("/Users", "keys eq \"K\"").await), ["bob"]);
        }
        for filter in ["badge.no ge 7", "badge[door eq \"A\"]", "keys[no eq 1]", "keys.no lt 2"] {
            assert_eq!(names(&scim.filter("/Users", filter).await), ["ann"], "{filter}, {text}");
        }
        let door = json!([{"op": "replace", "path": "badge.door", "value": "A"}]);
        patched(&scim, &ann, door).await;
        let key = json!([{"op": "add", "path": "keys[no eq 1].note", "value": "n"}]);
        patched(&scim, &ann, key).await;
        let found = read(&scim, &ann).await;
        assert_eq!(found["badge"], json!({"no": 7, "door": "A"}));
        assert_eq!(found["keys"], json!([{"no": 1, "note": "n"}]));
        let sorted = scim.get("/Users?sortBy=badge.no").await;
        assert_eq!(names(&sorted)[0], "ann");
    }
    for name in ["badge", "keys"] {
        let attribute = published(&scim, USER, name).await;
        assert_eq!(attribute["type"], json!("string"));
        assert_eq!(attribute.get("subAttributes"), None, "{attribute}");
    }
}
