//! Compares what the server shows with what its clients know.

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::Caller;

use crate::load::{Client, Load};
use crate::model::{People, Person, Step, email, external_id, mark};

/// Finds out what became of each client's unanswered change, then compares everything: users one by
/// one, look-ups, totals, lists, and the members of each group.
pub(crate) async fn check(load: &mut Load, scim: &Caller) {
    let groups = load.groups.clone();
    let settled = load.clients.iter_mut().map(async |client| {
        settle(client, scim, &groups).await;
        people(&client.people, scim, &groups).await;
    });
    futures_util::future::join_all(settled).await;
    totals(load, scim).await;
}

/// Takes in the change whose answer never came if it happened. Whether it happened whole is seen
/// afterwards, when everything is compared.
async fn settle(client: &mut Client, scim: &Caller, groups: &[String]) {
    let Some(step) = client.pending.take() else { return };
    let present = &client.people.present;
    let mut id = None;
    let happened = match &step {
        Step::Create(name) => {
            let found = scim.filter("/Users", &format!("userName eq \"{name}\"")).await.ids();
            id = found.first().cloned();
            id.is_some()
        }
        Step::Mark(place) => {
            let person = &present[*place];
            user(scim, person).await["title"] == mark(person.mark + 1)
        }
        Step::Switch(place) => {
            let person = &present[*place];
            user(scim, person).await["active"] != person.active
        }
        Step::Join(place, group) => {
            groups_of(scim, &present[*place]).await.contains(&groups[*group])
        }
        Step::Leave(place, group) => {
            !groups_of(scim, &present[*place]).await.contains(&groups[*group])
        }
        Step::Delete(place) => {
            scim.get(&format!("/Users/{}", present[*place].id)).await.status == 404
        }
    };
    if happened {
        client.people.apply(&step, id);
    }
}

async fn user(scim: &Caller, person: &Person) -> Value {
    let answer = scim.get(&format!("/Users/{}", person.id)).await;
    assert_eq!(answer.status, 200, "{person:?}: {}", answer.text);
    answer.json
}

async fn groups_of(scim: &Caller, person: &Person) -> BTreeSet<String> {
    group_ids(&user(scim, person).await)
}

fn group_ids(user: &Value) -> BTreeSet<String> {
    let groups = user["groups"].as_array().map(Vec::as_slice).unwrap_or_default();
    groups.iter().map(|group| group["value"].as_str().expect("an id").to_owned()).collect()
}

async fn people(people: &People, scim: &Caller, groups: &[String]) {
    for person in &people.present {
        let shown = user(scim, person).await;
        let expected = mark(person.mark);
        assert_eq!(shown["userName"], person.name);
        assert_eq!(shown["externalId"], external_id(&person.name));
        assert_eq!(shown["emails"][0]["value"], email(&person.name));
        assert_eq!(shown["displayName"], expected, "{person:?}: {shown}");
        assert_eq!(shown["title"], expected, "{person:?}: {shown}");
        assert_eq!(shown["active"], person.active, "{person:?}: {shown}");
        let joined: BTreeSet<_> =
            person.groups.iter().map(|group| groups[*group].clone()).collect();
        assert_eq!(group_ids(&shown), joined, "{person:?}: {shown}");
        for filter in filters(&person.name) {
            assert_eq!(
                scim.filter("/Users", &filter).await.ids(),
                [person.id.as_str()],
                "{filter}"
            );
        }
    }
    for (id, name) in &people.gone {
        assert_eq!(scim.get(&format!("/Users/{id}")).await.status, 404);
        for filter in filters(name) {
            assert!(scim.filter("/Users", &filter).await.ids().is_empty(), "{filter}");
        }
    }
}

/// The look-ups that identity providers make, each with a way of its own through the database.
fn filters(name: &str) -> [String; 3] {
    [
        format!("userName eq \"{name}\""),
        format!("externalId eq \"{}\"", external_id(name)),
        format!("emails.value eq \"{}\"", email(name)),
    ]
}

async fn totals(load: &Load, scim: &Caller) {
    let present = || load.clients.iter().flat_map(|client| &client.people.present);
    let expected: BTreeSet<_> = present().map(|person| person.id.clone()).collect();
    let mut listed = BTreeSet::new();
    loop {
        let page = format!("/Users?attributes=id&count=100&startIndex={}", listed.len() + 1);
        let answer = scim.get(&page).await;
        assert_eq!(answer.json["totalResults"], expected.len(), "{page}: {}", answer.text);
        let ids = answer.ids();
        if ids.is_empty() {
            break;
        }
        let before = listed.len();
        listed.extend(ids.iter().cloned());
        assert_eq!(listed.len(), before + ids.len(), "{page} repeats a user");
    }
    assert_eq!(listed, expected);
    let inactive = present().filter(|person| !person.active).count();
    let answer = scim.filter("/Users", "active eq false").await;
    assert_eq!(answer.json["totalResults"], inactive);
    for (number, group) in load.groups.iter().enumerate() {
        let members = present().filter(|person| person.groups.contains(&number));
        let mut members: Vec<_> = members.map(|person| person.id.clone()).collect();
        members.sort_unstable();
        let answer = scim.get(&format!("/Groups/{group}")).await;
        let shown = answer.json["members"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut shown: Vec<_> = shown
            .iter()
            .map(|member| member["value"].as_str().expect("an id").to_owned())
            .collect();
        shown.sort_unstable();
        assert_eq!(shown, members, "group {number}");
    }
}
