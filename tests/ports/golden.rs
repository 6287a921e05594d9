//! The statements that filters become, for people to read.

use directory::id::ResourceId;
use directory::resource::Kind;
use directory::store::SortValue;
use scim::Definition;
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::sort::Order;
use store_sql::list::{self, After, KeyRange, Scope, Sorted, Window};

use crate::dialect::DIALECT;

const FIRST: Window<i64> = Window { after: None, skip: 0, limit: 10 };
const KEYS: KeyRange = KeyRange { after: 100, before: 200 };

fn definition(kind: Kind) -> Definition {
    if kind == Kind::User { Definition::user() } else { Definition::group() }
}

fn statement(kind: Kind, filter: &str) -> String {
    let filter = definition(kind).check(&Filter::parse(filter).unwrap()).unwrap();
    let scope = Scope { directory: 1, kind };
    let (text, values) = list::page(&DIALECT, "r.body", scope, KEYS, &filter, FIRST);
    format!("{text}\n{values:?}")
}

#[test]
fn filters() {
    let filters = [
        (Kind::User, "userName eq \"Ann\""),
        (Kind::User, "userName sw \"An\" and active eq true"),
        (Kind::User, "not (externalId ne \"x\")"),
        (Kind::User, "title co \"x\" or name.familyName pr"),
        (Kind::User, "emails[type eq \"work\" and value eq \"a@x\"]"),
        (Kind::User, "emails.type ne \"work\""),
        (Kind::User, "meta.lastModified ge \"2026-01-01T00:00:00Z\""),
        (Kind::User, "groups.display eq \"Staff\""),
        (Kind::Group, "members eq \"0192f0c1-2345-7abc-8def-0123456789ab\""),
    ];
    let all: Vec<String> = filters
        .iter()
        .map(|(kind, filter)| format!("{filter}\n{}", statement(*kind, filter)))
        .collect();
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn sorting() {
    let all: Vec<String> = ["userName", "title", "emails", "meta.lastModified"]
        .iter()
        .map(|by| {
            let sort = definition(Kind::User).sort_key(by).unwrap();
            let part = Sorted {
                scope: Scope { directory: 1, kind: Kind::User },
                keys: KEYS,
                filter: &Expr::Always,
                sort: Some(&sort),
            };
            let window = Window { after: None, skip: 20, limit: 10 };
            let (text, _) = list::sorted_page(&DIALECT, &[part], Order::Descending, window);
            format!("{by}\n{text}")
        })
        .collect();
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn places() {
    let value = SortValue::Text("ann".to_owned());
    let id = ResourceId(uuid::Uuid::nil());
    let mut all = Vec::new();
    for by in ["userName", "title"] {
        let sort = definition(Kind::User).sort_key(by).unwrap();
        for order in [Order::Ascending, Order::Descending] {
            for value in [Some(&value), None].into_iter().filter(|v| v.is_some() || by == "title") {
                let part = Sorted {
                    scope: Scope { directory: 1, kind: Kind::User },
                    keys: KEYS,
                    filter: &Expr::Always,
                    sort: Some(&sort),
                };
                let window = Window { after: Some(After { value, id }), skip: 0, limit: 11 };
                let (text, _) = list::sorted_page(&DIALECT, &[part], order, window);
                // What is sorted by is in the snapshot of sorting.
                let text = text.split(") AS l").last().unwrap();
                all.push(format!("{by} {order:?} after {value:?}\n{text}"));
            }
        }
    }
    insta::assert_snapshot!(all.join("\n\n"));
}
