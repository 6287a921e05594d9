//! What goes beyond the SCIM 2.0 Interoperability Profile.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that the RFCs have, or that identity providers send, and the profile has not.
///
/// The profile (draft-zollner-scim-interop-profile) leaves one way where the RFCs leave several,
/// and a server that keeps to it refuses the others. What needs one of them is no question to such
/// a server. Scenarios name it in `beyond`, cases of the suite ask for it before they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beyond {
    /// An operation of a PATCH that has no path.
    NoPath,
    /// An attribute, a sub-attribute or a schema that `/Schemas` does not define.
    Undefined,
    /// A value of `type` that `/Schemas` does not declare.
    UndeclaredType,
    /// A value in another JSON type than its attribute has: `"False"`, or one value without a list.
    OtherJsonType,
    /// A path that ends in a filter, and so means whole values.
    WholeValues,
    /// A path whose filter means several values.
    SeveralValues,
    /// A path whose filter describes a value that is not there yet.
    NewValue,
    /// A `replace` that leaves the parts of a complex value that it does not name.
    PartialReplace,
}

impl Beyond {
    /// Why a case is skipped that needs it, on a server that says it keeps to the profile.
    pub(crate) fn refused(self) -> String {
        format!(
            "the server keeps to the interoperability profile (interopProfileConformant), which \
             has no {self}"
        )
    }
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPath => "PATCH operations without a path",
            Self::Undefined => "attributes or schemas that /Schemas does not define",
            Self::UndeclaredType => "values of type that /Schemas does not declare",
            Self::OtherJsonType => "values in another JSON type than that of their attribute",
            Self::WholeValues => "paths that end in a filter",
            Self::SeveralValues => "paths whose filter means several values",
            Self::NewValue => "paths whose filter describes a value that is not there",
            Self::PartialReplace => "replace that leaves a part of a complex value",
        })
    }
}
