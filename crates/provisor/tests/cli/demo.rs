//! `provisor demo`: people on throw-away data.

use std::net::TcpListener;

use crate::kit::{Place, Server};

#[test]
fn once_runs_the_simulation_and_ends_with_its_result() {
    let place = Place::new();
    let text = place.run("demo --once --users 8 --groups 2 --listen 127.0.0.1:0").output();
    for part in
        ["Dashboard", "admin@example.com", "Password", "/scim/v2", "prv_", "✓", "8 people created"]
    {
        assert!(text.contains(part), "no {part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours where nobody sees them: {text:?}");
    let left = std::fs::read_dir(place.path("")).expect("the folder").count();
    assert_eq!(left, 0, "the data is elsewhere, and thrown away");
}

#[test]
fn it_serves_until_it_is_told_to_stop() {
    let place = Place::new();
    let mut demo = Server::start(place.command("demo --users 4 --groups 1 --listen 127.0.0.1:0"));
    let token = demo.wait_for("Infra token");
    let token = token.split_whitespace().last().expect("a token").to_owned();
    demo.wait_for("Press Ctrl-C");
    let (status, body) = demo.get("/scim/v2/Users", &token);
    assert_eq!(status, 200);
    assert!(body.contains("\"totalResults\":4"), "{body}");
    assert_eq!(demo.stop("INT").0, Some(0));
}

#[test]
fn an_address_that_was_asked_for_must_be_free() {
    let busy = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = busy.local_addr().expect("an address");
    let run = Place::new().run(&format!("demo --once --listen {address}"));
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("is in use"), "{run}");
}

#[test]
fn a_busy_default_port_makes_it_take_another() {
    // Whether this or something else on the machine has the port: it is busy.
    let _busy = TcpListener::bind("127.0.0.1:7644");
    let run = Place::new().run("demo --once --users 2 --groups 0");
    assert!(run.stderr.contains("Port 7644 is busy; the demo takes another."), "{run}");
    let text = run.output();
    assert!(!text.contains("127.0.0.1:7644"), "{text}");
}
