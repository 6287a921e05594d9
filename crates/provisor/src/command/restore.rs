//! `provisor restore`: a backup becomes an installation.

mod key;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use directory::archive::{Source, Standing, transfer};
use serde_json::json;

use crate::args::{DataArgs, OutputArgs};
use crate::backup_file;
use crate::config::{Config, LogFilter};
use crate::env::SystemEnv;
use crate::failure::BadConfig;
use crate::output::{Out, hint};
use crate::progress::Progress;
use crate::site::Site;
use crate::{key_file, report, telemetry};

/// Makes an installation from a backup
///
/// The data directory or the database must be empty; it need not be of the engine that the backup
/// was taken from. Everything is as it was: ids, versions, history, settings, infra tokens. Only the
/// sessions of admins are not part of a backup. What was written is read back and compared. If
/// anything fails, nothing is there that a server would start on, and the command can be run again.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor restore --from today.backup --data /var/lib/provisor
  provisor restore --from today.backup --output json

The secret key is not in the backup. Put the file `secret.key` into the data directory first, or
set `secret_key`.")]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(long, value_name = "FILE")]
    from: PathBuf,

    /// Go on although others are connected to the database: whoever they are, they write nothing
    #[arg(long)]
    ignore_connections: bool,

    /// The secret key is lost: go on with another. No infra token of the backup will work
    #[arg(long)]
    new_key: bool,

    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) async fn run(args: RestoreArgs) -> Result<()> {
    let config = Config::load(args.data).map_err(BadConfig::from)?;
    telemetry::start(&LogFilter::warnings(), config.log_format.value);
    let site = Site::of(&config);

    // The file is read twice: nothing is touched before it is known to be whole.
    let mut checking = Progress::new("checking", args.output);
    let backup = backup_file::check(&args.from, &mut |chunk| checking.passed(chunk)).await?;
    drop(checking);
    if !args.new_key {
        key::confirm(&config, &site, backup.key_fingerprint)?;
    }
    site.make()?;
    let _lock = site.lock()?;
    let store = site.open().await?;
    if !args.ignore_connections {
        site.refuse_others(&*store).await?;
    }
    let mut reader = backup_file::reader(&args.from)?;
    let mut without_key;
    let source: &mut dyn Source = if args.new_key {
        without_key = key::Without(reader);
        &mut without_key
    } else {
        &mut reader
    };
    let mut writing = Progress::new("writing", args.output);
    let mut reading = Progress::new("reading back", args.output);
    let mut written = |chunk: &_| writing.passed(chunk);
    let mut read = |chunk: &_| reading.passed(chunk);
    let summary = transfer(source, &*store, &mut written, &mut read)
        .await
        .with_context(|| format!("nothing was restored into `{site}`"))?;
    drop((writing, reading));
    if let (true, None, Some(directory)) = (args.new_key, site.key(&config)?, site.key_directory())
    {
        key_file::make(directory, &SystemEnv)?;
    }
    store.set_standing(Standing::InUse).await?;

    let out = Out::new();
    if args.output.is_json() {
        return out.json(&json!({
            "file": args.from, "made_by": backup.header, "to": site.to_string(),
            "tables": summary.tables, "verified": true,
        }));
    }
    out.line(format!(
        "Restored {} of {} into {site}.",
        args.from.display(),
        backup.header.created
    ))?;
    report::tables(out, &summary)?;
    out.line(format!("{}: the database was read back and holds the same.", out.green("Verified")))?;
    if args.new_key {
        hint("No infra token works under the new key: generate new ones, and delete those.");
    }
    Ok(())
}
