//! Requests that a server is to refuse, and that some take for what they mean.
//!
//! Identity providers send such requests, so that a server which refuses them all works with few. To
//! do what was meant is no fault like any other: nothing is lost, and the client sees what came of
//! it. But to answer success and do nothing is a fault.

use serde_json::Value;

use super::case::{Outcome, Stop};
use super::exchange::Exchange;
use super::service::Feature;
use super::tools::Tools;
use crate::Failure;

impl Tools {
    /// The answer is the refusal that is wanted; or else the server did what was `meant`, and the
    /// case goes on and ends as tolerated. A server that claims the interoperability profile has to
    /// refuse.
    pub(super) fn refused_or_meant(&self, refused: Outcome<&Exchange>, meant: bool) -> Outcome {
        match refused {
            Err(Stop::Failed(failure)) if meant && !self.service.offers(Feature::Profile) => {
                if let Ok(mut tolerated) = self.tolerated.lock() {
                    tolerated.get_or_insert(*failure);
                }
                Ok(())
            }
            other => other.map(drop),
        }
    }

    /// Whether a user was made that has that value afterwards.
    pub(super) async fn was_made_with(
        &self,
        answer: &Exchange,
        attribute: &str,
        value: &Value,
    ) -> Outcome<bool> {
        let (201, Ok(id)) = (answer.answer.status, answer.text("id")) else { return Ok(false) };
        let read = self.get(&format!("/Users/{id}")).await?;
        Ok(read.is(attribute, value.clone()).is_ok())
    }

    /// The first request that was tolerated: what was wanted, and what came.
    pub(super) fn take_tolerated(&self) -> Option<Failure> {
        self.tolerated.lock().ok()?.take()
    }
}
