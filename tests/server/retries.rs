//! Requests whose answers are lost: identity providers send them again, and nothing happens twice.
//!
//! Each request is sent on a connection that is cut before the answer is read: once as soon as the
//! request is written, so that it may be done or not, and once when it is known to be done.

use conformance::client::Method;
use directory::event::EventKind;
use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp};

use crate::bulk::BULK_REQUEST;
use crate::eventually::eventually;
use crate::support::{PATCH_OP, ann, created, group, kinds, read, refused, user, with};

/// When the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// As soon as the request is written.
    AtOnce,
    /// When the request is done, and its answer on the way.
    WhenDone,
}

const CUTS: [Cut; 2] = [Cut::AtOnce, Cut::WhenDone];

/// A request that can be sent again byte for byte.
struct Request {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl Request {
    fn new(method: Method, path: &str, body: Value) -> Self {
        Self { method, path: path.to_owned(), body: Some(body) }
    }

    fn delete(path: &str) -> Self {
        Self { method: Method::DELETE, path: path.to_owned(), body: None }
    }

    fn patch(path: &str, operations: Value) -> Self {
        let message = json!({"schemas": [PATCH_OP], "Operations": operations});
        Self::new(Method::PATCH, path, message)
    }

    fn bytes(&self, token: &str) -> Vec<u8> {
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        format!(
            "{} /scim/v2{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             content-type: application/scim+json\r\ncontent-length: {}\r\n\r\n{body}",
            self.method,
            self.path,
            body.len(),
        )
        .into_bytes()
    }

    /// Sends it and loses the answer.
    async fn lose(&self, app: &TestApp, cut: Cut) {
        let before = app.events(None).await.len();
        let mut raw = app.raw().await;
        raw.send(&self.bytes(app.token())).await;
        if cut == Cut::WhenDone {
            eventually("the change of a request whose answer nobody reads", async || {
                let now = app.events(None).await.len();
                if now > before { Ok(()) } else { Err(now) }
            })
            .await;
        }
        drop(raw);
    }

    /// Sends it again.
    async fn again(&self, scim: &Caller) -> Answer {
        match &self.body {
            Some(body) => scim.json(self.method.clone(), &self.path, body).await,
            None => scim.delete(&self.path).await,
        }
    }
}

/// The value of a resource, and how many events there are.
async fn state(app: &TestApp, scim: &Caller, path: &str) -> (Value, usize) {
    (read(scim, path).await, app.events(None).await.len())
}

/// Loses the answer of a request that changes what is at a path, and sends it again, twice. It is
/// understood each time, and done once.
async fn change(app: &TestApp, cut: Cut, path: &str, request: Request, statuses: &[u16]) -> Value {
    let scim = app.scim();
    let (before, events) = state(app, &scim, path).await;
    request.lose(app, cut).await;
    let answer = request.again(&scim).await;
    assert!(statuses.contains(&answer.status), "{cut:?}: {}", answer.text);
    let (after, now) = state(app, &scim, path).await;
    assert_eq!(now, events + 1, "{cut:?} {} {path}: one event", request.method);
    assert_ne!(after["meta"]["version"], before["meta"]["version"]);
    let answer = request.again(&scim).await;
    assert!(statuses.contains(&answer.status), "{cut:?}: {}", answer.text);
    assert_eq!(state(app, &scim, path).await, (after.clone(), now), "{cut:?}");
    after
}

#[tokio::test]
async fn a_post_that_is_sent_again_finds_what_the_first_has_made() {
    for cut in CUTS {
        let app = TestApp::start().await;
        let scim = app.scim();
        for (endpoint, body, filter) in [
            ("/Users", ann(), "userName eq \"ann@example.com\""),
            ("/Groups", group("Band", &[]), "displayName eq \"band\""),
        ] {
            let request = Request::new(Method::POST, endpoint, body);
            request.lose(&app, cut).await;
            let answer = request.again(&scim).await;
            match (cut, answer.status) {
                (Cut::AtOnce, 201) => {}
                _ => refused(&answer, 409, "uniqueness"),
            }
            refused(&request.again(&scim).await, 409, "uniqueness");
            // What an identity provider does then.
            let found = scim.filter(endpoint, filter).await;
            assert_eq!(found.json["totalResults"], json!(1), "{cut:?} {}", found.text);
            let id = found.ids().remove(0);
            assert_eq!(app.events(Some(&id)).await.len(), 1, "{cut:?}: one event");
            assert_eq!(found.json["Resources"][0]["meta"]["version"], json!("W/\"1\""));
        }
        let by_external_id = scim.filter("/Users", "externalId eq \"00u1\"").await;
        assert_eq!(by_external_id.json["totalResults"], json!(1));
    }
}

#[tokio::test]
async fn a_put_that_is_sent_again_changes_nothing_more() {
    for cut in CUTS {
        let app = TestApp::start().await;
        let scim = app.scim();
        let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
        let body = with(ann(), json!({"title": "Lead", "active": false}));
        let after = change(&app, cut, &path, Request::new(Method::PUT, &path, body), &[200]).await;
        assert_eq!((&after["title"], &after["active"]), (&json!("Lead"), &json!(false)));

        let (bob, cy) = (scim.user("bob").await, scim.user("cy").await);
        let path = format!("/Groups/{}", scim.group("Band", &[&bob]).await);
        let body = group("Band", &[&cy]);
        change(&app, cut, &path, Request::new(Method::PUT, &path, body), &[200]).await;
    }
}

#[tokio::test]
async fn a_patch_that_is_sent_again_changes_nothing_more() {
    for cut in CUTS {
        let app = TestApp::start().await;
        let scim = app.scim();
        let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
        for operations in [
            json!([{"op": "replace", "path": "title", "value": "Lead"}]),
            json!([{"op": "replace", "value": {"active": false}}]),
            json!([{"op": "Replace", "path": "active", "value": "True"}]),
            json!([{"op": "add", "path": "emails", "value": [{"value": "a@b", "type": "other"}]}]),
            json!([{"op": "remove", "path": "emails[type eq \"other\"]"}]),
            json!([{"op": "remove", "path": "phoneNumbers"}]),
            json!([{"op": "add", "path": "badge", "value": 7}]),
        ] {
            change(&app, cut, &path, Request::patch(&path, operations), &[200]).await;
        }
    }
}

#[tokio::test]
async fn members_that_are_pushed_again_join_and_leave_once() {
    for cut in CUTS {
        let app = TestApp::start().await;
        let scim = app.scim();
        let (bob, cy) = (scim.user("bob").await, scim.user("cy").await);
        let path = format!("/Groups/{}", scim.group("Band", &[]).await);
        for (operations, members) in [
            (
                json!([{"op": "add", "path": "members", "value": [{"value": bob}, {"value": cy}]}]),
                2,
            ),
            (json!([{"op": "Remove", "path": "members", "value": [{"value": bob}]}]), 1),
            (json!([{"op": "replace", "path": "members", "value": [{"value": bob}]}]), 1),
            (json!([{"op": "remove", "path": format!("members[value eq \"{bob}\"]")}]), 0),
            (json!([{"op": "add", "value": {"members": [{"value": cy}]}}]), 1),
            (json!([{"op": "remove", "path": "members"}]), 0),
        ] {
            let request = Request::patch(&path, operations);
            let after = change(&app, cut, &path, request, &[200, 204]).await;
            let left = after["members"].as_array().map_or(0, Vec::len);
            assert_eq!(left, members, "{after}");
        }
    }
}

#[tokio::test]
async fn a_delete_that_is_sent_again_finds_nobody() {
    for cut in CUTS {
        let app = TestApp::start().await;
        let scim = app.scim();
        let id = scim.user("ann").await;
        let band = scim.group("Band", &[&id]).await;
        let path = format!("/Users/{id}");
        let request = Request::delete(&path);
        request.lose(&app, cut).await;
        let answer = request.again(&scim).await;
        match (cut, answer.status) {
            (Cut::AtOnce, 204) => {}
            _ => refused(&answer, 404, ""),
        }
        refused(&request.again(&scim).await, 404, "");
        refused(&scim.get(&path).await, 404, "");
        let deleted = |kind: &&EventKind| **kind == EventKind::UserDeleted;
        assert_eq!(kinds(&app, &id).await.iter().filter(deleted).count(), 1, "{cut:?}");
        assert_eq!(scim.members(&band).await, [""; 0]);
        scim.user("ann").await;
    }
}

#[tokio::test]
async fn a_bulk_request_that_is_sent_again_makes_nobody_twice() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let operations: Vec<Value> = (0..20)
        .map(|number| {
            let data = user(&format!("u{number}"));
            json!({"method": "POST", "path": "/Users", "bulkId": format!("b{number}"), "data": data})
        })
        .collect();
    let message = json!({"schemas": [BULK_REQUEST], "Operations": operations});
    let request = Request::new(Method::POST, "/Bulk", message);
    request.lose(&app, Cut::WhenDone).await;
    let answer = request.again(&scim).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let ended = answer.json["Operations"].as_array().expect("operations");
    assert!(ended.iter().all(|one| one["status"] == "201" || one["status"] == "409"), "{ended:?}");
    assert!(ended.iter().any(|one| one["status"] == "409"), "{ended:?}");
    assert_eq!(scim.get("/Users?count=0").await.json["totalResults"], json!(20));
}
