//! The preset `interop`: the SCIM 2.0 Interoperability Profile, rule by rule. Where the profile
//! only repeats what every directory does, the test shows that the preset leaves it so.

mod members;
mod patch;

use directory::settings::Preset;
use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp, operator};

use crate::support::{
    ENTERPRISE, GROUP, PATCH_OP, SEARCH, USER, ann, created, everything, group, names, patched,
    read, refused, user, with,
};

/// A server whose default directory keeps to the profile, and a client of it.
async fn strict() -> (TestApp, Caller) {
    let app = TestApp::start().await;
    choose(&app, Preset::Interop).await;
    let scim = app.scim();
    (app, scim)
}

async fn choose(app: &TestApp, preset: Preset) {
    let directory = app.default_directory();
    app.service.set_preset(directory, preset, operator()).await.expect("a change");
}

/// The one operation that replaces what stands at a path.
fn replace(path: &str, value: Value) -> Value {
    json!([{"op": "replace", "path": path, "value": value}])
}

/// Sends operations that must be refused, each with its keyword, and change nothing.
async fn all_refused(app: &TestApp, scim: &Caller, path: &str, cases: &[(Value, &str)]) {
    let before = everything(app, scim).await;
    for (operations, keyword) in cases {
        let answer = scim.patch(path, operations.clone()).await;
        assert_eq!(answer.status, 400, "{operations} got {}", answer.text);
        refused(&answer, 400, keyword);
    }
    assert_eq!(everything(app, scim).await, before);
}

#[tokio::test]
async fn n1_the_server_says_that_it_conforms_where_it_does() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let said = async |scim: &Caller| {
        let config = read(scim, "/ServiceProviderConfig").await;
        config.get("interopProfileConformant").cloned()
    };
    assert_eq!(said(&scim).await, None, "a tolerant directory does not conform");
    choose(&app, Preset::Interop).await;
    assert_eq!(said(&scim).await, Some(json!(true)));
    assert_eq!(said(&app.anonymous()).await, Some(json!(true)));
    assert_eq!(said(&app.other_directory("other").await).await, None, "each for itself");
    for kind in read(&scim, "/ResourceTypes").await["Resources"].as_array().expect("types") {
        assert_eq!(kind["id"], kind["name"]);
        let extensions = kind["schemaExtensions"].as_array().expect("extensions");
        for urn in extensions.iter().map(|one| &one["schema"]).chain([&kind["schema"]]) {
            read(&scim, &format!("/Schemas/{}", urn.as_str().expect("a URN"))).await;
        }
    }
}

#[tokio::test]
async fn n1_what_was_learned_before_stays_and_may_stand_against_conformance() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &with(user("ann"), json!({"badge": {"no": 7}}))).await;
    choose(&app, Preset::Interop).await;
    let path = format!("/Users/{}", made.id());
    assert_eq!(read(&scim, &path).await["badge"], json!({"no": 7}));
    patched(&scim, &path, replace("badge.no", json!(8))).await;
    refused(&scim.patch(&path, replace("badge.no", json!("x"))).await, 400, "invalidValue");
    refused(&scim.patch(&path, replace("badge", json!("x"))).await, 400, "invalidValue");
    refused(&scim.patch(&path, replace("badge.at", json!(1))).await, 400, "invalidSyntax");
    assert_eq!(scim.filter("/Users", "badge.no eq 8").await.ids(), [made.id()]);
    let flag = async || {
        let config = read(&scim, "/ServiceProviderConfig").await;
        config.get("interopProfileConformant").cloned()
    };
    assert_eq!(flag().await, Some(json!(true)));
    choose(&app, Preset::Tolerant).await;
    created(&scim, "/Users", &with(user("ben"), json!({"keys": [{"type": "a"}]}))).await;
    choose(&app, Preset::Interop).await;
    assert_eq!(flag().await, None, "nobody has said which types of keys there are");
}

#[tokio::test]
async fn n2_ids_are_exact_and_user_names_are_not() {
    let (_app, scim) = strict().await;
    let made = created(&scim, "/Users", &with(user("Ann"), json!({"externalId": "a-1"}))).await;
    let id = made.id();
    refused(&scim.get(&format!("/Users/{}", id.to_uppercase())).await, 404, "");
    refused(&scim.post("/Users", &user("aNN")).await, 409, "uniqueness");
    for (filter, found) in [
        ("userName eq \"ANN\"", 1),
        ("externalId eq \"a-1\"", 1),
        ("externalId eq \"A-1\"", 0),
        (&*format!("id eq \"{id}\""), 1),
        (&*format!("id eq \"{}\"", id.to_uppercase()), 0),
    ] {
        let answer = scim.filter("/Users", filter).await;
        assert_eq!(answer.json["totalResults"], json!(found), "{filter}: {}", answer.text);
    }
    created(&scim, "/Users", &with(user("Ben"), json!({"externalId": "A-1"}))).await;
}

#[tokio::test]
async fn n3_what_no_schema_has_is_refused() {
    let (app, scim) = strict().await;
    let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
    let before = everything(&app, &scim).await;
    let wrong = [
        json!({"badge": "B1"}),
        json!({"badge": null}),
        json!({"password": "secret"}),
        json!({"name": {"first": "Ann"}}),
        json!({"name": {"first": null}}),
        json!({"name.givenName": "Ann"}),
        json!({"department": "R&D"}),
        json!({"emails": [{"value": "a@a.example", "verified": true}]}),
        json!({"emails": [{"value": "a@a.example", "operation": "delete"}]}),
        json!({ENTERPRISE: {"costCentre": "7"}}),
        json!({ENTERPRISE: {"manager.value": "7"}}),
        json!({format!("{ENTERPRISE}:department"): "R&D"}),
        json!({USER: {"title": "x"}}),
        json!({"urn:acme:2.0:User": {"badge": 1}}),
        json!({"urn:scim:schemas:extension:enterprise:1.0": {"department": "R&D"}}),
        json!({"schemas": []}),
        json!({"schemas": null}),
        json!({"schemas": USER}),
        json!({"schemas": [ENTERPRISE]}),
        json!({"schemas": [USER, "urn:acme:2.0:User"]}),
        json!({"schemas": [USER, USER]}),
        json!({"schemas": ["urn:scim:schemas:core:1.0"]}),
    ];
    for more in wrong {
        let body = with(user("eve"), more);
        refused(&scim.post("/Users", &body).await, 400, "invalidSyntax");
        refused(&scim.put(&path, &body).await, 400, "invalidSyntax");
    }
    refused(&scim.post("/Users", &json!({"userName": "eve"})).await, 400, "invalidSyntax");
    let member = json!({"schemas": [GROUP], "displayName": "g", "members": [{"id": "7"}]});
    refused(&scim.post("/Groups", &member).await, 400, "invalidSyntax");
    assert_eq!(everything(&app, &scim).await, before);
    let schemas = json!(["urn:acme:2.0:User"]);
    let cases: Vec<(Value, &str)> = [
        replace("badge", json!("B1")),
        replace("badge", Value::Null),
        replace("password", json!("secret")),
        replace("name.first", json!("Ann")),
        replace("name", json!({"first": "Ann"})),
        replace("emails[verified eq true].value", json!("x@a.example")),
        replace("emails[type eq \"work\"].verified", json!(true)),
        replace("urn:acme:2.0:User:badge", json!(1)),
        replace("urn:acme:2.0:User", json!({"badge": 1})),
        replace(ENTERPRISE, json!({"costCentre": 1})),
        replace(ENTERPRISE, json!({"manager.value": "1"})),
        replace("schemas", schemas),
        json!([{"op": "remove", "path": "badge"}]),
        json!([{"op": "remove", "path": "name.first"}]),
        json!([{"op": "remove", "path": "urn:acme:2.0:User"}]),
    ]
    .map(|operations| (operations, "invalidSyntax"))
    .into();
    all_refused(&app, &scim, &path, &cases).await;
}

#[tokio::test]
async fn n3_values_are_what_their_attribute_says() {
    let (app, scim) = strict().await;
    let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
    let before = everything(&app, &scim).await;
    for more in [
        json!({"active": "True"}),
        json!({"title": ["x"]}),
        json!({"emails": {"value": "a@a.example"}}),
        json!({"emails": ["a@a.example"]}),
        json!({"name": "Ann"}),
        json!({ENTERPRISE: {"manager": "7"}}),
        json!({ENTERPRISE: {"manager": [{"value": "7"}]}}),
        json!({"profileUrl": "not a uri"}),
        json!({"photos": [{"value": "<none>", "type": "photo"}]}),
        json!({"addresses": [{"type": "work", "country": "Neverland"}]}),
        json!({"addresses": [{"type": "work", "country": "ZZ"}]}),
        json!({"x509Certificates": [{"value": "AAAA"}]}),
    ] {
        let body = with(user("eve"), more);
        refused(&scim.post("/Users", &body).await, 400, "invalidValue");
        refused(&scim.put(&path, &body).await, 400, "invalidValue");
    }
    let other = with(user("eve"), json!({"id": "01912345-abcd-7000-8000-00000000000f"}));
    refused(&scim.put(&path, &other).await, 400, "mutability");
    refused(
        &scim.post("/Groups", &with(group("g", &[]), json!({"members": "7"}))).await,
        400,
        "invalidValue",
    );
    assert_eq!(everything(&app, &scim).await, before);
    let cases = [
        (replace("active", json!("False")), "invalidValue"),
        (replace("emails", json!({"value": "a@a.example"})), "invalidValue"),
        (
            json!([{"op": "add", "path": "emails", "value": {"value": "a@a.example"}}]),
            "invalidValue",
        ),
        (replace("name", json!("Ann")), "invalidValue"),
        (replace(&format!("{ENTERPRISE}:manager"), json!("7")), "invalidValue"),
    ];
    all_refused(&app, &scim, &path, &cases).await;
}

#[tokio::test]
async fn n4_the_values_of_type_are_declared_and_no_others_taken() {
    let (_app, scim) = strict().await;
    let lists = async |urn: &str| {
        let schema = read(&scim, &format!("/Schemas/{urn}")).await;
        let mut lists = Vec::new();
        for attribute in schema["attributes"].as_array().expect("attributes") {
            let subs = attribute["subAttributes"].as_array().cloned().unwrap_or_default();
            if let Some(kind) = subs.into_iter().find(|sub| sub["name"] == json!("type")) {
                let values = kind["canonicalValues"].as_array().cloned().unwrap_or_default();
                assert!(!values.is_empty(), "{}.type", attribute["name"]);
                lists.push((attribute["name"].as_str().expect("a name").to_owned(), values));
            }
        }
        lists
    };
    assert_eq!(lists(GROUP).await.len(), 1);
    for (name, values) in lists(USER).await {
        if name == "groups" {
            continue;
        }
        let value = |kind: &Value| match name.as_str() {
            "addresses" => json!({"locality": "Oslo", "type": kind}),
            "x509Certificates" => json!({"value": "MAEF", "type": kind}),
            _ => json!({"value": "x", "type": kind}),
        };
        let sent: Vec<Value> = values.iter().map(value).collect();
        let body = with(user(&name), json!({name.clone(): sent}));
        created(&scim, "/Users", &body).await;
        let body = with(user("eve"), json!({name.clone(): [value(&json!("no such type"))]}));
        refused(&scim.post("/Users", &body).await, 400, "invalidValue");
    }
    let upper = json!({"emails": [{"value": "x@a.example", "type": "WORK"}]});
    created(&scim, "/Users", &with(user("eve"), upper)).await;
}

#[tokio::test]
async fn n5_resources_are_addressed_by_their_id_alone() {
    let (_app, scim) = strict().await;
    let id = scim.user("ann").await;
    read(&scim, &format!("/Users/{id}")).await;
    refused(&scim.get("/Users/ann").await, 404, "");
    refused(&scim.get(&format!("/Groups/{id}")).await, 404, "");
}

#[tokio::test]
async fn n6_every_answer_is_scim_json() {
    let (_app, scim) = strict().await;
    let id = scim.user("ann").await;
    let search = json!({"schemas": [SEARCH]});
    for answer in [
        scim.get("/Users").await,
        scim.get(&format!("/Users/{id}")).await,
        scim.get("/Schemas").await,
        scim.post("/Users", &user("ben")).await,
        scim.post("/.search", &search).await,
        scim.post("/Users", &user("ben")).await,
        scim.get("/Users/none").await,
    ] {
        assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    }
}

#[tokio::test]
async fn n7_filters_know_their_attributes_and_belong_to_get() {
    let (_app, scim) = strict().await;
    let made = created(&scim, "/Users", &ann()).await;
    let both = "userName eq \"ann@example.com\" and active eq true";
    assert_eq!(names(&scim.filter("/Users", both).await), ["Ann@Example.com"]);
    for filter in [
        "badge eq \"7\"",
        "urn:acme:2.0:User:badge eq \"7\"",
        "urn:acme:2.0:User:badge[type eq \"x\"]",
        "urn:scim:schemas:core:1.0:userName eq \"x\"",
        "email eq \"ann@example.com\"",
        "emails[verified eq true]",
        "name.first pr",
        "userName eq ann",
        "emails[type eq work].value eq \"ann@example.com\"",
        "active eq \"true\"",
        "active eq True",
        "title eq 7",
    ] {
        refused(&scim.filter("/Users", filter).await, 400, "invalidFilter");
        let search = json!({"schemas": [SEARCH], "filter": filter});
        refused(&scim.post("/Users/.search", &search).await, 400, "invalidFilter");
    }
    let path = format!("/Users/{}?filter=active+eq+true", made.id());
    let answers: [Answer; 3] = [
        scim.patch(&path, replace("title", json!("x"))).await,
        scim.delete(&path).await,
        scim.post("/Users?filter=active+eq+true", &user("ben")).await,
    ];
    for answer in &answers {
        refused(answer, 400, "invalidFilter");
    }
}

#[tokio::test]
async fn n8_a_page_holds_a_hundred_and_may_be_smaller() {
    let (_app, scim) = strict().await;
    for n in 0..101 {
        scim.user(&format!("u{n}")).await;
    }
    assert_eq!(read(&scim, "/Users").await["itemsPerPage"], json!(101));
    assert_eq!(read(&scim, "/Users?count=100").await["itemsPerPage"], json!(100));
    assert_eq!(read(&scim, "/Users?count=7&startIndex=100").await["itemsPerPage"], json!(2));
    let first = read(&scim, "/Users?count=100&cursor=").await;
    let next = first["nextCursor"].as_str().expect("a cursor");
    assert_eq!(
        read(&scim, &format!("/Users?count=100&cursor={next}")).await["itemsPerPage"],
        json!(1)
    );
}

#[tokio::test]
async fn n10_only_delete_deletes_and_frees_the_name() {
    let (_app, scim) = strict().await;
    let path = format!("/Users/{}", scim.user("ann").await);
    patched(&scim, &path, replace("active", json!(false))).await;
    assert_eq!(read(&scim, &path).await["active"], json!(false), "PATCH never deletes");
    assert_eq!(scim.delete(&path).await.status, 204);
    refused(&scim.get(&path).await, 404, "");
    refused(&scim.patch(&path, replace("active", json!(true))).await, 404, "");
    refused(&scim.delete(&path).await, 404, "");
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(0));
    scim.user("ann").await;
}

#[tokio::test]
async fn n11_no_version_has_to_be_named() {
    let (_app, scim) = strict().await;
    let path = format!("/Users/{}", scim.user("ann").await);
    patched(&scim, &path, replace("title", json!("x"))).await;
    assert_eq!(scim.put(&path, &user("ann")).await.status, 200);
}

#[tokio::test]
async fn n12_a_taken_name_is_a_conflict_and_bulk_keeps_the_same_rules() {
    let (_app, scim) = strict().await;
    let path = format!("/Users/{}", scim.user("ann").await);
    scim.user("ben").await;
    refused(&scim.post("/Users", &user("ann")).await, 409, "uniqueness");
    refused(&scim.patch(&path, replace("userName", json!("BEN"))).await, 409, "uniqueness");
    let body = with(user("eve"), json!({"badge": 7}));
    let pathless = json!({"schemas": [PATCH_OP], "Operations": [{"op": "add", "value": {}}]});
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": body},
            {"method": "PATCH", "path": path, "data": pathless},
        ],
    });
    let answer = scim.post("/Bulk", &bulk).await;
    let unnamed = json!({"Operations": bulk["Operations"]});
    refused(&scim.post("/Bulk", &unnamed).await, 400, "invalidSyntax");
    for operation in answer.json["Operations"].as_array().expect("operations") {
        assert_eq!(operation["response"]["scimType"], json!("invalidSyntax"), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_preset_goes_back_and_forth_and_is_history() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let body = |name: &str| json!({"userName": name, "badge": name});
    assert_eq!(scim.post("/Users", &body("ann")).await.status, 201);
    choose(&app, Preset::Interop).await;
    refused(&scim.post("/Users", &body("ben")).await, 400, "invalidSyntax");
    choose(&app, Preset::Tolerant).await;
    assert_eq!(scim.post("/Users", &body("ben")).await.status, 201);
    let events = app.events(None).await;
    let changes: Vec<&Value> = events.iter().map(|event| &event.data["changes"][0]).collect();
    let change = json!({"path": "preset", "before": "tolerant", "after": "interop"});
    assert!(changes.contains(&&change), "{changes:?}");
}
