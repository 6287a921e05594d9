//! `provisor admin create`: adds an admin.

use anyhow::{Result, bail};
use clap::Args;
use directory::Service;
use directory::admin::{Admin, parse_email};
use directory::id::AdminId;

use crate::args::DataArgs;
use crate::ask;
use crate::installation::Missing;
use crate::output::Out;

/// Adds an admin
///
/// The password is asked for, twice and without showing it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor admin create --email ada@example.com
  provisor admin create --email ada@example.com --password-stdin < password.txt")]
pub(crate) struct CreateArgs {
    /// The e-mail to sign in with
    #[arg(long, value_name = "E-MAIL", value_parser = parse_email)]
    email: String,

    /// Reads the password from standard input
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: CreateArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::CreateDatabase).await?;
    if installation.service.store().admin_by_email(&args.email).await?.is_some() {
        bail!(already_there(&args.email));
    }
    let password = ask::new_password(args.password_stdin)?;
    let admin = new_admin(&installation.service, args.email, &password)?;
    let email = admin.email.clone();
    if !installation.service.store().create_admin(admin).await? {
        bail!(already_there(&email));
    }
    Out::new().line(format!("{email} can sign in to the dashboard now."))?;
    Ok(())
}

fn already_there(email: &str) -> String {
    format!(
        "there is an admin {email} already; `provisor admin reset --email {email}` sets a new password"
    )
}

/// A new admin with that password.
pub(crate) fn new_admin(service: &Service, email: String, password: &str) -> Result<Admin> {
    Ok(Admin {
        id: AdminId(service.env().new_uuid()),
        email,
        password_hash: web::password::hash(password)?,
        created: service.env().now(),
        last_sign_in: None,
    })
}
