//! `provisor backup`: the whole installation in one file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{ArgGroup, Args};
use directory::archive::file::Header;
use directory::archive::{FromStore, Standing, summarize};
use directory::env::Clock;
use directory::store::Store;
use serde_json::json;

use crate::args::{DataArgs, OutputArgs};
use crate::backup_file::{self, NewBackup};
use crate::config::{Config, LogFilter};
use crate::env::SystemEnv;
use crate::failure::{BadConfig, Usage};
use crate::output::{Out, hint, size};
use crate::progress::Progress;
use crate::site::Site;
use crate::{key_file, report, telemetry};

/// Copies the whole installation into one file
///
/// Works beside a running server and does not hold it up. The file has everything as of the moment
/// of the call: all directories, users, groups, history, settings, tokens and admins, but not the
/// sessions of admins, who sign in again after a restore. The secret key is not in it, and is needed
/// beside it: keep a copy of it at another place.
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("what").required(true).args(["to", "check"]),
    after_help = "\
Examples:
  provisor backup --to /backup/provisor-$(date +%F).backup
  provisor backup --to today.backup --data /var/lib/provisor --output json
  provisor backup --check today.backup

docs/backup.md tells how to back up daily, and how to know that it works."
)]
pub(crate) struct BackupArgs {
    /// The file to write. It must not exist; only its owner may read it
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// Instead: whether this backup is whole and as it was written
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "database_url", "config"])]
    check: Option<PathBuf>,

    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) async fn run(args: BackupArgs) -> Result<()> {
    match (&args.to, &args.check) {
        (Some(to), _) => back_up(to, args.data, args.output).await,
        (None, Some(file)) => check(file, args.output).await,
        (None, None) => Err(Usage::new("name a file with --to or with --check").into()),
    }
}

async fn back_up(to: &Path, data: DataArgs, output: OutputArgs) -> Result<()> {
    let config = Config::load(data).map_err(BadConfig::from)?;
    telemetry::start(&LogFilter::warnings(), config.log_format.value);
    let site = Site::of(&config);
    site.require().await?;
    let store = site.open().await?;
    if let Standing::Importing = store.standing().await? {
        bail!("`{site}`: {}", Standing::Importing.objection().unwrap_or_default());
    }
    note_key(&config, &site, &*store).await?;

    let header = header(&*store).await?;
    let mut backup = NewBackup::begin(to, &header)?;
    let mut writing = Progress::new("writing", output);
    let mut passed = |chunk: &_| writing.passed(chunk);
    let poured = summarize(&mut FromStore(&*store), Some(&mut backup.writer), &mut passed).await;
    drop(writing);
    let summary = poured.with_context(|| format!("`{site}` was not backed up"))?;
    let mut checking = Progress::new("reading back", output);
    let bytes = backup.keep(&summary, &mut |chunk| checking.passed(chunk)).await?;
    drop(checking);

    let out = Out::new();
    if output.is_json() {
        return out.json(&json!({
            "file": to, "bytes": bytes, "from": site.to_string(), "created": header.created,
            "tables": summary.tables, "verified": true,
        }));
    }
    out.line(format!("Backed up {site} to {} ({}).", to.display(), size(bytes)))?;
    report::tables(out, &summary)?;
    out.line(format!("{}: the file was read back and holds the same.", out.green("Verified")))?;
    hint(&match (&config.secret_key.value, site.key_directory()) {
        (None, Some(directory)) => format!(
            "The secret key is not in it: keep a copy of {} at another place.",
            key_file::path(directory).display()
        ),
        _ => {
            "The secret key is not in it: keep a copy of `secret_key` at another place.".to_owned()
        }
    });
    Ok(())
}

/// Has the installation know its key, so that the backup tells which key it needs.
async fn note_key(config: &Config, site: &Site, store: &dyn Store) -> Result<()> {
    let Some(key) = site.key(config)? else { return Ok(()) };
    // Where nothing can be written, a backup is needed the more.
    if let Ok(false) = store.confirm_key(key.to_hash_key().fingerprint()).await {
        hint(
            "warning: the secret key in force is not the one that this installation was used with. \
             The backup needs the other one.",
        );
    }
    Ok(())
}

async fn header(store: &dyn Store) -> Result<Header> {
    let health = store.health().await?;
    Ok(Header {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: health.engine,
        schema_level: health.schema_level,
        created: SystemEnv.now().to_string(),
    })
}

async fn check(file: &Path, output: OutputArgs) -> Result<()> {
    let mut checking = Progress::new("checking", output);
    let found = backup_file::check(file, &mut |chunk| checking.passed(chunk)).await?;
    drop(checking);
    let out = Out::new();
    if output.is_json() {
        return out.json(&json!({
            "file": file, "made_by": found.header, "tables": found.summary.tables,
            "verified": true,
        }));
    }
    let Header { program, engine, created, .. } = &found.header;
    out.line(format!(
        "{}: made at {created} by Provisor {program} from {engine}.",
        file.display()
    ))?;
    report::tables(out, &found.summary)?;
    out.line(format!("{}: it is whole, and as it was written.", out.green("Verified")))?;
    Ok(())
}
