//! Which attributes an answer shows (RFC 7644 §3.9).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::client::encode_value;
use crate::urn;

cases! { "projection";
    attributes_are_chosen: "attributes shows what it names",
        ["projection.attributes", "projection.always"];
    attributes_are_left_out: "excludedAttributes leaves out what it names",
        ["projection.excluded"];
    the_id_stays: "id and schemas cannot be left out",
        ["projection.always", "common.schemas"];
    passwords_stay_hidden: "A password cannot be asked for",
        ["projection.never", "user.password-hidden"];
    sub_attributes_are_chosen: "Sub-attributes are chosen and left out",
        ["projection.sub-attributes"];
    names_may_be_qualified: "Attributes are named in full, and in any case",
        ["projection.qualified", "projection.case"];
    lists_are_projected: "Lists are projected",
        ["projection.lists"];
    both_at_once_are_refused: "Both parameters at once are refused",
        ["projection.both"];
    unknown_names_are_ignored: "Names that nobody knows are ignored",
        ["projection.unknown"];
}

async fn person(t: &Tools) -> Outcome<Made> {
    t.knows(&["displayName", "title", "name.givenName", "name.familyName", "emails.type"])?;
    t.user(json!({
        "displayName": "Ann", "title": "Boss", "name": {"givenName": "Ann", "familyName": "Lee"},
        "emails": [{"value": "a@a.example", "type": "work"}],
    }))
    .await
}

async fn attributes_are_chosen(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let answer = t.get(&format!("{}?attributes=displayName, title", made.path)).await?;
    answer.status(200)?.is("displayName", "Ann")?.is("title", "Boss")?;
    answer.is("id", made.id)?.lacks("name")?.lacks("emails")?.lacks("userName").map(drop)
}

async fn attributes_are_left_out(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let answer = t.get(&format!("{}?excludedAttributes=title,emails", made.path)).await?;
    answer.status(200)?.lacks("title")?.lacks("emails")?;
    answer.is("displayName", "Ann")?.has("name.familyName")?.has("userName").map(drop)
}

async fn the_id_stays(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let answer = t.get(&format!("{}?excludedAttributes=id,schemas,title", made.path)).await?;
    answer.is("id", made.id)?.has("schemas")?.lacks("title").map(drop)
}

async fn passwords_stay_hidden(t: &Tools) -> Outcome {
    t.may_send(&["password"])?;
    let secret = t.name("Se-cret-4711");
    let body = t.person(json!({"password": secret}));
    let created = t.post("/Users?attributes=userName,password", &body).await?;
    created.any_status(&[201, 400])?.that(hides(&created, &secret), "no password")?;
    if created.answer.status != 201 {
        return Ok(());
    }
    let path = format!("/Users/{}", created.text("id")?);
    for query in ["", "?attributes=password", "?attributes=userName,password"] {
        let read = t.get(&format!("{path}{query}")).await?;
        read.status(200)?.lacks("password")?.that(hides(&read, &secret), "no password")?;
    }
    Ok(())
}

fn hides(exchange: &super::super::exchange::Exchange, secret: &str) -> bool {
    !String::from_utf8_lossy(&exchange.answer.body).contains(secret)
}

async fn sub_attributes_are_chosen(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let answer = t.get(&format!("{}?attributes=name.givenName,emails.value", made.path)).await?;
    answer.is("name.givenName", "Ann")?.lacks("name.familyName")?;
    answer.is("emails[0].value", "a@a.example")?.lacks("emails[0].type")?.lacks("title")?;
    let answer = t.get(&format!("{}?excludedAttributes=name.givenName", made.path)).await?;
    answer.lacks("name.givenName")?.is("name.familyName", "Lee")?.is("title", "Boss").map(drop)
}

async fn names_may_be_qualified(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let core = urn::USER;
    let query = format!("attributes={core}:title,{core}:NAME.GivenName");
    let answer = t.get(&format!("{}?{query}", made.path)).await?;
    answer.is("title", "Boss")?.is("name.givenName", "Ann")?.lacks("displayName")?;
    answer.lacks("name.familyName")?;
    let answer = t.get(&format!("{}?excludedAttributes={core}:TITLE", made.path)).await?;
    answer.lacks("title")?.is("displayName", "Ann").map(drop)
}

async fn lists_are_projected(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let made = person(t).await?;
    let filter = encode_value(&format!("id eq \"{}\"", made.id));
    let list = t.get(&format!("/Users?filter={filter}&attributes=title")).await?;
    list.is("Resources[0].title", "Boss")?.is("Resources[0].id", made.id.as_str())?;
    list.lacks("Resources[0].displayName")?;
    let list = t.get(&format!("/Users?filter={filter}&excludedAttributes=title")).await?;
    list.lacks("Resources[0].title")?.is("Resources[0].displayName", "Ann")?;
    let body = json!({"schemas": [urn::SEARCH], "attributes": ["title"],
        "filter": format!("id eq \"{}\"", made.id)});
    let list = t.post("/Users/.search", &body).await?;
    list.is("Resources[0].title", "Boss")?.lacks("Resources[0].displayName").map(drop)
}

async fn both_at_once_are_refused(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let query = "attributes=title&excludedAttributes=name";
    t.get(&format!("{}?{query}", made.path))
        .await?
        .refused(400, &["invalidValue", "invalidSyntax"])
        .map(drop)
}

async fn unknown_names_are_ignored(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let answer = t.get(&format!("{}?attributes=title,noSuchAttribute", made.path)).await?;
    answer.status(200)?.is("title", "Boss").map(drop)
}
