//! An element of the page.

use serde_json::{Value, json};

use crate::webdriver::{Failed, Session};

/// The name under which the protocol hands elements over.
const KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of the page that is shown.
#[derive(Clone)]
pub(crate) struct Element {
    session: Session,
    id: String,
}

impl Element {
    /// The element that an answer of the driver names.
    pub(crate) fn from_answer(session: &Session, answer: &Value) -> Option<Self> {
        let id = answer[KEY].as_str()?.to_owned();
        Some(Self { session: session.clone(), id })
    }

    /// What the accessibility tree calls it: what a screen reader says.
    pub(crate) async fn name(&self) -> Result<String, Failed> {
        self.read("computedlabel").await
    }

    /// The visible text.
    pub(crate) async fn text(&self) -> Result<String, Failed> {
        self.read("text").await
    }

    /// An attribute; empty when it is missing.
    pub(crate) async fn attribute(&self, name: &str) -> Result<String, Failed> {
        self.read(&format!("attribute/{name}")).await
    }

    /// The present value of a field.
    pub(crate) async fn value(&self) -> Result<String, Failed> {
        self.read("property/value").await
    }

    /// Whether a person can see it.
    pub(crate) async fn is_visible(&self) -> Result<bool, Failed> {
        let shown = self.session.try_get(&self.path("displayed")).await?;
        Ok(shown == true)
    }

    /// Scrolls to it, as a person would who sees it under a bar at the edge, and clicks on it.
    pub(crate) async fn click(&self) -> Result<(), Failed> {
        let script = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
        let body = json!({"script": script, "args": [{KEY: self.id}]});
        self.session.try_post("/execute/sync", &body).await?;
        self.session.try_post(&self.path("click"), &json!({})).await.map(drop)
    }

    /// Types into it, in the place of what is there.
    pub(crate) async fn fill(&self, text: &str) -> Result<(), Failed> {
        self.session.try_post(&self.path("clear"), &json!({})).await?;
        self.session.try_post(&self.path("value"), &json!({"text": text})).await.map(drop)
    }

    async fn read(&self, what: &str) -> Result<String, Failed> {
        let value = self.session.try_get(&self.path(what)).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    fn path(&self, rest: &str) -> String {
        format!("/element/{}/{rest}", self.id)
    }
}
