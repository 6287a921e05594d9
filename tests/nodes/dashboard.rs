//! An admin at the dashboard of one node.

use conformance::client::Method;
use testkit::{Answer, Caller, Installation, Process};

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "correct horse battery staple";

/// The dashboard with somebody who is signed in.
pub(crate) struct Dashboard {
    caller: Caller,
    cookie: String,
}

impl Dashboard {
    /// Signs a new admin in.
    pub(crate) async fn sign_in(installation: &Installation, process: &Process) -> Self {
        installation.admin(EMAIL, PASSWORD);
        let caller = Caller::new(&process.url, "");
        let mut dashboard = Self { caller, cookie: String::new() };
        let form = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
        let answer = dashboard.post("/sign-in", &form).await;
        let cookies = answer.headers.get_all("set-cookie").iter();
        let cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        dashboard.cookie = cookies.collect::<Vec<_>>().join("; ");
        assert!(!dashboard.cookie.is_empty(), "{}", answer.text);
        dashboard
    }

    /// Sends a form, which must be accepted.
    pub(crate) async fn submit(&self, path: &str, form: &str) {
        let answer = self.post(path, form).await;
        let next = answer.header("location").unwrap_or_default();
        assert_eq!(answer.status, 303, "{path}: {}", answer.text);
        assert!(next.contains("done="), "{path} leads to {next}");
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let headers = [("content-type", kind), ("cookie", self.cookie.as_str())];
        self.caller.send(Method::POST, path, &headers, Some(form.as_bytes().to_vec())).await
    }
}
