//! What `--help` says.

use insta::assert_snapshot;

use crate::kit::Place;

const COMMANDS: [&str; 40] = [
    "",
    "serve",
    "demo",
    "scim",
    "scim enable",
    "scim disable",
    "scim pause",
    "scim policy",
    "scim preset",
    "scim status",
    "token",
    "token create",
    "token list",
    "token revoke",
    "schema",
    "schema list",
    "schema show",
    "schema check",
    "schema declare",
    "schema promote",
    "schema remove",
    "resource-type",
    "resource-type list",
    "resource-type show",
    "resource-type check",
    "resource-type load",
    "resource-type remove",
    "admin",
    "admin create",
    "admin list",
    "admin reset",
    "simulate",
    "bench",
    "conformance",
    "backup",
    "restore",
    "move",
    "migrate",
    "check-config",
    "doctor",
];

#[test]
fn every_command_explains_itself() {
    let place = Place::new();
    for command in COMMANDS {
        let help = place.run(&format!("{command} --help")).output();
        assert!(help.contains("Usage: provisor"), "{help}");
        let name =
            if command.is_empty() { "provisor".to_owned() } else { command.replace(' ', "_") };
        assert_snapshot!(format!("help_{name}"), help);
    }
}

#[test]
fn the_version_is_told() {
    let version = Place::new().run("--version").output();
    assert_eq!(version, format!("provisor {}\n", env!("CARGO_PKG_VERSION")));
}
