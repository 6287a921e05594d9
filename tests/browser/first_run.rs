//! The first minutes of an installation.

use crate::page::Thing;
use crate::visit::{EMAIL, PASSWORD, Visit};

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_link_makes_the_first_admin_once() {
    let mut visit = Visit::of_new_server().await;
    let link = visit.process.setup_link();
    visit.open("/").await;
    visit.page().title_is("Make the first admin").await;
    visit.open("/setup?token=guessed").await;
    visit.page().title_is("This link does not open anything").await;

    let page = visit.page();
    page.open(&link).await;
    page.title_is("Welcome to Provisor").await;
    page.fill("E-mail", EMAIL).await;
    page.fill("Password", PASSWORD).await;
    page.fill("Password again", "something else entirely").await;
    page.click(Thing::Button, "Create admin").await;
    page.says("The two passwords are not the same.").await;
    assert_eq!(page.find(Thing::Field, "E-mail").await.value().await.expect("a value"), EMAIL);
    page.fill("Password", PASSWORD).await;
    page.fill("Password again", PASSWORD).await;
    page.click(Thing::Button, "Create admin").await;
    page.title_is("Dashboard").await;
    assert!(page.text().await.contains(EMAIL));

    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    page.says("You are signed out.").await;
    page.open(&link).await;
    page.title_is("Sign in").await;
    page.says("An admin exists already. Sign in.").await;
    visit.assert_quiet(&["/setup"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_the_right_one_leads_where_the_admin_wanted_to_go() {
    let visit = Visit::of_admin().await;
    let page = visit.page();
    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    visit.open("/settings/infra-tokens").await;
    page.title_is("Sign in").await;
    page.fill("E-mail", EMAIL).await;
    page.fill("Password", "wrong").await;
    page.click(Thing::Button, "Sign in").await;
    page.says("The e-mail or the password is wrong.").await;
    assert_eq!(page.find(Thing::Field, "E-mail").await.value().await.expect("a value"), EMAIL);
    page.fill("Password", PASSWORD).await;
    page.click(Thing::Button, "Sign in").await;
    page.title_is("Settings").await;
    assert!(page.address().await.ends_with("/settings/infra-tokens"));

    // Whoever presses "back" after signing out sees nothing of what was there.
    page.click(Thing::Button, "Sign out").await;
    page.title_is("Sign in").await;
    visit.chromium.session.post("/back", &serde_json::json!({})).await;
    page.title_is("Sign in").await;
    visit.assert_quiet(&["/sign-in"]).await;
}
