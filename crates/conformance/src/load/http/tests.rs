use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// What is read when a server answers with these bytes, a few at a time, and closes.
async fn answer_to(bytes: &'static [u8]) -> Result<(Answered, Vec<u8>, bool), ClientError> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/scim", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let read = stream.read(&mut request).await.unwrap();
        for piece in bytes.chunks(7) {
            stream.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let target = Target::new(&base, "tok").unwrap();
    let mut connection = Connection::open(&target).await?;
    let answered = connection.exchange(&Request::get("/Users?count=1")).await;
    let answered = answered.map(|answered| {
        let body = connection.body(&answered).to_vec();
        (answered, body, connection.is_stale())
    });
    let request = server.await.unwrap();
    assert!(request.starts_with("GET /scim/Users?count=1 HTTP/1.1\r\nhost: 127.0.0.1:"));
    assert!(request.ends_with("authorization: Bearer tok\r\n\r\n"));
    answered
}

#[tokio::test]
async fn answers_are_read_in_every_framing() {
    let cases: [(&[u8], u16, &[u8], bool); 6] = [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, b"hello", false),
        (
            b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n\
              3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nX: y\r\n\r\n",
            201,
            b"hello",
            false,
        ),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", false),
        (b"HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello", 200, b"hello", true),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi", 200, b"hi", true),
        (b"HTTP/1.1 404 No\r\ncontent-length: 0\r\nConnection: close\r\n\r\n", 404, b"", true),
    ];
    for (bytes, status, body, closes) in cases {
        let (answered, found, stale) = answer_to(bytes).await.unwrap();
        assert_eq!((answered.status, found.as_slice(), stale), (status, body, closes));
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_tells_how_long() {
    let answered =
        answer_to(b"HTTP/1.1 429 Slow\r\nRetry-After: 3\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(answered.unwrap().0.retry_after, Some(Duration::from_secs(3)));
    let date = b"HTTP/1.1 503 No\r\nretry-after: Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n";
    assert_eq!(answer_to(date).await.unwrap().0.retry_after, Some(Duration::from_secs(1)));
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_is_no_http_is_an_error() {
    for bytes in [
        b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello".as_slice(),
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"",
    ] {
        let error = answer_to(bytes).await.unwrap_err();
        assert!(matches!(error, ClientError::Broken { .. }), "{error}");
    }
}
