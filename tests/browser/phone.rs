//! The dashboard on a phone.

use serde_json::json;

use crate::page::Thing;
use crate::visit::{EMAIL, Visit};

/// The narrowest screens that are common, in CSS pixels.
const WIDTH: u32 = 390;

/// What reaches beyond the right edge of the screen, if the page scrolls sideways.
const TOO_WIDE: &str = "
    if (document.scrollingElement.scrollWidth <= innerWidth) return [];
    const wide = [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5);
    return [document.scrollingElement.scrollWidth]
        .concat(wide.slice(-5).map((element) => element.outerHTML.slice(0, 120)));
";

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scrolls_sideways_on_a_phone() {
    let visit = Visit::of_admin_with_people().await;
    let token = visit.installation.token("phone");
    let scim = visit.process.scim(&token);
    crate::eventually::eventually("the new token works", async || {
        (scim.get("/Users").await.status == 200).then_some(())
    })
    .await;
    // Long words are what makes pages wide.
    let long = "W".repeat(120);
    let user = scim.user(&format!("{long}@example.com")).await;
    let title = json!([{"op": "replace", "path": "title", "value": long}]);
    assert!(scim.patch(&format!("/Users/{user}"), title).await.status < 300);
    let group = scim.group(&long, &[&user]).await;
    let mut pages = visit.pages(&token).await;
    pages.extend([format!("/users/{user}"), format!("/groups/{group}"), "/nothing-here".to_owned()]);
    be_a_phone(&visit).await;
    for path in &pages {
        visit.open(path).await;
        assert_fits(&visit, path).await;
    }
    // The navigation is there, and leads everywhere.
    visit.open("/").await;
    let page = visit.page();
    for (link, title) in [("Users", "Users"), ("Groups", "Groups"), ("Settings", "Settings")] {
        page.click(Thing::Link, link).await;
        page.title_is(title).await;
    }
    visit.open("/settings/infra-tokens/new").await;
    page.fill("Title", "from a phone").await;
    page.click(Thing::Button, "Generate token").await;
    page.find(Thing::Field, "Infra token").await;
    assert_fits(&visit, "the new token").await;
    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    assert_fits(&visit, "/sign-in").await;
    page.fill("E-mail", EMAIL).await;
    page.fill("Password", "wrong").await;
    page.click(Thing::Button, "Sign in").await;
    page.says("The e-mail or the password is wrong.").await;
    assert_fits(&visit, "the refused sign-in").await;
    visit.assert_quiet(&["/nothing-here", "/sign-in"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_up_fits_on_a_phone() {
    let mut visit = Visit::of_new_server().await;
    be_a_phone(&visit).await;
    visit.open("/sign-in").await;
    visit.page().title_is("Make the first admin").await;
    assert_fits(&visit, "/sign-in").await;
    let link = visit.process.setup_link();
    visit.page().open(&link).await;
    visit.page().title_is("Welcome to Provisor").await;
    assert_fits(&visit, "/setup").await;
    visit.assert_quiet(&[]).await;
}

async fn be_a_phone(visit: &Visit) {
    let metrics = json!({"width": WIDTH, "height": 844, "deviceScaleFactor": 1, "mobile": true});
    visit.chromium.session.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
}

async fn assert_fits(visit: &Visit, path: &str) {
    let session = &visit.chromium.session;
    let width = session.script("return innerWidth", &[]).await;
    assert_eq!(width, WIDTH, "{path}: the page asks for another width than the screen's");
    let wide = session.script(TOO_WIDE, &[]).await;
    assert_eq!(wide, json!([]), "{path} is wider than {WIDTH} pixels");
}
