//! One comparison of a scalar expression with a value.

use scim::filter::Op;
use scim::filter::typed::Value;
use scim::schema::Comparison;

use super::parameter;
use crate::dialect::Dialect;
use crate::statement::Sql;

/// Appends `scalar op value`. Null if the scalar is.
pub(super) fn raw<D: Dialect>(sql: &mut Sql<'_, D>, scalar: &str, op: Op, value: &Value) {
    if let Value::Boolean(value) = value {
        let word = if *value { "TRUE" } else { "FALSE" };
        sql.push(scalar).push(if op == Op::Ne { " <> " } else { " = " }).push(word);
        return;
    }
    match (op, value) {
        // Whatever text there is contains the empty text.
        (Op::Co | Op::Sw | Op::Ew, Value::Text(part)) if part.is_empty() => {
            sql.push(scalar).push(" IS NOT NULL");
        }
        (Op::Co, Value::Text(_)) => {
            let part = sql.placeholder(parameter(value));
            let text = sql.dialect.contains(scalar, &part);
            sql.push(&text);
        }
        (Op::Ew, Value::Text(part)) => {
            let placeholder = sql.placeholder(parameter(value));
            let text = sql.dialect.ends_with(scalar, &placeholder, part.len());
            sql.push(&text);
        }
        (Op::Sw, Value::Text(part)) => prefix(sql, scalar, part),
        (Op::Co | Op::Sw | Op::Ew, _) => _ = sql.push("FALSE"),
        _ => {
            sql.push(scalar).push(operator(op));
            sql.bind(parameter(value));
        }
    }
}

/// Appends the comparison with what it is for a missing value: true for `ne`, else false.
pub(super) fn total<D: Dialect>(sql: &mut Sql<'_, D>, scalar: &str, op: Op, value: &Value) {
    sql.push("coalesce(");
    raw(sql, scalar, op, value);
    sql.push(if op == Op::Ne { ", TRUE)" } else { ", FALSE)" });
}

fn operator(op: Op) -> &'static str {
    match op {
        Op::Ne => " <> ",
        Op::Gt => " > ",
        Op::Ge => " >= ",
        Op::Lt => " < ",
        Op::Le => " <= ",
        Op::Eq | Op::Co | Op::Sw | Op::Ew => " = ",
    }
}

/// Text that starts with `part` is what lies between `part` and the next text of its length: a
/// range, which an index serves.
fn prefix<D: Dialect>(sql: &mut Sql<'_, D>, scalar: &str, part: &str) {
    sql.push("(").push(scalar).push(" >= ");
    sql.bind(parameter(&Value::Text(part.to_owned())));
    if let Some(next) = successor(part) {
        sql.push(" AND ").push(scalar).push(" < ");
        sql.bind(parameter(&Value::Text(next)));
    }
    sql.push(")");
}

/// The smallest text that is greater than all text that starts with `part`, by code points.
fn successor(part: &str) -> Option<String> {
    let mut chars: Vec<char> = part.chars().collect();
    while let Some(last) = chars.pop() {
        let next = match last {
            // The code points between are no characters.
            '\u{D7FF}' => Some('\u{E000}'),
            char => char::from_u32(u32::from(char) + 1),
        };
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

/// Text in the form in which it compares.
pub(crate) fn normalized<D: Dialect>(dialect: &D, comparison: Comparison, text: &str) -> String {
    match comparison {
        Comparison::Exact => dialect.exact(text),
        // Names of users are compared by their column, which has them prepared.
        Comparison::Fold | Comparison::UserName => dialect.fold(text),
    }
}

#[cfg(test)]
mod tests {
    use super::successor;

    #[test]
    fn the_successor_is_the_end_of_the_prefix_range() {
        assert_eq!(successor("ab").as_deref(), Some("ac"));
        assert_eq!(successor("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(successor("\u{D7FF}").as_deref(), Some("\u{E000}"));
        assert_eq!(successor("\u{10FFFF}"), None);
    }
}
