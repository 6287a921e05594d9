//! Bodies that go on arriving after they were refused. Who sends all of a body before reading the
//! answer finds no reset but the answer (RFC 9112 §9.6).

use conformance::client::Method;
use testkit::{Answer, Caller, Raw, TestApp};
use web::Limits;

use super::calm_on;
use crate::support::refused;

const MIB: usize = 1 << 20;

/// More than a server reads before it refuses and the buffers between client and server hold.
const BODY: usize = 15 * MIB;

const CHUNKED: &str = "transfer-encoding: chunked\r\n";

async fn server(max_body_bytes: usize) -> TestApp {
    TestApp::start_with(Limits { max_body_bytes, ..Limits::default() }).await
}

/// The head of a request with a body of that length, or of that encoding.
fn head(path: &str, token: &str, length: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\n{length}\r\n"
    )
}

fn length(bytes: usize) -> String {
    format!("content-length: {bytes}\r\n")
}

/// Sends a whole body in chunks.
async fn send_chunks(raw: &mut Raw) {
    let chunk = [b"100000\r\n", vec![b' '; MIB].as_slice(), b"\r\n"].concat();
    for _ in 0..BODY / MIB {
        raw.try_send(&chunk).await.expect("an open connection");
    }
    raw.try_send(b"0\r\n\r\n").await.expect("an open connection");
}

/// Sends a head and a whole body, and reads only then.
async fn pour(app: &TestApp, head: &str) -> Answer {
    let mut raw = app.raw().await;
    raw.try_send(head.as_bytes()).await.expect("an open connection");
    if head.contains(CHUNKED) {
        send_chunks(&mut raw).await;
    } else {
        raw.try_send(&vec![b' '; BODY]).await.expect("an open connection");
    }
    raw.answer().await.expect("an answer")
}

/// How many bytes of a body without end the server takes.
async fn endless(app: &TestApp, token: &str) -> usize {
    let mut raw = app.raw().await;
    raw.send(head("/scim/v2/Users", token, &length(1 << 40)).as_bytes()).await;
    let piece = vec![b' '; MIB];
    let mut sent = 0;
    while raw.try_send(&piece).await.is_ok() {
        sent += MIB;
    }
    sent
}

#[tokio::test]
async fn a_client_that_sends_all_before_it_reads_sees_why_it_was_refused() {
    let calm = calm_on(server(4 * MIB).await).await;
    let token = calm.app.token();
    for length in [length(BODY).as_str(), CHUNKED] {
        refused(&pour(&calm.app, &head("/scim/v2/Users", token, length)).await, 413, "");
        // The token lacks the scope for this one.
        let head = head("/v1/infra/directories/default/schemas/check", token, length);
        assert_eq!(pour(&calm.app, &head).await.status, 403, "{length}");
    }
    endless(&calm.app, token).await;
    calm.still("bodies that were read to their end").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn a_client_that_is_not_known_sees_it_too_but_one_body_is_enough() {
    let most = 16 * MIB;
    let calm = calm_on(server(most).await).await;
    for length in [length(BODY).as_str(), CHUNKED] {
        let answer = pour(&calm.app, &head("/scim/v2/Users", "wrong", length)).await;
        refused(&answer, 401, "");
    }
    let sent = endless(&calm.app, "wrong").await;
    assert!(sent < 4 * most, "{sent} bytes");
    calm.still("bodies of strangers").await;
    calm.serves_on().await;
}

#[tokio::test]
async fn who_asks_before_sending_is_told_before_anything_is_sent() {
    let calm = calm_on(server(4 * MIB).await).await;
    let (known, long) = (calm.app.token(), length(BODY));
    for (token, length, status) in
        [(known, long.as_str(), 413), ("wrong", &long, 401), ("wrong", CHUNKED, 401)]
    {
        let mut raw = calm.app.raw().await;
        let length = format!("expect: 100-continue\r\n{length}");
        raw.send(head("/scim/v2/Users", token, &length).as_bytes()).await;
        refused(&raw.answer().await.expect("an answer"), status, "");
    }
    calm.serves_on().await;
}

#[tokio::test]
async fn who_was_told_to_send_sees_why_it_was_refused_all_the_same() {
    let calm = calm_on(server(4 * MIB).await).await;
    let mut raw = calm.app.raw().await;
    let chunked = format!("expect: 100-continue\r\n{CHUNKED}");
    raw.send(head("/scim/v2/Users", calm.app.token(), &chunked).as_bytes()).await;
    assert_eq!(raw.answer().await.expect("leave to send").status, 100);
    send_chunks(&mut raw).await;
    refused(&raw.answer().await.expect("an answer"), 413, "");
    calm.serves_on().await;
}

#[tokio::test]
async fn a_form_with_a_large_file_is_refused_in_words() {
    let app = TestApp::start().await;
    let path = "/settings/resource-types/load";
    let form = |cookie: &str| {
        let length = length(BODY);
        format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n\
             cookie: {cookie}\r\ncontent-type: multipart/form-data; boundary=zz\r\n{length}\r\n"
        )
    };
    let answer = pour(&app, &form(&admin(&app).await)).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    assert!(answer.text.contains("The form is too large."), "{}", answer.text);
    // A session may end while a form is filled in.
    let answer = pour(&app, &form("")).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
}

/// The cookie of the first admin.
async fn admin(app: &TestApp) -> String {
    let link = app.state.dashboard.setup.url("");
    let (_, token) = link.split_once('=').expect("a token");
    let password = "correct-horse-battery-staple";
    let form = format!(
        "token={token}&email=ada@example.com&password={password}&password-again={password}"
    );
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let browser = Caller::new(&app.url, "");
    let answer = browser.send(Method::POST, "/setup", &kind, Some(form.into_bytes())).await;
    let cookie = answer.header("set-cookie").expect("a session");
    cookie.split(';').next().unwrap_or_default().to_owned()
}
