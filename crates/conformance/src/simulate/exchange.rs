//! One request of a simulation with its answer, and the questions asked about it.

use serde_json::{Map, Value};

use crate::Failure;
use crate::client::Answer;
use crate::failure::{quote_answer, shorten};
use crate::json::{difference, get, is_blank};
use crate::urn;

/// A request that was answered.
#[derive(Debug)]
pub(super) struct Exchange {
    /// What was being done, as a person would say it.
    pub(super) step: String,
    /// The request in words.
    pub(super) sent: String,
    /// What came back.
    pub(super) answer: Answer,
    /// The provider that is simulated, as people call it.
    pub(super) provider: &'static str,
}

impl Exchange {
    /// The failure that something else was expected than what came.
    pub(super) fn wrong(&self, expected: impl Into<String>, got: impl Into<String>) -> Failure {
        Failure::new(&self.step, &self.sent, expected, got)
    }

    /// The status is one of these.
    pub(super) fn status(&self, allowed: &[u16]) -> Result<&Self, Failure> {
        if allowed.contains(&self.answer.status) {
            return Ok(self);
        }
        let names: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        Err(self.wrong(format!("status {}", names.join(" or ")), quote_answer(&self.answer)))
    }

    /// The body, which is a JSON object.
    pub(super) fn object(&self) -> Result<&Map<String, Value>, Failure> {
        self.answer
            .json
            .as_ref()
            .and_then(Value::as_object)
            .ok_or_else(|| self.wrong("a JSON object", quote_answer(&self.answer)))
    }

    /// The body is empty.
    pub(super) fn no_body(&self) -> Result<&Self, Failure> {
        if self.answer.body.trim_ascii().is_empty() {
            return Ok(self);
        }
        Err(self.wrong("no body", quote_answer(&self.answer)))
    }

    /// The body is an error of SCIM that tells its status and a reason (RFC 7644 §3.12).
    pub(super) fn error(&self, status: u16) -> Result<&Map<String, Value>, Failure> {
        let body = self.status(&[status])?.object()?;
        self.names_schema(body, urn::ERROR)?;
        let told = get(body, "status");
        let right = told == Some(&Value::from(status)) || told == Some(&status.to_string().into());
        if !right {
            return Err(self.wrong(format!("\"status\": \"{status}\" in the error"), show(told)));
        }
        let detail = get(body, "detail");
        if detail.and_then(Value::as_str).is_none_or(str::is_empty) {
            let expected = format!("a detail that {} can show to the administrator", self.provider);
            return Err(self.wrong(expected, show(detail)));
        }
        Ok(body)
    }

    /// The body is a list (RFC 7644 §3.4.2): its numbers are numbers, its resources objects.
    pub(super) fn list(&self) -> Result<List<'_>, Failure> {
        let body = self.status(&[200])?.object()?;
        self.names_schema(body, urn::LIST)?;
        let number = |name: &str| {
            let found = get(body, name);
            found
                .and_then(Value::as_u64)
                .and_then(|n| usize::try_from(n).ok())
                .ok_or_else(|| self.wrong(format!("{name} as a whole number"), show(found)))
        };
        let total = number("totalResults")?;
        let start = number("startIndex")?;
        let per_page = number("itemsPerPage")?;
        let listed = get(body, "Resources");
        let resources: Vec<&Map<String, Value>> = match listed {
            _ if is_blank(listed) => Vec::new(),
            Some(Value::Array(items)) => {
                let objects: Option<Vec<_>> = items.iter().map(Value::as_object).collect();
                objects.ok_or_else(|| self.wrong("Resources that are objects", show(listed)))?
            }
            other => return Err(self.wrong("Resources as an array", show(other))),
        };
        if per_page != resources.len() {
            let expected = format!("itemsPerPage {} for as many Resources", resources.len());
            return Err(self.wrong(expected, per_page.to_string()));
        }
        Ok(List { total, start, resources })
    }

    fn names_schema(&self, body: &Map<String, Value>, schema: &str) -> Result<(), Failure> {
        let schemas = get(body, "schemas");
        let named = schemas
            .and_then(Value::as_array)
            .is_some_and(|urns| urns.iter().any(|urn| urn == schema));
        if named {
            Ok(())
        } else {
            Err(self.wrong(format!("schemas with {schema}"), show(schemas)))
        }
    }

    /// A resource holds everything that `wanted` holds. What a server decides by itself, and what
    /// it must not show, is not compared.
    pub(super) fn shows(
        &self,
        resource: &Map<String, Value>,
        wanted: &Map<String, Value>,
    ) -> Result<(), Failure> {
        const NOT_COMPARED: [&str; 5] = ["schemas", "password", "groups", "meta", "members"];
        for (name, value) in wanted {
            if NOT_COMPARED.contains(&name.as_str()) {
                continue;
            }
            if let Some(found) = difference(name, value, get(resource, name)) {
                let expected = format!("{} = {}", found.path, found.wanted);
                let got = format!("{} in {}", show(found.got.as_ref()), show_object(resource));
                return Err(self.wrong(expected, got));
            }
        }
        Ok(())
    }

    /// A user as every user is answered: an id, a user name, its type, and never a password.
    pub(super) fn user(&self, resource: &Map<String, Value>) -> Result<String, Failure> {
        let id = self.resource(resource, "User")?;
        for name in ["userName", "active"] {
            if is_blank(get(resource, name)) {
                return Err(self.wrong(format!("{name} in the answer"), show_object(resource)));
            }
        }
        if get(resource, "password").is_some() {
            return Err(self.wrong("no password in the answer", "an answer that shows it"));
        }
        Ok(id)
    }

    /// The id of a resource of a type.
    pub(super) fn resource(
        &self,
        resource: &Map<String, Value>,
        kind: &str,
    ) -> Result<String, Failure> {
        let told =
            get(resource, "meta").and_then(Value::as_object).and_then(|m| get(m, "resourceType"));
        if told != Some(&Value::from(kind)) {
            return Err(self.wrong(format!("meta.resourceType = \"{kind}\""), show(told)));
        }
        match get(resource, "id").and_then(Value::as_str) {
            Some(id) if !id.is_empty() => Ok(id.to_owned()),
            _ => Err(self.wrong("an id", show_object(resource))),
        }
    }
}

/// One page of a list.
#[derive(Debug)]
pub(super) struct List<'a> {
    pub(super) total: usize,
    pub(super) start: usize,
    pub(super) resources: Vec<&'a Map<String, Value>>,
}

/// A value, or its absence, for a person.
pub(super) fn show(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| shorten(&value.to_string()))
}

fn show_object(object: &Map<String, Value>) -> String {
    serde_json::to_string(object).map_or_else(|_| String::new(), |text| shorten(&text))
}
