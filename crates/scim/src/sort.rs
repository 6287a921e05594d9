//! Sorting (RFC 7644 §3.4.2.3).
//!
//! ```
//! use std::cmp::Ordering;
//!
//! use scim::Definition;
//! use scim::sort::Order;
//! use serde_json::json;
//!
//! # fn main() -> Result<(), scim::Error> {
//! // Of a multi-valued attribute the primary value counts; userName ignores case.
//! let key = Definition::user().sort_key("emails")?;
//! let ann = json!({"id": "1", "emails": [{"value": "z@a"}, {"value": "a@a", "primary": true}]});
//! let bob = json!({"id": "2", "emails": [{"value": "b@a"}]});
//! assert_eq!(key.compare(Order::Ascending, &ann, &bob), Ordering::Less);
//! assert_eq!(key.compare(Order::Descending, &ann, &bob), Ordering::Greater);
//! # Ok(())
//! # }
//! ```

use std::cmp::Ordering;

use serde_json::Value;

use crate::definition::{Definition, Resolved};
use crate::filter::typed::Target;
use crate::filter::{Scalar, place, refusal, scalar};
use crate::path::AttrPath;
use crate::schema::Type;
use crate::{Error, Map};

/// The direction of a sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Smallest first; resources without a value last.
    #[default]
    Ascending,
    /// Greatest first; resources without a value before them.
    Descending,
}

impl Order {
    /// Reads `ascending` or `descending`, in any case. Anything else is 400 `invalidValue`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.eq_ignore_ascii_case("ascending") {
            Ok(Self::Ascending)
        } else if text.eq_ignore_ascii_case("descending") {
            Ok(Self::Descending)
        } else {
            Err(Error::invalid_value("sortOrder must be 'ascending' or 'descending'"))
        }
    }
}

/// What to sort by.
///
/// If a list is on the way to the value ([`Target::multi`]), the element whose `primary` is true
/// counts, else the first one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// Where the value is.
    pub target: Target,
}

impl Definition {
    /// The sort key that `sortBy` names. A malformed or unknown attribute, a complex one that has
    /// no `value`, or one that is never returned, is 400 `invalidValue`.
    pub fn sort_key(&self, sort_by: &str) -> Result<SortKey, Error> {
        let path = AttrPath::parse(sort_by.trim())
            .map_err(|error| Error::invalid_value(format!("sortBy: {}", error.detail)))?;
        let Some(Resolved::Attribute { extension, attribute, sub }) = self.resolve(&path) else {
            return Err(Error::invalid_value(format!(
                "sortBy: {} has no attribute '{path}'",
                self.name()
            )));
        };
        let sub = match sub {
            None if attribute.kind == Type::Complex => {
                let value = attribute.sub("value").ok_or_else(|| {
                    Error::invalid_value(format!(
                        "sortBy: '{path}' is complex: name one of its sub-attributes"
                    ))
                })?;
                Some(value)
            }
            sub => sub,
        };
        if let Some(why) = refusal(extension, attribute, sub) {
            return Err(Error::invalid_value(format!("sortBy: '{path}' {why}")));
        }
        Ok(SortKey { target: place(self, extension, attribute, sub) })
    }
}

impl SortKey {
    /// Which of two resources, rendered in full, comes first. Equal ones are ordered by ascending
    /// `id`, in either order, so that pages never overlap.
    pub fn compare(&self, order: Order, a: &Value, b: &Value) -> Ordering {
        let by_value = match (self.value(a), self.value(b)) {
            (Some(a), Some(b)) => a.order(&b).unwrap_or(Ordering::Equal),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        let by_value = match order {
            Order::Ascending => by_value,
            Order::Descending => by_value.reverse(),
        };
        by_value.then_with(|| id(a).cmp(id(b)))
    }

    fn value<'r>(&'r self, resource: &'r Value) -> Option<Scalar<'r>> {
        let steps = &self.target.steps;
        let (to_list, rest) = steps.split_at(self.target.multi.unwrap_or(steps.len()));
        let mut value = descend(resource, to_list)?;
        if let (Some(_), Value::Array(items)) = (self.target.multi, value) {
            value = items.iter().find(|item| is_primary(item)).or_else(|| items.first())?;
        }
        scalar(&self.target, descend(value, rest)?)
    }
}

fn descend<'r>(mut value: &'r Value, steps: &[String]) -> Option<&'r Value> {
    for step in steps {
        value = value.as_object()?.get(step)?;
    }
    Some(value)
}

fn is_primary(item: &Value) -> bool {
    item.as_object().and_then(|map: &Map| map.get("primary")) == Some(&Value::Bool(true))
}

fn id(resource: &Value) -> &str {
    resource.get("id").and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sorted(by: &str, order: Order) -> Vec<String> {
        let key = Definition::user().sort_key(by).unwrap();
        let mut all = [
            json!({"id": "1", "userName": "bob", "emails": [{"value": "z@x"}, {"value": "a@x", "primary": true}]}),
            json!({"id": "2", "userName": "Ann", "title": "b", "emails": [{"value": "M@x"}]}),
            json!({"id": "3", "userName": "CY", "title": "B"}),
        ];
        all.sort_by(|a, b| key.compare(order, a, b));
        all.iter().map(|user| id(user).to_owned()).collect()
    }

    #[test]
    fn resources_without_value_are_last_then_first() {
        assert_eq!(sorted("username", Order::Ascending), ["2", "1", "3"]);
        assert_eq!(sorted("userName", Order::Descending), ["3", "1", "2"]);
        assert_eq!(sorted("title", Order::Ascending), ["2", "3", "1"]);
        assert_eq!(sorted("title", Order::Descending), ["1", "2", "3"]);
        assert_eq!(sorted("emails", Order::Ascending), ["1", "2", "3"]);
        assert_eq!(sorted("emails.value", Order::Descending), ["3", "2", "1"]);
    }

    #[test]
    fn what_cannot_be_sorted_by_is_refused() {
        let user = Definition::user();
        for by in
            ["", "foo", "name", "addresses", "a b", "urn:ietf:params:scim:schemas:core:2.0:User"]
        {
            let error = user.sort_key(by).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{by}");
        }
        assert!(user.sort_key("manager").is_ok());
        for by in ["manager.displayName", "manager.$ref"] {
            let error = user.sort_key(by).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{by}");
        }
    }
}
