//! What people who do not see the screen, or not well, need of every page.

use serde_json::json;

use crate::contrast::assert_legible;
use crate::page::{Page, Thing};
use crate::visit::Visit;

/// What is wrong with the structure of a page.
const STRUCTURE: &str = "
    const found = [];
    const text = (element) => element.outerHTML.slice(0, 160);
    if (!/^[a-z]{2}/.test(document.documentElement.lang)) found.push('no language');
    if (!document.title.trim()) found.push('no title');
    const mains = document.querySelectorAll('main').length;
    if (mains !== 1) found.push(`${mains} main parts`);
    const titles = document.querySelectorAll('h1').length;
    if (titles !== 1) found.push(`${titles} main headings`);
    let level = 0;
    for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
        const next = Number(heading.tagName[1]);
        if (next > level + 1 && level > 0) found.push(`a level is left out: ${text(heading)}`);
        if (!heading.textContent.trim()) found.push(`an empty heading: ${text(heading)}`);
        level = next;
    }
    for (const image of document.querySelectorAll('img')) {
        if (!image.hasAttribute('alt')) found.push(`an image without a text: ${text(image)}`);
    }
    for (const image of document.querySelectorAll('svg')) {
        const hidden = image.closest('[aria-hidden=true]');
        const ids = (image.getAttribute('aria-labelledby') || '').split(/\\s+/).filter(Boolean);
        const named = image.getAttribute('role') === 'img' && ids.length > 0 &&
            ids.every((id) => document.getElementById(id)?.textContent.trim());
        if (!hidden && !named && !image.hasAttribute('hidden')) {
            found.push(`a drawing without a name: ${text(image)}`);
        }
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id ${id} twice`);
    for (const name of ['aria-labelledby', 'aria-describedby', 'for', 'aria-controls']) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            for (const id of element.getAttribute(name).split(/\\s+/)) {
                if (!document.getElementById(id)) found.push(`${name} ${id} names nothing`);
            }
        }
    }
    for (const table of document.querySelectorAll('table')) {
        if (!table.querySelector('th[scope]')) found.push(`a table without heads: ${text(table)}`);
        if (!table.caption) found.push(`a table without a caption: ${text(table)}`);
    }
    for (const element of document.querySelectorAll('[tabindex]')) {
        if (element.tabIndex > 0) found.push(`an order of its own: ${text(element)}`);
    }
    for (const element of document.querySelectorAll('a a, button button, a button, button a')) {
        found.push(`a control in a control: ${text(element)}`);
    }
    return found;
";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_a_structure_names_and_contrast() {
    let visit = Visit::of_admin_with_people().await;
    let token = visit.working_token("eyes").await;
    let mut pages = visit.pages(&token).await;
    pages.push("/nothing-here".to_owned());
    for path in &pages {
        visit.open(path).await;
        examine(&visit, path).await;
    }
    let page = visit.page();
    visit.open("/settings/infra-tokens/new").await;
    page.fill("Title", "to be seen").await;
    page.click(Thing::Button, "Generate token").await;
    page.find(Thing::Field, "Infra token").await;
    examine(&visit, "the new token").await;
    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    examine(&visit, "/sign-in").await;
    page.fill("E-mail", "nobody@example.com").await;
    page.fill("Password", "wrong").await;
    page.click(Thing::Button, "Sign in").await;
    page.says("The e-mail or the password is wrong.").await;
    examine(&visit, "the refused sign-in").await;
    visit.assert_quiet(&["/nothing-here", "/sign-in"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_pages_have_a_structure_names_and_contrast() {
    let mut visit = Visit::of_new_server().await;
    visit.open("/sign-in").await;
    visit.page().title_is("Make the first admin").await;
    examine(&visit, "/sign-in").await;
    visit.open("/setup?token=guessed").await;
    examine(&visit, "/setup with a wrong token").await;
    let link = visit.process.setup_link();
    visit.page().open(&link).await;
    visit.page().title_is("Welcome to Provisor").await;
    examine(&visit, "/setup").await;
    visit.installation.admin(crate::visit::EMAIL, crate::visit::PASSWORD);
    visit.sign_in().await;
    for path in [
        "/",
        "/users",
        "/groups",
        "/settings/configurations",
        "/settings/links",
        "/settings/infra-tokens",
    ] {
        visit.open(path).await;
        examine(&visit, &format!("{path} without people")).await;
    }
    visit.assert_quiet(&["/setup"]).await;
}

async fn examine(visit: &Visit, path: &str) {
    let session = &visit.chromium.session;
    assert_eq!(session.script(STRUCTURE, &[]).await, json!([]), "{path}");
    assert_named(&visit.page(), path).await;
    for look in ["dark", "light"] {
        visit.system_look(look).await;
        assert_legible(session, &format!("{path}, {look}")).await;
    }
}

/// Every control that can be seen has a name that a screen reader says.
async fn assert_named(page: &Page<'_>, path: &str) {
    let controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    for control in page.all(controls).await {
        if !control.is_visible().await.expect("a state") {
            continue;
        }
        let name = control.name().await.expect("a name");
        if name.trim().is_empty() {
            let class = control.attribute("class").await;
            let id = control.attribute("id").await;
            panic!("{path}: a control without a name: id {id:?}, class {class:?}");
        }
    }
}
