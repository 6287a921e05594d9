//! The interoperability profile, for servers that say they keep to it. What it only repeats of the
//! RFCs is looked at where the RFCs are.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::case::{Outcome, Stop, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::Tools;
use crate::client::encode_value;
use crate::urn;

cases! { "profile";
    a_type_is_called_like_its_id: "The id of a resource type is its name",
        ["profile.type-id"];
    each_type_has_its_endpoint: "Each type has an endpoint of its own, and ids are the addresses",
        ["profile.endpoints"];
    the_least_is_offered: "Filters, PATCH and pages are supported",
        ["profile.features"];
    resources_are_what_schemas_say: "Resources hold nothing that /Schemas does not define",
        ["profile.schemas-exact"];
    names_compare_alike_everywhere: "Filters and uniqueness agree on case",
        ["profile.case"];
    unknown_attributes_are_refused: "Unknown attributes and schemas are refused",
        ["profile.unknown"];
    unknown_names_in_filters_are_refused: "A filter on an unknown attribute is refused",
        ["profile.filter-unknown"];
    types_are_declared: "Schemas declare the values of type, for every list",
        ["profile.canonical"];
    a_hundred_may_be_asked_for: "A page of 100 can be asked for",
        ["profile.page"];
    a_hundred_come_unasked: "Who names no count gets 100 on a page",
        ["profile.default-page"];
    only_delete_deletes: "PATCH never deletes, and DELETE does",
        ["profile.patch-keeps"];
    no_version_need_be_named: "Who names no version is served",
        ["profile.no-versions"];
    nobody_can_listen: "Clients reach the server by TLS",
        ["profile.tls"];
    basic_is_not_offered: "HTTP Basic is not offered",
        ["profile.no-basic"];
}

/// A schema that no server has.
const OWN: &str = "urn:ietf:params:scim:schemas:extension:conformance:2.0:User";

async fn a_type_is_called_like_its_id(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let types = t.get("/ResourceTypes").await?;
    for one in types.resources()? {
        let same = one["id"].is_string() && one["id"] == one["name"];
        types.that(same, "the id of each resource type is its name")?;
    }
    Ok(())
}

async fn each_type_has_its_endpoint(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let types = t.get("/ResourceTypes").await?;
    let all = types.resources()?;
    let own: BTreeSet<&str> = all.iter().filter_map(|one| one["endpoint"].as_str()).collect();
    types.that(own.len() == all.len(), "an endpoint of its own for each resource type")?;
    let made = t.user(json!({"externalId": t.name("ext")})).await?;
    for name in [made.body["userName"].as_str().unwrap_or_default(), &t.name("ext")] {
        t.get(&format!("/Users/{name}")).await?.refused(404, &[])?;
    }
    Ok(())
}

async fn the_least_is_offered(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let config = t.get("/ServiceProviderConfig").await?;
    config.is("filter.supported", true)?.is("patch.supported", true)?;
    let paged = t.service.offers(Feature::Index) || t.service.offers(Feature::Cursor);
    config.that(paged, "pages by index or by cursor").map(drop)
}

async fn resources_are_what_schemas_say(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let name = json!({"givenName": "Ann", "familyName": "Lee"});
    let user = t.user(json!({"name": name, "active": true})).await?;
    is_defined(t, &t.get(&user.path).await?, urn::USER)?;
    let group = t.group("one", &[&user.id]).await?;
    is_defined(t, &t.get(&group.path).await?, urn::GROUP)
}

/// Every attribute of a resource that has no extension is one of the schema, or common to all.
fn is_defined(t: &Tools, read: &Exchange, schema: &str) -> Outcome {
    const COMMON: [&str; 4] = ["schemas", "id", "externalId", "meta"];
    let names = read.json()?.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    for name in names.filter(|name| !COMMON.contains(name)) {
        let known = t.service.attribute(schema, name).is_some();
        read.that(known, format!("only attributes of /Schemas, which lacks {name} in {schema}"))?;
    }
    Ok(())
}

async fn names_compare_alike_everywhere(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let (exact, name) = (t.name("Exact"), t.name("Name"));
    let other = exact.to_lowercase();
    let made = t
        .users(&[
            ("ann", json!({"externalId": exact, "userName": name})),
            ("bob", json!({"externalId": other})),
        ])
        .await?;
    t.finds(&format!("externalId eq \"{exact}\""), &made, &["ann"]).await?;
    t.finds(&format!("externalId eq \"{other}\""), &made, &["bob"]).await?;
    t.finds(&format!("userName eq \"{}\"", name.to_uppercase()), &made, &["ann"]).await?;
    let again = t.person(json!({"userName": name.to_uppercase()}));
    t.post("/Users", &again).await?.refused_as(409, "uniqueness").map(drop)
}

async fn unknown_attributes_are_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let made = t.user(json!({})).await?;
    for more in [
        json!({"noSuchAttribute": "x"}),
        json!({"name": {"noSuchPart": "x"}}),
        json!({"schemas": [urn::USER, OWN]}),
        json!({"schemas": [urn::USER, OWN], OWN: {"badge": "x"}}),
    ] {
        let body = t.person(more);
        t.post("/Users", &body).await?.refused_as(400, "invalidSyntax")?;
        t.put(&made.path, &body).await?.refused_as(400, "invalidSyntax")?;
    }
    for path in ["noSuchAttribute", "name.noSuchPart", &format!("{OWN}:badge")] {
        let operation = json!([{"op": "add", "path": path, "value": "x"}]);
        t.patch(&made.path, &operation).await?.refused_as(400, "invalidSyntax")?;
    }
    t.get(&made.path).await?.is("userName", made.body["userName"].clone()).map(drop)
}

async fn unknown_names_in_filters_are_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    t.refuses_filters(&["noSuchAttribute eq \"x\"", "name.noSuchPart eq \"x\""]).await?;
    t.needs_groups()?;
    let filter = "noSuchAttribute eq \"x\"";
    t.filter("/Groups", filter).await?.refused_as(400, "invalidFilter").map(drop)
}

async fn types_are_declared(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let schemas = t.get("/Schemas").await?;
    for schema in schemas.resources()? {
        for list in schema["attributes"].as_array().into_iter().flatten() {
            let subs = list["subAttributes"].as_array().into_iter().flatten();
            let is_type = |sub: &&Value| sub["name"] == "type" && list["multiValued"] == true;
            for kind in subs.filter(is_type) {
                let declared =
                    kind["canonicalValues"].as_array().is_some_and(|all| !all.is_empty());
                if !declared {
                    let expected = format!("canonicalValues of {}.type", list["name"]);
                    let got = kind.to_string();
                    let failure =
                        crate::Failure::new(&schemas.step, &schemas.request, expected, got);
                    return Err(Stop::from(failure));
                }
            }
        }
    }
    Ok(())
}

/// A page of users of which there are a hundred.
async fn hundred(t: &Tools, query: &str) -> Outcome<Exchange> {
    t.needs(Feature::Profile)?;
    for _ in 0..100 {
        t.user(json!({})).await?;
    }
    let filter = encode_value(&format!("userName sw \"{}\"", t.prefix()));
    let page = t.get(&format!("/Users?filter={filter}&attributes=userName{query}")).await?;
    page.that(page.ids()?.len() == 100, "a page with all hundred users")?;
    Ok(page)
}

async fn a_hundred_may_be_asked_for(t: &Tools) -> Outcome {
    hundred(t, "&count=100").await?.is("totalResults", 100).map(drop)
}

async fn a_hundred_come_unasked(t: &Tools) -> Outcome {
    hundred(t, "").await.map(drop)
}

async fn only_delete_deletes(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    t.knows(&["active"])?;
    let made = t.user(json!({"active": true})).await?;
    let operation = json!([{"op": "replace", "path": "active", "value": false}]);
    t.patched(&made.path, operation).await?.is("active", false)?;
    t.delete(&made.path).await?.status(204)?;
    t.get(&made.path).await?.refused(404, &[])?;
    let operation = json!([{"op": "replace", "path": "active", "value": true}]);
    t.patch(&made.path, &operation).await?.refused(404, &[])?;
    let again = t.person(json!({"userName": made.body["userName"]}));
    t.post("/Users", &again).await?.status(201).map(drop)
}

async fn no_version_need_be_named(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    t.knows(&["active"])?;
    let made = t.user(json!({})).await?;
    let operation = json!([{"op": "replace", "path": "active", "value": false}]);
    t.patch(&made.path, &operation).await?.any_status(&[200, 204])?;
    t.delete(&made.path).await?.status(204).map(drop)
}

async fn nobody_can_listen(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let config = t.get("/ServiceProviderConfig").await?;
    let address = t.base().split_once("://").map_or(t.base(), |(_, rest)| rest);
    let near = ["localhost", "127.", "[::1]"].iter().any(|host| address.starts_with(host));
    if near && !t.base().starts_with("https://") {
        return Err(Stop::Skipped(
            "the server is on the same machine, where nobody listens".into(),
        ));
    }
    config.that(t.base().starts_with("https://"), "an address that begins with https").map(drop)
}

async fn basic_is_not_offered(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let config = t.get("/ServiceProviderConfig").await?;
    let ways = config.find("authenticationSchemes[*].type").unwrap_or_default();
    let basic = ways.as_array().is_some_and(|ways| ways.contains(&"httpbasic".into()));
    config.that(!basic, "no way to sign in of the type httpbasic").map(drop)
}
