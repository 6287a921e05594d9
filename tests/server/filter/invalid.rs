//! What is no filter is refused, with the place of the fault.

use serde_json::json;
use testkit::TestApp;

use super::people::populate;
use crate::support::{SEARCH, ann, created, refused, user, with};

const INVALID: &[&str] = &[
    "userName",
    "userName eq",
    "userName xx \"a\"",
    "userName like \"a\"",
    "eq \"a\"",
    "userName eq \"a",
    "userName eq 'a'",
    "userName eq \"a\" and",
    "and userName eq \"a\"",
    "userName eq \"a\" or or title pr",
    "userName eq \"a\" title pr",
    "(userName eq \"a\"",
    "userName eq \"a\")",
    "()",
    "not userName eq \"a\"",
    "not ()",
    "not",
    "emails[",
    "emails[]",
    "emails[type eq \"work\"",
    "emails[type eq \"work\"]]",
    "emails[type eq \"work\"].",
    "emails[type eq \"work\"].value",
    "emails[type eq \"work\"]x",
    "emails[type]",
    "emails[value[type eq 1]]",
    "emails.value[type eq \"work\"]",
    "userName[value eq \"a\"]",
    "unknown eq \"a\"",
    "unknown pr",
    "name.unknown eq \"a\"",
    "emails.unknown pr",
    "emails[unknown eq 1]",
    "userName.sub eq \"a\"",
    "email[type eq \"work\"]",
    "email.value eq \"a\"",
    "urn:ietf:params:scim:schemas:core:2.0:User:userNme eq \"x\"",
    "urn:ietf:params:scim:schemas:core:2.0:User:name.first eq \"x\"",
    "urn:ietf:params:scim:schemas:core:2.0:User:badge[type eq \"x\"]",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCentre pr",
    "urn:ietf:params:scim:schemas:core:2.0:Group:members pr",
    "active gt true",
    "active sw \"t\"",
    "active eq \"yes\"",
    "active eq 1",
    "badge co 1",
    "badge eq \"many\"",
    "badge eq true",
    "score sw 1",
    "meta.created co \"2024\"",
    "meta.created eq \"yesterday\"",
    "x509Certificates.value gt \"a\"",
    "name eq \"Ann\"",
    "title gt null",
    "userName eq \"\\x\"",
    "userName eq \"a\" \u{0} and",
    "\u{201c}userName\u{201d} eq 1",
    ";drop table resource",
];

#[tokio::test]
async fn what_is_no_filter_is_refused_with_invalid_filter() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    for filter in INVALID {
        let answer = scim.filter("/Users", filter).await;
        assert_eq!(answer.status, 400, "{filter:?} got {}", answer.text);
        refused(&answer, 400, "invalidFilter");
        let search = json!({"schemas": [SEARCH], "filter": filter});
        if filter.contains('\0') {
            continue;
        }
        let searched = scim.post("/Users/.search", &search).await;
        assert_eq!(searched.json, answer.json, "{filter:?}: a search says the same");
    }
}

#[tokio::test]
async fn a_filter_has_limits_that_its_refusal_names() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let deep = format!("{}title pr{}", "(".repeat(200), ")".repeat(200));
    let many = vec!["title pr"; 2000].join(" or ");
    let long = format!("userName eq \"{}\"", "x".repeat(40_000));
    for filter in [deep, many, long] {
        let answer = scim.filter("/Users", &filter).await;
        refused(&answer, 400, "invalidFilter");
        assert!(answer.text.len() < 1000, "a refusal does not repeat everything");
        assert!(answer.text.contains(|char: char| char.is_ascii_digit()), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_filter_on_one_resource_is_refused_rather_than_ignored() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let answer = scim.filter(&format!("/Users/{id}"), "userName eq \"bob\"").await;
    refused(&answer, 400, "invalidFilter");
}

#[tokio::test]
async fn an_attribute_of_a_schema_that_nobody_has_sent_yet_has_no_value() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    for (filter, expected) in [
        ("urn:acme:2.0:User:badge eq \"7\"", vec![]),
        ("urn:acme:2.0:User:badge pr", vec![]),
        ("urn:acme:2.0:User:badge[type eq \"x\"]", vec![]),
        ("urn:acme:2.0:User:badge ne \"7\"", vec![ann.as_str()]),
        ("not (urn:acme:2.0:User:badge pr)", vec![ann.as_str()]),
        ("userName eq \"ann\" or urn:acme:2.0:User:badge.sub eq 7", vec![ann.as_str()]),
    ] {
        let answer = scim.filter("/Users", filter).await;
        assert_eq!(answer.ids(), expected, "{filter}: {}", answer.text);
    }
}

#[tokio::test]
async fn email_means_the_value_of_emails() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = created(&scim, "/Users", &ann()).await.id();
    scim.user("ben").await;
    for filter in ["email eq \"ANN@example.com\"", "email co \"home\"", "Email pr"] {
        assert_eq!(scim.filter("/Users", filter).await.ids(), [ann.as_str()], "{filter}");
    }
    refused(&scim.filter("/Groups", "email pr").await, 400, "invalidFilter");
    let own = created(&scim, "/Users", &with(user("cleo"), json!({"email": "c@x"}))).await.id();
    assert_eq!(
        scim.filter("/Users", "email pr").await.ids(),
        [own],
        "what was learned comes first"
    );
}

#[tokio::test]
async fn a_search_across_types_takes_unknown_attributes_for_missing_ones() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let band = scim.group("ann", &[&ann]).await;
    for (filter, expected) in [
        ("userName eq \"ann\"", vec![ann.as_str()]),
        ("members pr", vec![band.as_str()]),
        ("userName eq \"ann\" or displayName eq \"ann\"", vec![ann.as_str(), band.as_str()]),
        ("unknown pr", vec![]),
        ("not (userName pr)", vec![band.as_str()]),
        ("meta.resourceType eq \"Group\"", vec![band.as_str()]),
    ] {
        let answer = scim.filter("/", filter).await;
        assert_eq!(answer.ids(), expected, "{filter}: {}", answer.text);
    }
    refused(&scim.filter("/", "userName eq").await, 400, "invalidFilter");
}
