//! Identifiers, a type per thing, so that none can be passed for another.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Identifies a directory (a tenant). Small and dense, because every key of every table starts
/// with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectoryId(pub i64);

/// The `id` of a SCIM resource: a UUID of version 7 (RFC 9562 §5.7), so that ids order by creation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct ResourceId(pub Uuid);

/// Identifies an infra token. Not a secret: it appears in logs, history and the dashboard.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

/// Identifies an admin.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct AdminId(pub Uuid);

/// The place of an event in its directory's feed: positive, growing, without order between
/// directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub i64);

/// A text that is not the `id` of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the id of a resource")]
pub struct NotAnId;

impl FromStr for ResourceId {
    type Err = NotAnId;

    /// Reads an id in the one spelling in which ids are given out: RFC 7643 §3.1 makes `id`
    /// case-exact, and two spellings of one id would be two to whoever compares them.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let id = Uuid::try_parse(text).map_err(|_| NotAnId)?;
        let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
        if id.hyphenated().encode_lower(&mut buffer) == text { Ok(Self(id)) } else { Err(NotAnId) }
    }
}

macro_rules! show {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

show!(ResourceId, TokenId, AdminId);

macro_rules! uuid_id {
    ($($name:ident),+) => {$(
        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )+};
}

uuid_id!(TokenId, AdminId);

impl fmt::Display for DirectoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = "01912345-abcd-7000-8000-00000000000f";
        assert_eq!(id.parse::<ResourceId>().map(|id| id.to_string()), Ok(id.to_owned()));
        let simple = id.replace('-', "");
        let others = [id.to_uppercase(), simple, format!("{{{id}}}"), format!("urn:uuid:{id}")];
        for other in others.iter().map(String::as_str).chain(["", "x", " 1"]) {
            assert_eq!(other.parse::<ResourceId>(), Err(NotAnId), "{other}");
        }
    }
}
