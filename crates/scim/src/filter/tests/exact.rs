//! What cannot be compared, what a missing `primary` means, and filters to the letter.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::filter::{Filter, check_element};
use crate::path::PatchPath;
use crate::urn::{ENTERPRISE_USER, USER};
use crate::{Declaration, Definition, Rules, ScimType};

const ACME: &str = "urn:acme:2.0:User";

fn declared() -> Definition {
    let mut definition = Definition::user();
    let declaration = Declaration::parse(&json!({"schema": ACME, "attributes": [
        {"name": "pin", "mutability": "writeOnly"},
        {"name": "hints", "multiValued": true, "returned": "never"},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "value", "returned": "never"}, {"name": "door"},
            {"name": "codes", "multiValued": true, "returned": "never"}]},
        {"name": "desk", "type": "complex", "subAttributes": [
            {"name": "lock", "mutability": "writeOnly"}, {"name": "room"}]},
    ]}));
    definition.declare(&declaration.unwrap());
    definition
}

#[test]
fn what_is_never_returned_is_neither_found_nor_sorted_by() {
    let definition = declared();
    for path in ["pin", "hints", "keys", "keys.value", "keys.codes", "keys.VALUE", "desk.lock"] {
        let path = format!("{ACME}:{path}");
        for filter in [
            format!("{path} sw \"4\""),
            format!("not ({path} eq \"4\")"),
            format!("userName eq \"a\" or {path} ne \"4\""),
        ] {
            let filter = Filter::parse(&filter).unwrap();
            for error in [definition.check(&filter), definition.check_lenient(&filter)] {
                let error = error.unwrap_err();
                assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{filter}");
                assert!(error.detail.contains("cannot be searched for"), "{filter}: {error}");
            }
        }
        let error = definition.sort_key(&path).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{path}");
    }
    for filter in [
        "pin pr",
        "pin eq null",
        "hints[value eq \"4\"]",
        "keys[value eq \"4\"]",
        "keys[door eq \"1\" and codes pr]",
        "desk[lock sw \"4\"]",
    ] {
        let filter = Filter::parse(&format!("{ACME}:{filter}")).unwrap();
        assert!(definition.check(&filter).is_err(), "{filter}");
    }
    for filter in ["keys.door eq \"1\"", "keys[door eq \"1\"]", "desk.room pr", "desk[room pr]"] {
        let filter = Filter::parse(&format!("{ACME}:{filter}")).unwrap();
        assert!(definition.check(&filter).is_ok(), "{filter}");
    }
    let keys = definition.attribute_in(Some(ACME), "keys").unwrap();
    let element = |text: &str| {
        check_element(&definition, keys, &Filter::parse(text).unwrap(), Rules::TOLERANT)
    };
    assert!(element("door eq \"1\"").is_ok());
    assert_eq!(element("value sw \"4\"").unwrap_err().scim_type, Some(ScimType::InvalidFilter));
}

#[test]
fn what_follows_from_the_manager_is_not_found() {
    let user = Definition::user();
    for path in ["manager.displayName", "manager.$ref", "manager.DISPLAYNAME"] {
        for filter in [
            format!("{path} eq \"Eve\""),
            format!("{ENTERPRISE_USER}:{path} pr"),
            format!("manager[{} eq \"Eve\"]", &path["manager.".len()..]),
        ] {
            let error = user.check(&Filter::parse(&filter).unwrap()).unwrap_err();
            assert!(error.detail.contains("manager.value"), "{filter}: {error}");
        }
    }
    for filter in ["manager.value eq \"1\"", "manager eq \"1\"", "manager pr", "displayName pr"] {
        assert!(user.check(&Filter::parse(filter).unwrap()).is_ok(), "{filter}");
    }
}

fn found(filter: &str, emails: &Value) -> bool {
    let resource = json!({"userName": "ann", "emails": emails});
    let expr = Definition::user().check(&Filter::parse(filter).unwrap()).unwrap();
    expr.matches(&resource)
}

#[test]
fn a_missing_primary_is_false() {
    let emails = json!([{"value": "a", "primary": true}, {"value": "b"}]);
    let said = json!([{"value": "a", "primary": true}, {"value": "b", "primary": false}]);
    let only = json!([{"value": "a", "primary": true}]);
    for (filter, of_both, of_only, of_none) in [
        ("emails.primary eq false", true, false, false),
        ("emails.primary eq true", true, true, false),
        ("emails.primary ne true", true, false, true),
        ("emails.primary ne false", true, true, true),
        ("emails.PRIMARY eq \"False\"", true, false, false),
        ("emails[primary eq false]", true, false, false),
        ("emails[value eq \"b\" and primary eq false]", true, false, false),
        ("emails[value eq \"a\" and primary eq false]", false, false, false),
        ("emails[value eq \"b\" and primary ne true]", true, false, false),
        ("emails[value eq \"a\" and primary ne false]", true, true, false),
        ("emails[value eq \"b\" and not (primary eq false)]", false, false, false),
        ("not (emails.primary eq false)", false, true, true),
    ] {
        assert_eq!(found(filter, &emails), of_both, "{filter}");
        assert_eq!(found(filter, &said), of_both, "{filter}");
        assert_eq!(found(filter, &only), of_only, "{filter}");
        assert_eq!(found(filter, &Value::Null), of_none, "{filter}");
    }
}

proptest! {
    #[test]
    fn leaving_primary_out_is_saying_false(
        emails in prop::collection::vec(("[ab]", any::<bool>(), any::<bool>()), 0..4),
        op in prop::sample::select(vec!["eq", "ne"]),
        wanted in any::<bool>(),
    ) {
        let render = |explicit: bool| -> Value {
            let email = |(value, primary, said): &(String, bool, bool)| {
                let mut email = json!({"value": value});
                if *primary || *said || explicit {
                    email["primary"] = (*primary).into();
                }
                email
            };
            emails.iter().map(email).collect()
        };
        for filter in [
            format!("emails.primary {op} {wanted}"),
            format!("emails[primary {op} {wanted}]"),
            format!("emails[value eq \"a\" and primary {op} {wanted}]"),
        ] {
            prop_assert_eq!(found(&filter, &render(false)), found(&filter, &render(true)));
        }
    }
}

#[test]
fn to_the_letter_a_literal_is_json_and_of_the_attributes_type() {
    let closed = Definition::user().closed();
    let strict = |text: &str| {
        Filter::parse_by(text, Rules::INTEROP).and_then(|filter| closed.check(&filter))
    };
    for text in [
        "userName eq x",
        "emails[type eq home].value eq \"x\"",
        "emails[type eq \"home\"].value eq x",
        "active eq \"true\"",
        "active eq True",
        "active eq FALSE",
        "title eq 7",
        "title eq true",
        "title eq Null",
        "meta.created gt 2015-01-01T00:00:00Z",
        "meta.created gt 7",
    ] {
        assert!(Filter::parse(text).is_ok(), "{text}");
        let error = strict(text).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}");
    }
    for text in [
        "userName EQ \"x\" and active eq true",
        "emails[type eq \"home\"].value eq \"x\"",
        "title eq null",
        "meta.created gt \"2015-01-01T00:00:00Z\"",
        "schemas eq \"urn:x\"",
    ] {
        assert!(strict(text).is_ok(), "{text}: {:?}", strict(text));
    }
    for text in ["emails[type eq work].value", "emails[primary eq True].value"] {
        assert!(PatchPath::parse(text).is_ok());
        let error = PatchPath::parse_by(text, Rules::INTEROP).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}");
    }
    let emails = closed.core().attribute("emails").unwrap();
    let filter = Filter::parse("primary eq \"true\"").unwrap();
    assert!(check_element(&closed, emails, &filter, Rules::TOLERANT).is_ok());
    assert!(check_element(&closed, emails, &filter, Rules::INTEROP).is_err());
    assert_eq!(closed.core().id, USER);
}
