//! What went wrong, told so that a person can act on it.

use std::fmt;

use serde::Serialize;

use crate::client::{Answer, ClientError};

/// How much of a body is quoted.
const QUOTED: usize = 600;

/// One wrong or missing answer: the step, what was sent, what was wanted and what came.
///
/// Credentials and passwords are never part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What was being done, as a person would say it.
    pub step: String,
    /// The request, shortened: method, path and body.
    pub request: String,
    /// What a correct server answers.
    pub expected: String,
    /// What this server answered.
    pub got: String,
}

impl Failure {
    /// A failure of `step`; the four parts are shown to a person as they are.
    pub fn new(
        step: impl Into<String>,
        request: impl Into<String>,
        expected: impl Into<String>,
        got: impl Into<String>,
    ) -> Self {
        Self {
            step: step.into(),
            request: request.into(),
            expected: expected.into(),
            got: got.into(),
        }
    }

    /// The server gave no answer at all.
    pub(crate) fn no_answer(step: &str, request: &str, error: &ClientError) -> Self {
        Self::new(step, request, "an answer", error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.step)?;
        writeln!(f, "  sent:     {}", self.request)?;
        writeln!(f, "  expected: {}", self.expected)?;
        write!(f, "  got:      {}", self.got)
    }
}

impl std::error::Error for Failure {}

/// Quotes a request for a failure: method, path and body, without passwords.
pub(crate) fn quote_request(method: &str, path: &str, body: Option<&[u8]>) -> String {
    match body {
        None => format!("{method} {path}"),
        Some(bytes) => format!("{method} {path} {}", shorten(&without_passwords(bytes))),
    }
}

/// Quotes an answer for a failure: status and body.
pub(crate) fn quote_answer(answer: &Answer) -> String {
    if answer.body.is_empty() {
        return format!("status {} without a body", answer.status);
    }
    let text = String::from_utf8_lossy(&answer.body);
    format!("status {} with {}", answer.status, shorten(text.trim()))
}

/// Cuts a text after [`QUOTED`] characters, and says so.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => format!("{} … ({} bytes)", &text[..end], text.len()),
    }
}

fn without_passwords(body: &[u8]) -> String {
    let Ok(mut value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::from_utf8_lossy(body).into_owned();
    };
    mask(&mut value);
    value.to_string()
}

fn mask(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                if key.eq_ignore_ascii_case("password") {
                    *inner = "***".into();
                } else {
                    mask(inner);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_request_holds_no_password() {
        let body = br#"{"userName":"a","password":"geheim","x":[{"Password":"geheim"}]}"#;
        let quoted = quote_request("POST", "/Users", Some(body));
        assert!(!quoted.contains("geheim"), "{quoted}");
        assert!(quoted.starts_with("POST /Users {"), "{quoted}");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = "é".repeat(QUOTED + 1);
        let short = shorten(&text);
        assert!(short.starts_with(&"é".repeat(QUOTED)));
        assert!(short.ends_with("… (1202 bytes)"), "{short}");
        assert_eq!(shorten("short"), "short");
    }
}
