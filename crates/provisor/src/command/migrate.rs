//! `provisor migrate`: brings the database to the schema of this version.

use anyhow::{Result, bail};
use clap::Args;

use crate::args::DataArgs;
use crate::config::Config;
use crate::data_directory::{self, ServerLock};
use crate::failure::BadConfig;
use crate::installation::{Installation, Missing, has_database};
use crate::output::Out;

/// Brings the database to the schema of this version
///
/// Makes the database if there is none. The server
/// does the same when it starts; this command is for those who want to do it beforehand.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor migrate
  provisor migrate --data /var/lib/provisor")]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    data: DataArgs,
}

pub(crate) async fn run(args: MigrateArgs) -> Result<()> {
    let config = Config::load(args.data).map_err(BadConfig::from)?;
    let data = &config.data.value;
    data_directory::create(data)?;
    let Some(_lock) = ServerLock::take(data)? else {
        bail!("a server runs on the data directory `{}`; stop it first", data.display());
    };
    let is_new = !has_database(data);
    // Opening an installation brings it to the present schema.
    let installation = Installation::open(&config, Missing::Create).await?;
    let level = installation.service.store().health().await?.schema_level;
    let done = if is_new { "was made" } else { "is" };
    Out::new().line(format!("The database {done} at schema level {level}."))?;
    Ok(())
}
