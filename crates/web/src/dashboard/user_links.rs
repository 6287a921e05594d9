//! Settings → Links: which identity providers mean users whom they have not created, as far as an
//! admin has to decide.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::id::{ResourceId, TokenId};
use directory::link::{Link, LinkState};
use directory::resource::{Include, Kind};
use directory::time::Timestamp;
use http::StatusCode;
use serde_json::Value;

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::format::Time;
use super::links;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::{App, Shared};

/// The address of the page.
const PATH: &str = "/settings/links";

/// How many of each kind are shown at once.
const MOST: u32 = 100;

#[derive(Template)]
#[template(path = "user_links.html")]
struct UserLinksPage {
    shell: Shell,
    tab: &'static str,
    notice: Option<&'static str>,
    /// Those to be decided. When they are, the next are shown.
    open: Vec<Entry>,
    has_more: bool,
    /// Those that are decided, and can be decided otherwise.
    decided: Vec<Entry>,
    older: Option<String>,
}

/// A link.
struct Entry {
    user: String,
    token: String,
    name: String,
    href: String,
    provider: String,
    state: LinkState,
    at: Time,
    /// The same in microseconds: the answer is to this link as it is shown.
    since: i64,
    user_name: String,
    external_id: String,
    addresses: String,
}

/// Shows them.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?.id;
    let before = query.get("before").parse().ok().map(Timestamp::from_micros);
    let open = app.store().open_links(directory, MOST + 1).await?;
    let decided = app.store().decided_links(directory, before, MOST + 1).await?;
    let (open, more) = entries(&app, open).await?;
    let (decided, older) = entries(&app, decided).await?;
    let page = UserLinksPage {
        shell: admin.shell("Links", "settings"),
        tab: "links",
        notice: match query.get("done") {
            "approved" => Some("The link is approved."),
            "refused" => Some("The link is refused."),
            "nothing" => Some("It was decided already, or is another by now."),
            _ => None,
        },
        open,
        has_more: more.is_some(),
        decided,
        older: older.map(|at| links::with_query(PATH, &[("before", &at.to_string())]) + "#decided"),
    };
    render(StatusCode::OK, &page)
}

/// As many links as a page shows; and the moment of the last of them, if there are more.
async fn entries(app: &App, mut found: Vec<Link>) -> Result<(Vec<Entry>, Option<i64>), Failure> {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let has_more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| has_more).map(|link| link.at.as_micros());
    let mut entries = Vec::with_capacity(found.len());
    for link in found {
        entries.extend(entry(app, link).await?);
    }
    Ok((entries, last))
}

/// A link as it is shown; `None` if the user is gone.
async fn entry(app: &App, link: Link) -> Result<Option<Entry>, Failure> {
    let directory = app.directory()?.id;
    let user = app.store().get(directory, Kind::User, link.user, Include::NONE).await?;
    let Some(user) = user else { return Ok(None) };
    let sent: Value = serde_json::from_str(&link.sent).unwrap_or_default();
    let text = |name: &str| sent[name].as_str().unwrap_or_default().to_owned();
    let addresses = sent["emails"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Ok(Some(Entry {
        user: link.user.to_string(),
        token: link.token.to_string(),
        name: user.display,
        href: links::resource(Kind::User, link.user),
        provider: link.label,
        state: link.state,
        at: Time::precise(link.at, app.now()),
        since: link.at.as_micros(),
        user_name: text("userName"),
        external_id: text("externalId"),
        addresses: addresses.collect::<Vec<_>>().join(", "),
    }))
}

impl Entry {
    fn badge(&self) -> (&'static str, &'static str) {
        match self.state {
            LinkState::Asked => ("idle", "Waiting"),
            LinkState::Linked => ("changed", "Linked by e-mail"),
            LinkState::Refused => ("revoked", "Refused"),
            LinkState::Approved => ("granted", "Approved, not used yet"),
            LinkState::Confirmed => ("granted", "Approved"),
        }
    }

    fn is_linked(&self) -> bool {
        self.state == LinkState::Linked
    }

    /// Whether the link is refused, and so can be approved.
    fn is_refused(&self) -> bool {
        self.state == LinkState::Refused
    }
}

/// Decides about one.
pub(super) async fn decide(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let user = form.get("user").parse::<ResourceId>().ok();
    let token = form.get("token").parse::<TokenId>().ok();
    let since = form.get("since").parse().ok().map(Timestamp::from_micros);
    let (Some(user), Some(token), Some(since)) = (user, token, since) else {
        return Err(Failure::not_found());
    };
    let approve = match form.get("decision") {
        "approve" => true,
        "refuse" => false,
        _ => return Err(Failure::bad_request("Choose whether the link is approved.")),
    };
    let directory = app.directory()?.id;
    let decided =
        app.service().decide_link(directory, (user, token, since), approve, admin.cause()).await?;
    let done = match (decided, approve) {
        (true, true) => "approved",
        (true, false) => "refused",
        (false, _) => "nothing",
    };
    Ok(links::see_other(&links::with_query(PATH, &[("done", done)])))
}
