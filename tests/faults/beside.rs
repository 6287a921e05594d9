//! Commands beside a running server.

use serde_json::Value;
use testkit::{Caller, Installation};

use crate::eventually::eventually;
use crate::installation;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_revoked_by_command_stops_working_and_others_go_on() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let other = process.scim(&token);
    // A token made beside the server works, too.
    let scim = process.scim(&installation.token("to be revoked"));
    until(&scim, 200).await;
    scim.user("ada").await;

    let tokens = installation.must(&["token", "list", "--output", "json"]);
    let tokens: Vec<Value> = serde_json::from_str(&tokens).expect("a list");
    let found = tokens.iter().find(|token| token["label"] == "to be revoked").expect("a token");
    installation.must(&["token", "revoke", found["id"].as_str().expect("an id")]);
    let answer = until(&scim, 401).await;
    assert!(answer.header("www-authenticate").is_some());
    let write = scim.post("/Users", &serde_json::json!({"userName": "grace"})).await;
    assert_eq!(write.status, 401);
    assert_eq!(other.filter("/Users", "userName eq \"grace\"").await.json["totalResults"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scim_switch_turned_by_command_is_followed() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let scim = process.scim(&token);
    let ada = scim.user("ada").await;

    installation.must(&["scim", "pause"]);
    let answer = until(&scim, 503).await;
    assert!(answer.header("retry-after").is_some());
    installation.must(&["scim", "disable", "--users", "keep"]);
    until(&scim, 403).await;
    assert_eq!(status(&installation)["active_users"], 1);
    installation.must(&["scim", "enable"]);
    until(&scim, 200).await;
    assert_eq!(scim.get(&format!("/Users/{ada}")).await.json["active"], true);

    installation.must(&["scim", "disable", "--users", "deactivate"]);
    assert_eq!(status(&installation)["active_users"], 0);
    installation.must(&["scim", "enable"]);
    let answer = until(&scim, 200).await;
    assert_eq!(answer.json["Resources"][0]["active"], false, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_data_is_refused_and_the_first_goes_on() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let Err(ran) = installation.try_serve() else { panic!("two servers share their data") };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("another server"), "{ran:?}");
    process.scim(&token).user("ada").await;
    process.kill();
    // Whatever a killed server leaves behind does not keep the next one out.
    installation.serve().stop();
}

/// Asks until that status is the answer.
async fn until(scim: &Caller, status: u16) -> testkit::Answer {
    eventually(&format!("the answer {status}"), async || {
        let answer = scim.get("/Users").await;
        if answer.status == status { Ok(answer) } else { Err(answer.text) }
    })
    .await
}

fn status(installation: &Installation) -> Value {
    let text = installation.must(&["scim", "status", "--output", "json"]);
    serde_json::from_str(&text).expect("JSON")
}
