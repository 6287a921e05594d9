//! What the server says of itself: mixes leave out, or do in another way, what it cannot do.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Failure;
use crate::client::{Client, HeaderMap, Method};
use crate::failure::{quote_answer, quote_request};

const STEP: &str = "Read what the server can do";
const PATH: &str = "/ServiceProviderConfig";

/// What a server may offer, as far as it matters here (RFC 7643 §5, RFC 9865 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ability {
    /// Partial changes.
    Patch,
    /// Filters.
    Filter,
    /// Paging by `startIndex`.
    Index,
    /// Paging by `cursor`.
    Cursor,
}

/// The abilities of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Service {
    /// What it offers.
    pub offers: BTreeSet<Ability>,
    /// Whether it says so itself; else it is a guess.
    pub told: bool,
}

impl Service {
    /// What a server can do, presumably, that says nothing.
    fn guess() -> Self {
        let offers = BTreeSet::from([Ability::Patch, Ability::Filter, Ability::Index]);
        Self { offers, told: false }
    }

    /// Whether the server has the ability.
    pub fn offers(&self, ability: Ability) -> bool {
        self.offers.contains(&ability)
    }

    /// Asks the server. A server without the endpoint is taken for an ordinary one; one that does
    /// not answer, or does not let us in, ends it.
    pub(super) async fn ask(client: &Client) -> Result<Self, Failure> {
        let sent = quote_request("GET", PATH, None);
        let answer = client
            .send(Method::GET, PATH, &HeaderMap::new(), None)
            .await
            .map_err(|error| Failure::no_answer(STEP, &sent, &error))?;
        match (answer.status, answer.json.as_ref().and_then(Self::read)) {
            (200, Some(service)) => Ok(service),
            (401 | 403 | 429 | 500.., _) => {
                Err(Failure::new(STEP, sent, "status 200", quote_answer(&answer)))
            }
            _ => Ok(Self::guess()),
        }
    }

    /// What is played in another way than usual, for whoever reads the figures.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.told {
            notes.push(
                "the server has no /ServiceProviderConfig: PATCH and filters were tried".into(),
            );
        }
        if !self.offers(Ability::Patch) {
            notes.push("the server has no PATCH: changes are sent as GET and PUT".into());
        }
        if !self.offers(Ability::Filter) {
            notes.push("the server has no filters: look-ups are left out".into());
        }
        notes
    }

    fn read(config: &Value) -> Option<Self> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Config {
            patch: Supported,
            filter: Supported,
            pagination: Option<Pagination>,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Supported {
            supported: bool,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Pagination {
            cursor: bool,
            index: bool,
        }
        let config =
            Config::deserialize(config.as_object()?.contains_key("patch").then_some(config)?);
        let Config { patch, filter, pagination } = config.ok()?;
        let (cursor, index) = pagination.map_or((false, true), |p| (p.cursor, p.index));
        let all = [
            (Ability::Patch, patch.supported),
            (Ability::Filter, filter.supported),
            (Ability::Index, index),
            (Ability::Cursor, cursor),
        ];
        let offered = all.into_iter().filter(|(_, offered)| *offered);
        Some(Self { offers: offered.map(|(ability, _)| ability).collect(), told: true })
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.told {
            return f.write_str("the server does not tell what it can do");
        }
        let name = |ability: &Ability| match ability {
            Ability::Patch => "PATCH",
            Ability::Filter => "filters",
            Ability::Index => "index paging",
            Ability::Cursor => "cursor paging",
        };
        let names: Vec<_> = self.offers.iter().map(name).collect();
        write!(f, "the server offers {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_server_tells_is_believed() {
        let read = |config: Value| Service::read(&config).unwrap();
        let plain = read(json!({"patch": {"supported": true}, "filter": {"supported": false}}));
        assert_eq!(plain.offers, BTreeSet::from([Ability::Patch, Ability::Index]));
        let modern = read(json!({"patch": {"supported": false},
            "pagination": {"cursor": true, "index": false}}));
        assert_eq!(modern.offers, BTreeSet::from([Ability::Cursor]));
        assert!(modern.told && !Service::guess().told);
    }

    #[test]
    fn what_is_no_configuration_is_not_read() {
        for answer in [json!([]), json!({"Resources": []}), json!({"patch": "yes"})] {
            assert_eq!(Service::read(&answer), None, "{answer}");
        }
    }
}
