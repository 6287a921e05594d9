//! The plots, as far as there are results for them.

use super::svg::bars::{Bars, Group};
use super::svg::lines::{Lines, Series};
use crate::cli::Engine;
use crate::figures::Figures;
use crate::results::{Results, Wanted, Who};

/// A plot.
pub(super) struct Picture {
    pub(super) name: String,
    /// What it shows, in a sentence.
    pub(super) about: String,
    pub(super) svg: String,
}

/// Workloads whose CPU time is compared.
const COMPARED: [&str; 8] = [
    "GET user",
    "filter userName",
    "filter e-mail",
    "list, any page",
    "cursor, deep page",
    "POST user",
    "PUT user",
    "PATCH user",
];
/// Workloads whose growth is shown.
const GROWING: [&str; 7] = [
    "GET user",
    "filter userName",
    "filter e-mail",
    "list, any page",
    "cursor, deep page",
    "POST user",
    "PATCH user",
];

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// All plots that can be drawn.
pub(super) fn all(results: &Results) -> Vec<Picture> {
    let mut all = Vec::new();
    for engine in ENGINES {
        all.extend(cpu(results, engine));
        all.extend(growth(results, engine));
        all.extend(connections(results, engine));
    }
    all.extend(members(results));
    all.extend(memory(results));
    all
}

fn key(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

/// The figures of a workload on the largest server.
fn largest<'r>(
    results: &'r Results,
    engine: Engine,
    workload: &str,
    who: Who,
) -> Option<&'r Figures> {
    let largest = *results.sizes(engine).last()?;
    let users = if who == Who::Bare { 0 } else { largest };
    results.find(&Wanted { engine, workload, who, users, members: None, connections: None })
}

fn cpu(results: &Results, engine: Engine) -> Option<Picture> {
    let server = format!("Provisor on {}", engine.name());
    let of = |workload: &str, who| largest(results, engine, workload, who).map(|f| f.cpu_us);
    let group = |workload: &&str| {
        let database = largest(results, engine, workload, Who::Server).map(|f| f.database_us);
        let second = match engine {
            Engine::Sqlite => of(workload, Who::Floor),
            Engine::Postgres => database,
        };
        let values = vec![of(workload, Who::Bare), second, of(workload, Who::Server)];
        Group { name: (*workload).to_owned(), values }
    };
    let groups: Vec<Group> =
        COMPARED.iter().map(group).filter(|group| group.values[2].is_some()).collect();
    if groups.is_empty() {
        return None;
    }
    let second = match engine {
        Engine::Sqlite => "the floor: bare axum over bare SQLite",
        Engine::Postgres => "the database itself",
    };
    let title = format!("CPU time per request, {}", engine.name());
    let unit = "µs of CPU time per request";
    let bars = Bars { title: &title, unit, series: vec!["bare axum", second, &server], groups };
    Some(Picture {
        name: format!("cpu-{}", key(engine)),
        about: format!("CPU time per request of {server} and of the baselines"),
        svg: bars.draw(),
    })
}

fn growth(results: &Results, engine: Engine) -> Option<Picture> {
    let sizes = results.sizes(engine);
    if sizes.len() < 2 {
        return None;
    }
    let line = |workload: &&str| {
        let point = |users: &usize| {
            let (who, users) = (Who::Server, *users);
            let wanted = Wanted { engine, workload, who, users, members: None, connections: None };
            Some((count(users), results.find(&wanted)?.median_us))
        };
        let points: Vec<(f64, f64)> = sizes.iter().filter_map(point).collect();
        let first = points.first().map_or(1.0, |(_, median)| *median);
        let points = points.into_iter().map(|(users, median)| (users, median / first)).collect();
        Series { name: (*workload).to_owned(), points }
    };
    let series: Vec<Series> =
        GROWING.iter().map(line).filter(|series| series.points.len() > 1).collect();
    if series.is_empty() {
        return None;
    }
    let title = format!("Median time by number of users, {}", engine.name());
    let y = "× the time with the fewest users";
    let lines = Lines { title: &title, x: "users", y, series, tenfolds: true, points: true };
    Some(Picture {
        name: format!("users-{}", key(engine)),
        about: format!("how the median time of requests grows with users on {}", engine.name()),
        svg: lines.draw(),
    })
}

fn connections(results: &Results, engine: Engine) -> Option<Picture> {
    let users = *results.sizes(engine).last()?;
    let mut groups = Vec::new();
    for (workload, title) in
        [("GET user by connections", "GET"), ("POST user by connections", "POST")]
    {
        for connections in [1, 8, 32] {
            let of = |who| {
                let connections = Some(connections);
                let wanted = Wanted { engine, workload, who, users, members: None, connections };
                results.find(&wanted).map(|figures| figures.per_second)
            };
            let values = vec![of(Who::Row), of(Who::Rows), of(Who::Server)];
            let name = format!("{title}, {connections} connections");
            groups.extend(values[2].is_some().then_some(Group { name, values }));
        }
    }
    if groups.is_empty() {
        return None;
    }
    let name = engine.name();
    let (title, server) =
        (format!("{name} with and without a server"), format!("Provisor on {name}"));
    let series = vec!["SQL: one row, three indexes", "SQL: all rows of a creation", &server];
    let bars = Bars { title: &title, unit: "per second", series, groups };
    Some(Picture {
        name: format!("connections-{}", key(engine)),
        about: format!("requests per second of {server} beside statements per second without it"),
        svg: bars.draw(),
    })
}

fn members(results: &Results) -> Option<Picture> {
    let line = |name: &str, engine, who| {
        let users = results.sizes(engine).last().copied().unwrap_or_default();
        let of_line = results.measures.iter().filter(|measure| {
            measure.engine == engine
                && measure.who == who
                && measure.users == users
                && measure.workload == "add or remove a member"
        });
        let mut points: Vec<(f64, f64)> =
            of_line.filter_map(|m| Some((count(m.members?), m.figures.median_us / 1e3))).collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        Series { name: name.to_owned(), points }
    };
    let series: Vec<Series> = [
        line("Provisor on SQLite", Engine::Sqlite, Who::Server),
        line("Provisor on PostgreSQL", Engine::Postgres, Who::Server),
        line("the floor (SQLite)", Engine::Sqlite, Who::Floor),
    ]
    .into_iter()
    .filter(|series| series.points.len() > 1)
    .collect();
    if series.is_empty() {
        return None;
    }
    let title = "Adding or removing one member, by size of the group";
    let y = "median, milliseconds";
    let lines = Lines { title, x: "members of the group", y, series, tenfolds: true, points: true };
    Some(Picture {
        name: "members".to_owned(),
        about: "the time that adding or removing a member takes, by the size of the group"
            .to_owned(),
        svg: lines.draw(),
    })
}

fn memory(results: &Results) -> Option<Picture> {
    let line = |engine: Engine| {
        let imports = results
            .imports
            .iter()
            .filter(|import| import.engine == engine && import.what.groups == 0);
        let import = imports.max_by_key(|import| import.what.users)?;
        let points = import.what.memory.iter().map(|(users, mib)| (count(*users), *mib)).collect();
        Some(Series { name: format!("Provisor on {}", engine.name()), points })
    };
    let series: Vec<Series> = ENGINES.into_iter().filter_map(line).collect();
    if series.is_empty() {
        return None;
    }
    let title = "Memory of the server while users are imported";
    let lines =
        Lines { title, x: "users created", y: "MiB", series, tenfolds: false, points: false };
    Some(Picture {
        name: "memory".to_owned(),
        about: "the memory of the server while users are imported over 32 connections".to_owned(),
        svg: lines.draw(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}
