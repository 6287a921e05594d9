//! The command line: what can be typed, and how it is explained.

use clap::{Parser, Subcommand};

use crate::args::ServerArgs;
use crate::command::{
    admin, backup, bench, check_config, conformance, demo, doctor, migrate, relocate,
    resource_type, restore, schema, scim, serve, simulate, token,
};

const ABOUT: &str = "Provisor receives users and groups from your identity provider over SCIM 2.0";

const EXAMPLES: &str = "\
Examples:
  provisor demo                         Try it: a server on throw-away data, with people in it
  provisor                              Start the server on 127.0.0.1:7644, data in ./data
  provisor admin create --email you@example.com
                                        Add somebody who may sign in to the dashboard
  provisor scim enable                  Let identity providers in
  provisor token create --label Okta    Make the token that the identity provider needs
  provisor backup --to today.backup     Copy the whole installation into one file
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

/// The commands. What each is for is written where its flags are.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(serve::ServeArgs),
    Demo(demo::DemoArgs),
    #[command(subcommand)]
    Scim(scim::ScimCommand),
    #[command(subcommand)]
    Token(token::TokenCommand),
    #[command(subcommand)]
    Schema(schema::SchemaCommand),
    #[command(subcommand)]
    ResourceType(resource_type::ResourceTypeCommand),
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    Simulate(simulate::SimulateArgs),
    Bench(bench::BenchArgs),
    Conformance(conformance::ConformanceArgs),
    Migrate(migrate::MigrateArgs),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    Move(relocate::MoveArgs),
    CheckConfig(check_config::CheckConfigArgs),
    Doctor(doctor::DoctorArgs),
}
