//! A browser in front of a server of its own.

use serde_json::{Value, json};
use testkit::{Caller, Installation, Process, Ran, finish};

use crate::chromium::Chromium;
use crate::eventually::eventually;
use crate::installation;
use crate::page::{Page, Thing};

/// The admin of the tests.
pub(crate) const EMAIL: &str = "ada@example.com";
/// Her password.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A browser, a server, and its data. The browser stops first.
pub(crate) struct Visit {
    pub(crate) chromium: Chromium,
    pub(crate) process: Process,
    pub(crate) installation: Installation,
}

impl Visit {
    /// A server on an empty database, without any admin.
    pub(crate) async fn of_new_server() -> Self {
        let installation = installation();
        let process = installation.serve();
        Self { chromium: Chromium::start().await, process, installation }
    }

    /// A server with an admin, who is signed in.
    pub(crate) async fn of_admin() -> Self {
        Self::of_admin_on(installation()).await
    }

    /// The same, on a data directory that has been prepared.
    pub(crate) async fn of_admin_on(installation: Installation) -> Self {
        installation.admin(EMAIL, PASSWORD);
        let process = installation.serve();
        let visit = Self { chromium: Chromium::start().await, process, installation };
        visit.sign_in().await;
        visit
    }

    /// The same, with people and groups.
    pub(crate) async fn of_admin_with_people() -> Self {
        let visit = Self::of_admin().await;
        visit.push_people().await;
        visit
    }

    /// Switches SCIM on and has Okta push people and groups; its token.
    pub(crate) async fn push_people(&self) -> String {
        self.installation.must(&["scim", "enable"]);
        let token = self.working_token("Okta").await;
        let ran = self.simulate_okta(&format!("{}/scim/v2", self.process.url), &token);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        token
    }

    /// Makes a token by command, and waits until the server knows it.
    pub(crate) async fn working_token(&self, label: &str) -> String {
        let token = self.installation.token(label);
        let scim = self.process.scim(&token);
        eventually("the new token works", async || {
            let answer = scim.get("/Users?count=1").await;
            if answer.status == 200 { Ok(()) } else { Err(answer.text) }
        })
        .await;
        token
    }

    /// Signs in on the sign-in page.
    pub(crate) async fn sign_in(&self) {
        self.open("/").await;
        let page = self.page();
        page.title_is("Sign in").await;
        page.fill("E-mail", EMAIL).await;
        page.fill("Password", PASSWORD).await;
        page.click(Thing::Button, "Sign in").await;
        page.title_is("Dashboard").await;
    }

    /// Opens a path of the server.
    pub(crate) async fn open(&self, path: &str) {
        self.page().open(&format!("{}{path}", self.process.url)).await;
    }

    /// The page that is shown.
    pub(crate) fn page(&self) -> Page<'_> {
        Page(&self.chromium.session)
    }

    /// Has a simulated Okta push thirty people, one of whom it deactivates for good, and three groups.
    pub(crate) fn simulate_okta(&self, base: &str, token: &str) -> Ran {
        let call = ["simulate", "okta", "--base", base, "--users", "30", "--groups", "3"];
        let mut command = self.installation.command(&call);
        command.args(["--token", token]);
        finish(command, "")
    }

    /// Switches the scripts of pages off.
    pub(crate) async fn without_scripts(&self) {
        let off = json!({"value": true});
        self.chromium.session.devtools("Emulation.setScriptExecutionDisabled", off).await;
    }

    /// Sets what the system of the browser's user looks like: `dark` or `light`.
    pub(crate) async fn system_look(&self, look: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": look}]});
        self.chromium.session.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Addresses of every kind of page that an admin with people sees.
    pub(crate) async fn pages(&self, token: &str) -> Vec<String> {
        let scim = self.process.scim(token);
        let user = scim.get("/Users?count=1").await.ids().remove(0);
        let group = scim.get("/Groups?count=1").await.ids().remove(0);
        let listed = self.installation.must(&["token", "list", "--output", "json"]);
        let listed: Value = serde_json::from_str(&listed).expect("JSON");
        let infra_token = listed[0]["id"].as_str().expect("an id").to_owned();
        let mut pages = ["/", "/?range=24h", "/users", "/users?q=nobody", "/groups"].to_vec();
        pages.extend(["/settings/configurations", "/settings/configurations/switch-off"]);
        pages.extend(["/settings/links", "/settings/infra-tokens", "/settings/infra-tokens/new"]);
        pages.extend(["/settings/schemas", "/settings/schemas/edit"]);
        pages.extend(["/settings/resource-types", "/settings/resource-types/load"]);
        let device = self.device(&scim).await;
        let mut pages: Vec<_> = pages.into_iter().map(str::to_owned).collect();
        pages.push(format!("/users/{user}"));
        pages.push(format!("/groups/{group}"));
        pages.push("/resources/3".to_owned());
        pages.push(format!("/resources/3/{device}"));
        pages.push(format!("/settings/infra-tokens/{infra_token}/delete"));
        pages
    }

    /// Loads devices, and makes one as soon as the server knows them; its id.
    async fn device(&self, scim: &Caller) -> String {
        self.installation.must(&["resource-type", "load", "devices"]);
        let address = "urn:ietf:params:scim:schemas:extension:ethernet-mab:2.0:Device";
        let device = json!({
            "displayName": "Coffee machine on the third floor", "active": true,
            "externalId": "asset-7", address: {"deviceMacAddress": "2C:54:91:88:C9:E2"},
        });
        let made = eventually("devices are served", async || {
            let answer = scim.post("/Devices", &device).await;
            if answer.status == 201 { Ok(answer) } else { Err(answer.text) }
        });
        made.await.id()
    }

    /// Fails if a page has complained (a violation of the content security policy is a complaint),
    /// or has asked anybody but the server. Addresses in `refused` were meant to be answered with
    /// an error.
    pub(crate) async fn assert_quiet(&self, refused: &[&str]) {
        let session = &self.chromium.session;
        for entry in session.log("browser").await {
            let message = entry["message"].as_str().unwrap_or_default();
            let is_meant = refused.iter().any(|part| message.contains(part))
                && message.contains("the server responded with a status of 4");
            assert!(is_meant, "the browser complains: {message}");
        }
        let mut own = 0;
        for entry in session.log("performance").await {
            let text = entry["message"].as_str().unwrap_or_default();
            let event: Value = serde_json::from_str(text).expect("an event");
            let event = &event["message"];
            if event["method"] != "Network.requestWillBeSent" {
                continue;
            }
            let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
            assert!(
                url.starts_with(&format!("{}/", self.process.url)) || url.starts_with("data:"),
                "{url}"
            );
            own += 1;
        }
        assert!(own > 0, "no request was seen at all");
    }
}
