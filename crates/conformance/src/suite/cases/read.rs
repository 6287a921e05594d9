//! Reading one resource, and lists without conditions (RFC 7644 §3.4).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use crate::client::Method;
use crate::json::same;
use crate::urn;

cases! { "read";
    a_user_is_read: "A user is read as it was created",
        ["read.status", "common.id-stable", "common.schemas"];
    its_address_leads_to_it: "meta.location is an address that can be read",
        ["common.meta-location", "data.base-url"];
    what_is_not_there_is_404: "A resource that is not there is 404",
        ["read.missing", "error.message", "error.status"];
    ids_are_exact: "An id in another case is another id",
        ["common.id-exact"];
    inactive_users_are_read: "Inactive users are read and listed",
        ["read.inactive"];
    a_filter_is_not_passed_over: "A filter on a single resource is not passed over",
        ["read.filter"];
    a_list_is_a_list: "A list is a list message with the right numbers",
        ["list.message", "list.numbers", "paging.index"];
    a_list_shows_whole_users: "A list shows users as reading them does",
        ["list.whole"];
    nothing_found_is_no_error: "A query that matches nothing is an empty list",
        ["list.empty"];
    an_empty_list_has_resources: "An empty list still has Resources",
        ["list.empty-resources"];
    the_total_counts_all: "totalResults counts all that match, not the page",
        ["list.total", "paging.count"];
    the_root_spans_all: "A query at the root spans users and groups",
        ["list.root"];
    unknown_parameters_are_ignored: "Unknown parameters are ignored",
        ["http.unknown-parameters"];
}

async fn a_user_is_read(t: &Tools) -> Outcome {
    t.knows(&["displayName"])?;
    let made = t.user(json!({"displayName": "Ann", "externalId": "e-1"})).await?;
    let read = t.get(&made.path).await?;
    read.status(200)?.is("id", made.id.as_str())?;
    read.that(same(&made.body, read.json()?), format!("the user as created: {}", made.body))?;
    read.holds("schemas", &[urn::USER]).map(drop)
}

async fn its_address_leads_to_it(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let location = made.body["meta"]["location"].as_str().unwrap_or_default();
    let read = t.get(&made.path).await?;
    // Behind a proxy the public name may differ from the one that is talked to; the path may not.
    let path = |url: &str| url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let wanted = path(&format!("{}{}", t.base(), made.path));
    read.status(200)?
        .that(path(location) == wanted, format!("an address with the path /{wanted}"))
        .map(drop)
}

async fn what_is_not_there_is_404(t: &Tools) -> Outcome {
    for path in ["/Users/", "/Groups/"] {
        for id in ["nobody", "0", "01912345-0000-7000-8000-000000000000"] {
            t.get(&format!("{path}{id}")).await?.refused(404, &[])?;
        }
    }
    Ok(())
}

async fn ids_are_exact(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let other = made.id.to_uppercase();
    if other == made.id {
        return Ok(());
    }
    t.get(&format!("/Users/{other}")).await?.refused(404, &[])?;
    t.needs(Feature::Filter)?;
    t.finds(&format!("id eq \"{other}\""), &[made], &[]).await
}

async fn inactive_users_are_read(t: &Tools) -> Outcome {
    t.knows(&["active"])?;
    let made = [t.user(json!({"active": false})).await?];
    t.get(&made[0].path).await?.is("active", false)?;
    t.needs(Feature::Filter)?;
    let name = made[0].body["userName"].as_str().unwrap_or_default();
    t.finds(&format!("userName eq \"{name}\""), &made, &["a"]).await
}

async fn a_filter_is_not_passed_over(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let answer = t.get(&format!("{}?filter=userName eq \"somebody else\"", made.path)).await?;
    answer.any_status(&[400, 403, 404]).map(drop)
}

async fn a_list_is_a_list(t: &Tools) -> Outcome {
    t.user(json!({})).await?;
    t.user(json!({})).await?;
    let list = t.get("/Users?startIndex=1&count=2").await?;
    list.status(200)?.holds("schemas", &[urn::LIST])?.is("startIndex", 1)?;
    list.is("itemsPerPage", list.resources()?.len())?;
    list.that(list.total()? >= 2 && list.ids()?.len() == 2, "two of at least two users").map(drop)
}

async fn a_list_shows_whole_users(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let made = t.user(json!({"externalId": "e-1"})).await?;
    let read = t.get(&made.path).await?;
    let list = t.filter("/Users", &format!("id eq \"{}\"", made.id)).await?;
    let shown = list.find("Resources[0]");
    let whole = shown.is_some_and(|shown| Some(&shown) == read.answer.json.as_ref());
    list.that(whole, format!("the user as reading it shows it: {}", read.json()?)).map(drop)
}

async fn nothing_found_is_no_error(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.needs_groups()?;
    t.user(json!({})).await?;
    for path in ["/Users", "/Groups"] {
        let name = if path == "/Users" { "userName" } else { "displayName" };
        let filter = format!("{name} eq \"{}\"", t.name("nobody"));
        let list = t.filter(path, &filter).await?;
        list.status(200)?.holds("schemas", &[urn::LIST])?.is("totalResults", 0)?;
        list.that(list.resources()?.is_empty(), "no Resources")?;
    }
    Ok(())
}

async fn an_empty_list_has_resources(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let list = t.filter("/Users", &format!("userName eq \"{}\"", t.name("nobody"))).await?;
    list.is("Resources", json!([])).map(drop)
}

async fn the_total_counts_all(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    for _ in 0..3 {
        t.user(json!({})).await?;
    }
    let filter = crate::client::encode_value(&format!("userName sw \"{}\"", t.prefix()));
    let page = t.get(&format!("/Users?filter={filter}&startIndex=1&count=2")).await?;
    page.is("totalResults", 3)?.is("itemsPerPage", 2)?;
    page.that(page.ids()?.len() == 2, "two Resources").map(drop)
}

async fn the_root_spans_all(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let (user, group) = (t.user(json!({})).await?, t.group("b", &[]).await?);
    let both = format!("id eq \"{}\" or id eq \"{}\"", user.id, group.id);
    let (ids, made) = ([user.id.clone(), group.id.clone()], [user, group]);
    let list = t.filter("/", &both).await?;
    list.shows(&made, &["a", "b"])?;
    let only = format!("meta.resourceType eq \"Group\" and ({both})");
    let list = t.filter("/", &only).await?;
    list.shows(&made, &["b"])?.that(list.ids()? == ids[1..], "only the group").map(drop)
}

async fn unknown_parameters_are_ignored(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    for path in [made.path.as_str(), "/Users"] {
        let answer = t.send(Method::GET, &format!("{path}?colour=blue&count=1"), &[], None).await?;
        answer.status(200)?;
    }
    Ok(())
}
