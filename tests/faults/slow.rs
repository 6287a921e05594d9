//! Clients that send slowly, or stop in the middle.

use std::time::Duration;

use testkit::{Answer, Installation, Process, Raw};
use tokio::time::timeout;

use crate::installation;
use crate::line::{head, request};

/// How far apart a slow client's bytes are.
const DRIP: Duration = Duration::from_millis(100);

/// How long a well-behaved client waits at most while others misbehave.
const PROMPT: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_trickle_in_are_given_up_while_others_are_served() {
    let (_installation, process, token) = impatient();
    let trickle = async {
        let mut raw = Raw::connect(&process.url).await;
        raw.send(b"GET /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
        drip(&mut raw, b"x").await
    };
    let (answer, ()) = tokio::join!(trickle, others_are_served(&process, &token));
    assert!(answer.is_none_or(|answer| answer.status == 408));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_or_trickles_is_answered_408() {
    let (_installation, process, token) = impatient();
    let begin = head(&token, "POST", "/Users", 1_000);
    let stops = async {
        let mut raw = Raw::connect(&process.url).await;
        raw.send(format!("{begin}{{\"userName\":").as_bytes()).await;
        raw.answer().await
    };
    let trickles = async {
        let mut raw = Raw::connect(&process.url).await;
        raw.send(begin.as_bytes()).await;
        drip(&mut raw, b" ").await
    };
    let chunked = async {
        let head = head(&token, "POST", "/Users", 0).replace("\r\n\r\n", "\r\n");
        let mut raw = Raw::connect(&process.url).await;
        raw.send(format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"use").as_bytes()).await;
        raw.answer().await
    };
    let served = others_are_served(&process, &token);
    let (stops, trickles, chunked, ()) = tokio::join!(stops, trickles, chunked, served);
    for answer in [stops, trickles, chunked] {
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, 408, "{}", answer.text);
        assert_eq!(answer.json["status"], "408");
        assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.contains("2 seconds")));
    }
    let listed = process.scim(&token).filter("/Users", "userName sw \"other\"").await;
    assert_eq!(
        process.scim(&token).get("/Users").await.json["totalResults"],
        listed.json["totalResults"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_idle_and_half_open_connections_keep_nobody_out_and_are_closed() {
    let (_installation, process, token) = impatient();
    let mut idle = Vec::new();
    for number in 0..200 {
        let mut raw = Raw::connect(&process.url).await;
        match number % 4 {
            // Never a byte.
            0 => {}
            // Half a head, then nothing.
            1 => raw.send(b"GET /scim/v2/Users HTTP/1.1\r\nHost: loc").await,
            // One request, and then the connection is kept for no purpose.
            2 => {
                raw.send(&request(&token, "GET", "/Users", None)).await;
                assert_eq!(raw.answer().await.map(|answer| answer.status), Some(200));
            }
            // 10,000 bytes that are no line.
            _ => raw.send(&[b'A'; 10_000]).await,
        }
        idle.push(raw);
    }
    others_are_served(&process, &token).await;
    for raw in &mut idle {
        // What has no line yet may be told so; in the end each connection is closed.
        while let Some(answer) = raw.answer().await {
            assert!(matches!(answer.status, 400 | 408 | 414 | 431), "{}", answer.status);
        }
    }
    others_are_served(&process, &token).await;
}

/// A server that waits two seconds for heads and bodies.
fn impatient() -> (Installation, Process, String) {
    let mut installation = installation();
    installation.set("PROVISOR_HEADER_TIMEOUT_SECONDS", "2");
    installation.set("PROVISOR_BODY_TIMEOUT_SECONDS", "2");
    let token = installation.prepare();
    let process = installation.serve();
    (installation, process, token)
}

/// Sends the same byte again and again until the server has had enough.
async fn drip(raw: &mut Raw, byte: &[u8]) -> Option<Answer> {
    for _ in 0..300 {
        if let Ok(answer) = timeout(DRIP, raw.answer()).await {
            return answer;
        }
        raw.send(byte).await;
    }
    panic!("the server waits for ever");
}

/// Reads and writes as usual, each promptly.
pub(crate) async fn others_are_served(process: &Process, token: &str) {
    let scim = process.scim(token);
    for number in 0..10 {
        let both = async {
            scim.user(&format!("other{number}-{}", serial())).await;
            assert_eq!(scim.get("/Users?count=1").await.status, 200);
        };
        timeout(PROMPT, both).await.expect("a prompt answer");
    }
}

fn serial() -> usize {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
