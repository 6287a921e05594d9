use serde_json::json;

use super::{map, patch, stored, try_user};
use crate::resource::{Read, read};
use crate::schema::Type;
use crate::urn::{ENTERPRISE_USER, GROUP, USER};
use crate::{Definition, Limits};

const ACME: &str = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";

#[test]
fn unknown_attributes_are_learned_as_in_a_post() {
    let acme = |attribute: serde_json::Value| json!({"schemas": [USER, ACME], ACME: attribute});
    for (operation, after) in [
        (json!({"op": "add", "path": "badge", "value": "B1"}), json!({"badge": "B1"})),
        (
            json!({"op": "replace", "value": {"badge": {"id": 1, "x": null}}}),
            json!({"badge": {"id": 1}}),
        ),
        (json!({"op": "add", "path": "badge.id", "value": 1}), json!({"badge": {"id": 1}})),
        (
            json!({"op": "add", "path": "badges[type eq \"a\"].id", "value": 1}),
            json!({"badges": [{"type": "a", "id": 1}]}),
        ),
        (
            json!({"op": "add", "path": "badges[type eq \"a\"]", "value": {"id": 1}}),
            json!({"badges": [{"type": "a", "id": 1}]}),
        ),
        (
            json!({"op": "add", "path": "badges[type eq \"a\"]", "value": "1"}),
            json!({"badges": [{"type": "a", "value": "1"}]}),
        ),
        (
            json!({"op": "add", "path": format!("{ACME}:badge"), "value": "B1"}),
            acme(json!({"badge": "B1"})),
        ),
        (
            json!({"op": "add", "path": format!("{ACME}:badge"), "value": {"id": 1}}),
            acme(json!({"badge": {"id": 1}})),
        ),
        (
            json!({"op": "add", "path": format!("{ACME}:badge.id"), "value": 1}),
            acme(json!({"badge": {"id": 1}})),
        ),
        (
            json!({"op": "add", "path": ACME, "value": {"badge": "B1", "level.min": 2}}),
            acme(json!({"badge": "B1", "level": {"min": 2}})),
        ),
        (json!({"op": "add", "value": {ACME: {"badge": "B1"}}}), acme(json!({"badge": "B1"}))),
        (
            json!({"op": "add", "value": {format!("{ACME}:badge"): "B1"}}),
            acme(json!({"badge": "B1"})),
        ),
        (
            json!({"op": "add", "path": "urn:acme:badges", "value": {"id": 1}}),
            json!({"schemas": [USER, "urn:acme:badges"], "urn:acme:badges": {"id": 1}}),
        ),
        (
            json!({"op": "add", "path": "urn:acme:badges:id", "value": 1}),
            json!({"schemas": [USER, "urn:acme:badges"], "urn:acme:badges": {"id": 1}}),
        ),
        (
            json!({"op": "add", "path": format!("{ENTERPRISE_USER}:desk"), "value": 7}),
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"desk": 7}}),
        ),
        (
            json!({"op": "add", "path": "addresses[type eq \"work\"].building", "value": "7"}),
            json!({"addresses": [{"type": "work", "building": "7"}]}),
        ),
        (
            json!({"op": "add", "path": "emails[kind eq \"x\"].value", "value": "a"}),
            json!({"emails": [{"kind": "x", "value": "a"}]}),
        ),
        (json!({"op": "add", "path": "name.nick", "value": "A"}), json!({"name": {"nick": "A"}})),
    ] {
        let patched = try_user(&stored(&json!({})), &json!([operation]))
            .unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(patched.body, stored(&after), "{operation}");
        assert!(!patched.learned.is_empty(), "{operation}");
        // Who has learned it does not learn it again, and finds it by any operation.
        let mut definition = Definition::user();
        for learned in &patched.learned {
            assert!(definition.learn(learned), "{operation}");
        }
        let again = patch(&definition, &stored(&json!({})), &json!([operation])).unwrap();
        assert_eq!((again.body, again.learned), (patched.body, vec![]), "{operation}");
    }
}

/// The three ways to send the same: as a body's key, as a key without path, as a path.
#[test]
fn all_requests_agree_on_what_a_urn_means() {
    for (key, value, expected) in [
        (ENTERPRISE_USER, json!({"desk": 7}), json!({ENTERPRISE_USER: {"desk": 7}})),
        ("urn:acme:2.0:Robot", json!({"arms": 2}), json!({"urn:acme:2.0:Robot": {"arms": 2}})),
        (
            "urn:acme:2.0:Group:lead",
            json!({"id": "1"}),
            json!({"urn:acme:2.0:Group": {"lead": {"id": "1"}}}),
        ),
        ("urn:acme:2.0:lead", json!("1"), json!({"urn:acme:2.0": {"lead": "1"}})),
        (
            "urn:acme:2.0:Group.lead.id",
            json!(1),
            json!({"urn:acme:2.0:Group": {"lead": {"id": 1}}}),
        ),
        ("https://acme.example/s", json!({"x": 1}), json!({"https://acme.example/s": {"x": 1}})),
        (
            "urn:acme:2.0:Group",
            json!({"password": "p", "x": 1}),
            json!({"urn:acme:2.0:Group": {"x": 1}}),
        ),
    ] {
        let definition = Definition::group();
        let mut body = map(&json!({"schemas": [GROUP], "displayName": "Eng"}));
        let current = body.clone();
        body.insert(key.to_owned(), value.clone());
        let text = json!(body).to_string();
        let sent = read(&definition, text.as_bytes(), Read::Create, &Limits::default(), None);
        let sent = sent.unwrap_or_else(|error| panic!("{key}: {error}")).body;
        let urn = expected.as_object().unwrap().keys().next().unwrap();
        let mut after = current.clone();
        after.extend(map(&expected));
        after.insert("schemas".into(), json!([GROUP, urn]));
        assert_eq!(sent, after, "{key}");
        for operation in [
            json!({"op": "add", "path": key, "value": value}),
            json!({"op": "replace", "path": key, "value": value}),
            json!({"op": "add", "value": {key: value}}),
        ] {
            let patched = patch(&definition, &current, &json!([operation]));
            let patched = patched.unwrap_or_else(|error| panic!("{operation}: {error}"));
            assert_eq!(patched.body, after, "{operation}");
        }
    }
}

#[test]
fn what_is_no_urn_names_no_schema() {
    for (key, value) in [("exterjal:Id", json!({"x": 1})), ("isAdmin:x", json!(true))] {
        for operation in [
            json!({"op": "add", "path": key, "value": value}),
            json!({"op": "add", "value": {key: value}}),
            json!({"op": "add", "path": ACME, "value": {key: value}}),
        ] {
            let error = try_user(&stored(&json!({})), &json!([operation])).unwrap_err();
            assert_eq!(error.status, 400, "{operation}");
            assert!(error.detail.contains(key), "{}", error.detail);
        }
    }
}

#[test]
fn one_key_teaches_nothing_about_another() {
    let both = json!({"urn:acme:x": {"a": 1}, "urn:acme:x:y": {"b": 2}});
    let mut after = stored(&json!({"schemas": [USER, "urn:acme:x", "urn:acme:x:y"]}));
    after.extend(map(&both));
    let current = stored(&json!({}));
    assert_eq!(try_user(&current, &json!([{"op": "add", "value": both}])).unwrap().body, after);
    let text = json!(after).to_string();
    let (user, limits) = (Definition::user(), Limits::default());
    let again = read(&user, text.as_bytes(), Read::Replace, &limits, Some(&after)).unwrap();
    assert_eq!(again.body, after);
}

#[test]
fn nothing_is_learned_from_nulls_and_removals() {
    for operation in [
        json!({"op": "add", "path": "badge", "value": null}),
        json!({"op": "replace", "path": "badge", "value": []}),
        json!({"op": "remove", "path": "badge"}),
        json!({"op": "add", "value": {"badge": null}}),
        json!({"op": "add", "path": ACME, "value": {"badge": null}}),
    ] {
        let patched = try_user(&stored(&json!({})), &json!([operation])).unwrap();
        assert_eq!((patched.body, patched.learned), (stored(&json!({})), vec![]), "{operation}");
    }
}

#[test]
fn what_one_operation_taught_the_next_one_knows() {
    let patched = try_user(
        &stored(&json!({})),
        &json!([
            {"op": "add", "path": "floors", "value": ["3", "4", "3"]},
            {"op": "remove", "path": "floors[value eq \"3\"]"},
            {"op": "add", "path": "FLOORS", "value": "5"},
            {"op": "remove", "path": "floors", "value": ["4"]},
            {"op": "add", "path": "level", "value": 1},
            {"op": "replace", "path": "Level", "value": 1.5},
            {"op": "add", "path": format!("{ACME}:badges"), "value": [{"type": "a", "id": 1}]},
            {"op": "replace", "path": format!("{ACME}:badges[type eq \"a\"].id"), "value": 2},
        ]),
    )
    .unwrap();
    assert_eq!(
        patched.body,
        stored(
            &json!({"schemas": [USER, ACME], "floors": ["5"], "level": 1.5, ACME: {"badges": [{"type": "a", "id": 2}]}})
        )
    );
    let mut definition = Definition::user();
    for learned in &patched.learned {
        definition.learn(learned);
    }
    let kind =
        |name: &str| definition.core().attribute(name).map(|one| (one.kind, one.multi_valued));
    assert_eq!(kind("floors"), Some((Type::String, true)));
    assert_eq!(kind("level"), Some((Type::Decimal, false)));
}

#[test]
fn a_custom_attribute_may_change_its_shape() {
    let mut current = stored(&json!({}));
    let mut definition = Definition::user();
    for (operation, after) in [
        (json!({"op": "add", "path": "x", "value": {"a": 1}}), json!({"x": {"a": 1}})),
        (json!({"op": "add", "path": "x", "value": {"b": 2}}), json!({"x": {"a": 1, "b": 2}})),
        (json!({"op": "replace", "path": "x.a", "value": "y"}), json!({"x": {"a": "y", "b": 2}})),
        (json!({"op": "replace", "path": "x", "value": "text"}), json!({"x": "text"})),
        (json!({"op": "replace", "path": "x", "value": ["a", 1]}), json!({"x": ["a", 1]})),
        (json!({"op": "add", "path": "x", "value": "b"}), json!({"x": ["a", 1, "b"]})),
        (
            json!({"op": "replace", "path": "x[value eq \"a\"]", "value": "c"}),
            json!({"x": ["c", 1, "b"]}),
        ),
        (json!({"op": "remove", "path": "x", "value": ["C", 1, "b"]}), json!({})),
    ] {
        let patched = patch(&definition, &current, &json!([operation]))
            .unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(patched.body, stored(&after), "{operation}");
        current = patched.body;
        for learned in &patched.learned {
            definition.learn(learned);
        }
    }
}
