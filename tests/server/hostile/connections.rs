//! Bytes on the wire that no client of good will sends.

use std::time::Duration;

use serde_json::json;
use testkit::{Answer, TestApp};
use web::Limits;

use super::{Calm, calm, calm_on};
use crate::support::{refused, user};

impl Calm {
    /// The head of a request with these further header lines.
    fn head(&self, request: &str, more: &str) -> Vec<u8> {
        format!(
            "{request} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n{more}\r\n",
            self.app.token()
        )
        .into_bytes()
    }

    /// Sends bytes on a connection of their own.
    async fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut raw = self.app.raw().await;
        raw.send(bytes).await;
        raw.answer().await
    }

    /// Sends bytes, and then no more.
    async fn cut(&self, bytes: &[u8]) -> Option<Answer> {
        let mut raw = self.app.raw().await;
        raw.send(bytes).await;
        raw.finish().await;
        raw.answer().await
    }
}

#[tokio::test]
async fn an_id_of_any_form_is_simply_not_found() {
    let calm = calm().await;
    let long = "x".repeat(20_000);
    for id in [
        "0",
        "1",
        "-1",
        "null",
        "undefined",
        "*",
        ".",
        "..",
        "...",
        "~",
        "%00",
        "%0d%0aX:%20y",
        "%ff%fe",
        "%2F..%2F..%2Fetc",
        "'%20or%201=1",
        "00000000-0000-0000-0000-000000000000",
        "%F0%9F%98%80",
        "018f0000000070008000000000000000",
        "{018f0000-0000-7000-8000-000000000000}",
        "urn:uuid:018f0000-0000-7000-8000-000000000000",
        "%",
        "%zz",
        "9223372036854775808",
        &long,
    ] {
        for endpoint in ["Users", "Groups"] {
            for method in ["GET", "DELETE"] {
                let request = format!("{method} /scim/v2/{endpoint}/{id}");
                let answer = calm.raw(&calm.head(&request, "")).await.expect("an answer");
                let shown: String = request.chars().take(80).collect();
                assert_eq!(answer.status, 404, "{shown}: {}", answer.text);
                refused(&answer, 404, "");
            }
        }
    }
    calm.still("odd ids").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_query_of_any_bytes_is_answered() {
    let calm = calm().await;
    for query in [
        "filter=%ff%fe",
        "filter=%00",
        "filter=userName%20eq%20%22%00%22",
        "%ff=%ff",
        "count=%ff",
        "sortBy=%00",
        "attributes=%ff,%00",
        "filter=%",
        "filter=%zz",
        "count=99999999999999999999",
        "startIndex=-99999999999999999999",
        "a=b=c=d",
        "=",
        "&&&&",
        "filter[]=x",
        "filter=a&filter=b",
    ] {
        let answer = calm.raw(&calm.head(&format!("GET /scim/v2/Users?{query}"), "")).await;
        let answer = answer.expect("an answer");
        assert!(matches!(answer.status, 200 | 400), "{query}: {} {}", answer.status, answer.text);
        if answer.status == 400 {
            let keyword = answer.json["scimType"].as_str().expect("a keyword").to_owned();
            refused(&answer, 400, &keyword);
        }
    }
    calm.still("odd queries").await;
}

#[tokio::test]
async fn a_body_that_stops_arriving_is_given_up() {
    let limits = Limits { body_timeout: Duration::from_millis(150), ..Limits::default() };
    let calm = calm_on(TestApp::start_with(limits).await).await;
    for request in ["POST /scim/v2/Users".to_owned(), format!("PATCH /scim/v2{}", calm.user)] {
        let mut raw = calm.app.raw().await;
        let mut bytes =
            calm.head(&request, "content-type: application/json\r\ncontent-length: 100\r\n");
        bytes.extend(b"{\"userName\":");
        raw.send(&bytes).await;
        refused(&raw.answer().await.expect("an answer"), 408, "");
    }
    calm.still("a body that stopped").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_changes_nothing() {
    let calm = calm().await;
    let body = user("half").to_string();
    for length in [body.len() + 1, body.len() + 100_000] {
        let more = format!("content-type: application/json\r\ncontent-length: {length}\r\n");
        let mut bytes = calm.head("POST /scim/v2/Users", &more);
        bytes.extend(body.as_bytes());
        if let Some(answer) = calm.cut(&bytes).await {
            refused(&answer, 400, "invalidSyntax");
        }
    }
    let chunked = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
    let mut bytes = calm.head("POST /scim/v2/Users", chunked);
    bytes.extend(format!("{:x}\r\n{body}\r\nnonsense\r\n", body.len()).as_bytes());
    if let Some(answer) = calm.cut(&bytes).await {
        assert_eq!(answer.status, 400, "{}", answer.text);
    }
    calm.still("a body that broke off").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_head_that_stops_arriving_ends_the_connection() {
    let limits = Limits { header_timeout: Duration::from_millis(150), ..Limits::default() };
    let calm = calm_on(TestApp::start_with(limits).await).await;
    for start in ["", "GET /scim/v2/Users HT", "GET /scim/v2/Users HTTP/1.1\r\nhost: x\r\nx-slow: "]
    {
        let mut raw = calm.app.raw().await;
        raw.send(start.as_bytes()).await;
        if let Some(answer) = raw.answer().await {
            assert_eq!(answer.status, 408, "{start}");
        }
    }
    calm.still("slow heads").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn what_is_not_http_gets_no_service() {
    let calm = calm().await;
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"hello\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET /scim/v2/Users HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /scim/v2/Users\x00 HTTP/1.1\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        vec![0; 10_000],
        b"\r\n".repeat(10_000),
    ] {
        if let Some(answer) = calm.cut(&bytes).await {
            assert!((400..600).contains(&answer.status), "{}", answer.status);
        }
    }
    calm.still("what is not HTTP").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn what_http_itself_refuses_is_explained_in_a_scim_error() {
    let calm = calm().await;
    let raw_quotes = "GET /scim/v2/Users?filter=userName+eq+\"ada\"";
    let raw_spaces = "GET /scim/v2/Users?filter=userName eq %22ada%22";
    let long = format!("GET /scim/v2/Users?filter={}", "x".repeat(70_000));
    let many = "x-again: y\r\n".repeat(5000);
    for (request, more, status, hint) in [
        (raw_quotes, "", 400, "\" is %22"),
        (raw_spaces, "", 400, "a space is %20"),
        ("GET /scim/v2/Users", "no colon\r\n", 400, "header field"),
        (&long, "", 414, "/.search"),
        ("GET /scim/v2/Users", &many, 431, "too long"),
    ] {
        // On a connection that has served before, too.
        let mut raw = calm.app.raw().await;
        raw.send(&calm.head(&format!("GET /scim/v2{}", calm.user), "")).await;
        assert_eq!(raw.answer().await.expect("an answer").status, 200);
        raw.send(&calm.head(request, more)).await;
        let answer = raw.answer().await.expect("an answer");
        let shown: String = request.chars().take(60).collect();
        assert_eq!(answer.status, status, "{shown}: {}", answer.text);
        assert_eq!(answer.header("content-type"), Some("application/scim+json"), "{shown}");
        assert_eq!(answer.json["status"], status.to_string(), "{shown}: {}", answer.text);
        let detail = answer.json["detail"].as_str().expect("a detail");
        assert!(detail.contains(hint), "{shown}: {detail}");
        assert!(raw.answer().await.is_none(), "the connection goes on: {shown}");
    }
    calm.still("what HTTP refuses").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn headers_may_be_abused() {
    let calm = calm().await;
    let many = "x-again: y\r\n".repeat(5000);
    let huge = format!("x-huge: {}\r\n", "y".repeat(1_000_000));
    for (more, allowed) in [
        (many.as_str(), [400, 431]),
        (&huge, [400, 431]),
        ("content-length: 5\r\ncontent-length: 6\r\n", [400, 400]),
        ("content-length: -1\r\n", [400, 400]),
        ("content-length: 99999999999999999999999\r\n", [400, 413]),
        ("content-length: 5\r\ntransfer-encoding: chunked\r\n", [400, 400]),
        ("transfer-encoding: nonsense\r\n", [400, 501]),
        (" folded: x\r\n", [400, 400]),
        ("no colon\r\n", [400, 400]),
        ("bad name: x\r\n", [400, 400]),
        ("x: a\0b\r\n", [400, 400]),
    ] {
        let bytes =
            calm.head("POST /scim/v2/Users", &format!("content-type: application/json\r\n{more}"));
        let shown: String = more.chars().take(60).collect();
        if let Some(answer) = calm.cut(&bytes).await {
            assert!(allowed.contains(&answer.status), "{shown}: {} {}", answer.status, answer.text);
        }
    }
    calm.still("header abuse").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn headers_that_say_nothing_are_passed_over() {
    let calm = calm().await;
    for more in [
        "if-none-match: \u{e4}\r\n",
        "user-agent: \r\n",
        "accept: \u{7f}x\r\n",
        "x-forwarded-host: evil.example\r\nforwarded: host=evil.example\r\nx-forwarded-proto: ftp\r\n",
        "x-http-method-override: DELETE\r\n",
        "accept-encoding: gzip, br\r\n",
        "range: bytes=0-1\r\n",
        "expect: 100-continue\r\n",
    ] {
        let bytes = calm.head(&format!("GET /scim/v2{}", calm.user), more);
        let answer = calm.raw(&bytes).await.expect("an answer");
        if answer.status == 200 {
            assert_eq!(answer.json, calm.before["users"]["Resources"][0], "{more}");
            assert!(!answer.text.contains("evil"));
        } else {
            assert_eq!(answer.status, 400, "{more}: {}", answer.text);
        }
    }
    let two = format!("authorization: Bearer {}\r\n", "x".repeat(53));
    let bytes = calm.head(&format!("DELETE /scim/v2{}", calm.user), &two);
    let answer = calm.raw(&bytes).await.expect("an answer");
    refused(&answer, 401, "");
    calm.still("odd headers").await;
}

#[tokio::test]
async fn the_host_header_is_never_believed() {
    let calm = calm().await;
    let head = format!(
        "GET /scim/v2{} HTTP/1.1\r\nhost: evil.example\r\nauthorization: Bearer {}\r\n\r\n",
        calm.user,
        calm.app.token()
    );
    let answer = calm.raw(head.as_bytes()).await.expect("an answer");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json["meta"]["location"],
        json!(format!("{}{}", calm.app.scim_base(), calm.user))
    );
    assert!(!answer.text.contains("evil") && !format!("{:?}", answer.headers).contains("evil"));
}

#[tokio::test]
async fn many_idle_connections_do_not_stop_the_others() {
    let calm = calm().await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        let mut raw = calm.app.raw().await;
        raw.send(b"GET /scim/v2/Users HTTP/1.1\r\n").await;
        idle.push(raw);
    }
    calm.serves_on().await;
    drop(idle);
    calm.serves_on().await;
}
