//! Members that come and go, and groups that are read.

use std::sync::Arc;

use conformance::load::Request;

use super::{Bare, Known, Workload};
use crate::cli::Part;
use crate::figures::Make;
use crate::people;
use crate::subject::OUTSIDERS;

/// Connections on which whole groups are read: their answers are long.
const READERS: usize = 4;

pub(super) fn all(known: &Known) -> Vec<Workload> {
    known.groups.iter().flat_map(|(members, id)| of(known, *members, id)).collect()
}

fn of(known: &Known, members: usize, id: &str) -> [Workload; 3] {
    let path = format!("/Groups/{id}");
    let work = |name: &str, connections, bare, make: Make| Workload {
        name: name.to_owned(),
        part: Part::Members,
        members: Some(members),
        connections,
        bare,
        floor: true,
        raw: &[],
        make,
    };
    let (ids, users, target) = (Arc::clone(&known.ids), known.users, path.clone());
    // One is added, then removed again: the group keeps its size, and every request changes it.
    let change: Make = Arc::new(move |turn| {
        let id = &ids[users + turn.number / 2 % OUTSIDERS];
        let body = match turn.number % 2 {
            0 => people::add_members(std::slice::from_ref(id)),
            _ => people::remove_member(id),
        };
        Request::with_body("PATCH", target.clone(), body)
    });
    let shallow = format!("{path}?excludedAttributes=members");
    [
        work("add or remove a member", 1, Bare::Echo, change),
        work(
            "GET group",
            known.connections.min(READERS),
            Bare::Body,
            Arc::new(move |_| Request::get(path.clone())),
        ),
        work(
            "GET group without members",
            known.connections,
            Bare::Body,
            Arc::new(move |_| Request::get(shallow.clone())),
        ),
    ]
}
