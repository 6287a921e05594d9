//! The operations of a PATCH as providers write them.

use serde_json::{Map, Value, json};

use super::edit::{Edit, Place};
use super::style::Spelling;
use crate::json::is_blank;

impl Spelling {
    /// Writes changes that lead from one body to another.
    pub(super) fn write(
        self,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
        edits: &[Edit],
    ) -> Vec<Value> {
        match self {
            Self::Capitals => edits.iter().map(|edit| capitals(before, edit)).collect(),
            Self::Dotted => dotted(before, edits),
            Self::Paths => edits.iter().map(|edit| path(before, edit)).collect(),
            Self::Whole => whole(after, edits),
        }
    }
}

/// `Add` what was not there, `Replace` what was, and write booleans as texts.
fn capitals(before: &Map<String, Value>, edit: &Edit) -> Value {
    let path = edit.place.path();
    let Some(value) = &edit.value else {
        return json!({"op": "Remove", "path": path});
    };
    let op = if is_blank(edit.place.find(before)) { "Add" } else { "Replace" };
    let value = match value {
        Value::Bool(true) => json!("True"),
        Value::Bool(false) => json!("False"),
        other => other.clone(),
    };
    json!({"op": op, "path": path, "value": value})
}

/// Elements of lists keep their paths, and so does what stands alone; the rest is one operation
/// without a path, whose keys are paths.
fn dotted(before: &Map<String, Value>, edits: &[Edit]) -> Vec<Value> {
    let in_list = |edit: &&Edit| matches!(edit.place, Place::Typed(..)) || edit.value.is_none();
    let listed = edits.iter().filter(in_list);
    let mut operations: Vec<Value> = listed.map(|edit| lower(before, edit)).collect();
    let rest: Vec<&Edit> = edits.iter().filter(|edit| !in_list(edit)).collect();
    match rest.as_slice() {
        [] => {}
        [alone] => operations.push(lower(before, alone)),
        several => {
            let keys: Map<_, _> =
                several.iter().map(|edit| (edit.place.path(), json!(edit.value))).collect();
            operations.push(json!({"op": "replace", "value": keys}));
        }
    }
    operations
}

/// `add` what was not there, `replace` what was.
fn lower(before: &Map<String, Value>, edit: &Edit) -> Value {
    let path = edit.place.path();
    match &edit.value {
        Some(value) if is_blank(edit.place.find(before)) => {
            json!({"op": "add", "path": path, "value": value})
        }
        Some(value) => json!({"op": "replace", "path": path, "value": value}),
        None => json!({"op": "remove", "path": path}),
    }
}

/// The same, but elements of lists come and go as a whole.
fn path(before: &Map<String, Value>, edit: &Edit) -> Value {
    match (&edit.place, &edit.value) {
        (Place::Typed(list, kind), Some(value)) if is_blank(edit.place.find(before)) => {
            json!({"op": "add", "path": list, "value": [{"type": kind, "value": value}]})
        }
        (Place::Typed(list, kind), None) => {
            json!({"op": "remove", "path": format!("{list}[type eq \"{kind}\"]")})
        }
        _ => lower(before, edit),
    }
}

/// One operation without a path. Attributes that have parts or are lists are sent whole.
fn whole(after: &Map<String, Value>, edits: &[Edit]) -> Vec<Value> {
    let mut value = Map::new();
    let mut operations = Vec::new();
    for edit in edits {
        let (Place::Plain(name)
        | Place::Part(name, _)
        | Place::Typed(name, _)
        | Place::Extension(name, _)) = &edit.place;
        match after.get(name) {
            Some(now) => {
                value.insert(name.clone(), now.clone());
            }
            None => operations.push(json!({"op": "remove", "path": name})),
        }
    }
    if !value.is_empty() {
        operations.insert(0, json!({"op": "replace", "value": value}));
    }
    operations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::body::object;
    use crate::urn;

    fn write(spelling: Spelling, edits: &[Edit]) -> Value {
        let before = object(json!({"displayName": "Ann", "name": {"familyName": "Lee"}}));
        let mut after = before.clone();
        for edit in edits {
            edit.apply(&mut after);
        }
        json!(spelling.write(&before, &after, edits))
    }

    #[test]
    fn each_spelling_writes_the_same_changes() {
        let edits = [
            Edit::plain("displayName", "Ann L."),
            Edit::part("name", "givenName", "Ann"),
            Edit::typed("emails", "work", "ann@example.com"),
            Edit::extension(urn::ENTERPRISE, "department", "Retail"),
        ];
        let email = r#"emails[type eq "work"].value"#;
        let department = format!("{}:department", urn::ENTERPRISE);
        assert_eq!(
            write(Spelling::Capitals, &edits),
            json!([
                {"op": "Replace", "path": "displayName", "value": "Ann L."},
                {"op": "Add", "path": "name.givenName", "value": "Ann"},
                {"op": "Add", "path": email, "value": "ann@example.com"},
                {"op": "Add", "path": department, "value": "Retail"},
            ])
        );
        assert_eq!(
            write(Spelling::Dotted, &edits),
            json!([
                {"op": "add", "path": email, "value": "ann@example.com"},
                {"op": "replace", "value": {"displayName": "Ann L.", "name.givenName": "Ann",
                    department.clone(): "Retail"}},
            ])
        );
        assert_eq!(
            write(Spelling::Whole, &edits),
            json!([{"op": "replace", "value": {
                "displayName": "Ann L.",
                "name": {"familyName": "Lee", "givenName": "Ann"},
                "emails": [{"type": "work", "value": "ann@example.com"}],
                urn::ENTERPRISE: {"department": "Retail"},
            }}])
        );
        let paths = write(Spelling::Paths, &edits);
        assert_eq!(paths[0]["op"], json!("replace"));
        let added = json!([{"type": "work", "value": "ann@example.com"}]);
        assert_eq!(paths[2], json!({"op": "add", "path": "emails", "value": added}));
        assert_eq!(paths[3]["path"], json!(department));
    }

    #[test]
    fn disabling_is_a_text_or_a_boolean() {
        let off = [Edit::plain("active", false)];
        let body = object(json!({"active": true}));
        let write = |spelling: Spelling| json!(spelling.write(&body, &body, &off));
        let wanted = json!([{"op": "Replace", "path": "active", "value": "False"}]);
        assert_eq!(write(Spelling::Capitals), wanted);
        let wanted = json!([{"op": "replace", "path": "active", "value": false}]);
        assert_eq!(write(Spelling::Dotted), wanted);
    }
}
