//! Turns a request of a scenario into bytes and sends it.

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use super::given::profile_body;
use super::model::{Body, Headers, Send};
use super::vars::Vars;
use crate::client::{
    Answer, Client, ClientError, HeaderMap, HeaderName, HeaderValue, Method, encode_path,
};
use crate::failure::quote_request;
use crate::urn;

/// The media type of SCIM (RFC 7644 §8.1).
const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");

/// A request with everything filled in.
pub(super) struct Ready {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    anonymous: bool,
}

impl Ready {
    /// Fills in the values. The headers of the scenario come first, then those of the step.
    pub(super) fn new(send: &Send, of_scenario: &Headers, vars: &Vars) -> Result<Self, String> {
        let method = Method::from_bytes(send.method.as_bytes())
            .map_err(|_| format!("{:?} is no HTTP method", send.method))?;
        let path = vars.fill_text(&send.path)?;
        let path = if send.exact { path } else { encode_path(&path) };
        let body = bytes(&send.body, vars)?;
        let mut ready = Self { method, path, headers: HeaderMap::new(), body, anonymous: false };
        ready.headers.insert(ACCEPT, SCIM_JSON);
        if ready.body.is_some() {
            ready.headers.insert(CONTENT_TYPE, SCIM_JSON);
        }
        ready.set(of_scenario, vars)?;
        if ready.body.is_none() {
            // The provider's content type describes its bodies; a step may still insist on one.
            ready.headers.remove(CONTENT_TYPE);
        }
        ready.set(&send.headers, vars)?;
        Ok(ready)
    }

    fn set(&mut self, headers: &Headers, vars: &Vars) -> Result<(), String> {
        for (name, value) in headers {
            let wrong = |error: &dyn std::fmt::Display| {
                let reason = error.to_string();
                ClientError::Header { name: name.clone(), reason }.to_string()
            };
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|e| wrong(&e))?;
            let Some(value) = value else {
                self.anonymous |= key == AUTHORIZATION;
                self.headers.remove(key);
                continue;
            };
            let text = vars.fill_text(value)?;
            self.headers.insert(key, HeaderValue::from_str(&text).map_err(|e| wrong(&e))?);
        }
        Ok(())
    }

    /// The request in words, for a failure.
    pub(super) fn quote(&self) -> String {
        quote_request(self.method.as_str(), &self.path, self.body.as_deref())
    }

    /// Sends it.
    pub(super) async fn send(&self, client: &Client) -> Result<Answer, ClientError> {
        let (method, body) = (self.method.clone(), self.body.clone());
        if self.anonymous {
            client.anonymous().send(method, &self.path, &self.headers, body).await
        } else {
            client.send(method, &self.path, &self.headers, body).await
        }
    }

    /// Where the resource lies that this answer says was created.
    pub(super) fn created(&self, answer: &Answer) -> Option<String> {
        if self.method != Method::POST || answer.status != 201 {
            return None;
        }
        let path = self.path.split('?').next()?.trim_end_matches('/');
        let id = answer.json.as_ref()?.get("id")?.as_str()?;
        Some(format!("{path}/{}", crate::client::encode_value(id)))
    }
}

fn bytes(body: &Body, vars: &Vars) -> Result<Option<Vec<u8>>, String> {
    let json = match body {
        Body::None => return Ok(None),
        Body::Text(text) => return Ok(Some(vars.fill_text(text)?.into_bytes())),
        Body::Json(value) => vars.fill(value)?,
        Body::Patch(operations) => {
            json!({"schemas": [urn::PATCH], "Operations": vars.fill(operations)?})
        }
        Body::Profile { of, without, with } => profile_body(of, without, with, vars)?,
    };
    Ok(Some(Value::to_string(&json).into_bytes()))
}
