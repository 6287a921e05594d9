//! Requests that nobody means well. Each is refused with a SCIM error that says why, changes
//! nothing, and leaves a server that serves.

mod bodies;
mod connections;
mod refused;
mod types;
mod volume;

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{ann, created, everything};

/// A server with one user and one group, and all that can be seen of it.
struct Calm {
    app: TestApp,
    scim: Caller,
    user: String,
    group: String,
    before: Value,
}

async fn calm() -> Calm {
    calm_on(TestApp::start().await).await
}

async fn calm_on(app: TestApp) -> Calm {
    let scim = app.scim();
    let id = created(&scim, "/Users", &ann()).await.id();
    let group = scim.group("band", &[&id]).await;
    let before = everything(&app, &scim).await;
    Calm { app, scim, user: format!("/Users/{id}"), group: format!("/Groups/{group}"), before }
}

impl Calm {
    /// Nothing has changed, and a change is still possible.
    async fn still(&self, after: &str) {
        assert_eq!(everything(&self.app, &self.scim).await, self.before, "after {after}");
    }

    /// The server still does its work.
    async fn serves_on(&self) {
        let id = self.scim.user("afterwards").await;
        let patch = json!([{"op": "replace", "path": "title", "value": "x"}]);
        assert_eq!(self.scim.patch(&format!("/Users/{id}"), patch).await.status, 200);
        assert_eq!(self.scim.delete(&format!("/Users/{id}")).await.status, 204);
    }
}
