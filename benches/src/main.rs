//! Measures `provisor serve` against what the machine and the databases can do.
//!
//! Absolute figures say more about the machine than about the server, so every figure stands
//! beside those of baselines, taken in turns in the same run: a bare axum handler that answers the
//! same bytes, the same handler over bare SQL that writes what it must and no more, and the SQL
//! alone. CPU time per request is read from the processes and is the steadiest figure where a
//! machine is shared.
#![expect(clippy::print_stdout, reason = "a command talks to its terminal")]

mod bare;
mod cli;
mod disk;
mod figures;
mod floor;
mod goals;
mod machine;
mod people;
mod process;
mod raw;
mod render;
mod results;
mod run;
mod seed;
mod subject;
mod tables;
mod turns;
mod workload;

use anyhow::Result;
use clap::Parser;

use cli::{Cli, Command};

// The server's allocator, so that the baselines are not held back by another one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Run(options) => run::run(&options),
        Command::Render(options) => render::render(&options.results, &options.page),
        Command::Bare { bodies } => bare::serve(&bodies),
        Command::Floor(options) => floor::serve(&options),
        Command::RawSqlite(options) => raw::sqlite::run(&options),
        Command::RawPostgres(options) => raw::postgres::run(&options),
    }
}
