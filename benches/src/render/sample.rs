//! Results in which everything was measured, for tests.

use crate::cli::Engine;
use crate::figures::Figures;
use crate::machine::Machine;
use crate::results::{Measure, Of, Results, Run, Start, Who};
use crate::seed::{Import, Way};
use crate::workload::{self, Known};

/// Every workload of both databases on two sizes, with plain figures.
pub(super) fn results() -> Results {
    let machine =
        Machine { processor: "x".into(), cores: 2, memory_gib: 8, system: "Linux".into() };
    let run = Run {
        id: 0,
        day: "2026-01-01".into(),
        commit: "abc".into(),
        machine,
        syncs_per_second: [4_000.0, 5_000.0],
        seconds: 1.0,
        passes: 1,
    };
    let mut results = Results { runs: vec![run], ..Results::default() };
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for users in [1_000, 100_000] {
            add(&mut results, engine, users);
        }
        let memory = vec![(0, 10.0), (50_000, 40.0), (100_000, 41.0)];
        let import = Import {
            users: 100_000,
            groups: 0,
            way: Way::Single,
            per_second: 9e3,
            cpu_us: 70.0,
            peak_mib: 42.0,
            memory,
        };
        results.imports.push(Of { run: 0, engine, what: import });
        for users in [0, 100_000] {
            let start = Start { users, ready_ms: 20.0, idle_mib: 12.0 };
            results.starts.push(Of { run: 0, engine, what: start });
        }
    }
    results
}

fn add(results: &mut Results, engine: Engine, users: usize) {
    let known = Known {
        users,
        ids: (0..users + 64).map(|number| format!("id-{number}")).collect(),
        groups: vec![(10, "a".to_owned()), (100_000, "b".to_owned())],
        cursors: ["c".to_owned()].into(),
        connections: 16,
    };
    for work in workload::all(&known) {
        for (who, users) in [
            (Who::Bare, 0),
            (Who::Floor, users),
            (Who::Row, users),
            (Who::Rows, users),
            (Who::Server, users),
        ] {
            let of_server = if who == Who::Server { 2.0 } else { 1.0 };
            results.measures.push(Measure {
                run: 0,
                engine,
                part: work.part,
                workload: work.name.clone(),
                who,
                users,
                members: work.members,
                connections: work.connections,
                figures: Figures {
                    per_second: 20_000.0 / of_server,
                    cpu_us: 20.0 * of_server,
                    database_us: 10.0,
                    median_us: 300.0 * of_server,
                    p99_us: 900.0 * of_server,
                },
            });
        }
    }
}
