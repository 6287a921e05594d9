//! An answer, as tests look at it.

use conformance::client::{self, HeaderMap};
use serde_json::Value;

/// An answer, read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
    /// The body as JSON; null when it is none.
    pub json: Value,
}

impl Answer {
    /// The `id` of the resource in the answer.
    pub fn id(&self) -> String {
        self.json["id"].as_str().expect("an id").to_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The ids of the resources in a list, in its order.
    pub fn ids(&self) -> Vec<String> {
        let resources = self.json["Resources"].as_array().expect("a list").iter();
        resources.map(|resource| resource["id"].as_str().expect("an id").to_owned()).collect()
    }
}

impl From<client::Answer> for Answer {
    fn from(answer: client::Answer) -> Self {
        Self {
            status: answer.status,
            headers: answer.headers,
            text: String::from_utf8_lossy(&answer.body).into_owned(),
            json: answer.json.unwrap_or(Value::Null),
        }
    }
}
