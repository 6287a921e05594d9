use crate::ScimType;
use crate::filter::{Filter, MAX_DEPTH, MAX_LENGTH, MAX_TERMS};

fn canonical(text: &str) -> String {
    Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
}

#[test]
fn filters_print_canonically() {
    for (text, expected) in [
        ("userName eq \"bob\"", "userName eq \"bob\""),
        ("userName Eq bob", "userName eq \"bob\""),
        ("  userName   eq\t\"bob\"  ", "userName eq \"bob\""),
        ("active eq True and title PR", "active eq true and title pr"),
        ("a eq FALSE or b eq Null", "a eq false or b eq null"),
        ("a eq 1 or b eq 2 and c eq 3.5", "a eq 1 or b eq 2 and c eq 3.5"),
        ("(a eq 1 or b eq 2) and c eq 3", "(a eq 1 or b eq 2) and c eq 3"),
        ("((a pr))", "a pr"),
        ("(a pr and b pr) and c pr", "(a pr and b pr) and c pr"),
        ("NOT (a pr)", "not (a pr)"),
        ("not(a pr or b pr)and c pr", "not (a pr or b pr) and c pr"),
        ("emails[type eq \"work\"]", "emails[type eq \"work\"]"),
        ("emails [ type eq work ] and x pr", "emails[type eq \"work\"] and x pr"),
        ("emails[type eq \"work\"].value eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]"),
        (
            "emails[type eq \"work\" and primary eq true].value sw x",
            "emails[type eq \"work\" and primary eq true and value sw \"x\"]",
        ),
        ("emails[a pr or b pr].value pr", "emails[(a pr or b pr) and value pr]"),
        ("meta.created gt 2015-01-01T00:00:00Z", "meta.created gt \"2015-01-01T00:00:00Z\""),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"1\"",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"1\"",
        ),
        ("a eq \"\\u0041\\\"\\\\ ]) \"", "a eq \"A\\\"\\\\ ]) \""),
        ("members.$ref ew \"/1\"", "members.$ref ew \"/1\""),
        ("a eq 1and", "a eq \"1and\""),
        ("notable eq 1", "notable eq 1"),
        ("andy pr and orla pr", "andy pr and orla pr"),
    ] {
        assert_eq!(canonical(text), expected);
        assert_eq!(canonical(expected), expected);
    }
}

#[test]
fn faults_are_located() {
    for (text, position) in [
        ("", 1),
        ("userName", 9),
        ("userName is \"x\"", 10),
        ("userName eq", 12),
        ("userName eq \"x", 13),
        ("userName eq 'x'", 13),
        ("userName eq \"\\x\"", 13),
        ("a pr b pr", 6),
        ("a pr and", 9),
        ("a pr and )", 10),
        ("(a pr", 6),
        ("a pr)", 5),
        ("not a pr", 1),
        ("a.b.c pr", 1),
        ("ä pr and x pr", 1),
        ("é eq", 1),
        ("x eq \"é\" and", 13),
        ("emails[type eq 1", 17),
        ("emails[a[b pr]]", 9),
        ("emails[type eq \"work\"].", 24),
        ("name.x[a pr]", 7),
    ] {
        let error = Filter::parse(text).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}");
        assert!(
            error.detail.starts_with(&format!("filter, character {position}: ")),
            "{text}: {}",
            error.detail
        );
    }
}

#[test]
fn limits_hold() {
    let deep = |levels| format!("{}a pr{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Filter::parse(&deep(MAX_DEPTH - 1)).is_ok());
    assert!(Filter::parse(&deep(MAX_DEPTH)).unwrap_err().detail.contains("levels"));
    assert!(Filter::parse(&"(".repeat(MAX_LENGTH)).is_err());
    let wide = |terms: usize| vec!["a pr"; terms].join(" or ");
    assert!(Filter::parse(&wide(MAX_TERMS)).is_ok());
    assert!(Filter::parse(&wide(MAX_TERMS + 1)).unwrap_err().detail.contains("comparisons"));
    let long = format!("a eq \"{}\"", "x".repeat(MAX_LENGTH));
    assert!(Filter::parse(&long).unwrap_err().detail.contains("bytes"));
}
