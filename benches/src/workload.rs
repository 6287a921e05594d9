//! What is asked of a server.

mod groups;
mod reads;
mod writes;

use std::sync::Arc;

use conformance::load::{Request, Target};

use crate::cli::Part;
use crate::figures::{Make, Turn};
use crate::raw::Work;

/// What the bare handler does in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bare {
    /// Answers the bytes that the server answered.
    Body,
    /// Parses and prints the JSON that was sent.
    Echo,
}

/// One kind of request.
pub(crate) struct Workload {
    pub(crate) name: String,
    pub(crate) part: Part,
    pub(crate) members: Option<usize>,
    pub(crate) connections: usize,
    pub(crate) bare: Bare,
    /// Whether the floor can do it.
    pub(crate) floor: bool,
    /// What the database alone does in the same place.
    pub(crate) raw: &'static [Work],
    pub(crate) make: Make,
}

/// What must be known of a server to ask it.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) users: usize,
    /// The ids of the users, and of outsiders behind them.
    pub(crate) ids: Arc<[String]>,
    /// Sizes and ids of groups.
    pub(crate) groups: Vec<(usize, String)>,
    pub(crate) cursors: Arc<[String]>,
    pub(crate) connections: usize,
}

/// Every workload that there is data for, those last that make the directory larger.
pub(crate) fn all(known: &Known) -> Vec<Workload> {
    let mut all = reads::all(known);
    all.extend(groups::all(known));
    all.extend(writes::all(known));
    all
}

impl Workload {
    /// The same for the bare handler, which holds bodies under the names of files.
    pub(crate) fn for_bare(&self) -> Make {
        let file = format!("/{}", self.file());
        let (bare, make) = (self.bare, Arc::clone(&self.make));
        Arc::new(move |turn| match bare {
            Bare::Body => Request::get(file.clone()),
            Bare::Echo => Request { path: "/echo".to_owned(), ..make(turn) },
        })
    }

    /// The name without what would have to be encoded in a URL.
    pub(crate) fn file(&self) -> String {
        let members = self.members.map_or_else(String::new, |members| members.to_string());
        let letters = self.name.chars().filter(char::is_ascii_alphanumeric);
        letters.chain(members.chars()).collect()
    }
}

/// Keeps what a server answers to the first request.
pub(crate) async fn first_answer(target: &Target, work: &Workload) -> anyhow::Result<Vec<u8>> {
    let mut connection = conformance::load::Connection::open(target).await?;
    let answer = connection.send(&(work.make)(Turn { number: 0, step: 0 })).await?;
    if answer.status != 200 {
        let body = String::from_utf8_lossy(answer.body);
        anyhow::bail!("{}: status {}: {body}", work.name, answer.status);
    }
    Ok(answer.body.to_vec())
}

/// Spreads consecutive numbers over `0..count`, so that no cache knows what comes next
/// (the finalizer of `SplitMix64`).
pub(crate) fn scatter(number: usize, count: usize) -> usize {
    let mut x = (number as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^= x >> 31;
    usize::try_from(x % (count.max(1) as u64)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread_over_the_whole_range() {
        let mut seen = vec![0_u32; 10];
        for number in 0..1_000 {
            seen[scatter(number, 10)] += 1;
        }
        assert!(seen.iter().all(|hits| (60..140).contains(hits)), "{seen:?}");
    }

    #[test]
    fn every_workload_of_a_server_has_a_name_of_its_own() {
        let known = Known {
            users: 1_000,
            ids: (0..1_064).map(|number| format!("id-{number}")).collect(),
            groups: vec![(10, "a".to_owned()), (1_000, "b".to_owned())],
            cursors: ["x".to_owned()].into(),
            connections: 16,
        };
        let mut names: Vec<_> = all(&known).iter().map(|w| (w.file(), w.connections)).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert!(count > 20 && names.len() == count, "{names:?}");
    }
}
