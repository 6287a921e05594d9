//! Users and groups of the fake, and the operations on them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{Fault, error, patch};
use crate::urn;

type Resources = BTreeMap<String, Map<String, Value>>;
type Answer = (u16, Option<Value>);

pub(super) struct Store {
    pub(super) fault: Fault,
    pub(super) users: Resources,
    pub(super) groups: Resources,
    pub(super) log: Vec<String>,
    next: u32,
}

impl Store {
    pub(super) fn new(fault: Fault) -> Self {
        let (users, groups) = (Resources::new(), Resources::new());
        Self { fault, users, groups, log: Vec::new(), next: 0 }
    }

    pub(super) fn handle(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let kind = segments.next().unwrap_or_default();
        let exact = segments.next();
        let lower = exact.map(str::to_lowercase);
        let id = if self.fault == Fault::OpensIdsInAnyCase { lower.as_deref() } else { exact };
        let is_user = match kind {
            "Users" => true,
            "Groups" => false,
            "ServiceProviderConfig" if self.fault != Fault::NoConfig => return self.config(),
            "ResourceTypes" | "Schemas" if exact.is_some() => {
                return (200, Some(json!({"id": exact})));
            }
            _ => return error(404, None, "no such endpoint"),
        };
        let known = id.is_none_or(|id| self.of(is_user).contains_key(id));
        if !known {
            return error(404, None, "no such resource");
        }
        let needs_body = matches!(method, "POST" | "PUT" | "PATCH");
        let body = match body {
            Some(Value::Object(map)) => map,
            _ if needs_body => return error(400, Some("invalidSyntax"), "not an object"),
            _ => Map::new(),
        };
        match (method, id) {
            ("GET", None) => self.list(is_user, query),
            ("GET", Some(id)) => (200, Some(Value::Object(self.of(is_user)[id].clone()))),
            ("POST", None) => self.create(is_user, body),
            ("PUT", Some(id)) => self.replace(is_user, id, body),
            ("PATCH", Some(_)) if self.fault == Fault::NoPatch => error(501, None, "no PATCH here"),
            ("PATCH", Some(id)) => {
                let mut resource = self.of(is_user)[id].clone();
                match patch::apply(&mut resource, &body, self.fault) {
                    Ok(()) => self.replace(is_user, id, resource),
                    Err(kind) => error(400, Some(kind), "operation refused"),
                }
            }
            ("DELETE", Some(id)) => {
                if is_user || self.fault != Fault::KeepsDeletedGroups {
                    self.of_mut(is_user).remove(id);
                }
                if is_user && self.fault != Fault::KeepsDeletedMembers {
                    self.leave_groups(id);
                }
                (204, None)
            }
            _ => error(405, None, "not that method"),
        }
    }

    fn config(&self) -> Answer {
        let config = json!({
            "schemas": [urn::CONFIG],
            "patch": {"supported": self.fault != Fault::NoPatch},
            "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": self.fault != Fault::NoFilter, "maxResults": 1000},
            "changePassword": {"supported": false},
            "sort": {"supported": false},
            "etag": {"supported": true},
            "pagination": {"cursor": self.fault == Fault::Cursors, "index": true},
        });
        (200, Some(config))
    }

    fn leave_groups(&mut self, id: &str) {
        for group in self.groups.values_mut() {
            if let Some(Value::Array(members)) = group.get_mut("members") {
                members.retain(|member| member["value"] != id);
            }
        }
    }

    fn of(&self, is_user: bool) -> &Resources {
        if is_user { &self.users } else { &self.groups }
    }

    fn of_mut(&mut self, is_user: bool) -> &mut Resources {
        if is_user { &mut self.users } else { &mut self.groups }
    }

    fn create(&mut self, is_user: bool, body: Map<String, Value>) -> Answer {
        self.next += 1;
        let id = format!("r{:06}", self.next);
        match self.store(is_user, &id, body) {
            Ok(stored) => (201, Some(stored)),
            Err(refused) => refused,
        }
    }

    fn replace(&mut self, is_user: bool, id: &str, body: Map<String, Value>) -> Answer {
        match self.store(is_user, id, body) {
            Ok(stored) => (200, Some(stored)),
            Err(refused) => refused,
        }
    }

    fn store(
        &mut self,
        is_user: bool,
        id: &str,
        mut body: Map<String, Value>,
    ) -> Result<Value, Answer> {
        let name = if is_user { "userName" } else { "displayName" };
        if folded(&body, name).is_empty() {
            return Err(error(400, Some("invalidValue"), "a name is needed"));
        }
        if is_user && self.fault != Fault::TakesDuplicates {
            let name = folded(&body, "userName");
            if self
                .users
                .iter()
                .any(|(other, user)| other != id && folded(user, "userName") == name)
            {
                return Err(error(409, Some("uniqueness"), "the user name is taken"));
            }
        }
        if self.fault != Fault::ShowsPasswords {
            body.remove("password");
        }
        if self.fault == Fault::ForgetsExtensions {
            body.retain(|name, _| !name.contains("acme"));
        }
        if self.fault == Fault::IgnoresDeactivation && is_user {
            body.insert("active".into(), json!(true));
        }
        if let Some(Value::Bool(admin)) = body.get("isAdmin")
            && self.fault == Fault::BooleansAsText
        {
            let text = admin.to_string();
            body.insert("isAdmin".into(), json!(text));
        }
        if is_user {
            body.remove("groups");
        }
        body.insert("id".into(), json!(id));
        body.insert("meta".into(), meta(is_user, id, &body));
        self.of_mut(is_user).insert(id.to_owned(), body.clone());
        Ok(Value::Object(body))
    }

    fn list(&self, is_user: bool, query: &str) -> Answer {
        let pairs: BTreeMap<&str, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| {
                let value = value.replace('+', " ");
                (name, percent_decode_str(&value).decode_utf8().unwrap().into_owned())
            })
            .collect();
        let number = |name: &str, default: usize| {
            pairs.get(name).and_then(|text| text.parse().ok()).unwrap_or(default)
        };
        // The cursors of the fake are plain numbers.
        let cursor = pairs.get("cursor").map(|text| text.parse().unwrap_or(1));
        let start = cursor.unwrap_or_else(|| number("startIndex", 1).max(1));
        let from = if self.fault == Fault::RepeatsFirstPage { 1 } else { start };
        let mut matches: Vec<&Map<String, Value>> = self.of(is_user).values().collect();
        match pairs.get("filter") {
            Some(_) if self.fault == Fault::NoFilter => {
                return error(400, Some("invalidFilter"), "no filters here");
            }
            Some(filter) if self.fault != Fault::IgnoresFilters => {
                for term in filter.split(" and ") {
                    let words: Vec<&str> = term.splitn(3, ' ').collect();
                    let &[name, operator, value] = &words[..] else {
                        return error(400, Some("invalidFilter"), "it takes three words");
                    };
                    let exact = value.trim_matches('"');
                    matches.retain(|resource| fits(resource, name, operator, exact));
                }
            }
            _ => {}
        }
        if self.fault == Fault::HidesInactive {
            matches.retain(|resource| resource.get("active") != Some(&json!(false)));
        }
        let page: Vec<_> =
            matches.iter().skip(from - 1).take(number("count", usize::MAX)).collect();
        let total = match self.fault {
            Fault::TotalsAsText => json!(matches.len().to_string()),
            _ => json!(matches.len()),
        };
        let mut list = json!({"schemas": [urn::LIST], "totalResults": total, "startIndex": start,
            "itemsPerPage": page.len(), "Resources": page});
        if cursor.is_some() && start - 1 + page.len() < matches.len() {
            list["nextCursor"] = json!((start + page.len()).to_string());
        }
        (200, Some(list))
    }
}

/// The version follows from what is there, so that no change is no new version.
fn meta(is_user: bool, id: &str, body: &Map<String, Value>) -> Value {
    let (kind, endpoint) = if is_user { ("User", "Users") } else { ("Group", "Groups") };
    let mut plain = body.clone();
    plain.remove("meta");
    let mut hasher = DefaultHasher::new();
    Value::Object(plain).to_string().hash(&mut hasher);
    json!({
        "resourceType": kind, "location": format!("http://fake/scim/v2/{endpoint}/{id}"),
        "version": format!("W/\"{:x}\"", hasher.finish()),
        "created": "2026-01-01T00:00:00Z", "lastModified": "2026-01-01T00:00:00Z",
    })
}

/// Whether a resource has the value that a filter compares with.
fn fits(resource: &Map<String, Value>, name: &str, operator: &str, exact: &str) -> bool {
    let value = exact.to_lowercase();
    match (name, operator) {
        ("id", _) => resource["id"] == exact,
        ("members", _) => {
            let members = resource.get("members").and_then(Value::as_array);
            members.into_iter().flatten().any(|member| member["value"] == exact)
        }
        ("manager", _) => resource
            .get(urn::ENTERPRISE)
            .is_some_and(|enterprise| enterprise["manager"]["value"] == exact),
        (_, "sw") => folded(resource, name).starts_with(&value),
        ("username", _) => folded(resource, "userName") == value,
        _ => folded(resource, name) == value,
    }
}

fn folded(resource: &Map<String, Value>, name: &str) -> String {
    resource.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase()
}
