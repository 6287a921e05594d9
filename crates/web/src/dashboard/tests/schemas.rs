//! Declaring schemas on the pages.

use directory::resource::Kind;
use http::StatusCode;
use serde_json::json;

use super::browser::Browser;

const ACME: &str = "urn:example:acme:2.0:User";

#[tokio::test]
async fn a_schema_is_checked_declared_and_taken_back() {
    let mut browser = Browser::signed_in().await;
    let empty = browser.get("/settings/schemas").await;
    assert!(empty.text.contains("Declare a schema"), "{}", empty.text);
    assert!(browser.get("/settings/schemas/edit").await.text.contains("urn:example:acme"));
    let declaration = json!({"schema": ACME, "attributes": [{"name": "badge"}]}).to_string();
    let check = [("text", declaration.as_str()), ("what", "check")];
    let checked = browser.post("/settings/schemas/edit", &check).await;
    assert!(checked.text.contains("Nothing that is there"), "{}", checked.text);
    assert!(browser.service.directory("default").unwrap().declarations.is_empty());
    let declare = [("text", declaration.as_str()), ("what", "make")];
    let declared = browser.post("/settings/schemas/edit", &declare).await;
    assert_eq!(declared.location(), "/settings/schemas?done=declared");
    let list = browser.get("/settings/schemas?done=declared").await;
    assert!(list.text.contains("badge") && list.text.contains("The schema is declared."));
    let edit = browser.get(&format!("/settings/schemas/edit?schema={ACME}")).await;
    assert!(edit.text.contains("badge"), "{}", edit.text);
    let removed = browser.post("/settings/schemas/remove", &[("schema", ACME)]).await;
    assert_eq!(removed.location(), "/settings/schemas?done=removed");
    let again = browser.post("/settings/schemas/remove", &[("schema", ACME)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_stands_against_a_declaration_is_shown_and_can_be_accepted() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    browser.push(&okta, Kind::User, &json!({"userName": "ada", "badge": "x"})).await;
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    let text =
        json!({"schema": core, "attributes": [{"name": "badge", "type": "integer"}]}).to_string();
    let form = [("text", text.as_str()), ("what", "make")];
    let refused = browser.post("/settings/schemas/edit", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in
        ["1 resource of 1 would stand against it.", "ada", "badge", "Declare it all the same"]
    {
        assert!(refused.text.contains(part), "{part}: {}", refused.text);
    }
    let form = [("text", text.as_str()), ("what", "make"), ("accept", "true")];
    let accepted = browser.post("/settings/schemas/edit", &form).await;
    assert_eq!(accepted.location(), "/settings/schemas?done=declared");
    let bad = browser.post("/settings/schemas/edit", &[("text", "{")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text.contains("This is not JSON"), "{}", bad.text);
}

#[tokio::test]
async fn a_learned_attribute_is_declared_with_one_press() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    browser.push(&okta, Kind::User, &json!({"userName": "ada", "level": 7})).await;
    let list = browser.get("/settings/schemas").await;
    assert!(list.text.contains("Learned attributes") && list.text.contains("integer"));
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    let form = [("schema", core), ("attribute", "level"), ("type", "User")];
    let done = browser.post("/settings/schemas/promote", &form).await;
    assert_eq!(done.location(), "/settings/schemas?done=declared");
    let directory = browser.service.directory("default").unwrap();
    assert_eq!(directory.declarations[0].attributes[0].name, "level");
    assert_eq!(
        browser.post("/settings/schemas/promote", &form).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_never_returned_is_on_no_page() {
    let mut browser = Browser::signed_in().await;
    let text = json!({"schema": ACME, "attributes": [{"name": "pin", "mutability": "writeOnly"}]});
    let text = text.to_string();
    let form = [("text", text.as_str()), ("what", "make")];
    browser.post("/settings/schemas/edit", &form).await;
    let okta = browser.identity_provider().await;
    let user =
        browser.push(&okta, Kind::User, &json!({"userName": "ada", ACME: {"pin": "hush"}})).await;
    let page = browser.get(&format!("/users/{}", user.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("hush"), "{}", page.text);
}
