//! Bodies of bulk requests: putting ids in the place of references leaves none, changes nothing
//! else, and whatever the operations refer to, there is an order for all of them.
#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use scim::bulk::{BulkRequest, Method, Reference, Step, plan, referenced, spots, substitute};
use scim::{Limits, Map};

/// The `bulkId`s to which data refer.
fn references(method: Method, data: &Map) -> Vec<String> {
    let mut found = Vec::new();
    spots(method, data, &mut |spot| found.extend(referenced(spot.text).map(str::to_owned)));
    found
}

fuzz_target!(|body: &[u8]| {
    let limits = Limits { max_bulk_operations: 100, ..Limits::default() };
    let Ok(request) = BulkRequest::parse(body, &limits) else {
        return;
    };
    let mut made: HashMap<String, usize> = HashMap::new();
    for (at, entry) in request.operations.iter().enumerate() {
        if let (Some(bulk_id), Ok(operation)) = (&entry.bulk_id, &entry.operation)
            && operation.method == Method::Post
        {
            assert!(
                made.insert(bulk_id.clone(), at).is_none(),
                "a bulkId stands for two resources"
            );
        }
    }
    let mut steps = Vec::new();
    for entry in &request.operations {
        let mut step = Step::default();
        if let Ok(operation) = &entry.operation {
            let path = entry.path.as_ref().expect("an operation has a path");
            assert_eq!(path.id.is_none(), operation.method == Method::Post);
            let found = references(operation.method, &operation.data);
            let places = found.iter().filter_map(|bulk_id| made.get(bulk_id));
            step.references =
                places.map(|to| Reference { to: *to, needs_it: *to % 2 == 0 }).collect();
            let mut data = operation.data.clone();
            substitute(operation.method, &mut data, &|bulk_id| {
                Some(format!("id-{}", bulk_id.len()))
            });
            assert_eq!(references(operation.method, &data), [""; 0], "a reference is left");
            if found.is_empty() {
                assert_eq!(data, operation.data, "something else is changed");
            }
        }
        steps.push(step);
    }
    let units = plan(&steps);
    let mut all: Vec<usize> = units.iter().flat_map(|unit| unit.steps.iter().copied()).collect();
    all.sort_unstable();
    assert_eq!(all, (0..steps.len()).collect::<Vec<_>>(), "an operation is forgotten or repeated");
    for (place, unit) in units.iter().enumerate() {
        assert!(unit.after.iter().all(|before| *before < place), "a unit waits for a later one");
    }
});
