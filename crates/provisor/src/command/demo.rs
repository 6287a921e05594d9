//! `provisor demo`: a server on throw-away data, with people in it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::{Context, Result, bail};
use clap::Args;
use conformance::simulate::okta::{self, Options};
use directory::env::Random;
use directory::settings::ScimState;
use directory::token::{Expiry, Scopes};
use directory::{DEFAULT_DIRECTORY, NewToken};
use tokio::sync::oneshot;
use web::Limits;
use web::dashboard::SetupLink;

use crate::args::people;
use crate::command::admin::create::new_admin;
use crate::config::{DEFAULT_LISTEN, LogFilter, LogFormat, parse_address};
use crate::env::SystemEnv;
use crate::failure::Told;
use crate::installation::Installation;
use crate::output::{Out, hint};
use crate::server::{self, Server, Stop, StopSignals};
use crate::steps::Steps;
use crate::telemetry;

const EMAIL: &str = "admin@example.com";

/// Shows a server with people in it, on throw-away data
///
/// Starts a server with SCIM on, an admin and a token, and lets a simulated
/// Okta push people and groups into it. Then it serves until Ctrl-C, and the data is gone.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor demo
  provisor demo --users 2000 --groups 40
  provisor demo --once                  Only run the simulation, and say whether all went well")]
pub(crate) struct DemoArgs {
    /// The address to listen on [default: 127.0.0.1:7644, or any free port if that is busy]
    #[arg(long, value_name = "ADDR", value_parser = parse_address)]
    listen: Option<SocketAddr>,

    /// How many people, at least 1
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = people)]
    users: usize,

    /// How many groups
    #[arg(long, value_name = "N", default_value_t = 6)]
    groups: usize,

    /// Ends after the simulation, with its result
    #[arg(long)]
    once: bool,
}

pub(crate) async fn run(args: DemoArgs) -> Result<()> {
    telemetry::start(&LogFilter::warnings(), LogFormat::Text);
    let folder = tempfile::tempdir().context("no folder for the throw-away data")?;
    let listener = listen(args.listen)?;
    let public_url = format!("http://{}", crate::config::reachable(listener.local_addr()?));
    let installation = Installation::make(folder.path()).await?;
    let access = prepare(&installation).await?;
    let mut signals = StopSignals::catch()?;
    let out = Out::new();
    announce(out, &public_url, &access)?;

    let server = Server {
        listener,
        public_url: public_url.clone(),
        limits: Limits::default(),
        setup: SetupLink::new(installation.service.env()),
        service: installation.service,
        leave: std::time::Duration::ZERO,
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let mut serving = tokio::spawn(server.run(async {
        // A sender that is gone means stop as well.
        let _ = stopped.await;
        Stop::Now
    }));
    let result: Result<()> = tokio::select! {
        ended = &mut serving => {
            ended??;
            bail!("the server ended by itself");
        }
        _ = signals.next() => Ok(()),
        result = simulate(out, &args, &public_url, &access.token) => {
            if !args.once {
                invite(out, &public_url, result.is_ok())?;
                signals.next().await;
            }
            result
        }
    };
    signals.end_at_next();
    drop(stop);
    serving.await??;
    result
}

/// The default port, or another if it is busy; an address that was asked for must be free.
fn listen(wanted: Option<SocketAddr>) -> Result<TcpListener> {
    if let Some(wanted) = wanted {
        return server::bind(wanted);
    }
    match TcpListener::bind(DEFAULT_LISTEN) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            hint(&format!("Port {} is busy; the demo takes another.", DEFAULT_LISTEN.port()));
            server::bind((Ipv4Addr::LOCALHOST, 0).into())
        }
        Err(_) => server::bind(DEFAULT_LISTEN),
        Ok(listener) => Ok(listener),
    }
}

/// What opens the demo's doors.
struct Access {
    password: String,
    token: String,
}

async fn prepare(installation: &Installation) -> Result<Access> {
    let service = &installation.service;
    let directory = installation.directory(DEFAULT_DIRECTORY)?;
    let cause = installation.cause("demo");
    service.set_scim(directory.id, ScimState::On, cause.clone()).await?;
    let password = password();
    let admin = new_admin(service, EMAIL.to_owned(), &password)?;
    service.store().create_admin(admin).await?;
    let new = NewToken {
        label: "Okta (simulated)".to_owned(),
        scopes: Scopes::ALL,
        expiry: Expiry::Days(7),
    };
    let (_, secret) = service.create_token(directory.id, new, EMAIL, cause).await?;
    Ok(Access { password, token: secret.reveal().to_owned() })
}

/// Five groups of four letters and digits, none of which looks like another: 100 random bits.
fn password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    SystemEnv.fill(&mut bytes);
    let letters: Vec<char> =
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

fn announce(out: Out, public_url: &str, access: &Access) -> Result<()> {
    out.line(format!("Listening on {public_url}"))?;
    out.gap()?;
    out.field("Dashboard", out.bold(format!("{public_url}/")))?;
    out.field("Sign in as", EMAIL)?;
    out.field("Password", &access.password)?;
    out.field("SCIM base URL", format!("{public_url}/scim/v2"))?;
    out.field("Infra token", &access.token)?;
    out.gap()?;
    Ok(())
}

async fn simulate(out: Out, args: &DemoArgs, public_url: &str, token: &str) -> Result<()> {
    let (users, groups) = (args.users, args.groups);
    out.line(format!("A simulated Okta pushes {users} people and {groups} groups:"))?;
    let base = format!("{public_url}/scim/v2");
    let options = Options { users, groups, ..Options::new(base, token) };
    let summary = okta::simulate(&options, &mut Steps::new()).await.map_err(|_| Told)?;
    out.gap()?;
    out.line(summary)?;
    Ok(())
}

fn invite(out: Out, public_url: &str, went_well: bool) -> Result<()> {
    out.gap()?;
    if went_well {
        out.line("Sign in and look around:")?;
        out.field("Dashboard", format!("{public_url}/ (what happened, request by request)"))?;
        out.field("Users", format!("{public_url}/users (each with attributes, groups, history)"))?;
        out.field("Groups", format!("{public_url}/groups"))?;
    } else {
        out.line(
            "The simulation stopped at a wrong answer. The server goes on, so that you can look.",
        )?;
    }
    out.gap()?;
    out.line(out.dim("Press Ctrl-C to stop. The data is thrown away."))?;
    Ok(())
}
