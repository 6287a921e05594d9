//! The Provisor server and its commands.

mod args;
mod ask;
mod backup_file;
mod cli;
mod command;
mod config;
mod data_directory;
mod env;
mod failure;
mod installation;
mod key_file;
mod output;
mod progress;
mod report;
mod server;
mod site;
mod steps;
mod telemetry;
mod upkeep;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match command::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}
