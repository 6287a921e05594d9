//! Searches by POST (RFC 7644 §3.4.3).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use crate::urn;

cases! { "search";
    a_search_finds_what_a_query_finds: "A search finds what the same query finds",
        ["search.same", "list.message"];
    a_search_without_its_schema_is_refused: "A search without its schema is refused",
        ["search.message"];
    the_root_is_searched: "The root is searched",
        ["search.root"];
}

async fn a_search_finds_what_a_query_finds(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.knows(&["title"])?;
    let made = t
        .users(&[
            ("a", json!({"title": t.name("x")})),
            ("b", json!({"title": t.name("x")})),
            ("c", json!({"title": t.name("y")})),
        ])
        .await?;
    let filter = format!("title eq \"{}\"", t.name("x"));
    let body = json!({"schemas": [urn::SEARCH], "filter": filter, "startIndex": 1, "count": 100});
    let search = t.post("/Users/.search", &body).await?;
    search.status(200)?.holds("schemas", &[urn::LIST])?.shows(&made, &["a", "b"])?;
    let query = t.filter("/Users", &filter).await?;
    let same = search.ids()? == query.ids()? && search.total()? == query.total()?;
    search.that(same, "the same users as GET with that filter")?;
    let body = json!({"schemas": [urn::SEARCH], "filter": filter, "startIndex": 2, "count": 1});
    let page = t.post("/Users/.search", &body).await?;
    page.is("totalResults", 2)?.is("itemsPerPage", 1)?.is("startIndex", 2).map(drop)
}

async fn a_search_without_its_schema_is_refused(t: &Tools) -> Outcome {
    for body in [json!({"count": 1}), json!({"schemas": [urn::USER], "count": 1})] {
        let answer = t.post("/Users/.search", &body).await?;
        answer.refused(400, &["invalidSyntax", "invalidValue"])?;
    }
    Ok(())
}

async fn the_root_is_searched(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let made = [t.user(json!({})).await?, t.group("b", &[]).await?];
    let filter = format!("id eq \"{}\" or id eq \"{}\"", made[0].id, made[1].id);
    let body = json!({"schemas": [urn::SEARCH], "filter": filter});
    t.post("/.search", &body).await?.shows(&made, &["a", "b"]).map(drop)
}
