//! Every operator on every type of attribute (RFC 7644 §3.4.2.2).

use testkit::TestApp;

use super::people::{Row, check, email, is, populate};

const TEXT: &[Row] = &[
    (r#"userName eq "ALICE""#, |p| p.user_name == "alice"),
    (r#"userName ne "alice""#, |p| p.user_name != "alice"),
    (r#"userName co "AL""#, |p| p.user_name.contains("al")),
    (r#"userName sw "P1""#, |p| p.user_name.starts_with("p1")),
    (r#"userName ew "E""#, |p| p.user_name.ends_with('e')),
    (r#"userName gt "kim""#, |p| p.user_name.to_lowercase().as_str() > "kim"),
    (r#"userName ge "kim""#, |p| p.user_name.to_lowercase().as_str() >= "kim"),
    (r#"userName lt "HEIDI""#, |p| p.user_name.to_lowercase().as_str() < "heidi"),
    (r#"userName le "HEIDI""#, |p| p.user_name.to_lowercase().as_str() <= "heidi"),
    (r#"title eq "engineer""#, |p| is(p.title.as_ref(), |t| t == "engineer")),
    (r#"title ne "engineer""#, |p| !is(p.title.as_ref(), |t| t == "engineer")),
    (r#"title co "ine""#, |p| is(p.title.as_ref(), |t| t.contains("ine"))),
    (r#"title gt "engineer""#, |p| is(p.title.as_ref(), |t| t > "engineer")),
    ("title pr", |p| p.title.is_some()),
    ("title eq null", |p| p.title.is_none()),
    ("title ne null", |p| p.title.is_some()),
    (r#"externalId eq "Ext-alice""#, |p| p.user_name == "alice"),
    (r#"externalId sw "Ext-p""#, |p| p.user_name.starts_with('p')),
    (r#"externalId ew "-Heidi""#, |p| p.user_name == "Heidi"),
    (r#"name.familyName sw "b""#, |p| is(p.family.as_ref(), |t| t.starts_with('b'))),
    ("name.familyName pr", |p| p.family.is_some()),
    ("name pr", |p| p.family.is_some() || p.given.is_some()),
    (r#"displayName co ".""#, |p| is(p.display.as_ref(), |t| t.contains('.'))),
];

/// Characters with a meaning in patterns, in JSON, or outside of ASCII.
const DIFFICULT_TEXT: &[Row] = &[
    (r#"displayName co "%""#, |p| p.user_name == "leo"),
    (r#"displayName ew "100%""#, |p| p.user_name == "leo"),
    (r#"title co "_""#, |p| p.user_name == "leo"),
    (r#"title sw "eng_""#, |p| p.user_name == "leo"),
    (r#"title co "\\""#, |p| p.user_name == "judy"),
    (r#"title eq "a\\b""#, |p| p.user_name == "judy"),
    (r#"name.familyName co "\"""#, |p| p.user_name == "judy"),
    (r#"name.familyName eq "o\"hara""#, |p| p.user_name == "judy"),
    (r#"name.familyName eq "åberg""#, |p| p.user_name == "kim"),
    (r#"name.familyName sw "Å""#, |p| p.user_name == "kim"),
    (r#"name.givenName eq "иван""#, |p| p.user_name == "ivan"),
    (r#"name.familyName co "ЕТР""#, |p| p.user_name == "ivan"),
    (r#"name.familyName eq "Åberg""#, |p| p.user_name == "kim"),
    (r#"title eq "\/ab" or displayName eq "Leo 100%""#, |p| p.user_name == "leo"),
];

const BOOLEANS: &[Row] = &[
    ("active eq true", |p| p.active),
    ("active eq false", |p| !p.active),
    ("active ne true", |p| !p.active),
    (r#"active eq "True""#, |p| p.active),
    ("active eq False", |p| !p.active),
    ("remote eq true", |p| p.remote == Some(true)),
    ("remote ne true", |p| p.remote != Some(true)),
    ("remote pr", |p| p.remote.is_some()),
];

const NUMBERS: &[Row] = &[
    ("badge eq 1", |p| p.badge == Some(1)),
    ("badge ne 1", |p| p.badge != Some(1)),
    ("badge gt 9", |p| p.badge.is_some_and(|n| n > 9)),
    ("badge ge 9", |p| p.badge.is_some_and(|n| n >= 9)),
    ("badge lt 2", |p| p.badge.is_some_and(|n| n < 2)),
    ("badge le 2", |p| p.badge.is_some_and(|n| n <= 2)),
    ("badge eq -5", |p| p.badge == Some(-5)),
    ("badge lt 2.5", |p| p.badge.is_some_and(|n| n <= 2)),
    ("score eq 10", |p| p.score == Some(10.0)),
    ("score eq 10.0", |p| p.score == Some(10.0)),
    ("score eq 1.5e0", |p| p.score == Some(1.5)),
    ("score lt 0", |p| p.score.is_some_and(|n| n < 0.0)),
    ("score gt 3.25", |p| p.score.is_some_and(|n| n > 3.25)),
    ("score ge 3.25 and score le 9.75", |p| p.score.is_some_and(|n| (3.25..=9.75).contains(&n))),
    ("score pr", |p| p.score.is_some()),
];

const LISTS: &[Row] = &[
    (r#"emails.value eq "heidi@x.example""#, |p| p.user_name == "Heidi"),
    (r#"emails.value co "@X""#, |p| email(p, |t| t.contains("@x"))),
    (r#"emails.value ew "home.example""#, |p| email(p, |t| t.ends_with("home.example"))),
    (r#"emails eq "leo@z.example""#, |p| p.user_name == "leo"),
    (r#"emails co "@y""#, |p| email(p, |t| t.contains("@y"))),
    ("emails pr", |p| p.work.is_some() || p.home.is_some()),
    ("not (emails pr)", |p| p.work.is_none() && p.home.is_none()),
    ("emails.primary eq true", |p| p.work.is_some()),
    (r#"emails.primary eq "True""#, |p| p.work.is_some()),
    ("emails.primary eq false", |p| p.home.is_some()),
    ("emails.primary ne true", |p| p.home.is_some() || p.work.is_none()),
    (r#"emails[type eq "home" and primary eq false]"#, |p| p.home.is_some()),
    ("emails[primary eq false]", |p| p.home.is_some()),
    (r#"emails.type eq "HOME""#, |p| p.home.is_some()),
    (r#"phoneNumbers.value ge "105""#, |p| is(p.phone.as_ref(), |t| t >= "105")),
    (r#"floors eq "3""#, |p| p.floors.iter().any(|floor| floor == "3")),
    (r#"floors gt "3""#, |p| p.floors.iter().any(|floor| floor.as_str() > "3")),
    ("floors pr", |p| !p.floors.is_empty()),
    (r#"not (floors eq "3")"#, |p| p.floors.iter().all(|floor| floor != "3")),
];

async fn hold(rows: &[Row]) {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    check(&scim, &people, rows, true).await;
}

#[tokio::test]
async fn text_compares_without_regard_to_case() {
    hold(TEXT).await;
}

#[tokio::test]
async fn no_character_of_a_value_has_a_second_meaning() {
    hold(DIFFICULT_TEXT).await;
}

#[tokio::test]
async fn booleans_are_equal_or_not() {
    hold(BOOLEANS).await;
}

#[tokio::test]
async fn numbers_compare_by_value() {
    hold(NUMBERS).await;
}

#[tokio::test]
async fn a_list_matches_when_one_of_its_values_does() {
    hold(LISTS).await;
}

#[tokio::test]
async fn case_exact_attributes_compare_exactly() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let nobody: &[Row] = &[
        (r#"externalId eq "ext-alice""#, |_| false),
        (r#"externalId sw "ext""#, |_| false),
        (r#"meta.resourceType eq "user""#, |_| false),
    ];
    check(&scim, &people, nobody, false).await;
}

#[tokio::test]
async fn what_the_server_adds_can_be_filtered_too() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let all: &[Row] = &[
        ("id pr", |_| true),
        (r#"meta.resourceType eq "User""#, |_| true),
        ("meta.resourceType eq User", |_| true),
        (r#"meta.created gt "2011-05-13T04:42:34Z""#, |_| true),
        (r#"meta.lastModified lt "2011-05-13T04:42:34Z""#, |_| false),
        ("meta.Created gt 2015-01-01T00:00:00Z", |_| true),
        (r#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:User""#, |_| true),
        (r#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group""#, |_| false),
        (r#"meta.version eq "W/\"1\"""#, |_| true),
        (r#"meta.location co "/scim/v2/Users/""#, |_| true),
        (r#"id eq "01912345-0000-7000-8000-000000000000""#, |_| false),
        (r#"id eq "not an id""#, |_| false),
    ];
    check(&scim, &people, all, false).await;
    let extension = r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#;
    check(&scim, &people, &[(extension, |p| p.dept.is_some())], true).await;
    let found = scim.filter("/Users", "userName eq \"kim\"").await;
    let kim = &found.json["Resources"][0];
    let id = kim["id"].as_str().expect("an id");
    for filter in [
        format!("id eq \"{id}\""),
        format!("meta.location eq \"{}/Users/{id}\"", app.scim_base()),
        format!("meta.created eq {} and userName eq \"kim\"", kim["meta"]["created"]),
        format!("id eq \"{id}\" and active eq true"),
    ] {
        assert_eq!(scim.filter("/Users", &filter).await.ids(), [id], "{filter}");
    }
}
