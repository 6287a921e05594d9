//! The dashboard on a phone.

use serde_json::json;

use crate::page::Thing;
use crate::visit::{EMAIL, Visit};

/// The width of the narrowest phones that are common, in CSS pixels.
const PHONE: u32 = 390;

/// The width of a small screen on a desk.
const DESK: u32 = 1_280;

/// What reaches beyond the right edge of the screen, if the page scrolls sideways.
const TOO_WIDE: &str = "
    // A phone's browser widens its window to what is too wide, so `innerWidth` says nothing.
    const [width] = arguments;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > width + 0.5);
    return [document.scrollingElement.scrollWidth]
        .concat(wide.slice(-5).map((element) => element.outerHTML.slice(0, 120)));
";

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scrolls_sideways_on_a_phone_or_a_desk() {
    let visit = Visit::of_admin_with_people().await;
    let token = visit.working_token("phone").await;
    let scim = visit.process.scim(&token);
    // Long words are what makes pages wide.
    let long = "W".repeat(120);
    let user = scim.user(&format!("{long}@example.com")).await;
    let title = json!([{"op": "replace", "path": "title", "value": long}]);
    assert!(scim.patch(&format!("/Users/{user}"), title).await.status < 300);
    let group = scim.group(&long, &[&user]).await;
    let mut pages = visit.pages(&token).await;
    pages.extend([
        format!("/users/{user}"),
        format!("/groups/{group}"),
        "/nothing-here".to_owned(),
    ]);
    for width in [DESK, PHONE] {
        set_width(&visit, width).await;
        for path in &pages {
            visit.open(path).await;
            assert_fits(&visit, width, path).await;
        }
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
    assert_fits(&visit, PHONE, "the new token").await;
    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    assert_fits(&visit, PHONE, "/sign-in").await;
    page.fill("E-mail", EMAIL).await;
    page.fill("Password", "wrong").await;
    page.click(Thing::Button, "Sign in").await;
    page.says("The e-mail or the password is wrong.").await;
    assert_fits(&visit, PHONE, "the refused sign-in").await;
    visit.assert_quiet(&["/nothing-here", "/sign-in"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_up_fits_on_a_phone() {
    let mut visit = Visit::of_new_server().await;
    set_width(&visit, PHONE).await;
    visit.open("/sign-in").await;
    visit.page().title_is("Make the first admin").await;
    assert_fits(&visit, PHONE, "/sign-in").await;
    let link = visit.process.setup_link();
    visit.page().open(&link).await;
    visit.page().title_is("Welcome to Provisor").await;
    assert_fits(&visit, PHONE, "/setup").await;
    visit.assert_quiet(&[]).await;
}

async fn set_width(visit: &Visit, width: u32) {
    let mobile = width == PHONE;
    let metrics = json!({"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": mobile});
    visit.chromium.session.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
}

async fn assert_fits(visit: &Visit, width: u32, path: &str) {
    let session = &visit.chromium.session;
    let wide = session.script(TOO_WIDE, &[json!(width)]).await;
    assert_eq!(wide, json!([]), "{path} is wider than {width} pixels");
}
