//! What the database holds: admins, the SCIM switch, tokens, and whether the clock agrees.

use std::time::Duration;

use directory::DirectoryInfo;
use directory::settings::ScimState;
use directory::store::StoreError;
use directory::time::Timestamp;
use directory::token::InfraToken;

use super::finding::Finding;
use crate::installation::Installation;

/// Expiries within this time are told.
const SOON: Duration = Duration::from_hours(7 * 24);

/// A clock that shows less than this (2026-01-01) is not set: this version is younger.
const CLOCK_LEAST: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

/// Clocks of healthy machines differ by less.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

/// Looks at all directories.
pub(super) async fn examine(installation: &Installation) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Err(error) = look(installation, &mut findings).await {
        let advice = "See what the log says about the database.";
        findings.push(Finding::broken("database", error.to_string(), advice));
    }
    findings
}

async fn look(installation: &Installation, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let service = &installation.service;
    let store = service.store();
    let now = service.env().now();
    let health = store.health().await?;
    for problem in health.problems {
        findings.push(Finding::broken("database", problem, "See docs/configuration.md."));
    }
    let admins = store.admins().await?;
    findings.push(match admins.len() {
        0 => Finding::warning(
            "admins",
            "there is none, so nobody can sign in to the dashboard",
            "Run `provisor admin create --email you@example.com`.",
        ),
        count => Finding::fine("admins", count.to_string()),
    });
    let mut latest = admins.iter().map(|admin| admin.created).max();
    for directory in service.directories() {
        findings.push(scim(&directory));
        let tokens = store.tokens(directory.id).await?;
        latest = latest.max(tokens.iter().map(|token| token.created).max());
        findings.extend(self::tokens(&directory, &tokens, now));
    }
    findings.push(clock(now, latest));
    Ok(())
}

fn scim(directory: &DirectoryInfo) -> Finding {
    let name = &directory.name;
    match directory.settings.scim {
        ScimState::On => Finding::fine("SCIM", format!("on for the directory `{name}`")),
        ScimState::Off => Finding::warning(
            "SCIM",
            format!("off for the directory `{name}`: identity providers are refused"),
            format!(
                "Run `provisor scim enable --directory {name}`, or switch it on in the dashboard."
            ),
        ),
        ScimState::Paused => Finding::warning(
            "SCIM",
            format!("paused for the directory `{name}`: identity providers are put off"),
            format!("Run `provisor scim enable --directory {name}` to go on."),
        ),
    }
}

fn tokens(directory: &DirectoryInfo, tokens: &[InfraToken], now: Timestamp) -> Vec<Finding> {
    const ABOUT: &str = "infra tokens";
    let name = &directory.name;
    if tokens.is_empty() {
        let text = format!("the directory `{name}` has none, so no identity provider gets in");
        let advice = format!("Run `provisor token create --label Okta --directory {name}`.");
        return vec![Finding::warning(ABOUT, text, advice)];
    }
    let mut findings: Vec<_> =
        tokens.iter().filter_map(|token| examine_token(token, now)).collect();
    if findings.is_empty() {
        let text = format!("{} valid for the directory `{name}`", tokens.len());
        findings.push(Finding::fine(ABOUT, text));
    }
    findings
}

fn examine_token(token: &InfraToken, now: Timestamp) -> Option<Finding> {
    const ABOUT: &str = "infra tokens";
    let label = &token.label;
    match token.expires {
        Some(expires) if token.is_expired(now) => Some(Finding::warning(
            ABOUT,
            format!("`{label}` expired at {expires}"),
            format!(
                "Generate a new one if it is still needed, and revoke this: `provisor token revoke {}`.",
                token.id
            ),
        )),
        Some(expires) if expires.since(now) < SOON => Some(Finding::warning(
            ABOUT,
            format!("`{label}` expires at {expires}"),
            "Generate a new one, and give it to the identity provider before that.",
        )),
        _ if token.last_used.is_none() => Some(Finding::warning(
            ABOUT,
            format!("`{label}` has never been used"),
            "Check that the identity provider has it, and calls the SCIM base URL.",
        )),
        _ => None,
    }
}

fn clock(now: Timestamp, latest: Option<Timestamp>) -> Finding {
    const ABOUT: &str = "clock";
    let advice = "Set the machine's clock (NTP): expiries and history depend on it.";
    if now < CLOCK_LEAST {
        return Finding::broken(ABOUT, format!("it shows {now}, which is long past"), advice);
    }
    match latest {
        Some(latest) if latest.since(now) > CLOCK_TOLERANCE => Finding::broken(
            ABOUT,
            format!("it shows {now}, but something was stored at {latest} already"),
            advice,
        ),
        _ => Finding::fine(ABOUT, now.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn a_clock_that_went_back_is_broken() {
        let now = CLOCK_LEAST.plus(Duration::from_secs(1_000));
        assert_eq!(clock(now, None).level, Level::Fine);
        assert_eq!(clock(now, Some(now.plus(CLOCK_TOLERANCE))).level, Level::Fine);
        let later = now.plus(CLOCK_TOLERANCE * 2);
        assert_eq!(clock(now, Some(later)).level, Level::Broken);
        assert_eq!(clock(Timestamp::from_micros(0), None).level, Level::Broken);
    }
}
