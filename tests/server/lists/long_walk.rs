//! A walk by cursor through a large directory that changes all the while.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use testkit::{Caller, TestApp};
use tokio::sync::Semaphore;

const USERS: usize = 20_000;
const CHANGES: usize = 500;
const COUNT: usize = 100;

/// Runs work for every number, on 32 connections at once; returns the results in order.
async fn all<F: Future<Output = String>>(count: usize, work: impl Fn(usize) -> F) -> Vec<String> {
    let lanes = (0..32).map(|lane| {
        let work = &work;
        async move {
            let mut done = Vec::new();
            for number in (lane..count).step_by(32) {
                done.push((number, work(number).await));
            }
            done
        }
    });
    let mut done: Vec<_> = join_all(lanes).await.into_iter().flatten().collect();
    done.sort_unstable();
    done.into_iter().map(|(_, id)| id).collect()
}

/// Creations and deletions, which may happen, and have happened, so often.
struct Changes {
    allowed: Semaphore,
    done: Semaphore,
}

impl Changes {
    /// Waits until one more may happen, and lets it.
    async fn next(&self, change: impl Future<Output = ()>) {
        self.allowed.acquire().await.expect("an open semaphore").forget();
        change.await;
        self.done.add_permits(1);
    }
}

/// Walks to the end. While a page is read, six changes happen.
async fn walk(scim: &Caller, changes: &Changes) -> Vec<String> {
    let mut seen = Vec::new();
    let mut cursor = String::new();
    let mut left = 2 * CHANGES;
    loop {
        let some = left.min(6);
        left -= some;
        changes.allowed.add_permits(some);
        let path = format!("/Users?attributes=userName&count={COUNT}&cursor={cursor}");
        let answer = scim.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        seen.extend(answer.ids());
        let some = u32::try_from(some).expect("a small number");
        changes.done.acquire_many(some).await.expect("an open semaphore").forget();
        let Some(next) = answer.json.get("nextCursor") else {
            assert_eq!(left, 0, "all changes happened during the walk");
            return seen;
        };
        next.as_str().expect("a string").clone_into(&mut cursor);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_missed_and_nobody_is_seen_twice() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ids = all(USERS, |number| {
        let scim = scim.clone();
        async move { scim.user(&format!("user{number}")).await }
    })
    .await;
    // Spread over the whole list, before and behind the walk.
    let victims: Vec<String> =
        (0..CHANGES).map(|number| ids[number * 7_919 % USERS].clone()).collect();
    let changes = Changes { allowed: Semaphore::new(0), done: Semaphore::new(0) };
    let create = async {
        let mut created = Vec::new();
        for number in 0..CHANGES {
            let name = format!("new{number}");
            changes.next(async { created.push(scim.user(&name).await) }).await;
        }
        created
    };
    let delete = async {
        for id in &victims {
            let delete = async {
                let answer = scim.delete(&format!("/Users/{id}")).await;
                assert_eq!(answer.status, 204, "{}", answer.text);
            };
            changes.next(delete).await;
        }
    };
    let (seen, created, ()) = tokio::join!(walk(&scim, &changes), create, delete);

    let once: BTreeSet<&String> = seen.iter().collect();
    assert_eq!(once.len(), seen.len(), "somebody was seen twice");
    let gone: BTreeSet<&String> = victims.iter().collect();
    assert_eq!(gone.len(), CHANGES);
    for id in ids.iter().filter(|id| !gone.contains(id)) {
        assert!(once.contains(id), "{id} lived all the while and was missed");
    }
    // They come last, and the walk was not at its end yet.
    for id in &created {
        assert!(once.contains(id), "{id} was created in time and was missed");
    }
}
