//! `meta.resourceType` and `meta.location` of custom resource types. A store knows the names of
//! the standard types; what a directory calls its own is settled here, so that a store is asked for
//! ids only.

use serde_json::json;

use super::Op;
use super::typed::{Expr, Root, Target, Value};
use crate::definition::Definition;
use crate::schema::{Comparison, Type};

/// The same condition on resources of a custom type, in terms of their ids.
pub(super) fn settle(definition: &Definition, target: Target, op: Op, value: Value) -> Expr {
    match (target.root, &value) {
        (Root::ResourceType, _) => {
            let named = json!({"meta": {"resourceType": definition.name()}});
            decided(Expr::Compare { target, op, value }.matches(&named))
        }
        (Root::Location, Value::Text(text)) => {
            location(&format!("/{}/", definition.endpoint()), op, text)
        }
        _ => Expr::Compare { target, op, value },
    }
}

fn decided(is_true: bool) -> Expr {
    if is_true { Expr::Always } else { Expr::Never }
}

/// `meta.location` ends with `path`, the endpoint between slashes, and the id; under which address
/// the server is reached is not known, and every address is taken for it.
fn location(path: &str, op: Op, text: &str) -> Expr {
    // What comes before the endpoint can only be compared without it.
    let rest = text.rfind(path).map_or(text, |at| text.get(at..).unwrap_or(text));
    let tail = rest.strip_prefix(path);
    // What is left of the text behind each end of the path that it begins with.
    let overlaps = || {
        let ends = path.char_indices().map(|(at, _)| path.get(at..).unwrap_or_default());
        ends.filter_map(|end| rest.strip_prefix(end))
    };
    match (op, tail) {
        (Op::Ew, _) => {
            Expr::any(overlaps().map(|tail| id(Op::Eq, tail)).chain([id(op, rest)]).collect())
        }
        (Op::Co, _) if path.contains(rest) => Expr::Always,
        (Op::Co, _) => {
            Expr::any(overlaps().map(|tail| id(Op::Sw, tail)).chain([id(op, rest)]).collect())
        }
        (_, Some(tail)) => id(op, tail),
        (Op::Eq | Op::Ne, None) => decided(op == Op::Ne),
        (Op::Sw, None) => decided(path.starts_with(rest)),
        (Op::Gt | Op::Ge, None) => decided(path > rest),
        (Op::Lt | Op::Le, None) => decided(path <= rest),
    }
}

fn id(op: Op, text: &str) -> Expr {
    let target = Target {
        root: Root::Id,
        steps: vec!["id".to_owned()],
        multi: None,
        kind: Type::String,
        comparison: Comparison::Exact,
    };
    // Every id starts with, ends with and contains nothing.
    if text.is_empty() && matches!(op, Op::Sw | Op::Ew | Op::Co) {
        return Expr::Always;
    }
    Expr::Compare { target, op, value: Value::Text(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0192f0c1-2345-7abc-8def-0123456789ab";

    #[test]
    fn a_location_compares_by_what_follows_the_host() {
        let device = json!({"id": ID});
        let full = format!("https://host/scim/v2/Devices/{ID}");
        let start = &full[..full.len() - 4];
        for (op, text, expected) in [
            (Op::Eq, full.as_str(), true),
            (Op::Ne, &full, false),
            (Op::Eq, &full.replace("Devices", "Users"), false),
            (Op::Eq, ID, false),
            (Op::Ne, ID, true),
            (Op::Sw, start, true),
            (Op::Sw, "/Devices/", true),
            (Op::Sw, "/Dev", true),
            (Op::Sw, "/Users", false),
            (Op::Ew, ID, true),
            (Op::Ew, "89ab", true),
            (Op::Ew, &format!("ces/{ID}"), true),
            (Op::Ew, &format!("cas/{ID}"), false),
            (Op::Co, "Devices", true),
            (Op::Co, "ces/0192", true),
            (Op::Co, "2345", true),
            (Op::Co, "Users", false),
            (Op::Gt, "/Cats/", true),
            (Op::Lt, "/Cats/", false),
            (Op::Gt, "/Devices/0", true),
            (Op::Le, "/Devices/1", true),
        ] {
            let found = location("/Devices/", op, text).matches(&device);
            assert_eq!(found, expected, "{op:?} {text}");
        }
    }
}
