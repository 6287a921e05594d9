//! The connection test, and what the service must refuse.

use crate::Failure;
use crate::simulate::Reporter;
use crate::simulate::session::Session;

/// What "Test Connector Configuration" sends.
pub(super) async fn test(session: &Session, report: &mut dyn Reporter) -> Result<(), Failure> {
    let step = "Test the connection";
    report.step_started(step);
    let exchange = session.get(step, "/Users?startIndex=1&count=2").await?;
    let people = exchange.list()?;
    if people.resources.len() > 2 {
        return Err(exchange.wrong("two people at most", format!("{}", people.resources.len())));
    }
    report.step_done(step, &format!("connected, {} people there", people.total));

    let step = "Ask whether groups are supported";
    report.step_started(step);
    let exchange = session.get(step, "/Groups?startIndex=1&count=100").await?;
    report.step_done(step, &format!("yes, {} groups there", exchange.list()?.total));

    let step = "Read somebody who does not exist";
    report.step_started(step);
    session.get(step, "/Users/00u-nobody-has-this-id").await?.error(404)?;
    report.step_done(step, "refused with 404");

    if session.has_token() {
        let step = "Come with a wrong token";
        report.step_started(step);
        let stranger = session.with_wrong_token();
        stranger.get(step, "/Users?startIndex=1&count=1").await?.error(401)?;
        report.step_done(step, "refused with 401");
    }
    Ok(())
}
