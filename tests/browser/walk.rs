//! The way of an admin from an empty installation to people pushed by an identity provider, by the
//! labels on the screen.

use serde_json::Value;
use testkit::Caller;

use crate::eventually::eventually;
use crate::page::{Page, Thing};
use crate::visit::Visit;

const TITLE: &str = "Okta production";
const CONTROL: &str = "\u{E009}";

#[tokio::test(flavor = "multi_thread")]
async fn people_arrive_after_the_documented_steps() {
    let visit = Visit::of_admin().await;
    walk(&visit, true).await;
    visit.assert_quiet(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_arrive_after_the_same_steps_without_scripts() {
    let visit = Visit::of_admin().await;
    visit.without_scripts().await;
    walk(&visit, false).await;
    visit.assert_quiet(&[]).await;
}

async fn walk(visit: &Visit, has_scripts: bool) {
    let base = switch_scim_on(visit, has_scripts).await;
    let token = generate_token(visit, has_scripts).await;
    let ran = visit.simulate_okta(&base, &token);
    assert_eq!(ran.code, Some(0), "{ran:?}");

    let scim = Caller::new(&base, &token);
    dashboard_counts_them(visit, &scim).await;
    users_are_shown(visit, &scim).await;
    groups_are_shown(visit, &scim).await;
    delete_token(visit).await;
    eventually("the deleted token is refused", async || {
        let answer = scim.get("/Users").await;
        if answer.status == 401 { Ok(()) } else { Err(answer.status) }
    })
    .await;
    let ran = visit.simulate_okta(&base, &token);
    assert_ne!(ran.code, Some(0), "{ran:?}");
    assert!(format!("{ran:?}").contains("401"), "{ran:?}");
}

/// Settings → Configurations → User Provisioning → Enable SCIM Provisioning → SCIM Base URL.
async fn switch_scim_on(visit: &Visit, has_scripts: bool) -> String {
    let page = visit.page();
    page.click(Thing::Link, "Settings").await;
    page.click(Thing::Link, "Configurations").await;
    page.find(Thing::Heading, "User Provisioning").await;
    assert!(page.look(Thing::Field, "SCIM Base URL").await.is_none());
    page.click(Thing::Switch, "Enable SCIM Provisioning").await;
    let field = page.find(Thing::Field, "SCIM Base URL").await;
    let switch = page.find(Thing::Switch, "Enable SCIM Provisioning").await;
    assert_eq!(switch.attribute("aria-checked").await.expect("a state"), "true");
    let base = field.value().await.expect("an address");
    assert_eq!(base, format!("{}/scim/v2", visit.process.url));
    assert_eq!(field.attribute("readonly").await.expect("an attribute"), "true");
    if has_scripts {
        assert_eq!(copied(visit, "SCIM Base URL", "/users").await, base);
    }
    base
}

/// Settings → Infra Tokens → Generate new token → title, expiry → copied from the page.
async fn generate_token(visit: &Visit, has_scripts: bool) -> String {
    let page = visit.page();
    page.click(Thing::Link, "Settings").await;
    page.click(Thing::Link, "Infra Tokens").await;
    page.says("No infra tokens").await;
    page.click(Thing::Link, "Generate new token").await;
    page.title_is("Generate new token").await;
    page.fill("Title", TITLE).await;
    let offered = page.all("select option").await;
    let mut labels = Vec::new();
    for option in &offered {
        labels.push(option.text().await.expect("a label"));
    }
    assert_eq!(labels, ["7 days", "30 days", "60 days", "90 days", "No expiration"]);
    offered[4].click().await.expect("a choice");
    page.click(Thing::Button, "Generate token").await;
    let field = page.find(Thing::Field, "Infra token").await;
    let token = field.value().await.expect("a token");
    assert!(token.starts_with("prv_"), "not a token");
    let card = card(&page).await;
    assert!(card.contains("No expiration") && card.contains("Never used"), "{card}");
    if has_scripts {
        assert_eq!(copied(visit, "Infra token", "/users").await, token);
    }
    // It is never shown again.
    visit.open("/settings/infra-tokens").await;
    page.find(Thing::Heading, TITLE).await;
    assert!(!page.text().await.contains("prv_"));
    assert!(page.look(Thing::Field, "Infra token").await.is_none());
    token
}

/// Presses the copy button beside a field, and pastes into the search field of another page.
async fn copied(visit: &Visit, label: &str, elsewhere: &str) -> String {
    let page = visit.page();
    let path = format!("//label[normalize-space()='{label}']/..//button[normalize-space()='Copy']");
    let button = page.all_by_path(&path).await.into_iter().next().expect("a copy button");
    button.click().await.expect("a click");
    page.says("Copied").await;
    visit.open(elsewhere).await;
    let field = page.find(Thing::Field, "Search by name or e-mail").await;
    field.click().await.expect("a click");
    page.press(Some(CONTROL), "v").await;
    eventually("something pasted", async || {
        let value = field.value().await.unwrap_or_default();
        if value.is_empty() { Err("nothing") } else { Ok(value) }
    })
    .await
}

async fn card(page: &Page<'_>) -> String {
    page.first_text("li.token").await
}

async fn dashboard_counts_them(visit: &Visit, scim: &Caller) {
    let page = visit.page();
    page.click(Thing::Link, "Dashboard").await;
    page.title_is("Dashboard").await;
    let total = async |path: &str| scim.get(path).await.json["totalResults"].to_string();
    let count = "/Users?count=0&filter=active eq ";
    for (label, expected) in [
        ("Users", total("/Users?count=0").await),
        ("Active", total(&format!("{count}true")).await),
        ("Deactivated", total(&format!("{count}false")).await),
        ("Groups", total("/Groups?count=0").await),
    ] {
        assert_ne!(expected, "0", "Okta leaves {label}");
        let path = format!("//*[@id='counts']//a[span[normalize-space()='{label}']]/strong");
        let shown = page.all_by_path(&path).await.into_iter().next().expect("a number");
        assert_eq!(shown.text().await.expect("a number"), expected, "{label}");
    }
    assert!(!page.all("svg.chart").await.is_empty());
    // The log of requests is written every few seconds.
    eventually("the last requests", async || {
        visit.open("/").await;
        let text = page.text().await;
        if text.contains("/Users") { Ok(()) } else { Err(text) }
    })
    .await;
}

async fn users_are_shown(visit: &Visit, scim: &Caller) {
    let listed = scim.get("/Users?count=200").await;
    let users = listed.json["Resources"].as_array().expect("users");
    let page = visit.page();
    page.click(Thing::Link, "Users").await;
    page.title_is("Users").await;
    assert_eq!(page.rows().await.len(), users.len());
    page.click(Thing::Link, &format!("Deactivated {}", inactive(users))).await;
    page.says("Deactivated").await;
    assert_eq!(page.rows().await.len(), inactive(users));

    let admin =
        users.iter().find(|user| user.get("isAdmin").is_some()).expect("a custom attribute");
    let user_name = admin["userName"].as_str().expect("a name");
    let display = shown_name(admin);
    visit.open("/users").await;
    page.fill("Search by name or e-mail", user_name).await;
    page.click(Thing::Button, "Search").await;
    page.click(Thing::Link, display).await;
    page.title_is(display).await;
    let text = page.text().await;
    assert!(text.contains(user_name), "{text}");
    assert!(text.contains("Is admin") && text.contains("custom"), "{text}");
    for group in admin["groups"].as_array().map(Vec::as_slice).unwrap_or_default() {
        page.find(Thing::Link, group["display"].as_str().expect("a name")).await;
    }
    let grouped = users.iter().find(|user| user["groups"].is_array()).expect("a member");
    visit.open(&format!("/users/{}", grouped["id"].as_str().expect("an id"))).await;
    let group = grouped["groups"][0]["display"].as_str().expect("a name");
    page.find(Thing::Link, group).await;

    // What the first update changed is told with the values before and after, and its request.
    visit.open(&format!("/users/{}", admin["id"].as_str().expect("an id"))).await;
    let history = page.first_text("#history").await;
    assert!(history.contains(TITLE), "{history}");
    assert!(!page.all("#history del").await.is_empty(), "no value before: {history}");
    assert!(!page.all("#history ins").await.is_empty(), "no value after: {history}");
    assert!(history.contains("Request "), "{history}");
}

async fn groups_are_shown(visit: &Visit, scim: &Caller) {
    let listed = scim.get("/Groups?count=200").await;
    let groups = listed.json["Resources"].as_array().expect("groups");
    let page = visit.page();
    page.click(Thing::Link, "Groups").await;
    page.title_is("Groups").await;
    assert_eq!(page.rows().await.len(), groups.len());
    let members = |group: &Value| group["members"].as_array().map_or(0, Vec::len);
    let group = groups.iter().max_by_key(|group| members(group)).expect("a group");
    let name = group["displayName"].as_str().expect("a name");
    page.click(Thing::Link, name).await;
    page.title_is(name).await;
    assert!(members(group) > 0);
    assert_eq!(page.rows().await.len(), members(group));
    for member in group["members"].as_array().expect("members") {
        let id = member["value"].as_str().expect("an id");
        assert_eq!(
            page.all(&format!("main table a[href='/users/{id}']")).await.len(),
            1,
            "{member}"
        );
    }
}

async fn delete_token(visit: &Visit) {
    let page = visit.page();
    // The last use is written down every few seconds.
    eventually("Last used on", async || {
        visit.open("/settings/infra-tokens").await;
        let card = card(&page).await;
        let is_told = card.contains("Last used on") && !card.contains("Never used");
        if is_told { Ok(()) } else { Err(card) }
    })
    .await;
    page.click(Thing::Link, "Delete").await;
    page.title_is(&format!("Delete “{TITLE}”?")).await;
    page.click(Thing::Link, "Cancel").await;
    page.find(Thing::Heading, TITLE).await;
    page.click(Thing::Link, "Delete").await;
    page.click(Thing::Button, "Delete token").await;
    page.says("No infra tokens").await;
}

fn inactive(users: &[Value]) -> usize {
    users.iter().filter(|user| user["active"] == false).count()
}

/// How the pages call a user.
fn shown_name(user: &Value) -> &str {
    let name = user["displayName"].as_str().or_else(|| user["name"]["formatted"].as_str());
    name.or_else(|| user["userName"].as_str()).expect("a name")
}
