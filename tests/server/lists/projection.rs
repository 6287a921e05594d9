//! `attributes` and `excludedAttributes` on every operation that shows a resource (RFC 7644 §3.9).

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{ENTERPRISE, SEARCH, USER, ann, created, group, read, refused, with};

/// The keys of an object, with the sub-keys of the objects below: `name.givenName`.
fn keys(resource: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for (name, value) in resource.as_object().expect("an object") {
        match value {
            Value::Object(map) => all.extend(map.keys().map(|sub| format!("{name}/{sub}"))),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let subs =
                    items.iter().flat_map(|item| item.as_object().expect("an object").keys());
                let mut subs: Vec<_> = subs.map(|sub| format!("{name}/{sub}")).collect();
                subs.sort_unstable();
                subs.dedup();
                all.extend(subs);
            }
            _ => all.push(name.clone()),
        }
    }
    all.sort_unstable();
    all
}

async fn shown(scim: &Caller, path: &str) -> Vec<String> {
    keys(&read(scim, path).await)
}

#[tokio::test]
async fn attributes_names_what_is_shown_beside_what_always_is() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &ann()).await.id();
    let department = format!("{ENTERPRISE}/department");
    for (attributes, expected) in [
        ("userName", vec!["id", "schemas", "userName"]),
        ("USERNAME", vec!["id", "schemas", "userName"]),
        ("userName, title ,", vec!["id", "schemas", "title", "userName"]),
        ("name.givenName", vec!["id", "name/givenName", "schemas"]),
        ("name", vec!["id", "name/familyName", "name/givenName", "schemas"]),
        ("emails.value", vec!["emails/value", "id", "schemas"]),
        (
            "emails[type eq \"work\"]",
            vec!["emails/primary", "emails/type", "emails/value", "id", "schemas"],
        ),
        ("meta.version", vec!["id", "meta/version", "schemas"]),
        ("unknown", vec!["id", "schemas"]),
        ("id", vec!["id", "schemas"]),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName", vec!["id", "schemas", "userName"]),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            vec!["id", "schemas", &department],
        ),
        ("department", vec!["id", "schemas", &department]),
    ] {
        let mut expected: Vec<_> = expected.into_iter().map(str::to_owned).collect();
        expected.sort_unstable();
        let path = format!("/Users/{id}?attributes={attributes}");
        assert_eq!(shown(&scim, &path).await, expected, "{attributes}");
        let list = read(&scim, &format!("/Users?attributes={attributes}")).await;
        assert_eq!(keys(&list["Resources"][0]), expected, "{attributes} in a list");
    }
    let whole = format!("/Users/{id}?attributes={ENTERPRISE}");
    let user = read(&scim, &whole).await;
    assert_eq!(user[ENTERPRISE], ann()[ENTERPRISE]);
    let all = read(&scim, &format!("/Users/{id}")).await;
    assert_eq!(read(&scim, &format!("/Users/{id}?attributes=")).await, all, "an empty one is none");
}

#[tokio::test]
async fn excluded_attributes_are_not_shown_unless_they_always_are() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &ann()).await.id();
    let all = shown(&scim, &format!("/Users/{id}")).await;
    for (excluded, missing) in [
        ("title", vec!["title".to_owned()]),
        ("TITLE,displayName", vec!["displayName".into(), "title".into()]),
        ("name.familyName", vec!["name/familyName".into()]),
        ("name", vec!["name/familyName".into(), "name/givenName".into()]),
        ("emails.type", vec!["emails/type".into()]),
        ("name.familyName,name.givenName", vec!["name/familyName".into(), "name/givenName".into()]),
        ("id,schemas", vec![]),
        ("unknown", vec![]),
        (
            "meta",
            ["created", "lastModified", "location", "resourceType", "version"]
                .map(|sub| format!("meta/{sub}"))
                .to_vec(),
        ),
        (
            ENTERPRISE,
            vec![format!("{ENTERPRISE}/department"), format!("{ENTERPRISE}/employeeNumber")],
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            vec![format!("{ENTERPRISE}/department")],
        ),
    ] {
        let expected: Vec<_> = all.iter().filter(|key| !missing.contains(key)).cloned().collect();
        assert_eq!(expected.len() + missing.len(), all.len(), "{excluded} names what is there");
        let path = format!("/Users/{id}?excludedAttributes={excluded}");
        assert_eq!(shown(&scim, &path).await, expected, "{excluded}");
        let list = read(&scim, &format!("/Users?excludedAttributes={excluded}")).await;
        assert_eq!(keys(&list["Resources"][0]), expected, "{excluded} in a list");
    }
}

#[tokio::test]
async fn every_operation_that_shows_a_resource_projects_it() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let wanted = ["id", "schemas", "userName"];
    let made = created(&scim, "/Users?attributes=userName", &ann()).await;
    assert_eq!(keys(&made.json), wanted);
    let path = format!("/Users/{}", made.id());
    let stored = read(&scim, &path).await;
    assert_eq!(stored["title"], json!("Engineer"), "only the answer is projected");
    let query = format!("{path}?attributes=userName");
    assert_eq!(keys(&scim.put(&query, &ann()).await.json), wanted);
    let operations = json!([{"op": "replace", "path": "title", "value": "Lead"}]);
    let answer = scim.patch(&query, operations).await;
    assert_eq!((answer.status, keys(&answer.json)), (200, wanted.map(str::to_owned).to_vec()));
    assert!(answer.header("etag").is_some() && answer.header("location").is_some());
    assert_eq!(keys(&read(&scim, &query).await), wanted);
    assert_eq!(keys(&read(&scim, "/Users?attributes=userName").await["Resources"][0]), wanted);
    assert_eq!(keys(&read(&scim, "/?attributes=userName").await["Resources"][0]), wanted);
    for endpoint in ["/Users/.search", "/.search"] {
        let search = json!({"schemas": [SEARCH], "attributes": ["userName"]});
        let answer = scim.post(endpoint, &search).await;
        assert_eq!(keys(&answer.json["Resources"][0]), wanted, "{endpoint}");
        let search = json!({"schemas": [SEARCH], "excludedAttributes": ["meta", "emails"]});
        let answer = scim.post(endpoint, &search).await;
        assert_eq!(answer.json["Resources"][0].get("meta"), None, "{endpoint}");
        assert_eq!(answer.json["Resources"][0]["title"], json!("Lead"), "{endpoint}");
    }
    let other = with(ann(), json!({"userName": "other", "externalId": "2"}));
    let made = created(&scim, "/Users?excludedAttributes=emails,meta", &other).await;
    assert_eq!(made.json.get("emails"), None);
    assert_eq!(made.json["title"], json!("Engineer"));
}

#[tokio::test]
async fn both_parameters_at_once_are_refused() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let both = "attributes=userName&excludedAttributes=title";
    refused(&scim.get(&format!("/Users?{both}")).await, 400, "invalidValue");
    refused(&scim.get(&format!("/Users/{id}?{both}")).await, 400, "invalidValue");
    let answer = scim.post(&format!("/Users?{both}"), &ann()).await;
    refused(&answer, 400, "invalidValue");
    let patch = json!([{"op": "replace", "path": "title", "value": "x"}]);
    refused(&scim.patch(&format!("/Users/{id}?{both}"), patch).await, 400, "invalidValue");
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(1), "nothing was created");
    assert_eq!(read(&scim, &format!("/Users/{id}")).await.get("title"), None);
}

#[tokio::test]
async fn parameters_of_lists_mean_nothing_to_one_resource() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let query = "count=abc&startIndex=x&sortOrder=up&attributes=userName";
    let wanted = ["id", "schemas", "userName"];
    let made = created(&scim, &format!("/Users?{query}&filter=("), &ann()).await;
    assert_eq!(keys(&made.json), wanted);
    let path = format!("/Users/{}?{query}", made.id());
    assert_eq!(keys(&read(&scim, &path).await), wanted);
    let malformed = format!("{path}&filter=(");
    let answer = scim.put(&malformed, &ann()).await;
    assert_eq!((answer.status, keys(&answer.json)), (200, wanted.map(str::to_owned).to_vec()));
    let operations = json!([{"op": "replace", "path": "title", "value": "Lead"}]);
    let answer = scim.patch(&malformed, operations).await;
    assert_eq!((answer.status, keys(&answer.json)), (200, wanted.map(str::to_owned).to_vec()));
    // A filter that is passed over would give a wrong answer when reading.
    refused(&scim.get(&malformed).await, 400, "invalidFilter");
    refused(&scim.get("/Users?count=abc").await, 400, "invalidValue");
}

#[tokio::test]
async fn members_and_groups_can_be_left_out() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let id = scim.group("band", &[&ann]).await;
    let path = format!("/Groups/{id}");
    for query in ["excludedAttributes=members", "attributes=displayName"] {
        assert_eq!(read(&scim, &format!("{path}?{query}")).await.get("members"), None);
        let list = read(&scim, &format!("/Groups?{query}")).await;
        assert_eq!(list["Resources"][0].get("members"), None);
        let put = scim.put(&format!("{path}?{query}"), &group("band", &[&ann])).await;
        assert_eq!(put.json.get("members"), None);
    }
    let found = read(&scim, &format!("{path}?attributes=members.value")).await;
    assert_eq!(found["members"], json!([{"value": ann}]));
    let found =
        read(&scim, &format!("{path}?excludedAttributes=members.display,members.$ref")).await;
    assert_eq!(found["members"], json!([{"value": ann, "type": "User"}]));
    let user = read(&scim, &format!("/Users/{ann}?excludedAttributes=groups")).await;
    assert_eq!(user.get("groups"), None);
    let user = read(&scim, &format!("/Users/{ann}?attributes=groups.display")).await;
    assert_eq!(user["groups"], json!([{"display": "band"}]));
    assert_eq!(user["schemas"], json!([USER]));
    assert_eq!(scim.members(&id).await, [ann]);
}
