//! What the server writes when it creates a user, ready to be inserted.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::floor::schema::user_id;
use crate::people;

/// The rows of a user.
pub(super) struct Rows {
    /// Place among the users of the directory.
    pub(super) number: usize,
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) external_id: String,
    pub(super) display: String,
    /// Folded, as they are looked up.
    pub(super) emails: Vec<String>,
    pub(super) body: String,
    /// Text for the dashboard's search.
    pub(super) search: String,
    /// Who did it, and what became of it.
    pub(super) cause: String,
    pub(super) event: String,
}

impl Rows {
    pub(super) fn of(number: usize) -> Self {
        let id = user_id(number);
        let body = people::user(number, "Engineer");
        let value: Value = serde_json::from_str(&body).unwrap_or_default();
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let (name, display) = (text("userName"), text("displayName"));
        let emails = value["emails"].as_array().into_iter().flatten();
        let emails: Vec<String> =
            emails.filter_map(|email| Some(email["value"].as_str()?.to_lowercase())).collect();
        let cause = json!({
            "request_id": format!("01557cad85d8-{number}"),
            "actor": { "type": "token", "id": id, "label": "bench" },
            "action": "POST /Users",
        });
        Self {
            number,
            id,
            external_id: text("externalId"),
            search: format!("{name}\n{}\n{}", display.to_lowercase(), emails.join("\n")),
            event: json!({ "after": value }).to_string(),
            cause: cause.to_string(),
            name,
            display,
            emails,
            body,
        }
    }

    /// The column `emails`.
    pub(super) fn emails_text(&self) -> String {
        json!(self.emails).to_string()
    }
}
