//! Where the database is, and how sessions with it are begun.

mod addresses;
mod choice;
mod hosts;
mod purpose;
mod race;
#[cfg(test)]
mod tests;
mod tls;

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use choice::Choice;

pub(crate) use purpose::Purpose;

use crate::failure::Failure;
use crate::open::OpenError;
use crate::options::{Options, Pooling};
use crate::session::{Address, Session};

/// How long one host may take to let a session begin.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// After how long without an answer of the other machine a connection counts as lost.
const SILENCE: Duration = Duration::from_secs(30);

/// The oldest PostgreSQL that has all that is used.
const OLDEST: u32 = 14;

/// A database and the way to it.
pub(crate) struct Place {
    /// With the names of the hosts, where there are several.
    ways: Vec<(String, Config)>,
    choice: Choice,
    tls: MakeRustlsConnect,
    pooling: Pooling,
    location: String,
}

impl Place {
    /// Reads what [`Options`] say about the way to the database.
    pub(crate) fn new(options: &Options) -> Result<Self, OpenError> {
        let mut config = address(&options.url)?;
        config.application_name(&options.application_name);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIME);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_idle(SILENCE);
            config.keepalives_interval(Duration::from_secs(10));
            config.keepalives_retries(3);
        }
        let encrypted = config.get_ssl_mode() != SslMode::Disable;
        let tls = tls::connector(options.ca_file.as_deref(), encrypted)?;
        let location = location(&config);
        let ways = hosts::ways(&config);
        let choice = Choice::new(&config, ways.len());
        Ok(Self { ways, choice, tls, pooling: options.pooling, location })
    }

    /// The address without the password.
    pub(crate) fn location(&self) -> &str {
        &self.location
    }

    /// The name by which the database knows this program.
    pub(crate) fn application_name(&self) -> &str {
        self.ways.first().and_then(|(_, way)| way.get_application_name()).unwrap_or_default()
    }

    /// Begins a session with the first host that lets one begin.
    pub(crate) async fn connect(&self, purpose: Purpose) -> Result<Session, Failure> {
        let order = self.choice.order();
        let attempt = |at| self.connect_to(at, purpose);
        let (first, failures) = race::race(&order, attempt, |at| self.choice.is_late(at)).await;
        let Some((at, session)) = first else { return Err(self.together(failures)) };
        if self.choice.answered(at) {
            self.tell(at, failures);
        }
        Ok(session)
    }

    /// Has the database end what a session is at work on. Who does this must have the session for
    /// himself.
    pub(crate) async fn cancel(&self, session: &Session) -> Result<(), Failure> {
        let asking = session.cancel(self.tls.clone());
        timeout(CONNECT_TIME, asking).await.unwrap_or(Err(Failure::Silent))
    }

    /// Tells operators which of several hosts has the database now.
    fn tell(&self, at: usize, failures: Vec<(usize, Failure)>) {
        let Some((host, _)) = self.ways.get(at) else { return };
        if failures.is_empty() {
            tracing::info!(host, "the database answers at this host");
        } else {
            let others = self.reasons(failures);
            tracing::warn!(host, others, "the database answers at this host, and not at others");
        }
    }

    /// Why no host has the database.
    fn together(&self, mut failures: Vec<(usize, Failure)>) -> Failure {
        let is_other = |(_, failure): &(usize, Failure)| {
            use Failure::{Silent, TurnedAway, Unreachable};
            !matches!(failure, Unreachable(_) | TurnedAway(_) | Silent)
        };
        match failures.iter().position(is_other) {
            Some(at) => failures.swap_remove(at).1,
            None => Failure::Unreachable(self.reasons(failures)),
        }
    }

    /// What hindered each, in the order of the address.
    fn reasons(&self, mut failures: Vec<(usize, Failure)>) -> String {
        failures.sort_by_key(|(at, _)| *at);
        let reason = |(at, failure): (usize, Failure)| match self.ways.get(at) {
            Some((host, _)) if !host.is_empty() => format!("{host}: {}", failure.into_text()),
            _ => failure.into_text(),
        };
        failures.into_iter().map(reason).collect::<Vec<_>>().join("; ")
    }

    /// Begins a session with a host, at the first of its addresses that lets one begin.
    async fn connect_to(&self, at: usize, purpose: Purpose) -> Result<Session, Failure> {
        let Some((_, way)) = self.ways.get(at) else { return Err(Failure::Silent) };
        // The driver limits the time of the TCP handshake alone.
        let time = *way.get_connect_timeout().unwrap_or(&CONNECT_TIME);
        let connecting = async {
            let addresses = addresses::addresses(way).await;
            let first = self.choice.turn();
            let order: Vec<usize> =
                (0..addresses.len()).map(|at| first.wrapping_add(at) % addresses.len()).collect();
            let attempt = |at: usize| {
                let address = addresses.get(at).cloned().unwrap_or(Address::Unknown);
                self.begin(way, address, purpose)
            };
            let (first, failures) = race::race(&order, attempt, |_| ()).await;
            let reasons = failures.into_iter().map(|(_, failure)| failure);
            let best = || reasons.max_by_key(Failure::tells).unwrap_or(Failure::Silent);
            first.map(|(_, session)| session).ok_or_else(best)
        };
        timeout(time, connecting).await.unwrap_or(Err(Failure::Silent))
    }

    async fn begin(
        &self,
        way: &Config,
        address: Address,
        purpose: Purpose,
    ) -> Result<Session, Failure> {
        let mut config = way.clone();
        if let Address::Tcp(address, _) = &address
            && config.get_hostaddrs().is_empty()
        {
            config.hostaddr(address.ip());
        }
        if self.pooling == Pooling::Session {
            let given = config.get_options().unwrap_or("").to_owned();
            config.options(format!("{} {given}", purpose.startup()));
        }
        let connected = config.connect(self.tls.clone()).await;
        let (client, connection) = connected.map_err(|error| Failure::connecting(&error))?;
        check(&connection)?;
        tokio::spawn(async move {
            // Whoever waits for an answer on the connection is told as well.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the database ended");
            }
        });
        Ok(Session::new(client, address, self.pooling, purpose))
    }
}

/// The way to the database as its address tells.
fn address(url: &str) -> Result<Config, OpenError> {
    // Certificates are always verified, name included, wherever there is encryption.
    let strict = ["sslmode=verify-full", "sslmode=verify-ca"];
    let url = strict.iter().fold(url.to_owned(), |url, mode| url.replace(mode, "sslmode=require"));
    let config: Config = url.parse().map_err(|error| OpenError::Url(reason(&error)))?;
    let hosts = config.get_hosts();
    if hosts.is_empty() && config.get_hostaddrs().is_empty() {
        return Err(OpenError::Url("it names no host".to_owned()));
    }
    if hosts.iter().any(|host| matches!(host, Host::Tcp(name) if name.contains('@'))) {
        // What stands before it would be shown as part of the host.
        let text = "an @ in the user name or password must be written as %40";
        return Err(OpenError::Url(text.to_owned()));
    }
    Ok(config)
}

impl Options {
    /// The address without the password, as it stands in messages.
    pub fn location(&self) -> Result<String, OpenError> {
        Ok(location(&address(&self.url)?))
    }
}

/// Refuses a database that cannot hold the data.
fn check<T>(connection: &Connection<Socket, T>) -> Result<(), Failure>
where
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let parameter = |name| connection.parameter(name).unwrap_or("");
    let encoding = parameter("server_encoding");
    if !encoding.is_empty() && encoding != "UTF8" {
        return Err(Failure::Broken(format!(
            "the database has the encoding {encoding}: create it with ENCODING 'UTF8'"
        )));
    }
    let version = parameter("server_version");
    let major = version.split(|char: char| !char.is_ascii_digit()).next().unwrap_or("");
    if major.parse::<u32>().is_ok_and(|major| major < OLDEST) {
        return Err(Failure::Broken(format!(
            "this is PostgreSQL {version}, and {OLDEST} is the oldest that works"
        )));
    }
    Ok(())
}

fn location(config: &Config) -> String {
    let ports = config.get_ports();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .chain(
            config.get_hostaddrs().iter().skip(config.get_hosts().len()).map(ToString::to_string),
        )
        .enumerate()
        .map(|(at, host)| match ports.get(at).or(ports.first()) {
            Some(port) => format!("{host}:{port}"),
            None => host,
        })
        .collect();
    let user = config.get_user().map(|user| format!("{user}@")).unwrap_or_default();
    let database = config.get_dbname().or(config.get_user()).unwrap_or("");
    format!("postgres://{user}{}/{database}", hosts.join(","))
}

/// An error with what caused it.
fn reason(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => cause.to_string(),
        None => error.to_string(),
    }
}
