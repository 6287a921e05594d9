//! PostgreSQL's SQL for [`store_sql`].

use store_sql::{Dialect, Doc};

/// PostgreSQL with the functions of the migrations.
pub(crate) struct Postgres;

/// What the tests of all dialects look at.
#[cfg(test)]
pub(crate) const DIALECT: Postgres = Postgres;

impl Dialect for Postgres {
    fn placeholder(&self, number: usize) -> String {
        format!("${number}")
    }

    fn names_directory(&self) -> bool {
        true
    }

    fn exact(&self, text: &str) -> String {
        format!("({text}) COLLATE \"C\"")
    }

    fn fold(&self, text: &str) -> String {
        format!("scim_fold({text}) COLLATE \"C\"")
    }

    fn instant(&self, text: &str) -> String {
        format!("scim_instant({text})")
    }

    fn uuid_text(&self, id: &str) -> String {
        format!("({id})::text COLLATE \"C\"")
    }

    fn json_text(&self, doc: Doc<'_>, steps: &[String], lenient: bool) -> String {
        format!("scim_text({}, {lenient})", place(doc, steps))
    }

    fn json_number(&self, doc: Doc<'_>, steps: &[String]) -> String {
        format!("scim_number({})", place(doc, steps))
    }

    fn json_boolean(&self, doc: Doc<'_>, steps: &[String]) -> String {
        format!("scim_boolean({})", place(doc, steps))
    }

    fn json_present(&self, doc: Doc<'_>, steps: &[String]) -> String {
        format!("scim_present({})", place(doc, steps))
    }

    fn elements(&self, doc: Doc<'_>, steps: &[String], alias: &str) -> String {
        let list = place(doc, steps);
        format!(
            "json_array_elements(scim_list({list})) WITH ORDINALITY AS {alias} (value, position)"
        )
    }

    fn element_position(&self, alias: &str) -> String {
        format!("{alias}.position")
    }

    fn contains(&self, text: &str, part: &str) -> String {
        format!("strpos({text}, {part}) > 0")
    }

    fn ends_with(&self, text: &str, part: &str, _bytes: usize) -> String {
        format!("right({text}, char_length({part})) = {part}")
    }
}

/// The JSON at a place; null where there is none.
fn place(doc: Doc<'_>, steps: &[String]) -> String {
    let mut place = match doc {
        Doc::Body => "r.body::json".to_owned(),
        Doc::Element(alias) => format!("{alias}.value"),
    };
    for step in steps {
        // Of what is no object, the operator has null.
        place.push_str(" -> ");
        place.push_str(&quoted(step));
    }
    place
}

/// Text as a literal, whatever `standard_conforming_strings` says.
fn quoted(text: &str) -> String {
    let text = text.replace('\'', "''");
    if text.contains('\\') {
        return format!("E'{}'", text.replace('\\', "\\\\"));
    }
    format!("'{text}'")
}
