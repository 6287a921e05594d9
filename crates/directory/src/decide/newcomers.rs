//! Users whom the directory first hears of as members of a group.

use scim::resource::{Read, read_map};
use serde_json::{Value, json};

use super::{Context, create, restore};
use crate::change::ChangeSet;
use crate::id::ResourceId;
use crate::resource::Kind;

/// Somebody who is to be created because a group has them as a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The id that they get, or have had.
    pub id: ResourceId,
    /// The e-mail address by which the group shows them.
    pub email: String,
    /// The value by which the group names them, which is not their id.
    pub external_id: String,
    /// Whether they were deleted and come back.
    pub returns: bool,
}

/// The longest address that mail can be sent to (RFC 5321 §4.5.3.1.3).
const MAX_EMAIL: usize = 254;

/// Creates the newcomers in the change set that makes them members, so that there are both or
/// neither. They come before what the change set had: who follows the feed hears of them first.
pub fn add_newcomers(
    context: &Context<'_>,
    change: &mut ChangeSet,
    newcomers: &[Newcomer],
) -> Result<(), scim::Error> {
    let (mut writes, mut events) = (Vec::new(), Vec::new());
    for newcomer in newcomers {
        let Newcomer { id, email, external_id, returns } = newcomer;
        let sent = json!({
            "schemas": [scim::urn::USER],
            "userName": email,
            "externalId": external_id,
            "active": true,
            "emails": [{"value": email, "type": "work", "primary": true}],
        });
        let Value::Object(sent) = sent else { continue };
        let definition = context.directory.definition(Kind::User);
        let incoming = read_map(definition, sent, Read::Create, context.directory.limits(), None)?;
        let decide = if *returns { restore } else { create };
        let made = decide(context, Kind::User, *id, incoming)?;
        writes.extend(made.writes);
        events.extend(made.events);
    }
    writes.append(&mut change.writes);
    events.append(&mut change.events);
    (change.writes, change.events) = (writes, events);
    Ok(())
}

/// Whether a text can be an e-mail address: enough to tell one from a name.
pub(crate) fn is_email(text: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '@';
    text.len() <= MAX_EMAIL
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !local.contains(odd) && !domain.contains(odd)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_name() {
        for text in ["ann@example.com", "Ann.O'Neil+x@sub.example.com", "ann@localhost"] {
            assert!(is_email(text), "{text}");
        }
        let long = format!("{}@example.com", "x".repeat(250));
        for text in ["", "Ann Lee", "@", "a@", "@b", "a@b@c", "a b@c", "<a@b >", "a@b\n", &long] {
            assert!(!is_email(text), "{text}");
        }
    }
}
