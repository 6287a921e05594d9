//! The main path without a mouse.

use crate::page::{Page, Thing};
use crate::visit::{EMAIL, PASSWORD, Visit};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SHIFT: &str = "\u{E008}";
const SPACE: &str = " ";
const DOWN: &str = "\u{E015}";

/// More stops than any page has.
const MANY_STOPS: usize = 80;

#[tokio::test(flavor = "multi_thread")]
async fn scim_is_switched_on_and_a_token_made_by_keyboard_alone() {
    let visit = Visit::of_admin().await;
    let page = visit.page();
    tab_to(&page, "Sign out").await;
    page.press(None, ENTER).await;
    page.title_is("Sign in").await;
    tab_to(&page, "E-mail").await;
    type_text(&page, EMAIL).await;
    tab_to(&page, "Password").await;
    type_text(&page, PASSWORD).await;
    page.press(None, ENTER).await;
    page.title_is("Dashboard").await;

    tab_to(&page, "Settings").await;
    page.press(None, ENTER).await;
    page.title_is("Settings").await;
    tab_to(&page, "Enable SCIM Provisioning").await;
    page.press(None, SPACE).await;
    page.find(Thing::Field, "SCIM Base URL").await;
    tab_to(&page, "Infra Tokens").await;
    page.press(None, ENTER).await;
    page.says("No infra tokens").await;
    tab_to(&page, "Generate new token").await;
    page.press(None, ENTER).await;
    page.title_is("Generate new token").await;
    tab_to(&page, "Title").await;
    type_text(&page, "By keyboard").await;
    tab_to(&page, "Expiration").await;
    for _ in 0..5 {
        page.press(None, DOWN).await;
    }
    tab_to(&page, "Generate token").await;
    page.press(None, ENTER).await;
    let token = page.find(Thing::Field, "Infra token").await.value().await.expect("a token");
    assert!(token.starts_with("prv_"));
    page.says("No expiration").await;

    // The switch goes off again through its question.
    visit.open("/settings/configurations").await;
    tab_to(&page, "Enable SCIM Provisioning").await;
    page.press(None, SPACE).await;
    page.title_is("Switch off SCIM provisioning?").await;
    tab_to(&page, "Switch off").await;
    page.press(None, ENTER).await;
    page.says("Off. Identity providers are turned away.").await;
    visit.assert_quiet(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_stop_skips_the_navigation_and_every_stop_shows_its_focus() {
    let visit = Visit::of_admin_with_people().await;
    let page = visit.page();
    for path in ["/", "/users", "/settings/configurations", "/settings/infra-tokens/new"] {
        visit.open(path).await;
        blur(&visit).await;
        page.press(None, TAB).await;
        let first = page.focused().await.expect("a focus");
        assert_eq!(first.name().await.expect("a name"), "Skip to content", "{path}");
        let mut stops = 0;
        for _ in 0..MANY_STOPS {
            let shown = visit.chromium.session.script(FOCUS_IS_SHOWN, &[]).await;
            assert_eq!(shown["shown"], true, "{path}: {shown}");
            stops += 1;
            page.press(None, TAB).await;
            if visit
                .chromium
                .session
                .script("return document.activeElement === document.body", &[])
                .await
                == true
            {
                break;
            }
        }
        assert!(stops > 5, "{path} has {stops} stops");
    }
    visit.open("/users").await;
    blur(&visit).await;
    page.press(None, TAB).await;
    page.press(None, ENTER).await;
    page.press(None, TAB).await;
    let inside = "return document.querySelector('main').contains(document.activeElement)";
    assert_eq!(visit.chromium.session.script(inside, &[]).await, true);
    page.press(Some(SHIFT), TAB).await;
    visit.assert_quiet(&[]).await;
}

/// Whether somebody can see what has the focus: an outline or a shadow around it, and it is on the
/// screen.
const FOCUS_IS_SHOWN: &str = "
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const onScreen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    return {
        shown: (outlined || style.boxShadow !== 'none') && onScreen,
        element: element.outerHTML.slice(0, 200),
    };
";

/// Puts the focus before the first stop of the page, wherever it is.
async fn blur(visit: &Visit) {
    let script = "
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute('tabindex');
    ";
    visit.chromium.session.script(script, &[]).await;
}

/// Presses Tab until the thing of that name has the focus.
async fn tab_to(page: &Page<'_>, name: &str) {
    let mut seen = Vec::new();
    for _ in 0..MANY_STOPS {
        if let Some(element) = page.focused().await {
            let found = element.name().await.unwrap_or_default();
            if found == name {
                return;
            }
            seen.push(found);
        }
        page.press(None, TAB).await;
    }
    panic!("no stop {name:?} among {seen:?}");
}

async fn type_text(page: &Page<'_>, text: &str) {
    for character in text.chars() {
        page.press(None, &character.to_string()).await;
    }
}
