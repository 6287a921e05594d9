//! What becomes of times when there are more users.

use super::{Check, Goal, Limit, View, median, ratio, thousands, worst};
use crate::results::Who;

const READS: [&str; 8] = [
    "GET user",
    "filter userName",
    "filter externalId",
    "filter e-mail",
    "list, first page",
    "list, any page",
    "cursor, first page",
    "cursor, deep page",
];
const WRITES: [&str; 2] = ["PUT user", "PATCH user"];

pub(super) fn goals(view: &View<'_>) -> Vec<Goal> {
    let View { smallest, largest, .. } = *view;
    let sizes = if smallest < largest {
        format!("{} → {} users", thousands(smallest), thousands(largest))
    } else {
        "1,000 → 1,000,000 users".to_owned()
    };
    let grows = |workload| {
        let of = |users| view.exactly(workload, Who::Server, users, None, None);
        let grown = ratio(of(largest), of(smallest), median);
        grown.filter(|_| smallest < largest)
    };
    let name = view.engine.name();
    let goal = |what: &str, workloads: &[&'static str], limit| Goal {
        what: format!("{name}: {what}, {sizes}"),
        checks: vec![Check {
            of: "× the median",
            limit: Limit::AtMost(limit),
            found: worst(workloads.iter().map(|workload| grows(workload))),
        }],
    };
    vec![goal("every look-up and page", &READS, 1.3), goal("PUT and PATCH", &WRITES, 1.6)]
}
