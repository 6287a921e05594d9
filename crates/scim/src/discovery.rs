//! The documents in which a server describes itself (RFC 7643 §5 to §7, RFC 7644 §4).

use serde_json::{Value, json};

use crate::definition::{Definition, Learned};
use crate::schema::{Attribute, Schema};
use crate::urn;

/// What the server can do, as far as it is not the same for every installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Address of the documentation for people.
    pub documentation_uri: Option<String>,
    /// How much a bulk request may bring.
    pub bulk: BulkLimits,
    /// Resources that one page of a list holds at most.
    pub filter_max_results: u64,
    /// How lists are cut into pages.
    pub pagination: Pagination,
    /// Whether all of the interoperability profile holds.
    pub interop_profile: bool,
    /// How clients prove who they are.
    pub authentication_schemes: Vec<AuthenticationScheme>,
}

/// How much a bulk request may bring (RFC 7643 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkLimits {
    /// Operations.
    pub max_operations: usize,
    /// Bytes.
    pub max_payload_size: usize,
}

/// How lists are cut into pages (RFC 9865 §4): by index where the client does not say, or by
/// cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// Resources on a page when the client does not say.
    pub default_page_size: u32,
    /// Resources on a page at most.
    pub max_page_size: u32,
    /// Seconds for which a cursor is good.
    pub cursor_timeout: u64,
}

/// A way to prove who one is (RFC 7643 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationScheme {
    /// `oauth`, `oauth2`, `oauthbearertoken`, `httpbasic` or `httpdigest`.
    pub kind: String,
    /// Name for people.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Address of its specification.
    pub spec_uri: Option<String>,
    /// Whether it is the preferred one.
    pub primary: bool,
}

impl AuthenticationScheme {
    /// Bearer tokens (RFC 6750).
    pub fn bearer() -> Self {
        Self {
            kind: "oauthbearertoken".into(),
            name: "OAuth Bearer Token".into(),
            description: "A token of the directory in the Authorization header.".into(),
            spec_uri: Some("https://www.rfc-editor.org/info/rfc6750".into()),
            primary: true,
        }
    }
}

/// `/ServiceProviderConfig`. `base_url` has no slash at its end.
pub fn service_provider_config(base_url: &str, capabilities: &Capabilities) -> Value {
    let schemes: Vec<Value> = capabilities
        .authentication_schemes
        .iter()
        .map(|scheme| {
            let mut value = json!({
                "type": scheme.kind,
                "name": scheme.name,
                "description": scheme.description,
                "primary": scheme.primary,
            });
            if let Some(uri) = &scheme.spec_uri {
                value["specUri"] = uri.as_str().into();
            }
            value
        })
        .collect();
    let mut config = json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "patch": {"supported": true},
        "bulk": {
            "supported": true,
            "maxOperations": capabilities.bulk.max_operations,
            "maxPayloadSize": capabilities.bulk.max_payload_size,
        },
        "filter": {"supported": true, "maxResults": capabilities.filter_max_results},
        "changePassword": {"supported": false},
        "sort": {"supported": true},
        "etag": {"supported": true},
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": capabilities.pagination.default_page_size,
            "maxPageSize": capabilities.pagination.max_page_size,
            "cursorTimeout": capabilities.pagination.cursor_timeout,
        },
        "authenticationSchemes": schemes,
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base_url}/ServiceProviderConfig"),
        },
    });
    if capabilities.interop_profile {
        config["interopProfileConformant"] = true.into();
    }
    if let Some(uri) = &capabilities.documentation_uri {
        config["documentationUri"] = uri.as_str().into();
    }
    config
}

/// `/ResourceTypes`.
pub fn resource_types(base_url: &str, definitions: &[&Definition]) -> Value {
    list(definitions.iter().map(|definition| type_document(base_url, definition)).collect())
}

/// `/ResourceTypes/{name}`, or `None` if there is none of that name. Case does not matter.
pub fn resource_type(base_url: &str, definitions: &[&Definition], name: &str) -> Option<Value> {
    definitions
        .iter()
        .find(|definition| definition.name().eq_ignore_ascii_case(name))
        .map(|definition| type_document(base_url, definition))
}

/// `/Schemas`: the schemas of all resource types, custom attributes included.
pub fn schemas(base_url: &str, definitions: &[&Definition]) -> Value {
    list(collect(definitions).iter().map(|schema| schema_document(base_url, schema)).collect())
}

/// `/Schemas/{urn}`, or `None` if there is none of that URN. Case does not matter.
pub fn schema(base_url: &str, definitions: &[&Definition], id: &str) -> Option<Value> {
    collect(definitions)
        .iter()
        .find(|schema| urn::eq(&schema.id, id))
        .map(|schema| schema_document(base_url, schema))
}

/// The schemas, each once. What users and groups taught about one custom schema is put together;
/// but a type's core schema is what the type has, and so is every schema of a type that an admin has
/// described, whoever else has an extension of that URN.
fn collect(definitions: &[&Definition]) -> Vec<Schema> {
    let mut all: Vec<Schema> = Vec::new();
    let owns = |definition: &Definition, id: &str| {
        urn::eq(&definition.core().id, id) || definition.is_custom() && definition.has_extension(id)
    };
    for definition in definitions {
        for schema in definition.schemas() {
            let is_owned = definitions.iter().any(|one| owns(one, &schema.id));
            if is_owned && !owns(definition, &schema.id) {
                continue;
            }
            match all.iter_mut().find(|known| urn::eq(&known.id, &schema.id)) {
                None => all.push(schema.clone()),
                Some(known) => unite(known, schema),
            }
        }
    }
    all
}

fn unite(known: &mut Schema, other: &Schema) {
    for attribute in &other.attributes {
        Learned::merge(&mut known.attributes, attribute);
    }
}

fn type_document(base_url: &str, definition: &Definition) -> Value {
    let kind = definition.resource_type();
    let extensions: Vec<Value> = kind
        .extensions
        .iter()
        .map(|extension| json!({"schema": extension.schema, "required": extension.required}))
        .collect();
    json!({
        "schemas": [urn::RESOURCE_TYPE],
        "id": kind.name,
        "name": kind.name,
        "description": kind.description,
        "endpoint": kind.endpoint,
        "schema": kind.schema,
        "schemaExtensions": extensions,
        "meta": {
            "resourceType": "ResourceType",
            "location": format!("{base_url}/ResourceTypes/{}", kind.name),
        },
    })
}

fn schema_document(base_url: &str, schema: &Schema) -> Value {
    json!({
        "schemas": [urn::SCHEMA],
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": schema.attributes.iter().map(Attribute::published).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Schema",
            "location": format!("{base_url}/Schemas/{}", schema.id),
        },
    })
}

fn list(resources: Vec<Value>) -> Value {
    json!({
        "schemas": [urn::LIST_RESPONSE],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::infer;

    const BASE: &str = "https://host/scim/v2";

    #[test]
    fn the_configuration_has_every_required_member() {
        let capabilities = Capabilities {
            documentation_uri: None,
            bulk: BulkLimits { max_operations: 10, max_payload_size: 1000 },
            filter_max_results: 200,
            pagination: Pagination {
                default_page_size: 50,
                max_page_size: 200,
                cursor_timeout: 60,
            },
            interop_profile: false,
            authentication_schemes: vec![AuthenticationScheme::bearer()],
        };
        assert_eq!(
            service_provider_config(BASE, &capabilities),
            json!({
                "schemas": [urn::SERVICE_PROVIDER_CONFIG],
                "patch": {"supported": true},
                "bulk": {"supported": true, "maxOperations": 10, "maxPayloadSize": 1000},
                "filter": {"supported": true, "maxResults": 200},
                "changePassword": {"supported": false},
                "sort": {"supported": true},
                "etag": {"supported": true},
                "pagination": {"cursor": true, "index": true, "defaultPaginationMethod": "index",
                    "defaultPageSize": 50, "maxPageSize": 200, "cursorTimeout": 60},
                "authenticationSchemes": [{"type": "oauthbearertoken", "name": "OAuth Bearer Token",
                    "description": "A token of the directory in the Authorization header.",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true}],
                "meta": {"resourceType": "ServiceProviderConfig", "location": "https://host/scim/v2/ServiceProviderConfig"},
            })
        );
    }

    #[test]
    fn every_schema_of_a_type_is_published() {
        let mut user = Definition::user();
        let mut group = Definition::group();
        user.learn(&Learned { schema: "urn:acme".into(), attribute: infer("a", &json!(1)) });
        group.learn(&Learned { schema: "URN:acme".into(), attribute: infer("b", &json!(1)) });
        group.learn(&Learned { schema: "URN:acme".into(), attribute: infer("a", &json!("x")) });
        let definitions = [&user, &group];
        let types = resource_types(BASE, &definitions);
        assert_eq!(types["Resources"][0]["endpoint"], "/Users");
        for kind in types["Resources"].as_array().unwrap() {
            let mut ids = vec![kind["schema"].as_str().unwrap()];
            ids.extend(
                kind["schemaExtensions"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["schema"].as_str().unwrap()),
            );
            for id in ids {
                assert!(schema(BASE, &definitions, id).is_some(), "{id}");
            }
        }
        let acme = schema(BASE, &definitions, "urn:ACME").unwrap();
        let names: Vec<&Value> =
            acme["attributes"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(acme["attributes"][0]["type"], "string");
        assert_eq!(schemas(BASE, &definitions)["totalResults"], 4);
        assert!(schema(BASE, &definitions, "urn:other").is_none());
        assert!(resource_type(BASE, &definitions, "user").is_some());
        assert!(resource_type(BASE, &definitions, "Device").is_none());
    }

    #[test]
    fn what_is_described_is_published_before_what_was_learned_under_its_urn() {
        const BADGE: &str = "urn:acme:2.0:Badge";
        const DOORS: &str = "urn:acme:doors:2.0:Badge";
        let described = crate::CustomType::parse(&json!({
            "resourceType": {"name": "Badge", "endpoint": "/Badges", "schema": BADGE,
                "schemaExtensions": [{"schema": DOORS}]},
            "schemas": [{"id": BADGE, "attributes": [{"name": "number"}]},
                {"id": DOORS, "attributes": [{"name": "number"}]}],
        }));
        let badge = Definition::custom(&described.unwrap());
        for urn in [BADGE, DOORS] {
            let mut user = Definition::user();
            user.learn(&Learned { schema: urn.to_uppercase(), attribute: infer("x", &json!(1)) });
            let document = schema(BASE, &[&user, &badge], urn).unwrap();
            assert_eq!(document["id"], urn);
            assert_eq!(document["attributes"].as_array().unwrap().len(), 1);
            assert_eq!(document["attributes"][0]["name"], "number");
        }
    }

    #[test]
    fn no_document_holds_nulls_or_passwords() {
        fn check(value: &Value) {
            match value {
                Value::Null => panic!("null"),
                Value::Array(items) => items.iter().for_each(check),
                Value::Object(map) => map.values().for_each(check),
                _ => {}
            }
        }
        let all = schemas(BASE, &[&Definition::user(), &Definition::group()]);
        check(&all);
        assert!(!all.to_string().contains("password"));
    }
}
