//! `provisor scim status`: the switch, and what is in the directory.

use anyhow::Result;
use clap::Args;
use directory::settings::ScimState;
use serde_json::json;

use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Shows the switch, and what is in the directory
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor scim status
  provisor scim status --output json")]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: StatusArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let service = &installation.service;
    let counts = service.store().counts(directory.id).await?;
    let now = service.env().now();
    let tokens = service.store().tokens(directory.id).await?;
    let live = tokens.iter().filter(|token| !token.is_expired(now)).count();
    let last_used = tokens.iter().filter_map(|token| token.last_used).max();
    let out = Out::new();
    if args.output.is_json() {
        return out.json(&json!({
            "directory": directory.name,
            "scim": directory.settings.scim.name(),
            "preset": directory.settings.preset.name(),
            "users": counts.users,
            "active_users": counts.active_users,
            "groups": counts.groups,
            "tokens": live,
            "last_used": last_used.map(|at| at.to_string()),
            "policies": directory.settings.policies,
        }));
    }
    out.field("Directory", &directory.name)?;
    out.field(
        "SCIM",
        match directory.settings.scim {
            ScimState::On => out.green("on"),
            ScimState::Off => out.yellow("off"),
            ScimState::Paused => out.yellow("paused"),
        },
    )?;
    out.field("Preset", directory.settings.preset)?;
    out.field("Users", format!("{} ({} active)", counts.users, counts.active_users))?;
    out.field("Groups", counts.groups)?;
    out.field("Valid tokens", live)?;
    let last_used = last_used.map_or_else(|| "never".to_owned(), |at| at.to_string());
    out.field("Last used", last_used)?;
    super::policy::show(out, directory.settings.policies)
}
