//! Writes what a batch of change sets changes, and commits, in one trip.

mod declared;
mod feed;
mod members;
mod resources;
mod system;
mod unique;

use super::delta::Delta;
use super::trip::{Statement, Trip};
use crate::failure::Failure;
use crate::session::Session;

/// All statements.
pub(super) fn statements() -> Vec<&'static Statement> {
    let [system, links] = system::ALL;
    [resources::ALL, unique::ALL, members::ALL, feed::ALL, system, links].concat()
}

/// Writes and commits. The order keeps references and unique names right at every step: those who
/// leave go before those who come.
pub(super) async fn write(session: &Session, delta: &Delta) -> Result<(), Failure> {
    let memberships = members::Columns::of(delta);
    let resources = resources::Columns::of(delta);
    let unique = unique::Columns::of(delta);
    let declared = declared::Steps::of(session, delta).await?;
    let feed = feed::Columns::of(delta);
    let system = system::Columns::of(delta);
    let mut trip = Trip::new(session);
    memberships.remove(&mut trip);
    resources.remove(&mut trip);
    resources.update(&mut trip);
    resources.insert(&mut trip);
    unique.add_to(&mut trip);
    declared.add_to(&mut trip);
    memberships.insert(&mut trip);
    feed.add_to(&mut trip);
    system.add_to(&mut trip);
    trip.batch("COMMIT");
    trip.go().await.map(drop)
}
