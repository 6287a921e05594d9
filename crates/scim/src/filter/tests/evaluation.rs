use proptest::prelude::*;
use serde_json::{Value, json};

use crate::definition::{Learned, infer};
use crate::filter::Filter;
use crate::filter::typed::{Expr, Root};
use crate::schema::{Mutability, Type};
use crate::{Definition, ScimType, urn};

const ACME: &str = "urn:acme:2.0:User";

fn definition() -> Definition {
    let mut definition = Definition::user();
    for (schema, name, value) in [
        (urn::USER, "level", json!(3)),
        (urn::USER, "score", json!(1.5)),
        (urn::USER, "mixed", json!([1, "x", true])),
        (ACME, "floors", json!(["3", "4"])),
        (ACME, "desks", json!([{"room": "a", "tags": ["x"]}])),
        (ACME, "since", json!("2015-01-01T00:00:00Z")),
    ] {
        let mut attribute = infer(name, &value);
        if name == "since" {
            attribute.kind = Type::DateTime;
            attribute.case_exact = None;
        }
        assert_eq!(attribute.mutability, Mutability::ReadWrite);
        definition.learn(&Learned { schema: schema.into(), attribute });
    }
    definition
}

fn ann() -> Value {
    json!({
        "schemas": [urn::USER],
        "id": "AbC", "externalId": "Ext1", "userName": "Ann.Lee@Example.com", "title": "",
        "name": {"familyName": "Lee", "givenName": ""},
        "active": true, "level": 3, "score": 1.5, "mixed": [1, "X", true],
        "emails": [
            {"type": "work", "value": "Ann@Example.com", "primary": true},
            {"type": "home", "value": "ann@home.example"},
        ],
        "addresses": [{"type": "work", "locality": "Bern"}],
        "profileUrl": "https://Example.com/Ann",
        "x509Certificates": [{"value": "AQID"}],
        "groups": [{"value": "g1", "display": "Eng"}],
        urn::ENTERPRISE_USER: {"department": "R&D", "manager": {"value": "M1"}},
        ACME: {"floors": ["3", "4"], "desks": [{"room": "a", "tags": ["x", "y"]}, {"room": "b"}],
            "since": "2015-01-01T01:00:00+01:00"},
        "meta": {"resourceType": "User", "created": "2024-01-01T00:00:00Z",
            "lastModified": "2024-06-01T00:00:00.5Z", "version": "W/\"1\"", "location": "https://h/Users/AbC"},
    })
}

fn check(text: &str) -> Expr {
    definition()
        .check(&Filter::parse(text).unwrap())
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn filters_that_match() {
    for text in [
        "userName eq \"ann.lee@example.com\"",
        "username EQ \"ANN.LEE@EXAMPLE.COM\"",
        "userName sw ann and userName ew \".COM\" and userName co lee",
        "userName ne \"bob\"",
        "userName gt \"ANN\" and userName lt \"b\" and userName ge \"ann.lee@example.com\"",
        "id eq \"AbC\"",
        "externalId eq Ext1",
        "active eq true",
        "active eq \"True\"",
        "active ne false",
        "title ne \"x\"",
        "nickName ne \"x\"",
        "nickName eq null",
        "userName ne null",
        "not (title pr)",
        "title eq \"\"",
        "not (name.givenName pr)",
        "name pr",
        "emails eq \"ann@example.com\"",
        "emails co \"HOME\"",
        "emails.value eq \"ann@home.example\"",
        "emails[type eq \"work\"].value eq \"ann@example.com\"",
        "emails[type eq \"work\" and value co \"example\"]",
        "emails[type eq \"home\" and not (primary eq true)]",
        "emails[value eq \"ann@home.example\"]",
        "emails[primary eq \"True\"]",
        "emails[display eq null]",
        "emails.type eq \"work\" and emails.value co \"home\"",
        "emails.type ne \"work\"",
        "phoneNumbers ne \"1\"",
        "addresses pr",
        "addresses.locality eq bern",
        "profileUrl eq \"https://Example.com/Ann\"",
        "profileUrl co \"/Ann\"",
        "x509Certificates.value eq \"AQID\"",
        "groups eq \"g1\" and groups.display eq eng",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"r&d\"",
        "department eq \"r&d\"",
        "manager eq \"M1\"",
        "manager[value eq \"M1\"]",
        "id eq \"AbC\" and manager eq \"M1\"",
        "schemas eq \"URN:ietf:params:scim:schemas:core:2.0:user\"",
        "meta.resourceType eq User",
        "meta.created eq \"2024-01-01T01:00:00+01:00\"",
        "meta.created gt 2015-01-01T00:00:00Z and meta.lastModified lt \"2024-06-02\"",
        "meta.lastModified gt \"2024-06-01T00:00:00.499999Z\"",
        "meta pr",
        "level eq 3 and level gt 2.5 and level lt \"4\" and level ge 3 and level le 3.0",
        "score gt 1 and score lt 2 and score eq 1.5",
        "mixed eq 1 and mixed eq x and mixed eq true and mixed eq \"TRUE\"",
        "urn:acme:2.0:User:floors eq 3",
        "urn:acme:2.0:User:floors[value eq \"4\"]",
        "urn:acme:2.0:User:desks[room eq \"a\" and tags eq \"y\"]",
        "urn:acme:2.0:User:desks.tags eq \"y\"",
        "urn:acme:2.0:User:desks.tags ne \"q\"",
        "urn:acme:2.0:User:desks.tags pr",
        "since eq \"2015-01-01T00:00:00Z\"",
        "userName eq \"x\" or active eq true and level eq 3",
    ] {
        assert!(check(text).matches(&ann()), "{text}: {:?}", check(text));
    }
}

#[test]
fn filters_that_do_not_match() {
    for text in [
        "userName eq \"ann\"",
        "id eq \"abc\"",
        "externalId eq \"ext1\"",
        "active eq false",
        "active eq null",
        "title pr",
        "nickName eq \"\"",
        "nickName lt \"z\"",
        "userName ne \"ANN.LEE@example.com\"",
        "emails[type eq \"work\" and value co \"home\"]",
        "emails[type eq \"other\"]",
        "emails[type eq \"home\"].primary pr",
        "profileUrl eq \"https://example.com/ann\"",
        "manager eq \"m1\"",
        "manager[value eq \"m1\"]",
        "meta.created gt \"2024-01-01T00:00:00Z\"",
        "level ne 3",
        "level gt 3",
        "mixed eq 2",
        "urn:acme:2.0:User:desks[room eq \"b\" and tags pr]",
        "(userName eq \"x\" or active eq true) and level eq 4",
    ] {
        assert!(!check(text).matches(&ann()), "{text}: {:?}", check(text));
    }
}

#[test]
fn filters_that_make_no_sense() {
    for (text, part) in [
        ("foo eq 1", "no attribute 'foo'"),
        ("password eq \"x\"", "no attribute 'password'"),
        ("userName.x eq 1", "no attribute"),
        ("emails.foo eq 1", "no attribute"),
        ("emails[foo eq 1]", "no attribute"),
        ("urn:ietf:params:scim:schemas:core:2.0:User eq 1", "no attribute"),
        ("active gt true", "'gt' cannot be used"),
        ("active co true", "'co' cannot be used"),
        ("active eq \"yes\"", "boolean"),
        ("x509Certificates.value gt \"AQ\"", "'gt' cannot be used"),
        ("x509Certificates sw \"AQ\"", "'sw' cannot be used"),
        ("meta.created co \"2024\"", "'co' cannot be used"),
        ("meta.created eq \"now\"", "dateTime"),
        ("meta.created eq true", "dateTime"),
        ("level co 3", "'co' cannot be used"),
        ("level eq \"three\"", "integer"),
        ("name eq \"Lee\"", "complex"),
        ("addresses eq \"x\"", "complex"),
        ("meta eq \"x\"", "complex"),
        ("userName gt null", "needs a value"),
        ("userName[value eq \"x\"]", "simple value"),
        ("schemas[value eq null].x pr", "no attribute"),
    ] {
        let error = definition().check(&Filter::parse(text).unwrap()).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}");
        assert!(error.detail.contains(part), "{text}: {}", error.detail);
    }
}

#[test]
fn across_types_an_unknown_attribute_has_no_value() {
    let group = Definition::group();
    let resource = json!({"id": "g", "displayName": "Eng"});
    for (text, expected) in [
        ("userName eq \"x\"", false),
        ("userName pr", false),
        ("userName ne \"x\"", true),
        ("userName eq null", true),
        ("userName ne null", false),
        ("emails[type eq \"work\"]", false),
        ("not (userName pr)", true),
        ("userName eq \"x\" or displayName eq eng", true),
    ] {
        let expr = group.check_lenient(&Filter::parse(text).unwrap()).unwrap();
        assert_eq!(expr.matches(&resource), expected, "{text}");
    }
    assert!(group.check_lenient(&Filter::parse("displayName[a eq 1]").unwrap()).is_err());
}

#[test]
fn key_columns_are_recognized() {
    let root = |text: &str| match check(text) {
        Expr::Compare { target, .. } | Expr::Present(target) => {
            (target.root, target.steps.join("/"), target.multi)
        }
        other => panic!("{text}: {other:?}"),
    };
    for (text, expected, steps, multi) in [
        ("userName eq x", Root::UserName, "userName", None),
        ("externalId eq x", Root::ExternalId, "externalId", None),
        ("id eq x", Root::Id, "id", None),
        ("displayName eq x", Root::Body, "displayName", None),
        ("active eq true", Root::Active, "active", None),
        ("emails eq x", Root::EmailValue, "emails/value", Some(1)),
        ("emails.value sw x", Root::EmailValue, "emails/value", Some(1)),
        ("emails[value eq x]", Root::EmailValue, "emails/value", Some(1)),
        ("groups[value eq x]", Root::Groups, "groups/value", Some(1)),
        ("schemas eq x", Root::Schemas, "schemas", Some(1)),
        ("meta.lastModified gt 2024-01-01", Root::LastModified, "meta/lastModified", None),
        (
            "manager eq x",
            Root::Body,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value",
            None,
        ),
        ("floors eq x", Root::Body, "urn:acme:2.0:User/floors", Some(2)),
    ] {
        assert_eq!(root(text), (expected, steps.to_owned(), multi), "{text}");
    }
    let group = Definition::group();
    for (text, expected) in [
        ("displayName eq x", Root::DisplayName),
        ("members eq x", Root::Members),
        ("members.value eq x", Root::Members),
        ("members[value eq x]", Root::Members),
    ] {
        match group.check(&Filter::parse(text).unwrap()).unwrap() {
            Expr::Compare { target, .. } => assert_eq!(target.root, expected, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    match check("emails[type eq \"work\" and value eq \"x\"]") {
        Expr::Element { target, filter } => {
            assert_eq!((target.steps.len(), target.multi), (1, Some(1)));
            match *filter {
                Expr::All(parts) => assert_eq!(parts.len(), 2),
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn integers_and_fractions_compare_exactly() {
    let resource = json!({"level": 9_007_199_254_740_993_i64, "score": 0.5});
    assert!(check("level eq 9007199254740993").matches(&resource));
    assert!(!check("level eq 9007199254740992").matches(&resource));
    assert!(check("level gt 9007199254740992.0").matches(&resource));
    assert!(check("level lt 1e30 and level gt -1e30").matches(&resource));
    assert!(check("score gt 0 and score lt 1").matches(&resource));
    let negative = json!({"level": -1});
    assert!(check("level gt -1.5 and level lt -0.5").matches(&negative));
}

proptest! {
    #[test]
    fn not_is_the_opposite(name in "[a-c]{0,2}", op in 0..9_usize) {
        let op = crate::filter::Op::ALL[op].as_str();
        let resource = json!({"userName": "b", "emails": [{"value": "a"}, {"value": "c"}]});
        for attribute in ["userName", "nickName", "emails", "name.familyName"] {
            let filter = format!("{attribute} {op} \"{name}\"");
            let plain = check(&filter).matches(&resource);
            prop_assert_eq!(check(&format!("not ({filter})")).matches(&resource), !plain);
        }
        // With one value at most, `ne` is the opposite of `eq`.
        for attribute in ["userName", "nickName"] {
            let eq = check(&format!("{attribute} eq \"{name}\"")).matches(&resource);
            prop_assert_eq!(check(&format!("{attribute} ne \"{name}\"")).matches(&resource), !eq);
        }
    }
}
