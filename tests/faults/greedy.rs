//! Clients that send too much, or nothing that makes sense, or never read.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use testkit::Raw;
use tokio::time::timeout;

use crate::installation;
use crate::line::{head, request};
use crate::slow::others_are_served;

#[tokio::test(flavor = "multi_thread")]
async fn huge_heads_are_refused_or_cut_off() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let long = format!("GET /scim/v2/Users HTTP/1.1\r\nX-Long: {}\r\n\r\n", "x".repeat(1 << 20));
    let many = format!("GET /scim/v2/Users HTTP/1.1\r\n{}\r\n", "X-Many: 1\r\n".repeat(5_000));
    let target = format!("GET /scim/v2/{} HTTP/1.1\r\n\r\n", "x".repeat(1 << 20));
    for bytes in [long, many, target] {
        let mut raw = Raw::connect(&process.url).await;
        raw.send(bytes.as_bytes()).await;
        let status = raw.answer().await.map(|answer| answer.status);
        assert!(matches!(status, None | Some(400 | 414 | 431)), "{status:?}");
    }
    others_are_served(&process, &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_are_refused_before_they_have_arrived() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let mut announced = Raw::connect(&process.url).await;
    announced.send(head(&token, "POST", "/Users", 1 << 40).as_bytes()).await;
    let mut endless = Raw::connect(&process.url).await;
    let begin = head(&token, "POST", "/Users", 0).replace("\r\n\r\n", "\r\n");
    endless.send(format!("{begin}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).await;
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(1 << 20));
    for _ in 0..17 {
        endless.send(chunk.as_bytes()).await;
    }
    for raw in [&mut announced, &mut endless] {
        let answer = raw.answer().await.expect("an answer");
        assert_eq!(answer.status, 413, "{}", answer.text);
        assert_eq!(answer.json["status"], "413");
    }
    others_are_served(&process, &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_behind_a_request_does_not_spoil_its_answer() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let good = request(&token, "GET", "/Users", None);
    for garbage in [&b"\0\xff\xfe rubbish\r\n\r\n"[..], b"{}\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"] {
        let mut raw = Raw::connect(&process.url).await;
        raw.send(&[&good, &good, garbage, &good].concat()).await;
        for _ in 0..2 {
            let answer = raw.answer().await.expect("an answer to a good request");
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let status = raw.answer().await.map(|answer| answer.status);
        assert!(matches!(status, None | Some(400)), "{status:?}");
        assert!(raw.answer().await.is_none(), "the connection goes on after garbage");
    }
    others_are_served(&process, &token).await;
}

/// A second meaning of where a request ends would let one client speak in the name of another
/// behind a proxy (RFC 9112 §6.3, §11.2).
#[tokio::test(flavor = "multi_thread")]
async fn two_lengths_of_one_body_are_refused() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let base = head(&token, "POST", "/Users", 0).replace("\r\n\r\n", "\r\n");
    let hidden = request(&token, "GET", "/Users", None);
    let hidden = String::from_utf8(hidden).expect("text");
    for lengths in [
        format!("Content-Length: 5\r\nContent-Length: 6\r\n\r\n{{}}   {hidden}"),
        format!("Content-Length: +5\r\n\r\n{{}}   {hidden}"),
        format!("Transfer-Encoding: identity, chunked, gzip\r\n\r\n0\r\n\r\n{hidden}"),
    ] {
        let mut raw = Raw::connect(&process.url).await;
        raw.send(format!("{base}{lengths}").as_bytes()).await;
        let status = raw.answer().await.map(|answer| answer.status);
        assert!(matches!(status, None | Some(400)), "{lengths}: {status:?}");
        assert!(raw.answer().await.is_none(), "{lengths}: the hidden request is answered");
    }
    others_are_served(&process, &token).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_never_read_cost_little_memory() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let scim = process.scim(&token);
    let body = json!({"userName": "ada", "displayName": "x".repeat(20_000)});
    let ada = scim.post("/Users", &body).await.id();
    others_are_served(&process, &token).await;
    let before = memory(process.id());
    let many = request(&token, "GET", &format!("/Users/{ada}"), None).repeat(2_000);
    let deaf = (0..50).map(async |_| {
        let mut raw = Raw::connect(&process.url).await;
        // The server stops reading when nobody takes its answers, so not all of it gets away.
        let _ = timeout(Duration::from_secs(1), raw.send(&many)).await;
        raw
    });
    let deaf = join_all(deaf).await;
    others_are_served(&process, &token).await;
    let grown = memory(process.id()).saturating_sub(before);
    assert!(grown < 100 << 20, "{deaf} connections take {grown} bytes", deaf = deaf.len());
}

/// The resident memory of a process in bytes.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kibibytes << 10
}
