//! Whether an installation may be used.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Whether an installation may be used. Kept in its database, so that every program that opens it
/// learns of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// It is in use.
    #[default]
    InUse,
    /// It is being filled from an archive. When nobody is at work, what was begun has failed, and
    /// what is there is a part of the whole.
    Importing,
    /// It is being moved to another place. When nobody is at work, the move has failed.
    Moving {
        /// Where to, without secrets.
        to: String,
    },
    /// It lives on at another place.
    Moved {
        /// Where, without secrets.
        to: String,
        /// Since when.
        at: Timestamp,
    },
}

impl Standing {
    /// Why the installation may not be used, and what to do; `None` if it may.
    pub fn objection(&self) -> Option<String> {
        match self {
            Standing::InUse => None,
            Standing::Importing => Some(
                "a restore or a move into this installation has not been finished. Run it again: \
                 it begins anew"
                    .to_owned(),
            ),
            Standing::Moving { to } => Some(format!(
                "this installation is being moved to {to}. If the move was interrupted, run it \
                 again, or take the installation back into use with `provisor move --undo`"
            )),
            Standing::Moved { to, at } => Some(format!(
                "this installation was moved to {to} at {at}: start the server there. `provisor \
                 move --undo` takes it back into use, without what has changed there since"
            )),
        }
    }
}
