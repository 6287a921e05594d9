//! Groups: their size must not matter where members are not asked for.

use super::{Check, Goal, Limit, View, cpu, median, ratio, thousands, worst};
use crate::cli::Engine;
use crate::results::Who;

const CHANGE: &str = "add or remove a member";
const WHOLE: &str = "GET group";
const SHALLOW: &str = "GET group without members";

pub(super) fn goals(view: &View<'_>) -> Vec<Goal> {
    let sizes = sizes(view);
    let (small, large) = (sizes.first().copied(), sizes.last().copied());
    let from_to = match (small, large) {
        (Some(small), Some(large)) if small < large => {
            format!("{} → {}", thousands(small), thousands(large))
        }
        _ => "10 → 100,000".to_owned(),
    };
    let name = view.engine.name();
    let of = |workload, members, who| view.exactly(workload, who, view.largest, members, None);
    let server = |workload, members| of(workload, members, Who::Server);
    let mut goals = vec![
        Goal {
            what: format!("{name}: {CHANGE}, M = {from_to}"),
            checks: vec![Check {
                of: "× the median",
                limit: Limit::AtMost(1.2),
                found: (small < large)
                    .then(|| ratio(server(CHANGE, large), server(CHANGE, small), median))
                    .flatten(),
            }],
        },
        Goal {
            what: format!("{name}: {SHALLOW}, M = {from_to}"),
            checks: vec![Check {
                of: "× the CPU",
                limit: Limit::AtMost(1.1),
                found: (small < large)
                    .then(|| ratio(server(SHALLOW, large), server(SHALLOW, small), cpu))
                    .flatten(),
            }],
        },
    ];
    if view.engine == Engine::Sqlite {
        let against = |workload, members, read| {
            ratio(server(workload, members), of(workload, members, Who::Floor), read)
        };
        goals.push(Goal {
            what: format!("{name}: {CHANGE}, any M"),
            checks: vec![Check {
                of: "× the median of the floor",
                limit: Limit::AtMost(1.5),
                found: worst(sizes.iter().map(|size| against(CHANGE, Some(*size), median))),
            }],
        });
        let big = sizes.iter().copied().filter(|size| *size >= 90_000).min();
        goals.push(Goal {
            what: format!("{name}: GET group, M = {}", thousands(big.unwrap_or(90_000))),
            checks: vec![Check {
                of: "× CPU of the floor",
                limit: Limit::AtMost(1.5),
                found: big.and_then(|big| against(WHOLE, Some(big), cpu)),
            }],
        });
    }
    goals
}

/// The sizes of groups that were measured, rising.
fn sizes(view: &View<'_>) -> Vec<usize> {
    let of_server = view.results.measures.iter().filter(|measure| {
        measure.engine == view.engine
            && measure.who == Who::Server
            && measure.users == view.largest
            && measure.workload == CHANGE
    });
    let mut sizes: Vec<usize> = of_server.filter_map(|measure| measure.members).collect();
    sizes.sort_unstable();
    sizes
}
