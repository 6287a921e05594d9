//! The commands, a file each.

pub(crate) mod admin;
pub(crate) mod backup;
pub(crate) mod bench;
pub(crate) mod check_config;
pub(crate) mod conformance;
pub(crate) mod demo;
pub(crate) mod doctor;
mod input;
pub(crate) mod migrate;
pub(crate) mod relocate;
pub(crate) mod resource_type;
pub(crate) mod restore;
mod review;
pub(crate) mod schema;
pub(crate) mod scim;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod token;

use anyhow::{Context, Result};

use crate::args::DataArgs;
use crate::cli::{Cli, Command};
use crate::config::{Config, LogFilter};
use crate::failure::BadConfig;
use crate::installation::{Installation, Missing};
use crate::telemetry;

/// Runs what was typed.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program cannot start its threads")?;
    runtime.block_on(async {
        match cli.command {
            None => serve::run(cli.serve).await,
            Some(Command::Serve(args)) => serve::run(args.server).await,
            Some(Command::Demo(args)) => demo::run(args).await,
            Some(Command::Scim(command)) => scim::run(command).await,
            Some(Command::Token(command)) => token::run(command).await,
            Some(Command::Schema(command)) => schema::run(command).await,
            Some(Command::ResourceType(command)) => resource_type::run(command).await,
            Some(Command::Admin(command)) => admin::run(command).await,
            Some(Command::Simulate(args)) => simulate::run(args).await,
            Some(Command::Bench(args)) => bench::run(args).await,
            Some(Command::Conformance(args)) => conformance::run(args).await,
            Some(Command::Migrate(args)) => migrate::run(args).await,
            Some(Command::Backup(args)) => backup::run(args).await,
            Some(Command::Restore(args)) => restore::run(args).await,
            Some(Command::Move(args)) => relocate::run(args).await,
            Some(Command::CheckConfig(args)) => check_config::run(args),
            Some(Command::Doctor(args)) => doctor::run(args).await,
        }
    })
}

/// Opens the installation for a command that talks to a person: only warnings are logged.
async fn open(args: DataArgs, missing: Missing) -> Result<Installation> {
    let config = Config::load(args).map_err(BadConfig::from)?;
    telemetry::start(&LogFilter::warnings(), config.log_format.value);
    Installation::open(&config, missing).await
}
