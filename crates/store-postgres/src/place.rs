//! Where the database is, and how sessions with it are begun.

mod hosts;
mod purpose;
mod tls;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::{Client, Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

pub(crate) use purpose::Purpose;

use crate::failure::Failure;
use crate::open::OpenError;
use crate::options::{Options, Pooling};
use crate::session::Session;

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
    /// The one that is tried first.
    first: AtomicUsize,
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
        Ok(Self { ways, first: AtomicUsize::new(0), tls, pooling: options.pooling, location })
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
        let first = self.first.load(Ordering::Relaxed);
        let mut reasons = Vec::new();
        for at in (0..self.ways.len()).map(|at| (first + at) % self.ways.len()) {
            let Some((name, way)) = self.ways.get(at) else { continue };
            match self.connect_to(way, purpose).await {
                Ok(client) => {
                    // Where any host will do, the order is the operator's wish. Of those that must
                    // be writable there is one, and it remains so for long.
                    if way.get_target_session_attrs() == TargetSessionAttrs::ReadWrite {
                        self.first.store(at, Ordering::Relaxed);
                    }
                    return Ok(Session::new(client, self.pooling, purpose));
                }
                Err(Failure::Unreachable(reason)) if name.is_empty() => reasons.push(reason),
                Err(Failure::Unreachable(reason)) => reasons.push(format!("{name}: {reason}")),
                Err(failure) => return Err(failure),
            }
        }
        Err(Failure::Unreachable(reasons.join("; ")))
    }

    async fn connect_to(&self, way: &Config, purpose: Purpose) -> Result<Client, Failure> {
        let mut config = way.clone();
        if self.pooling == Pooling::Session {
            let given = config.get_options().unwrap_or("").to_owned();
            config.options(format!("{} {given}", purpose.startup()));
        }
        // The driver limits the time of the TCP handshake alone.
        let time = *config.get_connect_timeout().unwrap_or(&CONNECT_TIME);
        let connecting = config.connect(self.tls.clone());
        let (client, connection) = tokio::time::timeout(time, connecting)
            .await
            .map_err(|_| Failure::Unreachable("the database does not answer".to_owned()))?
            .map_err(|error| Failure::connecting(&error))?;
        check(&connection)?;
        tokio::spawn(async move {
            // Whoever waits for an answer on the connection is told as well.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the database ended");
            }
        });
        Ok(client)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Result<Place, OpenError> {
        Place::new(&Options::new(url))
    }

    #[test]
    fn the_location_tells_no_password() {
        for (url, expected) in [
            ("postgres://u:secret@h:5433/d?sslmode=disable", "postgres://u@h:5433/d"),
            ("postgres://u:secret@a:1,b:2/d?sslmode=disable", "postgres://u@a:1,b:2/d"),
            ("postgres://u:secret@h/d?sslmode=verify-full", "postgres://u@h:5432/d"),
            ("host=/run/pg user=u password=secret sslmode=disable", "postgres://u@/run/pg/u"),
        ] {
            assert_eq!(place(url).unwrap().location(), expected);
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_is_refused_without_telling_it() {
        for url in [
            "postgres://u:secret@h:port/d",
            "postgres://u:a@secret@h/d",
            "mysql://secret@h/d",
            "postgres:///d",
        ] {
            let Err(error) = place(url) else { panic!("{url} is refused") };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
