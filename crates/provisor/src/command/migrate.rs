//! `provisor migrate`: brings the database to the schema of this version.

use anyhow::{Result, bail};
use clap::Args;

use crate::args::DataArgs;
use crate::config::Config;
use crate::data_directory::{self, ServerLock};
use crate::failure::{BadConfig, Usage};
use crate::installation::{Database, Extent, Installation, Missing};
use crate::output::Out;

/// The most partitions. All are made in one transaction, and each takes some forty locks, of which
/// PostgreSQL has 6,400 as it comes.
const MAX_PARTITIONS: i64 = 128;

/// Brings the database to the schema of this version
///
/// Makes the database if there is none. The server
/// does the same when it starts; this command is for those who want to do it beforehand.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor migrate
  provisor migrate --data /var/lib/provisor
  provisor migrate --partitions 64      A PostgreSQL database for thousands of directories
  provisor migrate --accept-key         Go on with a new key, because the old one is lost")]
pub(crate) struct MigrateArgs {
    /// Divides the tables of an empty PostgreSQL database by directory into so many partitions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MAX_PARTITIONS))]
    partitions: Option<u32>,

    /// Takes the present secret key in place of one that is lost: infra tokens and sessions made
    /// under that one never work again
    #[arg(long)]
    accept_key: bool,

    #[command(flatten)]
    data: DataArgs,
}

pub(crate) async fn run(args: MigrateArgs) -> Result<()> {
    let config = Config::load(args.data).map_err(BadConfig::from)?;
    let database = Database::of(&config);
    let data = &config.data.value;
    let _lock = if database.is_shared() {
        // Nodes of the version before keep running while the schema is extended.
        None
    } else {
        if args.partitions.is_some() {
            let text = "--partitions is for PostgreSQL: name the database with --database-url";
            return Err(Usage::new(text).into());
        }
        data_directory::create(data)?;
        let Some(lock) = ServerLock::take(data)? else {
            bail!("a server runs on the data directory `{}`; stop it first", data.display());
        };
        Some(lock)
    };
    let is_new = database.extent().await? == Extent::Nothing;
    database.migrate(args.partitions).await?;
    if args.accept_key {
        Installation::accept_key(&config).await?;
    }
    let installation = Installation::open(&config, Missing::Create).await?;
    let level = installation.service.store().health().await?.schema_level;
    let done = if is_new { "was made" } else { "is" };
    Out::new().line(format!("The database {done} at schema level {level}."))?;
    Ok(())
}
