//! Extensions: the enterprise's, and a client's own (RFC 7643 §3.3, §4.3).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use crate::{Beyond, urn};

cases! { "extension";
    values_stand_under_the_urn: "Values of an extension stand under its URN",
        ["extension.place", "extension.schemas", "common.schemas-only-known"];
    urns_come_in_any_case: "The URN of an extension is understood in any case",
        ["data.urn-case"];
    an_extension_goes_with_its_last_value: "An extension without values is not named",
        ["extension.schemas"];
    one_value_can_be_asked_for: "A value of an extension is projected by its full name",
        ["projection.qualified", "data.qualified-names"];
    a_manager_is_an_object: "manager is an object with an id",
        ["extension.manager"];
    a_manager_has_a_name: "manager.displayName comes from the manager",
        ["extension.manager-name"];
    a_manager_may_come_later: "A manager that is not there yet is accepted",
        ["extension.manager-unknown"];
    an_extension_of_ones_own: "A client may bring an extension of its own",
        ["extension.custom"];
}

async fn values_stand_under_the_urn(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let values = json!({"department": "R&D", "employeeNumber": "7"});
    let made = t.user(json!({urn::ENTERPRISE: values})).await?;
    let read = t.get(&made.path).await?;
    read.is(&format!("<{}>", urn::ENTERPRISE), values)?;
    read.holds("schemas", &[urn::USER, urn::ENTERPRISE])?.lacks("department").map(drop)
}

async fn urns_come_in_any_case(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let urn = urn::ENTERPRISE.to_uppercase();
    let made = t.user(json!({urn: {"Department": "R&D"}})).await?;
    let read = t.get(&made.path).await?;
    let body = read.json()?;
    read.that(
        body[urn::ENTERPRISE]["department"] == "R&D",
        "department under the URN as the schema spells it",
    )
    .map(drop)
}

async fn an_extension_goes_with_its_last_value(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let made = t.user(json!({urn::ENTERPRISE: {"department": "R&D"}})).await?;
    let body = json!({"schemas": [urn::USER], "userName": made.body["userName"]});
    t.put(&made.path, &body).await?.status(200)?;
    let read = t.get(&made.path).await?;
    read.lacks(&format!("<{}>", urn::ENTERPRISE))?.holds("schemas", &[urn::USER]).map(drop)
}

async fn one_value_can_be_asked_for(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let made = t.user(json!({urn::ENTERPRISE: {"department": "R&D", "costCenter": "7"}})).await?;
    let read = t.get(&format!("{}?attributes={}:department", made.path, urn::ENTERPRISE)).await?;
    read.is(&format!("<{}>.department", urn::ENTERPRISE), "R&D")?;
    read.lacks(&format!("<{}>.costCenter", urn::ENTERPRISE))?.lacks("userName").map(drop)
}

async fn a_manager_is_an_object(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let boss = t.user(json!({})).await?;
    let made = t.user(json!({urn::ENTERPRISE: {"manager": {"value": boss.id}}})).await?;
    let path = format!("<{}>.manager.value", urn::ENTERPRISE);
    t.get(&made.path).await?.is(&path, boss.id.as_str())?;
    t.needs(Feature::Filter)?;
    let filter = format!("{}:manager.value eq \"{}\"", urn::ENTERPRISE, boss.id);
    t.finds(&filter, &[made], &["a"]).await
}

async fn a_manager_has_a_name(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    t.knows(&["displayName"])?;
    let boss = t.user(json!({"displayName": "The Boss"})).await?;
    let made = t.user(json!({urn::ENTERPRISE: {"manager": {"value": boss.id}}})).await?;
    let path = format!("<{}>.manager.displayName", urn::ENTERPRISE);
    t.get(&made.path).await?.is(&path, "The Boss").map(drop)
}

async fn a_manager_may_come_later(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let boss = t.user(json!({})).await?;
    t.delete(&boss.path).await?;
    let manager = json!({urn::ENTERPRISE: {"manager": {"value": boss.id}}});
    t.post("/Users", &t.person(manager)).await?.status(201).map(drop)
}

async fn an_extension_of_ones_own(t: &Tools) -> Outcome {
    const OWN: &str = "urn:ietf:params:scim:schemas:extension:conformance:2.0:User";
    t.goes_beyond(Beyond::Undefined)?;
    let body = t.person(json!({"schemas": [urn::USER, OWN], OWN: {"badge": "B-7"}}));
    let answer = t.post("/Users", &body).await?;
    answer.status(201)?;
    let read = t.get(&format!("/Users/{}", answer.text("id")?)).await?;
    read.is(&format!("<{OWN}>.badge"), "B-7").map(drop)
}
