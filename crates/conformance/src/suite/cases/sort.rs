//! Order of lists (RFC 7644 §3.4.2.3).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::client::encode_value;

cases! { "sort";
    a_list_is_sorted: "sortBy sorts, ascending by itself",
        ["sort.by"];
    the_order_turns_round: "sortOrder=descending turns the order round",
        ["sort.order"];
    case_does_not_matter: "Texts are sorted without regard to case",
        ["sort.case"];
    who_has_no_value_comes_last: "Who has no value comes last, and first when descending",
        ["sort.missing"];
    a_list_is_sorted_by_its_primary_value: "The primary value decides, else the first",
        ["sort.primary"];
    a_sub_attribute_may_be_named: "A sub-attribute may be named",
        ["sort.sub-attribute"];
    pages_are_sorted_as_a_whole: "Pages are cut from the whole sorted list",
        ["sort.by", "paging.whole"];
}

async fn people(t: &Tools) -> Outcome<Vec<Made>> {
    t.needs(Feature::Sort)?;
    t.needs(Feature::Filter)?;
    t.knows(&["title", "name.familyName", "emails.type", "emails.primary"])?;
    let email = |value: &str, primary: bool| {
        let kind = if primary { "work" } else { "home" };
        json!({"value": value, "type": kind, "primary": primary})
    };
    t.users(&[
        (
            "mid",
            json!({"title": "b", "name": {"familyName": "z"}, "emails": [email("b@b.example", false)]}),
        ),
        ("none", json!({"name": {"familyName": "M"}})),
        (
            "low",
            json!({"title": "A", "name": {"familyName": "y"},
                "emails": [email("z@z.example", false), email("a@a.example", true)]}),
        ),
        (
            "high",
            json!({"title": "C", "name": {"familyName": "x"},
                "emails": [email("c@c.example", true), email("0@0.example", false)]}),
        ),
    ])
    .await
}

async fn sorted(t: &Tools, query: &str) -> Outcome<Exchange> {
    let filter = encode_value(&format!("userName sw \"{}\"", t.prefix()));
    t.get(&format!("/Users?filter={filter}&{query}")).await
}

async fn a_list_is_sorted(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let order = ["low", "mid", "high", "none"];
    sorted(t, "sortBy=title").await?.shows_in_order(&made, &order)?;
    sorted(t, "sortBy=title&sortOrder=ascending").await?.shows_in_order(&made, &order).map(drop)
}

async fn the_order_turns_round(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let list = sorted(t, "sortBy=name.familyName&sortOrder=descending").await?;
    list.shows_in_order(&made, &["mid", "low", "high", "none"]).map(drop)
}

async fn case_does_not_matter(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let list = sorted(t, "sortBy=name.familyName").await?;
    list.shows_in_order(&made, &["none", "high", "low", "mid"]).map(drop)
}

async fn who_has_no_value_comes_last(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let list = sorted(t, "sortBy=title&sortOrder=descending").await?;
    list.shows_in_order(&made, &["none", "high", "mid", "low"])?;
    let names = sorted(t, "sortBy=title").await?.names(&made)?;
    list.that(names.last() == Some(&"none"), "who has no title comes last when ascending").map(drop)
}

async fn a_list_is_sorted_by_its_primary_value(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let list = sorted(t, "sortBy=emails.value").await?;
    list.shows_in_order(&made, &["low", "mid", "high", "none"]).map(drop)
}

async fn a_sub_attribute_may_be_named(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let list = sorted(t, "sortBy=NAME.FamilyName&sortOrder=ascending").await?;
    list.shows_in_order(&made, &["none", "high", "low", "mid"]).map(drop)
}

async fn pages_are_sorted_as_a_whole(t: &Tools) -> Outcome {
    let made = people(t).await?;
    sorted(t, "sortBy=title&count=2").await?.shows_in_order(&made, &["low", "mid"])?;
    let second = sorted(t, "sortBy=title&startIndex=3&count=2").await?;
    second.shows_in_order(&made, &["high", "none"]).map(drop)
}
