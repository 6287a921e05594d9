//! Clients of a test's server.

use conformance::client::{self, Client, ClientError, HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};

use crate::answer::Answer;

/// A client of the SCIM endpoints, with or without a token.
#[derive(Clone)]
pub struct Caller {
    client: Client,
}

impl Caller {
    /// A client of `base` that presents `token`; an empty one presents nothing.
    pub fn new(base: &str, token: &str) -> Self {
        Self { client: Client::new(base, token).expect("a usable base URL and token") }
    }

    /// Sends any request; `path` is written for people and encoded here.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        self.attempt(method, path, headers, body).await.expect("an answer")
    }

    /// The same, where it is no failure of the test that no answer comes.
    pub async fn attempt(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<Vec<u8>>,
    ) -> Result<Answer, ClientError> {
        let mut map = HeaderMap::new();
        if body.is_some() {
            let json = HeaderValue::from_static("application/scim+json");
            map.insert(HeaderName::from_static("content-type"), json);
        }
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a header value");
            map.insert(HeaderName::from_static(name), value);
        }
        let path = client::encode_path(path);
        self.client.send(method, &path, &map, body).await.map(Answer::from)
    }

    /// Sends a request with a JSON body.
    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(method, path, &[], Some(body.to_string().into_bytes())).await
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    /// `PATCH` with these operations.
    pub async fn patch(&self, path: &str, operations: Value) -> Answer {
        let schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
        let message = json!({"schemas": [schema], "Operations": operations});
        self.json(Method::PATCH, path, &message).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], None).await
    }

    /// A list by filter, which is encoded.
    pub async fn filter(&self, endpoint: &str, filter: &str) -> Answer {
        self.get(&format!("{endpoint}?filter={}", client::encode_value(filter))).await
    }

    /// Creates a user with that name; returns the id.
    pub async fn user(&self, user_name: &str) -> String {
        let schema = "urn:ietf:params:scim:schemas:core:2.0:User";
        let user = json!({"schemas": [schema], "userName": user_name});
        let answer = self.post("/Users", &user).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.id()
    }

    /// Creates a group with these members; returns the id.
    pub async fn group(&self, display_name: &str, members: &[&str]) -> String {
        let schema = "urn:ietf:params:scim:schemas:core:2.0:Group";
        let members: Vec<_> = members.iter().map(|id| json!({"value": id})).collect();
        let group = json!({"schemas": [schema], "displayName": display_name, "members": members});
        let answer = self.post("/Groups", &group).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.id()
    }

    /// The ids of a group's members, sorted.
    pub async fn members(&self, group: &str) -> Vec<String> {
        let answer = self.get(&format!("/Groups/{group}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let members = answer.json["members"].as_array().expect("members").iter();
        let mut ids: Vec<String> =
            members.map(|member| member["value"].as_str().expect("a value").to_owned()).collect();
        ids.sort_unstable();
        ids
    }
}
