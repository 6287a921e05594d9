//! Users that are created, replaced and patched.

use std::sync::Arc;

use conformance::load::Request;
use serde_json::json;

use super::reads::CONNECTIONS;
use super::{Bare, Known, Workload, scatter};
use crate::cli::Part;
use crate::figures::{Make, Turn};
use crate::people;
use crate::raw::Work;
use crate::subject::OUTSIDERS;

/// More users than any measurement creates: each has numbers of its own.
const NUMBERS: usize = 1_000_000;

pub(super) fn all(known: &Known) -> Vec<Workload> {
    let count = known.users;
    let work = |name: &str, make: Make| Workload {
        name: name.to_owned(),
        part: Part::Write,
        members: None,
        connections: known.connections,
        bare: Bare::Echo,
        floor: true,
        raw: &[],
        make,
    };
    let ids = Arc::clone(&known.ids);
    let put = move |turn: Turn| {
        let number = scatter(turn.number, count);
        let body = people::user(number, &format!("Title {}", turn.number));
        Request::with_body("PUT", format!("/Users/{}", ids[number]), body)
    };
    let ids = Arc::clone(&known.ids);
    let patch = move |turn: Turn| {
        let title = format!("Title {}", turn.number);
        let operation = json!({ "op": "replace", "path": "title", "value": title });
        let path = format!("/Users/{}", ids[scatter(turn.number, count)]);
        Request::with_body("PATCH", path, people::patch(&operation))
    };
    let post = |slot: usize| -> Make {
        let first = count + OUTSIDERS + slot * NUMBERS;
        Arc::new(move |turn| {
            let body = people::user(first + turn.number, "Engineer");
            Request::with_body("POST", "/Users", body)
        })
    };
    let mut all = vec![
        work("PUT user", Arc::new(put)),
        work("PATCH user", Arc::new(patch)),
        Workload { raw: &[Work::Row, Work::Rows], ..work("POST user", post(0)) },
    ];
    for (slot, connections) in CONNECTIONS.into_iter().enumerate() {
        all.push(Workload {
            part: Part::Connections,
            connections,
            floor: false,
            raw: &[Work::Row, Work::Rows],
            ..work("POST user by connections", post(slot + 1))
        });
    }
    all
}
