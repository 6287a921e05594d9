//! How a server puts off what it cannot do at the moment.

use std::time::Duration;

use serde_json::json;
use testkit::Answer;

/// Many clients give up after half a minute.
const LONGEST: Duration = Duration::from_secs(30);

/// Fails unless this is how a server puts off a request. Whether it says that nothing was changed.
pub(crate) fn is_unchanged(answer: &Answer, took: Duration) -> bool {
    assert!(took < LONGEST, "after {took:?}: {}", answer.text);
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.json["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(answer.json["status"], "503");
    let wait = answer.header("retry-after").expect("a Retry-After header");
    assert!(wait.parse::<u32>().is_ok_and(|seconds| (1..=300).contains(&seconds)), "{wait}");
    let detail = answer.json["detail"].as_str().expect("a detail");
    !detail.contains("not known")
}
