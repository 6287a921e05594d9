//! Devices and endpoint applications (RFC 9944), as they come with the program.

use scim::CustomType;
use serde_json::{Value, json};
use testkit::TestApp;

use super::load;
use crate::support::{created, patched, read, refused, with};

const DEVICE: &str = "urn:ietf:params:scim:schemas:core:2.0:Device";
const BLE: &str = "urn:ietf:params:scim:schemas:extension:ble:2.0:Device";
const PASS_KEY: &str = "urn:ietf:params:scim:schemas:extension:pairingPassKey:2.0:Device";
const DPP: &str = "urn:ietf:params:scim:schemas:extension:dpp:2.0:Device";
const APPS: &str = "urn:ietf:params:scim:schemas:extension:endpointAppsExt:2.0:Device";

fn built_in(name: &str) -> Value {
    let found = CustomType::built_in(name).expect("a description");
    serde_json::from_str(found.json).expect("JSON")
}

#[tokio::test]
async fn a_bluetooth_device_is_provisioned() {
    let app = TestApp::start().await;
    load(&app, &built_in("devices")).await;
    let scim = app.scim();
    let sent = json!({
        "schemas": [DEVICE, BLE, APPS],
        "displayName": "BLE Heart Monitor",
        "active": true,
        BLE: {
            "versionSupport": ["5.3"],
            "deviceMacAddress": "2C:54:91:88:C9:E2",
            "irk": "a-secret-key",
            "isRandom": false,
            "mobility": true,
            "pairingMethods": [PASS_KEY],
            PASS_KEY: {"key": 123_456},
        },
        APPS: {"applications": [{"value": "a1b2", "$ref": "https://example.com/a1b2"}]},
    });
    let path = format!("/Devices/{}", created(&scim, "/Devices", &sent).await.id());
    let device = read(&scim, &path).await;
    assert_eq!(device["schemas"], json!([DEVICE, BLE, APPS]));
    assert_eq!(device["meta"]["resourceType"], json!("Device"));
    assert_eq!(device[BLE][PASS_KEY], json!({"key": 123_456}));
    assert_eq!(device[BLE].get("irk"), None, "a key is never shown");
    assert_eq!(device[APPS], json!({"applications": [{"value": "a1b2"}]}));
    let by_address = format!("{BLE}:deviceMacAddress eq \"2c:54:91:88:c9:e2\"");
    assert_eq!(scim.filter("/Devices", &by_address).await.json["totalResults"], json!(1));
    refused(&scim.post("/Devices", &sent).await, 409, "uniqueness");
    let change = json!([
        {"op": "replace", "path": "active", "value": false},
        {"op": "replace", "path": BLE, "value": {"mobility": false, PASS_KEY: {"key": 654_321}}},
    ]);
    patched(&scim, &path, change).await;
    let device = read(&scim, &path).await;
    assert_eq!((&device["active"], &device[BLE]["mobility"]), (&json!(false), &json!(false)));
    assert_eq!(device[BLE][PASS_KEY], json!({"key": 654_321}));
    let events = app.events(Some(device["id"].as_str().expect("an id"))).await;
    assert!(events.iter().all(|event| !event.data.to_string().contains("a-secret-key")));
}

#[tokio::test]
async fn what_a_device_needs_is_asked_for() {
    let app = TestApp::start().await;
    load(&app, &built_in("devices")).await;
    let scim = app.scim();
    let device = json!({"schemas": [DEVICE], "displayName": "Lamp", "active": true});
    created(&scim, "/Devices", &device).await;
    for more in [
        json!({"active": null}),
        json!({DPP: {"dppVersion": 2}}),
        json!({DPP: {"dppVersion": "two", "bootstrapKey": "k"}}),
        json!({BLE: {"versionSupport": ["5.3"], "deviceMacAddress": "x"}}),
        json!({BLE: {"versionSupport": ["5.3"], "deviceMacAddress": "x",
            "pairingMethods": [PASS_KEY], PASS_KEY: {}}, "active": "perhaps"}),
    ] {
        refused(&scim.post("/Devices", &with(device.clone(), more)).await, 400, "invalidValue");
    }
    let wifi = json!({DPP: {"dppVersion": 2, "bootstrapKey": "MDkw", "classChannel": ["81/1"]}});
    let made = created(&scim, "/Devices", &with(device, wifi)).await.json;
    assert_eq!(made[DPP], json!({"dppVersion": 2, "classChannel": ["81/1"]}));
}

#[tokio::test]
async fn an_application_that_devices_name_is_provisioned() {
    let app = TestApp::start().await;
    load(&app, &built_in("devices")).await;
    load(&app, &built_in("endpoint-apps")).await;
    let scim = app.scim();
    let sent = json!({
        "applicationType": "telemetry",
        "applicationName": "Listener",
        "certificateInfo": {"rootCA": "MIIB", "subjectName": "listener.example"},
    });
    let id = created(&scim, "/EndpointApps", &sent).await.id();
    refused(&scim.post("/EndpointApps", &sent).await, 409, "uniqueness");
    let other = with(sent, json!({"applicationType": "mail", "applicationName": "Other"}));
    refused(&scim.post("/EndpointApps", &other).await, 400, "invalidValue");
    let device = json!({"active": true, APPS: {"applications": [{"value": id}]}});
    created(&scim, "/Devices", &device).await;
    let found = scim.filter("/EndpointApps", "applicationName eq \"listener\"").await;
    assert_eq!(found.ids(), [id]);
}
