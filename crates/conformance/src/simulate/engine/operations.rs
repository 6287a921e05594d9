//! The two ways to change a person.

use serde_json::{Value, json};

use super::account::Account;
use super::context::Context;
use super::edit::Edit;
use super::style::Change;
use crate::Failure;

/// Replaces a person by PUT.
pub(super) async fn put(
    context: &Context,
    step: &str,
    account: &Account,
    with_id: bool,
) -> Result<(), Failure> {
    let mut body = account.body.clone();
    if with_id {
        body.insert("id".into(), json!(account.id));
    }
    let exchange = context.session.put(step, &account.path(), &Value::Object(body)).await?;
    let user = exchange.status(&[200])?.object()?;
    exchange.user(user)?;
    exchange.shows(user, &context.visible(&account.body))
}

/// Sends operations, if there are any. An answer with a body must show the person as wanted.
pub(super) async fn patch(
    context: &Context,
    step: &str,
    account: &Account,
    operations: Vec<Value>,
) -> Result<(), Failure> {
    if operations.is_empty() {
        return Ok(());
    }
    let exchange = context.session.patch(step, &account.path(), operations.into()).await?;
    if exchange.answer.status == 200 {
        let user = exchange.object()?;
        exchange.user(user)?;
        exchange.shows(user, &context.visible(&account.body))?;
    }
    Ok(())
}

/// Makes changes of a person in the provider's way, and reads the person back.
pub(in crate::simulate) async fn change(
    context: &Context,
    step: &str,
    account: &mut Account,
    edits: &[Edit],
) -> Result<(), Failure> {
    let before = account.body.clone();
    for edit in edits {
        edit.apply(&mut account.body);
    }
    match context.style.change {
        Change::Put { with_id } => put(context, step, account, with_id).await?,
        Change::Patch(spelling) => {
            let operations = spelling.write(&before, &account.body, edits);
            patch(context, step, account, operations).await?;
        }
    }
    let there = context.read_person(step, &account.id, &account.body).await?;
    let left = edits.iter().find(|edit| edit.value.is_none() && !edit.is_in(&there));
    match left {
        None => Ok(()),
        Some(edit) => {
            let got = edit.place.find(&there).map_or_else(String::new, Value::to_string);
            let sent = format!("GET {}", account.path());
            Err(Failure::new(step, sent, format!("nothing at {}", edit.place.path()), got))
        }
    }
}
