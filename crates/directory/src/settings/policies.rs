//! What a directory does where the standard leaves it open and identity providers differ. Each
//! policy begins as the most careful choice.

use serde::{Deserialize, Serialize};

/// The policies of a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policies {
    /// What a POST gets that names a deleted user or group.
    pub reprovision: Reprovision,
    /// What a POST gets that names an inactive user.
    pub inactive: InactiveUsers,
    /// What becomes of members that the directory does not know.
    pub unknown_members: UnknownMembers,
    /// What a POST gets that names a user whom its token has not created.
    pub linking: Linking,
}

/// Choices with names, the first of which is the one that counts until an admin chooses.
macro_rules! choices {
    ($(
        $(#[$about:meta])*
        $name:ident {
            $(#[$about_first:meta])* $first:ident = $first_text:literal,
            $( $(#[$about_other:meta])* $other:ident = $text:literal, )+
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $(#[$about_first])*
            #[default]
            #[serde(rename = $first_text)]
            $first,
            $( $(#[$about_other])* #[serde(rename = $text)] $other, )+
        }

        impl $name {
            /// Every choice.
            pub const ALL: &[Self] = &[Self::$first, $( Self::$other, )+];

            /// The word for it, as settings and commands have it.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::$first => $first_text,
                    $( Self::$other => $text, )+
                }
            }

            /// The choice with that [`name`](Self::name).
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.name() == name)
            }
        }
    )+};
}

choices! {
    /// What a POST gets that names a user or group that was deleted, as long as its tombstone is
    /// kept: by the name, or else by the `externalId`.
    Reprovision {
        /// A new resource under a new id.
        NewId = "new-id",
        /// The deleted resource again, under its old id, with the content that was sent.
        Restore = "restore",
        /// 409. RFC 7644 §3.6 demands the opposite, so that this is never so by itself.
        Conflict = "conflict",
    }

    /// What a POST gets that names a user who is inactive.
    InactiveUsers {
        /// 409, as for every name that is taken (RFC 7644 §3.3).
        Conflict = "conflict",
        /// That user, with the content that was sent, active unless it says otherwise.
        Restore = "restore",
    }

    /// What becomes of members of a group that name nobody in the directory.
    UnknownMembers {
        /// The request is refused, and the error names them.
        Refuse = "refuse",
        /// They are left out, and the log says how many.
        Ignore = "ignore",
        /// A user is created for each whose `display` is an e-mail address. The value that was
        /// sent becomes the `externalId`, by which the user is found the next time. Others are
        /// refused.
        Create = "create",
    }

    /// What a POST gets that names an active user whom its token has not created: by the
    /// `userName`, or else by an e-mail address.
    Linking {
        /// What it would get without such a user, or 409 where the `userName` is taken.
        Never = "never",
        /// The user, if both have an address of a verified domain and nothing by which the user is
        /// known would change.
        VerifiedEmail = "verified-email",
        /// 409, until an admin has approved; then the user.
        Approval = "approval",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_before_there_were_policies_has_the_careful_ones() {
        let read = |text: &str| serde_json::from_str::<crate::settings::Settings>(text).unwrap();
        assert_eq!(read("{}").policies, Policies::default());
        let chosen = read(r#"{"policies":{"reprovision":"restore"}}"#).policies;
        assert_eq!(chosen, Policies { reprovision: Reprovision::Restore, ..Policies::default() });
        let text = serde_json::to_string(&chosen).unwrap();
        assert_eq!(
            text,
            r#"{"reprovision":"restore","inactive":"conflict","unknown_members":"refuse","linking":"never"}"#
        );
    }

    #[test]
    fn choices_are_found_by_their_names() {
        for choice in UnknownMembers::ALL {
            assert_eq!(UnknownMembers::from_name(choice.name()), Some(*choice));
        }
        assert_eq!(Reprovision::from_name("Restore"), None);
    }
}
