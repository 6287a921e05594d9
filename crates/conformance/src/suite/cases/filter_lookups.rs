//! The filters with which identity providers look for whom they know.

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use super::filter::{find, people};

cases! { "filter";
    ids_are_found: "Users and groups are found by id and externalId",
        ["filter.ids"];
    emails_are_found: "Users are found by e-mail, however the filter is written",
        ["filter.emails"];
    groups_are_found_by_member: "Groups are found by their members",
        ["filter.members"];
}

async fn ids_are_found(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("id eq \"{}\"", made[1].id), &["bob"]),
        (format!("externalId eq \"{p}-X\" and title pr"), &["ann"]),
    ];
    find(t, &made, &table).await?;
    let groups = [t.group("one", &[]).await?, t.group("two", &[]).await?];
    let filter = format!("id eq \"{}\"", groups[1].id);
    t.filter("/Groups", &filter).await?.shows(&groups, &["two"])?;
    let filter = format!("displayName eq \"{p}-g-one\"");
    t.filter("/Groups", &filter).await?.shows(&groups, &["one"]).map(drop)
}

async fn emails_are_found(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 4] = [
        (format!("emails.value eq \"{p}-w@ann.example\""), &["ann"]),
        (format!("emails[value eq \"{p}-w@ann.example\"]"), &["ann"]),
        (format!("emails[type eq \"work\"].value eq \"{p}-w@ann.example\""), &["ann"]),
        (format!("emails.value eq \"{p}-W@ANN.example\""), &["ann"]),
    ];
    find(t, &made, &table).await
}

async fn groups_are_found_by_member(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let (ann, bob) = (t.user(json!({})).await?, t.user(json!({})).await?);
    let groups = [t.group("one", &[&ann.id]).await?, t.group("two", &[&ann.id, &bob.id]).await?];
    for (filter, wanted) in [
        (format!("members.value eq \"{}\"", ann.id), &["one", "two"][..]),
        (format!("members[value eq \"{}\"]", bob.id), &["two"]),
        (format!("members eq \"{}\"", bob.id), &["two"]),
        (format!("id eq \"{}\" and members eq \"{}\"", groups[0].id, bob.id), &[]),
    ] {
        t.filter("/Groups", &filter).await?.shows(&groups, wanted)?;
    }
    Ok(())
}
