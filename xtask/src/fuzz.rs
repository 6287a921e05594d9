//! `cargo xtask fuzz`: the fuzz targets, each for a bounded time, on the stable toolchain.
//!
//! Coverage comes from LLVM's own pass, which needs no sanitizer and so no nightly compiler. The
//! flags are those of `cargo fuzz` without a sanitizer. An explicit `--target` keeps them away
//! from build scripts and macros, which are not linked with libFuzzer.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{apt, shell};

const TARGETS: [&str; 5] = ["filter", "path", "patch", "resource", "bulk"];

const FLAGS: [&str; 7] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// One input may take this long; more is a denial of service.
const SLOWEST_INPUT_SECONDS: u32 = 10;
const MEMORY_MIB: u32 = 1024;
/// Above every limit of the parsers, so that what lies behind a limit is reached too.
const LONGEST_INPUT_BYTES: u32 = 64 * 1024;

/// Runs one target or all of them, `seconds` each.
pub(crate) fn fuzz(target: Option<&str>, seconds: u32) -> Result<()> {
    let targets: Vec<&str> = match target {
        None => TARGETS.to_vec(),
        Some(name) if TARGETS.contains(&name) => vec![name],
        Some(name) => bail!("no fuzz target `{name}`; there are {}", TARGETS.join(", ")),
    };
    apt::ensure(&[&apt::CXX])?;
    let host = host()?;
    let root = shell::root()?.join("fuzz");
    let build = ["build", "--release", "--target", &host, "--manifest-path", "fuzz/Cargo.toml"];
    shell::run(
        shell::cargo(&build)?
            .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
            .env("CARGO_TARGET_DIR", root.join("target")),
    )?;
    let programs = root.join("target").join(&host).join("release");
    let mut failed = Vec::new();
    for target in targets {
        if let Err(error) = run(&root, &programs, target, seconds) {
            println!("{target}: {error:#}; the input is in fuzz/artifacts/{target}");
            failed.push(target);
        }
    }
    if !failed.is_empty() {
        bail!("fuzz targets failed: {}", failed.join(", "));
    }
    Ok(())
}

fn run(root: &Path, programs: &Path, target: &str, seconds: u32) -> Result<()> {
    // Found inputs go to the first folder; the seeds in the second are only read.
    let found = root.join("target/corpus").join(target);
    let artifacts = root.join("artifacts").join(target);
    for folder in [&found, &artifacts] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut command = shell::command(programs.join(target))?;
    command.args([
        format!("-max_total_time={seconds}"),
        format!("-timeout={SLOWEST_INPUT_SECONDS}"),
        format!("-rss_limit_mb={MEMORY_MIB}"),
        format!("-max_len={LONGEST_INPUT_BYTES}"),
        format!("-dict={}", root.join("dictionaries").join(format!("{target}.dict")).display()),
        format!("-artifact_prefix={}/", artifacts.display()),
        "-print_final_stats=1".to_owned(),
        "-verbosity=0".to_owned(),
        "-print_funcs=0".to_owned(),
    ]);
    shell::run(command.arg(found).arg(root.join("corpus").join(target)))
}

/// The target triple of this machine.
fn host() -> Result<String> {
    let version = shell::read(shell::command("rustc")?.arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}
