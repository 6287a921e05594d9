//! `provisor move`: an installation moves to another place.

mod key;
mod sides;
mod unchanged;
mod undo;

use anyhow::{Context, Result, bail};
use clap::Args;
use directory::archive::{FromStore, Standing, Summary, transfer};
use directory::env::Clock;
use directory::store::Store;
use serde_json::json;

use crate::args::{DataArgs, OutputArgs};
use crate::config::{Config, LogFilter};
use crate::env::SystemEnv;
use crate::failure::BadConfig;
use crate::output::{Out, hint};
use crate::progress::Progress;
use crate::site::Site;
use crate::{report, telemetry};
use key::NewFile;
use sides::SidesArgs;
use unchanged::State;

/// What to do about a move that has come to no end.
const AGAIN: &str =
    "run it again, or take the installation back into use with `provisor move --undo`";

/// Moves the installation to another place
///
/// Everything moves: ids, versions, history, settings, infra tokens; only admins have to sign in
/// again. What was written is read back and compared. Stop the server first. Afterwards no server
/// starts on the old place by mistake; its data stay there untouched, and `--undo` takes it back
/// into use.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor move --from-data /var/lib/provisor --to-data /mnt/new/provisor
  provisor move --from-data /var/lib/provisor --to-url postgres://provisor@db.example.com/provisor
  provisor move --from-url postgres://provisor@db.example.com/provisor --to-data /var/lib/provisor
  provisor move --undo --from-data /var/lib/provisor

The side that is not named is the one that the configuration names.")]
pub(crate) struct MoveArgs {
    #[command(flatten)]
    sides: SidesArgs,

    /// Instead: take the installation that was moved from here back into use, as it was then
    #[arg(long)]
    undo: bool,

    /// Go on although others are connected to a database: whoever they are, they write nothing
    #[arg(long)]
    ignore_connections: bool,

    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) async fn run(args: MoveArgs) -> Result<()> {
    let config = Config::load(args.data).map_err(BadConfig::from)?;
    telemetry::start(&LogFilter::warnings(), config.log_format.value);
    if args.undo {
        return undo::run(&args.sides.source(&config)?, args.output).await;
    }
    let (from, to) = args.sides.both(&config)?;
    let moving = Moving { config: &config, from: &from, to: &to, output: args.output };
    let summary = moving.run(args.ignore_connections).await?;

    let out = Out::new();
    if args.output.is_json() {
        return out.json(&json!({
            "from": from.to_string(), "to": to.to_string(), "tables": summary.tables,
            "verified": true,
        }));
    }
    out.line(format!("Moved {from} to {to}."))?;
    report::tables(out, &summary)?;
    out.line(format!("{}: the database was read back and holds the same.", out.green("Verified")))?;
    hint(&format!(
        "No server starts on {from} any more. Its data stay there until you remove them."
    ));
    if !to.has_its_key() && config.secret_key.value.is_none() {
        hint(
            "Every server needs the key that was used there: copy secret.key, or set `secret_key`.",
        );
    }
    Ok(())
}

/// A move that is under way.
///
/// It may be ended at any moment: then at most one of the two places can be used, and the same move
/// can be run again. The source is closed before the target is begun, and the target is opened
/// after everything else.
struct Moving<'a> {
    config: &'a Config,
    from: &'a Site,
    to: &'a Site,
    output: OutputArgs,
}

impl Moving<'_> {
    async fn run(&self, ignore_connections: bool) -> Result<Summary> {
        let (from, to) = (self.from, self.to);
        from.require().await?;
        let _from_lock = from.lock()?;
        let source = from.open().await?;
        let standing = source.standing().await?;
        match &standing {
            // What an interrupted move has closed is moved again.
            Standing::InUse | Standing::Moving { .. } => {}
            Standing::Moved { to: there, .. }
                if *there == to.lasting() && self.is_unfinished().await? => {}
            closed => bail!("`{from}`: {}", closed.objection().unwrap_or_default()),
        }
        let key = key::find(self.config, from, to, &*source).await?;
        to.make()?;
        let _to_lock = to.lock()?;
        let target = to.open().await?;
        if !ignore_connections {
            from.refuse_others(&*source).await?;
            to.refuse_others(&*target).await?;
        }

        let moving = Standing::Moving { to: to.lasting() };
        source.set_standing(moving.clone()).await?;
        let summary = match self.fill(&*source, &*target, key).await {
            Ok(summary) => summary,
            Err(error) => {
                // What an earlier move has closed stays closed.
                let back = if standing == Standing::InUse { standing } else { moving };
                let opened = source.set_standing(back).await;
                return Err(match opened {
                    Ok(()) => error,
                    Err(reason) => {
                        error.context(format!("`{from}` is still closed ({reason}): {AGAIN}"))
                    }
                });
            }
        };
        let moved = Standing::Moved { to: to.lasting(), at: SystemEnv.now() };
        let unfinished = || format!("the move was not finished: {AGAIN}");
        source.set_standing(moved).await.with_context(unfinished)?;
        // The target may be open although its answer was lost: then to open the source is to have two.
        let doubtful = || format!("whether `{to}` has been opened is not known: run it again");
        target.set_standing(Standing::InUse).await.with_context(doubtful)?;
        Ok(summary)
    }

    /// Whether the target is what a move has left that was ended just before it opened it.
    async fn is_unfinished(&self) -> Result<bool> {
        if self.to.is_empty().await? {
            return Ok(false);
        }
        Ok(self.to.open().await?.standing().await? == Standing::Importing)
    }

    /// Makes the target what the source is, key included, and leaves it closed.
    async fn fill(
        &self,
        source: &dyn Store,
        target: &dyn Store,
        key: Option<NewFile>,
    ) -> Result<Summary> {
        let summary = self.transfer(source, target).await?;
        key::keep(key)?;
        Ok(summary)
    }

    async fn transfer(&self, source: &dyn Store, target: &dyn Store) -> Result<Summary> {
        let before = State::of(source).await?;
        let mut writing = Progress::new("writing", self.output);
        let mut reading = Progress::new("reading back", self.output);
        let mut written = |chunk: &_| writing.passed(chunk);
        let mut read = |chunk: &_| reading.passed(chunk);
        let summary = transfer(&mut FromStore(source), target, &mut written, &mut read)
            .await
            .with_context(|| format!("nothing was moved into `{}`", self.to))?;
        if State::of(source).await? != before {
            target.clear().await?;
            bail!(
                "`{}` was written while it was moved: stop what uses it, and try again",
                self.from
            );
        }
        Ok(summary)
    }
}
