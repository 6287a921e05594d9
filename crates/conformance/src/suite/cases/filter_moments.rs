//! Filters on moments (RFC 7644 §3.4.2.2).

use super::super::case::{Outcome, cases};
use super::super::tools::Tools;
use super::filter::{find, people};

cases! { "filter";
    moments_are_ordered: "gt, ge, lt and le compare moments",
        ["filter.order", "filter.changed"];
    moments_are_no_texts: "Moments are compared by time, whatever zone they are written in",
        ["filter.order"];
}

async fn moments_are_ordered(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 3] = [
        (
            format!("title sw \"{p}\" and meta.lastModified gt \"2001-01-01T00:00:00Z\""),
            &["ann", "bob", "cat"],
        ),
        (format!("title sw \"{p}\" and meta.lastModified lt \"2001-01-01T00:00:00+02:00\""), &[]),
        (
            format!("title sw \"{p}\" and meta.created ge \"2001-01-01T00:00:00.000Z\""),
            &["ann", "bob", "cat"],
        ),
    ];
    find(t, &made, &table).await
}

/// The same figures with a zone far in the west are half a day later. As texts they are equal, or
/// their order hangs on the sign before the zone.
async fn moments_are_no_texts(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let created = made[0].body["meta"]["created"].as_str().unwrap_or_default();
    let later = format!("{}-12:00", created.get(..19).unwrap_or(created));
    let table: [(String, &[&str]); 4] = [
        (format!("title sw \"{p}\" and meta.created lt \"{later}\""), &["ann", "bob", "cat"]),
        (format!("title sw \"{p}\" and meta.created le \"{later}\""), &["ann", "bob", "cat"]),
        (format!("title sw \"{p}\" and meta.created gt \"{later}\""), &[]),
        (format!("title sw \"{p}\" and meta.created ge \"{later}\""), &[]),
    ];
    find(t, &made, &table).await
}
