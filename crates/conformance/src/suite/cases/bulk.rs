//! Several operations in one request (RFC 7644 §3.7).

use serde_json::{Value, json};

use super::super::case::{Outcome, Stop, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::Tools;
use crate::client::{Method, encode_value};
use crate::urn;

cases! { "bulk";
    a_server_without_bulk_says_so: "A server without bulk refuses it",
        ["bulk.unsupported", "error.everywhere"];
    operations_are_answered_each: "Each operation is answered",
        ["bulk.message", "bulk.entries"];
    every_method_is_possible: "Resources are created, replaced, patched and deleted",
        ["bulk.message"];
    a_failure_stops_nothing: "A failed operation tells its error and stops nothing",
        ["bulk.errors"];
    enough_failures_stop: "failOnErrors stops what follows",
        ["bulk.fail-on-errors"];
    references_are_resolved: "bulkId stands for the new id, in values and in paths",
        ["bulk.references"];
    references_may_come_first: "A bulkId may be used before it is made",
        ["bulk.forward"];
    circles_are_tried: "References in a circle are resolved, or refused with 409",
        ["bulk.circular"];
    unknown_references_fail: "An unknown bulkId lets its operation fail",
        ["bulk.unknown-reference"];
    too_many_are_refused: "More operations than allowed are refused with 413",
        ["bulk.limits"];
    too_much_is_refused: "A body of more bytes than allowed is refused with 413",
        ["bulk.size"];
    another_version_is_not_changed: "An operation with another version fails with 412",
        ["bulk.version"];
    what_is_no_message_is_refused: "What is no bulk message is refused",
        ["bulk.syntax"];
}

fn message(operations: &Value) -> Value {
    json!({"schemas": [urn::BULK], "Operations": operations})
}

/// Sends operations; what they make is deleted at the end.
async fn send(t: &Tools, body: &Value) -> Outcome<Exchange> {
    t.needs(Feature::Bulk)?;
    let answer = t.post("/Bulk", body).await?;
    let entries = answer.find("Operations[*].location");
    for location in entries.as_ref().and_then(Value::as_array).into_iter().flatten() {
        let path = location.as_str().and_then(|text| {
            ["/Users/", "/Groups/"].iter().find_map(|part| text.find(part).map(|at| &text[at..]))
        });
        if let Some(path) = path {
            t.keep_in_mind(path.to_owned());
        }
    }
    Ok(answer)
}

async fn done(t: &Tools, operations: Value) -> Outcome<Exchange> {
    let answer = send(t, &message(&operations)).await?;
    answer.status(200)?.holds("schemas", &[urn::BULK_ANSWER])?;
    Ok(answer)
}

fn create(t: &Tools, id: &str) -> Value {
    json!({"method": "POST", "path": "/Users", "bulkId": id, "data": t.person(json!({}))})
}

fn group(t: &Tools, id: &str, members: &[&str]) -> Value {
    let members: Vec<_> =
        members.iter().map(|id| json!({"value": format!("bulkId:{id}")})).collect();
    let name = t.name(&format!("g-{id}"));
    json!({"method": "POST", "path": "/Groups", "bulkId": id,
        "data": {"schemas": [urn::GROUP], "displayName": name, "members": members}})
}

/// The entry of one bulkId.
fn entry(answer: &Exchange, id: &str) -> Outcome<Value> {
    answer.at(&format!("Operations[bulkId={id}]"))
}

/// The path of what one bulkId made.
fn path(answer: &Exchange, id: &str) -> Outcome<String> {
    let entry = entry(answer, id)?;
    let made = entry["status"] == "201";
    answer.that(made, format!("status \"201\" for {id}"))?;
    let location = entry["location"].as_str().unwrap_or_default();
    let start = location.find("/Users/").or_else(|| location.find("/Groups/"));
    let start = start.ok_or_else(|| answer.fail(format!("the location of {id}")))?;
    Ok(location[start..].to_owned())
}

async fn a_server_without_bulk_says_so(t: &Tools) -> Outcome {
    if t.service.offers(Feature::Bulk) {
        return Err(Stop::Skipped("the server offers bulk".into()));
    }
    let answer = t.post("/Bulk", &message(&json!([]))).await?;
    answer.any_status(&[400, 403, 404, 405, 501])?;
    answer.refused(answer.answer.status, &[]).map(drop)
}

async fn operations_are_answered_each(t: &Tools) -> Outcome {
    let answer = done(t, json!([create(t, "one"), create(t, "two")])).await?;
    for id in ["one", "two"] {
        let entry = entry(&answer, id)?;
        answer.that(entry["method"] == "POST", "the method in each entry")?;
        t.get(&path(&answer, id)?).await?.status(200)?;
    }
    answer
        .that(answer.at("Operations")?.as_array().map(Vec::len) == Some(2), "two entries")
        .map(drop)
}

async fn every_method_is_possible(t: &Tools) -> Outcome {
    t.needs(Feature::Bulk)?;
    t.knows(&["title"])?;
    let made = t.users(&[("a", json!({})), ("b", json!({})), ("c", json!({}))]).await?;
    let put = t.person(json!({"title": "Boss"}));
    let patch = json!({"schemas": [urn::PATCH],
        "Operations": [{"op": "add", "path": "title", "value": "Lead"}]});
    let answer = done(
        t,
        json!([
            {"method": "PUT", "path": made[0].path, "data": put},
            {"method": "PATCH", "path": made[1].path, "data": patch},
            {"method": "DELETE", "path": made[2].path},
        ]),
    )
    .await?;
    let right = ["200", "200 or 204", "204"].iter().zip(0..).all(|(wanted, at)| {
        let status = answer.find(&format!("Operations[{at}].status"));
        status.as_ref().and_then(Value::as_str).is_some_and(|status| wanted.contains(status))
    });
    answer.that(right, "the statuses \"200\", \"200\" or \"204\", and \"204\"")?;
    t.get(&made[0].path).await?.is("title", "Boss")?;
    t.get(&made[1].path).await?.is("title", "Lead")?;
    t.get(&made[2].path).await?.status(404).map(drop)
}

async fn a_failure_stops_nothing(t: &Tools) -> Outcome {
    let operations = json!([
        {"method": "DELETE", "path": "/Users/nobody"},
        {"method": "POST", "path": "/Users", "bulkId": "bad", "data": {"schemas": [urn::USER]}},
        create(t, "good"),
    ]);
    let answer = done(t, operations).await?;
    answer.is("Operations[0].status", "404")?.is("Operations[0].response.status", "404")?;
    answer
        .is("Operations[1].status", "400")?
        .holds("Operations[1].response.schemas", &[urn::ERROR])?;
    t.get(&path(&answer, "good")?).await?.status(200).map(drop)
}

async fn enough_failures_stop(t: &Tools) -> Outcome {
    let late = create(t, "late");
    let name = late["data"]["userName"].clone();
    let mut body = message(&json!([{"method": "DELETE", "path": "/Users/nobody"}, late]));
    body["failOnErrors"] = json!(1);
    let answer = send(t, &body).await?;
    answer.status(200)?;
    let one = answer.at("Operations")?.as_array().map(Vec::len) == Some(1);
    answer.that(one, "the one entry that failed, and nothing after it")?;
    t.needs(Feature::Filter)?;
    let filter = encode_value(&format!("userName eq {name}"));
    t.get(&format!("/Users?filter={filter}")).await?.is("totalResults", 0).map(drop)
}

async fn references_are_resolved(t: &Tools) -> Outcome {
    t.needs_groups()?;
    let patch = json!({"schemas": [urn::PATCH],
        "Operations": [{"op": "add", "path": "displayName", "value": "Ann"}]});
    let operations = json!([
        create(t, "ann"),
        group(t, "staff", &["ann"]),
        {"method": "PATCH", "path": "/Users/bulkId:ann", "data": patch},
    ]);
    let answer = done(t, operations).await?;
    let user = path(&answer, "ann")?;
    let id = user.trim_start_matches("/Users/").to_owned();
    t.get(&path(&answer, "staff")?).await?.holds("members[*].value", &[&id])?;
    t.get(&user).await?.is("displayName", "Ann").map(drop)
}

async fn references_may_come_first(t: &Tools) -> Outcome {
    t.needs_groups()?;
    let answer = done(t, json!([group(t, "staff", &["ann"]), create(t, "ann")])).await?;
    let id = path(&answer, "ann")?.trim_start_matches("/Users/").to_owned();
    t.get(&path(&answer, "staff")?).await?.holds("members[*].value", &[&id]).map(drop)
}

async fn circles_are_tried(t: &Tools) -> Outcome {
    t.needs_groups()?;
    let answer = done(t, json!([group(t, "one", &["two"]), group(t, "two", &["one"])])).await?;
    for id in ["one", "two"] {
        let status = entry(&answer, id)?["status"].clone();
        let known = [json!("201"), json!("409"), json!("400")].contains(&status);
        answer.that(known, "\"201\" for both groups, or \"409\"")?;
    }
    Ok(())
}

async fn unknown_references_fail(t: &Tools) -> Outcome {
    t.needs_groups()?;
    let answer = done(t, json!([group(t, "one", &["nobody"])])).await?;
    let status = entry(&answer, "one")?["status"].clone();
    answer.that(status == "400" || status == "409", "status \"400\" or \"409\"").map(drop)
}

async fn too_many_are_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Bulk)?;
    let most = t.service.setting("bulk.maxOperations").and_then(|value| value.as_u64());
    let Some(most) = most.filter(|most| (1..=10_000).contains(most)) else {
        return Err(Stop::Skipped("maxOperations is not told, or too high to be tried".into()));
    };
    let one = json!({"method": "DELETE", "path": "/Users/nobody"});
    let count = usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1);
    let operations = Value::Array(vec![one; count]);
    send(t, &message(&operations)).await?.refused(413, &[]).map(drop)
}

async fn too_much_is_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Bulk)?;
    let most = t.service.setting("bulk.maxPayloadSize").and_then(|value| value.as_u64());
    let Some(most) = most.filter(|most| (1..=1 << 20).contains(most)) else {
        return Err(Stop::Skipped("maxPayloadSize is not told, or too high to be tried".into()));
    };
    let mut body = message(&json!([{"method": "DELETE", "path": "/Users/nobody"}])).to_string();
    let room = usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(body.len());
    body.push_str(&" ".repeat(room + 1));
    match t.send(Method::POST, "/Bulk", &[], Some(body.into_bytes())).await {
        Ok(answer) => answer.refused(413, &[]).map(drop),
        // RFC 9110 §15.5.14 lets it; then its answer is seen or not as luck will have it.
        Err(_) => Err(Stop::Skipped("the server hangs up while too much is sent".into())),
    }
}

async fn another_version_is_not_changed(t: &Tools) -> Outcome {
    t.needs(Feature::Bulk)?;
    t.needs(Feature::Etag)?;
    let made = t.user(json!({})).await?;
    let other = json!({"method": "DELETE", "path": made.path, "version": "W/\"another\""});
    done(t, json!([other])).await?.is("Operations[0].status", "412")?;
    let present = t.get(&made.path).await?;
    let version = present.status(200)?.header("etag")?;
    let same = json!({"method": "DELETE", "path": made.path, "version": version});
    done(t, json!([same])).await?.is("Operations[0].status", "204")?;
    t.get(&made.path).await?.status(404).map(drop)
}

async fn what_is_no_message_is_refused(t: &Tools) -> Outcome {
    for body in
        [json!({}), json!([]), json!({"schemas": [urn::BULK]}), json!({"schemas": [urn::USER]})]
    {
        send(t, &body).await?.refused(400, &["invalidSyntax", "invalidValue"])?;
    }
    Ok(())
}
