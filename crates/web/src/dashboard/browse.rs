//! Lists of resources: search, state, and pages by key.

use directory::id::ResourceId;
use directory::resource::{Kind, Stored};
use directory::store::{BrowsePage, BrowseQuery, BrowseState, Direction};
use directory::time::Timestamp;
use serde_json::{Map, Value};

use super::error::Failure;
use super::fields::Fields;
use super::format::{self, Time};
use super::links;
use super::state::App;

/// How many rows a page shows.
const PAGE: u32 = 50;

/// The longest text that is searched for, in characters.
const MAX_SEARCH: usize = 200;

/// What is asked for.
pub(super) struct Asking {
    kind: Kind,
    pub(super) search: String,
    pub(super) state: &'static str,
    from: Option<(Direction, ResourceId)>,
}

/// A page of the list, ready to print.
pub(super) struct Listing {
    pub(super) rows: Vec<Row>,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
    /// The page with the newest, when this is another.
    pub(super) newest: Option<String>,
}

/// A resource in a list.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) name: String,
    /// What stands below the name: a user's `userName`, if it is not the name or the e-mail.
    pub(super) detail: String,
    pub(super) email: String,
    pub(super) external_id: String,
    pub(super) is_active: bool,
    pub(super) modified: Time,
    pub(super) initials: String,
    pub(super) hue: u32,
}

impl Asking {
    pub(super) fn new(kind: Kind, query: &Fields) -> Self {
        let state = match (kind, query.get("state")) {
            (Kind::User, "active") => "active",
            (Kind::User, "deactivated") => "deactivated",
            _ => "",
        };
        let place = |name, direction| {
            let id = query.get(name).parse::<ResourceId>().ok()?;
            Some((direction, id))
        };
        Self {
            kind,
            search: query.get("q").trim().chars().take(MAX_SEARCH).collect(),
            state,
            from: place("older", Direction::Older).or_else(|| place("newer", Direction::Newer)),
        }
    }

    /// The list with another state, from its beginning.
    pub(super) fn with_state(&self, state: &str) -> String {
        links::with_query(&links::list(self.kind), &[("q", &self.search), ("state", state)])
    }

    /// Whether only some are asked for.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.state.is_empty()
    }

    fn beside(&self, direction: &str, row: Option<&Stored>) -> Option<String> {
        let id = row?.id.to_string();
        let pairs = [("q", self.search.as_str()), ("state", self.state), (direction, &id)];
        Some(links::with_query(&links::list(self.kind), &pairs))
    }

    /// Reads the page that is asked for.
    pub(super) async fn read(&self, app: &App) -> Result<Listing, Failure> {
        let query = BrowseQuery {
            directory: app.directory()?.id,
            kind: self.kind,
            search: self.search.clone(),
            state: match self.state {
                "active" => BrowseState::Active,
                "deactivated" => BrowseState::Inactive,
                _ => BrowseState::All,
            },
            from: self.from,
            limit: PAGE,
        };
        let BrowsePage { resources, has_newer, has_older } = app.store().browse(query).await?;
        let now = app.now();
        Ok(Listing {
            newer: self.beside("newer", resources.first().filter(|_| has_newer)),
            older: self.beside("older", resources.last().filter(|_| has_older)),
            newest: self.from.map(|_| self.with_state(self.state)),
            rows: resources.iter().map(|resource| Row::new(resource, now)).collect(),
        })
    }
}

impl Row {
    pub(super) fn new(stored: &Stored, now: Timestamp) -> Self {
        let body = body(stored);
        let word =
            |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let user_name = word("userName");
        let name =
            if stored.display.is_empty() { user_name.clone() } else { stored.display.clone() };
        let name = if name.is_empty() { stored.id.to_string() } else { name };
        let email = email(&body);
        Self {
            href: links::resource(stored.kind, stored.id),
            detail: if user_name == name || user_name == email { String::new() } else { user_name },
            email,
            external_id: word("externalId"),
            is_active: stored.active,
            modified: Time::new(stored.modified, now),
            initials: format::initials(&name),
            hue: format::hue(&name),
            name,
        }
    }
}

/// The attributes of a stored resource.
pub(super) fn body(stored: &Stored) -> Map<String, Value> {
    serde_json::from_str(&stored.body).unwrap_or_default()
}

/// The primary e-mail, or else the first.
fn email(body: &Map<String, Value>) -> String {
    let emails = body.get("emails").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_primary = |email: &&Value| email.get("primary").and_then(Value::as_bool) == Some(true);
    let chosen = emails.iter().find(is_primary).or_else(|| emails.first());
    let value = chosen.and_then(|email| email.get("value")).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}
