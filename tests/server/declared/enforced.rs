//! Types, required values, immutable values, canonical values and refusals hold for every write.

use serde_json::{Value, json};
use testkit::TestApp;

use super::{ACME, acme, acme_user, admin, declare};
use crate::support::{ENTERPRISE, USER, created, everything, patched, read, refused, user, with};

fn replace(path: &str, value: Value) -> Value {
    json!([{"op": "replace", "path": format!("{ACME}:{path}"), "value": value}])
}

#[tokio::test]
async fn a_declared_schema_is_published_as_it_was_declared() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let declaration = json!({
        "name": "Acme", "description": "What Acme knows.", "required": true, "open": false,
        "attributes": [
            {"name": "badge", "uniqueness": "server", "required": true, "mutability": "immutable"},
            {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
                {"name": "door", "type": "integer"}, {"name": "type", "canonicalValues": ["a", "b"]},
            ]},
        ],
    });
    declare(&admin, ACME, declaration).await;
    let schema = read(&scim, &format!("/Schemas/{ACME}")).await;
    insta::assert_json_snapshot!(crate::support::redact(&app, schema));
    let kind = read(&scim, "/ResourceTypes/User").await;
    let extension = json!({"schema": ACME, "required": true});
    assert!(kind["schemaExtensions"].as_array().expect("a list").contains(&extension), "{kind}");
    let groups = read(&scim, "/ResourceTypes/Group").await;
    assert!(!groups["schemaExtensions"].to_string().contains(ACME), "{groups}");
}

#[tokio::test]
async fn what_is_required_is_neither_left_empty_nor_removed() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let early = created(&scim, "/Users", &acme_user("old", json!({"badge": " "}))).await;
    let required = json!({
        "schema": ACME, "required": true, "attributes": [{"name": "badge", "required": true}],
    });
    let review = admin.post("/schemas/check", &required).await;
    assert_eq!(review.json["violating"], json!(1), "{}", review.text);
    let answer = admin.put(&format!("/schemas/{ACME}?accept=true"), &required).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    for empty in ["", "  "] {
        let body = acme_user("ann", json!({"badge": empty}));
        refused(&scim.post("/Users", &body).await, 400, "invalidValue");
    }
    let made = created(&scim, "/Users", &acme_user("ann", json!({"badge": "1"}))).await;
    let path = format!("/Users/{}", made.id());
    refused(&scim.patch(&path, replace("badge", json!(""))).await, 400, "invalidValue");
    let remove = json!([{"op": "remove", "path": ACME}]);
    refused(&scim.patch(&path, remove).await, 400, "mutability");
    refused(&scim.put(&path, &user("ann")).await, 400, "invalidValue");
    let active = json!([{"op": "replace", "path": "active", "value": false}]);
    patched(&scim, &format!("/Users/{}", early.id()), active).await;
}

#[tokio::test]
async fn values_have_the_declared_type() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let kinds = [
        ("text", json!("x"), json!(7)),
        ("flag", json!(true), json!("maybe")),
        ("number", json!(1.5), json!("1.5")),
        ("whole", json!(7), json!(1.5)),
        ("moment", json!("2026-01-02T03:04:05Z"), json!("yesterday")),
        ("bytes", json!("AQID"), json!("A*")),
        ("link", json!("https://a.example/x"), json!(1)),
        ("list", json!(["a", "b"]), json!([1])),
        ("pair", json!({"left": "x", "right": 1}), json!({"left": "x", "middle": 1})),
    ];
    acme(
        &admin,
        json!([
            {"name": "text"}, {"name": "flag", "type": "boolean"}, {"name": "number", "type": "decimal"},
            {"name": "whole", "type": "integer"}, {"name": "moment", "type": "dateTime"},
            {"name": "bytes", "type": "binary"}, {"name": "link", "type": "reference"},
            {"name": "list", "multiValued": true},
            {"name": "pair", "type": "complex", "subAttributes": [
                {"name": "left"}, {"name": "right", "type": "integer"}]},
        ]),
    )
    .await;
    let right = kinds.iter().map(|(name, right, _)| ((*name).to_owned(), right.clone()));
    let right: Value = right.collect::<serde_json::Map<_, _>>().into();
    let made = created(&scim, "/Users", &acme_user("ann", right.clone())).await;
    assert_eq!(made.json[ACME], right);
    let path = format!("/Users/{}", made.id());
    let before = everything(&app, &scim).await;
    for (name, _, wrong) in kinds {
        let keyword = if name == "pair" { "invalidSyntax" } else { "invalidValue" };
        let body = acme_user("eve", json!({name: wrong}));
        refused(&scim.post("/Users", &body).await, 400, keyword);
        refused(&scim.put(&path, &body).await, 400, keyword);
        refused(&scim.patch(&path, replace(name, wrong)).await, 400, keyword);
    }
    assert_eq!(everything(&app, &scim).await, before, "nothing was learned on the way");
    let upper = acme_user("ben", json!({"TEXT": "x", "Pair": {"LEFT": "y"}}));
    let made = created(&scim, "/Users", &upper).await;
    assert_eq!(made.json[ACME], json!({"text": "x", "pair": {"left": "y"}}));
}

#[tokio::test]
async fn a_declared_moment_has_a_time_and_a_declared_reference_is_a_uri() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let attributes = json!([
        {"name": "since", "type": "dateTime"}, {"name": "link", "type": "reference"},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "until", "type": "dateTime"}, {"name": "$ref", "type": "reference"}]},
    ]);
    acme(&admin, attributes).await;
    let path = format!("/Users/{}", scim.user("ann").await);
    for (name, right) in [
        ("since", json!("2026-01-31T08:00:00Z")),
        ("since", json!("2026-01-31T08:00:00.5+02:00")),
        ("since", json!("2026-01-31T08:00:00")),
        ("link", json!("https://a.example/x?y=1#z")),
        ("link", json!("../Users/1")),
        ("link", json!("")),
        ("keys", json!([{"until": "2026-01-31T08:00:00Z", "$ref": "urn:a:b"}])),
    ] {
        patched(&scim, &path, replace(name, right)).await;
    }
    let before = everything(&app, &scim).await;
    for (name, wrong) in [
        ("since", json!("2026-01-31")),
        ("since", json!("2026-01-31 08:00:00Z")),
        ("since", json!("08:00:00")),
        ("link", json!("not a uri")),
        ("link", json!("https://a.example/\nx")),
        ("keys", json!([{"until": "2026-01-31"}])),
        ("keys", json!([{"$ref": "<none>"}])),
    ] {
        refused(&scim.patch(&path, replace(name, wrong.clone())).await, 400, "invalidValue");
        let body = acme_user("eve", json!({name: wrong}));
        refused(&scim.post("/Users", &body).await, 400, "invalidValue");
    }
    assert_eq!(everything(&app, &scim).await, before);
    // Filters are read as tolerantly as ever.
    let found = scim.filter("/Users", &format!("{ACME}:since ge \"2026-01-31\"")).await;
    assert_eq!(crate::support::names(&found), ["ann"]);
}

#[tokio::test]
async fn required_values_must_be_there_in_core_and_extension() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    declare(&admin, USER, json!({"attributes": [{"name": "costCentre", "required": true}]})).await;
    let keys = json!([
        {"name": "badge", "required": true},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "door", "required": true}, {"name": "note"}]},
    ]);
    acme(&admin, keys).await;
    let person = |name: &str, more: Value| with(user(name), with(json!({"costCentre": "7"}), more));
    refused(&scim.post("/Users", &user("ann")).await, 400, "invalidValue");
    let ann = created(&scim, "/Users", &person("ann", json!({}))).await.id();
    let path = format!("/Users/{ann}");
    // The extension may be missing, but not be there in part.
    for part in [json!({"keys": [{"door": "1"}]}), json!({"badge": "1", "keys": [{"note": "x"}]})] {
        let body = person("eve", json!({ACME: part}));
        refused(&scim.post("/Users", &body).await, 400, "invalidValue");
        refused(&scim.put(&path, &body).await, 400, "invalidValue");
    }
    refused(&scim.put(&path, &user("ann")).await, 400, "invalidValue");
    let add = json!([{"op": "add", "path": format!("{ACME}:keys"), "value": [{"door": "1"}]}]);
    refused(&scim.patch(&path, add.clone()).await, 400, "invalidValue");
    patched(&scim, &path, replace("badge", json!("1"))).await;
    patched(&scim, &path, add).await;
    let gone = json!([{"op": "remove", "path": "costCentre"}]);
    refused(&scim.patch(&path, gone).await, 400, "mutability");
    let gone = json!([{"op": "remove", "path": format!("{ACME}:badge")}]);
    refused(&scim.patch(&path, gone).await, 400, "mutability");
    let part = json!([{"op": "remove", "path": format!("{ACME}:keys.door")}]);
    assert_eq!(scim.patch(&path, part).await.status, 400);

    let declaration =
        json!({"required": true, "attributes": [{"name": "badge", "required": true}]});
    declare(&admin, ACME, declaration).await;
    refused(&scim.post("/Users", &person("eve", json!({}))).await, 400, "invalidValue");
    created(&scim, "/Users", &person("eve", json!({ACME: {"badge": "2"}}))).await;
}

#[tokio::test]
async fn immutable_values_are_set_once_wherever_they_stand() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let once = |name: &str| json!({"name": name, "mutability": "immutable"});
    declare(&admin, USER, json!({"attributes": [once("origin")]})).await;
    let attributes = json!([
        once("badge"),
        {"name": "desk", "type": "complex", "subAttributes": [once("no"), {"name": "note"}]},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            once("door"), {"name": "type"}]},
    ]);
    acme(&admin, attributes).await;
    let path = format!("/Users/{}", scim.user("ann").await);
    // What has no value may be set.
    patched(&scim, &path, json!([{"op": "add", "path": "origin", "value": "x"}])).await;
    patched(&scim, &path, json!([{"op": "add", "value": {ACME: {"badge": "1"}}}])).await;
    patched(&scim, &path, replace("desk", json!({"no": "7"}))).await;
    let keys = json!([{"door": "1", "type": "a"}, {"door": "3"}]);
    patched(&scim, &path, replace("keys", keys)).await;
    // The same value again changes nothing.
    patched(&scim, &path, replace("badge", json!("1"))).await;
    patched(&scim, &path, replace("desk.note", json!("window"))).await;
    let now = read(&scim, &path).await;
    let before = everything(&app, &scim).await;
    for operations in [
        json!([{"op": "replace", "path": "origin", "value": "y"}]),
        json!([{"op": "remove", "path": "origin"}]),
        json!([{"op": "replace", "value": {"origin": "y"}}]),
        replace("badge", json!("2")),
        json!([{"op": "remove", "path": format!("{ACME}:badge")}]),
        json!([{"op": "remove", "path": ACME}]),
        replace("desk.no", json!("8")),
        json!([{"op": "remove", "path": format!("{ACME}:desk.no")}]),
        replace("keys[type eq \"a\"].door", json!("2")),
        replace("keys", json!([{"door": "2", "type": "a"}])),
        replace("keys[door eq \"3\"].door", json!("4")),
        // What counts is what a request leaves, not the way there.
        json!([
            {"op": "remove", "path": format!("{ACME}:desk")},
            {"op": "add", "path": format!("{ACME}:desk"), "value": {"no": "8", "note": "x"}},
        ]),
        json!([
            {"op": "remove", "path": format!("{ACME}:desk.no")},
            {"op": "add", "path": format!("{ACME}:desk.no"), "value": "8"},
        ]),
        json!([
            {"op": "remove", "path": format!("{ACME}:keys[type eq \"a\"]")},
            {"op": "add", "path": format!("{ACME}:keys"), "value": [{"door": "2", "type": "a"}]},
        ]),
        json!([
            {"op": "remove", "path": ACME},
            {"op": "add", "value": {ACME: {"badge": "2", "desk": {"no": "7"}}}},
        ]),
    ] {
        let answer = scim.patch(&path, operations.clone()).await;
        assert_eq!(answer.status, 400, "{operations} got {}", answer.text);
        refused(&answer, 400, "mutability");
    }
    let part = now[ACME].clone();
    let whole = |origin: &str, part: Value| {
        acme_user("ann", part).as_object().cloned().map(|mut all| {
            all.insert("origin".into(), origin.into());
            Value::Object(all)
        })
    };
    let other = |name: &str, value: Value| with(part.clone(), json!({name: value}));
    for body in [
        whole("y", part.clone()),
        whole("x", other("badge", json!("2"))),
        whole("x", other("badge", Value::Null)),
        whole("x", other("desk", json!({"no": "8"}))),
        whole("x", other("keys", json!([{"door": "2", "type": "a"}]))),
    ] {
        let body = body.expect("an object");
        refused(&scim.put(&path, &body).await, 400, "mutability");
    }
    assert_eq!(everything(&app, &scim).await, before);
    let moved = other("desk", json!({"no": "7", "note": "door"}));
    let body = whole("x", with(moved, json!({"keys": [{"door": "9", "type": "b"}]})));
    assert_eq!(scim.put(&path, &body.expect("an object")).await.status, 200, "values come and go");
}

#[tokio::test]
async fn read_only_values_are_passed_over_and_cannot_be_patched() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    acme(&admin, json!([{"name": "rank", "mutability": "readOnly"}, {"name": "badge"}])).await;
    let body = acme_user("ann", json!({"rank": "1", "badge": "1"}));
    let made = created(&scim, "/Users", &body).await;
    assert_eq!(made.json[ACME], json!({"badge": "1"}));
    let path = format!("/Users/{}", made.id());
    refused(&scim.patch(&path, replace("rank", json!("2"))).await, 400, "mutability");
}

#[tokio::test]
async fn canonical_values_are_all_there_are() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let attributes = json!([
        {"name": "level", "canonicalValues": ["low", "high"]},
        {"name": "tag", "caseExact": true, "canonicalValues": ["A"]},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "value"}, {"name": "type", "canonicalValues": ["door", "safe"]}]},
    ]);
    acme(&admin, attributes).await;
    let right = json!({"level": "HIGH", "tag": "A", "keys": [{"value": "1", "type": "safe"}]});
    let path = format!("/Users/{}", created(&scim, "/Users", &acme_user("ann", right)).await.id());
    for (name, wrong) in [
        ("level", json!("middle")),
        ("tag", json!("a")),
        ("keys", json!([{"value": "1", "type": "box"}])),
    ] {
        refused(
            &scim.post("/Users", &acme_user("eve", json!({name: wrong}))).await,
            400,
            "invalidValue",
        );
        refused(&scim.patch(&path, replace(name, wrong)).await, 400, "invalidValue");
    }
}

#[tokio::test]
async fn what_is_refused_or_not_declared_in_a_closed_schema_is_an_error() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    declare(&admin, USER, json!({"refusedAttributes": ["nick"], "attributes": []})).await;
    declare(&admin, ACME, json!({"open": false, "attributes": [{"name": "badge"}]})).await;
    let other = "urn:example:other:2.0:User";
    declare(&admin, other, json!({"refused": true})).await;
    declare(&admin, ENTERPRISE, json!({"refusedAttributes": ["squad"]})).await;
    let path = format!("/Users/{}", scim.user("ann").await);
    let before = everything(&app, &scim).await;
    for (path_of, body) in [
        ("nick".to_owned(), json!({"NICK": "x"})),
        (format!("{ACME}:desk"), json!({ACME: {"desk": "x"}})),
        (format!("{other}:x"), json!({other: {"x": "y"}})),
        (format!("{ENTERPRISE}:squad"), json!({ENTERPRISE: {"squad": "x"}})),
    ] {
        let body = with(user("eve"), body);
        refused(&scim.post("/Users", &body).await, 400, "invalidSyntax");
        refused(&scim.put(&path, &body).await, 400, "invalidSyntax");
        let operations = json!([{"op": "add", "path": path_of, "value": "x"}]);
        refused(&scim.patch(&path, operations).await, 400, "invalidSyntax");
    }
    assert_eq!(everything(&app, &scim).await, before);
    // Elsewhere attributes are learned as ever.
    let open = json!({"own": 1, ENTERPRISE: {"desk": "x"}, ACME: {"badge": "1"}});
    let ben = created(&scim, "/Users", &with(user("ben"), open)).await.id();
    let refuse = json!({"refused": true});
    let accepted = admin.put(&format!("/schemas/{ENTERPRISE}?accept=true"), &refuse).await;
    assert_eq!(accepted.status, 200, "{}", accepted.text);
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    patched(&scim, &format!("/Users/{ben}"), off).await;
    let body = with(user("eve"), json!({ENTERPRISE: {"department": "R&D"}}));
    refused(&scim.post("/Users", &body).await, 400, "invalidSyntax");
    refused(&scim.get(&format!("/Schemas/{ENTERPRISE}")).await, 404, "");
}

#[tokio::test]
async fn declared_attributes_are_filtered_and_sorted_by_their_type() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let attributes = json!([
        {"name": "level", "type": "integer"}, {"name": "since", "type": "dateTime"},
        {"name": "code", "caseExact": true},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [{"name": "door"}]},
    ]);
    acme(&admin, attributes).await;
    for (name, level, since, code) in
        [("ann", 9, "2026-01-01T00:00:00+02:00", "a"), ("ben", 10, "2026-01-01T00:00:00Z", "A")]
    {
        let values =
            json!({"level": level, "since": since, "code": code, "keys": [{"door": name}]});
        created(&scim, "/Users", &acme_user(name, values)).await;
    }
    for (filter, found) in [
        ("level gt 9", vec!["ben"]),
        ("since lt \"2026-01-01T00:00:00Z\"", vec!["ann"]),
        ("code eq \"a\"", vec!["ann"]),
        ("keys[door eq \"BEN\"]", vec!["ben"]),
    ] {
        let answer = scim.filter("/Users", &format!("{ACME}:{filter}")).await;
        assert_eq!(crate::support::names(&answer), found, "{filter}");
    }
    refused(&scim.filter("/Users", &format!("{ACME}:level co \"9\"")).await, 400, "invalidFilter");
    let sorted = scim.get(&format!("/Users?sortBy={ACME}:level")).await;
    assert_eq!(crate::support::names(&sorted), ["ann", "ben"], "10 comes after 9");
}
