//! Memory and the time to start.

use super::{Check, Goal, Limit, View, thousands};
use crate::results::Start;

pub(super) fn goals(view: &View<'_>) -> Vec<Goal> {
    let name = view.engine.name();
    let starts = view.results.starts.iter().filter(|start| start.engine == view.engine);
    let starts: Vec<&Start> = starts.map(|start| &start.what).collect();
    let imports = view
        .results
        .imports
        .iter()
        .filter(|import| import.engine == view.engine && import.what.groups == 0);
    let import = imports.map(|import| &import.what).max_by_key(|import| import.users);
    let empty = starts.iter().find(|start| start.users == 0);
    let full = starts.iter().filter(|start| start.users > 0).max_by_key(|start| start.users);
    let users = |users: Option<usize>| thousands(users.unwrap_or(1_000_000));
    vec![
        Goal {
            what: format!("{name}: memory when idle"),
            checks: vec![Check {
                of: "MiB",
                limit: Limit::AtMost(30.0),
                found: empty.map(|start| start.idle_mib),
            }],
        },
        Goal {
            what: format!(
                "{name}: memory while {} users are imported",
                users(import.map(|import| import.users))
            ),
            checks: vec![Check {
                of: "MiB",
                limit: Limit::AtMost(300.0),
                found: import.map(|import| import.peak_mib),
            }],
        },
        Goal {
            what: format!("{name}: start with {} users", users(full.map(|start| start.users))),
            checks: vec![Check {
                of: "ms",
                limit: Limit::AtMost(200.0),
                found: full.map(|start| start.ready_ms),
            }],
        },
    ]
}
