//! Values of the wrong type, for every attribute that the server publishes.

use serde_json::{Map, Value, json};

use super::calm;
use crate::support::{ENTERPRISE, GROUP, USER, group, read, refused, user, with};

/// Values that an attribute of that type cannot have.
fn wrong(attribute: &Value) -> Vec<Value> {
    let multi = attribute["multiValued"] == json!(true);
    let wrong = match attribute["type"].as_str().expect("a type") {
        "string" | "reference" | "binary" | "dateTime" => vec![json!({"a": 1}), json!([["x"]])],
        "boolean" => vec![json!("perhaps"), json!(7), json!({"a": 1}), json!(["x", "y"])],
        "integer" | "decimal" => vec![json!("many"), json!({"a": 1})],
        _ => vec![json!(7), json!(true), json!([7]), json!([[{"value": "x"}]])],
    };
    if multi { wrong.into_iter().chain([json!(7), json!([null, 7])]).collect() } else { wrong }
}

/// Whether clients can write the attribute at all; what they cannot write is ignored.
fn writable(attribute: &Value) -> bool {
    attribute["mutability"] != json!("readOnly")
}

/// Every attribute of a schema as `(body, what)`, with wrong values in it.
fn bodies(schema: &Value) -> Vec<(Value, String)> {
    let mut all = Vec::new();
    for attribute in schema["attributes"].as_array().expect("attributes") {
        let name = attribute["name"].as_str().expect("a name");
        if !writable(attribute) {
            continue;
        }
        for value in wrong(attribute) {
            all.push((json!({name: value}), format!("{name} {value}")));
        }
        for sub in attribute.get("subAttributes").and_then(Value::as_array).into_iter().flatten() {
            let sub_name = sub["name"].as_str().expect("a name");
            // What clients say about a member beyond its id is not read.
            if !writable(sub) || name == "members" && sub_name != "value" {
                continue;
            }
            for value in wrong(sub) {
                let element = json!({sub_name: value});
                let multi = attribute["multiValued"] == json!(true);
                let value = if multi { json!([element]) } else { element };
                all.push((json!({name: value}), format!("{name}.{sub_name} {value}")));
            }
        }
    }
    all
}

#[tokio::test]
async fn every_attribute_refuses_every_value_of_another_type() {
    let calm = calm().await;
    for (schema, endpoint, path) in [
        (USER, "/Users", &calm.user),
        (ENTERPRISE, "/Users", &calm.user),
        (GROUP, "/Groups", &calm.group),
    ] {
        let document = read(&calm.scim, &format!("/Schemas/{schema}")).await;
        let bodies = bodies(&document);
        assert!(bodies.len() > 4, "{schema}");
        for (attributes, what) in bodies {
            let more =
                if schema == ENTERPRISE { json!({ENTERPRISE: attributes}) } else { attributes };
            let base = if endpoint == "/Users" { user("new") } else { group("new", &[]) };
            let body = with(base, more.clone());
            for answer in [
                calm.scim.post(endpoint, &body).await,
                calm.scim.put(path, &body).await,
                calm.scim.patch(path, json!([{"op": "add", "value": more}])).await,
            ] {
                assert_eq!(answer.status, 400, "{what}: {}", answer.text);
                refused(&answer, 400, "invalidValue");
            }
        }
    }
    calm.still("wrong types").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_refusal_names_the_attribute() {
    let calm = calm().await;
    for (more, named) in [
        (json!({"title": {"a": 1}}), "title"),
        (json!({"active": "perhaps"}), "active"),
        (json!({"emails": [{"value": {"a": 1}}]}), "emails"),
        (json!({"name": "Ann"}), "name"),
        (json!({ENTERPRISE: {"department": {"a": 1}}}), "department"),
        (json!({ENTERPRISE: "x"}), "enterprise"),
    ] {
        let answer = calm.scim.post("/Users", &with(user("x"), more)).await;
        refused(&answer, 400, "invalidValue");
        assert!(
            answer.json["detail"].as_str().is_some_and(|text| text.contains(named)),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn operations_with_odd_parts_are_refused() {
    let calm = calm().await;
    for operation in [
        json!({"op": "replace", "path": "emails[value eq \"x\"].value[0]", "value": "x"}),
        json!({"op": "replace", "path": "name..familyName", "value": "x"}),
        json!({"op": "replace", "path": ".", "value": "x"}),
        json!({"op": "replace", "path": "a.b.c", "value": "x"}),
        json!({"op": "replace", "path": "x".repeat(100_000), "value": "x"}),
        json!({"op": "replace", "path": "emails[".repeat(1000), "value": "x"}),
        json!({"op": "replace", "path": format!("emails[{}value pr{}]", "(".repeat(500), ")".repeat(500)), "value": {"value": "x"}}),
        json!({"op": "replace", "path": "ti\u{0}tle", "value": "x"}),
        json!({"op": "add", "value": 7}),
        json!({"op": "add", "value": [1, 2]}),
        json!({"op": "ADDD", "path": "title", "value": "x"}),
        json!({"op": "test", "path": "title", "value": "Engineer"}),
        json!({"op": "copy", "from": "title", "path": "nickName"}),
        json!({"op": ["add"], "path": "title", "value": "x"}),
    ] {
        for path in [&calm.user, &calm.group] {
            let answer = calm.scim.patch(path, json!([operation])).await;
            let text: String = operation.to_string().chars().take(100).collect();
            assert_eq!(answer.status, 400, "{text}: {}", answer.text);
            let keyword = answer.json["scimType"].as_str().expect("a keyword").to_owned();
            refused(&answer, 400, &keyword);
            assert!(answer.text.len() < 1000, "a refusal does not repeat everything");
        }
    }
    calm.still("odd operations").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn more_than_one_primary_value_is_refused_on_create() {
    let calm = calm().await;
    let emails = json!([{"value": "a", "primary": true}, {"value": "b", "primary": "true"}]);
    let answer = calm.scim.post("/Users", &with(user("x"), json!({"emails": emails}))).await;
    refused(&answer, 400, "invalidValue");
    let one: Map<String, Value> =
        Map::from_iter([("emails".into(), json!([{"value": "a", "primary": true}]))]);
    assert_eq!(calm.scim.post("/Users", &with(user("x"), Value::Object(one))).await.status, 201);
}
