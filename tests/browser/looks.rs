//! The dark and the light look.

use crate::eventually::eventually;
use crate::page::Thing;
use crate::visit::Visit;

/// The colour behind everything.
const BACKGROUND: &str = "
    const canvas = document.createElement('canvas').getContext('2d');
    for (const element of [document.documentElement, document.body]) {
        canvas.fillStyle = getComputedStyle(element).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return red + green + blue;
";

#[tokio::test(flavor = "multi_thread")]
async fn the_look_follows_the_system_until_somebody_chooses_one() {
    let visit = Visit::of_admin().await;
    let page = visit.page();
    visit.system_look("dark").await;
    let dark = brightness(&visit).await;
    visit.system_look("light").await;
    let light = brightness(&visit).await;
    assert!(dark < 200 && light > 600, "dark {dark}, light {light}");

    for (button, expected) in [("Dark look", dark), ("Light look", light)] {
        visit.open("/settings/configurations").await;
        page.click(Thing::Button, button).await;
        brightness_becomes(&visit, button, expected).await;
        assert!(page.address().await.ends_with("/settings/configurations"));
        for system in ["dark", "light"] {
            visit.system_look(system).await;
            visit.open("/users").await;
            assert_eq!(brightness(&visit).await, expected, "{button}, system {system}");
        }
    }
    page.click(Thing::Button, "Look as the system").await;
    visit.system_look("dark").await;
    brightness_becomes(&visit, "the system's look", dark).await;

    // It stays chosen where nobody is signed in.
    page.click(Thing::Button, "Light look").await;
    brightness_becomes(&visit, "the light look", light).await;
    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    assert_eq!(brightness(&visit).await, light);
    visit.assert_quiet(&[]).await;
}

async fn brightness_becomes(visit: &Visit, look: &str, expected: u64) {
    eventually(look, async || {
        let found = brightness(visit).await;
        if found == expected { Ok(()) } else { Err(found) }
    })
    .await;
}

/// From 0 for black to 765 for white.
async fn brightness(visit: &Visit) -> u64 {
    visit.chromium.session.script(BACKGROUND, &[]).await.as_u64().expect("a brightness")
}
