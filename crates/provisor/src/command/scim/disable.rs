//! `provisor scim disable`: keeps identity providers out.

use anyhow::Result;
use clap::{Args, ValueEnum};
use directory::settings::SwitchOff;

use crate::args::{DataArgs, DirectoryArgs};
use crate::ask;
use crate::failure::Usage;
use crate::installation::{Installation, Missing};
use crate::output::Out;

/// Keeps identity providers out, and says what becomes of the users
///
/// Requests of identity providers are refused (403). The users either keep what they
/// have, or are all deactivated and so lose all access.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor scim disable --users keep
  provisor scim disable --users deactivate")]
pub(crate) struct DisableArgs {
    /// What becomes of the users; asked for on a terminal
    #[arg(long, value_enum, value_name = "WHAT")]
    users: Option<Users>,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// What becomes of the users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Users {
    /// Everybody keeps the access they have
    Keep,
    /// Every user is deactivated and loses all access
    Deactivate,
}

pub(super) async fn run(args: DisableArgs) -> Result<()> {
    // Whether the call makes sense comes first: a script must not depend on the data for that.
    if args.users.is_none() && !ask::can_ask() {
        let text = "say what becomes of the users: `--users keep` (everybody keeps the access \
                    they have) or `--users deactivate` (everybody loses it)";
        return Err(Usage::new(text).into());
    }
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let users = match args.users {
        Some(users) => users,
        None => choose(&installation, directory.id).await?,
    };
    let choice = match users {
        Users::Keep => SwitchOff::KeepUsers,
        Users::Deactivate => SwitchOff::DeactivateUsers,
    };
    let cause = installation.cause("scim disable");
    let deactivated = installation.service.switch_off(directory.id, choice, cause).await?;
    let name = &directory.name;
    Out::new().line(match users {
        Users::Keep => {
            format!("SCIM is off for the directory `{name}`. All users stay as they are.")
        }
        Users::Deactivate => {
            format!("SCIM is off for the directory `{name}`. Users deactivated: {deactivated}.")
        }
    })?;
    Ok(())
}

async fn choose(
    installation: &Installation,
    directory: directory::id::DirectoryId,
) -> Result<Users> {
    let counts = installation.service.store().counts(directory).await?;
    let question = format!("What becomes of the {} active users?", counts.active_users);
    let deactivate = "every one of them is deactivated and loses all access";
    let choices = [("keep", "everybody keeps the access they have"), ("deactivate", deactivate)];
    let chosen = ask::choose(&question, &choices)?;
    Ok(if chosen == 0 { Users::Keep } else { Users::Deactivate })
}
