//! Measures `provisor serve` against a bare axum handler that answers the same bytes.
//!
//! Absolute figures say more about the machine than about the server, so every figure stands
//! beside that of the bare handler, taken in turns in the same run. CPU time per request is read
//! from the process and is the steadiest of them where a machine is shared.
#![expect(clippy::print_stdout, reason = "a command talks to its terminal")]

mod bare;
mod client;
mod disk;
mod load;
mod people;
mod process;
mod report;
mod run;
mod seed;
mod subject;
mod workload;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

// The server's allocator, so that the bare handler is not held back by another one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "cargo xtask bench", about = "Measures the server against a bare handler")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures and prints the tables
    Run(Options),
    /// Serves the files of a folder from memory, and answers writes with what they sent
    #[command(hide = true)]
    Bare {
        /// Every file is answered under its name
        bodies: PathBuf,
    },
}

/// What to measure.
#[derive(Args)]
struct Options {
    /// The program to measure
    #[arg(long, hide = true)]
    server: PathBuf,
    /// Users in the directory: one server is measured for each of these numbers
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 50_000])]
    users: Vec<usize>,
    /// Members of the groups that members are added to, as far as there are users
    #[arg(long, value_delimiter = ',', default_values_t = [10, 1_000, 100_000])]
    members: Vec<usize>,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Measurements of each workload, of which the median is printed
    #[arg(long, default_value_t = 3)]
    passes: usize,
    /// Connections, each with one request at a time
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Measures only the workloads whose name contains this
    #[arg(long)]
    only: Option<String>,
    /// Prints JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Where the throw-away data lies: on the disk that is meant, not in memory
    #[arg(long, default_value = "target")]
    folder: PathBuf,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Run(options) => run::run(&options),
        Command::Bare { bodies } => bare::serve(&bodies),
    }
}
