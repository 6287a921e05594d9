//! The server is asked to stop while clients write.

use crate::check::check;
use crate::eventually::eventually;
use crate::installation;
use crate::ledger;
use crate::line::{Line, head, request};
use crate::load::Load;
use crate::servers::Servers;
use serde_json::json;
use testkit::Raw;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_has_begun_is_served_after_the_signal_and_no_new_one_is() {
    let installation = installation();
    let token = installation.prepare();
    let mut process = installation.serve();
    let body = json!({"userName": "ada"}).to_string();
    let (begin, rest) = body.split_at(5);
    let mut raw = Raw::connect(&process.url).await;
    // The answer to the first request shows that the server knows this connection.
    raw.send(&request(&token, "GET", "/Users", None)).await;
    assert_eq!(raw.answer().await.map(|answer| answer.status), Some(200));
    raw.send(format!("{}{begin}", head(&token, "POST", "/Users", body.len())).as_bytes()).await;
    // Another connection's answer comes later than the half request, which thus has arrived.
    assert_eq!(process.scim(&token).get("/Users").await.status, 200);

    process.terminate();
    eventually("nobody listens any more", async || {
        match Line::connect(&process.url, &token).await {
            Some(_) => Err("somebody listens"),
            None => Ok(()),
        }
    })
    .await;
    raw.send(rest.as_bytes()).await;
    let answer = raw.answer().await.expect("the answer to a request that had begun");
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert!(process.wait().success(), "{}", process.log());

    let process = installation.serve();
    let shown = process.scim(&token).get(&format!("/Users/{}", answer.id())).await;
    assert_eq!(shown.json["userName"], "ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn under_load_a_stop_loses_nothing_that_was_acknowledged_and_cuts_no_answer_off() {
    let installation = installation();
    let token = installation.prepare();
    let mut process = installation.serve();
    let load = Load::prepare(&process.scim(&token)).await;
    let mut running = load.start(&Servers::only(&process), &token);
    running.acknowledged(300).await;
    process.terminate();
    let mut load = running.end().await;
    assert!(process.wait().success(), "{}", process.log());
    for client in &load.clients {
        assert!(!client.was_cut_off, "{client:?}");
    }

    let process = installation.serve();
    check(&mut load, &process.scim(&token)).await;
    installation.assert_sound(&process);
    process.stop();
    ledger::check(&load, &*installation.open_store().await).await;
}
