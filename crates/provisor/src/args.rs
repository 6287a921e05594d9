//! Flags that several commands have in common.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::config::{DatabaseUrl, LogFilter, LogFormat, PublicUrl, parse_address};

/// The most people that a simulation makes; it holds them in memory.
const MAX_PEOPLE: usize = 1_000_000;

/// Which installation a command works on.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DataArgs {
    /// The data directory [default: ./data]
    #[arg(long, value_name = "DIR", help_heading = "Installation")]
    pub(crate) data: Option<PathBuf>,

    /// The PostgreSQL database that takes the place of the one in the data directory
    #[arg(
        long,
        value_name = "URL",
        help = "A PostgreSQL database in place of the one in the data directory, such as \
                postgres://user@host/provisor (a password belongs into \
                PROVISOR_DATABASE_URL_FILE: everybody sees flags)",
        help_heading = "Installation"
    )]
    pub(crate) database_url: Option<DatabaseUrl>,

    /// The configuration file [default: ./provisor.toml if there is one]
    #[arg(long, value_name = "FILE", help_heading = "Installation")]
    pub(crate) config: Option<PathBuf>,
}

/// How a server runs.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ServerArgs {
    /// The address to listen on; port 0 takes any free one [default: 127.0.0.1:7644]
    #[arg(long, value_name = "ADDR", value_parser = parse_address)]
    pub(crate) listen: Option<SocketAddr>,

    /// The address under which identity providers and browsers reach this server
    #[arg(
        long,
        value_name = "URL",
        help = "The address under which identity providers and browsers reach this server, such as \
                https://provisor.example.com [default: the address it listens on]"
    )]
    pub(crate) public_url: Option<PublicUrl>,

    /// What to log to standard error: off, error, warn, info, debug or trace [default: info]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) log: Option<LogFilter>,

    /// How to log: text or json [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,

    #[command(flatten)]
    pub(crate) data: DataArgs,
}

/// Which directory a command works on. A single organisation needs only the first.
#[derive(Args, Clone, Debug)]
pub(crate) struct DirectoryArgs {
    /// The directory
    #[arg(
        long,
        value_name = "NAME",
        default_value = directory::DEFAULT_DIRECTORY,
        help_heading = "Installation"
    )]
    pub(crate) directory: String,
}

/// The form of what is printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct OutputArgs {
    /// The form of the output: text for people, JSON for scripts
    #[arg(long, value_name = "FORM", value_enum, default_value_t = OutputForm::Text)]
    pub(crate) output: OutputForm,
}

/// For people or for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputForm {
    Text,
    Json,
}

impl OutputArgs {
    /// Whether a script reads.
    pub(crate) fn is_json(self) -> bool {
        self.output == OutputForm::Json
    }
}

/// Reads how many people to simulate: nobody at all would show nothing.
pub(crate) fn people(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MAX_PEOPLE).contains(count));
    count.ok_or_else(|| format!("give a whole number from 1 to {MAX_PEOPLE}"))
}
