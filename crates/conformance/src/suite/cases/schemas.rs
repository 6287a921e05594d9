//! The schemas that the server publishes.

use serde_json::Value;

use super::super::case::{Outcome, Stop, cases};
use super::super::exchange::Exchange;
use super::super::tools::Tools;
use crate::urn;

cases! { "schemas";
    schemas_are_complete: "Schemas and attributes are described in full",
        ["schema.fields", "schema.attributes"];
    characteristics_have_known_values: "Characteristics have values that are defined",
        ["schema.values"];
    complex_is_never_deep: "Complex attributes hold simple ones",
        ["schema.no-deep-complex"];
    everything_is_described: "Schemas and attributes have descriptions",
        ["schema.descriptions"];
    user_names_are_unique: "userName is required, unique, and of any case",
        ["schema.user-name"];
    passwords_are_for_writing: "A password is for writing only",
        ["schema.password"];
    group_names_are_required: "displayName of groups is required",
        ["schema.group-name"];
    members_are_immutable: "The sub-attributes of members are immutable",
        ["schema.group-members"];
    groups_are_read_only: "groups of users is read-only",
        ["schema.groups-read-only"];
}

/// Every attribute of every schema, sub-attributes included, with where it stands.
async fn attributes(t: &Tools) -> Outcome<(Exchange, Vec<(String, Value)>)> {
    let schemas = t.get("/Schemas").await?;
    let mut all = Vec::new();
    for schema in schemas.resources()? {
        let place = schema["id"].as_str().unwrap_or("a schema without id").to_owned();
        schemas.that(schema["attributes"].is_array(), format!("{place} has attributes"))?;
        for attribute in schema["attributes"].as_array().into_iter().flatten() {
            let name = attribute["name"].as_str().unwrap_or("?");
            all.push((format!("{place}:{name}"), attribute.clone()));
            for sub in attribute["subAttributes"].as_array().into_iter().flatten() {
                let sub_name = sub["name"].as_str().unwrap_or("?");
                all.push((format!("{place}:{name}.{sub_name}"), sub.clone()));
            }
        }
    }
    Ok((schemas, all))
}

/// Checks one thing of every attribute. The whole list is too long to be quoted, so what came is
/// the attribute.
fn every(
    (schemas, all): &(Exchange, Vec<(String, Value)>),
    wanted: &str,
    holds: impl Fn(&Value) -> bool,
) -> Outcome {
    match all.iter().find(|(_, attribute)| !holds(attribute)) {
        None => Ok(()),
        Some((place, attribute)) => {
            let got = format!("{place}: {attribute}");
            Err(Stop::from(crate::Failure::new(&schemas.step, &schemas.request, wanted, got)))
        }
    }
}

async fn schemas_are_complete(t: &Tools) -> Outcome {
    let found = attributes(t).await?;
    every(&found, "each attribute has a name", |one| one["name"].is_string())?;
    every(&found, "each attribute has a type", |one| one["type"].is_string())?;
    every(&found, "each attribute says whether it is multiValued", |one| {
        one["multiValued"].is_boolean()
    })?;
    every(&found, "each attribute has mutability and returned", |one| {
        one["mutability"].is_string() && one["returned"].is_string()
    })
}

async fn characteristics_have_known_values(t: &Tools) -> Outcome {
    const VALUES: [(&str, &[&str]); 4] = [
        (
            "type",
            &[
                "string",
                "boolean",
                "decimal",
                "integer",
                "dateTime",
                "reference",
                "complex",
                "binary",
            ],
        ),
        ("mutability", &["readOnly", "readWrite", "immutable", "writeOnly"]),
        ("returned", &["always", "never", "default", "request"]),
        ("uniqueness", &["none", "server", "global"]),
    ];
    let found = attributes(t).await?;
    for (name, known) in VALUES {
        let wanted = format!("{name} is one of {}", known.join(", "));
        every(&found, &wanted, |one| {
            one[name].is_null() || one[name].as_str().is_some_and(|value| known.contains(&value))
        })?;
    }
    Ok(())
}

async fn complex_is_never_deep(t: &Tools) -> Outcome {
    let found = attributes(t).await?;
    let simple = |one: &Value| one["type"] != "complex";
    every(&found, "only complex attributes have subAttributes", |one| {
        !simple(one) || one["subAttributes"].as_array().is_none_or(Vec::is_empty)
    })?;
    every(&found, "complex attributes have simple subAttributes", |one| {
        simple(one) || one["subAttributes"].as_array().is_some_and(|subs| subs.iter().all(simple))
    })
}

async fn everything_is_described(t: &Tools) -> Outcome {
    let found = attributes(t).await?;
    every(&found, "each attribute has a description", |one| one["description"].is_string())
}

/// The definition of an attribute says so.
pub(super) fn is(t: &Tools, schema: &str, path: &str, wanted: &[(&str, Value)]) -> Outcome {
    let Some(attribute) = t.service.attribute(schema, path) else {
        return Err(Stop::Skipped(format!("/Schemas has no attribute {path} of {schema}")));
    };
    for (name, value) in wanted {
        if attribute.get(name) != Some(value) {
            let expected = format!("{name} of {path} is {value}");
            let failure = crate::Failure::new(
                format!("How {path} is described"),
                "GET /Schemas",
                expected,
                attribute.to_string(),
            );
            return Err(failure.into());
        }
    }
    Ok(())
}

async fn user_names_are_unique(t: &Tools) -> Outcome {
    let wanted =
        [("required", true.into()), ("uniqueness", "server".into()), ("caseExact", false.into())];
    is(t, urn::USER, "userName", &wanted)
}

async fn passwords_are_for_writing(t: &Tools) -> Outcome {
    let wanted = [("mutability", "writeOnly".into()), ("returned", "never".into())];
    is(t, urn::USER, "password", &wanted)
}

async fn group_names_are_required(t: &Tools) -> Outcome {
    is(t, urn::GROUP, "displayName", &[("required", true.into())])
}

async fn members_are_immutable(t: &Tools) -> Outcome {
    for path in ["members.value", "members.$ref", "members.type"] {
        is(t, urn::GROUP, path, &[("mutability", "immutable".into())])?;
    }
    Ok(())
}

async fn groups_are_read_only(t: &Tools) -> Outcome {
    is(t, urn::USER, "groups", &[("mutability", "readOnly".into())])
}
