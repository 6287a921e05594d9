//! The `WebDriver` protocol of the W3C, as much of it as the tests use, spoken to chromedriver.

use std::fmt;
use std::time::Duration;

use conformance::client::{Client, HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};

/// How long one command may take. Chromium on a busy machine needs a while to start.
const PATIENCE: Duration = Duration::from_mins(2);

/// A failed command, as the driver puts it: `stale element reference: …`.
#[derive(Clone)]
pub(crate) struct Failed(String);

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A browser session.
#[derive(Clone)]
pub(crate) struct Session {
    client: Client,
    /// The path of the session below chromedriver's address.
    pub(crate) path: String,
}

impl Session {
    /// Begins a session with the driver at that address.
    pub(crate) async fn begin(driver: &str, capabilities: &Value) -> Self {
        let client = Client::with_timeout(driver, "", PATIENCE).expect("an address");
        let mut session = Self { client, path: "/session".to_owned() };
        let body = json!({"capabilities": {"alwaysMatch": capabilities}});
        let begun = session.post("", &body).await;
        let id = begun["sessionId"].as_str().expect("a session");
        session.path = format!("/session/{id}");
        session
    }

    /// Sends a command that must succeed.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).await.unwrap_or_else(|failed| panic!("{path} {body}: {failed:?}"))
    }

    /// Sends a command.
    pub(crate) async fn try_post(&self, path: &str, body: &Value) -> Result<Value, Failed> {
        self.send(Method::POST, path, Some(body.to_string().into_bytes())).await
    }

    /// Asks for something.
    pub(crate) async fn try_get(&self, path: &str) -> Result<Value, Failed> {
        self.send(Method::GET, path, None).await
    }

    /// Runs a script in the page; what it returns.
    pub(crate) async fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": arguments})).await
    }

    /// Sends a command of the Chrome `DevTools` protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters})).await
    }

    /// What a log of Chromium has gathered since it was last asked for.
    pub(crate) async fn log(&self, kind: &str) -> Vec<Value> {
        let log = self.post("/se/log", &json!({"type": kind})).await;
        log.as_array().cloned().unwrap_or_default()
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Value, Failed> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let path = format!("{}{path}", self.path);
        let answer = self.client.send(method, &path, &headers, body).await;
        let answer = answer.unwrap_or_else(|error| panic!("chromedriver: {error}"));
        let value = answer.json.map(|mut json| json["value"].take()).unwrap_or_default();
        if answer.status == 200 {
            return Ok(value);
        }
        Err(Failed(format!("{}: {}", value["error"], value["message"])))
    }
}
