//! The edges of the protocol: paths, methods, media types, parameters.

use conformance::client::Method;
use serde_json::json;
use testkit::TestApp;

use crate::support::{ann, created, everything, group, patched, read, refused, user, whole};

#[tokio::test]
async fn slashes_and_the_case_of_endpoints_do_not_matter() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    for path in ["/Users/", "//Users", "//Users//", "/users", "/USERS", "/users/"] {
        let answer = scim.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.ids(), [id.as_str()], "{path}");
    }
    for path in [format!("//Users//{id}/"), format!("/users/{id}")] {
        assert_eq!(read(&scim, &path).await["id"], json!(id), "{path}");
    }
    for (number, path) in ["/Groups/", "//Groups", "/groups"].into_iter().enumerate() {
        let made = scim.post(path, &group(&format!("g{number}"), &[])).await;
        assert_eq!(made.status, 201, "a POST is served where it arrives: {path}");
        let location = made.header("location").expect("a location");
        assert_eq!(location, format!("{}/Groups/{}", app.scim_base(), made.id()));
    }
    for path in ["", "/", "//"] {
        assert_eq!(read(&scim, path).await["totalResults"], json!(4), "{path:?}");
    }
    let search = json!({"schemas": [crate::support::SEARCH]});
    assert_eq!(scim.post("/users//.SEARCH/", &search).await.status, 200);
}

#[tokio::test]
async fn without_a_version_the_newest_is_meant_and_an_unknown_one_is_refused() {
    let app = TestApp::start().await;
    let base = format!("{}/scim", app.url);
    let scim = testkit::Caller::new(&base, app.token());
    let id = app.scim().user("ann").await;
    assert_eq!(scim.get("/Users").await.ids(), [id.as_str()]);
    assert_eq!(scim.get("/V2/Users").await.ids(), [id]);
    for path in ["/v1/Users", "/v3/Users", "/v2.1/Users", "/v1"] {
        refused(&scim.get(path).await, 400, "invalidVers");
    }
}

#[tokio::test]
async fn head_answers_as_get_does_without_a_body() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    for path in
        [format!("/Users/{id}"), "/Users".into(), "/".into(), "/Schemas".into(), "/Users/0".into()]
    {
        let got = scim.get(&path).await;
        let head = scim.send(Method::HEAD, &path, &[], None).await;
        assert_eq!((head.status, head.text.as_str()), (got.status, ""), "{path}");
        for header in ["etag", "location", "content-type", "content-length"] {
            assert_eq!(head.header(header), got.header(header), "{path} {header}");
        }
    }
}

#[tokio::test]
async fn options_tells_the_methods_of_every_endpoint() {
    let app = TestApp::start().await;
    let id = app.scim().user("ann").await;
    for (path, allow) in [
        ("/".to_owned(), "GET, HEAD, OPTIONS"),
        ("/Users".into(), "GET, HEAD, POST, OPTIONS"),
        ("/Groups".into(), "GET, HEAD, POST, OPTIONS"),
        (format!("/Users/{id}"), "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("/Users/.search".into(), "POST, OPTIONS"),
        ("/.search".into(), "POST, OPTIONS"),
        ("/Schemas".into(), "GET, HEAD, OPTIONS"),
        ("/ServiceProviderConfig".into(), "GET, HEAD, OPTIONS"),
    ] {
        for caller in [app.scim(), app.anonymous()] {
            let answer = caller.send(Method::OPTIONS, &path, &[], None).await;
            assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{path}");
            assert_eq!(answer.header("allow"), Some(allow), "{path}");
        }
    }
    let answer = app.scim().send(Method::OPTIONS, "/Nowhere", &[], None).await;
    refused(&answer, 404, "");
}

#[tokio::test]
async fn a_method_that_an_endpoint_lacks_is_refused_with_those_it_has() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let trace = Method::from_bytes(b"TRACE").expect("a method");
    let novel = Method::from_bytes(b"BREW").expect("a method");
    for (method, path) in [
        (Method::PUT, "/Users".to_owned()),
        (Method::PATCH, "/Users".into()),
        (Method::DELETE, "/Users".into()),
        (Method::POST, format!("/Users/{id}")),
        (Method::GET, "/Users/.search".into()),
        (Method::DELETE, "/.search".into()),
        (Method::POST, "/".into()),
        (Method::DELETE, "/".into()),
        (Method::GET, "/Bulk".into()),
        (trace, "/Users".into()),
        (novel, format!("/Users/{id}")),
    ] {
        let answer = scim.send(method.clone(), &path, &[], None).await;
        assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text);
        refused(&answer, 405, "");
        let allow = answer.header("allow").expect("Allow");
        assert!(!allow.split(", ").any(|allowed| allowed == method.as_str()), "{allow}");
    }
    insta::assert_json_snapshot!(whole(&app, &scim.delete("/Users").await));
}

#[tokio::test]
async fn an_unknown_endpoint_is_not_found() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for path in [
        "/Nowhere",
        "/Users/1/2",
        "/User",
        "/Users.json",
        "/Me/x",
        "/Groups/.search/x",
        "/%2e%2e/x",
        "/Devices",
    ] {
        refused(&scim.get(path).await, 404, "");
        refused(&scim.post(path, &user("x")).await, 404, "");
    }
    insta::assert_json_snapshot!(whole(&app, &scim.get("/Nowhere").await));
    assert_eq!(read(&scim, "/").await["totalResults"], json!(0));
}

#[tokio::test]
async fn an_id_has_one_spelling() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, band) = (scim.user("ann").await, scim.group("band", &[]).await);
    let members = json!([{"op": "add", "path": "members", "value": [{"value": ann}]}]);
    patched(&scim, &format!("/Groups/{band}"), members).await;
    let spellings = |id: &str| {
        [id.to_uppercase(), id.replace('-', ""), format!("{{{id}}}"), format!("urn:uuid:{id}")]
    };
    let before = everything(&app, &scim).await;
    for other in spellings(&ann) {
        let path = format!("/Users/{other}");
        refused(&scim.get(&path).await, 404, "");
        refused(&scim.put(&path, &user("x")).await, 404, "");
        let op = json!([{"op": "replace", "path": "title", "value": "x"}]);
        refused(&scim.patch(&path, op).await, 404, "");
        refused(&scim.delete(&path).await, 404, "");
        refused(&scim.post("/Groups", &group("g", &[&other])).await, 400, "invalidValue");
        refused(&scim.post("/Groups", &group("g", &[&ann, &other])).await, 400, "invalidValue");
    }
    for other in spellings(&band) {
        refused(&scim.get(&format!("/Groups/{other}")).await, 404, "");
    }
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn what_is_not_supported_says_so() {
    let app = TestApp::start().await;
    let scim = app.scim();
    refused(&scim.get("/Me").await, 501, "");
    refused(&scim.post("/Me", &user("x")).await, 501, "");
    refused(&scim.delete("/Me").await, 501, "");
    let config = read(&scim, "/ServiceProviderConfig").await;
    assert_eq!(config["changePassword"]["supported"], json!(false), "and the configuration agrees");
}

#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users?aadOptscim062020&x=%20&&=", &ann()).await.id();
    for query in
        ["?aadOptscim062020", "?AzureAdScimPatch2017=1&", "?", "?&", "?a=b&a=c&%", "?cursor"]
    {
        assert_eq!(read(&scim, &format!("/Users/{id}{query}")).await["id"], json!(id), "{query}");
        assert_eq!(scim.get(&format!("/Users{query}")).await.ids(), [id.as_str()], "{query}");
        let put = scim.put(&format!("/Users/{id}{query}"), &ann()).await;
        assert_eq!(put.status, 200, "{query}");
    }
}

#[tokio::test]
async fn json_is_taken_under_each_of_its_names() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (number, kind) in [
        "application/scim+json",
        "application/json",
        "application/scim+json; charset=utf-8",
        "application/json;charset=UTF-8",
        "APPLICATION/SCIM+JSON",
        "application/json; odata=verbose; charset=\"utf-8\"",
        "text/json",
    ]
    .into_iter()
    .enumerate()
    {
        let body = user(&format!("u{number}")).to_string().into_bytes();
        let answer = scim.send(Method::POST, "/Users", &[("content-type", kind)], Some(body)).await;
        assert_eq!(answer.status, 201, "{kind}: {}", answer.text);
        assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    }
    let mut raw = app.raw().await;
    let body = user("untyped").to_string();
    let request = format!(
        "POST /scim/v2/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n{body}",
        app.token(),
        body.len(),
    );
    raw.send(request.as_bytes()).await;
    let answer = raw.answer().await.expect("an answer");
    assert_eq!(answer.status, 201, "a body without a type is taken for JSON: {}", answer.text);
}

#[tokio::test]
async fn another_type_of_body_is_refused() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    for kind in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "jsonp/javascript",
    ] {
        for (method, path) in [
            (Method::POST, "/Users"),
            (Method::PUT, path.as_str()),
            (Method::PATCH, path.as_str()),
            (Method::POST, "/Users/.search"),
        ] {
            let body = Some(user("x").to_string().into_bytes());
            let answer = scim.send(method, path, &[("content-type", kind)], body).await;
            refused(&answer, 415, "");
        }
    }
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(1));
}

#[tokio::test]
async fn a_compressed_body_is_refused_as_such() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (encoding, status) in [("gzip", 415), ("br", 415), ("identity", 201), ("Identity", 409)] {
        let body = Some(user("ann").to_string().into_bytes());
        let answer =
            scim.send(Method::POST, "/Users", &[("content-encoding", encoding)], body).await;
        assert_eq!(answer.status, status, "{encoding}");
    }
}

#[tokio::test]
async fn the_answer_does_not_depend_on_what_a_client_says_it_accepts() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for accept in
        ["*/*", "application/json", "application/scim+json;q=0.1", "text/html", "", "nonsense"]
    {
        let answer = scim.send(Method::GET, "/Users", &[("accept", accept)], None).await;
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    }
}

#[tokio::test]
async fn every_request_has_an_id_of_its_own() {
    let app = TestApp::start().await;
    let mut seen = std::collections::HashSet::new();
    for path in ["/Users", "/Users", "/Nowhere", "/Schemas", "/Users/1"] {
        for caller in [app.scim(), app.anonymous()] {
            let answer = caller.get(path).await;
            let id = answer.header("x-request-id").expect("a request id").to_owned();
            assert!(seen.insert(id), "an id was used twice");
        }
    }
}
