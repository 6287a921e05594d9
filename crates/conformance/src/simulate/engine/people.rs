//! The initial cycle: everybody is looked for, and created or linked.

use serde_json::{Value, json};

use super::account::Account;
use super::context::{Context, id_of};
use super::edit::edits_of;
use super::operations::{patch, put};
use super::run::Run;
use super::style::Change;
use crate::Failure;
use crate::simulate::exchange::show;
use crate::simulate::parallel::in_parallel;
use crate::simulate::person::Person;

/// Creates or links everybody, several at the same time.
pub(super) async fn initial_cycle(run: &mut Run<'_>, crowd: Vec<Person>) -> Result<(), Failure> {
    let step = format!("Provision {}", count(crowd.len()));
    run.report.step_started(&step);
    let work = |person| {
        let context = run.context.clone();
        async move { assign(&context, person).await }
    };
    let report = &mut *run.report;
    let progress = |done, total| report.progress(&step, done, total);
    let at_once = run.context.style.at_once;
    run.accounts = in_parallel(at_once, crowd, work, progress).await?;
    let created = run.accounts.iter().filter(|account| account.created).count();
    let linked = run.accounts.len() - created;
    let outcome = match linked {
        0 => format!("{created} created"),
        _ => format!("{created} created, {linked} already there and linked"),
    };
    run.report.step_done(&step, &outcome);
    Ok(())
}

/// `1 person`, `7 people`.
pub(in crate::simulate) fn count(people: usize) -> String {
    if people == 1 { "1 person".into() } else { format!("{people} people") }
}

/// Creates or links one person, and reads them back.
pub(in crate::simulate) async fn assign(
    context: &Context,
    person: Person,
) -> Result<Account, Failure> {
    let step = format!("Provision {} ({})", person.display(), person.user_name);
    let body = (context.style.person)(&person);
    if !context.style.creates_first
        && let Some(found) = context.find_person(&step, &person).await?
    {
        let account = Account { person, id: id_of(&found), created: false, body };
        return link(context, &step, account).await;
    }
    let exchange = context.session.post(&step, "/Users", &Value::Object(body.clone())).await?;
    if context.style.creates_first && exchange.answer.status == 409 {
        exchange.error(409)?;
        let Some(found) = context.find_person(&step, &person).await? else {
            let got = "409, and nobody is found";
            return Err(exchange.wrong("somebody who is there to be found", got));
        };
        let account = Account { person, id: id_of(&found), created: false, body };
        return link(context, &step, account).await;
    }
    let user = exchange.status(&[201])?.object()?;
    let id = exchange.user(user)?;
    exchange.shows(user, &context.visible(&body))?;
    let account = Account { person, id, created: true, body };
    context.read_person(&step, &account.id, &account.body).await?;
    Ok(account)
}

/// Sends somebody who is there what is not as it should be.
async fn link(context: &Context, step: &str, account: Account) -> Result<Account, Failure> {
    let there = context.read_person(step, &account.id, &serde_json::Map::new()).await?;
    match context.style.change {
        Change::Put { with_id } => put(context, step, &account, with_id).await?,
        Change::Patch(spelling) => {
            let mut edits = edits_of(&context.visible(&account.body));
            edits.retain(|edit| !edit.is_in(&there));
            patch(context, step, &account, spelling.write(&there, &account.body, &edits)).await?;
        }
    }
    // What the mapping does not mention stays as it is.
    context.read_person(step, &account.id, &account.body).await?;
    Ok(account)
}

/// Sends a creation again whose answer was lost: it must be refused, and the person found.
pub(super) async fn try_again(run: &mut Run<'_>) -> Result<(), Failure> {
    let (context, account) = (&run.context, &run.accounts[0]);
    let step = format!("Create {} again, as if the answer had been lost", account.name());
    run.report.step_started(&step);
    let body = (context.style.person)(&account.person);
    let exchange = context.session.post(&step, "/Users", &Value::Object(body)).await?;
    let error = exchange.error(409)?;
    if error.get("scimType") != Some(&json!("uniqueness")) {
        let got = show(error.get("scimType"));
        return Err(exchange.wrong("\"scimType\": \"uniqueness\"", got));
    }
    let found = context.find_person(&step, &account.person).await?;
    if found.as_ref().map(id_of).as_ref() != Some(&account.id) {
        let sent = format!("a look for {}", account.person.user_name);
        let got = found.map_or("nobody".to_owned(), |found| format!("the id {}", id_of(&found)));
        return Err(Failure::new(&step, sent, format!("the id {}", account.id), got));
    }
    context.read_person(&step, &account.id, &account.body).await?;
    run.report.step_done(&step, "refused with 409, uniqueness, and found");
    Ok(())
}
