//! What the server says of itself.

use serde_json::Value;

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::tools::Tools;
use crate::client::Method;
use crate::urn;

cases! { "discovery";
    the_three_documents_are_there: "The three documents of discovery can be read",
        ["discovery.endpoints", "discovery.lists", "http.media-type"];
    nothing_can_be_written: "The documents of discovery cannot be written",
        ["discovery.only-get", "http.methods"];
    one_is_read_by_its_name: "A resource type and a schema are read by name",
        ["discovery.single"];
    a_filter_is_refused: "A filter on discovery is refused",
        ["discovery.no-filter"];
    paging_changes_nothing: "Paging and sorting change nothing on discovery",
        ["discovery.no-paging"];
    nobody_need_sign_in: "Discovery works without a credential",
        ["discovery.anonymous"];
    what_is_unknown_is_not_found: "An unknown resource type or schema is not found",
        ["discovery.unknown", "error.message"];
    every_schema_is_there: "Every schema that a resource type names is there",
        ["discovery.complete"];
    a_schema_is_found_in_any_case: "A schema is found by its URN in any case",
        ["discovery.urn-case", "data.urn-case"];
    messages_are_no_schemas: "URNs of messages are not among the schemas",
        ["discovery.no-messages"];
    the_configuration_tells_features: "The configuration tells what is supported",
        ["config.features"];
    the_configuration_tells_limits: "The configuration tells the limits",
        ["config.limits"];
    the_configuration_tells_how_to_sign_in: "The configuration tells how to sign in",
        ["config.sign-in", "config.sign-in-type"];
    the_configuration_has_meta: "The configuration has meta",
        ["config.meta"];
    resource_types_are_complete: "Resource types are described in full",
        ["type.fields", "type.extensions"];
    users_and_groups_are_served: "Users and groups are where clients look for them",
        ["type.core"];
}

async fn the_three_documents_are_there(t: &Tools) -> Outcome {
    let config = t.get("/ServiceProviderConfig").await?;
    config.status(200)?.holds("schemas", &[urn::CONFIG])?;
    is_scim(&config)?;
    for path in ["/ResourceTypes", "/Schemas"] {
        let list = t.get(path).await?;
        is_scim(list.status(200)?)?;
        list.is("schemas[0]", urn::LIST)?;
        list.that(!list.resources()?.is_empty(), "a list that is not empty")?;
        let total = list.total()? == list.resources()?.len() as u64;
        list.that(total, "totalResults counts the Resources")?;
    }
    Ok(())
}

/// The media type is SCIM's.
pub(super) fn is_scim(exchange: &Exchange) -> Outcome {
    let kind = exchange.header("content-type")?.to_ascii_lowercase();
    let plain = kind.split(';').next().unwrap_or_default().trim() == "application/scim+json";
    exchange.that(plain, "Content-Type: application/scim+json").map(drop)
}

async fn nothing_can_be_written(t: &Tools) -> Outcome {
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = t.send(method, path, &[], Some(b"{}".to_vec())).await?;
            answer.any_status(&[405, 404, 403, 501])?;
        }
    }
    Ok(())
}

async fn one_is_read_by_its_name(t: &Tools) -> Outcome {
    let user = t.get("/ResourceTypes/User").await?;
    user.status(200)?.is("name", "User")?.is("schema", urn::USER)?;
    let schema = t.get(&format!("/Schemas/{}", urn::USER)).await?;
    schema.status(200)?.is("id", urn::USER)?.has("attributes").map(drop)
}

async fn a_filter_is_refused(t: &Tools) -> Outcome {
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        t.get(&format!("{path}?filter=name eq \"User\"")).await?.refused(403, &[])?;
    }
    Ok(())
}

async fn paging_changes_nothing(t: &Tools) -> Outcome {
    let whole = t.get("/Schemas").await?;
    let query = "/Schemas?startIndex=2&count=1&sortBy=id&sortOrder=descending";
    let page = t.get(query).await?;
    let same = page.ids()? == whole.ids()?;
    page.that(same, "the same schemas in the same order as without parameters").map(drop)
}

async fn nobody_need_sign_in(t: &Tools) -> Outcome {
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        t.send_anonymously(Method::GET, path).await?.status(200)?;
    }
    Ok(())
}

async fn what_is_unknown_is_not_found(t: &Tools) -> Outcome {
    t.get("/ResourceTypes/Nothing").await?.refused(404, &[])?;
    t.get("/Schemas/urn:example:nothing:2.0:Nothing").await?.refused(404, &[]).map(drop)
}

async fn every_schema_is_there(t: &Tools) -> Outcome {
    let schemas = t.get("/Schemas").await?;
    let known = schemas.ids()?;
    for one in t.get("/ResourceTypes").await?.resources()? {
        let extensions = one["schemaExtensions"].as_array().cloned().unwrap_or_default();
        let extensions = extensions.iter().map(|extension| extension["schema"].clone());
        for name in std::iter::once(one["schema"].clone()).chain(extensions) {
            let name = name.as_str().unwrap_or_default().to_owned();
            let found = known.iter().any(|id| id.eq_ignore_ascii_case(&name));
            schemas.that(found, format!("a schema {name}, which {} names", one["name"]))?;
        }
    }
    Ok(())
}

async fn a_schema_is_found_in_any_case(t: &Tools) -> Outcome {
    let name = urn::USER.to_uppercase().replace("URN:", "urn:");
    t.get(&format!("/Schemas/{name}")).await?.status(200)?.is("id", urn::USER).map(drop)
}

async fn messages_are_no_schemas(t: &Tools) -> Outcome {
    let schemas = t.get("/Schemas").await?;
    let message = schemas.ids()?.into_iter().find(|id| id.contains(":api:messages:"));
    schemas.that(message.is_none(), "no URN of a message").map(drop)
}

async fn the_configuration_tells_features(t: &Tools) -> Outcome {
    let config = t.get("/ServiceProviderConfig").await?;
    for name in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
        let path = format!("{name}.supported");
        let told = config.find(&path).is_some_and(|value| value.is_boolean());
        config.that(told, format!("{path} is a boolean"))?;
    }
    Ok(())
}

async fn the_configuration_tells_limits(t: &Tools) -> Outcome {
    let config = t.get("/ServiceProviderConfig").await?;
    for path in ["bulk.maxOperations", "bulk.maxPayloadSize", "filter.maxResults"] {
        let told = config.find(path).is_some_and(|value| value.is_u64());
        config.that(told, format!("{path} is a whole number"))?;
    }
    Ok(())
}

async fn the_configuration_tells_how_to_sign_in(t: &Tools) -> Outcome {
    const TYPES: [&str; 5] = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"];
    let config = t.get("/ServiceProviderConfig").await?;
    let ways = config.at("authenticationSchemes")?;
    for way in ways.as_array().into_iter().flatten() {
        for name in ["type", "name", "description"] {
            config.that(way[name].is_string(), format!("each way to sign in has a {name}"))?;
        }
        let known = way["type"].as_str().is_some_and(|kind| TYPES.contains(&kind));
        config.that(known, format!("each type is one of {}", TYPES.join(", ")))?;
    }
    Ok(())
}

async fn the_configuration_has_meta(t: &Tools) -> Outcome {
    let config = t.get("/ServiceProviderConfig").await?;
    config.is("meta.resourceType", "ServiceProviderConfig")?.has("meta.location").map(drop)
}

async fn resource_types_are_complete(t: &Tools) -> Outcome {
    let types = t.get("/ResourceTypes").await?;
    for one in types.resources()? {
        for name in ["name", "endpoint", "schema"] {
            types.that(one[name].is_string(), format!("each resource type has a {name}"))?;
        }
        let relative = one["endpoint"].as_str().is_some_and(|path| !path.contains("://"));
        types.that(relative, "each endpoint is relative to the base URL")?;
        for extension in one["schemaExtensions"].as_array().into_iter().flatten() {
            let told = extension["schema"].is_string() && extension["required"].is_boolean();
            types.that(told, "each extension has a schema and a boolean required")?;
        }
    }
    Ok(())
}

async fn users_and_groups_are_served(t: &Tools) -> Outcome {
    let types = t.get("/ResourceTypes").await?;
    let found: Vec<Value> =
        types.resources()?.into_iter().map(|mut one| one["endpoint"].take()).collect();
    let both = found.contains(&"/Users".into()) && found.contains(&"/Groups".into());
    types.that(both, "the endpoints /Users and /Groups").map(drop)
}
