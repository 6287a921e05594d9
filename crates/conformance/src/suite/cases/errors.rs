//! Errors (RFC 7644 §3.12).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::Tools;
use super::discovery::is_scim;
use crate::client::Method;
use crate::urn;

cases! { "errors";
    an_error_is_a_message: "An error is a SCIM message, its status a string",
        ["error.message", "error.status", "error.no-problem-details", "http.media-type"];
    an_error_says_what_was_wrong: "An error says in detail what was wrong",
        ["error.detail"];
    every_error_is_one: "Errors before any resource are SCIM errors too",
        ["error.everywhere", "http.sign-in"];
    nothing_inside_is_shown: "An error shows nothing of the inside",
        ["error.no-internals"];
}

/// Requests that must fail, each for another reason.
async fn failed(t: &Tools) -> Outcome<Vec<Exchange>> {
    let name = t.name("taken");
    t.user(json!({"userName": name})).await?;
    let taken = t.person(json!({"userName": name}));
    let mut all = vec![
        t.get("/Users/nobody").await?,
        t.send(Method::POST, "/Users", &[], Some(b"{".to_vec())).await?,
        t.post("/Users", &json!({"schemas": [urn::USER]})).await?,
        t.post("/Users", &taken).await?,
    ];
    if t.service.offers(Feature::Filter) {
        all.push(t.filter("/Users", "userName eq").await?);
    }
    Ok(all)
}

/// A SCIM error, whatever its status.
fn is_error(exchange: &Exchange) -> Outcome {
    let status = exchange.answer.status;
    exchange.that(status >= 400, "an error")?;
    exchange.holds("schemas", &[urn::ERROR])?.is("status", status.to_string())?;
    exchange
        .that(exchange.find("title").is_none(), "no title, which belongs to problem details")?;
    is_scim(exchange)
}

async fn an_error_is_a_message(t: &Tools) -> Outcome {
    failed(t).await?.iter().try_for_each(is_error)
}

async fn an_error_says_what_was_wrong(t: &Tools) -> Outcome {
    failed(t).await?.iter().try_for_each(|exchange| exchange.has("detail").map(drop))
}

async fn every_error_is_one(t: &Tools) -> Outcome {
    is_error(&t.get("/NoSuchEndpoint").await?)?;
    is_error(&t.send_anonymously(Method::GET, "/Users").await?)?;
    is_error(&t.send(Method::PUT, "/Users", &[], Some(b"{}".to_vec())).await?)?;
    let headers = [("content-type", "text/plain")];
    let answer = t.send(Method::POST, "/Users", &headers, Some(b"hello".to_vec())).await?;
    is_error(&answer)
}

async fn nothing_inside_is_shown(t: &Tools) -> Outcome {
    const INSIDE: [&str; 8] = [
        "panicked",
        "Traceback",
        "stack trace",
        "Exception in",
        "SELECT ",
        "INSERT INTO",
        "/src/",
        "sqlite",
    ];
    for exchange in failed(t).await? {
        let text = exchange.find("detail").map(|detail| detail.to_string()).unwrap_or_default();
        let shown = INSIDE.iter().find(|word| text.contains(**word));
        exchange.that(shown.is_none(), "no stack, no SQL, no file of the server")?;
    }
    Ok(())
}
