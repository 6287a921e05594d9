//! Ann, who is patched: before, one operation, and after. What `add` and `replace` do alike is
//! looked at here.

use serde_json::{Value, json};

use super::super::case::Outcome;
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::Tools;

/// Ann with a title, a name and two addresses; one operation; and Ann afterwards.
pub(super) async fn after(t: &Tools, operation: Value) -> Outcome<Exchange> {
    let email = |value: &str, kind: &str| json!({"value": value, "type": kind});
    with_emails(t, [email("w@a.example", "work"), email("h@a.example", "home")], operation).await
}

/// The same with these addresses.
pub(super) async fn with_emails(
    t: &Tools,
    emails: [Value; 2],
    operation: Value,
) -> Outcome<Exchange> {
    t.needs(Feature::Patch)?;
    t.knows(&["title", "nickName", "name.givenName", "emails.type", "emails.display"])?;
    let name = json!({"givenName": "Ann", "familyName": "Lee"});
    let made = t.user(json!({"title": "Boss", "name": name, "emails": emails})).await?;
    t.patched(&made.path, json!([operation])).await
}

/// A single value is set, and replaces the one that is there.
pub(super) async fn sets_single(t: &Tools, op: &str) -> Outcome {
    let read = after(t, json!({"op": op, "path": "nickName", "value": "A"})).await?;
    read.is("nickName", "A")?.is("title", "Boss")?;
    let read = after(t, json!({"op": op, "path": "title", "value": "Lead"})).await?;
    read.is("title", "Lead")?.is("name.givenName", "Ann").map(drop)
}

/// A sub-attribute is set, and the others stay.
pub(super) async fn sets_sub_attribute(t: &Tools, op: &str) -> Outcome {
    let read = after(t, json!({"op": op, "path": "name.givenName", "value": "Eve"})).await?;
    read.is("name.givenName", "Eve")?.is("name.familyName", "Lee")?;
    let read = after(t, json!({"op": op, "path": "name.middleName", "value": "M"})).await?;
    read.is("name.middleName", "M")?.is("name.givenName", "Ann").map(drop)
}
