use serde_json::json;

use super::{stored, try_user, user};
use crate::definition::Learned;
use crate::resource::{Read, read};
use crate::schema::Type;
use crate::urn::{ENTERPRISE_USER, USER};
use crate::{Definition, Limits, ScimType};

const ACME: &str = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";

fn names(learned: &[Learned]) -> Vec<(String, String, Type, bool)> {
    learned
        .iter()
        .map(|one| {
            let attribute = &one.attribute;
            (one.schema.clone(), attribute.name.clone(), attribute.kind, attribute.multi_valued)
        })
        .collect()
}

#[test]
fn custom_attributes_are_kept_and_learned_in_every_namespace() {
    let incoming = user(&json!({
        "userName": "ann", "badgeId": "B1", "department": "R&D",
        ENTERPRISE_USER: {"desk": 7},
        ACME: {"badge_id": "B1", "floors": ["3", "4"], "car": {"plate": "X", "seats": null}},
        "urn:acme:other:1.0:level": 3,
    }));
    assert_eq!(
        incoming.body,
        stored(&json!({
            "schemas": [USER, "urn:acme:other:1.0", ACME, ENTERPRISE_USER],
            "userName": "ann", "badgeId": "B1", "department": "R&D",
            ENTERPRISE_USER: {"desk": 7},
            ACME: {"badge_id": "B1", "floors": ["3", "4"], "car": {"plate": "X"}},
            "urn:acme:other:1.0": {"level": 3},
        }))
    );
    let mut learned = names(&incoming.learned);
    learned.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    assert_eq!(
        learned,
        [
            ("urn:acme:other:1.0", "level", Type::Integer, false),
            (USER, "badgeId", Type::String, false),
            (USER, "department", Type::String, false),
            (ACME, "badge_id", Type::String, false),
            (ACME, "car", Type::Complex, false),
            (ACME, "floors", Type::String, true),
            (ENTERPRISE_USER, "desk", Type::Integer, false),
        ]
        .map(|(schema, name, kind, multi)| (
            schema.to_owned(),
            name.to_owned(),
            kind,
            multi
        ))
    );
}

#[test]
fn sub_attributes_of_known_attributes_are_learned() {
    let incoming = user(&json!({
        "userName": "ann",
        "addresses": [{"type": "work", "primary": "True", "building": "7"}],
        "name": {"nick": "A"},
    }));
    assert_eq!(
        incoming.body["addresses"],
        json!([{"type": "work", "primary": true, "building": "7"}])
    );
    let mut definition = Definition::user();
    for learned in &incoming.learned {
        assert!(definition.learn(learned));
    }
    let addresses = definition.core().attribute("addresses").unwrap();
    assert_eq!(addresses.sub("primary").unwrap().kind, Type::Boolean);
    assert_eq!(addresses.sub("building").unwrap().kind, Type::String);
    assert_eq!(
        definition.core().attribute("name").unwrap().sub("nick").unwrap().kind,
        Type::String
    );
    assert_eq!(definition.custom_attributes(), 3);
}

#[test]
fn what_is_known_is_not_learned_again() {
    let mut definition = Definition::user();
    let body = json!({"userName": "ann", "level": 3, ACME: {"tags": ["a"], "car": {"seats": 4}}});
    let create = |definition: &Definition, body: &serde_json::Value| {
        read(definition, body.to_string().as_bytes(), Read::Create, &Limits::default(), None)
            .unwrap()
    };
    for learned in create(&definition, &body).learned {
        definition.learn(&learned);
    }
    assert_eq!(create(&definition, &body).learned, []);
    // Other spellings mean the same; wider values widen.
    let body = json!({"userName": "ann", "LEVEL": 3.5, ACME: {"TAGS": "a", "car": {"SEATS": 5, "plate": "X"}}});
    let incoming = create(&definition, &body);
    assert_eq!(incoming.body["level"], 3.5);
    assert_eq!(incoming.body[ACME], json!({"tags": "a", "car": {"seats": 5, "plate": "X"}}));
    assert_eq!(
        names(&incoming.learned),
        [
            (USER.to_owned(), "level".to_owned(), Type::Decimal, false),
            (ACME.to_owned(), "car".to_owned(), Type::Complex, false),
        ]
    );
}

#[test]
fn limits_name_themselves() {
    let limits = Limits {
        max_custom_attributes: 2,
        max_attribute_name: 5,
        max_schema_urn: 20,
        max_values: 2,
        max_resource_bytes: 400,
        max_depth: 3,
        ..Limits::default()
    };
    let definition = Definition::user();
    for (body, status, part) in [
        (json!({"userName": "ann", "a": 1, "b": 1, "c": 1}), 400, "may have 2"),
        (json!({"userName": "ann", "car": {"a": 1, "b": 2}}), 400, "may have 2"),
        (json!({"userName": "ann", "abcdef": 1}), 400, "longer than 5 bytes"),
        (
            json!({"userName": "ann", "urn:acme:extension:2.0:User": {"a": 1}}),
            400,
            "longer than 20 bytes",
        ),
        (
            json!({"userName": "ann", "emails": [{"value": "1"}, {"value": "2"}, {"value": "3"}]}),
            413,
            "may have 2",
        ),
        (json!({"userName": "ann", "list": [1, 2, 3]}), 413, "may have 2"),
        (json!({"userName": "ann", "title": "x".repeat(400)}), 413, "larger than 400 bytes"),
        (json!({"userName": "ann", "a": {"b": {"c": {}}}}), 400, "3 levels"),
    ] {
        let text = body.to_string();
        let error = read(&definition, text.as_bytes(), Read::Create, &limits, None).unwrap_err();
        assert_eq!(error.status, status, "{body}");
        assert!(error.detail.contains(part), "{body}: {}", error.detail);
    }
    let body = br#"{"userName": "ann", "a": 1, "b": 1}"#;
    assert!(read(&definition, body, Read::Create, &limits, None).is_ok());
}

#[test]
fn parts_are_spelled_as_they_came_first() {
    let incoming = user(&json!({
        "userName": "ann",
        "badges": [{"Id": 1}, {"ID": 2}],
        "emails": [{"value": "a", "Note": "x"}, {"value": "b", "NOTE": 1}],
    }));
    assert_eq!(incoming.body["badges"], json!([{"Id": 1}, {"Id": 2}]));
    let emails = json!([{"value": "a", "Note": "x"}, {"value": "b", "Note": 1}]);
    assert_eq!(incoming.body["emails"], emails);
    let mut definition = Definition::user();
    for learned in &incoming.learned {
        assert!(definition.learn(learned));
    }
    let text = json!(incoming.body).to_string();
    let limits = Limits::default();
    let again = read(&definition, text.as_bytes(), Read::Create, &limits, None).unwrap();
    assert_eq!((again.body, again.learned), (incoming.body, vec![]));
}

#[test]
fn schemas_are_listed_in_one_order() {
    let (a, b) = ("urn:acme:a:2.0:User", "urn:acme:b:2.0:User");
    let incoming = user(&json!({"userName": "ann", format!("{a}:x"): 1, b: {"y": 2}}));
    assert_eq!(incoming.body["schemas"], json!([USER, a, b]));
}

#[test]
fn names_that_cannot_be_attributes_are_refused() {
    for body in [
        json!({"userName": "ann", "my badge": 1}),
        json!({"userName": "ann", "": 1}),
        json!({"userName": "ann", "car": {"a b": 1}}),
        json!({"userName": "ann", ACME: {"a/b": 1}}),
        json!({"userName": "ann", "urn:a b:c": 1}),
        json!({"userName": "ann", "isAdmin:x": true}),
        json!({"userName": "ann", "exterjal:Id": {"x": 1}}),
        json!({"userName": "ann", "urn:acme:User:a:b": 1}),
    ] {
        let error = try_user(&body).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
    // A null says nothing, whatever its name.
    assert!(try_user(&json!({"userName": "ann", "my badge": null})).is_ok());
}
