//! Pages by index (RFC 7644 §3.4.2.4).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::client::encode_value;

cases! { "paging";
    pages_hold_what_was_asked_for: "A page holds no more than count",
        ["paging.count", "list.numbers", "list.total"];
    pages_show_everything_once: "Pages one after the other show everything once",
        ["paging.whole", "paging.index"];
    a_low_index_is_one: "A startIndex below 1 counts as 1",
        ["paging.low-index"];
    a_low_count_is_nothing: "A count of 0, or below, shows no resources",
        ["paging.low-count"];
    beyond_the_end_is_nothing: "A page beyond the end is empty",
        ["paging.beyond"];
    what_is_no_number_is_refused: "What is no number is refused",
        ["paging.no-number"];
}

async fn five(t: &Tools) -> Outcome<Vec<Made>> {
    t.needs(Feature::Index)?;
    t.needs(Feature::Filter)?;
    t.users(&["a", "b", "c", "d", "e"].map(|label| (label, json!({})))).await
}

async fn page(t: &Tools, query: &str) -> Outcome<Exchange> {
    let filter = encode_value(&format!("userName sw \"{}\"", t.prefix()));
    t.get(&format!("/Users?filter={filter}&{query}")).await
}

async fn pages_hold_what_was_asked_for(t: &Tools) -> Outcome {
    five(t).await?;
    let list = page(t, "startIndex=2&count=3").await?;
    list.is("totalResults", 5)?.is("startIndex", 2)?.is("itemsPerPage", 3)?;
    list.that(list.ids()?.len() == 3, "three Resources")?;
    let rest = page(t, "startIndex=5&count=3").await?;
    rest.is("itemsPerPage", 1)?.that(rest.ids()?.len() == 1, "the fifth only").map(drop)
}

async fn pages_show_everything_once(t: &Tools) -> Outcome {
    let made = five(t).await?;
    let mut seen = Vec::new();
    for start in [1, 3, 5] {
        let list = page(t, &format!("startIndex={start}&count=2")).await?;
        list.is("startIndex", start)?;
        seen.extend(list.names(&made)?);
    }
    seen.sort_unstable();
    let list = page(t, "count=5").await?;
    list.that(seen == ["a", "b", "c", "d", "e"], "each of five users on one of three pages")
        .map(drop)
}

async fn a_low_index_is_one(t: &Tools) -> Outcome {
    let made = five(t).await?;
    let first = page(t, "startIndex=1&count=2").await?.names(&made)?;
    for start in [0, -7] {
        let list = page(t, &format!("startIndex={start}&count=2")).await?;
        list.is("startIndex", 1)?.shows_in_order(&made, &first)?;
    }
    Ok(())
}

async fn a_low_count_is_nothing(t: &Tools) -> Outcome {
    five(t).await?;
    for count in [0, -1] {
        let list = page(t, &format!("count={count}")).await?;
        list.is("totalResults", 5)?.that(list.ids()?.is_empty(), "no Resources")?;
    }
    Ok(())
}

async fn beyond_the_end_is_nothing(t: &Tools) -> Outcome {
    five(t).await?;
    let list = page(t, "startIndex=100&count=2").await?;
    list.status(200)?.is("totalResults", 5)?;
    list.that(list.ids()?.is_empty(), "no Resources").map(drop)
}

async fn what_is_no_number_is_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Index)?;
    for query in ["startIndex=one", "count=all"] {
        t.get(&format!("/Users?{query}")).await?.refused(400, &["invalidValue", "invalidCount"])?;
    }
    Ok(())
}
