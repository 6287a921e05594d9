use serde_json::{Value, json};

use super::{group, try_group};
use crate::filter::typed::{Expr, Root};
use crate::members::MemberChange::{self, Add, Clear, Remove, RemoveWhere, Replace};
use crate::{MemberRef, ScimType};

fn refs(ids: &[&str]) -> Vec<MemberRef> {
    ids.iter().map(|id| MemberRef { value: (*id).to_owned(), ..MemberRef::default() }).collect()
}

fn ids(all: &[&str]) -> Vec<String> {
    all.iter().map(|&id| id.to_owned()).collect()
}

#[test]
fn membership_row_by_row() {
    let rows: Vec<(Value, Vec<MemberChange>)> = vec![
        (
            json!({"op": "Add", "path": "members", "value": [{"$ref": null, "value": "a"}, {"value": "b"}]}),
            vec![Add(refs(&["a", "b"]))],
        ),
        (json!({"op": "add", "path": "members", "value": {"value": "a"}}), vec![Add(refs(&["a"]))]),
        (json!({"op": "add", "path": "members", "value": "a"}), vec![Add(refs(&["a"]))]),
        (json!({"op": "add", "path": "members.value", "value": "a"}), vec![Add(refs(&["a"]))]),
        (json!({"op": "add", "value": {"members": [{"value": "a"}]}}), vec![Add(refs(&["a"]))]),
        (
            json!({"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:Group:members", "value": ["a"]}),
            vec![Add(refs(&["a"]))],
        ),
        (json!({"op": "add", "path": "members", "value": []}), vec![]),
        (
            json!({"op": "add", "path": "members[value eq \"a\"]", "value": {"display": "A"}}),
            vec![Add(refs(&["a"]))],
        ),
        (
            json!({"op": "replace", "path": "members", "value": [{"value": "a"}]}),
            vec![Replace(refs(&["a"]))],
        ),
        (
            json!({"op": "replace", "value": {"members": ["a"], "id": "g"}}),
            vec![Replace(refs(&["a"]))],
        ),
        // An empty replacement empties the group.
        (json!({"op": "replace", "path": "members", "value": []}), vec![Clear]),
        (json!({"op": "replace", "path": "members", "value": null}), vec![Clear]),
        (json!({"op": "remove", "path": "members"}), vec![Clear]),
        // A removal that lists members removes those and no others.
        (
            json!({"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "a"}]}),
            vec![Remove(ids(&["a"]))],
        ),
        (json!({"op": "remove", "path": "members", "value": "a"}), vec![Remove(ids(&["a"]))]),
        (json!({"op": "remove", "path": "members", "value": []}), vec![]),
        (
            json!({"op": "remove", "path": "members.value", "value": ["a", "b"]}),
            vec![Remove(ids(&["a", "b"]))],
        ),
        (json!({"op": "remove", "path": "members[value eq \"a\"]"}), vec![Remove(ids(&["a"]))]),
        (
            json!({"op": "remove", "path": "members[VALUE Eq \"a\" or value eq \"b\"]"}),
            vec![Remove(ids(&["a", "b"]))],
        ),
        // What does not name members leaves them alone.
        (
            json!({"op": "replace", "value": {"displayName": "Eng2", "id": "g", "externalId": "x", "schemas": []}}),
            vec![],
        ),
        (json!({"op": "replace", "path": "displayName", "value": "Eng2"}), vec![]),
    ];
    for (operation, expected) in rows {
        assert_eq!(group(&json!([operation])), expected, "{operation}");
    }
}

#[test]
fn a_value_takes_the_place_of_the_member_that_a_filter_selects() {
    let path = "members[value eq \"a\"]";
    let user = |id: &str| refs(&[id]).into_iter().map(|one| MemberRef { is_user: true, ..one });
    let rows: Vec<(Value, Vec<MemberChange>)> = vec![
        // No value is none: the member goes.
        (json!(null), vec![Remove(ids(&["a"]))]),
        (json!([]), vec![Remove(ids(&["a"]))]),
        (json!({}), vec![Remove(ids(&["a"]))]),
        (json!([{}]), vec![Remove(ids(&["a"]))]),
        (json!([null]), vec![Remove(ids(&["a"]))]),
        (json!({"value": "a", "operation": "delete"}), vec![Remove(ids(&["a"]))]),
        // The same member, or no word of which.
        (json!({"value": "A"}), vec![Add(refs(&["A"]))]),
        (json!("a"), vec![Add(refs(&["a"]))]),
        (json!({"type": "User", "value": null}), vec![Add(refs(&["a"]))]),
        // Another one.
        (json!({"value": "b"}), vec![Remove(ids(&["a"])), Add(refs(&["b"]))]),
        (json!([{"value": "b"}]), vec![Remove(ids(&["a"])), Add(refs(&["b"]))]),
        (json!("b"), vec![Remove(ids(&["a"])), Add(refs(&["b"]))]),
        (json!({"$ref": "../Users/b"}), vec![Remove(ids(&["a"])), Add(user("b").collect())]),
    ];
    for (value, expected) in rows {
        let operation = json!([{"op": "replace", "path": path, "value": value}]);
        assert_eq!(group(&operation), expected, "{value}");
        let operation = json!([{"op": "replace", "value": {path: value}}]);
        assert_eq!(group(&operation), expected, "{value} without a path");
    }
    let operation = json!([{"op": "replace", "path": "members[type eq \"User\"]", "value": "b"}]);
    match group(&operation).as_slice() {
        [RemoveWhere(_), Add(new)] => assert_eq!(*new, refs(&["b"])),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_member_is_added_where_the_filter_selects_it() {
    for (value, expected) in [
        (json!({}), vec![Add(refs(&["a"]))]),
        (json!({"value": "a"}), vec![Add(refs(&["a"]))]),
        (json!(["A"]), vec![Add(refs(&["A"]))]),
        (json!(null), vec![]),
        (json!([]), vec![]),
    ] {
        let path = "members[value eq \"a\"]";
        let operation = json!([{"op": "add", "path": path, "value": value}]);
        assert_eq!(group(&operation), expected, "{value}");
    }
}

#[test]
fn changes_keep_their_order() {
    let operations = json!([
        {"op": "remove", "path": "members[value eq \"a\"]"},
        {"op": "add", "path": "members", "value": [{"value": "b", "display": "B"}]},
        {"op": "remove", "path": "members", "value": [{"value": "c"}]},
    ]);
    assert_eq!(
        group(&operations),
        [
            Remove(ids(&["a"])),
            Add(vec![MemberRef {
                value: "b".into(),
                display: Some("B".into()),
                ..MemberRef::default()
            }]),
            Remove(ids(&["c"])),
        ]
    );
}

#[test]
fn other_filters_become_conditions() {
    match group(&json!([{"op": "remove", "path": "members[type eq \"Group\"]"}])).as_slice() {
        [RemoveWhere(Expr::Compare { target, .. })] => {
            assert_eq!(
                (target.root, target.steps.as_slice()),
                (Root::Element, &["type".to_owned()][..])
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_member_is_never_changed() {
    for (operation, kind) in [
        (
            json!({"op": "replace", "path": "members[value eq \"a\"].value", "value": "b"}),
            ScimType::Mutability,
        ),
        (
            json!({"op": "add", "path": "members[value eq \"a\"].display", "value": "b"}),
            ScimType::Mutability,
        ),
        (json!({"op": "remove", "path": "members.value"}), ScimType::Mutability),
        (json!({"op": "remove", "path": "members.display"}), ScimType::Mutability),
        (
            json!({"op": "add", "path": "members[type eq \"User\"]", "value": {}}),
            ScimType::NoTarget,
        ),
        (
            json!({"op": "replace", "path": "members[type eq \"User\"]", "value": {"display": "x"}}),
            ScimType::NoTarget,
        ),
        (
            json!({"op": "add", "path": "members[value eq \"a\"]", "value": {"value": "b"}}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "replace", "path": "members[value eq \"a\"]", "value": ["b", "c"]}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "replace", "path": "members[value eq \"a\"]", "value": {"value": 7}}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "add", "path": "members", "value": [{"display": "x"}]}),
            ScimType::InvalidValue,
        ),
        (json!({"op": "remove", "path": "members", "value": [{}]}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "members"}), ScimType::InvalidValue),
        (json!({"op": "remove", "path": "displayName"}), ScimType::Mutability),
    ] {
        let error = try_group(&json!([operation])).unwrap_err();
        assert_eq!(error.scim_type, Some(kind), "{operation}");
    }
}
