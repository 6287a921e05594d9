//! Users by id and by filter, and pages of the list.

use std::sync::Arc;

use conformance::load::Request;

use super::{Bare, Known, Workload, scatter};
use crate::cli::Part;
use crate::figures::{Make, Turn};
use crate::people;
use crate::raw::Work;

const PAGE: usize = 100;
/// On how many connections the server is held against the database alone.
pub(super) const CONNECTIONS: [usize; 3] = [1, 8, 32];

pub(super) fn all(known: &Known) -> Vec<Workload> {
    let count = known.users;
    let read = |name: &str, part, floor, make: Make| Workload {
        name: name.to_owned(),
        part,
        members: None,
        connections: known.connections,
        bare: Bare::Body,
        floor,
        raw: &[],
        make,
    };
    let ids = Arc::clone(&known.ids);
    let get: Make =
        Arc::new(move |turn| Request::get(format!("/Users/{}", ids[scatter(turn.number, count)])));
    let by = |attribute: &'static str, value: fn(usize) -> String| -> Make {
        Arc::new(move |turn| filter(attribute, &value(scatter(turn.number, count))))
    };
    let page = |start: usize| Request::get(format!("/Users?startIndex={start}&count={PAGE}"));
    let last = count.saturating_sub(PAGE).max(1);
    // Each connection goes from page to page, as an import does.
    let pages = count.div_ceil(PAGE);
    let walk = move |turn: Turn| page(turn.step % pages * PAGE + 1);
    let cursor = |cursor: &str| Request::get(format!("/Users?count={PAGE}&cursor={cursor}"));

    let mut all = vec![
        Workload { raw: &[Work::Read], ..read("GET user", Part::Read, true, Arc::clone(&get)) },
        read("filter userName", Part::Read, true, by("userName", people::user_name)),
        read("filter externalId", Part::Read, true, by("externalId", people::external_id)),
        read("filter e-mail", Part::Read, false, by("emails.value", people::user_name)),
        read(
            "filter e-mail of a type",
            Part::Read,
            false,
            by("emails%5Btype%20eq%20%22work%22%5D.value", people::user_name),
        ),
        read("list, first page", Part::List, true, Arc::new(move |_| page(1))),
        read(
            "list, any page",
            Part::List,
            true,
            Arc::new(move |turn| page(scatter(turn.number, last) + 1)),
        ),
        read("list, page after page", Part::List, true, Arc::new(walk)),
    ];
    if !known.cursors.is_empty() {
        let cursors = Arc::clone(&known.cursors);
        let deep = move |turn: Turn| cursor(&cursors[scatter(turn.number, cursors.len())]);
        all.push(read("cursor, first page", Part::List, false, Arc::new(move |_| cursor(""))));
        all.push(read("cursor, deep page", Part::List, false, Arc::new(deep)));
    }
    all.extend(CONNECTIONS.map(|connections| Workload {
        connections,
        raw: &[Work::Read],
        ..read("GET user by connections", Part::Connections, false, Arc::clone(&get))
    }));
    all
}

fn filter(attribute: &str, value: &str) -> Request {
    Request::get(format!("/Users?filter={attribute}%20eq%20%22{value}%22"))
}
