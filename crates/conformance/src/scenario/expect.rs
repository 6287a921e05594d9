//! What an answer must show.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::Check;
use super::vars::Vars;
use crate::client::Answer;
use crate::failure::{quote_answer, shorten};
use crate::json::{Path, is_blank, same};
use crate::urn;

/// The expectation of a step. What concerns the body is not looked at when the answer is 204,
/// because a PATCH may be answered with the resource or without (RFC 7644 §3.5.2).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    /// The HTTP status, or those that are all right.
    pub(super) status: Statuses,
    /// What kind of message the body is.
    answer: Option<Kind>,
    /// The list holds exactly one resource: the one kept under this name.
    finds: Option<String>,
    /// The members of the group are exactly those kept under these names.
    members: Option<Vec<String>>,
    /// Values at paths.
    #[serde(default)]
    pub(super) shows: BTreeMap<String, Value>,
    /// Conditions on values at paths.
    #[serde(default)]
    pub(super) checks: BTreeMap<String, Check>,
    /// Conditions on header fields.
    #[serde(default)]
    headers: BTreeMap<String, Check>,
    /// The body is empty.
    #[serde(default)]
    no_body: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Statuses {
    One(u16),
    Any(Vec<u16>),
}

impl Statuses {
    fn allow(&self, status: u16) -> bool {
        match self {
            Self::One(wanted) => *wanted == status,
            Self::Any(wanted) => wanted.contains(&status),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::One(wanted) => wanted.to_string(),
            Self::Any(wanted) => {
                wanted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// A list (RFC 7644 §3.4.2).
    List,
    /// A list without a resource in it.
    EmptyList,
    /// An error (RFC 7644 §3.12).
    Error,
}

/// What was wanted and what came instead.
pub(super) struct Mismatch {
    pub(super) expected: String,
    pub(super) got: String,
}

fn mismatch(expected: impl Into<String>, got: impl Into<String>) -> Mismatch {
    Mismatch { expected: expected.into(), got: got.into() }
}

/// Shows a value, or its absence, to a person.
pub(super) fn show(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| shorten(&value.to_string()))
}

impl Expect {
    /// Only a status, for requests that prepare something.
    pub(super) fn status(status: u16) -> Self {
        Self {
            status: Statuses::One(status),
            answer: None,
            finds: None,
            members: None,
            shows: BTreeMap::new(),
            checks: BTreeMap::new(),
            headers: BTreeMap::new(),
            no_body: false,
        }
    }

    /// Compares an answer with the expectation and reports the first thing that is wrong.
    pub(super) fn verify(&self, answer: &Answer, vars: &Vars) -> Result<(), Mismatch> {
        if !self.status.allow(answer.status) {
            return Err(mismatch(format!("status {}", self.status.text()), quote_answer(answer)));
        }
        if self.no_body && !answer.body.trim_ascii().is_empty() {
            return Err(mismatch("no body", quote_answer(answer)));
        }
        for (name, check) in &self.headers {
            let found = answer.header(name).map(|text| Value::String(text.to_owned()));
            verify_check(&format!("header {name}"), check, found.as_ref(), vars)?;
        }
        if answer.status == 204 || !self.looks_at_body() {
            return Ok(());
        }
        let Some(document) = &answer.json else {
            return Err(mismatch("a body that is JSON", quote_answer(answer)));
        };
        self.verify_kind(answer.status, document)?;
        self.verify_found(document, vars)?;
        self.verify_members(document, vars)?;
        for (path, wanted) in &self.shows {
            let (path, found) = look(path, document, vars)?;
            let wanted = vars.fill(wanted).map_err(unknown)?;
            if !found.as_ref().is_some_and(|found| same(&wanted, found)) {
                return Err(mismatch(format!("{path} = {wanted}"), show(found.as_ref())));
            }
        }
        for (path, check) in &self.checks {
            let (path, found) = look(path, document, vars)?;
            verify_check(&path, check, found.as_ref(), vars)?;
        }
        Ok(())
    }

    fn looks_at_body(&self) -> bool {
        self.answer.is_some()
            || self.finds.is_some()
            || self.members.is_some()
            || !self.shows.is_empty()
            || !self.checks.is_empty()
    }

    fn verify_kind(&self, status: u16, document: &Value) -> Result<(), Mismatch> {
        let Some(kind) = self.answer else {
            return Ok(());
        };
        let message = if kind == Kind::Error { urn::ERROR } else { urn::LIST };
        let schemas = document.get("schemas").and_then(Value::as_array);
        if !schemas.is_some_and(|urns| urns.iter().any(|found| found == message)) {
            return Err(mismatch(format!("schemas with {message}"), show(document.get("schemas"))));
        }
        if kind == Kind::Error {
            let told = document.get("status");
            let right = told == Some(&json!(status)) || told == Some(&json!(status.to_string()));
            return if right {
                Ok(())
            } else {
                Err(mismatch(format!("status = \"{status}\" in the error"), show(told)))
            };
        }
        let total = document.get("totalResults");
        if !total.is_some_and(Value::is_u64) {
            return Err(mismatch("totalResults as a whole number", show(total)));
        }
        let resources = document.get("Resources");
        if kind == Kind::EmptyList && (total != Some(&json!(0)) || !is_blank(resources)) {
            let got = format!("totalResults {} and Resources {}", show(total), show(resources));
            return Err(mismatch("totalResults 0 and no Resources", got));
        }
        Ok(())
    }

    fn verify_found(&self, document: &Value, vars: &Vars) -> Result<(), Mismatch> {
        let Some(name) = &self.finds else {
            return Ok(());
        };
        let id = vars.get(name).map_err(unknown)?;
        let ids: Vec<&Value> = document
            .get("Resources")
            .and_then(Value::as_array)
            .map(|items| items.iter().filter_map(|item| item.get("id")).collect())
            .unwrap_or_default();
        if document.get("totalResults") == Some(&json!(1)) && ids == [&id] {
            return Ok(());
        }
        Err(mismatch(format!("exactly one match: {name} with the id {id}"), show(Some(document))))
    }

    fn verify_members(&self, document: &Value, vars: &Vars) -> Result<(), Mismatch> {
        let Some(names) = &self.members else {
            return Ok(());
        };
        let mut wanted = BTreeSet::new();
        for name in names {
            let id = vars.get(name).map_err(unknown)?;
            wanted.insert(id.as_str().unwrap_or_default().to_owned());
        }
        let listed = document.get("members");
        let got: Vec<String> = listed
            .and_then(Value::as_array)
            .map(|items| {
                let ids = items.iter().filter_map(|item| item.get("value").and_then(Value::as_str));
                ids.map(str::to_owned).collect()
            })
            .unwrap_or_default();
        let exact = got.len() == wanted.len() && got.iter().all(|id| wanted.contains(id));
        if exact && (wanted.is_empty() == is_blank(listed)) {
            return Ok(());
        }
        let who = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
        Err(mismatch(format!("the members {who} and no others"), show(listed)))
    }
}

fn look(path: &str, document: &Value, vars: &Vars) -> Result<(String, Option<Value>), Mismatch> {
    let path = vars.fill_text(path).map_err(unknown)?;
    let found = Path::parse(&path).map_err(|error| unknown(error.to_string()))?.find(document);
    Ok((path, found))
}

fn verify_check(
    what: &str,
    check: &Check,
    found: Option<&Value>,
    vars: &Vars,
) -> Result<(), Mismatch> {
    match check.fails(found, vars).map_err(unknown)? {
        None => Ok(()),
        Some(wanted) => Err(mismatch(format!("{what} {wanted}"), show(found))),
    }
}

fn unknown(reason: String) -> Mismatch {
    mismatch("a scenario that can be evaluated", reason)
}
