//! Creating resources (RFC 7644 §3.3).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::tools::Tools;
use crate::client::Method;
use crate::urn;

cases! { "create";
    a_user_is_created: "A user is created: 201, Location, and the user",
        ["create.status", "create.location", "common.meta-location"];
    the_user_comes_back_whole: "A created user comes back as it was sent",
        ["create.body", "user.as-sent", "common.external-id", "common.schemas"];
    a_group_is_created: "A group is created",
        ["create.status", "create.location", "group.empty"];
    meta_is_made_by_the_server: "meta tells the type and the times",
        ["common.meta-type", "common.meta-times", "data.moments"];
    the_server_issues_ids: "An id and a meta that a client sends are not taken",
        ["common.id-issued", "common.meta-sent", "data.read-only"];
    ids_differ: "No two resources share an id",
        ["common.id-unique"];
    a_taken_name_is_refused: "A userName that is taken is refused",
        ["create.conflict", "user.name-unique", "user.name-case"];
    names_are_prepared: "User names in another form of the same letters are the same",
        ["user.name-prepared"];
    the_conflict_can_be_found: "Who holds a taken name is found by a filter",
        ["create.retry"];
    a_shared_external_id_is_fine: "Two users may have one externalId",
        ["common.external-id-free"];
    required_attributes_are_required: "A user without userName is refused",
        ["create.required", "group.name-required"];
    what_is_no_object_is_refused: "A body that is no object is refused",
        ["create.syntax", "http.body-needed"];
    attributes_apply: "attributes applies to the answer of POST",
        ["create.projection"];
    names_come_in_any_case: "Names of attributes are understood in any case",
        ["data.names-case"];
    names_come_once: "An attribute that is there twice is refused",
        ["data.duplicate-names"];
    nothing_is_no_value: "null and empty lists are no values",
        ["data.no-value"];
    types_are_checked: "Values of the wrong type are refused",
        ["data.types"];
    schemas_are_required: "A body without schemas is refused",
        ["data.schemas-required"];
    one_value_is_primary: "Two primary values are not kept",
        ["user.primary-once"];
    new_users_are_active: "A user that is created without active is active",
        ["user.active-default"];
    equal_values_are_shown_once: "The same value is not shown twice",
        ["user.no-repeats"];
    countries_are_codes: "A country that is no code is refused",
        ["user.country"];
    addresses_are_uris: "A profileUrl that is no URI is refused",
        ["user.uri"];
    certificates_are_certificates: "A certificate that is none is refused",
        ["user.certificate"];
    every_language_survives: "Text of any language survives",
        ["http.unicode"];
}

async fn a_user_is_created(t: &Tools) -> Outcome {
    let answer = t.post("/Users", &t.person(json!({}))).await?;
    answer.status(201)?.has("id")?;
    let location = answer.header("location")?.to_owned();
    answer.is("meta.location", location.as_str())?;
    answer.that(location.contains("://"), "an absolute Location")?;
    let id = answer.text("id")?;
    answer
        .that(location.ends_with(&format!("/Users/{id}")), "a Location that ends in the id")
        .map(drop)
}

/// A user with values that a careless server would change.
fn full() -> Value {
    json!({
        "externalId": "Ext-AbC", "displayName": "Ann  Lee", "title": "Engineer",
        "name": {"givenName": "Ann", "familyName": "Lee", "formatted": "Ms. Ann Lee"},
        "emails": [
            {"value": "Ann@Work.Example", "type": "work", "primary": true},
            {"value": "ann@home.example", "type": "home"},
        ],
        "active": true,
    })
}

async fn the_user_comes_back_whole(t: &Tools) -> Outcome {
    t.knows(&["displayName", "title", "name.formatted", "emails.type"])?;
    let sent = t.person(full());
    let answer = t.post("/Users", &sent).await?;
    for (name, value) in sent.as_object().into_iter().flatten() {
        answer.is(name, value.clone())?;
    }
    answer.holds("schemas", &[urn::USER]).map(drop)
}

async fn a_group_is_created(t: &Tools) -> Outcome {
    t.needs_groups()?;
    let body = json!({"schemas": [urn::GROUP], "displayName": t.name("group")});
    let answer = t.post("/Groups", &body).await?;
    answer.status(201)?.is("displayName", t.name("group"))?.lacks("members")?;
    answer.holds("schemas", &[urn::GROUP])?.is("meta.resourceType", "Group")?;
    let location = answer.header("location")?.to_owned();
    answer.is("meta.location", location).map(drop)
}

async fn meta_is_made_by_the_server(t: &Tools) -> Outcome {
    let answer = t.post("/Users", &t.person(json!({}))).await?;
    answer.is("meta.resourceType", "User")?;
    let (created, modified) = (answer.text("meta.created")?, answer.text("meta.lastModified")?);
    answer.that(created == modified, "meta.lastModified equals meta.created")?;
    answer
        .that(is_moment(&created), "meta.created is a moment such as 2026-01-31T08:00:00Z")
        .map(drop)
}

/// `xsd:dateTime` with a zone, by its shape.
fn is_moment(text: &str) -> bool {
    let shape: String =
        text.chars().take(19).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let rest = text.get(19..).unwrap_or_default();
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = zone.len() == 6 && (zone.starts_with('+') || zone.starts_with('-'));
    shape == "0000-00-00T00:00:00" && (zone == "Z" || offset)
}

async fn the_server_issues_ids(t: &Tools) -> Outcome {
    let meta = json!({"created": "2001-01-01T00:00:00Z", "resourceType": "Robot", "version": "x"});
    let sent = t.person(json!({"id": t.name("mine"), "meta": meta}));
    let answer = t.post("/Users", &sent).await?;
    answer.status(201)?.is("meta.resourceType", "User")?;
    let id = answer.text("id")?;
    answer.that(id != t.name("mine"), "an id of the server's own")?;
    let created = answer.text("meta.created")?;
    answer.that(!created.starts_with("2001"), "meta.created is the present").map(drop)
}

async fn ids_differ(t: &Tools) -> Outcome {
    let (first, second) = (t.user(json!({})).await?, t.user(json!({})).await?);
    t.delete(&first.path).await?;
    let answer = t.post("/Users", &t.person(json!({}))).await?;
    let third = answer.text("id")?;
    let differ = first.id != second.id && third != first.id && third != second.id;
    answer.that(differ, format!("another id than {} and {}", first.id, second.id)).map(drop)
}

async fn a_taken_name_is_refused(t: &Tools) -> Outcome {
    let name = t.name("Taken");
    t.user(json!({"userName": name})).await?;
    for again in [name.clone(), name.to_uppercase(), name.to_lowercase()] {
        let body = t.person(json!({"userName": again}));
        t.post("/Users", &body).await?.refused_as(409, "uniqueness")?;
    }
    Ok(())
}

async fn names_are_prepared(t: &Tools) -> Outcome {
    for (first, again) in [("caf\u{e9}", "cafe\u{301}"), ("abc", "\u{ff41}\u{ff42}\u{ff43}")] {
        t.user(json!({"userName": t.name(first)})).await?;
        let body = t.person(json!({"userName": t.name(again)}));
        t.post("/Users", &body).await?.refused(409, &["uniqueness"])?;
    }
    Ok(())
}

async fn the_conflict_can_be_found(t: &Tools) -> Outcome {
    let name = t.name("Twice");
    let made = [t.user(json!({"userName": name})).await?];
    let body = t.person(json!({"userName": name}));
    t.post("/Users", &body).await?.status(409)?;
    t.finds(&format!("userName eq \"{name}\""), &made, &["a"]).await
}

async fn a_shared_external_id_is_fine(t: &Tools) -> Outcome {
    let external = t.name("ext");
    t.user(json!({"externalId": external})).await?;
    t.post("/Users", &t.person(json!({"externalId": external}))).await?.status(201).map(drop)
}

async fn required_attributes_are_required(t: &Tools) -> Outcome {
    for name in [json!(null), json!("")] {
        let body = json!({"schemas": [urn::USER], "displayName": t.name("x"), "userName": name});
        t.post("/Users", &body).await?.refused(400, &["invalidValue", "invalidSyntax"])?;
    }
    let body = json!({"schemas": [urn::USER], "displayName": t.name("x")});
    t.post("/Users", &body).await?.refused(400, &["invalidValue", "invalidSyntax"])?;
    t.needs_groups()?;
    let body = json!({"schemas": [urn::GROUP], "externalId": t.name("x")});
    t.post("/Groups", &body).await?.refused(400, &["invalidValue", "invalidSyntax"]).map(drop)
}

async fn what_is_no_object_is_refused(t: &Tools) -> Outcome {
    for body in ["", "{", "[]", "\"text\"", "{\"userName\": \"x\",}", "userName=x"] {
        let answer = t.send(Method::POST, "/Users", &[], Some(body.into())).await?;
        answer.refused(400, &["invalidSyntax", "invalidValue"])?;
    }
    Ok(())
}

async fn attributes_apply(t: &Tools) -> Outcome {
    t.knows(&["displayName", "title"])?;
    let body = t.person(json!({"displayName": "Ann", "title": "Boss"}));
    let answer = t.post("/Users?attributes=displayName", &body).await?;
    answer
        .is("displayName", "Ann")?
        .lacks("title")?
        .lacks("userName")?
        .has("id")?
        .has("schemas")?;
    let body = t.person(json!({"displayName": "Ann", "title": "Boss"}));
    let answer = t.post("/Users?excludedAttributes=title", &body).await?;
    answer.is("displayName", "Ann")?.lacks("title")?.has("userName").map(drop)
}

async fn names_come_in_any_case(t: &Tools) -> Outcome {
    t.knows(&["displayName", "name.givenName"])?;
    let body = json!({
        "SCHEMAS": [urn::USER], "USERNAME": t.name("case"), "displayname": "Ann",
        "Name": {"GIVENNAME": "Ann"},
    });
    let answer = t.post("/Users", &body).await?;
    answer.status(201)?;
    let body = answer.json()?;
    let spelt = body["userName"].is_string()
        && body["displayName"].is_string()
        && body["name"]["givenName"].is_string();
    answer.that(spelt, "the attributes under the names that the schema spells").map(drop)
}

async fn names_come_once(t: &Tools) -> Outcome {
    let (first, again) = (t.name("one"), t.name("two"));
    let body = format!(
        "{{\"schemas\":[\"{}\"],\"userName\":\"{first}\",\"USERNAME\":\"{again}\"}}",
        urn::USER
    );
    let answer = t.send(Method::POST, "/Users", &[], Some(body.into_bytes())).await?;
    answer.refused(400, &["invalidSyntax", "invalidValue"]).map(drop)
}

async fn nothing_is_no_value(t: &Tools) -> Outcome {
    t.knows(&["title", "emails.value", "name.givenName"])?;
    let body = t.person(json!({"title": null, "emails": [], "name": {"givenName": null}}));
    let answer = t.post("/Users", &body).await?;
    answer.status(201)?.lacks("title")?.lacks("emails")?.lacks("name.givenName").map(drop)
}

async fn types_are_checked(t: &Tools) -> Outcome {
    t.knows(&["displayName", "emails.value", "name.givenName", "active"])?;
    for wrong in [
        json!({"displayName": {"text": "x"}}),
        json!({"displayName": ["x", "y"]}),
        json!({"active": "perhaps"}),
        json!({"active": 7}),
        json!({"name": "Ann Lee"}),
        json!({"emails": [{"value": true}]}),
    ] {
        let answer = t.post("/Users", &t.person(wrong)).await?;
        answer.refused(400, &["invalidValue", "invalidSyntax"])?;
    }
    Ok(())
}

async fn schemas_are_required(t: &Tools) -> Outcome {
    for schemas in [json!(null), json!([]), json!([urn::GROUP])] {
        let person = t.person(json!({"schemas": schemas}));
        let answer = t.post("/Users", &person).await?;
        let meant = t.was_made_with(&answer, "userName", &person["userName"]).await?;
        t.refused_or_meant(answer.refused(400, &["invalidSyntax", "invalidValue"]), meant)?;
    }
    Ok(())
}

async fn one_value_is_primary(t: &Tools) -> Outcome {
    t.knows(&["emails.primary"])?;
    let emails = json!([{"value": "a@a.example", "type": "work", "primary": true},
        {"value": "b@b.example", "type": "home", "primary": true}]);
    let answer = t.post("/Users", &t.person(json!({"emails": emails}))).await?;
    if answer.answer.status == 400 {
        return answer.refused(400, &["invalidValue", "invalidSyntax"]).map(drop);
    }
    answer.status(201)?;
    let primary = answer.find("emails[*].primary");
    let count = primary.as_ref().and_then(Value::as_array).into_iter().flatten();
    let once = count.filter(|value| **value == json!(true)).count() <= 1;
    answer.that(once, "400, or at most one primary value").map(drop)
}

async fn new_users_are_active(t: &Tools) -> Outcome {
    t.knows(&["active"])?;
    let answer = t.post("/Users", &t.person(json!({}))).await?;
    answer.is("active", true).map(drop)
}

async fn equal_values_are_shown_once(t: &Tools) -> Outcome {
    t.knows(&["emails.value"])?;
    let email = json!({"value": "a@a.example", "type": "work"});
    let answer = t.post("/Users", &t.person(json!({"emails": [email, email]}))).await?;
    if answer.answer.status == 400 {
        return Ok(());
    }
    answer.holds("emails[*].value", &["a@a.example"]).map(drop)
}

async fn countries_are_codes(t: &Tools) -> Outcome {
    t.knows(&["addresses.country"])?;
    refused_or_kept(t, "addresses", json!([{"type": "work", "country": "Neverland"}])).await
}

async fn addresses_are_uris(t: &Tools) -> Outcome {
    t.knows(&["profileUrl"])?;
    refused_or_kept(t, "profileUrl", json!("not a uri <at all>")).await
}

async fn certificates_are_certificates(t: &Tools) -> Outcome {
    t.knows(&["x509Certificates.value"])?;
    refused_or_kept(t, "x509Certificates", json!([{"value": "AAAA"}])).await
}

/// A user with that value is refused, or kept with the value as it was sent.
async fn refused_or_kept(t: &Tools, attribute: &str, value: Value) -> Outcome {
    let answer = t.post("/Users", &t.person(json!({attribute: &value}))).await?;
    let meant = t.was_made_with(&answer, attribute, &value).await?;
    t.refused_or_meant(answer.refused(400, &["invalidValue", "invalidSyntax"]), meant)
}

async fn every_language_survives(t: &Tools) -> Outcome {
    t.knows(&["displayName"])?;
    let text = "Zoë Ångström 山田太郎 👩‍🚀 Ελένη \"\\ / \t";
    let made = t.user(json!({"displayName": text})).await?;
    t.get(&made.path).await?.is("displayName", text).map(drop)
}
