//! A PostgreSQL database: reachable, writable, with free connections and the right time.

use std::time::Duration;

use directory::env::Clock;
use directory::time::Timestamp;
use store_postgres::{CheckReport, Options};

use super::{ABOUT, Examined, outdated};
use crate::command::doctor::files::bytes;
use crate::command::doctor::finding::Finding;
use crate::env::SystemEnv;

/// Clocks that are kept by a time server differ by less.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5);

/// Asks the server about itself.
pub(super) async fn examine(options: &Options) -> Examined {
    let before = SystemEnv.now();
    let report = match store_postgres::check(options).await {
        Ok(report) => report,
        Err(error) => {
            let advice = "Check database_url, the database's log, and what stands between.";
            return Examined::unreachable(error.to_string(), advice);
        }
    };
    let after = SystemEnv.now();
    if report.schema_level == 0 && report.problems.is_empty() {
        return Examined::nothing(
            format!("{} is empty", report.location),
            "Start the server once (`provisor serve`), which sets it up, or name another in \
             database_url.",
        );
    }
    let (found, known) = (report.schema_level, report.known_level);
    let mut findings = Vec::from_iter(outdated(found, known).filter(|_| found > 0));
    if findings.is_empty() {
        findings.extend(report.problems.iter().map(|problem| {
            let text = format!("{}: {problem}", report.location);
            Finding::broken(ABOUT, text, "See docs/postgresql.md.")
        }));
    }
    if findings.is_empty() {
        findings.extend(data(options).await);
    }
    if findings.is_empty() {
        findings.push(Finding::fine(ABOUT, summary(&report)));
    }
    let advice = "Leave it so only where the data can be lost.";
    let settings = report.warnings.iter();
    findings.extend(settings.map(|text| Finding::warning("settings", text.clone(), advice)));
    findings.push(connections(&report));
    findings.push(clock(before, Timestamp::from_micros(report.clock_micros), after));
    Examined { findings, exists: found > 0, is_current: found >= known }
}

/// What is wrong with the data.
async fn data(options: &Options) -> Vec<Finding> {
    let advice = "Somebody changed the data by hand, or it is damaged: restore a backup.";
    let problems = match store_postgres::inspect(options).await {
        Ok(problems) => problems,
        Err(error) => vec![error.to_string()],
    };
    problems.into_iter().map(|problem| Finding::broken(ABOUT, problem, advice)).collect()
}

fn summary(report: &CheckReport) -> String {
    let CheckReport { location, engine, schema_level, partitions, .. } = report;
    let size = report.bytes.map_or_else(String::new, |size| format!(", {}", bytes(size)));
    let parts = match partitions {
        0 => String::new(),
        count => format!(", {count} partitions"),
    };
    format!("{location} is {engine} and writable, schema level {schema_level}{parts}{size}")
}

fn connections(report: &CheckReport) -> Finding {
    const ABOUT: &str = "connections";
    let CheckReport { free_connections: free, needed_connections: needed, .. } = report;
    let text = format!("the database takes {free} more; a server needs up to {needed}");
    if free < needed {
        let advice = "Raise max_connections of the database, or put PgBouncer before it.";
        return Finding::warning(ABOUT, text, advice);
    }
    Finding::fine(ABOUT, text)
}

/// The database told its time after `before` and before `after`.
fn clock(before: Timestamp, told: Timestamp, after: Timestamp) -> Finding {
    const ABOUT: &str = "database clock";
    let apart = before.since(told).max(told.since(after));
    if apart > CLOCK_TOLERANCE {
        return Finding::warning(
            ABOUT,
            format!("it shows {told}, and this machine's shows {after}"),
            "Keep the clocks of all machines by a time server (NTP): expiries and the order of \
             the history depend on the clocks of the nodes.",
        );
    }
    Finding::fine(ABOUT, "shows the same time as this machine's")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::doctor::finding::Level;

    #[test]
    fn clocks_may_differ_by_what_the_question_took() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        for (before, told, after, expected) in [
            (100, 100, 100, Level::Fine),
            (100, 104, 100, Level::Fine),
            (100, 96, 100, Level::Fine),
            (100, 130, 160, Level::Fine),
            (100, 94, 100, Level::Warning),
            (100, 106, 100, Level::Warning),
        ] {
            let found = clock(at(before), at(told), at(after));
            assert_eq!(found.level, expected, "{before} {told} {after}");
        }
    }
}
