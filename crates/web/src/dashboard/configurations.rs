//! Settings → Configurations: user provisioning.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::settings::{Linking, Preset, ScimState};
use http::StatusCode;

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::format::counted;
use super::links;
use super::policies::{self, Question};
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

/// The address of the page.
pub(super) const PATH: &str = "/settings/configurations";

#[derive(Template)]
#[template(path = "configurations.html")]
struct ConfigurationsPage {
    shell: Shell,
    tab: &'static str,
    /// `off`, `on` or `paused`.
    scim: &'static str,
    scim_base_url: String,
    unique_group_names: bool,
    is_strict: bool,
    has_tokens: bool,
    policies: Vec<Question>,
    verified_domains: String,
    notice: Option<String>,
}

/// `/settings` is its first tab.
pub(super) async fn redirect() -> Response {
    links::see_other(PATH)
}

/// Shows the settings.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?;
    let domains = app.store().verified_domains(directory.id).await?;
    let links_nobody =
        directory.settings.policies.linking == Linking::VerifiedEmail && domains.is_empty();
    let notice = match query.get("done") {
        "on" => Some("SCIM provisioning is on.".to_owned()),
        "paused" => Some("SCIM provisioning is paused.".to_owned()),
        "off" => Some(switched_off(query.get("deactivated"))),
        "preset" => Some("The setting for the interoperability profile is saved.".to_owned()),
        "policies" if links_nobody => {
            Some("The answers are saved. Nobody is linked until a domain is verified.".to_owned())
        }
        "policies" => Some("The answers are saved.".to_owned()),
        "group-names" => Some("The setting for group names is saved.".to_owned()),
        _ => None,
    };
    let page = ConfigurationsPage {
        shell: admin.shell("Configurations", "settings"),
        tab: "configurations",
        scim: directory.settings.scim.name(),
        scim_base_url: app.scim_base_url(),
        unique_group_names: directory.settings.unique_group_names,
        is_strict: directory.settings.preset == Preset::Interop,
        has_tokens: !app.store().tokens(directory.id).await?.is_empty(),
        policies: policies::questions(directory.settings.policies),
        verified_domains: domains.join(", "),
        notice,
    };
    render(StatusCode::OK, &page)
}

fn switched_off(deactivated: &str) -> String {
    match deactivated.parse() {
        Ok(count) => {
            format!("SCIM provisioning is off. {} deactivated.", counted(count, "user"))
        }
        Err(_) => "SCIM provisioning is off. All users were kept as they are.".to_owned(),
    }
}

/// Switches SCIM on or pauses it. Switching off has a page of its own, because it asks what becomes
/// of the users.
pub(super) async fn set_scim(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let (state, done) = match form.get("state") {
        "on" => (ScimState::On, "on"),
        "paused" => (ScimState::Paused, "paused"),
        _ => {
            return Err(Failure::bad_request("Choose whether SCIM is to be on or paused."));
        }
    };
    app.service().set_scim(app.directory()?.id, state, admin.cause()).await?;
    Ok(links::see_other(&links::with_query(PATH, &[("done", done)])))
}

/// Sets whether two groups may have the same name.
pub(super) async fn set_unique_group_names(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let unique = match form.get("unique") {
        "true" => true,
        "false" => false,
        _ => {
            return Err(Failure::bad_request("Choose whether group names are unique."));
        }
    };
    app.service().set_unique_group_names(app.directory()?.id, unique, admin.cause()).await?;
    Ok(links::see_other(&links::with_query(PATH, &[("done", "group-names")])))
}

/// Sets how strictly requests are read.
pub(super) async fn set_preset(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let preset: Preset = form
        .get("preset")
        .parse()
        .map_err(|_| Failure::bad_request("Choose whether the interoperability profile holds."))?;
    app.service().set_preset(app.directory()?.id, preset, admin.cause()).await?;
    Ok(links::see_other(&links::with_query(PATH, &[("done", "preset")])))
}
