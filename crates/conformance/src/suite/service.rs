//! What the server says of itself. Cases leave out what it says it lacks.

use serde_json::Value;

use crate::Failure;
use crate::client::{Client, HeaderMap, Method};
use crate::failure::{quote_answer, quote_request};
use crate::json::{Path, get};
use crate::urn;

const STEP: &str = "Read what the server can do";

/// The three documents of discovery (RFC 7644 §4).
#[derive(Debug, Clone, Default)]
pub(crate) struct Service {
    config: Value,
    types: Vec<Value>,
    schemas: Vec<Value>,
}

/// Something that a server need not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    Patch,
    Bulk,
    Filter,
    Sort,
    Etag,
    Cursor,
    Index,
    Profile,
}

impl Feature {
    /// Where the configuration tells of it, and whether it is there if the configuration does not.
    fn told(self) -> (&'static str, bool) {
        match self {
            Self::Patch => ("patch.supported", true),
            Self::Bulk => ("bulk.supported", false),
            Self::Filter => ("filter.supported", true),
            Self::Sort => ("sort.supported", false),
            Self::Etag => ("etag.supported", false),
            Self::Cursor => ("pagination.cursor", false),
            Self::Index => ("pagination.index", true),
            Self::Profile => ("interopProfileConformant", false),
        }
    }

    /// Why a case is skipped that needs it.
    pub(crate) fn lacking(self) -> String {
        format!("the server does not offer it: {} is not true", self.told().0)
    }
}

impl Service {
    /// Asks the server. What it does not tell counts as not told; only a server that gives no
    /// answer, or lets nobody in, ends the suite, and an address at which there is none of the
    /// documents.
    pub(crate) async fn ask(client: &Client) -> Result<Self, Failure> {
        let (config, sent) = read(client, "/ServiceProviderConfig").await?;
        let (types, _) = read(client, "/ResourceTypes").await?;
        let (schemas, _) = read(client, "/Schemas").await?;
        if let (Err(got), Err(_), Err(_)) = (&config, &types, &schemas) {
            let expected = "a SCIM server at this address (is the path missing, such as /scim/v2?)";
            return Err(Failure::new(STEP, sent, expected, got));
        }
        let (types, schemas) = (items(types.ok()), items(schemas.ok()));
        Ok(Self { config: config.unwrap_or_default(), types, schemas })
    }

    /// Whether the server offers it.
    pub(crate) fn offers(&self, feature: Feature) -> bool {
        let (path, otherwise) = feature.told();
        match self.setting(path) {
            Some(Value::Bool(told)) => told,
            _ => otherwise,
        }
    }

    /// A value of the configuration.
    pub(crate) fn setting(&self, path: &str) -> Option<Value> {
        Path::parse(path).ok()?.find(&self.config)
    }

    /// Whether there is an endpoint such as `/Groups`. A server without resource types is taken
    /// to have it.
    pub(crate) fn has_endpoint(&self, endpoint: &str) -> bool {
        let is = |one: &Value| {
            let path = one["endpoint"].as_str().unwrap_or_default();
            path.trim_end_matches('/').to_lowercase().ends_with(&endpoint.to_lowercase())
        };
        self.types.is_empty() || self.types.iter().any(is)
    }

    /// Whether a schema is there.
    pub(crate) fn has_schema(&self, urn: &str) -> bool {
        self.schemas.is_empty() || self.schema(urn).is_some()
    }

    fn schema(&self, urn: &str) -> Option<&Value> {
        let id =
            |schema: &&Value| schema["id"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(urn));
        self.schemas.iter().find(id)
    }

    /// The definition of an attribute, such as `name.givenName`.
    pub(crate) fn attribute(&self, urn: &str, path: &str) -> Option<&Value> {
        let mut found = self.schema(urn)?;
        let mut list = "attributes";
        for name in path.split('.') {
            let is = |one: &&Value| {
                one["name"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
            };
            found = get(found.as_object()?, list)?.as_array()?.iter().find(is)?;
            list = "subAttributes";
        }
        Some(found)
    }

    /// Whether users have an attribute. A server without schemas is taken to have it.
    pub(crate) fn has_attribute(&self, path: &str) -> bool {
        self.schemas.is_empty() || self.attribute(urn::USER, path).is_some()
    }
}

/// A document, or what came in its place; and what was sent for it.
async fn read(client: &Client, path: &str) -> Result<(Result<Value, String>, String), Failure> {
    let sent = quote_request("GET", path, None);
    let answer = client
        .send(Method::GET, path, &HeaderMap::new(), None)
        .await
        .map_err(|error| Failure::no_answer(STEP, &sent, &error))?;
    match answer.status {
        200 => {
            let is_object = |json: &Value| json.is_object();
            let quoted = quote_answer(&answer);
            Ok((answer.json.filter(is_object).ok_or(quoted), sent))
        }
        401 | 403 | 500.. => Err(Failure::new(STEP, sent, "status 200", quote_answer(&answer))),
        _ => Ok((Err(quote_answer(&answer)), sent)),
    }
}

fn items(list: Option<Value>) -> Vec<Value> {
    match list.and_then(|mut list| list.get_mut("Resources").map(Value::take)) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}
