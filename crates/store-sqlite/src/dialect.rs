//! SQLite's SQL for [`store_sql`].

use std::fmt::Write as _;

use store_sql::{Dialect, Doc};

/// SQLite with its JSON functions and those that connections register.
pub(crate) struct Sqlite;

/// What the tests of all dialects look at.
#[cfg(test)]
pub(crate) const DIALECT: Sqlite = Sqlite;

impl Dialect for Sqlite {
    fn placeholder(&self, number: usize) -> String {
        format!("?{number}")
    }

    fn names_directory(&self) -> bool {
        false
    }

    fn exact(&self, text: &str) -> String {
        text.to_owned()
    }

    fn fold(&self, text: &str) -> String {
        format!("scim_fold({text})")
    }

    fn instant(&self, text: &str) -> String {
        format!("scim_instant({text})")
    }

    fn uuid_text(&self, id: &str) -> String {
        format!("scim_uuid({id})")
    }

    fn json_text(&self, doc: Doc<'_>, steps: &[String], lenient: bool) -> String {
        let Place { kind, value, json } = Place::new(doc, steps);
        let others = if lenient {
            format!(
                " WHEN 'integer' THEN {json} WHEN 'real' THEN {json} \
                 WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
            )
        } else {
            String::new()
        };
        format!("CASE {kind} WHEN 'text' THEN {value}{others} END")
    }

    fn json_number(&self, doc: Doc<'_>, steps: &[String]) -> String {
        let Place { kind, value, .. } = Place::new(doc, steps);
        format!("CASE WHEN {kind} IN ('integer', 'real') THEN {value} END")
    }

    fn json_boolean(&self, doc: Doc<'_>, steps: &[String]) -> String {
        let Place { kind, .. } = Place::new(doc, steps);
        format!("CASE {kind} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END")
    }

    fn json_present(&self, doc: Doc<'_>, steps: &[String]) -> String {
        let Place { kind, value, .. } = Place::new(doc, steps);
        format!(
            "CASE {kind} WHEN 'text' THEN {value} <> '' \
             WHEN 'object' THEN {inside} WHEN 'array' THEN {inside} \
             WHEN 'null' THEN FALSE ELSE {kind} IS NOT NULL END",
            inside = format_args!(
                "EXISTS (SELECT 1 FROM json_tree({value}) AS t \
                 WHERE t.atom IS NOT NULL AND t.atom <> '')"
            ),
        )
    }

    fn elements(&self, doc: Doc<'_>, steps: &[String], alias: &str) -> String {
        let Place { kind, json, .. } = Place::new(doc, steps);
        format!(
            "json_each(CASE {kind} WHEN 'array' THEN {json} \
             ELSE '[' || {json} || ']' END) AS {alias}"
        )
    }

    fn element_position(&self, alias: &str) -> String {
        format!("{alias}.key")
    }

    fn contains(&self, text: &str, part: &str) -> String {
        format!("instr({text}, {part}) > 0")
    }

    fn ends_with(&self, text: &str, part: &str, bytes: usize) -> String {
        // By bytes: text can contain the character 0, at which SQLite ends text that it measures.
        format!("substr(CAST({text} AS BLOB), -{bytes}) = CAST({part} AS BLOB)")
    }

    fn finds_in_key_order(&self) -> bool {
        // An index ends with the key, and the values of a subquery are gone through in order.
        true
    }
}

/// Expressions for a place: its JSON type, its SQL value and its JSON text; all null where there
/// is nothing.
struct Place {
    kind: String,
    value: String,
    json: String,
}

impl Place {
    fn new(doc: Doc<'_>, steps: &[String]) -> Self {
        let path = path(steps);
        match doc {
            Doc::Body => Self {
                kind: format!("json_type(r.body, {path})"),
                value: format!("json_extract(r.body, {path})"),
                json: format!("(r.body -> {path})"),
            },
            Doc::Element(alias) if steps.is_empty() => Self {
                kind: format!("{alias}.type"),
                value: format!("{alias}.value"),
                json: format!("({alias}.json -> {alias}.key)"),
            },
            // What is no object is no JSON text either: a string element is the string itself.
            Doc::Element(alias) => {
                let object =
                    |then: String| format!("CASE {alias}.type WHEN 'object' THEN {then} END");
                Self {
                    kind: format!("({})", object(format!("json_type({alias}.value, {path})"))),
                    value: format!("({})", object(format!("json_extract({alias}.value, {path})"))),
                    json: format!("({})", object(format!("({alias}.value -> {path})"))),
                }
            }
        }
    }
}

/// A JSON path as an SQL string. SQLite compares a quoted key with the text between the quotes as
/// it stands in the JSON, so that a key is written with the escapes that it has there.
fn path(steps: &[String]) -> String {
    let mut path = String::from("$");
    for step in steps {
        _ = write!(path, ".{}", serde_json::Value::from(step.as_str()));
    }
    format!("'{}'", path.replace('\'', "''"))
}
