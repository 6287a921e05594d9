//! `cargo xtask`: everything that is done to the project rather than by it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod apt;
mod bench;
mod check;
mod collections;
mod conformance;
mod deps;
mod fuzz;
mod policy;
mod scim2_tester;
mod server;
mod shell;
mod spdx;
mod steps;
mod test;
mod unused;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's automation", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Format, lints, documentation, dependency policy
    Check,
    /// All tests: unit, system, browser, documentation, fuzz, scim2-tester
    Test {
        /// Runs only the tests whose name contains one of these, and nothing else
        filters: Vec<String>,
    },
    /// Runs the fuzz targets for a bounded time
    Fuzz {
        /// One target instead of all
        target: Option<String>,
        /// Seconds for each target
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// The Python package scim2-tester against a fresh server
    #[command(name = "scim2-tester")]
    Scim2Tester {
        /// Checks the server at this base URL instead; its token comes from the environment
        #[arg(long)]
        base: Option<String>,
    },
    /// Writes docs/conformance.md from what the suite finds on a fresh server
    Conformance {
        /// Only compares the page with what would be written
        #[arg(long)]
        check: bool,
    },
    /// The tests that Okta and Microsoft have published against a fresh server (needs npx)
    Collections {
        /// A folder that has the published files; else they are fetched
        #[arg(long)]
        files: Option<std::path::PathBuf>,
    },
    /// Measures the release build against baselines (`--help` lists the options)
    #[command(disable_help_flag = true)]
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Check => check::check(),
        Command::Test { filters } => test::test(&filters),
        Command::Fuzz { target, seconds } => fuzz::fuzz(target.as_deref(), seconds),
        Command::Scim2Tester { base } => scim2_tester::scim2_tester(base.as_deref()),
        Command::Conformance { check } => conformance::conformance(check),
        Command::Collections { files } => collections::collections(files.as_deref()),
        Command::Bench { options } => bench::bench(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
