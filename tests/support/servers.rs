//! The servers that clients may use, as a proxy before them knows them.

use std::sync::{Arc, Mutex};

use testkit::Process;

/// The addresses of the servers in use. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Servers(Arc<Mutex<Vec<String>>>);

impl Servers {
    /// Only that one.
    pub(crate) fn only(process: &Process) -> Self {
        let servers = Self::default();
        servers.add(&process.url);
        servers
    }

    /// Takes one into use.
    pub(crate) fn add(&self, url: &str) {
        self.0.lock().expect("the servers").push(url.to_owned());
    }

    /// Takes one out of use.
    pub(crate) fn remove(&self, url: &str) {
        self.0.lock().expect("the servers").retain(|known| known != url);
    }

    /// Takes all out of use: clients stop after their next answer.
    pub(crate) fn clear(&self) {
        self.0.lock().expect("the servers").clear();
    }

    /// The one for the client with that number, which is not to be the one that sent it away.
    pub(crate) fn choose(&self, client: usize, left: &str) -> Option<String> {
        let servers = self.0.lock().expect("the servers");
        let others: Vec<_> = servers.iter().filter(|url| *url != left).collect();
        Some((*others.get(client.checked_rem(others.len())?)?).clone())
    }

    /// Whether that one is in use.
    pub(crate) fn has(&self, url: &str) -> bool {
        self.0.lock().expect("the servers").iter().any(|known| known == url)
    }

    /// Whether none is in use.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().expect("the servers").is_empty()
    }
}
