//! The disk fills up under a running server, and has space again.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Answer, Caller, Installation, Process, finish};

use super::installation;
use super::volume::Volume;
use crate::model::patch;

/// More writes than fit into what the database keeps in reserve.
const MANY: usize = 5_000;

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_writes_are_put_off_and_go_on_when_there_is_space() {
    let mut installation = installation();
    let Some(volume) = Volume::mount(&mut installation, 24) else { return };
    let token = installation.prepare();
    let process = installation.serve();
    let shortage = Shortage { begin: &|| volume.fill(), end: &|| volume.free() };
    endure(&installation, process, &token, shortage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_a_first_start_says_so_and_works_when_there_is_space() {
    let mut installation = installation();
    let Some(volume) = Volume::mount(&mut installation, 24) else { return };
    volume.fill();
    let Err(ran) = installation.try_serve() else { panic!("a server runs without any space") };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let is_told = ["disk is full", "No space left"].iter().any(|text| ran.stderr.contains(text));
    assert!(is_told, "{ran:?}");
    assert!(ran.stderr.contains(&*installation.data.to_string_lossy()), "{ran:?}");
    volume.free();
    let token = installation.prepare();
    let process = installation.serve();
    process.scim(&token).user("ada").await;
    installation.assert_sound(&process);
}

/// Another error of the operating system than that of a full disk, and no mount is needed.
#[tokio::test(flavor = "multi_thread")]
async fn under_a_limit_of_file_sizes_writes_are_put_off_and_go_on_when_it_is_lifted() {
    let mut installation = installation();
    let ignore = ["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""];
    installation.run_through(ignore.map(Into::into).to_vec());
    let token = installation.prepare();
    let process = installation.serve();
    let id = process.id().to_string();
    let limit = |fsize: &str| {
        let mut command = std::process::Command::new("prlimit");
        command.args(["--pid", &id, &format!("--fsize={fsize}:")]);
        let ran = finish(command, "");
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    let shortage = Shortage { begin: &|| limit("4096"), end: &|| limit("unlimited") };
    endure(&installation, process, &token, shortage).await;
}

/// How a shortage of space begins and ends.
struct Shortage<'a> {
    begin: &'a dyn Fn(),
    end: &'a dyn Fn(),
}

/// What the server must hold: the display names of users by id, and the members of one group.
#[derive(Default)]
struct Expected {
    users: BTreeMap<String, String>,
    group: String,
    members: Vec<String>,
}

async fn endure(
    installation: &Installation,
    process: Process,
    token: &str,
    shortage: Shortage<'_>,
) {
    let scim = process.scim(token);
    let mut expected =
        Expected { group: scim.group("Engineering", &[]).await, ..Expected::default() };
    for number in 0..20 {
        assert_eq!(create(&scim, &mut expected, &format!("early{number}")).await.status, 201);
    }
    (shortage.begin)();
    let refused = until_refused(&scim, &mut expected).await;
    assert_put_off(&refused);
    every_kind_of_write(&scim, &mut expected).await;
    many_at_once(&scim, &mut expected).await;
    expected.check(&scim).await;
    assert_eq!(scim.filter("/Users", "userName eq \"early7\"").await.json["totalResults"], 1);

    (shortage.end)();
    let answer = create(&scim, &mut expected, "first-after").await;
    assert_eq!(answer.status, 201, "the first write with space again: {}", answer.text);
    every_kind_of_write(&scim, &mut expected).await;
    expected.check(&scim).await;
    installation.assert_sound(&process);
    process.kill();
    let process = installation.serve();
    expected.check(&process.scim(token)).await;
    installation.assert_sound(&process);
}

/// Writes until there is no space; the database may use up what it has first.
async fn until_refused(scim: &Caller, expected: &mut Expected) -> Answer {
    for number in 0..MANY {
        let answer = create(scim, expected, &format!("late{number}")).await;
        if answer.status != 201 {
            return answer;
        }
    }
    panic!("{MANY} writes went through without space");
}

fn assert_put_off(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.json["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(answer.json["status"], "503");
    let detail = answer.json["detail"].as_str().expect("a detail");
    assert!(detail.len() > 10 && !detail.contains('/'), "{detail}");
    let wait = answer.header("retry-after").expect("a Retry-After header");
    assert!(wait.parse::<u32>().is_ok_and(|seconds| (1..=300).contains(&seconds)), "{wait}");
}

/// A long attribute makes each write take pages of its own.
fn user(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "displayName": format!("{name} {}", "x".repeat(3_000)),
    })
}

async fn create(scim: &Caller, expected: &mut Expected, name: &str) -> Answer {
    let body = user(name);
    let answer = scim.post("/Users", &body).await;
    if answer.status == 201 {
        let display = body["displayName"].as_str().expect("a name").to_owned();
        expected.users.insert(answer.id(), display);
    }
    answer
}

/// Each is either put off, and then has no effect, or done.
async fn every_kind_of_write(scim: &Caller, expected: &mut Expected) {
    let mut ids = expected.users.keys().cloned().collect::<Vec<_>>().into_iter();
    let mut next = || ids.next().expect("a user");
    let (changed, replaced, joined, deleted) = (next(), next(), next(), next());
    let long = "y".repeat(3_000);

    let change = json!([{"op": "replace", "path": "displayName", "value": long}]);
    if is_done(&scim.patch(&format!("/Users/{changed}"), change).await) {
        expected.users.insert(changed, long.clone());
    }
    let mut body = user(&format!("renamed-{replaced}"));
    body["displayName"] = long.as_str().into();
    if is_done(&scim.put(&format!("/Users/{replaced}"), &body).await) {
        expected.users.insert(replaced, long);
    }
    if !expected.members.contains(&joined) {
        let join = json!([{"op": "add", "path": "members", "value": [{"value": joined}]}]);
        if is_done(&scim.patch(&format!("/Groups/{}", expected.group), join).await) {
            expected.members.push(joined);
        }
    }
    if is_done(&scim.delete(&format!("/Users/{deleted}")).await) {
        expected.users.remove(&deleted);
        expected.members.retain(|member| *member != deleted);
    }
}

fn is_done(answer: &Answer) -> bool {
    let is_done = (200..300).contains(&answer.status);
    if !is_done {
        assert_put_off(answer);
    }
    is_done
}

/// Many writes share a transaction; all of it is put off, or all of it is done.
async fn many_at_once(scim: &Caller, expected: &mut Expected) {
    let ids: Vec<_> = expected.users.keys().take(16).cloned().collect();
    let value = "z".repeat(3_000);
    let message =
        patch(&json!([{"op": "replace", "path": "displayName", "value": value}])).to_string();
    let writes = ids.iter().map(async |id| {
        let method = conformance::client::Method::PATCH;
        let body = Some(message.clone().into_bytes());
        is_done(&scim.send(method, &format!("/Users/{id}"), &[], body).await)
    });
    let done = futures_util::future::join_all(writes).await;
    for (id, is_done) in ids.into_iter().zip(done) {
        if is_done {
            expected.users.insert(id, value.clone());
        }
    }
}

impl Expected {
    async fn check(&self, scim: &Caller) {
        let answer = scim.get("/Users?count=0").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["totalResults"], self.users.len());
        for (id, display) in &self.users {
            let answer = scim.get(&format!("/Users/{id}")).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(answer.json["displayName"], display.as_str());
        }
        let answer = scim.get(&format!("/Groups/{}", self.group)).await;
        let shown = answer.json["members"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut shown: Vec<_> =
            shown.iter().filter_map(|member| member["value"].as_str()).collect();
        let mut members: Vec<_> = self.members.iter().map(String::as_str).collect();
        shown.sort_unstable();
        members.sort_unstable();
        assert_eq!(shown, members);
    }
}
