//! Users and groups of the fake, and the operations on them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::filter::{Term, folded};
use super::{Fault, error, patch, profile};
use crate::urn;

type Resources = BTreeMap<String, Map<String, Value>>;
type Answer = (u16, Option<Value>);

pub(super) struct Store {
    pub(super) fault: Fault,
    pub(super) users: Resources,
    pub(super) groups: Resources,
    pub(super) log: Vec<String>,
    next: u32,
    /// What its clock shows.
    seconds: u32,
}

impl Store {
    pub(super) fn new(fault: Fault) -> Self {
        let (users, groups) = (Resources::new(), Resources::new());
        Self { fault, users, groups, log: Vec::new(), next: 0, seconds: 0 }
    }

    pub(super) fn handle(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        if_match: Option<&str>,
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
            "ResourceTypes" if exact.is_none() && self.fault.has_profile() => {
                return (200, Some(profile::types()));
            }
            "Schemas" if exact.is_none() && self.fault.has_profile() => {
                return (200, Some(profile::schemas(self.fault)));
            }
            "ResourceTypes" | "Schemas" if exact.is_some() => {
                return (200, Some(json!({"id": exact})));
            }
            _ => return error(404, None, "no such endpoint"),
        };
        let known = id.is_none_or(|id| self.of(is_user).contains_key(id));
        if !known {
            return error(404, None, "no such resource");
        }
        let present = id.map(|id| &self.of(is_user)[id]["meta"]["version"]);
        let exempt = method == "PATCH" && self.fault == Fault::PatchIgnoresIfMatch;
        if let (Some(wanted), Some(present)) = (if_match, present)
            && matches!(method, "PUT" | "PATCH" | "DELETE")
            && wanted != "*"
            && present != wanted
            && !exempt
        {
            return error(412, None, "another version");
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
            ("PATCH", Some(id)) => self.patch(is_user, id, &body),
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
            "interopProfileConformant": self.fault.has_profile(),
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

    fn patch(&mut self, is_user: bool, id: &str, body: &Map<String, Value>) -> Answer {
        let mut resource = self.of(is_user)[id].clone();
        let version = resource["meta"]["version"].clone();
        if let Err(kind) = patch::apply(&mut resource, body, self.fault) {
            return error(400, Some(kind), "operation refused");
        }
        let answer = self.replace(is_user, id, resource);
        if let (Fault::PatchKeepsVersion, Some(stored)) =
            (self.fault, self.of_mut(is_user).get_mut(id))
        {
            stored["meta"]["version"] = version;
        }
        answer
    }

    fn create(&mut self, is_user: bool, body: Map<String, Value>) -> Answer {
        self.next += 1;
        let id = match self.fault {
            Fault::ReusesIds => format!("r{:x}", hash(&folded(&body, "userName"))),
            _ => format!("r{:06}", self.next),
        };
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
        if self.fault.has_profile() && self.fault != Fault::ProfileTakesUndefined {
            profile::check(is_user, &body)
                .map_err(|kind| error(400, Some(kind), "no schema has that"))?;
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
        body.insert("meta".into(), self.meta(is_user, id, &body));
        self.of_mut(is_user).insert(id.to_owned(), body.clone());
        Ok(Value::Object(body))
    }

    /// The version follows from what is there, so that no change is no new version. Every change
    /// is a second later than the one before.
    fn meta(&mut self, is_user: bool, id: &str, body: &Map<String, Value>) -> Value {
        let (kind, endpoint) = if is_user { ("User", "Users") } else { ("Group", "Groups") };
        let mut plain = body.clone();
        plain.remove("meta");
        let version = format!("W/\"{:x}\"", hash(&Value::Object(plain).to_string()));
        let old = self.of(is_user).get(id).map(|stored| stored["meta"].clone());
        if let Some(old) = old.as_ref().filter(|old| old["version"] == version) {
            return old.clone();
        }
        self.seconds += 1;
        let (minutes, seconds) = (self.seconds / 60, self.seconds % 60);
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let now = json!(format!("2026-01-01T{hours:02}:{minutes:02}:{seconds:02}Z"));
        let created = old.map_or_else(|| now.clone(), |old| old["created"].clone());
        let modified = if self.fault == Fault::FreezesModified { created.clone() } else { now };
        json!({
            "resourceType": kind, "location": format!("http://fake/scim/v2/{endpoint}/{id}"),
            "version": version, "created": created, "lastModified": modified,
        })
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
                    let Some(term) = Term::read(term) else {
                        return error(400, Some("invalidFilter"), "it takes three words");
                    };
                    matches.retain(|resource| term.fits(resource, self.fault));
                }
            }
            _ => {}
        }
        if self.fault == Fault::HidesInactive {
            matches.retain(|resource| resource.get("active") != Some(&json!(false)));
        }
        let most = if self.fault == Fault::ProfileCutsPages { 50 } else { usize::MAX };
        let count = number("count", usize::MAX).min(most);
        let page: Vec<_> = matches.iter().skip(from - 1).take(count).collect();
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

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
