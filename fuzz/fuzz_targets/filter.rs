//! Filters: whatever is read is printed so that it is read again as the same filter, and neither
//! checking nor evaluating it fails on a resource of any shape.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::Definition;
use scim::filter::Filter;
use serde_json::json;

fuzz_target!(|text: &str| {
    let Ok(filter) = Filter::parse(text) else {
        return;
    };
    let printed = filter.to_string();
    match Filter::parse(&printed) {
        Ok(again) => assert_eq!(filter, again, "{text:?} is printed as {printed:?}"),
        // Printing may add spaces and quotation marks, and so pass the limit on length.
        Err(error) => assert!(printed.len() > text.len(), "{printed:?}: {error}"),
    }
    let user = json!({
        "id": "2819",
        "userName": "ann@example.com",
        "active": true,
        "name": { "familyName": "Lee" },
        "emails": [{ "value": "ann@example.com", "type": "work", "primary": true }],
        "meta": { "lastModified": "2026-01-02T03:04:05.678901Z" },
    });
    for definition in [Definition::user(), Definition::group()] {
        if let Ok(expression) = definition.check(&filter) {
            expression.matches(&user);
        }
        if let Ok(expression) = definition.check_lenient(&filter) {
            expression.matches(&user);
        }
    }
});
