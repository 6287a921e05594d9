//! Users: read, listed, written.

use super::{Check, Goal, Limit, View, cpu, per_second, ratio};
use crate::results::Who;

/// How reading stands to answering the same bytes from memory.
const READS: [&str; 5] = [
    "GET user",
    "filter userName",
    "filter externalId",
    "filter e-mail",
    "filter e-mail of a type",
];
const LISTS: [&str; 2] = ["list, first page", "list, any page"];
const WRITES: [&str; 3] = ["POST user", "PUT user", "PATCH user"];
/// 110 µs on the machine where the goals were set; there the bare handler took 6.5 µs for a user.
const WRITE_CPU: f64 = 110.0 / 6.5;

pub(super) fn goals(view: &View<'_>) -> Vec<Goal> {
    let name = view.engine.name();
    let mut goals = Vec::new();
    for workload in READS {
        goals.push(Goal {
            what: format!("{name}: {workload}"),
            checks: vec![
                Check {
                    of: "× requests/s of bare axum",
                    limit: Limit::AtLeast(0.5),
                    found: view.against(workload, Who::Bare, per_second),
                },
                Check {
                    of: "× its CPU",
                    limit: Limit::AtMost(2.0),
                    found: view.against(workload, Who::Bare, cpu),
                },
            ],
        });
    }
    for workload in LISTS {
        goals.push(Goal {
            what: format!("{name}: {workload} of 100"),
            checks: vec![Check {
                of: "× CPU of the floor",
                limit: Limit::AtMost(1.2),
                found: view.against(workload, Who::Floor, cpu),
            }],
        });
    }
    goals.extend(pages(view));
    for workload in WRITES {
        goals.push(Goal {
            what: format!("{name}: {workload}"),
            checks: vec![
                Check {
                    of: "× requests/s of the floor",
                    limit: Limit::AtLeast(0.6),
                    found: view.against(workload, Who::Floor, per_second),
                },
                Check {
                    of: "× CPU of bare axum's GET",
                    limit: Limit::AtMost(WRITE_CPU),
                    found: ratio(
                        view.of(workload, Who::Server),
                        view.of("GET user", Who::Bare),
                        cpu,
                    ),
                },
            ],
        });
    }
    goals
}

/// How pages far down stand to the first one.
fn pages(view: &View<'_>) -> [Goal; 2] {
    let name = view.engine.name();
    let to = |one, other| ratio(view.of(one, Who::Server), view.of(other, Who::Server), cpu);
    [
        Goal {
            what: format!("{name}: a deep page by cursor"),
            checks: vec![Check {
                of: "× CPU of the first",
                limit: Limit::AtMost(1.1),
                found: to("cursor, deep page", "cursor, first page"),
            }],
        },
        Goal {
            what: format!("{name}: page after page by startIndex"),
            checks: vec![Check {
                of: "× CPU of the first",
                limit: Limit::AtMost(2.0),
                found: to("list, page after page", "list, first page"),
            }],
        },
    ]
}

/// How the server stands to the database alone on as many connections.
pub(super) fn on_connections(view: &View<'_>) -> Vec<Goal> {
    let name = view.engine.name();
    let cases = [
        ("GET user by connections", "GET user", 0.6, "× point reads without a server"),
        ("POST user by connections", "POST user", 0.5, "× inserts without a server"),
    ];
    let mut goals: Vec<Goal> = pages(view).into();
    for (workload, title, limit, of) in cases {
        for connections in [1, 8, 32] {
            let figures = |who| view.exactly(workload, who, view.largest, None, Some(connections));
            goals.push(Goal {
                what: format!("{name}: {title}, {connections} connections"),
                checks: vec![Check {
                    of,
                    limit: Limit::AtLeast(limit),
                    found: ratio(figures(Who::Server), figures(Who::Row), per_second),
                }],
            });
        }
    }
    goals
}
