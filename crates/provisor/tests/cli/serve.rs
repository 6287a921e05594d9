//! `provisor serve`: from start to end.

use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::kit::{Place, Server};

#[test]
fn a_first_start_says_where_to_go() {
    let place = Place::new();
    let mut server = place.serve("");
    let link = server.wait_for("http://");
    let token = link.rsplit_once('=').expect("a link with a token").1;
    let printed = server.printed.join("\n").replace(&server.address, "[address]");
    assert_snapshot!("serve_first_start", printed.replace(token, "[token]"));
    assert_eq!(server.get("/healthz", "").0, 200);
    assert_eq!(server.get("/readyz", "").0, 200);
    assert_eq!(server.get(&format!("/setup?token={token}"), "").0, 200);
    assert_eq!(server.get("/setup?token=wrong", "").0, 403);
}

#[test]
fn with_an_admin_no_link_is_printed() {
    let place = Place::with_data();
    let create = "admin create --email ada@example.com --password-stdin";
    place.run_with_input(create, "correct horse battery").output();
    place.run("scim enable").output();
    let mut server = place.serve("--public-url https://provisor.example.com/");
    assert_eq!(
        server.wait_for("SCIM base"),
        "SCIM base URL    https://provisor.example.com/scim/v2"
    );
    assert_eq!(server.wait_for("SCIM  "), "SCIM             on");
    let (code, stderr) = server.stop("INT");
    assert_eq!(code, Some(0), "{stderr}");
    assert!(!stderr.contains("setup?token"), "{stderr}");
}

#[test]
fn without_a_command_the_server_starts() {
    let place = Place::new();
    let server = Server::start(place.command("--listen 127.0.0.1:0"));
    assert_eq!(server.stop("TERM").0, Some(0));
    assert!(place.path("data/provisor.db").exists());
}

#[test]
fn what_it_keeps_is_closed_to_others() {
    let place = Place::new();
    assert_eq!(place.serve("").stop("TERM").0, Some(0));
    let mode =
        |name: &str| std::fs::metadata(place.path(name)).expect(name).permissions().mode() & 0o777;
    let log = std::fs::metadata(place.path("data/provisor.db-wal"));
    assert!(log.is_err(), "a server that was told to stop leaves its database whole");
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/secret.key"), 0o600);
    assert_eq!(mode("data/provisor.db"), 0o600);
}

#[test]
fn a_busy_port_is_told() {
    let place = Place::new();
    let server = place.serve("--data one");
    let run = place.run(&format!("serve --data two --listen {}", server.address));
    assert_eq!(run.code, Some(1));
    let port = server.address.rsplit_once(':').expect("a port").1;
    assert_snapshot!("serve_busy_port", run.stderr.replace(port, "[port]"));
}

#[test]
fn two_servers_do_not_share_a_directory() {
    let place = Place::new();
    let server = place.serve("");
    let run = place.run("serve --listen 127.0.0.1:0");
    assert_eq!(run.code, Some(1));
    assert_snapshot!("serve_second_server", run.stderr);
    assert_eq!(server.get("/healthz", "").0, 200);
}

#[test]
fn an_open_address_without_https_is_warned_of() {
    let place = Place::new();
    let command = place.command("serve --listen 0.0.0.0:0");
    let server = Server::start(command);
    let (code, stderr) = server.stop("TERM");
    assert_eq!(code, Some(0));
    assert!(stderr.starts_with("warning: the server listens beyond this machine"), "{stderr}");

    let command = place.command("serve --listen 0.0.0.0:0 --public-url https://p.example.com");
    let (_, stderr) = Server::start(command).stop("TERM");
    assert!(!stderr.contains("warning:"), "{stderr}");
}

#[test]
fn json_logs_are_json() {
    let place = Place::new();
    let (_, stderr) = place.serve("--log-format json").stop("TERM");
    let lines: Vec<serde_json::Value> =
        stderr.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert!(lines.iter().any(|line| line["message"] == "serving"), "{stderr}");
    assert!(lines.iter().any(|line| line["message"] == "stopped"), "{stderr}");
}
