//! Later cycles: people change.

use super::context::id_of;
use super::edit::{Edit, Place};
use super::operations::change;
use super::people::count;
use super::run::Run;
use crate::Failure;
use crate::simulate::parallel::in_parallel;
use crate::simulate::person::Person;
use crate::urn;

/// What a mapping with many attributes sends when somebody marries and moves to another department.
pub(in crate::simulate) fn many_edits(person: &Person) -> Vec<Edit> {
    vec![
        Edit::plain("displayName", format!("{} Berg-{}", person.given, person.family)),
        Edit::part("name", "familyName", format!("Berg-{}", person.family)),
        Edit::typed("phoneNumbers", "mobile", "+1 555 0100"),
        Edit::plain("title", format!("Senior {}", person.title)),
        Edit::extension(urn::ENTERPRISE, "department", "Retail"),
    ]
}

/// The same for a mapping that knows names only.
pub(super) fn few_edits(person: &Person) -> Vec<Edit> {
    vec![Edit::part("name", "familyName", format!("Berg-{}", person.family))]
}

/// Changes about a tenth of the people, and takes a phone number away again.
pub(super) async fn change_some(run: &mut Run<'_>) -> Result<(), Failure> {
    let chosen: Vec<usize> = (0..run.accounts.len()).step_by(10).take(50).collect();
    let step = format!("Change {}", count(chosen.len()));
    run.report.step_started(&step);
    let some = chosen.iter().map(|position| run.accounts[*position].clone()).collect();
    let work = |mut account: super::account::Account| {
        let context = run.context.clone();
        async move {
            let step = format!("Change {}", account.name());
            let mut edits = (context.style.edits)(&account.person);
            edits.retain(|edit| is_offered(&context.offers, edit));
            change(&context, &step, &mut account, &edits).await?;
            Ok(account)
        }
    };
    let report = &mut *run.report;
    let progress = |done, total| report.progress(&step, done, total);
    let changed = in_parallel(run.context.style.at_once, some, work, progress).await?;
    let sum = changed.len();
    for (position, account) in chosen.into_iter().zip(changed) {
        run.accounts[position] = account;
    }
    run.report.step_done(&step, &format!("{sum} changed, and read back"));

    let phone = Place::Typed("phoneNumbers".into(), "mobile".into());
    if phone.find(&run.accounts[0].body).is_some() {
        let account = &mut run.accounts[0];
        let step = format!("Take the phone number of {} away", account.name());
        run.report.step_started(&step);
        change(&run.context, &step, account, &[Edit::clear(phone)]).await?;
        run.report.step_done(&step, "gone");
    }
    Ok(())
}

fn is_offered(offers: &super::context::Offers, edit: &Edit) -> bool {
    match &edit.place {
        Place::Extension(..) => offers.enterprise,
        Place::Typed(list, _) if list == "phoneNumbers" => offers.phones,
        _ => true,
    }
}

/// Gives somebody another user name, and the old one back.
pub(super) async fn rename(run: &mut Run<'_>) -> Result<(), Failure> {
    let context = run.context.clone();
    let account = &mut run.accounts[0];
    let old = account.person.user_name.clone();
    let new = match old.split_once('@') {
        Some((local, domain)) => format!("{local}.renamed@{domain}"),
        None => format!("{old}.renamed"),
    };
    let step = format!("Rename {old} to {new} and back");
    run.report.step_started(&step);
    for (name, free) in [(&new, &old), (&old, &new)] {
        let edits = [Edit::plain("userName", name.as_str())];
        change(&context, &step, account, &edits).await?;
        account.person.user_name.clone_from(name);
        let found = context.find_person(&step, &account.person).await?;
        if found.as_ref().map(id_of).as_ref() != Some(&account.id) {
            let got = found.map_or("nobody".to_owned(), |user| format!("the id {}", id_of(&user)));
            let sent = format!("a look for {name}");
            return Err(Failure::new(&step, sent, format!("the id {}", account.id), got));
        }
        if let Some(user) = context.find_user_name(&step, free).await? {
            let got = format!("the id {}", id_of(&user));
            return Err(Failure::new(&step, format!("a look for {free}"), "nobody", got));
        }
    }
    run.report.step_done(&step, "found by the new name, then by the old one");
    Ok(())
}
