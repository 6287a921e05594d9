//! `attributes` and `excludedAttributes` (RFC 7644 §3.9), and when attributes are returned
//! (RFC 7643 §7).

mod named;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::definition::Definition;
use crate::schema::{Attribute, COMMON, Returned};
use crate::{Error, Map, list};
use named::Named;

/// Which attributes an answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    selection: Selection,
    /// Attributes that are never returned, or only on request and were not asked for.
    hidden: Tree,
    /// Attributes that are always returned.
    always: Tree,
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
        Self::with(definition, Selection::All, &Named::default())
    }

    /// Reads the two parameters, comma-separated. An empty one counts as not given, unknown names
    /// are passed over, brackets after a name too. Both at once are 400 `invalidValue`.
    pub fn parse(
        definition: &Definition,
        attributes: Option<&str>,
        excluded: Option<&str>,
    ) -> Result<Self, Error> {
        Self::parse_after(definition, attributes, excluded, &Named::default())
    }

    /// The same for the answer to a request that has sent values itself.
    fn parse_after(
        definition: &Definition,
        attributes: Option<&str>,
        excluded: Option<&str>,
        sent: &Named,
    ) -> Result<Self, Error> {
        let given = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        match (attributes.filter(|_| given(attributes)), excluded.filter(|_| given(excluded))) {
            (Some(_), Some(_)) => Err(Error::invalid_value(
                "attributes and excludedAttributes cannot be given at once",
            )),
            (Some(names), None) => {
                let asked = Named::by(definition, names);
                Ok(Self::with(definition, Selection::Only(asked.tree()), &asked))
            }
            (None, Some(names)) => {
                let excluded = Named::by(definition, names).tree();
                Ok(Self::with(definition, Selection::Except(excluded), sent))
            }
            (None, None) => Ok(Self::with(definition, Selection::All, sent)),
        }
    }

    /// Reads the two parameters from a query string whose others have no meaning for the request
    /// and are passed over, whatever they hold. For the rest, see [`Projection::parse`].
    pub fn from_query(definition: &Definition, query: &str) -> Result<Self, Error> {
        Self::after(definition, query, &Named::default())
    }

    /// The same for the answer to a POST, PUT or PATCH with this body: what is returned on request
    /// only is returned where the client has sent it (RFC 7643 §7).
    pub fn after_write(definition: &Definition, query: &str, body: &[u8]) -> Result<Self, Error> {
        Self::after(definition, query, &Named::sent(definition, body))
    }

    fn after(definition: &Definition, query: &str, sent: &Named) -> Result<Self, Error> {
        let (mut attributes, mut excluded) = (None, None);
        for (name, value) in list::parameters(query) {
            match name.to_ascii_lowercase().as_str() {
                "attributes" => list::append(&mut attributes, value),
                "excludedattributes" => list::append(&mut excluded, value),
                _ => {}
            }
        }
        Self::parse_after(definition, attributes.as_deref(), excluded.as_deref(), sent)
    }

    fn with(definition: &Definition, selection: Selection, named: &Named) -> Self {
        let mut hidden = Tree::default();
        let mut always = Tree::default();
        for (extension, attribute) in attributes(definition) {
            let above: Vec<&str> = extension.into_iter().collect();
            sort_out(attribute, &above, named, &mut hidden, &mut always);
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
        if self.always.0.contains_key(attribute) {
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

    /// Takes out of a rendered resource what is not to be shown.
    pub fn apply(&self, resource: &mut Map) {
        match &self.selection {
            Selection::All => {}
            Selection::Only(tree) => {
                resource.retain(|name, value| keeps(name, value, &[tree, &self.always]));
            }
            Selection::Except(tree) => {
                resource.retain(|name, value| tree.spares(name, value, &self.always));
            }
        }
        if !self.hidden.0.is_empty() {
            let nothing = Tree::default();
            resource.retain(|name, value| self.hidden.spares(name, value, &nothing));
        }
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

fn sort_out(
    attribute: &Attribute,
    above: &[&str],
    named: &Named,
    hidden: &mut Tree,
    always: &mut Tree,
) {
    let mut steps = above.to_vec();
    steps.push(&attribute.name);
    match attribute.returned {
        _ if attribute.is_secret() => return hidden.add(&steps),
        Returned::Request if !named.has(&steps) => return hidden.add(&steps),
        Returned::Always => always.add(&steps),
        _ => {}
    }
    let subs = attribute.sub_attributes.iter();
    subs.for_each(|sub| sort_out(sub, &steps, named, hidden, always));
}

impl Tree {
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

    /// Takes what is named out of a value, but not what is always returned; false if nothing is
    /// left.
    fn spares(&self, name: &str, value: &mut Value, always: &Tree) -> bool {
        let Some(below) = self.0.get(name) else {
            return true;
        };
        let nothing = Tree::default();
        match always.0.get(name) {
            Some(kept) if kept.0.is_empty() => true,
            Some(kept) if below.0.is_empty() => {
                reduce(value, &|name, value| keeps(name, value, &[kept]))
            }
            kept => {
                let kept = kept.unwrap_or(&nothing);
                !below.0.is_empty() && reduce(value, &|name, value| below.spares(name, value, kept))
            }
        }
    }
}

/// Reduces a value to what one of the trees names; false if nothing of it is.
fn keeps(name: &str, value: &mut Value, trees: &[&Tree]) -> bool {
    let below: Vec<&Tree> = trees.iter().filter_map(|tree| tree.0.get(name)).collect();
    if below.iter().any(|tree| tree.0.is_empty()) {
        return true;
    }
    !below.is_empty() && reduce(value, &|name, value| keeps(name, value, &below))
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

#[cfg(test)]
mod tests;
