//! A stored resource taken apart into sections that can be read: values as a list, multi-valued
//! attributes as tables, a section for each schema.

use serde_json::{Map, Value};

use super::labels;

/// What has a place of its own on the page, or is derived.
const ELSEWHERE: [&str; 6] = ["id", "schemas", "meta", "groups", "members", "password"];

/// The attributes of one schema.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) title: String,
    /// The URN of the schema; empty for the core schema.
    pub(super) urn: String,
    pub(super) fields: Vec<Field>,
    pub(super) tables: Vec<Table>,
}

/// An attribute with one value, or with simple ones.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) label: String,
    /// The attribute's path within its schema.
    pub(super) path: String,
    pub(super) values: Vec<String>,
    /// Whether it is no attribute of the standard.
    pub(super) is_custom: bool,
}

/// A multi-valued attribute whose values have parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) path: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) is_custom: bool,
}

/// The sections of a resource's JSON, the core schema first.
pub(super) fn sections(body: &Map<String, Value>, core_title: &str) -> Vec<Section> {
    let mut core = Section { title: core_title.to_owned(), ..Section::default() };
    let mut extensions = Vec::new();
    for (name, value) in body {
        if ELSEWHERE.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        match value {
            Value::Object(attributes) if is_urn(name) => {
                let is_core = [labels::CORE_USER, labels::CORE_GROUP]
                    .iter()
                    .any(|core| core.eq_ignore_ascii_case(name));
                let mut own = Section::default();
                let section = if is_core { &mut core } else { &mut own };
                for (name, value) in attributes {
                    section.add(name, name, value);
                }
                if !is_core {
                    labels::schema(name).clone_into(&mut own.title);
                    name.clone_into(&mut own.urn);
                    own.sort();
                    extensions.push(own);
                }
            }
            value => core.add(name, name, value),
        }
    }
    core.sort();
    extensions.sort_by_key(|section| !labels::is_standard_schema(&section.urn));
    std::iter::once(core).chain(extensions).filter(|section| !section.is_empty()).collect()
}

fn is_urn(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
}

impl Section {
    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.tables.is_empty()
    }

    /// Standard attributes first, in the order of the standard; then custom ones by name.
    fn sort(&mut self) {
        self.fields.sort_by_key(|field| labels::rank(&field.path));
        self.tables.sort_by_key(|table| labels::rank(&table.path));
    }

    fn add(&mut self, name: &str, path: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Object(parts) => {
                for (part, value) in parts {
                    self.add(part, &format!("{path}.{part}"), value);
                }
            }
            Value::Array(values) if values.iter().any(Value::is_object) => {
                self.tables.push(table(name, path, values));
            }
            Value::Array(values) if values.is_empty() => {}
            Value::Array(values) => self.add_field(path, values.iter().map(text).collect()),
            value => self.add_field(path, vec![text(value)]),
        }
    }

    fn add_field(&mut self, path: &str, values: Vec<String>) {
        let label = match path.split_once('.') {
            Some(("name", part)) => labels::attribute(part),
            Some((whole, "value")) => labels::attribute(whole),
            Some((whole, part)) => {
                format!("{}: {}", labels::attribute(whole), labels::attribute(part).to_lowercase())
            }
            None => labels::attribute(path),
        };
        let is_custom = !path.split('.').all(labels::is_standard);
        self.fields.push(Field { label, path: path.to_owned(), values, is_custom });
    }
}

fn table(name: &str, path: &str, values: &[Value]) -> Table {
    let mut names: Vec<&str> = Vec::new();
    for part in values.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !names.contains(&part.as_str()) {
            names.push(part);
        }
    }
    if values.iter().any(|value| !value.is_object()) && !names.contains(&"value") {
        names.push("value");
    }
    names.sort_by_key(|name| (labels::rank(name), *name));
    let rows = values
        .iter()
        .map(|value| {
            let cell = |name: &&str| match value {
                Value::Object(parts) => parts.get(*name).map(text).unwrap_or_default(),
                simple if *name == "value" => text(simple),
                _ => String::new(),
            };
            names.iter().map(cell).collect()
        })
        .collect();
    Table {
        caption: labels::attribute(name),
        path: path.to_owned(),
        columns: names.iter().map(|name| labels::attribute(name)).collect(),
        rows,
        is_custom: !labels::is_standard(name),
    }
}

/// A value in words; what has parts stays JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if !values.iter().any(|v| v.is_object() || v.is_array()) => {
            values.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: &Value) -> Vec<Section> {
        sections(value.as_object().unwrap(), "Profile")
    }

    #[test]
    fn standard_attributes_come_in_the_order_of_the_standard_and_custom_ones_are_marked() {
        let sections = of(&json!({
            "id": "x", "schemas": [], "isAdmin": true, "userName": "ada", "displayName": "Ada",
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "emails": [{"value": "ada@example.com", "primary": true, "type": "work"}],
        }));
        let [profile] = sections.as_slice() else { panic!("{sections:?}") };
        let labels: Vec<_> = profile.fields.iter().map(|f| f.label.as_str()).collect();
        assert_eq!(labels, ["User name", "Given name", "Family name", "Display name", "Is admin"]);
        let custom: Vec<_> =
            profile.fields.iter().filter(|f| f.is_custom).map(|f| f.path.as_str()).collect();
        assert_eq!(custom, ["isAdmin"]);
        assert_eq!(profile.tables[0].columns, ["Value", "Type", "Primary"]);
        assert_eq!(profile.tables[0].rows, [["ada@example.com", "work", "Yes"]]);
    }

    #[test]
    fn each_extension_is_a_section_and_core_urns_are_none() {
        let sections = of(&json!({
            "userName": "ada",
            "urn:ietf:params:scim:schemas:core:2.0:User": {"isAdmin": false},
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                {"department": "Maths", "manager": {"value": "m-1", "displayName": "Boss"}},
            "urn:example:1.0:User": {"badges": ["a", "b"], "mixed": [1, {"x": [2]}]},
        }));
        let titles: Vec<_> = sections.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["Profile", "Enterprise", "Custom attributes"]);
        assert_eq!(sections[0].fields[1].values, ["No"]);
        assert_eq!(sections[2].fields[0].values, ["a", "b"]);
        assert_eq!(sections[2].tables[0].rows, [["1", ""], ["", "2"]]);
        let manager: Vec<_> = sections[1].fields.iter().map(|f| f.label.as_str()).collect();
        assert_eq!(manager, ["Department", "Manager", "Manager: display name"]);
    }
}
