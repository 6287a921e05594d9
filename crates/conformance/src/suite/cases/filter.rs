//! What filters find (RFC 7644 §3.4.2.2).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::urn;

cases! { "filter";
    eq_finds_what_is_equal: "eq finds what is equal, and only that",
        ["filter.eq"];
    ne_finds_the_others: "ne finds what is not equal",
        ["filter.ne"];
    parts_of_texts_are_found: "co, sw and ew find parts of texts",
        ["filter.co", "filter.sw", "filter.ew"];
    pr_finds_what_has_a_value: "pr finds what has a value",
        ["filter.pr"];
    null_is_no_value: "eq null finds what has no value",
        ["filter.null"];
    texts_are_ordered: "gt, ge, lt and le compare texts",
        ["filter.order"];
    booleans_are_compared: "Booleans are compared with true and false",
        ["filter.booleans"];
    and_finds_what_both_match: "and finds what both sides match",
        ["filter.and"];
    or_finds_what_either_matches: "or finds what either side matches",
        ["filter.or"];
    not_finds_the_rest: "not finds the rest",
        ["filter.not"];
    and_binds_tighter_than_or: "and binds tighter than or, parentheses tighter still",
        ["filter.precedence"];
    not_binds_tightest: "not binds tighter than and",
        ["filter.precedence", "filter.not"];
    operators_come_in_any_case: "Operators and names are understood in any case",
        ["filter.operators-case"];
    case_does_not_matter_for_names: "userName is compared without regard to case",
        ["filter.case", "user.name-case"];
    case_matters_for_ids: "externalId is compared with regard to case",
        ["filter.case"];
    any_value_matches: "A list matches if any of its values does",
        ["filter.multi"];
    brackets_mean_one_value: "Conditions in brackets hold for one value",
        ["filter.value-path"];
    a_list_compares_by_value: "A list compares by value when no sub-attribute is named",
        ["filter.complex"];
    sub_attributes_are_found: "Sub-attributes are found",
        ["filter.sub-attributes"];
    texts_are_json: "Texts in filters are JSON strings",
        ["filter.quoting"];
    extensions_are_found: "Attributes of extensions are found by their full names",
        ["filter.qualified", "data.qualified-names"];
    core_names_may_be_qualified: "Attributes of the core are found by their full names",
        ["filter.qualified", "data.urn-case"];
    schemas_are_found: "schemas is filtered by a URN",
        ["filter.schemas"];
}

/// Three users who differ in what filters look at. Their titles begin with the prefix, so that
/// nobody else is found by them.
pub(super) async fn people(t: &Tools) -> Outcome<Vec<Made>> {
    t.needs(Feature::Filter)?;
    t.knows(&["title", "name.familyName", "nickName", "active", "emails.type"])?;
    let title = |text: &str| t.name(text);
    t.users(&[
        (
            "ann",
            json!({"title": title("Red"), "nickName": "A", "active": true, "externalId": t.name("X"),
                "name": {"familyName": "Lee"},
                "emails": [{"value": t.name("w@ann.example"), "type": "work"},
                    {"value": t.name("h@ann.example"), "type": "home"}]}),
        ),
        (
            "bob",
            json!({"title": title("Green"), "active": false, "externalId": t.name("x"),
                "name": {"familyName": "Leeds"},
                "emails": [{"value": t.name("h@ann.example"), "type": "work"}]}),
        ),
        ("cat", json!({"title": title("Blue"), "nickName": "C", "active": true})),
    ])
    .await
}

/// Each filter, narrowed to the people of the case, finds those.
pub(super) async fn find(t: &Tools, made: &[Made], table: &[(String, &[&str])]) -> Outcome {
    for (filter, wanted) in table {
        t.finds(filter, made, wanted).await?;
    }
    Ok(())
}

async fn eq_finds_what_is_equal(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 3] = [
        (format!("title eq \"{p}-Red\""), &["ann"]),
        (format!("title eq \"{p}-Re\""), &[]),
        (format!("title eq \"{p}-Redd\""), &[]),
    ];
    find(t, &made, &table).await
}

async fn ne_finds_the_others(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 1] =
        [(format!("title sw \"{p}\" and title ne \"{p}-Red\""), &["bob", "cat"])];
    find(t, &made, &table).await
}

async fn parts_of_texts_are_found(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 6] = [
        (format!("title co \"{p}-Re\""), &["ann"]),
        (format!("title sw \"{p}-G\""), &["bob"]),
        (format!("title sw \"{p}\""), &["ann", "bob", "cat"]),
        (format!("title ew \"{}-Blue\"", &p[2..]), &["cat"]),
        (format!("title ew \"{p}-Blu\""), &[]),
        (format!("title sw \"{}-Red\"", &p[2..]), &[]),
    ];
    find(t, &made, &table).await
}

async fn pr_finds_what_has_a_value(t: &Tools) -> Outcome {
    let mut made = people(t).await?;
    // null and an empty list are no values (RFC 7643 §2.5).
    let dan = json!({"title": t.name("Grey"), "nickName": null, "emails": []});
    made.extend(t.users(&[("dan", dan)]).await?);
    let p = t.prefix();
    let table: [(String, &[&str]); 4] = [
        (format!("title sw \"{p}\" and nickName pr"), &["ann", "cat"]),
        (format!("title sw \"{p}\" and not (nickName pr)"), &["bob", "dan"]),
        (format!("title sw \"{p}\" and emails pr"), &["ann", "bob"]),
        (format!("title sw \"{p}\" and name.familyName pr"), &["ann", "bob"]),
    ];
    find(t, &made, &table).await
}

async fn null_is_no_value(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("title sw \"{p}\" and nickName eq null"), &["bob"]),
        (format!("title sw \"{p}\" and nickName ne null"), &["ann", "cat"]),
    ];
    find(t, &made, &table).await
}

async fn texts_are_ordered(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 4] = [
        (format!("title sw \"{p}\" and title gt \"{p}-Green\""), &["ann"]),
        (format!("title sw \"{p}\" and title ge \"{p}-Green\""), &["ann", "bob"]),
        (format!("title sw \"{p}\" and title lt \"{p}-Green\""), &["cat"]),
        (format!("title sw \"{p}\" and title le \"{p}-Green\""), &["bob", "cat"]),
    ];
    find(t, &made, &table).await
}

async fn booleans_are_compared(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 3] = [
        (format!("title sw \"{p}\" and active eq true"), &["ann", "cat"]),
        (format!("title sw \"{p}\" and active eq false"), &["bob"]),
        (format!("title sw \"{p}\" and active ne true"), &["bob"]),
    ];
    find(t, &made, &table).await
}

async fn and_finds_what_both_match(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("title eq \"{p}-Red\" and nickName eq \"A\""), &["ann"]),
        (format!("title eq \"{p}-Red\" and nickName eq \"C\""), &[]),
    ];
    find(t, &made, &table).await
}

async fn or_finds_what_either_matches(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 1] =
        [(format!("title eq \"{p}-Red\" or title eq \"{p}-Blue\""), &["ann", "cat"])];
    find(t, &made, &table).await
}

async fn not_finds_the_rest(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("title sw \"{p}\" and not (title eq \"{p}-Red\")"), &["bob", "cat"]),
        (format!("title sw \"{p}\" and not(nickName eq \"A\" or active eq false)"), &["cat"]),
    ];
    find(t, &made, &table).await
}

async fn and_binds_tighter_than_or(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let (red, green, none) =
        (format!("title eq \"{p}-Red\""), format!("title eq \"{p}-Green\""), "nickName eq \"no\"");
    let table: [(String, &[&str]); 3] = [
        (format!("{red} or {green} and {none}"), &["ann"]),
        (format!("{none} and {green} or {red}"), &["ann"]),
        (format!("({red} or {green}) and {none}"), &[]),
    ];
    find(t, &made, &table).await
}

async fn not_binds_tightest(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 1] =
        [(format!("not (title eq \"{p}-Red\") and title eq \"{p}-Blue\""), &["cat"])];
    find(t, &made, &table).await
}

async fn operators_come_in_any_case(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 3] = [
        (format!("TITLE EQ \"{p}-Red\""), &["ann"]),
        (format!("Title Sw \"{p}\" AND NickName PR"), &["ann", "cat"]),
        (format!("title sw \"{p}\" And NOT (active Eq true)"), &["bob"]),
    ];
    find(t, &made, &table).await
}

async fn case_does_not_matter_for_names(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let name = t.name("MiXed");
    let made = t.users(&[("ann", json!({"userName": name})), ("bob", json!({}))]).await?;
    let table: [(String, &[&str]); 3] = [
        (format!("userName eq \"{}\"", name.to_lowercase()), &["ann"]),
        (format!("userName eq \"{}\"", name.to_uppercase()), &["ann"]),
        (format!("userName sw \"{}\"", name.to_uppercase()), &["ann"]),
    ];
    find(t, &made, &table).await
}

async fn case_matters_for_ids(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("externalId eq \"{p}-X\""), &["ann"]),
        (format!("externalId eq \"{p}-x\""), &["bob"]),
    ];
    find(t, &made, &table).await
}

async fn any_value_matches(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("emails.value eq \"{p}-h@ann.example\""), &["ann", "bob"]),
        (
            format!("emails.type eq \"work\" and emails.value eq \"{p}-h@ann.example\""),
            &["ann", "bob"],
        ),
    ];
    find(t, &made, &table).await
}

async fn brackets_mean_one_value(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 3] = [
        (format!("emails[type eq \"work\" and value eq \"{p}-h@ann.example\"]"), &["bob"]),
        (format!("emails[type eq \"home\" and value eq \"{p}-h@ann.example\"]"), &["ann"]),
        (format!("title sw \"{p}\" and not (emails[type eq \"home\"])"), &["bob", "cat"]),
    ];
    find(t, &made, &table).await
}

async fn a_list_compares_by_value(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("emails eq \"{p}-w@ann.example\""), &["ann"]),
        (format!("emails co \"{p}-h\""), &["ann", "bob"]),
    ];
    find(t, &made, &table).await
}

async fn sub_attributes_are_found(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 2] = [
        (format!("title sw \"{p}\" and name.familyName eq \"Lee\""), &["ann"]),
        (format!("title sw \"{p}\" and name.familyName sw \"Lee\""), &["ann", "bob"]),
    ];
    find(t, &made, &table).await
}

async fn texts_are_json(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.knows(&["title"])?;
    let made = t
        .users(&[
            ("ann", json!({"title": t.name("a \"b\" \\ c")})),
            ("bob", json!({"title": t.name("é) or (title pr")})),
        ])
        .await?;
    let p = t.prefix();
    let table: [(String, &[&str]); 3] = [
        (format!("title eq \"{p}-a \\\"b\\\" \\\\ c\""), &["ann"]),
        (format!("title eq \"{p}-\\u00e9) or (title pr\""), &["bob"]),
        (format!("title eq \"{p}-é) or (title pr\""), &["bob"]),
    ];
    find(t, &made, &table).await
}

async fn extensions_are_found(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    t.needs_enterprise()?;
    let person = |text: &str| json!({urn::ENTERPRISE: {"department": t.name(text)}});
    let made = t.users(&[("ann", person("Red")), ("bob", person("Blue"))]).await?;
    let (p, enterprise) = (t.prefix(), urn::ENTERPRISE);
    let table: [(String, &[&str]); 2] = [
        (format!("{enterprise}:department eq \"{p}-Red\""), &["ann"]),
        (format!("{}:Department eq \"{p}-blue\"", enterprise.to_uppercase()), &["bob"]),
    ];
    find(t, &made, &table).await
}

async fn core_names_may_be_qualified(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let (p, core) = (t.prefix(), urn::USER);
    let table: [(String, &[&str]); 2] = [
        (format!("{core}:title eq \"{p}-Red\""), &["ann"]),
        (
            format!(
                "{}:title eq \"{p}-Red\" and {core}:name.familyName eq \"Lee\"",
                core.to_uppercase()
            ),
            &["ann"],
        ),
    ];
    find(t, &made, &table).await
}

async fn schemas_are_found(t: &Tools) -> Outcome {
    let made = people(t).await?;
    let (p, core) = (t.prefix(), urn::USER);
    let table: [(String, &[&str]); 2] = [
        (format!("title sw \"{p}\" and schemas eq \"{core}\""), &["ann", "bob", "cat"]),
        (format!("title sw \"{p}\" and schemas eq \"urn:example:other\""), &[]),
    ];
    find(t, &made, &table).await
}
