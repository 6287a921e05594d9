//! The pictures of the README, taken when somebody asks for them:
//! `cargo test --package system-tests --test browser -- --ignored screenshots`.

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::eventually::eventually;
use crate::installation;
use crate::visit::Visit;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the pictures of the README"]
async fn screenshots() {
    let mut installation = installation();
    installation.set("PROVISOR_PUBLIC_URL", "https://provisor.example.com");
    let visit = Visit::of_admin_on(installation).await;
    visit.installation.must(&["token", "create", "--label", "Entra ID", "--expires", "90d"]);
    let token = visit.push_people().await;
    let session = &visit.chromium.session;
    session.devtools("Emulation.setScrollbarsHidden", json!({"hidden": true})).await;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/images");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");

    // Whom Okta takes a custom attribute from again has a history to show.
    let user =
        visit.process.scim(&token).filter("/Users", "isAdmin eq false").await.ids().remove(0);
    has_requests(&visit).await;
    for (name, path, height) in [
        ("dashboard", "/", 1_080),
        ("user", &*format!("/users/{user}"), 1_760),
        ("configurations", "/settings/configurations", 880),
        ("infra-tokens", "/settings/infra-tokens", 720),
    ] {
        let screen =
            json!({"width": 1280, "height": height, "deviceScaleFactor": 1.5, "mobile": false});
        session.devtools("Emulation.setDeviceMetricsOverride", screen).await;
        for look in ["light", "dark"] {
            // Before the page comes, so that no colour is on its way to another.
            visit.system_look(look).await;
            visit.open(path).await;
            let shot = session.try_get("/screenshot").await.expect("a picture");
            let bytes = BASE64_STANDARD.decode(shot.as_str().expect("a picture")).expect("base64");
            std::fs::write(folder.join(format!("{name}-{look}.png")), bytes).expect("a file");
        }
    }
}

/// Waits until the last requests are on the dashboard: they are written every few seconds.
async fn has_requests(visit: &Visit) {
    eventually("the last requests", async || {
        visit.open("/").await;
        let text = visit.page().first_text("#requests").await;
        if text.contains("/Users") { Ok(()) } else { Err(text) }
    })
    .await;
}
