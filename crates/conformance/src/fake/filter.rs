//! The filters that clients of the fake send: terms of three words, joined by `and`.

use serde_json::{Map, Value};

use super::Fault;
use crate::json::get;
use crate::urn;

/// One comparison.
pub(super) struct Term<'a> {
    name: &'a str,
    operator: &'a str,
    value: &'a str,
}

impl<'a> Term<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let words: Vec<&str> = text.splitn(3, ' ').collect();
        let &[name, operator, value] = &words[..] else {
            return None;
        };
        Some(Self { name, operator, value: value.trim_matches('"') })
    }

    /// Whether a resource has the value that the term compares with.
    pub(super) fn fits(&self, resource: &Map<String, Value>, fault: Fault) -> bool {
        let value = self.value.to_lowercase();
        let found = folded(resource, self.name);
        match (self.name, self.operator) {
            ("id", _) => resource["id"] == self.value,
            ("members", _) => {
                let members = resource.get("members").and_then(Value::as_array);
                members.into_iter().flatten().any(|member| member["value"] == self.value)
            }
            ("manager", _) => resource
                .get(urn::ENTERPRISE)
                .is_some_and(|enterprise| enterprise["manager"]["value"] == self.value),
            (_, "sw") => found.starts_with(&value),
            (name, "gt" | "ge" | "lt" | "le") if name.starts_with("meta.") => {
                if fault == Fault::ComparesMomentsAsText {
                    in_order(self.operator, &found, &value)
                } else {
                    in_order(self.operator, &seconds(&found), &seconds(&value))
                }
            }
            _ => found == value,
        }
    }
}

fn in_order<T: Ord>(operator: &str, left: &T, right: &T) -> bool {
    match operator {
        "gt" => left > right,
        "ge" => left >= right,
        "lt" => left < right,
        _ => left <= right,
    }
}

/// A moment as a number that grows with time. All months have 31 days, which is near enough for
/// the moments of a test.
fn seconds(moment: &str) -> Option<i64> {
    let number = |from: usize, to: usize| moment.get(from..to)?.parse::<i64>().ok();
    let days = (number(0, 4)? * 12 + number(5, 7)?) * 31 + number(8, 10)?;
    let local = ((days * 24 + number(11, 13)?) * 60 + number(14, 16)?) * 60 + number(17, 19)?;
    let zone = moment.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let Some((hours, minutes)) = zone.get(1..).and_then(|zone| zone.split_once(':')) else {
        return Some(local);
    };
    let ahead = (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?) * 60;
    Some(if zone.starts_with('-') { local + ahead } else { local - ahead })
}

/// The text at a name such as `meta.created`, in lower case.
pub(super) fn folded(resource: &Map<String, Value>, name: &str) -> String {
    let (outer, inner) = name.split_once('.').unwrap_or((name, ""));
    let found = get(resource, outer);
    let found = match found {
        Some(Value::Object(parts)) => get(parts, inner),
        other => other,
    };
    found.and_then(Value::as_str).unwrap_or_default().to_lowercase()
}
