use proptest::prelude::*;
use serde_json::{Value, json};

use super::{group, stored, try_user, user};
use crate::resource::{Read, read};
use crate::urn::{ENTERPRISE_USER, GROUP, USER};
use crate::{Definition, Limits, MemberRef};

#[test]
fn what_identity_providers_send_is_put_right() {
    for (sent, expected) in [
        // Okta: empty lists, a password, groups.
        (
            json!({"schemas": [USER], "userName": "ann", "groups": [{"value": "g"}], "password": "x",
                "emails": [{"primary": true, "value": "ann@x", "type": "work"}], "roles": [], "active": true}),
            json!({"userName": "ann", "emails": [{"primary": true, "value": "ann@x", "type": "work"}]}),
        ),
        // A PUT of what a GET answered.
        (
            json!({"id": "x", "meta": {"resourceType": "User"}, "userName": "ann", "title": ""}),
            json!({"userName": "ann", "title": ""}),
        ),
        // Names in any case, booleans as strings.
        (
            json!({"USERNAME": "ann", "Active": "False", "Emails": [{"Value": "a@x", "Primary": "True"}]}),
            json!({"userName": "ann", "active": false, "emails": [{"value": "a@x", "primary": true}]}),
        ),
        // Nulls.
        (
            json!({"userName": "ann", "addresses": null, "manager": null, "name": {"givenName": null},
                "emails": [null, {"value": "a", "type": null}], ENTERPRISE_USER: {"department": null}}),
            json!({"userName": "ann", "emails": [{"value": "a"}]}),
        ),
        // Dotted and qualified keys.
        (
            json!({"userName": "ann", "name.givenName": "Ann", "name": {"familyName": "Lee"},
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "R&D",
                "urn:ietf:params:scim:schemas:core:2.0:User:title": "Dr"}),
            json!({"userName": "ann", "name": {"givenName": "Ann", "familyName": "Lee"}, "title": "Dr",
                "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "R&D"}}),
        ),
        (
            json!({"userName": "ann", "emails[type eq \"work\"].value": "a@x",
                "urn:ietf:params:scim:schemas:core:2.0:User": {"title": "Dr", "id": "x"}}),
            json!({"userName": "ann", "emails": [{"type": "work", "value": "a@x"}], "title": "Dr"}),
        ),
        // The manager as a string, as a list, with what only the server writes.
        (
            json!({"userName": "ann", ENTERPRISE_USER: {"manager": "m"}}),
            json!({"userName": "ann", "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"manager": {"value": "m"}}}),
        ),
        (
            json!({"userName": "ann", ENTERPRISE_USER: {"Manager": [{"$ref": "r", "value": "m", "displayName": "M"}]}}),
            json!({"userName": "ann", "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"manager": {"value": "m", "$ref": "r"}}}),
        ),
        (
            json!({"userName": "ann", ENTERPRISE_USER: {"manager.value": "m", "manager": []}}),
            json!({"userName": "ann", "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"manager": {"value": "m"}}}),
        ),
        // No manager, as an empty text.
        (
            json!({"userName": "ann", ENTERPRISE_USER: {"manager": "", "department": "R&D"}}),
            json!({"userName": "ann", "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "R&D"}}),
        ),
        (
            json!({"userName": "ann", ENTERPRISE_USER: {"manager": {"value": "", "displayName": ""}}}),
            json!({"userName": "ann"}),
        ),
        // Single values in a list.
        (
            json!({"userName": ["ann"], "active": [{"$ref": null, "value": "False"}]}),
            json!({"userName": "ann", "active": false}),
        ),
        // URNs from before the RFC, and a misprinted one.
        (
            json!({"schemas": ["urn:scim:schemas:core:1.0", "urn:scim:schemas:extension:enterprise:1.0"],
                "userName": "ann", "urn:scim:schemas:extension:enterprise:1.0": {"department": "R&D"}}),
            json!({"userName": "ann", "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "R&D"}}),
        ),
        (
            json!({"userName": "ann", "urn:ietf:params:scim:schemas:extension:enterprise:2.0User": {"department": "R&D"}}),
            json!({"userName": "ann", "schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "R&D"}}),
        ),
        // SCIM 1.1 habits, single values for lists, strings for objects.
        (
            json!({"userName": "ann", "emails": [{"value": "a", "operation": "delete"}, {"value": "b", "operation": "add"}],
                "phoneNumbers": {"value": "1"}, "roles": ["admin", ""]}),
            json!({"userName": "ann", "emails": [{"value": "b"}], "phoneNumbers": [{"value": "1"}],
                "roles": [{"value": "admin"}, {"value": ""}]}),
        ),
        // The same value twice.
        (
            json!({"userName": "ann", "emails": [{"value": "a", "type": "work", "primary": true}, {"value": "a", "type": "work", "primary": true}, {"value": "a"}]}),
            json!({"userName": "ann", "emails": [{"value": "a", "type": "work", "primary": true}, {"value": "a"}]}),
        ),
        // Text stays as it is.
        (
            json!({"userName": " Ann ", "name": {"familyName": " "}, "phoneNumbers": [{"value": "+1 (555) 0100"}],
                "emails": [{"value": "Ann@EXAMPLE.com"}], "locale": "en_US"}),
            json!({"userName": " Ann ", "name": {"familyName": " "}, "phoneNumbers": [{"value": "+1 (555) 0100"}],
                "emails": [{"value": "Ann@EXAMPLE.com"}], "locale": "en_US"}),
        ),
        // `schemas` is computed.
        (json!({"schemas": null, "userName": "ann"}), json!({"userName": "ann"})),
        (
            json!({"schemas": [ENTERPRISE_USER, "urn:x"], "userName": "ann"}),
            json!({"userName": "ann"}),
        ),
    ] {
        let incoming = user(&sent);
        assert_eq!(incoming.body, stored(&expected), "{sent}");
        assert_eq!(incoming.members, None);
        assert_eq!(incoming.learned, [], "{sent}");
    }
}

#[test]
fn members_are_read_apart() {
    let member = |id: &str| MemberRef { value: id.into(), ..MemberRef::default() };
    let schema = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";
    let body = json!({"schemas": [GROUP, schema], "displayName": "Eng", "Members": ["a", {"value": "b", "type": "User"}]});
    let incoming = group(&body, Read::Create);
    assert_eq!(
        serde_json::to_value(&incoming.body).unwrap(),
        json!({"schemas": [GROUP], "displayName": "Eng"})
    );
    let called = MemberRef { is_user: true, ..member("b") };
    assert_eq!(incoming.members, Some(vec![member("a"), called]));

    let empty = json!({"displayName": "Eng", "members": []});
    let absent = json!({"displayName": "Eng"});
    let null = json!({"displayName": "Eng", "members": null});
    assert_eq!(group(&empty, Read::Create).members, Some(vec![]));
    assert_eq!(group(&absent, Read::Create).members, None);
    // RFC 7644 §3.5.1: what a replacement leaves out is cleared.
    for body in [empty, absent, null] {
        assert_eq!(group(&body, Read::Replace).members, Some(vec![]), "{body}");
    }
}

#[test]
fn a_replacement_does_not_enable_who_was_disabled() {
    let replace = |current: &Value, body: &Value| {
        let current = stored(current);
        let definition = Definition::user();
        let body = body.to_string();
        read(&definition, body.as_bytes(), Read::Replace, &Limits::default(), Some(&current))
            .unwrap()
            .body
    };
    let disabled = json!({"id": "1", "userName": "ann", "active": false, "title": "Dr"});
    let body = replace(&disabled, &json!({"id": "2", "userName": "ann"}));
    assert_eq!(body, stored(&json!({"id": "1", "userName": "ann", "active": false})));
    let body = replace(&disabled, &json!({"userName": "ann", "active": "True"}));
    assert_eq!(body["active"], true);
}

proptest! {
    #[test]
    fn reading_what_was_stored_changes_nothing(
        name in "[a-zA-Zé ]{0,5}x",
        emails in proptest::collection::vec(("[ab]{1,2}", proptest::option::of("[wh]")), 0..4),
        custom in proptest::collection::btree_map("c[a-c]", json_value(false), 0..4),
        foreign in proptest::collection::btree_map("f[a-c]", json_value(false), 0..3),
    ) {
        let mut sent = json!({"userName": name, "urn:acme:2.0:User": foreign});
        sent["emails"] = emails.iter().map(|(value, kind)| json!({"value": value, "type": kind})).collect();
        for (name, value) in custom {
            sent[name] = value;
        }
        let first = user(&sent);
        let mut definition = Definition::user();
        for learned in &first.learned {
            definition.learn(learned);
        }
        let text = serde_json::to_vec(&first.body).unwrap();
        let again = read(&definition, &text, Read::Create, &Limits::default(), None).unwrap();
        prop_assert_eq!(again.body, first.body);
        prop_assert_eq!(again.learned, vec![]);
    }

    #[test]
    fn any_json_is_a_user_or_an_error(body in json_value(true)) {
        if let Ok(incoming) = try_user(&body) {
            prop_assert!(incoming.body["userName"].is_string());
        }
    }
}

fn json_value(with_paths: bool) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..3_i64).prop_map(Value::from),
        (-2..2_i32).prop_map(|half| Value::from(f64::from(half) / 2.0)),
        "[a-zA-Z\"]{0,3}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        3 => "[a-c]{1,2}",
        u32::from(with_paths) => proptest::sample::select(vec![
            "userName", "emails", "name", "name.givenName", "active", "manager", ENTERPRISE_USER,
            "urn:acme:2.0:User", "urn:acme:2.0:User:badge", "members", "emails[type eq \"x\"].value",
        ]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
