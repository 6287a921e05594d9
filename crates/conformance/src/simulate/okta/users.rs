//! The life of people: assigned, updated, renamed, unassigned, assigned again.

use serde_json::{Map, Value, json};

use super::people::{self, Account, look_up, password, profile, read, replace};
use super::{Dialect, Form};
use crate::Failure;
use crate::simulate::Reporter;
use crate::simulate::body::object;
use crate::simulate::parallel::in_parallel;
use crate::simulate::person::Person;
use crate::simulate::session::Session;
use crate::urn;

/// How many requests Okta has under way at once in a mass assignment.
pub(super) const AT_ONCE: usize = 10;

/// Assigns some of `total` people to the application: each is looked up, then created or linked.
pub(super) async fn assign(
    session: &Session,
    report: &mut dyn Reporter,
    people: Vec<Person>,
    total: usize,
) -> Result<Vec<Account>, Failure> {
    let step = match total - people.len() {
        0 => format!("Create {}", count(total)),
        _ => format!("Create the first {} of {}", people.len(), count(total)),
    };
    report.step_started(&step);
    let work = |person| {
        let session = session.clone();
        async move { people::assign(&session, person, &Map::new()).await }
    };
    let progress = |done, total| report.progress(&step, done, total);
    let accounts = in_parallel(AT_ONCE, people, work, progress).await?;
    let created = accounts.iter().filter(|account| account.created).count();
    let linked = accounts.len() - created;
    let outcome = match linked {
        0 => format!("{created} created"),
        _ => format!("{created} created, {linked} already there and linked"),
    };
    report.step_done(&step, &outcome);
    Ok(accounts)
}

/// `1 person`, `7 people`.
pub(super) fn count(people: usize) -> String {
    if people == 1 { "1 person".into() } else { format!("{people} people") }
}

/// Creates somebody a second time, which must be refused.
pub(super) async fn refuse_duplicate(
    session: &Session,
    report: &mut dyn Reporter,
    account: &Account,
) -> Result<(), Failure> {
    let step = format!("Create {} a second time", account.name());
    report.step_started(&step);
    let mut body = profile(&account.person);
    // User names are compared without regard to case (RFC 7643 §4.1.1).
    body.insert("userName".into(), json!(account.person.user_name.to_uppercase()));
    let exchange = session.post(&step, "/Users", &Value::Object(body)).await?;
    let error = exchange.error(409)?;
    if error.get("scimType") != Some(&json!("uniqueness")) {
        let got = crate::simulate::exchange::show(error.get("scimType"));
        return Err(exchange.wrong("\"scimType\": \"uniqueness\"", got));
    }
    report.step_done(&step, "refused with 409, uniqueness");
    Ok(())
}

/// Pushes changed profiles of about a tenth of the people.
pub(super) async fn update_profiles(
    session: &Session,
    report: &mut dyn Reporter,
    accounts: &[Account],
) -> Result<(), Failure> {
    let some: Vec<Account> = accounts.iter().step_by(10).take(50).cloned().collect();
    let step = format!("Update the profile of {}", count(some.len()));
    report.step_started(&step);
    let updated = some.len();
    let work = |account: Account| {
        let session = session.clone();
        async move {
            let step = format!("Promote {}", account.name());
            let changes = object(json!({
                "title": format!("Senior {}", account.person.title.trim_start_matches("Senior ")),
                "nickName": account.person.given,
                // Okta writes attributes that have no value as empty texts.
                "name": {"middleName": ""},
                urn::ENTERPRISE: {"costCenter": "4711"},
            }));
            replace(&session, &step, &account.id, &changes).await
        }
    };
    in_parallel(AT_ONCE, some, work, |done, total| {
        report.progress(&step, done, total);
    })
    .await?;
    report.step_done(&step, &format!("{updated} updated"));
    Ok(())
}

/// Gives somebody another user name, and the old one back.
pub(super) async fn rename(
    session: &Session,
    report: &mut dyn Reporter,
    account: &Account,
) -> Result<(), Failure> {
    let old = &account.person.user_name;
    let new = format!("renamed.{old}");
    let step = format!("Rename {old} to {new} and back");
    report.step_started(&step);
    for (name, free) in [(&new, old), (old, &new)] {
        let changes = object(json!({"userName": name}));
        replace(session, &step, &account.id, &changes).await?;
        for (wanted, user_name) in [(Some(&account.id), name), (None, free)] {
            let found = look_up(session, &step, user_name).await?;
            if found.as_ref() != wanted {
                let expected = wanted.map_or("nobody".to_owned(), |id| format!("the id {id}"));
                let got = found.map_or("nobody".to_owned(), |id| format!("the id {id}"));
                return Err(Failure::new(
                    &step,
                    format!("a look-up of {user_name}"),
                    expected,
                    got,
                ));
            }
        }
    }
    report.step_done(&step, "found by the new name, then by the old one");
    Ok(())
}

/// Pushes a new password in each form.
pub(super) async fn push_passwords(
    session: &Session,
    report: &mut dyn Reporter,
    accounts: &[Account],
    dialect: Dialect,
) -> Result<(), Failure> {
    for (number, form) in dialect.forms().iter().enumerate() {
        let account = &accounts[number % accounts.len()];
        let step = format!("Push a new password of {} {form}", account.name());
        report.step_started(&step);
        let change = object(json!({"password": password(&account.person, "next")}));
        match form {
            Form::Put => replace(session, &step, &account.id, &change).await?,
            Form::Patch => patch(session, &step, account, change).await?,
        }
        report.step_done(&step, "accepted, and shown nowhere");
    }
    Ok(())
}

/// A PATCH without a path; the person is read back and must be the same in all else.
async fn patch(
    session: &Session,
    step: &str,
    account: &Account,
    change: Map<String, Value>,
) -> Result<(), Failure> {
    let mut wanted = read(session, step, &account.id, &Map::new()).await?;
    let operations = json!([{"op": "replace", "value": change.clone()}]);
    wanted.extend(change);
    let exchange = session.patch(step, &account.path(), operations).await?;
    if exchange.answer.status == 200 {
        let user = exchange.object()?;
        exchange.user(user)?;
        exchange.shows(user, &wanted)?;
    }
    read(session, step, &account.id, &wanted).await?;
    Ok(())
}

/// Takes the application from some people, and gives it back to about half of them.
pub(super) async fn deactivate_and_reactivate(
    session: &Session,
    report: &mut dyn Reporter,
    accounts: &mut [Account],
    dialect: Dialect,
) -> Result<(), Failure> {
    let leaving = (accounts.len() / 10).clamp(dialect.forms().len(), 8).min(accounts.len());
    // Each form brings somebody back; with few people nobody stays away.
    let returning = (leaving / 2).max(dialect.forms().len()).min(leaving);
    let apart = accounts.len() / leaving;
    for number in 0..leaving {
        let account = &mut accounts[number * apart];
        set_active(session, report, account, dialect.form(number), false).await?;
    }
    for number in 0..returning {
        let account = &mut accounts[number * apart];
        set_active(session, report, account, dialect.form(number), true).await?;
    }
    Ok(())
}

async fn set_active(
    session: &Session,
    report: &mut dyn Reporter,
    account: &mut Account,
    form: Form,
    active: bool,
) -> Result<(), Failure> {
    let verb = if active { "Reactivate" } else { "Deactivate" };
    let step = format!("{verb} {} {form}", account.name());
    report.step_started(&step);
    let change = object(json!({"active": active}));
    match form {
        Form::Put => replace(session, &step, &account.id, &change).await?,
        Form::Patch => patch(session, &step, account, change).await?,
    }
    // Whoever is inactive must still be found, or Okta would create them anew.
    if look_up(session, &step, &account.person.user_name).await?.as_ref() != Some(&account.id) {
        let sent = format!("a look-up of {}", account.person.user_name);
        return Err(Failure::new(
            &step,
            sent,
            "the person, active or not",
            "somebody else or nobody",
        ));
    }
    account.active = active;
    report.step_done(&step, &format!("the answer shows active={active}"));
    Ok(())
}
