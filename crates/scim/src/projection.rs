//! `attributes` and `excludedAttributes` (RFC 7644 §3.9).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::definition::{Definition, Resolved};
use crate::path::AttrPath;
use crate::schema::{Attribute, COMMON, Returned};
use crate::{Error, Map, list};

/// Which attributes an answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    selection: Selection,
    /// Attributes that are never returned, or only on request and were not asked for.
    hidden: Tree,
    /// Names at the top level that are always returned.
    always: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Selection {
    All,
    Only(Tree),
    Except(Tree),
}

/// Names, each with what is named below it; a leaf stands for all that is below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tree(BTreeMap<String, Tree>);

impl Projection {
    /// Shows everything that is returned by default.
    pub fn all(definition: &Definition) -> Self {
        Self::with(definition, Selection::All, &Tree::default())
    }

    /// Reads the two parameters, comma-separated. An empty one counts as not given, unknown names
    /// are passed over, brackets after a name too. Both at once are 400 `invalidValue`.
    pub fn parse(
        definition: &Definition,
        attributes: Option<&str>,
        excluded: Option<&str>,
    ) -> Result<Self, Error> {
        let given = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        match (attributes.filter(|_| given(attributes)), excluded.filter(|_| given(excluded))) {
            (Some(_), Some(_)) => Err(Error::invalid_value(
                "attributes and excludedAttributes cannot be given at once",
            )),
            (Some(names), None) => {
                let tree = Tree::of(definition, names);
                Ok(Self::with(definition, Selection::Only(tree.clone()), &tree))
            }
            (None, Some(names)) => Ok(Self::with(
                definition,
                Selection::Except(Tree::of(definition, names)),
                &Tree::default(),
            )),
            (None, None) => Ok(Self::all(definition)),
        }
    }

    /// Reads the two parameters from a query string whose others have no meaning for the request
    /// and are passed over, whatever they hold. For the rest, see [`Projection::parse`].
    pub fn from_query(definition: &Definition, query: &str) -> Result<Self, Error> {
        let (mut attributes, mut excluded) = (None, None);
        for (name, value) in list::parameters(query) {
            match name.to_ascii_lowercase().as_str() {
                "attributes" => list::append(&mut attributes, value),
                "excludedattributes" => list::append(&mut excluded, value),
                _ => {}
            }
        }
        Self::parse(definition, attributes.as_deref(), excluded.as_deref())
    }

    fn with(definition: &Definition, selection: Selection, named: &Tree) -> Self {
        let mut hidden = Tree::default();
        let mut always = Vec::new();
        for (extension, attribute) in attributes(definition) {
            let above: Vec<&str> = extension.into_iter().collect();
            hide(attribute, &above, named, &mut hidden);
            if attribute.returned == Returned::Always && extension.is_none() {
                always.push(attribute.name.clone());
            }
        }
        Self { selection, hidden, always }
    }

    /// Whether a stored resource can be answered as it is.
    pub fn is_all(&self) -> bool {
        self.selection == Selection::All && self.hidden.0.is_empty()
    }

    /// Whether an attribute of the top level is shown, wholly or in part. Tells whether `members`
    /// or `groups` must be read at all.
    pub fn includes(&self, attribute: &str) -> bool {
        if self.is_always(attribute) {
            return true;
        }
        let chosen = match &self.selection {
            Selection::All => true,
            Selection::Only(tree) => tree.0.contains_key(attribute),
            Selection::Except(tree) => {
                tree.0.get(attribute).is_none_or(|below| !below.0.is_empty())
            }
        };
        chosen && self.hidden.0.get(attribute).is_none_or(|below| !below.0.is_empty())
    }

    /// Takes out of a rendered resource what is not to be shown. `id` and `schemas` stay.
    pub fn apply(&self, resource: &mut Map) {
        match &self.selection {
            Selection::All => {}
            Selection::Only(tree) => {
                resource.retain(|name, value| self.is_always(name) || tree.keeps(name, value));
            }
            Selection::Except(tree) => {
                resource.retain(|name, value| self.is_always(name) || tree.spares(name, value));
            }
        }
        if !self.hidden.0.is_empty() {
            resource.retain(|name, value| self.hidden.spares(name, value));
        }
    }

    fn is_always(&self, name: &str) -> bool {
        self.always.iter().any(|always| always == name)
    }
}

fn attributes(definition: &Definition) -> impl Iterator<Item = (Option<&str>, &Attribute)> {
    let core = definition.core().attributes.iter().chain(COMMON.iter()).map(|one| (None, one));
    let extensions = definition
        .extensions()
        .iter()
        .flat_map(|schema| schema.attributes.iter().map(|one| (Some(schema.id.as_str()), one)));
    core.chain(extensions)
}

fn hide(attribute: &Attribute, above: &[&str], named: &Tree, hidden: &mut Tree) {
    let mut steps = above.to_vec();
    steps.push(&attribute.name);
    match attribute.returned {
        Returned::Never => hidden.add(&steps),
        Returned::Request if !named.names(&steps) => hidden.add(&steps),
        _ => attribute.sub_attributes.iter().for_each(|sub| hide(sub, &steps, named, hidden)),
    }
}

impl Tree {
    fn of(definition: &Definition, names: &str) -> Self {
        let mut tree = Self::default();
        for name in split(names) {
            // A filter after the name is no part of this parameter's grammar; clients send it.
            let name = name.split_once('[').map_or(name, |(name, _)| name).trim();
            let Ok(path) = AttrPath::parse(name) else {
                continue;
            };
            match definition.resolve(&path) {
                None => {}
                Some(Resolved::Schema { extension: None }) => definition
                    .core()
                    .attributes
                    .iter()
                    .for_each(|attribute| tree.add(&[&attribute.name])),
                Some(resolved) => tree.add(&resolved.steps()),
            }
        }
        tree
    }

    /// Adds a path. A name that stands for everything below it goes on doing so.
    fn add<S: AsRef<str>>(&mut self, steps: &[S]) {
        let Some((first, rest)) = steps.split_first() else {
            self.0.clear();
            return;
        };
        match self.0.get_mut(first.as_ref()) {
            Some(below) if below.0.is_empty() => {}
            Some(below) => below.add(rest),
            None => {
                let mut below = Self::default();
                if !rest.is_empty() {
                    below.add(rest);
                }
                self.0.insert(first.as_ref().to_owned(), below);
            }
        }
    }

    /// Whether exactly this path was named.
    fn names(&self, steps: &[&str]) -> bool {
        let mut tree = self;
        for step in steps {
            match tree.0.get(*step) {
                Some(below) => tree = below,
                None => return false,
            }
        }
        tree.0.is_empty()
    }

    /// Reduces a value to what is named; false if nothing of it is.
    fn keeps(&self, name: &str, value: &mut Value) -> bool {
        let Some(below) = self.0.get(name) else {
            return false;
        };
        below.0.is_empty() || reduce(value, &|name, value| below.keeps(name, value))
    }

    /// Takes what is named out of a value; false if nothing is left.
    fn spares(&self, name: &str, value: &mut Value) -> bool {
        let Some(below) = self.0.get(name) else {
            return true;
        };
        !below.0.is_empty() && reduce(value, &|name, value| below.spares(name, value))
    }
}

/// Keeps of an object, or of each object in a list, what `keep` says; false if nothing is left.
fn reduce(value: &mut Value, keep: &dyn Fn(&str, &mut Value) -> bool) -> bool {
    match value {
        Value::Object(map) => {
            map.retain(|name, value| keep(name, value));
            !map.is_empty()
        }
        Value::Array(items) => {
            items.retain_mut(|item| reduce(item, keep));
            !items.is_empty()
        }
        _ => false,
    }
}

/// Splits at the commas that are not in brackets.
fn split(names: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut brackets = 0_usize;
    names.split(move |char| {
        match char {
            '"' => quoted = !quoted,
            '[' if !quoted => brackets += 1,
            ']' if !quoted => brackets = brackets.saturating_sub(1),
            ',' if !quoted && brackets == 0 => return true,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests;
