//! Filters that are none.

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;

cases! { "filter";
    what_is_no_filter_is_refused: "What is no filter is refused",
        ["filter.syntax"];
    booleans_have_no_order: "Booleans and binary values have no order",
        ["filter.no-order"];
    a_boolean_is_no_text: "A boolean is not compared with a text",
        ["filter.types"];
    passwords_are_not_found_out: "Passwords are not found out by filters",
        ["filter.password", "user.password-hidden"];
}

async fn what_is_no_filter_is_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.refuses_filters(&[
        "userName",
        "userName eq",
        "userName is \"x\"",
        "eq \"x\"",
        "(userName eq \"x\"",
        "userName eq \"x\")",
        "userName eq \"x\" and",
        "userName eq \"x\" userName eq \"y\"",
        "userName eq \"x",
        "emails[type eq \"work\"",
        "not userName eq \"x\"",
    ])
    .await
}

async fn booleans_have_no_order(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.knows(&["active", "x509Certificates.value"])?;
    t.refuses_filters(&["active gt false", "active le true", "x509Certificates.value gt \"AAAA\""])
        .await
}

async fn a_boolean_is_no_text(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.knows(&["active"])?;
    t.refuses_filters(&["active eq \"perhaps\"", "active co \"t\""]).await
}

async fn passwords_are_not_found_out(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.may_send(&["password"])?;
    let secret = t.name("Se-cret-4711");
    let body = t.person(json!({"password": secret}));
    let made = t.post("/Users", &body).await?;
    let name = made.text("userName")?;
    for filter in [
        format!("userName eq \"{name}\" and password sw \"{}\"", &secret[..9]),
        format!("userName eq \"{name}\" and password co \"4711\""),
    ] {
        let answer = t.filter("/Users", &filter).await?;
        let found = answer.answer.status == 200 && !answer.ids()?.is_empty();
        answer.that(!found, "status 400, or nobody")?;
    }
    Ok(())
}
