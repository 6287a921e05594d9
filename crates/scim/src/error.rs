//! The error of a SCIM request (RFC 7644 §3.12).

use serde_json::{Value, json};

use crate::urn;

/// The keyword that tells a client what kind of error it made (RFC 7644 §3.12, RFC 9865 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScimType {
    /// A filter is malformed, or compares what cannot be compared.
    InvalidFilter,
    /// The query has too many results.
    TooMany,
    /// A value is already in use.
    Uniqueness,
    /// The attribute cannot be changed that way.
    Mutability,
    /// The structure of the message is wrong.
    InvalidSyntax,
    /// The path of a PATCH operation is malformed.
    InvalidPath,
    /// The path of a PATCH operation selects nothing.
    NoTarget,
    /// A value is missing or of the wrong type.
    InvalidValue,
    /// The version of the protocol is not supported.
    InvalidVers,
    /// The request carries personal data in its address.
    Sensitive,
    /// The cursor is not one that was given out for this query.
    InvalidCursor,
    /// The cursor is too old.
    ExpiredCursor,
    /// The page size changed between pages.
    InvalidCount,
}

impl ScimType {
    /// The keyword as it stands in the message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}

/// Why a request was refused, in the terms of SCIM.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Error {
    /// HTTP status.
    pub status: u16,
    /// Keyword, where the RFC names one.
    pub scim_type: Option<ScimType>,
    /// What was wrong, for the person who has to mend it.
    pub detail: String,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident = $status:literal $kind:expr;)*) => {
        $($(#[$doc])*
        pub fn $name(detail: impl Into<String>) -> Self {
            Self { status: $status, scim_type: $kind, detail: shorten(detail.into()) }
        })*
    };
}

impl Error {
    /// An error without a keyword.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, scim_type: None, detail: shorten(detail.into()) }
    }

    constructors! {
        /// 400 `invalidFilter`.
        invalid_filter = 400 Some(ScimType::InvalidFilter);
        /// 400 `tooMany`.
        too_many = 400 Some(ScimType::TooMany);
        /// 409 `uniqueness`.
        uniqueness = 409 Some(ScimType::Uniqueness);
        /// 400 `mutability`.
        mutability = 400 Some(ScimType::Mutability);
        /// 400 `invalidSyntax`.
        invalid_syntax = 400 Some(ScimType::InvalidSyntax);
        /// 400 `invalidPath`.
        invalid_path = 400 Some(ScimType::InvalidPath);
        /// 400 `noTarget`.
        no_target = 400 Some(ScimType::NoTarget);
        /// 400 `invalidValue`.
        invalid_value = 400 Some(ScimType::InvalidValue);
        /// 400 `invalidVers`.
        invalid_vers = 400 Some(ScimType::InvalidVers);
        /// 400 `invalidCursor`.
        invalid_cursor = 400 Some(ScimType::InvalidCursor);
        /// 400 `expiredCursor`.
        expired_cursor = 400 Some(ScimType::ExpiredCursor);
        /// 400 `invalidCount`.
        invalid_count = 400 Some(ScimType::InvalidCount);
        /// 403 `sensitive`.
        sensitive = 403 Some(ScimType::Sensitive);
        /// 404.
        not_found = 404 None;
        /// 412.
        precondition_failed = 412 None;
        /// 413.
        payload_too_large = 413 None;
    }

    /// The message as JSON text.
    pub fn to_json(&self) -> Vec<u8> {
        self.to_value().to_string().into_bytes()
    }

    /// The message as JSON. `status` is a string there (RFC 7644 §3.12).
    pub fn to_value(&self) -> Value {
        let mut message = json!({
            "schemas": [urn::ERROR],
            "status": self.status.to_string(),
            "detail": self.detail,
        });
        if let (Some(kind), Some(map)) = (self.scim_type, message.as_object_mut()) {
            map.insert("scimType".into(), kind.as_str().into());
        }
        message
    }

    /// The same error where no path was sent but a key, whose form is that of the message.
    #[must_use]
    pub(crate) fn for_key(mut self) -> Self {
        if self.scim_type == Some(ScimType::InvalidPath) {
            self.scim_type = Some(ScimType::InvalidSyntax);
        }
        self
    }

    /// The same error, its detail preceded by where it happened.
    #[must_use]
    pub(crate) fn at(mut self, place: impl std::fmt::Display) -> Self {
        self.detail = shorten(format!("{place}: {}", self.detail));
        self
    }
}

/// Bytes of a detail at most: it is read by people, and may quote what a client sent.
const MAX_DETAIL: usize = 840;

fn shorten(mut detail: String) -> String {
    if detail.len() > MAX_DETAIL {
        detail.truncate(detail.floor_char_boundary(MAX_DETAIL));
        detail.push('…');
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_does_not_repeat_everything_that_was_sent() {
        let error = Error::invalid_path(format!("'{}' is no path", "é".repeat(5000)));
        assert!(error.detail.len() < 900 && error.detail.ends_with('…'));
        let error = error.at("x".repeat(5000));
        assert!(error.detail.len() < 900);
        assert_eq!(Error::new(500, "short").detail, "short");
    }

    #[test]
    fn the_message_has_a_string_status() {
        let json: serde_json::Value =
            serde_json::from_slice(&Error::uniqueness("taken").to_json()).unwrap();
        assert_eq!(
            json,
            json!({"schemas": [urn::ERROR], "status": "409", "scimType": "uniqueness", "detail": "taken"})
        );
        let json: serde_json::Value =
            serde_json::from_slice(&Error::not_found("no such user").to_json()).unwrap();
        assert_eq!(json["scimType"], serde_json::Value::Null);
    }
}
