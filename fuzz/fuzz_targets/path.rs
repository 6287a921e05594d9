//! Paths of PATCH operations: whatever is read is printed so that it is read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::path::PatchPath;

fuzz_target!(|text: &str| {
    let Ok(path) = PatchPath::parse(text) else {
        return;
    };
    let printed = path.to_string();
    match PatchPath::parse(&printed) {
        Ok(again) => assert_eq!(path, again, "{text:?} is printed as {printed:?}"),
        // Printing may add spaces and quotation marks, and so pass the limit on length.
        Err(error) => assert!(printed.len() > text.len(), "{printed:?}: {error}"),
    }
});
