//! The connection test of a provider, and a token that must not open anything.

use serde_json::Value;

use super::style::{Probe, Style};
use crate::Failure;
use crate::json::Path;
use crate::simulate::Reporter;
use crate::simulate::exchange::{Exchange, show};
use crate::simulate::session::Session;

/// What the configuration must have (RFC 7643 §5), and whether it is a number.
const CONFIGURATION: &[(&str, bool)] = &[
    ("patch.supported", false),
    ("bulk.supported", false),
    ("bulk.maxOperations", true),
    ("bulk.maxPayloadSize", true),
    ("filter.supported", false),
    ("filter.maxResults", true),
    ("changePassword.supported", false),
    ("sort.supported", false),
    ("etag.supported", false),
];

/// Sends what the provider sends before it trusts a service.
pub(super) async fn test(
    session: &Session,
    style: &Style,
    report: &mut dyn Reporter,
) -> Result<(), Failure> {
    let step = "Test the connection";
    report.step_started(step);
    for probe in style.probes {
        ask(session, step, *probe).await?;
    }
    let asked = style.probes.len();
    report.step_done(step, &format!("{asked} {}", if asked == 1 { "answer" } else { "answers" }));
    if session.has_token() {
        let step = "Come with a wrong token";
        report.step_started(step);
        let path = "/Users?startIndex=1&count=1";
        session.with_wrong_token().get(step, path).await?.error(401)?;
        report.step_done(step, "refused with 401");
    }
    Ok(())
}

async fn ask(session: &Session, step: &str, probe: Probe) -> Result<(), Failure> {
    match probe {
        Probe::List(path) => {
            session.get(step, path).await?.list()?;
        }
        Probe::Nobody(path) => {
            let exchange = session.get(step, path).await?;
            let list = exchange.list()?;
            if list.total > 0 || !list.resources.is_empty() {
                return Err(exchange.wrong("an empty list", format!("{} Resources", list.total)));
            }
        }
        Probe::Object(path) => {
            session.get(step, path).await?.status(&[200])?.object()?;
        }
        Probe::Missing(path) => {
            session.get(step, path).await?.error(404)?;
        }
        Probe::Configuration => {
            let exchange = session.get(step, "/ServiceProviderConfig").await?;
            configuration(&exchange)?;
        }
    }
    Ok(())
}

fn configuration(exchange: &Exchange) -> Result<(), Failure> {
    let body = Value::Object(exchange.status(&[200])?.object()?.clone());
    for (path, number) in CONFIGURATION {
        let found = Path::parse(path).ok().and_then(|parsed| parsed.find(&body));
        let right = if *number {
            found.as_ref().is_some_and(Value::is_u64)
        } else {
            found.as_ref().is_some_and(Value::is_boolean)
        };
        if !right {
            let kind = if *number { "a whole number" } else { "a boolean" };
            return Err(exchange.wrong(format!("{path} as {kind}"), show(found.as_ref())));
        }
    }
    Ok(())
}
