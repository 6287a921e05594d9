//! A request and its answer, and what can be asked of it. Every check tells what was sent, what
//! is wanted and what came.

use serde_json::Value;

use super::case::{Outcome, Stop};
use crate::Failure;
use crate::client::Answer;
use crate::failure::{quote_answer, shorten};
use crate::json::{Path, is_blank, same};
use crate::urn;

/// A request that was answered.
#[derive(Debug)]
pub(super) struct Exchange {
    /// What the case shows.
    pub(super) step: String,
    /// The request, quoted.
    pub(super) request: String,
    pub(super) answer: Answer,
}

impl Exchange {
    /// The answer is not what is wanted.
    pub(super) fn fail(&self, expected: impl Into<String>) -> Stop {
        let got = quote_answer(&self.answer);
        Failure::new(&self.step, &self.request, expected, got).into()
    }

    /// The answer is not what is wanted, and what is wrong with it stands in few words.
    fn fail_with(&self, expected: impl Into<String>, got: impl Into<String>) -> Stop {
        let got = format!("{}; {}", got.into(), quote_answer(&self.answer));
        Failure::new(&self.step, &self.request, expected, shorten(&got)).into()
    }

    /// Holds, or the case failed.
    pub(super) fn that(&self, holds: bool, expected: impl Into<String>) -> Outcome<&Self> {
        if holds { Ok(self) } else { Err(self.fail(expected)) }
    }

    /// The status.
    pub(super) fn status(&self, wanted: u16) -> Outcome<&Self> {
        self.that(self.answer.status == wanted, format!("status {wanted}"))
    }

    /// Whether the server says that it did what was asked.
    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.answer.status)
    }

    /// One of several.
    pub(super) fn any_status(&self, wanted: &[u16]) -> Outcome<&Self> {
        let texts: Vec<_> = wanted.iter().map(u16::to_string).collect();
        self.that(wanted.contains(&self.answer.status), format!("status {}", texts.join(" or ")))
    }

    /// A SCIM error with that status; where `kinds` are given and the error has a `scimType`, it
    /// is one of them.
    pub(super) fn refused(&self, status: u16, kinds: &[&str]) -> Outcome<&Self> {
        let kind = self.find("scimType");
        let kind = kind.as_ref().and_then(Value::as_str);
        let told = if kinds.is_empty() {
            format!("status {status} with a SCIM error")
        } else {
            format!("status {status} with a SCIM error, its scimType {}", kinds.join(" or "))
        };
        let right = kinds.is_empty() || kind.is_none_or(|kind| kinds.contains(&kind));
        self.that(self.answer.status == status && self.is_error() && right, told)
    }

    /// A SCIM error with that status and that `scimType`, which the RFC demands here.
    pub(super) fn refused_as(&self, status: u16, kind: &str) -> Outcome<&Self> {
        self.refused(status, &[kind])?;
        let named = self.find("scimType").is_some();
        self.that(named, format!("status {status} with scimType {kind}"))
    }

    fn is_error(&self) -> bool {
        let schemas = self.find("schemas");
        schemas
            .as_ref()
            .and_then(Value::as_array)
            .is_some_and(|all| all.contains(&urn::ERROR.into()))
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Outcome<&Value> {
        self.answer.json.as_ref().ok_or_else(|| self.fail("a body of JSON"))
    }

    /// A part of the body, if it is there.
    pub(super) fn find(&self, path: &str) -> Option<Value> {
        Path::parse(path).ok()?.find(self.answer.json.as_ref()?)
    }

    /// A part of the body, which must have a value.
    pub(super) fn at(&self, path: &str) -> Outcome<Value> {
        self.find(path)
            .filter(|value| !is_blank(Some(value)))
            .ok_or_else(|| self.fail(format!("{path} has a value")))
    }

    /// A text in the body.
    pub(super) fn text(&self, path: &str) -> Outcome<String> {
        match self.at(path)? {
            Value::String(text) => Ok(text),
            _ => Err(self.fail(format!("{path} is a string"))),
        }
    }

    /// A part of the body must have a value.
    pub(super) fn has(&self, path: &str) -> Outcome<&Self> {
        self.at(path).map(|_| self)
    }

    /// A part of the body must have no value.
    pub(super) fn lacks(&self, path: &str) -> Outcome<&Self> {
        let found = self.find(path);
        if is_blank(found.as_ref()) {
            return Ok(self);
        }
        Err(self.fail_with(format!("{path} has no value"), shown(path, found.as_ref())))
    }

    /// A part of the body must be that; objects may hold more.
    pub(super) fn is(&self, path: &str, wanted: impl Into<Value>) -> Outcome<&Self> {
        let (wanted, found) = (wanted.into(), self.find(path));
        if found.as_ref().is_some_and(|found| same(&wanted, found)) {
            return Ok(self);
        }
        Err(self.fail_with(format!("{path} is {wanted}"), shown(path, found.as_ref())))
    }

    /// A list in the body must hold these, in any order, and no others.
    pub(super) fn holds(&self, path: &str, wanted: &[&str]) -> Outcome<&Self> {
        let found = self.find(path);
        let items = found.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
        let mut got: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
        let mut all = wanted.to_vec();
        got.sort_unstable();
        all.sort_unstable();
        if got == all && got.len() == items.len() {
            return Ok(self);
        }
        let expected = match wanted {
            [] => format!("{path} is empty"),
            _ => format!("{path} is {}", wanted.join(" and ")),
        };
        Err(self.fail_with(expected, shown(path, found.as_ref())))
    }

    /// A header field, which must be there.
    pub(super) fn header(&self, name: &str) -> Outcome<&str> {
        self.answer
            .header(name)
            .ok_or_else(|| self.fail_with(format!("the header {name}"), "it is missing"))
    }
}

fn shown(path: &str, found: Option<&Value>) -> String {
    match found {
        None => format!("there is no {path}"),
        Some(value) => format!("{path} is {}", shorten(&value.to_string())),
    }
}
