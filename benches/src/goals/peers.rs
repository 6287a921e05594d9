//! Other SCIM servers with a database. Seven were measured once, on another day, beside the same
//! bare handler: what each reached is known as a part of what that reached.

use super::{Check, Goal, Limit, View, per_second};
use crate::results::Who;

/// A workload, the best of the others as a part of bare axum's requests/s, and how many times as
/// fast the server is to be.
const BEST: [(&str, f64, f64); 5] = [
    ("GET user", 0.095, 5.0),
    ("filter userName", 0.0105, 10.0),
    ("POST user", 0.0092, 10.0),
    ("PUT user", 0.0141, 10.0),
    ("PATCH user", 0.0085, 10.0),
];

pub(super) fn goals(view: &View<'_>) -> Vec<Goal> {
    let goal = |(workload, best, times): (&str, f64, f64)| Goal {
        what: format!("{}: {workload}, beside the best of seven others", view.engine.name()),
        checks: vec![Check {
            of: "× its requests/s",
            limit: Limit::AtLeast(times),
            found: view.against(workload, Who::Bare, per_second).map(|part| part / best),
        }],
    };
    BEST.map(goal).into()
}
