//! Lists: what is in a page, and whether a filter finds whom it should.

use serde_json::Value;

use super::case::Outcome;
use super::exchange::Exchange;
use super::tools::{Made, Tools};
use crate::client::encode_value;

impl Exchange {
    /// The resources of a page.
    pub(super) fn resources(&self) -> Outcome<Vec<Value>> {
        self.status(200)?;
        match self.find("Resources") {
            Some(Value::Array(items)) => Ok(items),
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(_) => Err(self.fail("Resources is a list")),
        }
    }

    /// The ids of a page, in its order.
    pub(super) fn ids(&self) -> Outcome<Vec<String>> {
        let id = |item: &Value| item["id"].as_str().map(str::to_owned);
        Ok(self.resources()?.iter().filter_map(id).collect())
    }

    /// How many there are on all pages.
    pub(super) fn total(&self) -> Outcome<u64> {
        self.status(200)?;
        let total = self.find("totalResults");
        total.as_ref().and_then(Value::as_u64).ok_or_else(|| self.fail("totalResults is a number"))
    }

    /// Who of `made` is on the page, by name and in the order of the page.
    pub(super) fn names(&self, made: &[Made]) -> Outcome<Vec<&'static str>> {
        let name = |id: &String| made.iter().find(|one| one.id == *id).map(|one| one.label);
        let names: Vec<_> = self.ids()?.iter().filter_map(name).collect();
        Ok(names)
    }

    /// These of `made` are on the page, in any order, and none of the others.
    pub(super) fn shows(&self, made: &[Made], wanted: &[&str]) -> Outcome<&Self> {
        let mut names = self.names(made)?;
        let mut all = wanted.to_vec();
        names.sort_unstable();
        all.sort_unstable();
        self.that(names == all, expected(made, &all))
    }

    /// These of `made` are on the page in that order, and none of the others.
    pub(super) fn shows_in_order(&self, made: &[Made], wanted: &[&str]) -> Outcome<&Self> {
        let names = self.names(made)?;
        let found = if names.is_empty() { "nobody".into() } else { names.join(", ") };
        let expected = format!("in this order: {} (it was: {found})", wanted.join(", "));
        self.that(names == wanted, expected)
    }
}

fn expected(made: &[Made], wanted: &[&str]) -> String {
    let told = |one: &Made| format!("{} = {}", one.label, one.id);
    let all: Vec<_> = made.iter().map(told).collect();
    let wanted = if wanted.is_empty() { "none".into() } else { wanted.join(" and ") };
    format!("{wanted} of those that were made for this ({}), and no other of them", all.join(", "))
}

impl Tools {
    /// Asks for a list with a filter.
    pub(super) async fn filter(&self, endpoint: &str, filter: &str) -> Outcome<Exchange> {
        self.get(&format!("{endpoint}?filter={}&count=100", encode_value(filter))).await
    }

    /// A filter over the users must find these of `made`, and none of the others.
    pub(super) async fn finds(&self, filter: &str, made: &[Made], wanted: &[&str]) -> Outcome {
        self.filter("/Users", filter).await?.shows(made, wanted).map(drop)
    }

    /// Filters over the users must be refused.
    pub(super) async fn refuses_filters(&self, filters: &[&str]) -> Outcome {
        for filter in filters {
            self.filter("/Users", filter).await?.refused_as(400, "invalidFilter")?;
        }
        Ok(())
    }
}
