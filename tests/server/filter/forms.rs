//! The grammar of filters: how comparisons are joined, grouped, qualified and encoded.

use serde_json::json;
use testkit::TestApp;

use super::people::{Person, Row, check, email, is, populate};
use crate::support::{SEARCH, names, refused};

fn sales(person: &Person) -> bool {
    is(person.dept.as_ref(), |dept| dept == "sales")
}

const JOINED: &[Row] = &[
    ("active eq false and title pr", |p| !p.active && p.title.is_some()),
    (r#"userName eq "bob" or userName eq "kim""#, |p| p.user_name == "bob" || p.user_name == "kim"),
    // `and` binds stronger than `or`.
    (r#"userName eq "bob" or title pr and active eq true"#, |p| {
        p.user_name == "bob" || p.title.is_some() && p.active
    }),
    (r#"title pr and active eq true or userName eq "bob""#, |p| {
        p.title.is_some() && p.active || p.user_name == "bob"
    }),
    (r#"(userName eq "bob" or title pr) and active eq false"#, |p| {
        (p.user_name == "bob" || p.title.is_some()) && !p.active
    }),
    ("not (title pr)", |p| p.title.is_none()),
    ("not(title pr) and not (badge pr)", |p| p.title.is_none() && p.badge.is_none()),
    ("not (title pr or badge gt 5)", |p| p.title.is_none() && p.badge.is_none_or(|n| n <= 5)),
    ("not (not (title pr))", |p| p.title.is_some()),
    ("((((title pr))))", |p| p.title.is_some()),
    (r#"not (title eq "Lead" and active eq true) and title pr"#, |p| {
        !(is(p.title.as_ref(), |t| t == "lead") && p.active) && p.title.is_some()
    }),
    (r#"title eq "Lead" or title eq "Manager" or title eq "Engineer""#, |p| {
        is(p.title.as_ref(), |t| ["lead", "manager", "engineer"].contains(&t))
    }),
];

const TOLERATED: &[Row] = &[
    (r#"USERNAME EQ "bob" OR Title Pr AND Active Eq true"#, |p| {
        p.user_name == "bob" || p.title.is_some() && p.active
    }),
    ("NOT (title PR)", |p| p.title.is_none()),
    ("  title   eq    \"Lead\"   and\tactive eq true ", |p| {
        is(p.title.as_ref(), |t| t == "lead") && p.active
    }),
    ("userName sw p1", |p| p.user_name.starts_with("p1")),
    ("title eq Lead", |p| is(p.title.as_ref(), |t| t == "lead")),
    (r#"title eq "\u004cead""#, |p| is(p.title.as_ref(), |t| t == "lead")),
    (r#"userName Eq "Kim""#, |p| p.user_name == "kim"),
];

const QUALIFIED: &[Row] = &[
    (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "kim""#, |p| p.user_name == "kim"),
    (r#"urn:ietf:params:scim:schemas:core:2.0:User:name.familyName sw "b""#, |p| {
        is(p.family.as_ref(), |t| t.starts_with('b'))
    }),
    (r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "sales""#, sales),
    (r#"URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user:Department eq "SALES""#, sales),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department pr", |p| {
        p.dept.is_some()
    }),
    (r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department co "_""#, |p| {
        p.user_name == "leo"
    }),
    (r#"department eq "sales""#, sales),
    ("urn:ietf:params:scim:schemas:core:2.0:User:badge eq 3", |p| p.user_name == "carol"),
];

const VALUE_PATHS: &[Row] = &[
    // The same value must match in brackets, any two values without.
    (r#"emails[type eq "home" and value co "@x.example"]"#, |p| {
        is(p.home.as_ref(), |t| t.contains("@x.example"))
    }),
    (r#"emails.type eq "home" and emails.value co "@x.example""#, |p| {
        p.home.is_some() && email(p, |t| t.contains("@x.example"))
    }),
    (r#"emails[type eq "work"].value eq "LEO@x.example""#, |p| p.user_name == "leo"),
    (r#"emails[type eq "home"].value ew "example""#, |p| p.home.is_some()),
    (r#"emails[value eq "bob@x.example"]"#, |p| p.user_name == "bob"),
    (r#"emails[primary eq true and value ew "y.example"]"#, |p| {
        is(p.work.as_ref(), |t| t.ends_with("y.example"))
    }),
    (r#"emails[primary eq "True"].value ew "y.example""#, |p| {
        is(p.work.as_ref(), |t| t.ends_with("y.example"))
    }),
    (r#"emails[not (type eq "work")]"#, |p| p.home.is_some()),
    (r#"emails[type eq "home" or value sw "kim"]"#, |p| p.home.is_some() || p.user_name == "kim"),
    ("emails[type pr] and active eq false", |p| {
        !p.active && (p.work.is_some() || p.home.is_some())
    }),
    (r#"not (emails[type eq "work"])"#, |p| p.work.is_none()),
    (r#"phoneNumbers[type eq "mobile" and value gt "105"]"#, |p| {
        is(p.phone.as_ref(), |t| t > "105")
    }),
    (r#"Emails[Type Eq "work" And Value sw "alice"]"#, |p| p.user_name == "alice"),
    (r#"urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "home"]"#, |p| p.home.is_some()),
];

async fn hold(rows: &[Row]) {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    check(&scim, &people, rows, true).await;
}

#[tokio::test]
async fn and_binds_stronger_than_or_and_groups_bind_strongest() {
    hold(JOINED).await;
}

#[tokio::test]
async fn case_spaces_and_missing_quotation_marks_are_tolerated() {
    hold(TOLERATED).await;
}

#[tokio::test]
async fn attributes_may_be_qualified_by_their_schema() {
    hold(QUALIFIED).await;
}

#[tokio::test]
async fn a_value_path_asks_one_value_at_a_time() {
    hold(VALUE_PATHS).await;
}

#[tokio::test]
async fn a_filter_may_be_encoded_in_every_usual_way() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    for query in [
        "filter=userName%20eq%20%22kim%22",
        "filter=userName+eq+%22kim%22",
        "filter=userName+eq+%22kim%22&",
        "&&filter=userName+eq+%22kim%22&unknown=1&=x",
        "FILTER=userName+eq+%22kim%22&aadOptscim062020",
        "filter=%75serName%20eq%20%22%6b%69%6D%22",
    ] {
        let answer = scim.get(&format!("/Users?{query}")).await;
        assert_eq!(names(&answer), ["kim"], "{query}");
    }
    let answer = scim.get("/Users?filter=emails.value+eq+%22alice%40x.example%22").await;
    assert_eq!(names(&answer), ["alice"]);
    scim.user("a+b").await;
    let answer = scim.get("/Users?filter=userName+eq+%22a%2Bb%22").await;
    assert_eq!(names(&answer), ["a+b"], "a plus sign arrives encoded");
}

#[tokio::test]
async fn an_empty_filter_is_never_answered_with_everybody() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("ann").await;
    for query in ["filter=", "filter", "startIndex=1&Filter=%20&count=2"] {
        refused(&scim.get(&format!("/Users?{query}")).await, 400, "invalidFilter");
    }
    let search = json!({"schemas": [SEARCH], "filter": ""});
    refused(&scim.post("/Users/.search", &search).await, 400, "invalidFilter");
}
