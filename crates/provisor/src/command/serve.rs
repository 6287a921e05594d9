//! `provisor serve`: the server.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use clap::Args;
use directory::settings::ScimState;
use directory::{DEFAULT_DIRECTORY, Service};
use web::dashboard::SetupLink;

use crate::args::ServerArgs;
use crate::config::{Config, PublicUrl};
use crate::data_directory::{self, ServerLock};
use crate::failure::BadConfig;
use crate::installation::{Installation, Missing};
use crate::output::{Out, hint};
use crate::server::{self, Server, StopSignals};
use crate::telemetry;

/// Starts the server (what `provisor` does without a command)
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor serve
  provisor serve --listen 0.0.0.0:7644 --public-url https://provisor.example.com
  provisor serve --data /var/lib/provisor --log-format json")]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(super) server: ServerArgs,
}

/// Serves until a signal says stop.
pub(crate) async fn run(args: ServerArgs) -> Result<()> {
    let config = Config::load(args).map_err(BadConfig::from)?;
    telemetry::start(&config.log.value, config.log_format.value);
    let data = &config.data.value;
    data_directory::create(data)?;
    let Some(mut lock) = ServerLock::take(data)? else {
        bail!(
            "another server runs on the data directory `{}`; stop it, or choose another directory \
             with --data",
            data.display()
        );
    };
    server::allow_many_connections();
    let listener = server::bind(config.listen.value)?;
    let address = listener.local_addr()?;
    if let Err(error) = lock.note(address) {
        tracing::warn!(%error, "`provisor doctor` will look where the configuration says");
    }
    let installation = Installation::open(&config, Missing::Create).await?;
    let mut signals = StopSignals::catch()?;
    let public_url = config.public_url_for(address);
    let setup = SetupLink::new(installation.service.env());
    warn(&config, address);
    // A server works without somebody who reads what it prints.
    let _ = announce(&installation.service, address, &public_url, &setup).await;
    tracing::info!(%address, public_url, data = %data.display(), "serving");
    let server = Server {
        listener,
        public_url,
        limits: server::limits(&config),
        service: installation.service,
        setup,
        leave: server::leave_time(&config),
    };
    let stop = async move {
        let stop = signals.next().await;
        signals.end_at_next();
        stop
    };
    server.run(stop).await
}

/// Says where to go. The first line is what scripts wait for.
async fn announce(
    service: &Service,
    address: SocketAddr,
    public_url: &str,
    setup: &SetupLink,
) -> Result<()> {
    let out = Out::new();
    out.line(format!("Listening on http://{address}"))?;
    out.field("Dashboard", format!("{public_url}/"))?;
    out.field("SCIM base URL", format!("{public_url}/scim/v2"))?;
    out.field("SCIM", scim_state(service))?;
    if service.store().admins().await?.is_empty() {
        out.gap()?;
        out.line("There is no admin yet. Open this link to become the first (it works once):")?;
        out.line(format!("  {}", out.bold(setup.url(public_url))))?;
    }
    Ok(())
}

fn scim_state(service: &Service) -> &'static str {
    let state = service.directory(DEFAULT_DIRECTORY).map(|directory| directory.settings.scim);
    match state {
        Some(ScimState::On) => "on",
        Some(ScimState::Paused) => "paused: continue with `provisor scim enable`",
        Some(ScimState::Off) | None => {
            "off: switch it on in the dashboard, or with `provisor scim enable`"
        }
    }
}

fn warn(config: &Config, address: SocketAddr) {
    if address.ip().is_loopback() {
        return;
    }
    if !config.public_url.value.as_ref().is_some_and(PublicUrl::is_https) {
        hint(
            "warning: the server listens beyond this machine, and its public URL is not https: \
             tokens and passwords can be read on the way. Put it behind a proxy that speaks TLS, \
             and set public_url to its https address.",
        );
    }
}
