//! Cursors (RFC 9865): where a walk through a list goes on.
//!
//! A cursor holds all that is needed, so that no server remembers a walk and any node can serve any
//! page of it. It is sealed under the installation's key: nobody can make one or change one, it is
//! good for the query and the token that it was given to and for nothing else, and what it holds,
//! which can be the name of a person, stays unseen in the logs that addresses get into.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use blake3::{Hash, Hasher};
use scim::list::ListRequest;
use scim::sort::Order;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::store::{List, Place};
use crate::time::Timestamp;
use crate::token::HashKey;

/// For how long after a page its cursor is good.
pub const CURSOR_TIMEOUT: Duration = Duration::from_hours(1);

/// What a cursor tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// When it was given out.
    pub(crate) issued: Timestamp,
    /// How many resources a page of the walk has.
    pub(crate) limit: u32,
    /// How many match, on all pages.
    pub(crate) total: u64,
    /// Where the next page begins.
    pub(crate) place: Place,
}

/// The query and the client that a cursor is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding(Hash);

impl Binding {
    /// All that must be the same on every page, but for the number of resources, whose change is
    /// an error of its own.
    pub(crate) fn new(caller: &Caller, lists: &[List], request: &ListRequest) -> Self {
        let mut parts = Parts(Hasher::new());
        parts.add(&caller.directory.id.0.to_le_bytes());
        parts.add(caller.token.id.0.as_bytes());
        for list in lists {
            parts.add(caller.directory.definition(list.kind).name().as_bytes());
            // The type that values had when the place was taken: that of a custom attribute may
            // become another, and then they compare differently.
            let sorted_by = list.sort.as_ref().map(|sort| sort.target.kind.as_str());
            parts.add_text(sorted_by);
        }
        parts.add_text(request.filter.as_ref().map(ToString::to_string).as_deref());
        parts.add_text(request.sort_by.as_deref());
        parts.add(match request.sort_order {
            Order::Ascending => b"ascending",
            Order::Descending => b"descending",
        });
        parts.add_text(request.attributes.as_deref());
        parts.add_text(request.excluded_attributes.as_deref());
        Self(parts.0.finalize())
    }
}

/// Hashes parts so that no two sequences of parts look the same.
struct Parts(Hasher);

impl Parts {
    fn add(&mut self, part: &[u8]) {
        self.0.update(&part.len().to_le_bytes()).update(part);
    }

    fn add_text(&mut self, text: Option<&str>) {
        self.add(&[u8::from(text.is_some())]);
        self.add(text.unwrap_or_default().as_bytes());
    }
}

/// Bytes of the seal.
const SEAL: usize = blake3::OUT_LEN;

impl Cursor {
    /// The text to hand out: unreserved characters of URIs only.
    pub(crate) fn seal(&self, key: &HashKey, binding: &Binding) -> String {
        // Numbers and a place have a JSON form: this cannot fail.
        let mut content = serde_json::to_vec(self).unwrap_or_default();
        let seal = seal(key, binding, &content);
        cover(key, &seal, &mut content);
        let mut bytes = seal.as_bytes().to_vec();
        bytes.append(&mut content);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor; `None` if it is not one that was given out for this.
    pub(crate) fn open(text: &str, key: &HashKey, binding: &Binding) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (presented, content) = bytes.split_first_chunk::<SEAL>()?;
        let presented = Hash::from_bytes(*presented);
        let mut content = content.to_vec();
        cover(key, &presented, &mut content);
        // The comparison takes the same time wherever the two differ.
        if seal(key, binding, &content) != presented {
            return None;
        }
        serde_json::from_slice(&content).ok()
    }
}

/// The hash that only who has the key can make.
fn seal(key: &HashKey, binding: &Binding, content: &[u8]) -> Hash {
    let mut hasher = Hasher::new_keyed(&key.hash("cursor seal", ""));
    hasher.update(binding.0.as_bytes()).update(content);
    hasher.finalize()
}

/// Makes the content unreadable, or readable again, with a stream that depends on its seal: a
/// synthetic initialization vector in the sense of RFC 5297, with a keyed hash for both parts.
fn cover(key: &HashKey, seal: &Hash, content: &mut [u8]) {
    let mut stream =
        Hasher::new_keyed(&key.hash("cursor cover", "")).update(seal.as_bytes()).finalize_xof();
    let mut mask = vec![0; content.len()];
    stream.fill(&mut mask);
    for (byte, mask) in content.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ResourceId;
    use crate::resource::Kind;
    use crate::store::SortValue;

    const KEY: HashKey = HashKey::new([7; 32]);

    fn binding(name: &str) -> Binding {
        Binding(blake3::hash(name.as_bytes()))
    }

    fn cursors() -> Vec<Cursor> {
        let id = ResourceId(uuid::Uuid::from_u128(7));
        let sorted = |value: Option<SortValue>| Place::Sorted { value, id };
        [
            Place::Creation { kind: Kind::Group, sequence: 1 << 37 },
            sorted(None),
            sorted(Some(SortValue::Integer(i64::MIN))),
            sorted(Some(SortValue::Real(0.1 + 0.2))),
            sorted(Some(SortValue::Text("ann@example.com".repeat(40)))),
            sorted(Some(SortValue::Id(id))),
        ]
        .into_iter()
        .map(|place| Cursor { issued: Timestamp::from_micros(1), limit: 100, total: 7, place })
        .collect()
    }

    #[test]
    fn a_cursor_tells_what_was_put_in_and_shows_nothing() {
        for cursor in cursors() {
            let text = cursor.seal(&KEY, &binding("a"));
            assert_eq!(Cursor::open(&text, &KEY, &binding("a")), Some(cursor));
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            assert!(text.chars().all(unreserved), "{text}");
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("ann"));
        }
    }

    #[test]
    fn no_other_query_and_no_other_key_opens_it() {
        let cursor = cursors().remove(0);
        let text = cursor.seal(&KEY, &binding("a"));
        assert_eq!(Cursor::open(&text, &KEY, &binding("b")), None);
        assert_eq!(Cursor::open(&text, &HashKey::new([8; 32]), &binding("a")), None);
    }

    #[test]
    fn no_character_can_be_changed_added_or_taken_away() {
        let text = cursors().remove(0).seal(&KEY, &binding("a"));
        for at in 0..text.len() {
            for other in ["A", "b", "-", "=", "é", ""] {
                let mut forged = text.clone();
                forged.replace_range(at..=at, other);
                if forged != text {
                    assert_eq!(Cursor::open(&forged, &KEY, &binding("a")), None, "{forged}");
                }
            }
            assert_eq!(Cursor::open(&text[..at], &KEY, &binding("a")), None);
        }
        for more in ["A", "AA", "AAA", "AAAA", " ", "="] {
            assert_eq!(Cursor::open(&format!("{text}{more}"), &KEY, &binding("a")), None);
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let hash = |parts: &[Option<&str>]| {
            let mut all = Parts(Hasher::new());
            for part in parts {
                all.add_text(*part);
            }
            all.0.finalize()
        };
        assert_ne!(hash(&[Some("ab"), Some("c")]), hash(&[Some("a"), Some("bc")]));
        assert_ne!(hash(&[Some("")]), hash(&[None]));
    }
}
