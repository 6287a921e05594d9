//! Versions of resources: `ETag`, `If-Match`, `If-None-Match` (RFC 7644 §3.14).

use conformance::client::Method;
use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp};

use crate::support::{PATCH_OP, group, patched, read, refused, user, with};

async fn conditional(
    scim: &Caller,
    method: Method,
    path: &str,
    header: (&'static str, &str),
    body: Option<&Value>,
) -> Answer {
    scim.send(method, path, &[header], body.map(|body| body.to_string().into_bytes())).await
}

fn retitle(title: &str) -> Value {
    json!({"schemas": [PATCH_OP], "Operations": [{"op": "replace", "path": "title", "value": title}]})
}

#[tokio::test]
async fn a_reader_who_has_the_version_is_sent_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    let tag = scim.get(&path).await.header("etag").expect("an ETag").to_owned();
    assert_eq!(tag, "W/\"1\"");
    for same in [tag.as_str(), "\"1\"", "*", "W/\"7\", W/\"1\"", "  W/\"1\" ", "\"x\",\"1\""] {
        let answer = conditional(&scim, Method::GET, &path, ("if-none-match", same), None).await;
        assert_eq!((answer.status, answer.text.as_str()), (304, ""), "{same}");
        assert_eq!(answer.header("etag"), Some(tag.as_str()), "{same}");
    }
    for other in ["W/\"2\"", "W/\"11\"", "1", "W/1", "\"\"", ""] {
        let answer = conditional(&scim, Method::GET, &path, ("if-none-match", other), None).await;
        assert_eq!(answer.status, 200, "{other}");
        assert_eq!(answer.id(), id);
    }
    patched(&scim, &path, json!([{"op": "add", "path": "title", "value": "x"}])).await;
    let answer = conditional(&scim, Method::GET, &path, ("if-none-match", &tag), None).await;
    assert_eq!(answer.header("etag"), Some("W/\"2\""));
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_writer_who_has_another_version_changes_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    patched(&scim, &path, json!([{"op": "add", "path": "title", "value": "x"}])).await;
    let before = read(&scim, &path).await;
    for stale in ["W/\"1\"", "\"1\"", "W/\"3\"", "x", "\"2", "W/\"1\", W/\"3\""] {
        let header = ("if-match", stale);
        let put = with(user("ann"), json!({"title": "put"}));
        refused(&conditional(&scim, Method::PUT, &path, header, Some(&put)).await, 412, "");
        let message = retitle("patch");
        refused(&conditional(&scim, Method::PATCH, &path, header, Some(&message)).await, 412, "");
        refused(&conditional(&scim, Method::DELETE, &path, header, None).await, 412, "");
        assert_eq!(read(&scim, &path).await, before, "{stale}");
    }
}

#[tokio::test]
async fn a_writer_who_has_the_version_or_any_may_write() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    for (version, matching) in ["W/\"1\"", "\"2\"", "*", "\"9\", W/\"4\""].into_iter().enumerate() {
        let message = retitle(&format!("t{version}"));
        let answer =
            conditional(&scim, Method::PATCH, &path, ("if-match", matching), Some(&message)).await;
        assert_eq!(answer.status, 200, "{matching}: {}", answer.text);
        assert_eq!(answer.header("etag"), Some(format!("W/\"{}\"", version + 2).as_str()));
    }
    let answer =
        conditional(&scim, Method::PUT, &path, ("if-match", "W/\"5\""), Some(&user("ann"))).await;
    assert_eq!(answer.status, 200);
    let answer = conditional(&scim, Method::DELETE, &path, ("if-match", "W/\"6\""), None).await;
    assert_eq!(answer.status, 204);
    for method in [Method::PUT, Method::DELETE] {
        let body = (method == Method::PUT).then(|| user("ann"));
        let answer = conditional(&scim, method, &path, ("if-match", "*"), body.as_ref()).await;
        refused(&answer, 404, "");
    }
}

#[tokio::test]
async fn a_writer_who_wants_another_version_or_none_changes_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let path = format!("/Users/{}", scim.user("ann").await);
    let before = read(&scim, &path).await;
    let put = with(user("ann"), json!({"title": "put"}));
    let message = retitle("patch");
    for same in ["*", "W/\"1\"", "\"7\", \"1\""] {
        let header = ("if-none-match", same);
        refused(&conditional(&scim, Method::PUT, &path, header, Some(&put)).await, 412, "");
        refused(&conditional(&scim, Method::PATCH, &path, header, Some(&message)).await, 412, "");
        refused(&conditional(&scim, Method::DELETE, &path, header, None).await, 412, "");
        assert_eq!(read(&scim, &path).await, before, "{same}");
    }
    let other = ("if-none-match", "W/\"7\"");
    let answer = conditional(&scim, Method::PATCH, &path, other, Some(&message)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = conditional(&scim, Method::DELETE, &path, other, None).await;
    assert_eq!(answer.status, 204);
    let any = ("if-none-match", "*");
    refused(&conditional(&scim, Method::DELETE, &path, any, None).await, 404, "");
}

#[tokio::test]
async fn the_version_of_a_group_covers_its_members() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let id = scim.group("band", &[&ann]).await;
    let path = format!("/Groups/{id}");
    let stale = scim.get(&path).await.header("etag").expect("an ETag").to_owned();
    let add = |id: &str| json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
    patched(&scim, &path, add(&bob)).await;
    let current = scim.get(&path).await.header("etag").expect("an ETag").to_owned();
    assert_ne!(current, stale);
    let message =
        json!({"schemas": [PATCH_OP], "Operations": [{"op": "remove", "path": "members"}]});
    let answer =
        conditional(&scim, Method::PATCH, &path, ("if-match", &stale), Some(&message)).await;
    refused(&answer, 412, "");
    let body = group("band", &[]);
    refused(
        &conditional(&scim, Method::PUT, &path, ("if-match", &stale), Some(&body)).await,
        412,
        "",
    );
    assert_eq!(scim.members(&id).await.len(), 2);
    let answer =
        conditional(&scim, Method::PATCH, &path, ("if-match", &current), Some(&message)).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(scim.members(&id).await, [""; 0]);
}

#[tokio::test]
async fn a_membership_does_not_change_the_version_of_the_user() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let path = format!("/Users/{ann}");
    let before = read(&scim, &path).await;
    let band = scim.group("band", &[&ann]).await;
    let after = read(&scim, &path).await;
    assert_eq!(after["meta"], before["meta"]);
    assert_eq!(after["groups"][0]["value"], json!(band));
}

#[tokio::test]
async fn the_name_of_a_member_does_not_change_the_version_of_the_group() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let band = format!("/Groups/{}", scim.group("band", &[&ann]).await);
    let before = read(&scim, &band).await;
    let rename = json!([{"op": "add", "path": "displayName", "value": "Ann Lee"}]);
    patched(&scim, &format!("/Users/{ann}"), rename).await;
    let after = read(&scim, &band).await;
    assert_eq!(after["members"][0]["display"], json!("Ann Lee"));
    assert_eq!(after["meta"], before["meta"]);
}

#[tokio::test]
async fn the_version_does_not_depend_on_what_is_shown() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    for query in ["", "?attributes=userName", "?excludedAttributes=meta"] {
        let answer = scim.get(&format!("/Users/{id}{query}")).await;
        assert_eq!(answer.header("etag"), Some("W/\"1\""), "{query}");
    }
    let list = read(&scim, "/Users").await;
    assert_eq!(list["Resources"][0]["meta"]["version"], json!("W/\"1\""));
}
