//! Attributes with random characteristics: what must not be shown never is, and everything else is
//! shown exactly where it must be.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::leaves;
use crate::definition::{Declaration, Definition};
use crate::projection::Projection;
use crate::{Map, urn};

const ACME: &str = "urn:acme:2.0:User";

/// When something is returned, or that it can only be written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    Always,
    Never,
    Default,
    Request,
    WriteOnly,
}

/// An attribute: of the core or of the extension, with parts or without, a list or not.
#[derive(Clone, Debug)]
struct One {
    class: Class,
    in_extension: bool,
    is_list: bool,
    parts: Vec<Class>,
}

fn class() -> impl Strategy<Value = Class> {
    select(vec![Class::Always, Class::Never, Class::Default, Class::Request, Class::WriteOnly])
}

fn one() -> impl Strategy<Value = One> {
    let parts = prop_oneof![Just(Vec::new()), prop::collection::vec(class(), 1..4)];
    (class(), any::<bool>(), any::<bool>(), parts).prop_map(
        |(class, in_extension, is_list, parts)| One { class, in_extension, is_list, parts },
    )
}

fn characteristics(name: &str, class: Class) -> Value {
    match class {
        Class::Always => json!({"name": name, "returned": "always"}),
        Class::Never => json!({"name": name, "returned": "never"}),
        Class::Default => json!({"name": name}),
        Class::Request => json!({"name": name, "returned": "request"}),
        Class::WriteOnly => json!({"name": name, "mutability": "writeOnly"}),
    }
}

/// A value of one of the attributes: the keys that lead to it, and the classes on the way.
type Leaf = (Vec<String>, Vec<Class>);

fn build(all: &[One]) -> (Definition, Map, Vec<Leaf>) {
    let (mut core, mut acme) = (Vec::new(), Vec::new());
    let (mut body, mut part) = (Map::new(), Map::new());
    let mut found = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let name = format!("a{at}");
        let mut attribute = characteristics(&name, one.class);
        attribute["multiValued"] = one.is_list.into();
        let mut steps = if one.in_extension { vec![ACME.to_owned()] } else { Vec::new() };
        steps.push(name.clone());
        let value = if one.parts.is_empty() {
            found.push((steps, vec![one.class]));
            json!("x")
        } else {
            attribute["type"] = "complex".into();
            let name_of = |at: usize| format!("p{at}");
            let parts = one.parts.iter().enumerate();
            attribute["subAttributes"] =
                parts.clone().map(|(at, class)| characteristics(&name_of(at), *class)).collect();
            for (at, class) in parts.clone() {
                let steps = [steps.clone(), vec![name_of(at)]].concat();
                found.push((steps, vec![one.class, *class]));
            }
            parts.map(|(at, _)| (name_of(at), json!("x"))).collect::<Map>().into()
        };
        let value = if one.is_list { json!([value]) } else { value };
        if one.in_extension {
            acme.push(attribute);
            part.insert(name, value);
        } else {
            core.push(attribute);
            body.insert(name, value);
        }
    }
    body.insert("id".into(), "1".into());
    body.insert("userName".into(), "ann".into());
    if !part.is_empty() {
        body.insert(ACME.into(), part.into());
    }
    let mut definition = Definition::user();
    for (schema, attributes) in [(urn::USER, core), (ACME, acme)] {
        let json = json!({"schema": schema, "attributes": attributes});
        definition.declare(&Declaration::parse(&json).unwrap());
    }
    (definition, body, found)
}

/// The paths by which requests can name what there is: attributes and their parts.
fn paths(leaves: &[Leaf]) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = Vec::new();
    for (steps, classes) in leaves {
        for cut in 0..classes.len() {
            paths.push(steps[..steps.len() - cut].to_vec());
        }
    }
    paths.push(vec!["userName".into()]);
    paths.sort();
    paths.dedup();
    paths
}

fn text(path: &[String]) -> String {
    match path {
        [urn, rest @ ..] if urn == ACME => format!("{urn}:{}", rest.join(".")),
        other => other.join("."),
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    All,
    Only,
    Except,
}

/// Whether a value is shown, by the words of RFC 7643 §7 and RFC 7644 §3.9.
fn is_shown((steps, classes): &Leaf, mode: Mode, names: &[Vec<String>]) -> bool {
    let own = steps.len() - classes.len();
    let mut is_always = false;
    for (at, class) in classes.iter().enumerate() {
        let path = &steps[..=own + at];
        match class {
            Class::Never | Class::WriteOnly => return false,
            Class::Request => {
                let asked = mode == Mode::Only && names.iter().any(|name| name.starts_with(path));
                if !asked {
                    return false;
                }
            }
            Class::Always => is_always = true,
            Class::Default => {}
        }
    }
    let is_named = names.iter().any(|name| steps.starts_with(name));
    match mode {
        Mode::All => true,
        Mode::Only => is_named || is_always,
        Mode::Except => !is_named || is_always,
    }
}

proptest! {
    #[test]
    fn a_value_is_shown_exactly_where_its_class_says(
        (all, mode, chosen) in prop::collection::vec(one(), 1..7).prop_flat_map(|all| {
            let count = paths(&build(&all).2).len();
            let chosen = subsequence((0..count).collect::<Vec<_>>(), 1..=count.min(5));
            (Just(all), select(vec![Mode::All, Mode::Only, Mode::Except]), chosen)
        })
    ) {
        let (definition, mut body, known) = build(&all);
        let paths = paths(&known);
        let names: Vec<Vec<String>> = chosen.iter().map(|at| paths[*at].clone()).collect();
        let list = names.iter().map(|name| text(name)).collect::<Vec<_>>().join(",");
        let (only, except) = match mode {
            Mode::All => (None, None),
            Mode::Only => (Some(list.as_str()), None),
            Mode::Except => (None, Some(list.as_str())),
        };
        let projection = Projection::parse(&definition, only, except).unwrap();
        projection.apply(&mut body);
        let mut left = Vec::new();
        leaves(&Value::Object(body), "", &mut left);
        for leaf in &known {
            let is_there = left.contains(&leaf.0.join("/"));
            prop_assert_eq!(is_there, is_shown(leaf, mode, &names), "{:?} {:?} {}", leaf, mode, list);
        }
        prop_assert!(left.contains(&"id".to_owned()));
    }

    #[test]
    fn what_a_client_has_sent_on_request_comes_back_and_secrets_do_not(
        all in prop::collection::vec(one(), 1..7)
    ) {
        let (definition, mut body, known) = build(&all);
        let sent = Value::Object(body.clone()).to_string();
        let projection = Projection::after_write(&definition, "", sent.as_bytes()).unwrap();
        projection.apply(&mut body);
        let mut left = Vec::new();
        leaves(&Value::Object(body), "", &mut left);
        for (steps, classes) in &known {
            let is_secret = classes.iter().any(|one| matches!(one, Class::Never | Class::WriteOnly));
            prop_assert_eq!(left.contains(&steps.join("/")), !is_secret, "{:?}", steps);
        }
    }
}
