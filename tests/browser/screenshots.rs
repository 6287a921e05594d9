//! The pictures of the README, taken when somebody asks for them:
//! `cargo test --package system-tests --test browser -- --ignored screenshots`.

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::page::Thing;
use crate::visit::Visit;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the pictures of the README"]
async fn screenshots() {
    let visit = Visit::of_admin_with_people().await;
    let page = visit.page();
    visit.installation.must(&["token", "create", "--label", "Okta", "--expires", "90d"]);
    page.click(Thing::Link, "Users").await;
    let name = page.all("td.first a").await.into_iter().next().expect("a user");
    name.click().await.expect("a click");
    page.find(Thing::Heading, "History").await;
    let user = page.address().await;
    let pages = [
        ("dashboard", format!("{}/", visit.process.url)),
        ("user", user),
        ("configurations", format!("{}/settings/configurations", visit.process.url)),
        ("infra-tokens", format!("{}/settings/infra-tokens", visit.process.url)),
    ];
    let sharp = json!({"width": 1280, "height": 800, "deviceScaleFactor": 1.5, "mobile": false});
    visit.chromium.session.devtools("Emulation.setDeviceMetricsOverride", sharp).await;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/images");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for (name, address) in pages {
        page.open(&address).await;
        for look in ["light", "dark"] {
            visit.system_look(look).await;
            let shot = visit.chromium.session.try_get("/screenshot").await.expect("a picture");
            let bytes = BASE64_STANDARD.decode(shot.as_str().expect("a picture")).expect("base64");
            std::fs::write(folder.join(format!("{name}-{look}.png")), bytes).expect("a file");
        }
    }
}
