//! Many clients that write at the same time, until the server goes away.

use std::sync::Arc;

use testkit::{Caller, Process};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::line::Line;
use crate::model::{People, Step};

/// How many clients write at the same time.
const CLIENTS: usize = 16;

/// A client of the load between two runs.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    number: usize,
    random: u64,
    pub(crate) people: People,
    /// The change whose answer never came.
    pub(crate) pending: Option<Step>,
    /// Whether a part of its answer came.
    pub(crate) was_cut_off: bool,
}

/// All clients, and the groups that they share.
pub(crate) struct Load {
    pub(crate) clients: Vec<Client>,
    pub(crate) groups: Arc<[String]>,
}

/// The clients at work.
pub(crate) struct Running {
    tasks: Vec<JoinHandle<Client>>,
    acknowledged: UnboundedReceiver<()>,
    groups: Arc<[String]>,
}

impl Load {
    /// Clients without people, and four groups.
    pub(crate) async fn prepare(scim: &Caller) -> Self {
        let mut groups = Vec::new();
        for name in ["Engineering", "Sales", "Support", "Everybody"] {
            groups.push(scim.group(name, &[]).await);
        }
        let clients = (0..CLIENTS).map(|number| Client {
            number,
            random: 0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1),
            people: People::default(),
            pending: None,
            was_cut_off: false,
        });
        Self { clients: clients.collect(), groups: groups.into() }
    }

    /// Sets the clients to work, each on a connection of its own.
    pub(crate) fn start(self, process: &Process, token: &str) -> Running {
        let (sender, acknowledged) = unbounded_channel();
        let start = |client: Client| {
            let (url, token, groups) =
                (process.url.clone(), token.to_owned(), Arc::clone(&self.groups));
            tokio::spawn(client.work(url, token, groups, sender.clone()))
        };
        let tasks = self.clients.into_iter().map(start).collect();
        Running { tasks, acknowledged, groups: self.groups }
    }
}

impl Running {
    /// Waits until that many more changes are acknowledged.
    pub(crate) async fn acknowledged(&mut self, changes: usize) {
        for _ in 0..changes {
            self.acknowledged.recv().await.expect("a client at work");
        }
    }

    /// Waits until every client has lost its server.
    pub(crate) async fn end(self) -> Load {
        let mut clients = Vec::new();
        for task in self.tasks {
            clients.push(task.await.expect("a client without a complaint"));
        }
        Load { clients, groups: self.groups }
    }
}

impl Client {
    async fn work(
        mut self,
        url: String,
        token: String,
        groups: Arc<[String]>,
        acknowledged: UnboundedSender<()>,
    ) -> Self {
        let Some(mut line) = Line::connect(&url, &token).await else { return self };
        loop {
            let step = self.choose(groups.len());
            let (method, path, body) = self.people.request(&step, &groups);
            let Some(answer) = line.ask(method, &path, body.as_ref()).await else {
                self.pending = Some(step);
                self.was_cut_off = line.was_cut_off();
                return self;
            };
            People::assert_accepted(&step, &answer);
            let id = matches!(step, Step::Create(_)).then(|| answer.id());
            self.people.apply(&step, id);
            // The other side only counts for a while.
            let _ = acknowledged.send(());
            if answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
            {
                return self;
            }
        }
    }

    fn choose(&mut self, groups: usize) -> Step {
        let present = self.people.present.len();
        let roll = self.roll(100);
        if present < 3 || roll < 30 {
            return Step::Create(self.new_name());
        }
        let place = self.roll(present);
        let group = self.roll(groups);
        let is_member = self.people.present[place].groups.contains(&group);
        match roll {
            30..50 => Step::Mark(place),
            50..62 => Step::Switch(place),
            62..92 if is_member => Step::Leave(place, group),
            62..92 => Step::Join(place, group),
            _ => Step::Delete(place),
        }
    }

    fn new_name(&mut self) -> String {
        let serial = self.roll(usize::MAX);
        format!("client{}-{serial:x}", self.number)
    }

    /// A number below the limit, the same in every run (xorshift64*).
    fn roll(&mut self, limit: usize) -> usize {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        let mixed = self.random.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        usize::try_from(mixed).unwrap_or(usize::MAX) % limit
    }
}
