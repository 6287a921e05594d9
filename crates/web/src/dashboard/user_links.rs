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

/// How many are shown at once; when they are decided, the next are.
const MOST: u32 = 100;

#[derive(Template)]
#[template(path = "user_links.html")]
struct UserLinksPage {
    shell: Shell,
    tab: &'static str,
    notice: Option<&'static str>,
    links: Vec<Entry>,
    has_more: bool,
}

/// A link to be decided.
struct Entry {
    user: String,
    token: String,
    name: String,
    href: String,
    provider: String,
    /// Whether the link is made, and only its extent is to be decided.
    is_linked: bool,
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
    let mut found = app.store().open_links(directory, MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let has_more = found.len() > most;
    found.truncate(most);
    let mut links = Vec::with_capacity(found.len());
    for link in found {
        if let Some(entry) = entry(&app, link).await? {
            links.push(entry);
        }
    }
    let notice = match query.get("done") {
        "approved" => Some("The link is approved."),
        "refused" => Some("The link is refused."),
        "nothing" => Some("There was nothing to decide any more."),
        _ => None,
    };
    let shell = admin.shell("Links", "settings");
    render(StatusCode::OK, &UserLinksPage { shell, tab: "links", notice, links, has_more })
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
        is_linked: link.state == LinkState::Linked,
        at: Time::precise(link.at, app.now()),
        since: link.at.as_micros(),
        user_name: text("userName"),
        external_id: text("externalId"),
        addresses: addresses.collect::<Vec<_>>().join(", "),
    }))
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
