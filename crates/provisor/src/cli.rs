//! The command line: what can be typed, and how it is explained.

use clap::{Parser, Subcommand};

use crate::args::ServerArgs;
use crate::command::{admin, check_config, demo, doctor, migrate, scim, simulate, token};

const ABOUT: &str = "Provisor receives users and groups from your identity provider over SCIM 2.0";

const EXAMPLES: &str = "\
Examples:
  provisor demo                         Try it: a server on throw-away data, with people in it
  provisor                              Start the server on 127.0.0.1:7644, data in ./data
  provisor admin create --email you@example.com
                                        Add somebody who may sign in to the dashboard
  provisor scim enable                  Let identity providers in
  provisor token create --label Okta    Make the token that the identity provider needs
  provisor doctor                       What is wrong with this installation?

Commands that change something work beside a running server.";

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "provisor",
    version,
    about = ABOUT,
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Without a command the server starts, and these are the flags of `provisor serve`.
    #[command(flatten)]
    pub(crate) serve: ServerArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Starts the server (what `provisor` does without a command)
    #[command(after_help = "\
Examples:
  provisor serve
  provisor serve --listen 0.0.0.0:7644 --public-url https://provisor.example.com
  provisor serve --data /var/lib/provisor --log-format json")]
    Serve(ServerArgs),

    /// Shows a server with people in it, on throw-away data
    Demo(demo::DemoArgs),

    /// Switches SCIM provisioning on, off, or to paused
    #[command(subcommand)]
    Scim(scim::ScimCommand),

    /// Infra tokens: the credentials of identity providers and scripts
    #[command(subcommand)]
    Token(token::TokenCommand),

    /// Admins: the people who sign in to the dashboard
    #[command(subcommand)]
    Admin(admin::AdminCommand),

    /// Plays an identity provider against a SCIM server
    #[command(subcommand)]
    Simulate(simulate::SimulateCommand),

    /// Brings the database to the schema of this version
    Migrate(migrate::MigrateArgs),

    /// Shows the configuration, and where each value comes from
    CheckConfig(check_config::CheckConfigArgs),

    /// Finds out what is wrong with this installation
    Doctor(doctor::DoctorArgs),
}
