//! What is asked of a server.

use std::sync::Arc;

use serde_json::json;

use crate::client::Request;
use crate::load::Make;
use crate::people;
use crate::subject::Subject;

/// What the bare handler does in the same place.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Bare {
    /// Answers the bytes that the server answered.
    Body,
    /// Parses and prints the JSON that was sent.
    Echo,
}

/// One kind of request.
pub(crate) struct Workload {
    pub(crate) name: String,
    pub(crate) connections: usize,
    pub(crate) bare: Bare,
    pub(crate) make: Make,
}

/// Every workload that this server has the data for.
pub(crate) fn all(subject: &Subject, connections: usize) -> Vec<Workload> {
    let ids: Arc<[String]> = subject.ids.clone().into();
    let count = ids.len();
    let mut all = Vec::new();
    let mut add = |name: &str, connections, bare, make: Make| {
        all.push(Workload { name: name.to_owned(), connections, bare, make });
    };

    let users = Arc::clone(&ids);
    let get = move |n: usize| Request::get(format!("/scim/v2/Users/{}", users[scatter(n, count)]));
    add("get", connections, Bare::Body, Arc::new(get));
    let user_name = move |n| filter("userName", &people::user_name(scatter(n, count)));
    add("userName eq", connections, Bare::Body, Arc::new(user_name));
    let external_id = move |n| filter("externalId", &people::external_id(scatter(n, count)));
    add("externalId eq", connections, Bare::Body, Arc::new(external_id));
    let page = |start: usize| Request::get(format!("/scim/v2/Users?startIndex={start}&count=100"));
    add("list, first page", connections, Bare::Body, Arc::new(move |_| page(1)));
    let deep = move |n| page(scatter(n, count.saturating_sub(100).max(1)) + 1);
    add("list, any page", connections, Bare::Body, Arc::new(deep));

    let post = move |n: usize| write("POST", "Users", people::user(count + n, "Engineer"));
    add("post", connections, Bare::Echo, Arc::new(post));
    let users = Arc::clone(&ids);
    let put = move |n: usize| {
        let number = scatter(n, count);
        let body = people::user(number, &format!("Title {n}"));
        write("PUT", &format!("Users/{}", users[number]), body)
    };
    add("put", connections, Bare::Echo, Arc::new(put));
    let users = Arc::clone(&ids);
    let patch = move |n: usize| {
        let title = json!({ "op": "replace", "path": "title", "value": format!("Title {n}") });
        write("PATCH", &format!("Users/{}", users[scatter(n, count)]), people::patch(&title))
    };
    add("patch", connections, Bare::Echo, Arc::new(patch));

    for group in &subject.groups {
        let members = group.members;
        let target = format!("Groups/{}", group.id);
        let outside: Arc<[String]> = subject.ids[members..].into();
        let group_path = target.clone();
        // One is added, then removed again: the group keeps its size, and every request changes it.
        let change = move |n: usize| {
            let id = &outside[n / 2 % outside.len()];
            let body = match n % 2 {
                0 => people::add_members(std::slice::from_ref(id)),
                _ => people::remove_member(id),
            };
            write("PATCH", &group_path, body)
        };
        add(&format!("member, M = {members}"), 1, Bare::Echo, Arc::new(change));
        let whole = format!("/scim/v2/{target}");
        let name = format!("get group, M = {members}");
        add(&name, connections.min(4), Bare::Body, Arc::new(move |_| Request::get(whole.clone())));
        let shallow = format!("/scim/v2/{target}?excludedAttributes=members");
        let name = format!("without members, M = {members}");
        add(&name, connections, Bare::Body, Arc::new(move |_| Request::get(shallow.clone())));
    }
    all
}

impl Workload {
    /// The same for the bare handler, which holds bodies under the names of files.
    pub(crate) fn for_bare(&self) -> Make {
        let file = format!("/{}", self.file());
        let (bare, make) = (self.bare, Arc::clone(&self.make));
        Arc::new(move |n| match bare {
            Bare::Body => Request::get(file.clone()),
            Bare::Echo => Request { target: "/echo".to_owned(), ..make(n) },
        })
    }

    /// The name without what would have to be encoded in a URL.
    pub(crate) fn file(&self) -> String {
        self.name.chars().filter(char::is_ascii_alphanumeric).collect()
    }
}

fn filter(attribute: &str, value: &str) -> Request {
    Request::get(format!("/scim/v2/Users?filter={attribute}%20eq%20%22{value}%22"))
}

fn write(method: &'static str, target: &str, body: String) -> Request {
    Request { method, target: format!("/scim/v2/{target}"), body: Some(body) }
}

/// Spreads consecutive numbers over `0..count`, so that no cache knows what comes next
/// (the finalizer of `SplitMix64`).
fn scatter(number: usize, count: usize) -> usize {
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
}
