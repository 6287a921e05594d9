use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::fake::{Fake, Fault, TOKEN};

async fn get(client: &Client, path: &str) -> Result<Answer, ClientError> {
    client.send(Method::GET, path, &HeaderMap::new(), None).await
}

/// A server that reads a request and then does something with the connection.
async fn server(reply: &'static [u8], wait: Duration) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = vec![0; 4096];
        let read = stream.read(&mut seen).await.unwrap();
        tokio::time::sleep(wait).await;
        let _ = stream.write_all(reply).await;
        String::from_utf8_lossy(&seen[..read]).into_owned()
    });
    (base, task)
}

#[tokio::test]
async fn an_answer_is_handed_back_whole() {
    let fake = Fake::start(Fault::None).await;
    let client = Client::new(&format!("{}/", fake.base), TOKEN).unwrap();
    let answer = get(&client, "/Users?count=1").await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    assert_eq!(answer.json.unwrap()["totalResults"], 0);
    let answer = get(&client.anonymous(), "/Users").await.unwrap();
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn paths_go_out_as_they_are() {
    let reply = b"HTTP/1.1 204 No Content\r\n\r\n";
    for path in ["//Users/1?", "/Users?filter=userName+eq+%22a%40b%22&", "/Schemas/urn:a:b"] {
        let (base, task) = server(reply, Duration::ZERO).await;
        let client = Client::new(&base, "t").unwrap();
        assert_eq!(get(&client, path).await.unwrap().status, 204);
        let seen = task.await.unwrap();
        assert!(seen.starts_with(&format!("GET {path} HTTP/1.1\r\n")), "{seen}");
        assert!(seen.contains("authorization: Bearer t\r\n"), "{seen}");
    }
}

#[tokio::test]
async fn what_went_wrong_is_told_apart() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = silent.local_addr().unwrap();
    drop(silent);
    let client = Client::new(&format!("http://{closed}"), "t").unwrap();
    let error = get(&client, "/").await.unwrap_err();
    assert!(matches!(error, ClientError::Connect { .. }), "{error}");
    assert!(error.to_string().contains("the connection was refused"), "{error}");

    let (base, _task) = server(b"", Duration::from_secs(5)).await;
    let client = Client::with_timeout(&base, "t", Duration::from_millis(50)).unwrap();
    let error = get(&client, "/").await.unwrap_err();
    assert!(matches!(error, ClientError::TimedOut { .. }), "{error}");

    let (base, _task) =
        server(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", Duration::ZERO).await;
    let error = get(&Client::new(&base, "t").unwrap(), "/").await.unwrap_err();
    assert!(matches!(error, ClientError::Broken { .. }), "{error}");

    let (base, _task) = server(b"HTTP/1.1 400 Bad Request\r\n\r\n", Duration::ZERO).await;
    let base = base.replace("http://", "https://");
    let error = get(&Client::new(&base, "t").unwrap(), "/").await.unwrap_err();
    assert!(matches!(error, ClientError::Tls { .. }), "{error:?}");
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
}

#[test]
fn unusable_settings_are_refused_with_a_reason() {
    for (base, reason) in [
        ("", "must start with http"),
        ("localhost:7644/scim/v2", "must start with http"),
        ("ftp://h/scim", "must start with http"),
        ("http://u:p@h/scim", "user name or password"),
        ("http://h/scim?x=1", "? or #"),
    ] {
        let error = Client::new(base, "t").unwrap_err().to_string();
        assert!(error.contains(reason), "{base}: {error}");
    }
    assert!(matches!(Client::new("http://h", "a\nb").unwrap_err(), ClientError::Token));
    let client = Client::new("http://h/", "secret-token").unwrap();
    assert_eq!(client.base(), "http://h");
    assert!(!format!("{client:?}").contains("secret"), "{client:?}");
}

#[test]
fn encoding_keeps_what_has_a_meaning() {
    let path = "/Users?filter=userName eq \"a+b@x\"&emails[type eq \"w\"]";
    let encoded = "/Users?filter=userName%20eq%20%22a+b@x%22&emails%5Btype%20eq%20%22w%22%5D";
    assert_eq!(encode_path(path), encoded);
    assert_eq!(encode_value("a+b@x é"), "a%2Bb%40x%20%C3%A9");
}
