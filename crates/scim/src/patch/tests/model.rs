//! Sequences of operations against a model that is too plain to be wrong.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{stored, user};

/// A user as the model knows one: a title, two parts of a name, and e-mail addresses.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    title: Option<String>,
    given: Option<String>,
    family: Option<String>,
    /// Type and value.
    emails: Vec<(String, String)>,
}

impl Model {
    fn body(&self) -> crate::Map {
        let mut more = json!({});
        if let Some(title) = &self.title {
            more["title"] = json!(title);
        }
        for (key, part) in [("givenName", &self.given), ("familyName", &self.family)] {
            if let Some(part) = part {
                more["name"][key] = json!(part);
            }
        }
        if !self.emails.is_empty() {
            more["emails"] = self
                .emails
                .iter()
                .map(|(kind, value)| json!({"type": kind, "value": value}))
                .collect();
        }
        stored(&more)
    }
}

#[derive(Clone, Debug)]
enum Step {
    Title(Option<String>),
    Name { given: Option<String>, family: Option<String>, path: bool },
    RemoveFamily,
    AddEmails(Vec<(String, String)>),
    ReplaceEmails(Vec<(String, String)>),
    SetByType(String, String),
    RemoveByType(String),
    RemoveListed(Vec<String>),
    RemoveEmails,
}

impl Step {
    fn operation(&self) -> Value {
        let items = |all: &[(String, String)]| -> Value {
            all.iter().map(|(kind, value)| json!({"type": kind, "value": value})).collect()
        };
        match self {
            Self::Title(Some(title)) => json!({"op": "replace", "path": "title", "value": title}),
            Self::Title(None) => json!({"op": "remove", "path": "title"}),
            Self::Name { given, family, path } => {
                let mut name = json!({});
                if let Some(given) = given {
                    name["givenName"] = json!(given);
                }
                if let Some(family) = family {
                    name["familyName"] = json!(family);
                }
                if *path {
                    json!({"op": "add", "path": "name", "value": name})
                } else {
                    json!({"op": "replace", "value": {"name": name}})
                }
            }
            Self::RemoveFamily => json!({"op": "remove", "path": "name.familyName"}),
            Self::AddEmails(all) => json!({"op": "add", "path": "emails", "value": items(all)}),
            Self::ReplaceEmails(all) => json!({"op": "replace", "value": {"emails": items(all)}}),
            Self::SetByType(kind, value) => {
                json!({"op": "Replace", "path": format!("emails[type eq \"{kind}\"].value"), "value": value})
            }
            Self::RemoveByType(kind) => {
                json!({"op": "remove", "path": format!("emails[type eq \"{kind}\"]")})
            }
            Self::RemoveListed(values) => {
                let values: Vec<Value> =
                    values.iter().map(|value| json!({"value": value})).collect();
                json!({"op": "Remove", "path": "emails", "value": values})
            }
            Self::RemoveEmails => json!({"op": "remove", "path": "emails"}),
        }
    }

    fn apply(&self, model: &mut Model) {
        match self.clone() {
            Self::Title(title) => model.title = title,
            Self::Name { given, family, .. } => {
                model.given = given.or(model.given.take());
                model.family = family.or(model.family.take());
            }
            Self::RemoveFamily => model.family = None,
            Self::AddEmails(all) => model.emails.extend(all),
            Self::ReplaceEmails(all) => model.emails = all,
            Self::SetByType(kind, value) => {
                let mut found = false;
                for email in model.emails.iter_mut().filter(|email| email.0 == kind) {
                    email.1.clone_from(&value);
                    found = true;
                }
                if !found {
                    model.emails.push((kind, value));
                }
            }
            Self::RemoveByType(kind) => model.emails.retain(|email| email.0 != kind),
            Self::RemoveListed(values) => model.emails.retain(|email| !values.contains(&email.1)),
            Self::RemoveEmails => model.emails.clear(),
        }
        // The same pair of type and value is kept once, where it came first.
        let mut seen = Vec::new();
        model.emails.retain(|email| {
            let is_new = !seen.contains(email);
            seen.push(email.clone());
            is_new
        });
    }
}

fn step() -> impl Strategy<Value = Step> {
    let text = || "[a-c]{1,2}";
    let kind = || proptest::sample::select(vec!["work".to_owned(), "home".to_owned()]);
    let emails = || proptest::collection::vec((kind(), text()), 0..4);
    let maybe = || proptest::option::of(text());
    prop_oneof![
        maybe().prop_map(Step::Title),
        (maybe(), maybe(), any::<bool>()).prop_map(|(given, family, path)| Step::Name {
            given,
            family,
            path
        }),
        Just(Step::RemoveFamily),
        emails().prop_map(Step::AddEmails),
        emails().prop_map(Step::ReplaceEmails),
        (kind(), text()).prop_map(|(kind, value)| Step::SetByType(kind, value)),
        kind().prop_map(Step::RemoveByType),
        proptest::collection::vec(text(), 0..3).prop_map(Step::RemoveListed),
        Just(Step::RemoveEmails),
    ]
}

proptest! {
    #[test]
    fn sequences_do_what_the_model_does(steps in proptest::collection::vec(step(), 1..10)) {
        let mut model = Model::default();
        let mut one_by_one = model.body();
        for step in &steps {
            step.apply(&mut model);
            one_by_one = user(&one_by_one, &json!([step.operation()]));
            prop_assert_eq!(&one_by_one, &model.body(), "after {:?}", step);
        }
        let operations: Vec<Value> = steps.iter().map(Step::operation).collect();
        prop_assert_eq!(user(&Model::default().body(), &json!(operations)), model.body());
    }
}
