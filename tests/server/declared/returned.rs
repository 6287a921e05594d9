//! When values are returned: always, never, by default, or on request, at every depth.

use serde_json::{Value, json};
use testkit::TestApp;

use super::{ACME, acme, acme_user, admin};
use crate::support::{created, names, read, refused, user};

fn attributes() -> Value {
    let all = |prefix: &str| -> Vec<Value> {
        ["always", "never", "default", "request"]
            .iter()
            .map(|returned| json!({"name": format!("{prefix}{returned}"), "returned": returned}))
            .collect()
    };
    let mut attributes = all("");
    attributes.push(json!({"name": "secret", "mutability": "writeOnly"}));
    attributes.push(json!({"name": "one", "type": "complex", "subAttributes": all("sub-")}));
    attributes
        .push(json!({"name": "many", "type": "complex", "multiValued": true, "subAttributes": all("sub-")}));
    attributes.push(json!({
        "name": "asked", "type": "complex", "returned": "request", "subAttributes": [{"name": "x"}, {"name": "y"}],
    }));
    attributes.into()
}

fn values() -> Value {
    let subs = json!({"sub-always": "a", "sub-never": "n", "sub-default": "d", "sub-request": "r"});
    json!({
        "always": "a", "never": "n", "default": "d", "request": "r", "secret": "s",
        "one": subs, "many": [subs], "asked": {"x": "1", "y": "2"},
    })
}

#[tokio::test]
async fn every_class_holds_at_every_depth() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    acme(&admin, attributes()).await;
    let made = created(&scim, "/Users", &acme_user("ann", values())).await;
    let path = format!("/Users/{}", made.id());
    let sub = json!({"sub-always": "a", "sub-default": "d"});
    let usual = json!({"always": "a", "default": "d", "one": sub, "many": [sub]});
    assert_eq!(read(&scim, &path).await[ACME], usual);
    let always = json!({"sub-always": "a"});
    let least = json!({"always": "a", "one": always, "many": [always]});
    for (query, expected) in [
        ("attributes=userName".to_owned(), least.clone()),
        (format!("attributes={ACME}:never,{ACME}:secret"), least.clone()),
        (
            format!("attributes={ACME}:request"),
            json!({"always": "a", "request": "r", "one": always, "many": [always]}),
        ),
        (
            format!("attributes={ACME}:one.sub-request"),
            json!({"always": "a", "one": {"sub-always": "a", "sub-request": "r"}, "many": [always]}),
        ),
        (format!("attributes={ACME}:one"), json!({"always": "a", "one": sub, "many": [always]})),
        (
            format!("attributes={ACME}:many.sub-never,{ACME}:many.sub-default"),
            json!({"always": "a", "one": always, "many": [sub]}),
        ),
        (
            format!("attributes={ACME}:asked.x"),
            json!({"always": "a", "asked": {"x": "1"}, "one": always, "many": [always]}),
        ),
        (format!("attributes={ACME}"), usual.clone()),
        (
            format!("excludedAttributes={ACME}:always,{ACME}:default"),
            json!({"always": "a", "one": sub, "many": [sub]}),
        ),
        (
            format!("excludedAttributes={ACME}:one"),
            json!({"always": "a", "default": "d", "one": always, "many": [sub]}),
        ),
        (format!("excludedAttributes={ACME}"), least),
    ] {
        assert_eq!(read(&scim, &format!("{path}?{query}")).await[ACME], expected, "{query}");
        let list = read(&scim, &format!("/Users?{query}")).await;
        assert_eq!(list["Resources"][0][ACME], expected, "{query}");
    }
}

#[tokio::test]
async fn what_is_returned_on_request_comes_back_to_who_has_sent_it() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    acme(&admin, attributes()).await;
    let shown = |answer: &testkit::Answer| {
        let part = &answer.json[ACME];
        let has = |value: &Value| !value.is_null();
        (has(&part["request"]), has(&part["one"]["sub-request"]), has(&part["asked"]))
    };
    let made = created(&scim, "/Users", &acme_user("ann", values())).await;
    assert_eq!(shown(&made), (true, true, true));
    assert!(!made.text.contains("never") && !made.text.contains("secret"), "{}", made.text);
    let path = format!("/Users/{}", made.id());
    let replace = |name: &str, value: Value| json!([{"op": "replace", "path": format!("{ACME}:{name}"), "value": value}]);
    for (operations, expected) in [
        (replace("request", json!("z")), (true, false, false)),
        (replace("request", json!("z")), (true, false, false)),
        (replace("one.sub-request", json!("z")), (false, true, false)),
        (replace("one", json!({"sub-default": "z"})), (false, false, false)),
        (replace("one", json!({"SUB-REQUEST": "y"})), (false, true, false)),
        (replace("asked.x", json!("z")), (false, false, true)),
        (json!([{"op": "add", "value": {ACME: {"request": "y"}}}]), (true, false, false)),
        (json!([{"op": "add", "value": {format!("{ACME}:request"): "x"}}]), (true, false, false)),
        (json!([{"op": "add", "path": "title", "value": "x"}]), (false, false, false)),
    ] {
        let answer = scim.patch(&path, operations.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(shown(&answer), expected, "{operations}");
    }
    let least =
        scim.patch(&format!("{path}?attributes=userName"), replace("request", json!("w"))).await;
    assert_eq!(shown(&least), (false, false, false), "{}", least.text);
    let put = scim.put(&path, &acme_user("ann", json!({"request": "r", "default": "d"}))).await;
    assert_eq!(shown(&put), (true, false, false), "{}", put.text);
}

#[tokio::test]
async fn what_is_never_returned_can_neither_be_found_nor_sorted_by() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    acme(&admin, attributes()).await;
    let made = created(&scim, "/Users", &acme_user("ann", values())).await;
    created(&scim, "/Users", &user("ben")).await;
    for path in ["never", "secret", "one.sub-never", "many.sub-never"] {
        let path = format!("{ACME}:{path}");
        for filter in [format!("{path} sw \"n\""), format!("{path} pr")] {
            refused(&scim.filter("/Users", &filter).await, 400, "invalidFilter");
            refused(&scim.filter("/", &filter).await, 400, "invalidFilter");
        }
        refused(&scim.get(&format!("/Users?sortBy={path}")).await, 400, "invalidValue");
    }
    let inner = format!("{ACME}:many[sub-never eq \"n\"]");
    refused(&scim.filter("/Users", &inner).await, 400, "invalidFilter");
    let path = format!("/Users/{}", made.id());
    let remove = json!([{"op": "remove", "path": inner}]);
    refused(&scim.patch(&path, remove).await, 400, "invalidFilter");
    let shown = format!("{ACME}:many[sub-request eq \"r\"]");
    assert_eq!(names(&scim.filter("/Users", &shown).await), ["ann"]);
}

#[tokio::test]
async fn what_is_never_returned_is_in_no_event_either() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let hush = json!([
        {"name": "pin", "mutability": "writeOnly"}, {"name": "badge"},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "code", "returned": "never"}, {"name": "door"}]},
    ]);
    acme(&admin, hush).await;
    let body = |pin: &str| {
        acme_user(
            "ann",
            json!({"pin": pin, "badge": "1", "keys": [{"code": "hush-2", "door": "1"}]}),
        )
    };
    let id = created(&scim, "/Users", &body("hush-1")).await.id();
    let path = format!("/Users/{id}");
    assert_eq!(scim.put(&path, &body("hush-3")).await.status, 200);
    let operations = json!([{"op": "replace", "path": format!("{ACME}:pin"), "value": "hush-4"}]);
    assert_eq!(scim.patch(&path, operations).await.status, 200);
    assert_eq!(scim.delete(&path).await.status, 204);
    let events = app.events(Some(&id)).await;
    assert_eq!(events.len(), 4);
    for event in events {
        assert!(!event.data.to_string().contains("hush"), "{:?}: {}", event.kind, event.data);
    }
}
