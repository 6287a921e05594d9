//! Runs one scenario.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use tokio::task::JoinSet;

use super::given;
use super::model::{Action, Headers, Scenario, Send, Step};
use super::request::Ready;
use super::vars::Vars;
use crate::Failure;
use crate::client::{Client, HeaderMap, Method};
use crate::failure::quote_answer;
use crate::json::Path;

/// Runs a scenario and stops at the first answer that is wrong. What the scenario has created is
/// deleted afterwards, also when it failed; the answers to that are not judged.
///
/// Requests that a scenario sends at once run as tasks of the calling tokio runtime.
pub async fn run(client: &Client, scenario: &Scenario) -> Result<(), Failure> {
    let mut runner = Runner {
        client,
        headers: Arc::new(scenario.headers.clone()),
        vars: Vars::new(client.base(), client.token()),
        created: Vec::new(),
    };
    let outcome = runner.steps(scenario).await;
    runner.clean_up().await;
    outcome
}

struct Runner<'a> {
    client: &'a Client,
    headers: Arc<Headers>,
    vars: Vars,
    /// Paths of what was created, in order.
    created: Vec<String>,
}

/// What one request leaves behind.
struct Left {
    vars: Vars,
    status: u16,
    created: Option<String>,
    outcome: Result<(), Failure>,
}

impl Runner<'_> {
    async fn steps(&mut self, scenario: &Scenario) -> Result<(), Failure> {
        for (say, send) in given::requests(&scenario.given) {
            self.send(&say, &send).await?;
        }
        for (number, Step { say, action }) in (1..).zip(&scenario.steps) {
            let say = format!("Step {number}: {say}");
            match action {
                Action::Send(send) => self.send(&say, send).await?,
                Action::AtOnce { sends, tally } => self.at_once(&say, sends, tally).await?,
            }
        }
        Ok(())
    }

    async fn send(&mut self, say: &str, send: &Send) -> Result<(), Failure> {
        let left = perform(self.client, &self.headers, send, self.vars.clone(), say).await;
        self.created.extend(left.created);
        self.vars = left.vars;
        left.outcome
    }

    async fn at_once(
        &mut self,
        say: &str,
        sends: &[Send],
        tally: &BTreeMap<u16, usize>,
    ) -> Result<(), Failure> {
        let mut tasks = JoinSet::new();
        for send in sends {
            for n in 0..send.times {
                let (client, headers) = (self.client.clone(), Arc::clone(&self.headers));
                let (send, say, mut vars) = (send.clone(), say.to_owned(), self.vars.clone());
                vars.keep("n", json!(n));
                tasks.spawn(async move { perform(&client, &headers, &send, vars, &say).await });
            }
        }
        let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
        let mut outcome = Ok(());
        // Every task is waited for, so that all that was created is known.
        while let Some(joined) = tasks.join_next().await {
            let left = joined.map_err(|error| {
                Failure::new(say, "requests at once", "every request to end", error.to_string())
            })?;
            *counts.entry(left.status).or_default() += 1;
            self.created.extend(left.created);
            self.vars.absorb(left.vars);
            outcome = outcome.and(left.outcome);
        }
        outcome?;
        if tally.iter().any(|(status, count)| counts.get(status).unwrap_or(&0) != count) {
            let count = |counts: &BTreeMap<u16, usize>| {
                let each = counts.iter().map(|(status, count)| format!("{count} × {status}"));
                each.collect::<Vec<_>>().join(", ")
            };
            return Err(Failure::new(say, "requests at once", count(tally), count(&counts)));
        }
        Ok(())
    }

    async fn clean_up(&self) {
        for path in self.created.iter().rev() {
            // What is gone already, or cannot be deleted, is not what the scenario is about.
            let _ = self.client.send(Method::DELETE, path, &HeaderMap::new(), None).await;
        }
    }
}

async fn perform(client: &Client, headers: &Headers, send: &Send, vars: Vars, say: &str) -> Left {
    let mut left = Left { vars, status: 0, created: None, outcome: Ok(()) };
    left.outcome = judge(client, headers, send, &mut left, say).await;
    left
}

impl Left {
    fn keep(&mut self, send: &Send, document: Option<&serde_json::Value>) -> Result<(), String> {
        for (name, path) in &send.keep {
            let name = self.vars.fill_text(name)?;
            let path = Path::parse(&self.vars.fill_text(path)?).map_err(|e| e.to_string())?;
            let found = document.and_then(|document| path.find(document));
            let value = found.ok_or_else(|| format!("no value to keep as {name}"))?;
            self.vars.keep(name, value);
        }
        Ok(())
    }
}

async fn judge(
    client: &Client,
    headers: &Headers,
    send: &Send,
    left: &mut Left,
    say: &str,
) -> Result<(), Failure> {
    let ready = Ready::new(send, headers, &left.vars).map_err(|reason| {
        let request = format!("{} {}", send.method, send.path);
        Failure::new(say, request, "a request that can be written", reason)
    })?;
    let request = ready.quote();
    let answer =
        ready.send(client).await.map_err(|error| Failure::no_answer(say, &request, &error))?;
    left.status = answer.status;
    left.created = ready.created(&answer);
    send.expect
        .verify(&answer, &left.vars)
        .map_err(|wrong| Failure::new(say, &request, wrong.expected, wrong.got))?;
    left.keep(send, answer.json.as_ref())
        .map_err(|reason| Failure::new(say, &request, reason, quote_answer(&answer)))
}
