//! A server: the listener, the router and the upkeep, from start to graceful end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use directory::Service;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};
use web::dashboard::{DashboardState, SetupLink};
use web::{AppState, Handle, Limits};

use crate::config::Config;
use crate::upkeep;

/// How long requests that have begun may take to end once the server is told to stop: longer than
/// a change may take on a slow database, so that none is cut off without an answer.
const DRAIN: Duration = Duration::from_secs(27);

/// Takes the address, so that a busy port is told before anything else happens.
pub(crate) fn bind(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen).map_err(|error| {
        let (port, ip) = (listen.port(), listen.ip());
        match error.kind() {
            io::ErrorKind::AddrInUse => anyhow!(
                "port {port} is in use: another program, or another Provisor, listens on {listen}; \
                 stop it, or choose another address with --listen"
            ),
            io::ErrorKind::PermissionDenied => anyhow!(
                "this user may not listen on port {port}; choose one above 1023 with --listen"
            ),
            io::ErrorKind::AddrNotAvailable => anyhow!(
                "this machine has no address {ip}; choose another with --listen, such as \
                 127.0.0.1:{port} or 0.0.0.0:{port}"
            ),
            _ => anyhow!("cannot listen on {listen}: {error}"),
        }
    })
}

/// Raises the number of files that the process may have open to what the system allows, because
/// every connection is one. Many systems start programs with 1,024.
pub(crate) fn allow_many_connections() {
    let files = Resource::Nofile;
    let limit = getrlimit(files);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(files, raised) {
        tracing::warn!(%error, current = ?limit.current, "few connections are possible at once");
    }
}

/// A server that is ready to run.
pub(crate) struct Server {
    pub(crate) listener: TcpListener,
    pub(crate) public_url: String,
    pub(crate) limits: Limits,
    pub(crate) service: Arc<Service>,
    pub(crate) setup: SetupLink,
    /// How long clients are sent away before the end, if there is no hurry.
    pub(crate) leave: Duration,
}

/// How a server is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// By a service manager: others may go on, so that clients are sent to them first.
    Leave,
    /// By somebody who sits at the terminal.
    Now,
}

/// The limits that the configuration sets.
pub(crate) fn limits(config: &Config) -> Limits {
    let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
    Limits {
        max_body_bytes: usize::try_from(config.max_body_bytes.value).unwrap_or(usize::MAX),
        body_timeout: seconds(config.body_timeout_seconds.value),
        header_timeout: seconds(config.header_timeout_seconds.value),
    }
}

/// How long clients are sent away before a server ends.
pub(crate) fn leave_time(config: &Config) -> Duration {
    Duration::from_secs(u64::from(config.leave_seconds.value))
}

impl Server {
    /// Serves until `stop` says so; then lets running requests end, and writes what was gathered.
    pub(crate) async fn run(self, stop: impl Future<Output = Stop>) -> Result<()> {
        let dashboard = Arc::new(DashboardState {
            service: Arc::clone(&self.service),
            secure_cookies: self.public_url.starts_with("https://"),
            public_url: self.public_url.clone(),
            setup: self.setup,
        });
        let state = Arc::new(AppState::new(self.service, self.public_url, dashboard, self.limits));
        let mut upkeep = upkeep::start(&state);
        let handle = Handle::new();
        let router = web::router(Arc::clone(&state));
        let serving = web::serve(self.listener, router, self.limits, handle.clone());
        // New connections are accepted until the very end.
        let ending = async {
            if stop.await == Stop::Leave {
                leave(&state, self.leave).await;
            }
            tracing::info!("stopping: requests that have begun may end");
            handle.graceful_shutdown(Some(DRAIN));
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ended = serving => ended.context("the listener failed")?,
            () = ending => {}
        }
        upkeep.shutdown().await;
        upkeep::flush(&state).await?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Serves on while clients are sent away, for all of the time: even where no connection is left, a
/// proxy that has not looked yet would open new ones, and find nobody.
async fn leave(state: &AppState, time: Duration) {
    tracing::info!(seconds = time.as_secs(), "stopping: sending clients away");
    state.leave();
    tokio::time::sleep(time).await;
}

/// The signals that ask a server to stop. Made before the server says that it listens, so that
/// none is missed.
pub(crate) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to catch them.
    pub(crate) fn catch() -> Result<Self> {
        let catch = |kind| signal(kind).context("signals cannot be caught");
        Ok(Self {
            interrupt: catch(SignalKind::interrupt())?,
            terminate: catch(SignalKind::terminate())?,
        })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) -> Stop {
        tokio::select! {
            _ = self.interrupt.recv() => Stop::Now,
            _ = self.terminate.recv() => Stop::Leave,
        }
    }

    /// From now on a signal ends the process at once: somebody does not want to wait any longer.
    pub(crate) fn end_at_next(mut self) {
        tokio::spawn(async move {
            self.next().await;
            std::process::exit(1);
        });
    }
}
