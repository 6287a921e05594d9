//! What a case works with: requests, and users and groups of its own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::case::{Outcome, Stop};
use super::exchange::Exchange;
use super::service::{Feature, Service};
use crate::client::{Answer, Client, HeaderMap, HeaderName, HeaderValue, Method, encode_path};
use crate::failure::quote_request;
use crate::json::same;
use crate::urn;
use crate::{Beyond, Failure};

/// How often a request is sent again that was answered 429, and the longest wait before that.
const PATIENCE: (u32, u64) = (5, 60);

/// A user or a group that was made for a case.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// What the case calls it.
    pub(super) label: &'static str,
    pub(super) id: String,
    /// Its path after the base URL.
    pub(super) path: String,
    /// What came back when it was made.
    pub(super) body: Value,
}

/// The requests of one case.
#[derive(Debug)]
pub(super) struct Tools {
    client: Client,
    pub(super) service: Service,
    title: &'static str,
    prefix: String,
    number: AtomicU32,
    made: Mutex<Vec<String>>,
    /// What the server took although it is to refuse it.
    pub(super) tolerated: Mutex<Option<Failure>>,
}

impl Tools {
    pub(super) fn new(
        client: &Client,
        service: &Service,
        title: &'static str,
        prefix: String,
    ) -> Self {
        Self {
            client: client.clone(),
            service: service.clone(),
            title,
            prefix,
            number: AtomicU32::new(0),
            made: Mutex::default(),
            tolerated: Mutex::default(),
        }
    }

    /// With what the names of everything begin that the case makes.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A name that nobody else has.
    pub(super) fn name(&self, text: &str) -> String {
        format!("{}-{text}", self.prefix)
    }

    /// The server's base URL.
    pub(super) fn base(&self) -> &str {
        self.client.base()
    }

    /// The client, for requests at the same time.
    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Skips the case unless the server offers the feature.
    pub(super) fn needs(&self, feature: Feature) -> Outcome {
        if self.service.offers(feature) {
            return Ok(());
        }
        Err(Stop::Skipped(feature.lacking()))
    }

    /// Skips the case, or what is left of it, where the server keeps to the interoperability
    /// profile: what it sends now is no part of that.
    pub(super) fn goes_beyond(&self, what: Beyond) -> Outcome {
        if self.service.offers(Feature::Profile) {
            return Err(Stop::Skipped(what.refused()));
        }
        Ok(())
    }

    /// Skips the case where users lack these attributes, and the server says that it refuses what
    /// they lack. Other servers may well pass over them.
    pub(super) fn may_send(&self, attributes: &[&str]) -> Outcome {
        match self.knows(attributes) {
            Err(_) => self.goes_beyond(Beyond::Undefined),
            Ok(()) => Ok(()),
        }
    }

    /// Skips the case unless the server has groups.
    pub(super) fn needs_groups(&self) -> Outcome {
        if self.service.has_endpoint("/Groups") {
            return Ok(());
        }
        Err(Stop::Skipped("/ResourceTypes names no endpoint /Groups".into()))
    }

    /// Skips the case unless the server has the enterprise extension.
    pub(super) fn needs_enterprise(&self) -> Outcome {
        if self.service.has_schema(urn::ENTERPRISE) {
            return Ok(());
        }
        Err(Stop::Skipped("/Schemas lacks the enterprise extension".into()))
    }

    /// Skips the case unless users have these attributes.
    pub(super) fn knows(&self, attributes: &[&str]) -> Outcome {
        match attributes.iter().find(|path| !self.service.has_attribute(path)) {
            None => Ok(()),
            Some(path) => Err(Stop::Skipped(format!("/Schemas has no attribute {path} of users"))),
        }
    }

    /// Sends a request with these headers, and keeps in mind what it made. A server that asks to
    /// wait is waited for.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Outcome<Exchange> {
        self.send_as(&self.client, method, path, headers, body).await
    }

    /// The same without a credential.
    pub(super) async fn send_anonymously(&self, method: Method, path: &str) -> Outcome<Exchange> {
        self.send_as(&self.client.anonymous(), method, path, &[], None).await
    }

    async fn send_as(
        &self,
        client: &Client,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Outcome<Exchange> {
        let mut fields = HeaderMap::new();
        for (name, value) in headers {
            let (name, value) = (name.parse::<HeaderName>(), HeaderValue::from_str(value));
            if let (Ok(name), Ok(value)) = (name, value) {
                fields.insert(name, value);
            }
        }
        if body.is_some() && !fields.contains_key("content-type") {
            fields.insert("content-type", HeaderValue::from_static("application/scim+json"));
        }
        let mut request = quote_request(method.as_str(), path, body.as_deref());
        for (name, value) in headers {
            request = format!("{request} with {name}: {value}");
        }
        let path = encode_path(path);
        let mut tries = 0;
        let answer = loop {
            let sent = client.send(method.clone(), &path, &fields, body.clone()).await;
            let answer = sent.map_err(|error| Failure::no_answer(self.title, &request, &error))?;
            tries += 1;
            if answer.status != 429 || tries > PATIENCE.0 {
                break answer;
            }
            let wait = answer.header("retry-after").and_then(|text| text.parse().ok());
            tokio::time::sleep(Duration::from_secs(wait.unwrap_or(1).min(PATIENCE.1))).await;
        };
        self.remember(&method, &path, &answer);
        Ok(Exchange { step: self.title.to_owned(), request, answer })
    }

    fn remember(&self, method: &Method, path: &str, answer: &Answer) {
        let collection = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
        let made = *method == Method::POST && (200..300).contains(&answer.status);
        let id = answer.json.as_ref().and_then(|body| body["id"].as_str());
        if let (true, "/Users" | "/Groups", Some(id)) = (made, collection, id) {
            self.keep_in_mind(format!("{collection}/{id}"));
        }
    }

    /// Deletes it at the end.
    pub(super) fn keep_in_mind(&self, path: String) {
        if let Ok(mut made) = self.made.lock() {
            made.push(path);
        }
    }

    /// Deletes what the case made, the last first. What is gone already is not what it is about.
    pub(super) async fn clean_up(&self) {
        let made = self.made.lock().map(|mut made| std::mem::take(&mut *made)).unwrap_or_default();
        for path in made.iter().rev() {
            let _ = self.client.send(Method::DELETE, path, &HeaderMap::new(), None).await;
        }
    }

    pub(super) async fn get(&self, path: &str) -> Outcome<Exchange> {
        self.send(Method::GET, path, &[], None).await
    }

    pub(super) async fn delete(&self, path: &str) -> Outcome<Exchange> {
        self.send(Method::DELETE, path, &[], None).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Outcome<Exchange> {
        self.send(Method::POST, path, &[], Some(body.to_string().into_bytes())).await
    }

    pub(super) async fn put(&self, path: &str, body: &Value) -> Outcome<Exchange> {
        self.send(Method::PUT, path, &[], Some(body.to_string().into_bytes())).await
    }

    /// Sends the operations of a PATCH.
    pub(super) async fn patch(&self, path: &str, operations: &Value) -> Outcome<Exchange> {
        self.needs(Feature::Patch)?;
        let body = json!({"schemas": [urn::PATCH], "Operations": operations});
        self.send(Method::PATCH, path, &[], Some(body.to_string().into_bytes())).await
    }

    /// Patches, which must succeed, and reads what came of it.
    pub(super) async fn patched(&self, path: &str, operations: Value) -> Outcome<Exchange> {
        let sent = self.patch(path, &operations).await?;
        sent.any_status(&[200, 204])?;
        let read = self.get(path).await?;
        read.status(200)?;
        Ok(Exchange { request: format!("{}, then GET {path}", sent.request), ..read })
    }

    /// The body of a user with these attributes, and a name of its own unless it has one.
    pub(super) fn person(&self, with: Value) -> Value {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let name = self.name(&format!("u{number}"));
        let mut body = json!({"schemas": [urn::USER], "userName": name});
        if let (Value::Object(body), Value::Object(with)) = (&mut body, with) {
            body.extend(with);
            let enterprise = body.contains_key(urn::ENTERPRISE);
            if enterprise && same(&body["schemas"], &json!([urn::USER])) {
                body.insert("schemas".into(), json!([urn::USER, urn::ENTERPRISE]));
            }
        }
        body
    }

    /// Makes a user with these attributes.
    pub(super) async fn user(&self, with: Value) -> Outcome<Made> {
        self.labelled("a", with).await
    }

    /// Makes users, each called by its label.
    pub(super) async fn users(&self, all: &[(&'static str, Value)]) -> Outcome<Vec<Made>> {
        let mut made = Vec::new();
        for (label, with) in all {
            made.push(self.labelled(label, with.clone()).await?);
        }
        Ok(made)
    }

    async fn labelled(&self, label: &'static str, with: Value) -> Outcome<Made> {
        self.make("/Users", label, &self.person(with)).await
    }

    /// Makes a group with these members.
    pub(super) async fn group(&self, label: &'static str, members: &[&str]) -> Outcome<Made> {
        self.needs_groups()?;
        let members: Vec<_> = members.iter().map(|id| json!({"value": id})).collect();
        let name = self.name(&format!("g-{label}"));
        let mut body = json!({"schemas": [urn::GROUP], "displayName": name});
        if !members.is_empty() {
            body["members"] = members.into();
        }
        self.make("/Groups", label, &body).await
    }

    /// Makes a resource.
    pub(super) async fn make(
        &self,
        endpoint: &str,
        label: &'static str,
        body: &Value,
    ) -> Outcome<Made> {
        let answer = self.post(endpoint, body).await?;
        answer.any_status(&[200, 201])?;
        let id = answer.text("id")?;
        let path = format!("{endpoint}/{id}");
        Ok(Made { label, id, path, body: answer.json()?.clone() })
    }
}

/// One operation on its own, without waiting for others. The status, if there was an answer.
pub(super) async fn patch_alone(client: &Client, path: &str, operation: Value) -> Option<u16> {
    let body = json!({"schemas": [urn::PATCH], "Operations": [operation]});
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/scim+json"));
    let body = Some(body.to_string().into_bytes());
    client.send(Method::PATCH, path, &headers, body).await.ok().map(|answer| answer.status)
}
