//! Too much of everything.

use conformance::client::Method;
use serde_json::{Value, json};
use testkit::TestApp;
use web::Limits;

use super::{calm, calm_on};
use crate::support::{SEARCH, ann, read, refused, user, with};

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_with_the_limit() {
    let limits = Limits { max_body_bytes: 100_000, ..Limits::default() };
    let calm = calm_on(TestApp::start_with(limits).await).await;
    let big = with(user("big"), json!({"note": "x".repeat(100_000)})).to_string().into_bytes();
    for (method, path) in [
        (Method::POST, "/Users"),
        (Method::PUT, calm.user.as_str()),
        (Method::PATCH, calm.user.as_str()),
        (Method::POST, "/Users/.search"),
    ] {
        let answer = calm.scim.send(method, path, &[], Some(big.clone())).await;
        refused(&answer, 413, "");
        assert!(answer.text.contains("100000"), "{}", answer.text);
    }
    calm.still("a huge body").await;
    let fits = with(user("fits"), json!({"title": "x".repeat(90_000)}));
    assert_eq!(calm.scim.post("/Users", &fits).await.status, 201);
    calm.serves_on().await;
}

#[tokio::test]
async fn a_huge_body_without_a_length_is_refused_too() {
    let limits = Limits { max_body_bytes: 100_000, ..Limits::default() };
    let calm = calm_on(TestApp::start_with(limits).await).await;
    let mut raw = calm.app.raw().await;
    let head = format!(
        "POST /scim/v2/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        calm.app.token(),
    );
    raw.send(head.as_bytes()).await;
    let chunk = format!("4e20\r\n{}\r\n", " ".repeat(20_000));
    for _ in 0..6 {
        raw.send(chunk.as_bytes()).await;
    }
    refused(&raw.answer().await.expect("an answer"), 413, "");
    calm.still("a huge body in chunks").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_resource_beyond_the_limit_is_refused() {
    let calm = calm().await;
    let note = "x".repeat(400_000);
    for answer in [
        calm.scim.post("/Users", &with(user("x"), json!({"title": note}))).await,
        calm.scim.put(&calm.user, &with(ann(), json!({"title": note}))).await,
        calm.scim.patch(&calm.user, json!([{"op": "add", "path": "title", "value": note}])).await,
    ] {
        assert!(matches!(answer.status, 400 | 413), "{} {}", answer.status, answer.text);
        assert!(answer.text.len() < 1000);
    }
    let many: Vec<Value> =
        (0..20_000).map(|n| json!({"value": format!("{n}@x.example")})).collect();
    let answer = calm.scim.post("/Users", &with(user("x"), json!({"emails": many}))).await;
    assert!(matches!(answer.status, 400 | 413), "{} {}", answer.status, answer.text);
    calm.still("huge resources").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_resource_cannot_grow_beyond_the_limit_step_by_step() {
    let calm = calm().await;
    let mut refusal = None;
    for step in 0..40 {
        let emails: Vec<Value> = (0..200)
            .map(|n| json!({"value": format!("{step}-{n}-{}@x.example", "x".repeat(40))}))
            .collect();
        let add = json!([{"op": "add", "path": "emails", "value": emails}]);
        let answer = calm.scim.patch(&format!("{}?attributes=id", calm.user), add).await;
        if answer.status != 200 {
            refusal = Some(answer);
            break;
        }
    }
    let refusal = refusal.expect("the limit is met");
    assert!(matches!(refusal.status, 400 | 413), "{}", refusal.text);
    assert!(read(&calm.scim, &calm.user).await.to_string().len() < 300_000);
    calm.serves_on().await;
}

#[tokio::test]
async fn a_thousand_operations_are_carried_out_and_too_many_refused() {
    let calm = calm().await;
    let operations = |count: usize| {
        let one = |n| json!({"op": "replace", "path": "title", "value": format!("t{n}")});
        Value::Array((0..count).map(one).collect())
    };
    let answer = calm.scim.patch(&calm.user, operations(20_000)).await;
    refused(&answer, 413, "");
    assert!(answer.text.contains(|char: char| char.is_ascii_digit()), "{}", answer.text);
    calm.still("20,000 operations").await;
    let answer = calm.scim.patch(&calm.user, operations(1000)).await;
    assert_eq!(answer.json["title"], json!("t999"), "{}", answer.text);
    calm.serves_on().await;
}

#[tokio::test]
async fn a_thousand_operations_on_members_are_carried_out() {
    let calm = calm().await;
    let user = calm.user.rsplit('/').next().expect("an id").to_owned();
    let mut operations = Vec::new();
    for _ in 0..500 {
        operations.push(json!({"op": "add", "path": "members", "value": [{"value": user}]}));
        operations.push(json!({"op": "remove", "path": format!("members[value eq \"{user}\"]")}));
    }
    let answer = calm.scim.patch(&calm.group, Value::Array(operations)).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(read(&calm.scim, &calm.group).await["members"], json!([]));
    calm.serves_on().await;
}

#[tokio::test]
async fn unknown_members_by_the_thousand_are_counted_not_repeated() {
    let calm = calm().await;
    let unknown: Vec<Value> =
        (0..5000).map(|n| json!({"value": format!("01912345-0000-7000-8000-{n:012}")})).collect();
    let add = json!([{"op": "add", "path": "members", "value": unknown}]);
    let answer = calm.scim.patch(&calm.group, add).await;
    refused(&answer, 400, "invalidValue");
    assert!(answer.text.len() < 3000, "{} bytes", answer.text.len());
    calm.still("unknown members").await;
}

#[tokio::test]
async fn a_filter_of_a_hundred_kilobytes_is_refused() {
    let calm = calm().await;
    let short = format!("userName eq \"{}\"", "x".repeat(60_000));
    refused(&calm.scim.filter("/Users", &short).await, 400, "invalidFilter");
    let filter = format!("userName eq \"{}\"", "x".repeat(100_000));
    let mut raw = calm.app.raw().await;
    let url = "/scim/v2/Users?filter=userName%20eq%20%22";
    let request = format!("GET {url}{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(100_000));
    raw.send(request.as_bytes()).await;
    let answer = raw.answer().await.expect("an answer");
    assert_eq!(answer.status, 414, "no URL is that long");
    let body = json!({"schemas": [SEARCH], "filter": filter});
    refused(&calm.scim.post("/.search", &body).await, 400, "invalidFilter");
    let deep = "not (".repeat(20_000);
    refused(
        &calm.scim.post("/.search", &json!({"schemas": [SEARCH], "filter": deep})).await,
        400,
        "invalidFilter",
    );
    let value_path = json!([{"op": "remove", "path": format!("emails[{filter}]")}]);
    let answer = calm.scim.patch(&calm.user, value_path).await;
    assert_eq!(answer.status, 400);
    calm.still("long filters").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn lists_of_attributes_may_be_absurd() {
    let calm = calm().await;
    let many = "emails.value,".repeat(5000);
    let answer = calm.scim.get(&format!("{}?attributes={many}", calm.user)).await;
    assert!(matches!(answer.status, 200 | 400), "{} {}", answer.status, answer.text);
    for odd in [",,,", "..", "a.b.c.d", "urn:", ":", "emails[", "%00", "*", "userName;drop"] {
        for parameter in ["attributes", "excludedAttributes"] {
            let answer = calm.scim.get(&format!("{}?{parameter}={odd}", calm.user)).await;
            assert!(matches!(answer.status, 200 | 400), "{odd}: {} {}", answer.status, answer.text);
        }
    }
    calm.still("odd projections").await;
    calm.serves_on().await;
}
