//! Conditions on one value.

use serde::Deserialize;
use serde_json::Value;

use super::vars::Vars;
use crate::json::{is_blank, same};

/// Conditions on one value; all that are given must hold. Where there is no value, only `exists`,
/// `blank`, `lacks`, `differs_from` and `not` can hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// There is a value, or there is none.
    exists: Option<bool>,
    /// It is missing, `null`, `""`, `[]` or `{}`; or it is not.
    blank: Option<bool>,
    /// It is of this JSON type.
    #[serde(rename = "is")]
    kind: Option<Type>,
    /// It is a text of this form, where `*` stands for any characters.
    like: Option<String>,
    /// It is one of these.
    one_of: Option<Vec<Value>>,
    /// It has this many elements (or members, or characters).
    size: Option<usize>,
    /// It is, or has, at least this.
    at_least: Option<f64>,
    /// It is, or has, at most this.
    at_most: Option<f64>,
    /// The array has this element, or the text this part.
    has: Option<Value>,
    /// The array does not have this element.
    lacks: Option<Value>,
    /// It is this text in any case.
    same_text: Option<String>,
    /// It is not this value.
    differs_from: Option<Value>,
    /// At least one of these holds.
    any: Option<Vec<Check>>,
    /// This does not hold.
    not: Option<Box<Check>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    String,
    Number,
    Boolean,
    Array,
    Object,
}

impl Check {
    /// Whether no condition is given at all, which would make the check worthless.
    #[cfg(test)]
    pub(super) fn is_vacuous(&self) -> bool {
        *self == Self::default()
    }

    /// The first condition that does not hold, told in words, or `None` if all do. An error means
    /// that the check names a value that was never kept.
    pub(super) fn fails(&self, got: Option<&Value>, vars: &Vars) -> Result<Option<String>, String> {
        if let Some(wanted) = self.exists
            && got.is_some() != wanted
        {
            return Ok(Some(if wanted { "to exist" } else { "to be missing" }.into()));
        }
        if let Some(wanted) = self.blank
            && is_blank(got) != wanted
        {
            return Ok(Some(if wanted { "to be empty" } else { "to hold a value" }.into()));
        }
        if let Some(inner) = &self.not
            && inner.fails(got, vars)?.is_none()
        {
            return Ok(Some("not to satisfy the opposite condition".into()));
        }
        if let Some(wanted) = &self.lacks {
            let wanted = vars.fill(wanted)?;
            if got.is_some_and(|got| contains(got, &wanted)) {
                return Ok(Some(format!("not to hold {wanted}")));
            }
        }
        if let Some(wanted) = &self.differs_from {
            let wanted = vars.fill(wanted)?;
            if got.is_some_and(|got| same(&wanted, got)) {
                return Ok(Some(format!("to differ from {wanted}")));
            }
        }
        if let Some(choices) = &self.any {
            let mut reasons = Vec::new();
            for choice in choices {
                match choice.fails(got, vars)? {
                    None => return self.fails_in_value(got, vars),
                    Some(reason) => reasons.push(reason),
                }
            }
            return Ok(Some(reasons.join(" or ")));
        }
        self.fails_in_value(got, vars)
    }

    /// The conditions that need a value.
    fn fails_in_value(&self, got: Option<&Value>, vars: &Vars) -> Result<Option<String>, String> {
        let needs_value = self.kind.is_some()
            || self.like.is_some()
            || self.one_of.is_some()
            || self.size.is_some()
            || self.at_least.is_some()
            || self.at_most.is_some()
            || self.has.is_some()
            || self.same_text.is_some();
        let Some(got) = got else {
            return Ok(needs_value.then(|| "to exist".to_owned()));
        };
        if let Some(wanted) = self.kind
            && Type::of(got) != Some(wanted)
        {
            return Ok(Some(format!("to be of the type {wanted:?}").to_lowercase()));
        }
        if let Some(pattern) = &self.like {
            let pattern = vars.fill_text(pattern)?;
            if !got.as_str().is_some_and(|text| like(&pattern, text)) {
                return Ok(Some(format!("to look like {pattern}")));
            }
        }
        if let Some(choices) = &self.one_of {
            let choices = choices.iter().map(|c| vars.fill(c)).collect::<Result<Vec<_>, _>>()?;
            if !choices.iter().any(|choice| same(choice, got)) {
                return Ok(Some(format!("to be one of {}", Value::Array(choices))));
            }
        }
        if let Some(wanted) = self.size
            && length(got) != Some(wanted)
        {
            return Ok(Some(format!("to have the size {wanted}")));
        }
        if let Some(least) = self.at_least
            && !magnitude(got).is_some_and(|found| found >= least)
        {
            return Ok(Some(format!("to be at least {least}")));
        }
        if let Some(most) = self.at_most
            && !magnitude(got).is_some_and(|found| found <= most)
        {
            return Ok(Some(format!("to be at most {most}")));
        }
        if let Some(wanted) = &self.has {
            let wanted = vars.fill(wanted)?;
            let part = got.as_str().zip(wanted.as_str()).is_some_and(|(g, w)| g.contains(w));
            if !part && !contains(got, &wanted) {
                return Ok(Some(format!("to hold {wanted}")));
            }
        }
        if let Some(wanted) = &self.same_text {
            let wanted = vars.fill_text(wanted)?;
            if got.as_str().is_none_or(|text| text.to_lowercase() != wanted.to_lowercase()) {
                return Ok(Some(format!("to be {wanted:?} in any case")));
            }
        }
        Ok(None)
    }
}

impl Type {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Boolean),
            Value::Number(_) => Some(Self::Number),
            Value::String(_) => Some(Self::String),
            Value::Array(_) => Some(Self::Array),
            Value::Object(_) => Some(Self::Object),
        }
    }
}

fn contains(value: &Value, wanted: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|item| same(wanted, item)))
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(map) => Some(map.len()),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "no list is long enough to lose a digit")]
fn magnitude(value: &Value) -> Option<f64> {
    length(value).map(|size| size as f64).or_else(|| value.as_f64())
}

/// Whether a text has the form of a pattern in which `*` stands for any characters.
fn like(pattern: &str, text: &str) -> bool {
    let Some((start, mut rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    while let Some((part, after)) = rest.split_once('*') {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
        rest = after;
    }
    text.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Asserts that a check accepts and refuses; `None` stands for "nothing there".
    fn judge(check: Value, good: &[Option<Value>], bad: &[Option<Value>]) {
        let check: Check = serde_json::from_value(check).unwrap();
        let vars = Vars::new("http://x", "t");
        for value in good {
            assert_eq!(check.fails(value.as_ref(), &vars), Ok(None), "{check:?} {value:?}");
        }
        for value in bad {
            let told = check.fails(value.as_ref(), &vars).unwrap();
            assert!(told.is_some(), "{check:?} took {value:?}");
        }
    }

    #[test]
    fn presence() {
        judge(json!({"exists": true}), &[Some(json!(null))], &[None]);
        judge(json!({"exists": false}), &[None], &[Some(json!(null))]);
        let blanks = [None, Some(json!(null)), Some(json!("")), Some(json!([])), Some(json!({}))];
        judge(json!({"blank": true}), &blanks, &[Some(json!(false)), Some(json!([1]))]);
        judge(json!({"blank": false}), &[Some(json!(0))], &blanks);
    }

    #[test]
    fn types_and_sizes() {
        judge(json!({"is": "number"}), &[Some(json!(1))], &[Some(json!("1")), None]);
        judge(json!({"is": "boolean"}), &[Some(json!(true))], &[Some(json!("true"))]);
        judge(
            json!({"size": 2}),
            &[Some(json!([1, 2])), Some(json!("éé"))],
            &[Some(json!(2)), None],
        );
        judge(
            json!({"at_least": 2}),
            &[Some(json!([1, 2])), Some(json!(2))],
            &[Some(json!(1)), None],
        );
        judge(
            json!({"at_most": 1}),
            &[Some(json!([])), Some(json!(1))],
            &[Some(json!([1, 2])), None],
        );
    }

    #[test]
    fn contents() {
        judge(
            json!({"has": "b"}),
            &[Some(json!(["a", "b"])), Some(json!("abc"))],
            &[Some(json!(["a"])), None],
        );
        judge(json!({"lacks": "b"}), &[None, Some(json!(["a"]))], &[Some(json!(["b"]))]);
        judge(
            json!({"one_of": ["a", 2]}),
            &[Some(json!("a")), Some(json!(2))],
            &[Some(json!("2")), None],
        );
        judge(json!({"same_text": "Ann"}), &[Some(json!("aNN"))], &[Some(json!("an")), None]);
        judge(json!({"differs_from": true}), &[None, Some(json!(false))], &[Some(json!(true))]);
        judge(
            json!({"not": {"one_of": [true]}}),
            &[None, Some(json!(false))],
            &[Some(json!(true))],
        );
        judge(
            json!({"any": [{"size": 1}, {"is": "number"}]}),
            &[Some(json!([1])), Some(json!(7))],
            &[Some(json!([])), None],
        );
    }

    #[test]
    fn patterns() {
        judge(
            json!({"like": "application/*json*"}),
            &[Some(json!("application/scim+json; charset=utf-8")), Some(json!("application/json"))],
            &[Some(json!("text/json")), Some(json!(1)), None],
        );
        assert!(like("*Users", "/Users") && like("*Users", "Users") && !like("*Users", "Users/"));
        assert!(
            like("a*b*c", "abc") && !like("a*b*c", "acb") && like("x", "x") && !like("x", "xy")
        );
        assert!(!like("aa*aa", "aaa"));
    }
}
