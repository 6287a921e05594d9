//! Versions of resources (RFC 7644 §3.14).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::client::Method;
use crate::urn;

cases! { "etag";
    every_resource_has_a_version: "Every single resource comes with its ETag",
        ["etag.header"];
    meta_tells_the_version: "meta.version is the ETag",
        ["etag.version"];
    versions_change: "The version changes with the resource",
        ["etag.changes"];
    an_unchanged_resource_is_not_sent: "If-None-Match with the version at hand is answered 304",
        ["etag.if-none-match"];
    another_version_is_not_changed: "If-Match with another version changes nothing",
        ["etag.if-match"];
    the_present_version_is_changed: "If-Match with the present version is carried out",
        ["etag.if-match-holds"];
    a_star_is_any_version: "If-Match: * is any version",
        ["etag.any"];
    projection_has_no_version: "The version does not depend on what was asked for",
        ["etag.projection"];
}

async fn boss(t: &Tools) -> Outcome<Made> {
    t.needs(Feature::Etag)?;
    t.knows(&["title"])?;
    t.user(json!({"title": "Boss"})).await
}

fn lead(made: &Made) -> Value {
    json!({"schemas": [urn::USER], "userName": made.body["userName"], "title": "Lead"})
}

/// A PATCH that changes the title.
fn promoted(title: &str) -> Value {
    let operation = json!({"op": "replace", "path": "title", "value": title});
    json!({"schemas": [urn::PATCH], "Operations": [operation]})
}

async fn with(
    t: &Tools,
    method: Method,
    made: &Made,
    header: (&str, &str),
    body: Option<Value>,
) -> Outcome<Exchange> {
    let body = body.map(|body| body.to_string().into_bytes());
    t.send(method, &made.path, &[header], body).await
}

async fn every_resource_has_a_version(t: &Tools) -> Outcome {
    t.needs(Feature::Etag)?;
    let created = t.post("/Users", &t.person(json!({}))).await?;
    let version = created.status(201)?.header("etag")?.to_owned();
    let shape = version.trim_start_matches("W/");
    let quoted = shape.len() > 2 && shape.starts_with('"') && shape.ends_with('"');
    created.that(quoted, "an ETag in quotation marks, W/ before it if it is weak")?;
    let path = format!("/Users/{}", created.text("id")?);
    t.get(&path).await?.header("etag")?;
    let body = json!({"schemas": [urn::USER], "userName": created.text("userName")?, "title": "x"});
    t.put(&path, &body).await?.status(200)?.header("etag").map(drop)
}

async fn meta_tells_the_version(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let read = t.get(&made.path).await?;
    let version = read.header("etag")?.to_owned();
    read.is("meta.version", version).map(drop)
}

async fn versions_change(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let before = t.get(&made.path).await?.header("etag")?.to_owned();
    t.put(&made.path, &lead(&made)).await?.status(200)?;
    let put = differs(t, &made.path, &before).await?;
    if !t.service.offers(Feature::Patch) {
        return Ok(());
    }
    let operation = json!([{"op": "replace", "path": "title", "value": "Chief"}]);
    t.patched(&made.path, operation).await?;
    differs(t, &made.path, &put).await?;
    if !t.service.has_endpoint("/Groups") {
        return Ok(());
    }
    // Who is in a group is part of the group.
    let group = t.group("one", &[]).await?;
    let before = t.get(&group.path).await?.header("etag")?.to_owned();
    let operation = json!([{"op": "add", "path": "members", "value": [{"value": made.id}]}]);
    t.patched(&group.path, operation).await?;
    differs(t, &group.path, &before).await.map(drop)
}

/// The ETag, which must be another one than before.
async fn differs(t: &Tools, path: &str, before: &str) -> Outcome<String> {
    let read = t.get(path).await?;
    let now = read.header("etag")?.to_owned();
    read.that(now != before, format!("another ETag than {before}"))?;
    Ok(now)
}

async fn an_unchanged_resource_is_not_sent(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let version = t.get(&made.path).await?.header("etag")?.to_owned();
    let again = with(t, Method::GET, &made, ("If-None-Match", &version), None).await?;
    again.status(304)?.that(again.answer.body.is_empty(), "no body")?;
    let other = with(t, Method::GET, &made, ("If-None-Match", "W/\"other\""), None).await?;
    other.status(200).map(drop)
}

async fn another_version_is_not_changed(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let header = ("If-Match", "W/\"another\"");
    with(t, Method::PUT, &made, header, Some(lead(&made))).await?.refused(412, &[])?;
    with(t, Method::DELETE, &made, header, None).await?.refused(412, &[])?;
    if t.service.offers(Feature::Patch) {
        let body = promoted("Lead");
        with(t, Method::PATCH, &made, header, Some(body)).await?.refused(412, &[])?;
    }
    t.get(&made.path).await?.status(200)?.is("title", "Boss").map(drop)
}

async fn the_present_version_is_changed(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let version = t.get(&made.path).await?.header("etag")?.to_owned();
    let put = with(t, Method::PUT, &made, ("If-Match", &version), Some(lead(&made))).await?;
    put.status(200)?.is("title", "Lead")?;
    with(t, Method::PUT, &made, ("If-Match", &version), Some(lead(&made)))
        .await?
        .refused(412, &[])?;
    if t.service.offers(Feature::Patch) {
        let header = ("If-Match", version.as_str());
        with(t, Method::PATCH, &made, header, Some(promoted("Chief"))).await?.refused(412, &[])?;
        let version = t.get(&made.path).await?.header("etag")?.to_owned();
        let header = ("If-Match", version.as_str());
        let patch = with(t, Method::PATCH, &made, header, Some(promoted("Chief"))).await?;
        patch.any_status(&[200, 204])?;
        t.get(&made.path).await?.is("title", "Chief")?;
    }
    let version = t.get(&made.path).await?.header("etag")?.to_owned();
    with(t, Method::DELETE, &made, ("If-Match", &version), None).await?.status(204).map(drop)
}

async fn a_star_is_any_version(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let put = with(t, Method::PUT, &made, ("If-Match", "*"), Some(lead(&made))).await?;
    put.status(200)?.is("title", "Lead").map(drop)
}

async fn projection_has_no_version(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let whole = t.get(&made.path).await?.header("etag")?.to_owned();
    let part = t.get(&format!("{}?attributes=title", made.path)).await?;
    part.that(part.header("etag")? == whole, format!("the ETag of the whole user: {whole}"))
        .map(drop)
}
