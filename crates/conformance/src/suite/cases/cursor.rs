//! Pages by cursor (RFC 9865).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::client::encode_value;
use crate::urn;

cases! { "cursor";
    the_configuration_tells_of_pages: "The configuration tells how lists are paged",
        ["cursor.told", "cursor.defaults"];
    a_walk_shows_everything_once: "A walk shows everything once, and ends",
        ["cursor.first", "cursor.next", "cursor.whole", "cursor.count", "cursor.characters",
            "cursor.no-first-previous"];
    a_full_last_page_is_the_last: "A last page that is full is the last",
        ["cursor.next"];
    a_low_count_is_nothing: "A count of 0, or below, shows no resources",
        ["cursor.nothing"];
    a_forged_cursor_is_refused: "A cursor that was not given out is refused",
        ["cursor.invalid"];
    a_cursor_belongs_to_its_query: "A cursor is refused for another query",
        ["cursor.bound"];
    a_search_is_walked_too: "A search by POST is walked too",
        ["cursor.search"];
    a_walk_survives_deletions: "A walk misses nobody when others are deleted",
        ["cursor.live"];
    who_asks_for_neither_gets_the_default: "Without a cursor pages go the default way",
        ["cursor.default-stays"];
}

async fn the_configuration_tells_of_pages(t: &Tools) -> Outcome {
    let config = t.get("/ServiceProviderConfig").await?;
    if config.find("pagination").is_none() {
        return t.needs(Feature::Cursor);
    }
    for name in ["cursor", "index"] {
        let told = config.find(&format!("pagination.{name}")).is_some_and(|v| v.is_boolean());
        config.that(told, format!("pagination.{name} is a boolean"))?;
    }
    t.needs(Feature::Cursor)?;
    let way = config.text("pagination.defaultPaginationMethod")?;
    config.that(["index", "cursor"].contains(&way.as_str()), "the default is index or cursor")?;
    config.has("pagination.defaultPageSize")?.has("pagination.cursorTimeout").map(drop)
}

async fn people(t: &Tools) -> Outcome<Vec<Made>> {
    t.needs(Feature::Cursor)?;
    t.needs(Feature::Filter)?;
    t.users(&["a", "b", "c", "d", "e"].map(|label| (label, json!({})))).await
}

async fn page(t: &Tools, count: usize, cursor: &str) -> Outcome<Exchange> {
    let filter = encode_value(&format!("userName sw \"{}\"", t.prefix()));
    t.get(&format!("/Users?filter={filter}&count={count}&cursor={cursor}")).await
}

/// The cursor of the next page, if there is one.
fn next(page: &Exchange) -> Outcome<Option<String>> {
    page.status(200)?;
    match page.find("nextCursor") {
        None => Ok(None),
        Some(Value::String(cursor)) if !cursor.is_empty() => Ok(Some(cursor)),
        Some(_) => Err(page.fail("nextCursor is a string that is not empty, or absent")),
    }
}

async fn a_walk_shows_everything_once(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let (mut seen, mut cursor, mut pages) = (Vec::new(), Some(String::new()), 0);
    while let Some(at) = cursor {
        let list = page(t, 2, &at).await?;
        list.that(list.ids()?.len() <= 2, "two Resources at most")?;
        if at.is_empty() {
            list.lacks("previousCursor")?;
        }
        seen.extend(list.names(&made)?);
        cursor = next(&list)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let fits = cursor.as_ref().is_none_or(|cursor| cursor.chars().all(plain));
        list.that(fits, "a cursor of letters, digits, - . _ and ~")?;
        pages += 1;
        list.that(pages <= 5, "a walk over five users in pages of two that ends")?;
        if cursor.is_none() {
            seen.sort_unstable();
            list.that(
                seen == ["a", "b", "c", "d", "e"],
                "a walk that shows each of five users once",
            )?;
        }
    }
    Ok(())
}

async fn a_full_last_page_is_the_last(t: &Tools) -> Outcome {
    people(t).await?;
    let whole = page(t, 5, "").await?;
    whole.that(whole.ids()?.len() == 5, "all five users")?.lacks("nextCursor").map(drop)
}

async fn a_low_count_is_nothing(t: &Tools) -> Outcome {
    people(t).await?;
    let filter = encode_value(&format!("userName sw \"{}\"", t.prefix()));
    for count in ["0", "-1"] {
        let list = t.get(&format!("/Users?filter={filter}&count={count}&cursor=")).await?;
        list.status(200)?.that(list.ids()?.is_empty(), "no Resources")?;
    }
    Ok(())
}

async fn a_forged_cursor_is_refused(t: &Tools) -> Outcome {
    people(t).await?;
    page(t, 2, "forged-4711").await?.refused_as(400, "invalidCursor").map(drop)
}

async fn a_cursor_belongs_to_its_query(t: &Tools) -> Outcome {
    people(t).await?;
    let first = page(t, 2, "").await?;
    let Some(cursor) = next(&first)? else {
        return Err(first.fail("a nextCursor on the first of three pages"));
    };
    let other = t.get(&format!("/Users?filter=userName pr&count=2&cursor={cursor}")).await?;
    other.refused(400, &["invalidCursor", "invalidValue"]).map(drop)
}

async fn a_search_is_walked_too(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..3 {
        let body = json!({"schemas": [urn::SEARCH], "count": 2, "cursor": cursor,
            "filter": format!("userName sw \"{}\"", t.prefix())});
        let list = t.post("/Users/.search", &body).await?;
        seen.extend(list.names(&made)?);
        cursor = next(&list)?.unwrap_or_default();
        if cursor.is_empty() {
            seen.sort_unstable();
            let all = seen == ["a", "b", "c", "d", "e"];
            return list.that(all, "a walk that shows each of five users once").map(drop);
        }
    }
    Err(page(t, 2, "").await?.fail("three pages of two for five users, and no more"))
}

async fn a_walk_survives_deletions(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let first = page(t, 2, "").await?;
    let mut seen = first.names(&made)?;
    let gone = seen.clone();
    for one in made.iter().filter(|one| gone.contains(&one.label)) {
        t.delete(&one.path).await?;
    }
    let mut cursor = next(&first)?;
    while let Some(at) = cursor {
        let list = page(t, 2, &at).await?;
        seen.extend(list.names(&made)?);
        list.that(seen.len() <= 5, "everybody once")?;
        cursor = next(&list)?;
    }
    seen.sort_unstable();
    let all = seen == ["a", "b", "c", "d", "e"];
    first
        .that(all, "a walk that shows who is left, though those of the first page were deleted")
        .map(drop)
}

async fn who_asks_for_neither_gets_the_default(t: &Tools) -> Outcome {
    people(t).await?;
    let by_cursor =
        t.service.setting("pagination.defaultPaginationMethod") == Some("cursor".into());
    let list = t.get("/Users?count=2").await?;
    list.status(200)?;
    if by_cursor {
        return list.has("nextCursor").map(drop);
    }
    list.is("startIndex", 1)?.lacks("nextCursor").map(drop)
}
