//! `provisor admin list`: who may sign in.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::args::{DataArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::{Out, hint};

/// Lists the admins
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor admin list
  provisor admin list --output json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: ListArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let admins = installation.service.store().admins().await?;
    let out = Out::new();
    if args.output.is_json() {
        let admins: Vec<_> = admins
            .iter()
            .map(|admin| {
                json!({
                    "id": admin.id.to_string(),
                    "email": admin.email,
                    "created": admin.created.to_string(),
                    "last_sign_in": admin.last_sign_in.map(|at| at.to_string()),
                })
            })
            .collect();
        return out.json(&admins);
    }
    if admins.is_empty() {
        hint("There is no admin yet: `provisor admin create --email you@example.com` adds one.");
        return Ok(());
    }
    let rows = admins.into_iter().map(|admin| {
        let last = admin.last_sign_in.map_or_else(|| "never".to_owned(), |at| at.to_string());
        [admin.email, admin.created.to_string(), last]
    });
    out.table(["E-MAIL", "CREATED", "LAST SIGN-IN"], rows)?;
    Ok(())
}
