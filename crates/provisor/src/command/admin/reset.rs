//! `provisor admin reset`: sets a new password.

use anyhow::{Result, bail};
use clap::Args;
use directory::admin::parse_email;

use crate::args::DataArgs;
use crate::ask;
use crate::installation::Missing;
use crate::output::Out;

/// Sets a new password for an admin, and signs them out everywhere
///
/// The password is asked for, twice and without showing it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor admin reset --email ada@example.com
  provisor admin reset --email ada@example.com --password-stdin < password.txt")]
pub(crate) struct ResetArgs {
    /// The e-mail that the admin signs in with
    #[arg(long, value_name = "E-MAIL", value_parser = parse_email)]
    email: String,

    /// Reads the password from standard input
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: ResetArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let store = installation.service.store();
    let unknown = || format!("there is no admin {}; `provisor admin list` shows them", args.email);
    let Some(admin) = store.admin_by_email(&args.email).await? else { bail!(unknown()) };
    let password = ask::new_password(args.password_stdin)?;
    let hash = web::password::hash(&password)?;
    if !store.set_admin_password(admin.id, hash).await? {
        bail!(unknown());
    }
    Out::new()
        .line(format!("{} has a new password, and is signed out everywhere.", admin.email))?;
    Ok(())
}
