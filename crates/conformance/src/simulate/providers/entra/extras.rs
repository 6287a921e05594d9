//! What only Entra ID does with people: managers and roles.

use serde_json::{Map, Value, json};

use crate::Failure;
use crate::client::encode_value;
use crate::json::get;
use crate::simulate::engine::account::Account;
use crate::simulate::engine::context::Context;
use crate::simulate::engine::run::Run;
use crate::simulate::engine::style::{Change, Playing, Spelling};
use crate::simulate::exchange::show;
use crate::urn;

/// How many people get a manager.
const MANAGED: usize = 20;

/// Gives people a manager once both exist: the first one manages the others.
pub(super) fn managers<'r>(run: &'r mut Run<'_>) -> Playing<'r> {
    Box::pin(async move {
        if !run.context.offers.enterprise || run.accounts.len() < 2 {
            return Ok(());
        }
        let step = "Give people their managers";
        run.report.step_started(step);
        let boss = run.accounts[0].id.clone();
        let path = format!("{}:manager", urn::ENTERPRISE);
        let mut given = 0;
        for account in run.accounts.iter_mut().skip(1).take(MANAGED) {
            let operation = operation(&run.context, "Add", &path, Some(json!(boss)));
            run.context.session.patch(step, &account.path(), json!([operation])).await?;
            if let Some(Value::Object(enterprise)) = account.body.get_mut(urn::ENTERPRISE) {
                // However it was written, it is read as an object (RFC 7643 §4.3).
                enterprise.insert("manager".into(), json!({"value": boss}));
            }
            run.context.read_person(step, &account.id, &account.body).await?;
            given += 1;
        }
        run.report.step_done(step, &format!("{given} managed, each by an object with a value"));
        take_away(run, &path).await
    })
}

/// Takes the manager from one of them, and gives it back.
async fn take_away(run: &mut Run<'_>, path: &str) -> Result<(), Failure> {
    let step = "Take a manager away and give it back";
    run.report.step_started(step);
    let context = run.context.clone();
    let account = &mut run.accounts[1];
    let before = account.body.clone();
    let boss = before[urn::ENTERPRISE]["manager"]["value"].clone();
    let gone = operation(&context, "Remove", path, None);
    let exchange = context.session.patch(step, &account.path(), json!([gone])).await?;
    let there = context.read_person(step, &account.id, &Map::new()).await?;
    let enterprise = get(&there, urn::ENTERPRISE).and_then(Value::as_object);
    let left = enterprise.and_then(|found| get(found, "manager"));
    if left.is_some_and(|left| left["value"] == boss) {
        return Err(exchange.wrong("no manager after the removal", show(left)));
    }
    let back = operation(&context, "Add", path, Some(boss));
    context.session.patch(step, &account.path(), json!([back])).await?;
    context.read_person(step, &account.id, &before).await?;
    run.report.step_done(step, "gone, and back");
    Ok(())
}

/// An operation in the spelling of the mode.
fn operation(context: &Context, op: &str, path: &str, value: Option<Value>) -> Value {
    let capitals = context.style.change == Change::Patch(Spelling::Capitals);
    let op = if capitals { op.to_owned() } else { op.to_lowercase() };
    match value {
        Some(value) => json!({"op": op, "path": path, "value": value}),
        None => json!({"op": op, "path": path}),
    }
}

/// Gives somebody a role, another one in its place, and none.
pub(super) fn roles<'r>(run: &'r mut Run<'_>) -> Playing<'r> {
    Box::pin(async move {
        if !run.context.offers.roles {
            return Ok(());
        }
        let account = &run.accounts[0];
        let context = &run.context;
        let step = format!("Give {} a role, another, and none", account.name());
        run.report.step_started(&step);
        let primary = r#"roles[primary eq "True"].value"#;
        let admin = operation(context, "Add", primary, Some(json!("Admin")));
        expect_role(context, &step, account, admin, Some("Admin")).await?;
        let auditor = operation(context, "Replace", primary, Some(json!("Auditor")));
        expect_role(context, &step, account, auditor, Some("Auditor")).await?;
        let none = operation(context, "Remove", "roles", None);
        expect_role(context, &step, account, none, None).await?;
        run.report.step_done(&step, "Admin, then Auditor, then nothing");
        Ok(())
    })
}

/// Sends an operation; then the person has exactly this role.
async fn expect_role(
    context: &Context,
    step: &str,
    account: &Account,
    operation: Value,
    wanted: Option<&str>,
) -> Result<(), Failure> {
    let exchange = context.session.patch(step, &account.path(), json!([operation])).await?;
    let there = context.read_person(step, &account.id, &Map::new()).await?;
    let roles = get(&there, "roles").and_then(Value::as_array).cloned().unwrap_or_default();
    let values: Vec<_> = roles.iter().map(|role| role["value"].as_str().unwrap_or("")).collect();
    if values == wanted.into_iter().collect::<Vec<_>>() {
        return Ok(());
    }
    let expected = wanted.map_or("no role".to_owned(), |role| format!("the one role {role}"));
    Err(exchange.wrong(expected, show(get(&there, "roles"))))
}

/// Looks whether a person has a manager, the way reference attributes are compared.
pub(super) fn references<'r>(run: &'r mut Run<'_>) -> Playing<'r> {
    Box::pin(async move {
        if !run.context.offers.enterprise || run.accounts.len() < 2 {
            return Ok(());
        }
        let step = "Ask whether somebody has their manager";
        run.report.step_started(step);
        let (boss, account) = (&run.accounts[0].id, &run.accounts[1].id);
        for (manager, wanted) in [(boss, 1), (account, 0)] {
            let filter = format!("id eq {} and manager eq {}", json!(account), json!(manager));
            let path = format!("/Users?filter={}&attributes=id", encode_value(&filter));
            let exchange = run.context.session.get(step, &path).await?;
            let total = exchange.list()?.total;
            if total != wanted {
                return Err(exchange.wrong(format!("totalResults {wanted}"), total.to_string()));
            }
        }
        run.report.step_done(step, "found with the right one only");
        Ok(())
    })
}
