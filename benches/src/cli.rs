//! What can be asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::floor::FloorOptions;
use crate::raw::postgres::RawPostgresOptions;
use crate::raw::sqlite::RawSqliteOptions;

/// What the documentation is made of, as seen from the root folder.
const RESULTS: &str = "docs/benchmarks.json";
const PAGE: &str = "docs/benchmarks.md";

#[derive(Parser)]
#[command(
    name = "cargo xtask bench",
    about = "Measures the server against what the machine and the databases can do"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Measures, prints the tables, and writes docs/benchmarks.md with its plots
    Run(Options),
    /// Writes docs/benchmarks.md again from what was measured before
    Render(RenderOptions),
    /// Serves the files of a folder from memory, and answers writes with what they sent
    #[command(hide = true)]
    Bare {
        /// Every file is answered under its name
        bodies: PathBuf,
    },
    /// Serves a small part of SCIM over bare SQL
    #[command(hide = true)]
    Floor(FloorOptions),
    /// Reads or writes rows in SQLite without a server
    #[command(hide = true)]
    RawSqlite(RawSqliteOptions),
    /// Reads or writes rows in PostgreSQL without a server
    #[command(hide = true)]
    RawPostgres(RawPostgresOptions),
}

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// The program to measure
    #[arg(long, hide = true)]
    pub(crate) server: PathBuf,
    /// Measures only these parts
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) only: Vec<Part>,
    /// The database below the server
    #[arg(long, value_enum, default_value_t = Engines::Both)]
    pub(crate) engine: Engines,
    /// Users in the directory: one server is measured for each of these numbers
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    pub(crate) users: Vec<usize>,
    /// Members of the groups, on the server with the most users and as far as there are users
    #[arg(long, value_delimiter = ',', default_values_t = [10, 1_000, 10_000, 90_000, 100_000])]
    pub(crate) members: Vec<usize>,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// Measurements of each workload, of which the median counts
    #[arg(long, default_value_t = 3)]
    pub(crate) passes: usize,
    /// Connections, each with one request at a time
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: usize,
    /// Where the throw-away data lies: on the disk that is meant, not in memory
    #[arg(long, default_value = "target")]
    pub(crate) folder: PathBuf,
    /// Prints only, and leaves the documentation as it is
    #[arg(long)]
    pub(crate) dry: bool,
    #[command(flatten)]
    pub(crate) render: RenderOptions,
}

/// Where results are kept and shown.
#[derive(Args)]
pub(crate) struct RenderOptions {
    /// What was measured, of this run and of earlier ones
    #[arg(long, default_value = RESULTS)]
    pub(crate) results: PathBuf,
    /// The page; its plots lie in the folder `images` beside it
    #[arg(long, default_value = PAGE)]
    pub(crate) page: PathBuf,
}

/// Something that can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    /// A user by id and by filter
    Read,
    /// Pages of the list of users
    List,
    /// Adding and removing members, and reading groups
    Members,
    /// Creating, replacing and patching users
    Write,
    /// Reading and creating on 1, 8 and 32 connections, against the database alone
    Connections,
    /// Importing a directory with groups, by single requests and by /Bulk
    Import,
    /// Starting with all users there, and memory when idle
    Start,
}

impl Options {
    /// Whether a part is to be measured.
    pub(crate) fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// Which databases are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engines {
    Sqlite,
    Postgres,
    Both,
}

impl Engines {
    /// The databases, in the order in which they are measured.
    pub(crate) fn list(self) -> &'static [Engine] {
        match self {
            Self::Sqlite => &[Engine::Sqlite],
            Self::Postgres => &[Engine::Postgres],
            Self::Both => &[Engine::Sqlite, Engine::Postgres],
        }
    }
}

/// A database below the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl std::fmt::Display for Engines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Both => "both",
        })
    }
}
