//! The parts of the page that are made of results.

use std::fmt::Write as _;

use super::svg::number;
use crate::cli::{Engine, Part};
use crate::figures::Figures;
use crate::goals::{self, Check, thousands};
use crate::results::{Measure, Results, Wanted, Who};
use crate::seed::Way;
use crate::tables::{beside, ratio, title};

const NOTHING: &str = "Not measured yet.\n";

/// The goals and what became of them.
pub(super) fn goals(results: &Results) -> String {
    let rows = goals::judge(results).into_iter().map(|goal| {
        let join = |show: fn(&Check) -> String| {
            goal.checks.iter().map(show).collect::<Vec<_>>().join(", ")
        };
        let (wanted, found) = (join(Check::wanted), join(Check::shown));
        vec![goal.what.clone(), wanted, found, goal.verdict().name().to_owned()]
    });
    table(&["goal", "wanted", "found", "verdict"], 1, rows)
}

/// When and where it was measured.
pub(super) fn runs(results: &Results) -> String {
    let rows = results.runs.iter().map(|run| {
        let machine = &run.machine;
        let [before, after] = run.syncs_per_second;
        vec![
            run.id.to_string(),
            run.day.clone(),
            format!("`{}`", run.commit),
            format!("{}, {} cores, {} GiB", machine.processor, machine.cores, machine.memory_gib),
            machine.system.clone(),
            format!("{} to {}", number(before.min(after)), number(before.max(after))),
            format!("{} × {} s", run.passes, run.seconds),
        ]
    });
    let headers = ["run", "day", "commit", "machine", "system", "forced appends/s", "measured"];
    table(&headers, 7, rows)
}

/// What a part of a run gave on the largest server, beside the baselines.
pub(super) fn beside_baselines(results: &Results, engine: Engine, part: Part) -> String {
    let Some(users) = results.sizes(engine).last().copied() else { return NOTHING.to_owned() };
    let servers: Vec<&Measure> = results
        .measures
        .iter()
        .filter(|m| {
            m.engine == engine && m.who == Who::Server && m.users == users && m.part == part
        })
        .collect();
    let rows = servers.iter();
    let table = match (part, engine) {
        (Part::Connections, _) => {
            table(&CONNECTIONS, 1, rows.map(|server| on_connections(results, server)))
        }
        (_, Engine::Sqlite) => table(&ON_SQLITE, 1, rows.map(|server| on_sqlite(results, server))),
        (_, Engine::Postgres) => {
            table(&ON_POSTGRES, 1, rows.map(|server| on_postgres(results, server)))
        }
    };
    if servers.is_empty() {
        return table;
    }
    format!("{table}\n{}", from_runs(users, &servers))
}

const CONNECTIONS: [&str; 6] =
    ["", "connections", "Provisor/s", "× one row", "× all rows", "p99 ms"];
const ON_SQLITE: [&str; 9] =
    ["", "per second", "× bare", "× floor", "CPU µs", "× bare", "× floor", "p50 ms", "p99 ms"];
const ON_POSTGRES: [&str; 8] =
    ["", "per second", "× bare", "CPU µs", "× bare", "database µs", "p50 ms", "p99 ms"];

fn on_connections(results: &Results, server: &Measure) -> Vec<String> {
    let Figures { per_second, p99_us, .. } = server.figures;
    let rate = |who| ratio(per_second, beside(results, server, who).map(|f| f.per_second));
    vec![
        server.workload.replace(" by connections", ""),
        server.connections.to_string(),
        number(per_second),
        rate(Who::Row),
        rate(Who::Rows),
        number(p99_us / 1e3),
    ]
}

fn on_sqlite(results: &Results, server: &Measure) -> Vec<String> {
    let Figures { per_second, cpu_us, median_us, p99_us, .. } = server.figures;
    let rate = |who| ratio(per_second, beside(results, server, who).map(|f| f.per_second));
    let cpu = |who| ratio(cpu_us, beside(results, server, who).map(|f| f.cpu_us));
    vec![
        title(server),
        number(per_second),
        rate(Who::Bare),
        rate(Who::Floor),
        number(cpu_us),
        cpu(Who::Bare),
        cpu(Who::Floor),
        number(median_us / 1e3),
        number(p99_us / 1e3),
    ]
}

fn on_postgres(results: &Results, server: &Measure) -> Vec<String> {
    let Figures { per_second, cpu_us, database_us, median_us, p99_us } = server.figures;
    let bare = beside(results, server, Who::Bare);
    vec![
        title(server),
        number(per_second),
        ratio(per_second, bare.map(|f| f.per_second)),
        number(cpu_us),
        ratio(cpu_us, bare.map(|f| f.cpu_us)),
        number(database_us),
        number(median_us / 1e3),
        number(p99_us / 1e3),
    ]
}

fn from_runs(users: usize, measures: &[&Measure]) -> String {
    let mut runs: Vec<u32> = measures.iter().map(|measure| measure.run).collect();
    runs.sort_unstable();
    runs.dedup();
    let runs: Vec<String> = runs.iter().map(ToString::to_string).collect();
    format!("{} users; run {}.\n", thousands(users), runs.join(", "))
}

/// Medians by the number of users.
pub(super) fn growth(results: &Results, engine: Engine) -> String {
    let sizes = results.sizes(engine);
    let (Some(first), Some(last)) = (sizes.first(), sizes.last()) else {
        return NOTHING.to_owned();
    };
    let mut headers = vec!["p50, ms".to_owned()];
    headers.extend(sizes.iter().map(|users| format!("{} users", thousands(*users))));
    headers.push("grows by".to_owned());
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let servers = results.measures.iter().filter(|measure| {
        measure.engine == engine
            && measure.who == Who::Server
            && measure.users == *last
            && [Part::Read, Part::List, Part::Write].contains(&measure.part)
    });
    let rows = servers.map(|server| {
        let of = |users: usize| {
            results.find(&Wanted {
                engine,
                workload: &server.workload,
                who: Who::Server,
                users,
                members: None,
                connections: Some(server.connections),
            })
        };
        let median = |users: &usize| {
            of(*users).map_or_else(|| "–".to_owned(), |f| number(f.median_us / 1e3))
        };
        let mut row = vec![server.workload.clone()];
        row.extend(sizes.iter().map(median));
        row.push(ratio(server.figures.median_us, of(*first).map(|f| f.median_us)));
        row
    });
    table(&headers, 1, rows)
}

const IMPORTS: [&str; 7] =
    ["import", "users", "groups", "requests", "users/s", "CPU µs each", "MiB at most"];

/// Imports, starts, and the memory at both.
pub(super) fn import_and_start(results: &Results) -> String {
    let imports = results.imports.iter().map(|import| {
        let of = &import.what;
        vec![
            import.engine.name().to_owned(),
            thousands(of.users),
            thousands(of.groups),
            if of.way == Way::Bulk { "bulk" } else { "single" }.to_owned(),
            number(of.per_second),
            number(of.cpu_us),
            number(of.peak_mib),
        ]
    });
    let starts = results.starts.iter().map(|start| {
        let of = &start.what;
        vec![
            start.engine.name().to_owned(),
            thousands(of.users),
            number(of.ready_ms),
            number(of.idle_mib),
        ]
    });
    let mut text = table(&IMPORTS, 1, imports);
    text.push('\n');
    text.push_str(&table(&["start", "users", "ready after ms", "MiB then"], 1, starts));
    text
}

/// How many processors directories at a fixed rate keep busy, from what a request costs.
pub(super) fn plan(results: &Results) -> String {
    const DIRECTORIES: f64 = 1_000.0;
    const RATE: f64 = 25.0;
    let rows = [Engine::Sqlite, Engine::Postgres].into_iter().filter_map(|engine| {
        let users = *results.sizes(engine).last()?;
        let of = |workload| {
            let who = Who::Server;
            let wanted = Wanted { engine, workload, who, users, members: None, connections: None };
            results.find(&wanted)
        };
        let (find, patch) = (of("filter userName")?, of("PATCH user")?);
        let cores = |read: fn(&Figures) -> f64| {
            DIRECTORIES * RATE * f64::midpoint(read(find), read(patch)) / 1e6
        };
        Some(vec![
            engine.name().to_owned(),
            number(find.cpu_us),
            number(patch.cpu_us),
            number(cores(|figures| figures.cpu_us)),
            number(cores(|figures| figures.database_us)),
        ])
    });
    let headers = ["", "look-up, CPU µs", "PATCH, CPU µs", "cores busy", "cores of the database"];
    table(&headers, 1, rows)
}

/// A table of Markdown; the columns from `numbers` on are set to the right.
fn table(headers: &[&str], numbers: usize, rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return NOTHING.to_owned();
    }
    let mut text = String::new();
    let sides = (0..headers.len()).map(|at| if at < numbers { "---" } else { "---:" });
    // Writing to a string does not fail.
    let _ = writeln!(text, "| {} |", headers.join(" | "));
    let _ = writeln!(text, "|{}|", sides.collect::<Vec<_>>().join("|"));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}
