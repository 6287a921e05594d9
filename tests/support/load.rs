//! Many clients that write at the same time, until no server is left for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use testkit::Caller;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant};

use crate::line::Line;
use crate::model::{People, Step};
use crate::put_off;
use crate::servers::Servers;

/// How many clients write at the same time.
const CLIENTS: usize = 16;

/// How soon a client that was put off comes back: sooner than it was told, so that it sees at once
/// when the server works again.
const PAUSE: Duration = Duration::from_millis(100);

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
    /// Whether nobody listened where a server should.
    pub(crate) was_turned_away: bool,
    /// Whether it goes on when it is put off.
    endures: bool,
}

/// All clients, and the groups that they share.
pub(crate) struct Load {
    pub(crate) clients: Vec<Client>,
    pub(crate) groups: Arc<[String]>,
}

/// Where a client tells of its progress.
struct Report {
    acknowledged: UnboundedSender<()>,
    put_off: Arc<AtomicUsize>,
}

/// The clients at work.
pub(crate) struct Running {
    tasks: Vec<JoinHandle<Client>>,
    acknowledged: UnboundedReceiver<()>,
    put_off: Arc<AtomicUsize>,
    groups: Arc<[String]>,
}

impl Load {
    /// Clients without people, and four groups.
    pub(crate) async fn prepare(scim: &Caller) -> Self {
        let mut groups = Vec::new();
        for name in ["Engineering", "Sales", "Support", "Everybody"] {
            groups.push(scim.group(name, &[]).await);
        }
        Self { clients: (0..CLIENTS).map(Client::new).collect(), groups: groups.into() }
    }

    /// Has the clients go on when the server puts them off.
    pub(crate) fn enduring(mut self) -> Self {
        for client in &mut self.clients {
            client.endures = true;
        }
        self
    }

    /// Sets the clients to work, each on a connection of its own. A client that is sent away goes
    /// to another server, and stops when there is none; who is left without an answer stops too.
    pub(crate) fn start(self, servers: &Servers, token: &str) -> Running {
        let (sender, acknowledged) = unbounded_channel();
        let put_off = Arc::new(AtomicUsize::new(0));
        let start = |client: Client| {
            let (servers, token, groups) =
                (servers.clone(), token.to_owned(), Arc::clone(&self.groups));
            let report = Report { acknowledged: sender.clone(), put_off: Arc::clone(&put_off) };
            tokio::spawn(client.work(servers, token, groups, report))
        };
        let tasks = self.clients.into_iter().map(start).collect();
        Running { tasks, acknowledged, put_off, groups: self.groups }
    }
}

impl Running {
    /// Waits until that many more changes are acknowledged.
    pub(crate) async fn acknowledged(&mut self, changes: usize) {
        for _ in 0..changes {
            self.acknowledged.recv().await.expect("a client at work");
        }
    }

    /// How many changes were acknowledged since this was last asked.
    pub(crate) fn newly_acknowledged(&mut self) -> usize {
        std::iter::from_fn(|| self.acknowledged.try_recv().ok()).count()
    }

    /// Sets one more client to work, which endures, if there is none left: each may have a change
    /// of which it does not know what became of it.
    pub(crate) fn replenish(&mut self, servers: &Servers, token: &str) {
        if self.tasks.iter().all(JoinHandle::is_finished) {
            let (sender, acknowledged) = unbounded_channel();
            self.acknowledged = acknowledged;
            let report = Report { acknowledged: sender, put_off: Arc::clone(&self.put_off) };
            let client = Client { endures: true, ..Client::new(self.tasks.len()) };
            let (servers, groups) = (servers.clone(), Arc::clone(&self.groups));
            self.tasks.push(tokio::spawn(client.work(servers, token.to_owned(), groups, report)));
        }
    }

    /// How many changes were put off so far.
    pub(crate) fn put_off(&self) -> usize {
        self.put_off.load(Ordering::Relaxed)
    }

    /// Waits until every client has stopped.
    pub(crate) async fn end(self) -> Load {
        let mut clients = Vec::new();
        for task in self.tasks {
            clients.push(task.await.expect("a client without a complaint"));
        }
        Load { clients, groups: self.groups }
    }
}

impl Client {
    fn new(number: usize) -> Self {
        Self {
            number,
            random: 0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1),
            people: People::default(),
            pending: None,
            was_cut_off: false,
            was_turned_away: false,
            endures: false,
        }
    }

    async fn work(
        mut self,
        servers: Servers,
        token: String,
        groups: Arc<[String]>,
        report: Report,
    ) -> Self {
        let mut left = String::new();
        while let Some(url) = servers.choose(self.number, &left) {
            let Some(line) = Line::connect(&url, &token).await else {
                self.was_turned_away = servers.has(&url);
                return self;
            };
            if !self.work_at(line, &servers, &groups, &report).await {
                return self;
            }
            left = url;
        }
        self
    }

    /// Works on one connection until it is time to take another; false when its answer stays out.
    async fn work_at(
        &mut self,
        mut line: Line,
        servers: &Servers,
        groups: &[String],
        report: &Report,
    ) -> bool {
        // A server that was taken out of use keeps its connections until it ends them.
        while !servers.is_empty() {
            let step = self.choose(groups.len());
            let (method, path, body) = self.people.request(&step, groups);
            let asked = Instant::now();
            let Some(answer) = line.ask(method, &path, body.as_ref()).await else {
                self.pending = Some(step);
                self.was_cut_off = line.was_cut_off();
                return false;
            };
            if self.endures && answer.status == 503 {
                report.put_off.fetch_add(1, Ordering::Relaxed);
                if !put_off::is_unchanged(&answer, asked.elapsed()) {
                    self.pending = Some(step);
                    return false;
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            People::assert_accepted(&step, &answer);
            let id = matches!(step, Step::Create(_)).then(|| answer.id());
            self.people.apply(&step, id);
            // The other side only counts for a while.
            let _ = report.acknowledged.send(());
            if answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
            {
                return true;
            }
        }
        true
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
