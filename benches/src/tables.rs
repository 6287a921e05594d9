//! What is printed.

use comfy_table::{CellAlignment, Table, presets};

use crate::cli::Engine;
use crate::figures::Figures;
use crate::goals::{self, thousands};
use crate::results::{Measure, Results, Who};

/// Tables of one run for a person.
pub(crate) fn print(results: &Results) {
    for run in &results.runs {
        let [before, after] = run.syncs_per_second;
        println!(
            "\nThe disk forces {before:.0} appends of 4 KiB per second ({after:.0} at the end)."
        );
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for users in results.sizes(engine) {
            println!("\n{}, {} users", engine.name(), thousands(users));
            println!("{}", beside_baselines(results, engine, users));
        }
    }
    for import in &results.imports {
        let import = &import.what;
        println!(
            "import of {} with {} groups, {:?}: {:.0} users/s, {:.1} µs of CPU each, \
             {:.0} MiB at most",
            thousands(import.users),
            thousands(import.groups),
            import.way,
            import.per_second,
            import.cpu_us,
            import.peak_mib
        );
    }
    for start in &results.starts {
        let start = &start.what;
        println!(
            "start with {}: ready in {:.0} ms, {:.1} MiB when idle",
            thousands(start.users),
            start.ready_ms,
            start.idle_mib
        );
    }
}

/// The goals and what became of them.
pub(crate) fn print_goals(results: &Results) {
    let mut table = table(&["goal", "wanted", "found", ""]);
    for goal in goals::judge(results) {
        let join = |show: fn(&goals::Check) -> String| {
            goal.checks.iter().map(show).collect::<Vec<_>>().join(", ")
        };
        let (wanted, found) = (join(goals::Check::wanted), join(goals::Check::shown));
        table.add_row([goal.what.clone(), wanted, found, goal.verdict().name().to_owned()]);
    }
    println!("\n{table}");
}

fn beside_baselines(results: &Results, engine: Engine, users: usize) -> Table {
    let headers = [
        "workload",
        "conn",
        "per second",
        "× bare",
        "× floor",
        "× row",
        "× rows",
        "CPU µs",
        "× bare",
        "× floor",
        "database µs",
        "p50 µs",
        "p99 µs",
    ];
    let mut table = table(&headers);
    let servers = results.measures.iter().filter(|measure| {
        measure.engine == engine && measure.who == Who::Server && measure.users == users
    });
    for server in servers {
        let other = |who| beside(results, server, who);
        let (bare, floor) = (other(Who::Bare), other(Who::Floor));
        let figures = &server.figures;
        let rate = |other: Option<&Figures>| ratio(figures.per_second, other.map(|f| f.per_second));
        let cpu = |other: Option<&Figures>| ratio(figures.cpu_us, other.map(|f| f.cpu_us));
        table.add_row([
            title(server),
            server.connections.to_string(),
            format!("{:.0}", figures.per_second),
            rate(bare),
            rate(floor),
            rate(other(Who::Row)),
            rate(other(Who::Rows)),
            format!("{:.1}", figures.cpu_us),
            cpu(bare),
            cpu(floor),
            format!("{:.1}", figures.database_us),
            format!("{:.0}", figures.median_us),
            format!("{:.0}", figures.p99_us),
        ]);
    }
    table
}

/// What a workload is called, with the size of the group.
pub(crate) fn title(measure: &Measure) -> String {
    match measure.members {
        Some(members) => format!("{}, M = {}", measure.workload, thousands(members)),
        None => measure.workload.clone(),
    }
}

/// The figures of another in the same round.
pub(crate) fn beside<'r>(results: &'r Results, server: &Measure, who: Who) -> Option<&'r Figures> {
    results.find(&crate::results::Wanted {
        engine: server.engine,
        workload: &server.workload,
        who,
        users: if who == Who::Bare { 0 } else { server.users },
        members: server.members,
        connections: Some(server.connections),
    })
}

/// How many times as much; a CPU time below what can be measured has no ratio.
pub(crate) fn ratio(value: f64, base: Option<f64>) -> String {
    match base {
        Some(base) if base > 0.0 => format!("{:.2}", value / base),
        _ => "–".to_owned(),
    }
}

fn table(headers: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(headers.iter().copied());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
