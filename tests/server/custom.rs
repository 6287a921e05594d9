//! Custom attributes: learned on first sight, typed by their values, published, filterable.

mod widening;

use conformance::client::Method;
use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{
    ENTERPRISE, GROUP, USER, created, everything, group, names, patched, read, redact, refused,
    user, with,
};

const ACME: &str = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";

/// An attribute of a published schema.
async fn published(scim: &Caller, schema: &str, name: &str) -> Value {
    let document = scim.get(&format!("/Schemas/{schema}")).await;
    let attributes = document.json["attributes"].as_array().cloned().unwrap_or_default();
    attributes.into_iter().find(|attribute| attribute["name"] == json!(name)).unwrap_or(Value::Null)
}

#[tokio::test]
async fn custom_attributes_are_kept_under_every_schema() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let body = json!({
        "schemas": [USER, ACME, ENTERPRISE],
        "userName": "ann",
        "active": true,
        "isAdmin": false,
        "badgeId": "B1",
        ENTERPRISE: {"department": "R&D", "squad": {"name": "Blue", "size": 7}},
        ACME: {"badge_id": "B1", "floors": ["3", "4"], "since": 2019, "ratio": 0.5},
    });
    let made = created(&scim, "/Users", &body).await;
    let mut kept = crate::support::sent(&made.json);
    // The order of the URNs has no meaning.
    kept["schemas"] = json!(schemas(&made.json));
    assert_eq!(kept, body);
    insta::assert_json_snapshot!("learned_schemas", redact(&app, learned(&scim).await));
    let types = read(&scim, "/ResourceTypes/User").await;
    let extensions = types["schemaExtensions"].as_array().expect("extensions");
    assert!(extensions.contains(&json!({"schema": ACME, "required": false})), "{extensions:?}");
}

/// The URNs of a resource, sorted.
fn schemas(resource: &Value) -> Vec<&str> {
    let urns = resource["schemas"].as_array().expect("schemas").iter();
    let mut urns: Vec<_> = urns.map(|urn| urn.as_str().expect("a URN")).collect();
    urns.sort_unstable();
    urns
}

/// What `/Schemas` tells beyond the standard.
async fn learned(scim: &Caller) -> Value {
    let all = read(scim, "/Schemas").await;
    let custom = |attribute: &Value| {
        attribute["description"].as_str().is_some_and(|text| text.contains("earned"))
    };
    let mut found = serde_json::Map::new();
    for schema in all["Resources"].as_array().expect("schemas") {
        let attributes = schema["attributes"].as_array().expect("attributes").iter();
        let attributes: Vec<_> = attributes.filter(|one| custom(one)).cloned().collect();
        if !attributes.is_empty() {
            found
                .insert(schema["id"].as_str().expect("a URN").to_owned(), Value::Array(attributes));
        }
    }
    Value::Object(found)
}

#[tokio::test]
async fn put_and_patch_teach_too() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    let answer = scim.put(&path, &with(user("ann"), json!({"byPut": 1}))).await;
    assert_eq!(answer.json["byPut"], json!(1));
    for operation in [
        json!({"op": "add", "path": "byPath", "value": "x"}),
        json!({"op": "replace", "path": format!("{USER}:byUrn"), "value": true}),
        json!({"op": "add", "value": {"byKey": ["a", "b"]}}),
        json!({"op": "Add", "path": format!("{ACME}:badge"), "value": "B7"}),
        json!({"op": "replace", "value": {format!("{ACME}:level"): 3}}),
        json!({"op": "add", "value": {ACME: {"colour": "red"}}}),
        json!({"op": "add", "path": format!("{ENTERPRISE}:desk"), "value": 12.5}),
        json!({"op": "add", "path": "emails", "value": [{"value": "a@x", "verified": true}]}),
    ] {
        patched(&scim, &path, json!([operation])).await;
    }
    let found = read(&scim, &path).await;
    assert_eq!(found["byPath"], json!("x"));
    assert_eq!(found["byUrn"], json!(true));
    assert_eq!(found["byKey"], json!(["a", "b"]));
    assert_eq!(found[ACME], json!({"badge": "B7", "level": 3, "colour": "red"}));
    assert_eq!(found[ENTERPRISE], json!({"desk": 12.5}));
    assert_eq!(found["emails"], json!([{"value": "a@x", "verified": true}]));
    assert_eq!(schemas(&found), [USER, ACME, ENTERPRISE]);
    for (schema, name, kind, multi) in [
        (USER, "byPut", "integer", false),
        (USER, "byPath", "string", false),
        (USER, "byUrn", "boolean", false),
        (USER, "byKey", "string", true),
        (ACME, "badge", "string", false),
        (ACME, "level", "integer", false),
        (ENTERPRISE, "desk", "decimal", false),
    ] {
        let attribute = published(&scim, schema, name).await;
        assert_eq!(attribute["type"], json!(kind), "{name}");
        assert_eq!(attribute["multiValued"], json!(multi), "{name}");
    }
}

#[tokio::test]
async fn custom_attributes_can_be_filtered_sorted_and_projected_like_any_other() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (name, level, tag) in [("ann", 1, "Alpha"), ("bob", 20, "beta"), ("cid", 3, "Alphabet")] {
        let body = with(user(name), json!({ACME: {"level": level, "tag": tag, "vip": level > 2}}));
        created(&scim, "/Users", &body).await;
    }
    scim.user("dan").await;
    for (filter, expected) in [
        ("level eq 20", vec!["bob"]),
        ("level ne 20", vec!["ann", "cid", "dan"]),
        ("level gt 3", vec!["bob"]),
        ("level ge 3", vec!["bob", "cid"]),
        ("level lt 3", vec!["ann"]),
        ("level le 3", vec!["ann", "cid"]),
        ("tag eq \"ALPHA\"", vec!["ann"]),
        ("tag co \"phab\"", vec!["cid"]),
        ("tag sw \"alpha\"", vec!["ann", "cid"]),
        ("tag ew \"A\"", vec!["ann", "bob"]),
        ("tag pr", vec!["ann", "bob", "cid"]),
        ("not (tag pr)", vec!["dan"]),
        ("vip eq true", vec!["bob", "cid"]),
        ("vip eq \"False\"", vec!["ann"]),
    ] {
        let path = |attribute: &str| format!("{ACME}:{attribute}");
        let qualified = ["level", "tag", "vip"]
            .iter()
            .fold(filter.to_owned(), |filter, name| filter.replacen(name, &path(name), 1));
        assert_eq!(names(&scim.filter("/Users", &qualified).await), expected, "{qualified}");
    }
    let sorted = scim.get(&format!("/Users?sortBy={ACME}:level")).await;
    assert_eq!(names(&sorted), ["ann", "cid", "bob", "dan"]);
    let shown = scim.get(&format!("/Users?attributes={ACME}:tag&filter={ACME}:level eq 3")).await;
    assert_eq!(shown.json["Resources"][0][ACME], json!({"tag": "Alphabet"}));
}

#[tokio::test]
async fn groups_learn_for_themselves() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Groups", &with(group("g", &[]), json!({"costs": 7}))).await;
    assert_eq!(made.json["costs"], json!(7));
    assert_eq!(published(&scim, GROUP, "costs").await["type"], json!("integer"));
    assert_eq!(published(&scim, USER, "costs").await, Value::Null);
    assert_eq!(names(&scim.filter("/Groups", "costs eq 7").await), ["g"]);
    refused(&scim.filter("/Users", "costs eq 7").await, 400, "invalidFilter");
}

#[tokio::test]
async fn an_attribute_is_known_from_the_next_request_on() {
    let app = TestApp::start().await;
    let scim = app.scim();
    refused(&scim.filter("/Users", "shoeSize eq 1").await, 400, "invalidFilter");
    created(&scim, "/Users", &with(user("ann"), json!({"shoeSize": 1}))).await;
    assert_eq!(names(&scim.filter("/Users", "SHOESIZE eq 1").await), ["ann"]);
    let made = created(&scim, "/Users", &with(user("bob"), json!({"SHOESIZE": 2}))).await;
    assert_eq!(made.json["shoeSize"], json!(2), "answered in the spelling that was learned");
}

#[tokio::test]
async fn a_refused_request_teaches_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("ann").await;
    let before = everything(&app, &scim).await;
    refused(&scim.post("/Users", &with(user("ANN"), json!({"novel": 1}))).await, 409, "uniqueness");
    let broken = with(user("bob"), json!({"novel": 1, "active": "maybe"}));
    refused(&scim.post("/Users", &broken).await, 400, "invalidValue");
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn there_are_limits_which_the_refusal_names() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let many: serde_json::Map<_, _> = (0..500).map(|n| (format!("attr{n}"), json!(n))).collect();
    let mut deep = json!("x");
    for _ in 0..40 {
        deep = json!({"a": deep});
    }
    for (what, more) in [
        ("number", Value::Object(many)),
        ("size", json!({"note": "x".repeat(300_000)})),
        ("depth", json!({"deep": deep})),
        ("name", json!({"n".repeat(500): 1})),
    ] {
        let answer = scim.post("/Users", &with(user("ann"), more)).await;
        assert!(matches!(answer.status, 400 | 413), "{what}: {} {}", answer.status, answer.text);
        assert!(answer.text.len() < 2000, "{what}: {}", answer.text);
        let detail = answer.json["detail"].as_str().expect("a detail");
        assert!(detail.contains(|char: char| char.is_ascii_digit()), "{what}: {detail}");
    }
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(0));
    assert_eq!(learned(&scim).await, json!({}));
    scim.user("ann").await;
}

#[tokio::test]
async fn names_that_are_no_names_are_refused() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for name in ["", " ", "with space", "a/b", "naïve", "a\"b", "a,b", "a(b)"] {
        let answer = scim.post("/Users", &with(user("ann"), json!({name: 1}))).await;
        assert_eq!(answer.status, 400, "{name:?}: {}", answer.text);
        assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.len() > 9), "{name:?}");
    }
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(0));
}

#[tokio::test]
async fn another_directory_does_not_see_them() {
    let app = TestApp::start().await;
    let (scim, other) = (app.scim(), app.other_directory("other").await);
    let untouched = read(&other, "/Schemas").await;
    let anonymous = read(&app.anonymous(), "/Schemas").await;
    created(&scim, "/Users", &with(user("ann"), json!({"secretProject": "x", ACME: {"a": 1}})))
        .await;
    assert_ne!(learned(&scim).await, json!({}));
    assert_eq!(read(&other, "/Schemas").await, untouched);
    assert_eq!(read(&app.anonymous(), "/Schemas").await, anonymous);
    refused(&other.get(&format!("/Schemas/{ACME}")).await, 404, "");
    refused(&other.filter("/Users", "secretProject pr").await, 400, "invalidFilter");
    let body = with(user("ann"), json!({"secretProject": 7}));
    created(&other, "/Users", &body).await;
    assert_eq!(published(&other, USER, "secretProject").await["type"], json!("integer"));
    assert_eq!(published(&scim, USER, "secretProject").await["type"], json!("string"));
}

#[tokio::test]
async fn a_name_that_begins_with_no_letter_is_refused() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    for name in ["1st", "_badge", "-badge", "$badge"] {
        for more in [
            json!({name: "x"}),
            json!({"badge": {name: "x"}}),
            json!({"badges": [{name: "x"}]}),
            json!({ACME: {name: "x"}}),
            json!({ENTERPRISE: {name: "x"}}),
            json!({format!("{ACME}:{name}"): "x"}),
            json!({format!("{ENTERPRISE}:{name}"): "x"}),
        ] {
            let answer = scim.post("/Users", &with(user("bob"), more.clone())).await;
            assert_eq!(answer.status, 400, "{more}: {}", answer.json);
            let detail = answer.json["detail"].as_str().expect("a detail");
            assert!(detail.contains(name), "{more}: {detail}");
        }
        for path in [name.to_owned(), format!("badge.{name}"), format!("{ACME}:{name}")] {
            let operations = json!([{"op": "add", "path": path, "value": "x"}]);
            let answer = scim.patch(&format!("/Users/{id}"), operations).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.json);
            let detail = answer.json["detail"].as_str().expect("a detail");
            assert!(detail.contains(name), "{path}: {detail}");
        }
    }
    assert_eq!(published(&scim, USER, "badge").await, Value::Null);
}

#[tokio::test]
async fn the_limit_on_custom_attributes_holds_under_parallel_requests() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let requests = (0..8).map(|number| {
        let scim = scim.clone();
        async move {
            let mut user = json!({"userName": format!("user{number}")});
            for attribute in 0..60 {
                user[format!("attribute{number}x{attribute}")] = json!(attribute);
            }
            scim.post("/Users", &user).await.status
        }
    });
    let statuses = futures_util::future::join_all(requests).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 3, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 5, "{statuses:?}");
    let directory = app.service.directory("default").unwrap();
    assert_eq!(directory.definition(directory::resource::Kind::User).custom_attributes(), 180);
}

#[tokio::test]
async fn an_integer_comes_back_as_it_was_sent_or_is_refused() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let path = format!("/Users/{}", scim.user("ann").await);
    for kept in ["18446744073709551615", "-9223372036854775808", "7"] {
        let body = format!("{{\"schemas\":[\"{USER}\"],\"userName\":\"ann\",\"badge\":{kept}}}");
        let answer = scim.send(Method::PUT, &path, &[], Some(body.into_bytes())).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains(&format!("\"badge\":{kept}")), "{}", answer.text);
    }
    let before = everything(&app, &scim).await;
    let long = "12345678901234567890123";
    let body = format!("{{\"schemas\":[\"{USER}\"],\"userName\":\"bob\",\"badge\":{long}}}");
    let answer = scim.send(Method::POST, "/Users", &[], Some(body.into_bytes())).await;
    refused(&answer, 400, "invalidValue");
    let operation = format!("{{\"op\":\"add\",\"path\":\"badge\",\"value\":[{long}]}}");
    let body = format!("{{\"Operations\":[{operation}]}}");
    let answer = scim.send(Method::PATCH, &path, &[], Some(body.into_bytes())).await;
    refused(&answer, 400, "invalidValue");
    assert_eq!(everything(&app, &scim).await, before);
}
