//! `provisor doctor`: what is wrong with this installation, in plain words.

mod database;
mod directories;
mod files;
mod finding;
mod reach;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use self::finding::{Finding, Level};
use crate::args::{OutputArgs, ServerArgs};
use crate::config::Config;
use crate::data_directory::ServerLock;
use crate::failure::Told;
use crate::installation::{Database, Installation, Missing};
use crate::output::Out;

/// Finds out what is wrong with this installation
///
/// Looks at everything that an installation needs, and says for each thing that is wrong what to
/// do about it. Changes nothing, and works beside a running server. Exit code 1 when something is
/// broken.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor doctor
  provisor doctor --data /var/lib/provisor --output json")]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(crate) async fn run(args: DoctorArgs) -> Result<()> {
    let findings = match Config::load(args.server) {
        Ok(config) => examine(&config).await,
        Err(problems) => problems
            .iter()
            .map(|problem| Finding::broken("configuration", problem.to_string(), "Correct it."))
            .collect(),
    };
    let broken = findings.iter().filter(|finding| finding.level == Level::Broken).count();
    let out = Out::new();
    if args.output.is_json() {
        out.json(&json!({"ok": broken == 0, "findings": findings}))?;
    } else {
        for finding in &findings {
            finding.print(out)?;
        }
        let worth = findings.iter().filter(|finding| finding.level == Level::Warning).count();
        out.gap()?;
        out.line(match (broken, worth) {
            (0, 0) => out.green("All is well."),
            (0, worth) => format!("Nothing is broken; worth a look: {worth}."),
            (broken, _) => out.red(format!("Broken: {broken}.")),
        })?;
    }
    if broken == 0 { Ok(()) } else { Err(Told.into()) }
}

async fn examine(config: &Config) -> Vec<Finding> {
    let data = &config.data.value;
    let file = config.file.as_ref().map(|path| format!(" (from {})", path.display()));
    let read = format!("readable{}", file.unwrap_or_default());
    let mut findings = vec![Finding::fine("configuration", read)];
    findings.extend(reach::public_url(config));
    let place = Database::of(config);
    findings.extend(files::directory(data, !place.is_shared()));
    if !data.is_dir() {
        return findings;
    }
    let database = database::examine(&place).await;
    if !database.exists {
        findings.extend(database.findings);
        return findings;
    }
    findings.extend(files::secret_key(config));
    // Opening it would bring an old schema to the present level, and a doctor changes nothing.
    let can_open = database.is_current && findings.iter().all(|found| found.level != Level::Broken);
    findings.extend(database.findings);
    if can_open {
        match Installation::open(config, Missing::Refuse).await {
            Ok(installation) => findings.extend(directories::examine(&installation).await),
            Err(error) => findings.push(Finding::broken(
                "database",
                format!("{error:#}"),
                "See docs/configuration.md on the data directory.",
            )),
        }
    }
    let is_running = ServerLock::is_held(data);
    findings.push(reach::server(config, is_running, ServerLock::noted(data)).await);
    findings
}
