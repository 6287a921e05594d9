//! By which index a filter finds its resources.

use scim::filter::Op;
use scim::filter::typed::{Expr, Root, Target, Value};

/// How the resources that can match are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    /// By the id or by a user's name: at most one.
    One,
    /// By a value whose index goes on with the key.
    Value,
    /// By an indexed column.
    Column,
    /// By the keys that another table has for a value.
    Keys,
    /// By the index of the inactive, which can be many, and which has them in the order of keys.
    Inactive,
    /// By looking at all of the kind.
    Scan,
}

/// The best way to the resources that match.
pub(crate) fn access(filter: &Expr) -> Access {
    match filter {
        Expr::All(parts) => parts.iter().map(access).min().unwrap_or(Access::Scan),
        Expr::Compare { target, op, value } => compare(target, *op, value),
        Expr::Element { target, filter } if email_value(target, filter).is_some() => Access::Keys,
        Expr::Element { target, filter } if target.root == Root::Members => {
            match value_of_element(filter) {
                Some(_) => Access::Keys,
                None => Access::Scan,
            }
        }
        _ => Access::Scan,
    }
}

fn compare(target: &Target, op: Op, value: &Value) -> Access {
    let is_range = matches!(op, Op::Gt | Op::Ge | Op::Lt | Op::Le | Op::Eq);
    let is_column = match target.root {
        Root::UserName | Root::DisplayName => matches!(op, Op::Eq | Op::Sw) && is_text(value),
        Root::LastModified => is_range,
        _ => false,
    };
    let is_value = last(target) == Some("value");
    match (target.root, op) {
        (Root::Id, Op::Eq) => Access::One,
        (Root::UserName, Op::Eq) if is_text(value) => Access::One,
        (Root::ExternalId, Op::Eq) if is_text(value) => Access::Value,
        _ if is_column => Access::Column,
        (Root::EmailValue, Op::Eq) => Access::Keys,
        (Root::Members | Root::Groups, Op::Eq) if is_value => Access::Keys,
        // Most are active: of them an index would find nearly all.
        (Root::Active, Op::Eq | Op::Ne) if *value == Value::Boolean(op == Op::Ne) => {
            Access::Inactive
        }
        _ => Access::Scan,
    }
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(text) if !text.is_empty())
}

pub(crate) fn last(target: &Target) -> Option<&str> {
    target.steps.get(1).map(String::as_str)
}

/// The e-mail value that a condition on an element of a user's `emails` asks for.
pub(crate) fn email_value<'e>(target: &Target, filter: &'e Expr) -> Option<&'e str> {
    let is_emails = target.root == Root::Body
        && target.steps.len() == 1
        && target.steps.first().is_some_and(|step| step == "emails");
    if is_emails { value_of_element(filter) } else { None }
}

/// The text that `value` of the element must equal for the condition to hold.
fn value_of_element(filter: &Expr) -> Option<&str> {
    match filter {
        Expr::All(parts) => parts.iter().find_map(value_of_element),
        Expr::Compare { target, op: Op::Eq, value: Value::Text(text) }
            if target.root == Root::Element
                && target.multi.is_none()
                && target.steps == ["value"] =>
        {
            Some(text)
        }
        _ => None,
    }
}
