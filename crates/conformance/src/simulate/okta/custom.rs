//! Custom attributes: what an administrator adds in the profile editor of the application, under
//! the core namespace, the enterprise namespace or one of their own. Nothing is declared to the
//! service beforehand; it must take them as they come and keep their types.

use serde_json::{Map, Value, json};

use super::people::{self, Account, replace};
use super::users::{AT_ONCE, count};
use crate::Failure;
use crate::simulate::Reporter;
use crate::simulate::body::object;
use crate::simulate::parallel::in_parallel;
use crate::simulate::person::Person;
use crate::simulate::session::Session;
use crate::urn;

/// The administrator's own namespace.
const OWN: &str = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";

/// The custom attributes of a person.
fn attributes(person: &Person, admin: bool, floors: &[&str]) -> Map<String, Value> {
    object(json!({
        "isAdmin": admin,
        urn::ENTERPRISE: {"shift": if admin { "late" } else { "early" }},
        OWN: {"badgeId": format!("B-{}", person.employee_number), "floors": floors},
    }))
}

/// Pushes custom attributes with updates, with a new person, and changes them once.
pub(super) async fn exercise(
    session: &Session,
    report: &mut dyn Reporter,
    accounts: &mut Vec<Account>,
    late: Option<Person>,
) -> Result<(), Failure> {
    let some: Vec<Account> = accounts.iter().step_by(5).take(50).cloned().collect();
    let step = format!("Add isAdmin and other custom attributes to {}", count(some.len()));
    report.step_started(&step);
    let updated = some.len();
    let work = |(number, account): (usize, Account)| {
        let session = session.clone();
        async move {
            let step = format!("Add custom attributes to {}", account.name());
            let changes = attributes(&account.person, number == 0, &["3", "4"]);
            replace(&session, &step, &account.id, &changes).await
        }
    };
    let numbered = some.into_iter().enumerate().collect();
    in_parallel(AT_ONCE, numbered, work, |done, total| {
        report.progress(&step, done, total);
    })
    .await?;
    report.step_done(&step, &format!("{updated} updated, and all of them read back"));

    if let Some(person) = late {
        let step = format!("Create {} with custom attributes", person.display());
        report.step_started(&step);
        let custom = attributes(&person, true, &["1", "2", "5"]);
        let account = people::assign(session, person, &custom).await?;
        let outcome = if account.created { "created" } else { "already there and linked" };
        report.step_done(&step, &format!("{outcome}, with isAdmin=true"));
        accounts.push(account);
    }

    let first = &accounts[0];
    let step = format!("Take isAdmin from {}", first.name());
    report.step_started(&step);
    replace(session, &step, &first.id, &attributes(&first.person, false, &["4"])).await?;
    report.step_done(&step, "the answer shows isAdmin=false");
    Ok(())
}
