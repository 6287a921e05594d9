//! What the server says about itself (RFC 7644 §4).

use conformance::client::Method;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::support::{
    ENTERPRISE, GROUP, LIST, USER, created, group, read, refused, user, whole, with,
};

const DOCUMENTS: [&str; 8] = [
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/ResourceTypes/User",
    "/ResourceTypes/Group",
    "/Schemas",
    "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
    "/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group",
    "/Schemas/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
];

#[tokio::test]
async fn the_configuration_tells_what_the_server_can_do() {
    let app = TestApp::start().await;
    insta::assert_json_snapshot!(whole(&app, &app.scim().get("/ServiceProviderConfig").await));
}

#[tokio::test]
async fn the_resource_types_are_users_and_groups() {
    let app = TestApp::start().await;
    insta::assert_json_snapshot!(whole(&app, &app.scim().get("/ResourceTypes").await));
}

#[tokio::test]
async fn the_schemas_describe_every_attribute() {
    let app = TestApp::start().await;
    insta::assert_json_snapshot!(whole(&app, &app.scim().get("/Schemas").await));
}

#[tokio::test]
async fn a_document_by_id_is_the_one_of_the_list() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for endpoint in ["/ResourceTypes", "/Schemas"] {
        let list = read(&scim, endpoint).await;
        assert_eq!(list["schemas"], json!([LIST]));
        let resources = list["Resources"].as_array().expect("documents");
        assert_eq!(list["totalResults"], json!(resources.len()));
        for document in resources {
            let id = document["id"].as_str().expect("an id");
            let location = document["meta"]["location"].as_str().expect("a location");
            let path = location.strip_prefix(&app.scim_base()).expect("a URL of this server");
            for path in [
                path.to_owned(),
                format!("{endpoint}/{id}"),
                format!("{endpoint}/{}", id.replace(':', "%3A").replace('.', "%2e")),
                format!("{endpoint}/{}", id.to_uppercase()),
                format!("{}/{}/", endpoint.to_lowercase(), id.to_lowercase()),
            ] {
                assert_eq!(read(&scim, &path).await, *document, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_described_is_not_found() {
    let app = TestApp::start().await;
    for path in [
        "/ResourceTypes/Nobody",
        "/ResourceTypes/Users",
        "/Schemas/urn:nobody:knows",
        "/Schemas/urn:ietf:params:scim:api:messages:2.0:Error",
        "/Schemas/User",
        "/ServiceProviderConfig/1",
        "/Schemas/a/b",
    ] {
        refused(&app.scim().get(path).await, 404, "");
    }
}

#[tokio::test]
async fn no_body_changes_what_a_urn_of_the_standard_means() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let before = read(&scim, "/Schemas").await;
    let error = "urn:ietf:params:scim:api:messages:2.0:Error";
    for (endpoint, body, urns) in [
        ("/Users", user("ann"), [GROUP, error, "URN:IETF:params:scim:API:messages:2.0:error"]),
        ("/Groups", group("g", &[]), [USER, error, "urn:ietf:params:scim:schemas:core:2.0:Schema"]),
    ] {
        let path = format!("{endpoint}/{}", created(&scim, endpoint, &body).await.id());
        for urn in urns {
            let body = with(body.clone(), json!({"displayName": "x", urn: {"x": "y"}}));
            refused(&scim.post(endpoint, &body).await, 400, "invalidSyntax");
            refused(&scim.put(&path, &body).await, 400, "invalidSyntax");
            let add = json!([{"op": "add", "value": {urn: {"x": "y"}}}]);
            refused(&scim.patch(&path, add).await, 400, "invalidSyntax");
        }
    }
    assert_eq!(read(&scim, "/Schemas").await, before);
    refused(&scim.get(&format!("/Schemas/{error}")).await, 404, "");
}

#[tokio::test]
async fn documents_can_only_be_read() {
    let app = TestApp::start().await;
    for path in DOCUMENTS {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let body = (method != Method::DELETE).then(|| b"{}".to_vec());
            let answer = app.scim().send(method.clone(), path, &[], body).await;
            assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text);
            refused(&answer, 405, "");
            assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn documents_cannot_be_filtered_and_ignore_pages() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for path in DOCUMENTS {
        refused(&scim.filter(path, "id pr").await, 403, "");
        refused(&scim.get(&format!("{path}?count=1&filter=not a filter")).await, 403, "");
        let paged = format!("{path}?startIndex=2&count=1&sortBy=id&sortOrder=descending");
        assert_eq!(read(&scim, &paged).await, read(&scim, path).await, "{path}");
    }
}

#[tokio::test]
async fn documents_can_be_read_without_a_token() {
    let app = TestApp::start().await;
    for path in DOCUMENTS {
        let with_token = app.scim().get(path).await;
        let without = app.anonymous().get(path).await;
        assert_eq!(without.status, 200, "{path}");
        assert_eq!(without.json, with_token.json, "{path}");
        assert_eq!(without.header("content-type"), Some("application/scim+json"));
        let wrong = app.with_token("wrong").get(path).await;
        assert_eq!(wrong.status, 401, "a wrong token is told so: {path}");
    }
    let answer = app.anonymous().post("/Schemas", &json!({})).await;
    refused(&answer, 405, "");
}

#[tokio::test]
async fn the_documents_agree_with_each_other() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let schemas = read(&scim, "/Schemas").await;
    let ids: Vec<&Value> = schemas["Resources"]
        .as_array()
        .expect("schemas")
        .iter()
        .map(|schema| &schema["id"])
        .collect();
    for expected in [USER, GROUP, ENTERPRISE] {
        assert!(ids.contains(&&json!(expected)));
    }
    let types = read(&scim, "/ResourceTypes").await;
    let types = types["Resources"].as_array().expect("types");
    assert_eq!(types[0]["endpoint"], json!("/Users"), "users come first");
    for kind in types {
        assert!(ids.contains(&&kind["schema"]));
        for extension in kind["schemaExtensions"].as_array().expect("extensions") {
            assert!(ids.contains(&&extension["schema"]));
        }
        let endpoint = kind["endpoint"].as_str().expect("an endpoint");
        assert_eq!(scim.get(endpoint).await.status, 200);
    }
    let text = schemas["Resources"].to_string();
    assert!(!text.contains("null"), "a document has no nulls");
    assert!(!text.contains("urn:ietf:params:scim:api:messages"));
}
