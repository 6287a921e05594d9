//! What operations touch, so that the order of the request is kept where it matters.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use scim::bulk::{Method, Names, Spot, Step, spots};
use serde_json::Value;

use super::WIDTH;
use super::prepare::{Prepared, Task, is_attribute};
use crate::caller::Caller;
use crate::decide::Naming;
use crate::registry::DirectoryInfo;
use crate::resource::{Include, Kind};
use crate::service::Service;

impl Service {
    /// What each operation touches.
    pub(super) async fn steps(&self, caller: &Caller, batch: &[Prepared]) -> Vec<Step> {
        let tasks = || batch.iter().filter_map(|one| one.task.as_ref().ok());
        // Who is removed cannot be a member any more; and which of two groups may have the other
        // depends on which comes first.
        let subjects = |wanted: fn(&Task) -> bool| -> HashSet<Cow<'_, str>> {
            tasks().filter(|task| wanted(task)).map(|task| comparable(&task.id)).collect()
        };
        let removed = subjects(|task| task.method == Method::Delete);
        let groups = subjects(|task| task.kind == Kind::Group);
        let mut renamed: HashMap<&str, usize> = HashMap::new();
        let directory = &caller.directory;
        for task in tasks().filter(|task| may_rename(directory, task)) {
            *renamed.entry(&task.id).or_default() += 1;
        }
        let mut steps = Vec::with_capacity(batch.len());
        for some in batch.chunks(WIDTH) {
            let step = |one| self.step(caller, one, &renamed);
            steps.extend(join_all(some.iter().map(step)).await);
        }
        for (step, one) in steps.iter_mut().zip(batch) {
            let Ok(task) = &one.task else { continue };
            let nests = task.kind == Kind::Group && !groups.is_empty();
            if removed.is_empty() && !nests {
                continue;
            }
            spots(task.method, &task.data, &mut |Spot { text, .. }| {
                let id = comparable(text);
                let matters = removed.contains(&id) || (nests && groups.contains(&id));
                if matters && id != comparable(&task.id) {
                    step.mentions.push(id.into_owned());
                }
            });
        }
        steps
    }

    async fn step(&self, caller: &Caller, one: &Prepared, renamed: &HashMap<&str, usize>) -> Step {
        let Ok(task) = &one.task else { return Step::default() };
        let directory = &caller.directory;
        let names = match task.method {
            Method::Delete => Names::Frees,
            Method::Post => match given_name(directory, task) {
                Some(name) => Names::Takes(name),
                None => Names::Leaves,
            },
            _ if !may_rename(directory, task) => Names::Leaves,
            // Most replacements say again what is there, and need to wait for nobody.
            Method::Put if renamed.get(task.id.as_str()) == Some(&1) => {
                let keeps = self.name_of(caller, task).await == given_name(directory, task);
                if keeps { Names::Leaves } else { Names::Changes }
            }
            Method::Put | Method::Patch => Names::Changes,
        };
        Step {
            subject: Some(comparable(&task.id).into_owned()),
            mentions: Vec::new(),
            collection: usize::try_from(task.kind.code()).unwrap_or_default(),
            names,
            references: task.references.clone(),
        }
    }

    /// The name that a resource has now, if it is there.
    async fn name_of(&self, caller: &Caller, task: &Task) -> Option<String> {
        let id = task.id.parse().ok()?;
        let found = self.store.get(caller.directory.id, task.kind, id, Include::NONE).await;
        // What cannot be read now cannot be changed either; that will be told of then.
        let stored = found.ok().flatten()?;
        let body: Value = serde_json::from_str(&stored.body).ok()?;
        let naming = Naming::of(&caller.directory, task.kind)?;
        body.get(naming.attribute)?.as_str().map(|name| naming.key(name))
    }
}

/// An id in the form in which members are found by it: in any case, although it has one spelling
/// (RFC 7643 §8.7.1).
fn comparable(id: &str) -> Cow<'_, str> {
    if id.bytes().any(|byte| byte.is_ascii_uppercase()) && uuid::Uuid::try_parse(id).is_ok() {
        return id.to_ascii_lowercase().into();
    }
    id.into()
}

/// The name that the body of a POST or PUT gives, in the form in which it compares.
fn given_name(directory: &DirectoryInfo, task: &Task) -> Option<String> {
    let naming = Naming::of(directory, task.kind)?;
    let (_, value) = task.data.iter().find(|(key, _)| is_attribute(key, naming.attribute))?;
    value.as_str().map(|name| naming.key(name))
}

/// Whether an operation on a resource that is there says something about its name.
fn may_rename(directory: &DirectoryInfo, task: &Task) -> bool {
    let Some(name) = directory.naming_attribute(task.kind) else { return false };
    match task.method {
        Method::Put => true,
        Method::Patch => task.data.values().any(|value| speaks_of(value, name)),
        Method::Post | Method::Delete => false,
    }
}

/// Whether a PATCH has the name of an attribute among its keys or its paths.
fn speaks_of(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => is_attribute(text, name),
        Value::Array(items) => items.iter().any(|item| speaks_of(item, name)),
        Value::Object(map) => {
            map.iter().any(|(key, value)| is_attribute(key, name) || speaks_of(value, name))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn ids_compare_in_any_case_and_other_texts_do_not() {
        let id = "0191abcd-0000-7000-8000-00000000000f";
        assert_eq!(comparable(&id.to_uppercase()), id);
        assert_eq!(comparable(id), id);
        assert_eq!(comparable("Ann"), "Ann");
    }
}
