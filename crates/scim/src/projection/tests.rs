mod declared;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::path::AttrPath;
use crate::urn::ENTERPRISE_USER;

fn user() -> Map {
    let value = json!({
        "schemas": ["s"], "id": "1", "userName": "ann", "active": true, "externalId": "e",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "emails": [{"value": "a@x", "type": "work"}, {"type": "home"}],
        ENTERPRISE_USER: {"department": "R&D", "manager": {"value": "m", "$ref": "r"}},
        "groups": [{"value": "g"}],
        "meta": {"version": "v", "created": "c"},
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn project(attributes: Option<&str>, excluded: Option<&str>) -> Value {
    let mut resource = user();
    Projection::parse(&Definition::user(), attributes, excluded).unwrap().apply(&mut resource);
    Value::Object(resource)
}

#[test]
fn a_query_string_is_read_for_the_two_parameters_only() {
    let user = Definition::user();
    for (query, attributes, excluded) in [
        ("", None, None),
        ("count=abc&filter=(&sortOrder=up", None, None),
        (
            "ATTRIBUTES=userName&count=abc&attributes=name.givenName",
            Some("userName,name.givenName"),
            None,
        ),
        ("attributes=&excludedAttributes=name%2Cemails", None, Some("name,emails")),
    ] {
        let expected = Projection::parse(&user, attributes, excluded).unwrap();
        assert_eq!(Projection::from_query(&user, query), Ok(expected), "{query}");
    }
    assert!(Projection::from_query(&user, "attributes=a&excludedAttributes=b").is_err());
}

#[test]
fn attributes_show_only_what_is_named() {
    let base = json!({"schemas": ["s"], "id": "1"});
    let with = |more: Value| {
        let mut all = base.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    for (names, expected) in [
        ("USERNAME", json!({"userName": "ann"})),
        (" userName , foo,", json!({"userName": "ann"})),
        ("name.givenName", json!({"name": {"givenName": "Ann"}})),
        ("name.givenName,name", json!({"name": {"givenName": "Ann", "familyName": "Lee"}})),
        ("name,name.givenName", json!({"name": {"givenName": "Ann", "familyName": "Lee"}})),
        ("emails.value", json!({"emails": [{"value": "a@x"}]})),
        (
            "emails[type eq \"a,b]\"]",
            json!({"emails": [{"value": "a@x", "type": "work"}, {"type": "home"}]}),
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            json!({ENTERPRISE_USER: {"manager": {"value": "m"}}}),
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            json!({ENTERPRISE_USER: {"department": "R&D", "manager": {"value": "m", "$ref": "r"}}}),
        ),
        ("meta.version", json!({"meta": {"version": "v"}})),
        ("nickName", json!({})),
        ("unknown", json!({})),
    ] {
        assert_eq!(project(Some(names), None), with(expected), "{names}");
    }
    let core = project(Some("urn:ietf:params:scim:schemas:core:2.0:User"), None);
    assert!(core.get("groups").is_some() && core.get(ENTERPRISE_USER).is_none());
}

#[test]
fn excluded_attributes_are_left_out() {
    for (names, gone) in [
        ("groups", "groups"),
        ("name.givenName,name.familyName", "name"),
        ("emails.value,emails.type", "emails"),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", ENTERPRISE_USER),
    ] {
        let mut expected = user();
        expected.remove(gone);
        assert_eq!(project(None, Some(names)), Value::Object(expected), "{names}");
    }
    assert_eq!(project(None, Some("id,schemas")), Value::Object(user()));
    assert_eq!(
        project(None, Some("department"))[ENTERPRISE_USER],
        json!({"manager": {"value": "m", "$ref": "r"}})
    );
}

#[test]
fn empty_parameters_are_not_given() {
    let definition = Definition::user();
    let all = Projection::parse(&definition, Some(""), Some(" ")).unwrap();
    assert!(all.is_all());
    assert_eq!(all, Projection::all(&definition));
    assert!(Projection::parse(&definition, Some(""), Some("name")).is_ok());
    let error = Projection::parse(&definition, Some("id"), Some("name")).unwrap_err();
    assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue));
}

#[test]
fn members_need_not_be_read_when_they_are_not_shown() {
    let group = Definition::group();
    let includes = |attributes, excluded| {
        Projection::parse(&group, attributes, excluded).unwrap().includes("members")
    };
    assert!(includes(None, None));
    assert!(!includes(None, Some("members")));
    assert!(includes(None, Some("members.display")));
    assert!(!includes(Some("displayName"), None));
    assert!(includes(Some("members.value"), None));
    assert!(Projection::parse(&group, Some("displayName"), None).unwrap().includes("id"));
}

#[test]
fn what_is_never_or_only_on_request_returned_is_hidden() {
    let mut definition = Definition::user();
    let mut attribute = crate::definition::infer("secret", &json!("x"));
    for (name, returned) in [("secret", Returned::Never), ("extra", Returned::Request)] {
        name.clone_into(&mut attribute.name);
        attribute.returned = returned;
        definition.learn(&crate::Learned {
            schema: crate::urn::USER.into(),
            attribute: attribute.clone(),
        });
    }
    let show = |names: Option<&str>| {
        let mut map = user();
        map.insert("secret".into(), "x".into());
        map.insert("extra".into(), "x".into());
        let projection = Projection::parse(&definition, names, None).unwrap();
        assert!(!projection.is_all());
        projection.apply(&mut map);
        (map.contains_key("secret"), map.contains_key("extra"))
    };
    assert_eq!(show(None), (false, false));
    assert_eq!(show(Some("secret,extra")), (false, true));
}

const NAMES: [&str; 12] = [
    "id",
    "schemas",
    "userName",
    "active",
    "name",
    "name.givenName",
    "emails",
    "emails.value",
    "groups",
    "meta",
    "department",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
];

/// The paths of all simple values, list positions left out.
fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let below = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
                leaves(value, &below, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, at, out)),
        _ => out.push(at.to_owned()),
    }
}

fn named(names: &[&str], leaf: &str) -> bool {
    names.iter().any(|name| {
        let steps =
            Definition::user().resolve(&AttrPath::parse(name).unwrap()).unwrap().steps().join("/");
        leaf == steps || leaf.starts_with(&format!("{steps}/"))
    })
}

proptest! {
    #[test]
    fn a_value_is_shown_exactly_if_it_is_named(names in proptest::sample::subsequence(NAMES.to_vec(), 1..6)) {
        let mut all = Vec::new();
        leaves(&Value::Object(user()), "", &mut all);
        let list = names.join(",");
        for (shown, keep) in [
            (project(Some(&list), None), true),
            (project(None, Some(&list)), false),
        ] {
            let mut left = Vec::new();
            leaves(&shown, "", &mut left);
            let expected: Vec<String> = all
                .iter()
                .filter(|leaf| ["id", "schemas"].contains(&leaf.as_str()) || named(&names, leaf) == keep)
                .cloned()
                .collect();
            prop_assert_eq!(left, expected);
        }
    }
}
