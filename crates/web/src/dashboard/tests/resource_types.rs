//! Resource types and their resources on the pages.

use directory::resource::Kind;
use http::StatusCode;
use serde_json::{Value, json};

use super::browser::Browser;

const BADGE: &str = "urn:example:2.0:Badge";
const DOORS: &str = "urn:example:doors:2.0:Badge";

fn description() -> Value {
    json!({
        "resourceType": {"name": "Badge", "endpoint": "/Badges", "description": "<Opens> doors",
            "schema": BADGE, "schemaExtensions": [{"schema": DOORS}]},
        "schemas": [
            {"id": BADGE, "attributes": [
                {"name": "number", "required": true, "uniqueness": "server"},
                {"name": "level", "type": "integer"},
                {"name": "pin", "mutability": "writeOnly"},
            ]},
            {"id": DOORS, "name": "Doors", "attributes": [{"name": "door"}]},
        ],
    })
}

/// Loads the type; answers its kind.
async fn load(browser: &mut Browser) -> Kind {
    let text = description().to_string();
    let form = [("text", text.as_str()), ("what", "make")];
    let loaded = browser.post("/settings/resource-types/load", &form).await;
    assert_eq!(loaded.location(), "/settings/resource-types?done=loaded");
    browser.service.directory("default").unwrap().kind_at("Badges").unwrap()
}

#[tokio::test]
async fn a_type_is_checked_loaded_and_removed() {
    let mut browser = Browser::signed_in().await;
    let empty = browser.get("/settings/resource-types").await;
    assert!(empty.text.contains("Users and groups only"), "{}", empty.text);
    assert!(browser.get("/settings/resource-types/load").await.text.contains("urn:example:2.0"));
    assert!(!browser.get("/").await.text.contains("/resources/"), "nothing in the navigation");
    let text = description().to_string();
    let check = [("text", text.as_str()), ("what", "check")];
    let checked = browser.post("/settings/resource-types/load", &check).await;
    assert!(checked.text.contains("Nothing that is there"), "{}", checked.text);
    assert!(browser.service.directory("default").unwrap().types.is_empty());
    load(&mut browser).await;
    let list = browser.get("/settings/resource-types?done=loaded").await;
    for part in ["is loaded and served", "&#60;Opens&#62; doors", "/scim/v2/Badges", DOORS, "0 res"]
    {
        assert!(list.text.contains(part), "{part}: {}", list.text);
    }
    assert!(browser.get("/").await.text.contains("href=\"/resources/3\""));
    let change = browser.get("/settings/resource-types/load?type=Badge").await;
    assert!(change.text.contains("number"), "{}", change.text);
    let remove = [("name", "Badge")];
    let removed = browser.post("/settings/resource-types/remove", &remove).await;
    assert_eq!(removed.location(), "/settings/resource-types?done=removed");
    let again = browser.post("/settings/resource-types/remove", &remove).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/resources/3").await.status, StatusCode::NOT_FOUND);
    let activity = browser.get("/activity").await;
    for part in ["Resource type Badge loaded", "Resource type Badge removed"] {
        assert!(activity.text.contains(part), "{part}: {}", activity.text);
    }
}

#[tokio::test]
async fn a_file_counts_in_the_place_of_the_text() {
    let mut browser = Browser::signed_in().await;
    let path = "/settings/resource-types/load";
    let page = browser.get(&format!("{path}?built-in=devices")).await;
    assert!(page.text.contains("/Devices") && page.text.contains("multipart/form-data"));
    let text = description().to_string();
    let check = browser.post_file(path, &[("text", "{"), ("what", "check")], text.as_bytes()).await;
    assert!(check.text.contains("Nothing that is there"), "{}", check.text);
    assert!(check.text.contains("urn:example:doors"), "it stands in the form: {}", check.text);
    let wrong = browser.post_file(path, &[("text", &text), ("what", "check")], b"{").await;
    assert!(wrong.text.contains("This is not JSON"), "{}", wrong.text);
    // Without a file browsers send an empty one.
    let loaded = browser.post_file(path, &[("text", &text), ("what", "make")], b"").await;
    assert_eq!(loaded.location(), "/settings/resource-types?done=loaded");
}

#[tokio::test]
async fn a_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_no_offence() {
    let mut browser = Browser::signed_in().await;
    let path = "/settings/resource-types/load";
    let text = description().to_string();
    let marked = format!("\u{feff}{text}");
    let mut latin = text.clone().into_bytes();
    latin[text.find("> doors").unwrap() + 1] = b'\xe9';
    let utf_16 = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for file in [latin, utf_16] {
        let refused = browser.post_file(path, &[("what", "make")], &file).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(refused.text.contains("The file is not in UTF-8."), "{}", refused.text);
    }
    assert!(browser.service.directory("default").unwrap().types.is_empty());
    let loaded = browser.post_file(path, &[("what", "make")], marked.as_bytes()).await;
    assert_eq!(loaded.location(), "/settings/resource-types?done=loaded");
}

#[tokio::test]
async fn resources_have_a_list_and_pages_with_their_history() {
    let mut browser = Browser::signed_in().await;
    let kind = load(&mut browser).await;
    let okta = browser.identity_provider().await;
    assert!(browser.get("/resources/3").await.text.contains("Nothing yet"));
    let body = json!({"number": "B<1>", "level": 3, "externalId": "e1", "pin": "hush",
        DOORS: {"door": "north"}});
    let badge = browser.push(&okta, kind, &body).await.id.to_string();
    let list = browser.get("/resources/3").await;
    for part in ["<h1>Badges</h1>", "1 resource of type Badge", "B&#60;1&#62;", "e1"] {
        assert!(list.text.contains(part), "{part}: {}", list.text);
    }
    assert!(list.text.contains("aria-current=\"page\""), "{}", list.text);
    assert!(browser.get("/resources/3?q=zzz").await.text.contains("Nothing found"));
    assert!(browser.get("/resources/3?q=b%3C1").await.text.contains("B&#60;1&#62;"));
    let path = format!("/resources/3/{badge}");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["<h1>B&#60;1&#62;</h1>", "Badge created", "<h2 id=\"section-2\">Doors", "north"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("hush"), "{}", page.text);
    let form = [("name", "Badge")];
    let refused = browser.post("/settings/resource-types/remove", &form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("1 resource is left"), "{}", refused.text);
    browser.delete(&okta, kind, &badge, "request-9").await;
    let gone = browser.get(&path).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text.contains("Badge deleted") && gone.text.contains("<h1>B&#60;1&#62;</h1>"));
    for other in [format!("/users/{badge}"), format!("/resources/4/{badge}"), "/resources/x".into()]
    {
        assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_description_is_shown() {
    let mut browser = Browser::signed_in().await;
    let mut user = description();
    user["resourceType"]["endpoint"] = json!("/Users");
    for (text, part) in
        [("{", "This is not JSON"), ("{}", "is missing"), (&user.to_string(), "is reserved")]
    {
        let form = [("text", text), ("what", "make")];
        let refused = browser.post("/settings/resource-types/load", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(part), "{part}: {}", refused.text);
    }
}
