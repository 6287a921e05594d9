//! The page that is shown, as a person uses it: things are found by what they are called.

use serde_json::{Value, json};

use crate::element::Element;
use crate::eventually::eventually;
use crate::webdriver::{Failed, Session};

/// What a person looks for on a page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Thing {
    Link,
    Button,
    Switch,
    Field,
    Heading,
}

impl Thing {
    fn selector(self) -> &'static str {
        match self {
            Thing::Link => "a[href]",
            Thing::Button => "button:not([role=switch])",
            Thing::Switch => "[role=switch]",
            Thing::Field => "input:not([type=hidden]), select, textarea",
            Thing::Heading => "h1, h2, h3",
        }
    }
}

/// The page that a session shows.
pub(crate) struct Page<'s>(pub(crate) &'s Session);

impl Page<'_> {
    /// Opens an address.
    pub(crate) async fn open(&self, url: &str) {
        self.0.post("/url", &json!({"url": url})).await;
    }

    /// The address.
    pub(crate) async fn address(&self) -> String {
        let url = self.0.try_get("/url").await.expect("an address");
        url.as_str().unwrap_or_default().to_owned()
    }

    /// Everything that matches a selector.
    pub(crate) async fn all(&self, selector: &str) -> Vec<Element> {
        self.found("css selector", selector).await
    }

    /// Everything that matches an `XPath`.
    pub(crate) async fn all_by_path(&self, path: &str) -> Vec<Element> {
        self.found("xpath", path).await
    }

    async fn found(&self, strategy: &str, value: &str) -> Vec<Element> {
        let body = json!({"using": strategy, "value": value});
        let found = self.0.post("/elements", &body).await;
        let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|element| Element::from_answer(self.0, element)).collect()
    }

    /// The visible thing of that name; waits until the page has it.
    pub(crate) async fn find(&self, thing: Thing, name: &str) -> Element {
        eventually(&format!("{thing:?} {name:?} on {}", self.address().await), async || {
            self.look(thing, name).await.ok_or("there is none")
        })
        .await
    }

    /// The visible thing of that name, if the page has it now.
    pub(crate) async fn look(&self, thing: Thing, name: &str) -> Option<Element> {
        for element in self.all(thing.selector()).await {
            // The page may be replaced while it is looked at.
            if is_named(&element, name).await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// Clicks on the thing of that name.
    pub(crate) async fn click(&self, thing: Thing, name: &str) {
        self.find(thing, name).await.click().await.expect("a click");
    }

    /// Fills in the field of that name.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        self.find(Thing::Field, name).await.fill(text).await.expect("a field to type in");
    }

    /// Waits for the page with that title.
    pub(crate) async fn title_is(&self, title: &str) {
        eventually(&format!("the page {title:?}"), async || {
            let heading = self.first_text("h1").await;
            if heading == title {
                Ok(())
            } else {
                Err(format!("{heading:?} at {}", self.address().await))
            }
        })
        .await;
    }

    /// The visible text of all of the page.
    pub(crate) async fn text(&self) -> String {
        self.first_text("body").await
    }

    /// The visible text of the first match; empty when there is none, or it has just gone.
    pub(crate) async fn first_text(&self, selector: &str) -> String {
        match self.all(selector).await.first() {
            Some(element) => element.text().await.unwrap_or_default(),
            None => String::new(),
        }
    }

    /// Waits until the page has a text.
    pub(crate) async fn says(&self, text: &str) {
        eventually(&format!("{text:?} on {}", self.address().await), async || {
            let all = self.text().await;
            if all.contains(text) { Ok(()) } else { Err(all) }
        })
        .await;
    }

    /// The rows of the page's main table, one text each.
    pub(crate) async fn rows(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for row in self.all("main table.list tbody tr").await {
            rows.push(row.text().await.expect("a row"));
        }
        rows
    }

    /// Presses a key and lets it go, wherever the focus is; with a modifier held down if one is
    /// given.
    pub(crate) async fn press(&self, modifier: Option<&str>, key: &str) {
        let down = |key: &str| json!({"type": "keyDown", "value": key});
        let up = |key: &str| json!({"type": "keyUp", "value": key});
        let mut actions = vec![down(key), up(key)];
        if let Some(modifier) = modifier {
            actions.insert(0, down(modifier));
            actions.push(up(modifier));
        }
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.0.post("/actions", &json!({"actions": [keyboard]})).await;
    }

    /// What has the focus.
    pub(crate) async fn focused(&self) -> Option<Element> {
        let active: Result<Value, Failed> = self.0.try_get("/element/active").await;
        Element::from_answer(self.0, &active.ok()?)
    }
}

async fn is_named(element: &Element, name: &str) -> Result<bool, Failed> {
    Ok(element.name().await? == name && element.is_visible().await?)
}
