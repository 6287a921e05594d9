//! Bodies that are no JSON, or JSON that is no message.

use conformance::client::Method;

use super::calm;
use crate::support::{SEARCH, USER, refused};

/// What is no message anywhere.
fn broken() -> Vec<(&'static str, Vec<u8>)> {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{{\"userName\":\"x\",\"a\":{}1{}}}", open.repeat(depth), close.repeat(depth))
    };
    vec![
        ("nothing", Vec::new()),
        ("spaces", b" \r\n\t ".to_vec()),
        ("no JSON", b"userName=ann".to_vec()),
        ("half a document", b"{\"userName\": \"x\", \"schemas\": [".to_vec()),
        ("two documents", b"{\"userName\":\"x\"}{\"userName\":\"y\"}".to_vec()),
        ("a comma too many", b"{\"userName\":\"x\",}".to_vec()),
        ("single quotation marks", b"{'userName':'x'}".to_vec()),
        ("a comment", b"{/* */\"userName\":\"x\"}".to_vec()),
        ("not a number", b"{\"userName\":\"x\",\"a\":NaN}".to_vec()),
        ("a list", b"[{\"userName\":\"x\"}]".to_vec()),
        ("a text", b"\"userName\"".to_vec()),
        ("a number", b"7".to_vec()),
        ("null", b"null".to_vec()),
        ("invalid UTF-8", b"{\"userName\":\"\xff\xfe\"}".to_vec()),
        ("an overlong form", b"{\"userName\":\"\xc0\xaf\"}".to_vec()),
        ("a cut character", b"{\"userName\":\"\xe2\x82\"}".to_vec()),
        ("UTF-16", "{\"userName\":\"x\"}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("half a surrogate pair", b"{\"userName\":\"\\ud800\"}".to_vec()),
        ("a raw NUL", b"{\"userName\":\"a\0b\"}".to_vec()),
        ("an escaped NUL", b"{\"userName\":\"a\\u0000b\"}".to_vec()),
        ("NUL in a name", b"{\"userName\":\"x\",\"a\\u0000b\":1}".to_vec()),
        ("a raw line break", b"{\"userName\":\"a\nb\"}".to_vec()),
        ("a key twice", b"{\"userName\":\"x\",\"userName\":\"y\"}".to_vec()),
        ("a key twice in two cases", b"{\"userName\":\"x\",\"USERNAME\":\"y\"}".to_vec()),
        (
            "a sub-key twice",
            b"{\"userName\":\"x\",\"name\":{\"givenName\":1,\"GivenName\":2}}".to_vec(),
        ),
        ("deep lists", nested("[", "]", 100_000).into_bytes()),
        ("deep objects", nested("{\"a\":", "}", 100_000).into_bytes()),
        ("a little too deep", nested("{\"a\":", "}", 20).into_bytes()),
        ("only opening brackets", "[".repeat(1_000_000).into_bytes()),
        ("a huge exponent", b"{\"userName\":\"x\",\"a\":1e999999999}".to_vec()),
        ("a page of HTML", b"<!doctype html><title>x</title>".to_vec()),
        ("gzip", vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0x56]),
    ]
}

#[tokio::test]
async fn what_is_no_message_is_a_syntax_error_everywhere() {
    let calm = calm().await;
    for (what, body) in broken() {
        for (method, path) in [
            (Method::POST, "/Users"),
            (Method::POST, "/Groups"),
            (Method::PUT, calm.user.as_str()),
            (Method::PATCH, calm.user.as_str()),
            (Method::PATCH, calm.group.as_str()),
            (Method::POST, "/Users/.search"),
            (Method::POST, "/.search"),
        ] {
            let answer = calm.scim.send(method.clone(), path, &[], Some(body.clone())).await;
            assert_eq!(answer.status, 400, "{method} {path} with {what}: {}", answer.text);
            refused(&answer, 400, "invalidSyntax");
            assert!(answer.text.len() < 1000, "{what}: a refusal is short");
        }
        calm.still(what).await;
    }
    calm.serves_on().await;
}

#[tokio::test]
async fn a_byte_order_mark_is_no_offence() {
    let calm = calm().await;
    let mut body = b"\xef\xbb\xbf".to_vec();
    body.extend(crate::support::user("bom").to_string().into_bytes());
    let answer = calm.scim.send(Method::POST, "/Users", &[], Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

#[tokio::test]
async fn no_text_in_a_body_is_taken_for_anything_else() {
    let calm = calm().await;
    for text in [
        "'; DROP TABLE resource; --",
        "%s%n%x",
        "../../etc/passwd",
        "${jndi:ldap://x}",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "\u{202e}\u{feff}\u{200b}x",
        "a]\" or userName pr or userName eq \"",
    ] {
        let body = crate::support::with(
            crate::support::user(text),
            serde_json::json!({"displayName": text, "name": {"formatted": text}, "note": text}),
        );
        let made = crate::support::created(&calm.scim, "/Users", &body).await;
        for (name, value) in [("userName", &made.json["userName"]), ("note", &made.json["note"])] {
            assert_eq!(value.as_str(), Some(text), "{name}");
        }
        let quoted = serde_json::Value::from(text).to_string();
        let found =
            calm.scim.filter("/Users", &format!("userName eq {quoted} and note eq {quoted}")).await;
        assert_eq!(found.ids(), [made.id()], "{text:?}");
    }
    let all = calm.scim.filter("/Users", "userName pr").await;
    assert_eq!(all.json["totalResults"], serde_json::json!(9));
}

#[tokio::test]
async fn schemas_of_another_thing_do_not_make_a_resource_one() {
    let calm = calm().await;
    for schemas in
        [serde_json::json!([SEARCH]), serde_json::json!(["urn:x:y"]), serde_json::json!([])]
    {
        let body = serde_json::json!({"schemas": schemas, "userName": format!("u{schemas}")});
        let answer = calm.scim.post("/Users", &body).await;
        match answer.status {
            201 => assert_eq!(answer.json["schemas"], serde_json::json!([USER])),
            _ => refused(&answer, 400, "invalidSyntax"),
        }
    }
}

#[tokio::test]
async fn a_user_name_has_no_control_characters_and_other_texts_keep_theirs() {
    let calm = calm().await;
    for text in ["\u{1}x", "x\u{7f}", "x\u{85}", "x\ty", "x\n"] {
        let answer = calm.scim.post("/Users", &crate::support::user(text)).await;
        refused(&answer, 400, "invalidValue");
        let patch = serde_json::json!([{"op": "replace", "path": "userName", "value": text}]);
        refused(&calm.scim.patch(&calm.user, patch).await, 400, "invalidValue");
        let search = serde_json::json!({"schemas": [SEARCH], "filter": format!("userName eq {}", serde_json::json!(text))});
        assert_eq!(calm.scim.post("/Users/.search", &search).await.ids(), [""; 0]);
    }
    calm.still("control characters").await;
    let patch =
        serde_json::json!([{"op": "add", "path": "title", "value": "a\u{1}\t\n\u{7f}\u{85}"}]);
    let answer = calm.scim.patch(&calm.user, patch).await;
    assert_eq!(answer.json["title"], serde_json::json!("a\u{1}\t\n\u{7f}\u{85}"));
}
