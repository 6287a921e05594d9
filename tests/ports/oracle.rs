//! Filters and sorting in the database against their definition in memory, on random data.

use std::collections::BTreeMap;

use directory::id::ResourceId;
use directory::resource::{Include, Kind, Stored};
use directory::store::{List, Resources};
use proptest::prelude::*;
use scim::filter::Filter;
use scim::sort::Order;
use serde_json::{Value, json};

use super::random::{GROUPS, SORTS, fill, filter, learned, user};
use super::support::{TestStore, names, query};
use crate::backend::Backend;

/// A resource as clients see it.
fn render(stored: &Stored) -> Value {
    let mut resource: Value = serde_json::from_str(&stored.body).unwrap();
    resource["meta"] = json!({
        "resourceType": stored.kind.standard_name(),
        "created": stored.created.to_string(),
        "lastModified": stored.modified.to_string(),
        "version": format!("W/\"{}\"", stored.version),
    });
    if !stored.groups.is_empty() {
        resource["groups"] = stored
            .groups
            .iter()
            .map(|group| {
                let kind = if group.direct { "direct" } else { "indirect" };
                json!({"value": group.id, "display": group.display, "type": kind})
            })
            .collect();
    }
    if let Some(members) = stored.members.as_ref().filter(|members| !members.is_empty()) {
        resource["members"] = members
            .iter()
            .map(|m| json!({"value": m.id, "display": m.display, "type": m.kind.standard_name()}))
            .collect();
    }
    resource
}

/// Everything of a kind, rendered, by id.
async fn everything(store: &TestStore, kind: Kind) -> BTreeMap<ResourceId, Value> {
    let filter = scim::filter::typed::Expr::Always;
    let mut query = query(vec![List { kind, filter, sort: None }], 0, 1_000);
    query.include = Include::ALL;
    let page = store.store.list(query).await.unwrap();
    page.resources.iter().map(|stored| (stored.id, render(stored))).collect()
}

async fn compare_filters(store: &TestStore, kind: Kind, filters: &[String]) -> usize {
    let definition = learned(kind);
    let all = everything(store, kind).await;
    let mut compared = 0;
    for text in filters {
        let parsed = Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let Ok(expr) = definition.check(&parsed) else { continue };
        compared += 1;
        let expected: Vec<ResourceId> =
            all.iter().filter(|(_, resource)| expr.matches(resource)).map(|(id, _)| *id).collect();
        for limit in [1_000, 1] {
            let list = List { kind, filter: expr.clone(), sort: None };
            let page = store.store.list(query(vec![list], 0, limit)).await.unwrap();
            let found: Vec<ResourceId> = page.resources.iter().map(|stored| stored.id).collect();
            let shown = expected.len().min(limit as usize);
            assert_eq!(found, expected[..shown], "{text}\n{expr:?}\n{all:#?}");
            assert_eq!(page.total, expected.len() as u64, "{text}");
        }
    }
    compared
}

async fn compare_sorts(store: &TestStore) {
    let definition = learned(Kind::User);
    let all: Vec<Value> = everything(store, Kind::User).await.into_values().collect();
    for by in SORTS {
        let sort = definition.sort_key(by).unwrap();
        for order in [Order::Ascending, Order::Descending] {
            let mut expected = all.clone();
            expected.sort_by(|a, b| sort.compare(order, a, b));
            let expected: Vec<&str> =
                expected.iter().map(|user| user["id"].as_str().unwrap()).collect();
            let filter = scim::filter::typed::Expr::Always;
            let list = List { kind: Kind::User, filter, sort: Some(sort.clone()) };
            let mut query = query(vec![list], 0, 1_000);
            query.order = order;
            let page = store.store.list(query).await.unwrap();
            let found: Vec<String> = page.resources.iter().map(|s| s.id.to_string()).collect();
            assert_eq!(found, expected, "{by} {order:?} {:?}\n{all:#?}", names(&page));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: Backend::CASES, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_database_agrees_with_the_definition(
        users in prop::collection::vec(user(), 1..9),
        memberships in prop::collection::vec((0..GROUPS, 0..12_usize), 0..12),
        of_users in prop::collection::vec(filter(Kind::User), 40),
        of_groups in prop::collection::vec(filter(Kind::Group), 15),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = fill(&users, &memberships).await;
            let compared = compare_filters(&store, Kind::User, &of_users).await
                + compare_filters(&store, Kind::Group, &of_groups).await;
            assert!(compared > 20, "most filters must be valid");
            compare_sorts(&store).await;
        });
    }
}
