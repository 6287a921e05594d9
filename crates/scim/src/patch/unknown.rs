//! `add` and `replace` on an attribute that nobody has heard of: it is learned, as in a POST.

use serde_json::Value;

use super::select;
use crate::path::{AttrPath, PatchPath};
use crate::value::Context;
use crate::workspace::{Workspace, in_part};
use crate::{Error, Map};

/// Stores the value and learns its attribute, which becomes part of the extension or of the core
/// schema.
pub(super) fn learn(
    workspace: &mut Workspace<'_>,
    extension: Option<&str>,
    attr: &AttrPath,
    path: &PatchPath,
    value: Option<&Value>,
) -> Result<(), Error> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(());
    };
    let value = match (&path.filter, attr.sub.as_deref().or(path.sub.as_deref())) {
        (None, None) => value.clone(),
        (None, Some(sub)) => object(sub, value),
        (Some(_), _) if attr.sub.is_some() => {
            return Err(Error::invalid_path(format!(
                "'{path}': brackets cannot follow a sub-attribute"
            )));
        }
        (Some(filter), sub) => {
            let terms = select::terms(filter).ok_or_else(|| {
                Error::no_target(format!("'{path}': {} has no value yet", attr.name))
            })?;
            let mut map = Map::from_iter(terms);
            match (sub, value) {
                (Some(sub), value) => {
                    map.insert(sub.to_owned(), value.clone());
                }
                (None, Value::Object(parts)) => map.extend(parts.clone()),
                (None, simple) => {
                    map.insert("value".into(), simple.clone());
                }
            }
            Value::Array(vec![Value::Object(map)])
        }
    };
    let schema = extension.map_or_else(|| workspace.definition.core().id.clone(), str::to_owned);
    let mut context = Context::new(workspace.limits, &schema);
    if let Some(value) = context.custom(&attr.name, None, value)? {
        in_part(&mut workspace.body, extension, |part| part.insert(attr.name.clone(), value));
    }
    let Context { found, work, .. } = context;
    workspace.absorb(found, work)
}

fn object(name: &str, value: &Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value.clone())]))
}
