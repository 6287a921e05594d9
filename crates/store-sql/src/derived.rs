//! What is stored of a resource beside itself, so that it can be found.

use directory::id::ResourceId;
use directory::resource::Row;
use serde_json::Value;

/// What the dashboard's search finds the resource by, a line each.
pub fn search_text(row: &Row) -> String {
    search_text_of(&row.name_key, &row.display, &row.emails)
}

/// The same, of a resource that is stored already.
pub fn search_text_of(name_key: &str, display: &str, emails: &[String]) -> String {
    let mut text = name_key.to_owned();
    let display = scim::text::fold(display);
    for part in std::iter::once(display.as_ref()).chain(emails.iter().map(String::as_str)) {
        text.push('\n');
        text.push_str(part);
    }
    text
}

/// The e-mail values as their column keeps them, a JSON array; null where there are none.
pub fn emails_text(emails: &[String]) -> Option<String> {
    (!emails.is_empty()).then(|| Value::from(emails).to_string())
}

/// Ids one after the other, 16 bytes each.
pub fn packed(ids: &[ResourceId]) -> Vec<u8> {
    ids.iter().flat_map(|id| *id.0.as_bytes()).collect()
}
