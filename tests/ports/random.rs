//! Random users, groups and filters.

use directory::change::{ChangeSet, MembershipDelta, MembershipOp, Write};
use directory::id::ResourceId;
use directory::resource::Kind;
use directory::store::Resources;
use proptest::prelude::*;
use proptest::sample::select;
use scim::{Declaration, Definition};
use serde_json::{Map, Value, json};

use super::support::{DEFAULT, TestStore, definition, row};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// An extension that was declared.
const ACME: &str = "urn:example:acme:2.0:User";

/// What was declared of it: text that compares in each way, lists, and parts of lists.
fn declaration() -> Declaration {
    let json = json!({"schema": ACME, "attributes": [
        {"name": "code", "caseExact": true}, {"name": "word"}, {"name": "link", "type": "reference"},
        {"name": "codes", "caseExact": true, "multiValued": true},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "tag"}, {"name": "door", "type": "decimal"},
            {"name": "open", "type": "boolean"}]},
    ]});
    Declaration::parse(&json).unwrap()
}

/// The definition with some declared attributes, and some learned ones of each type.
pub(crate) fn learned(kind: Kind) -> Definition {
    let mut definition = definition(kind);
    if kind == Kind::Group {
        return definition;
    }
    definition.declare(&declaration());
    let custom = [
        ("shoe", "string", false),
        ("rate", "decimal", false),
        ("level", "integer", false),
        ("since", "dateTime", false),
        ("tags", "string", true),
        ("flags", "boolean", true),
        ("thing", "string", false),
        ("things", "string", true),
    ];
    for (name, kind, multi) in custom {
        let text = (kind == "string").then_some(false);
        let mut attribute = json!({"name": name, "type": kind, "multiValued": multi,
            "description": "", "required": false, "mutability": "readWrite",
            "returned": "default"});
        if let Some(exact) = text {
            attribute["caseExact"] = json!(exact);
            attribute["uniqueness"] = json!("none");
        }
        // Once learned from objects, and text since.
        if name.starts_with("thing") {
            attribute["subAttributes"] = json!([
                {"name": "part", "type": "string", "caseExact": false, "uniqueness": "none"},
                {"name": "value", "type": "string", "caseExact": false, "uniqueness": "none"},
                {"name": "no", "type": "integer"}]);
        }
        let learned = json!({"schema": CORE, "attribute": attribute});
        definition.learn(&serde_json::from_value(learned).unwrap());
    }
    definition
}

const TEXTS: [&str; 14] = [
    "",
    "a",
    "A",
    "ab",
    "aB",
    "Äb",
    "äB",
    "b",
    "1",
    "1.5",
    "true",
    "a'b\"c\\",
    "%_",
    "zz\u{10ffff}",
];
const MOMENTS: [&str; 5] = [
    "2026-09-21T14:13:20.000Z",
    "2026-09-21T14:13:22.000Z",
    "2026-09-21T16:13:22+02:00",
    "2026-09-21T14:13:22.000006",
    "2011-05-13T04:42:34Z",
];

fn text() -> impl Strategy<Value = Value> {
    select(&TEXTS[..]).prop_map(Value::from)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text(),
        1 => select(vec![json!(1), json!(1.5), json!(-3), json!(true), json!(false)]),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    select(vec![
        json!(1),
        json!(1.5),
        json!(2),
        json!(-3),
        json!(9_007_199_254_740_993_i64),
        json!(1.0),
    ])
}

fn email() -> impl Strategy<Value = Value> {
    (
        proptest::option::of(text()),
        proptest::option::of(text()),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(value, kind, primary)| {
            object(vec![("value", value), ("type", kind), ("primary", primary.map(Value::from))])
        })
}

fn object(fields: Vec<(&str, Option<Value>)>) -> Value {
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<Map<_, _>>()
        .into()
}

/// Values of the declared extension.
fn acme() -> impl Strategy<Value = Value> {
    let key = (
        proptest::option::of(text()),
        proptest::option::of(number()),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(tag, door, open)| {
            object(vec![("tag", tag), ("door", door), ("open", open.map(Value::from))])
        });
    (
        proptest::option::of(text()),
        proptest::option::of(text()),
        proptest::option::of(text()),
        prop::collection::vec(text(), 0..3),
        prop::collection::vec(key, 0..3),
    )
        .prop_map(|(code, word, link, codes, keys)| {
            object(vec![
                ("code", code),
                ("word", word),
                ("link", link),
                ("codes", (!codes.is_empty()).then(|| json!(codes))),
                ("keys", (!keys.is_empty()).then(|| json!(keys))),
            ])
        })
}

/// A value of an attribute that was learned from objects and from others.
fn thing() -> impl Strategy<Value = Value> {
    let whole = select(vec![json!(1), json!(-3), json!(2)]);
    let maybe = || proptest::option::of(scalar());
    let object = (maybe(), maybe(), proptest::option::of(whole))
        .prop_map(|(part, value, no)| object(vec![("part", part), ("value", value), ("no", no)]));
    prop_oneof![scalar(), number(), object]
}

pub(crate) fn user() -> impl Strategy<Value = Value> {
    let maybe = |strategy: BoxedStrategy<Value>| proptest::option::of(strategy);
    (
        (
            maybe(text().boxed()),
            maybe(text().boxed()),
            maybe(text().boxed()),
            maybe(text().boxed()),
        ),
        (any::<bool>(), prop::collection::vec(email(), 0..3)),
        (maybe(scalar().boxed()), maybe(number().boxed()), maybe(number().boxed())),
        (
            maybe(select(&MOMENTS[..]).prop_map(Value::from).boxed()),
            maybe(
                prop_oneof![prop::collection::vec(scalar(), 0..3).prop_map(Value::from), scalar()]
                    .boxed(),
            ),
            maybe(prop::collection::vec(any::<bool>(), 0..3).prop_map(Value::from).boxed()),
        ),
        (maybe(text().boxed()), maybe(text().boxed()), maybe(acme().boxed())),
        (maybe(thing().boxed()), prop::collection::vec(thing(), 0..3)),
    )
        .prop_map(|(a, b, c, d, e, f)| {
            object(vec![
                ("externalId", a.0.filter(|text| text != "")),
                ("displayName", a.1.filter(|text| text != "")),
                ("title", a.2),
                ("name", a.3.map(|family| json!({"familyName": family}))),
                ("active", Some(json!(b.0))),
                ("emails", (!b.1.is_empty()).then(|| json!(b.1))),
                ("shoe", c.0),
                ("rate", c.1),
                ("level", c.2.filter(Value::is_i64)),
                ("since", d.0),
                ("tags", d.1),
                ("flags", d.2),
                (ENTERPRISE, e.0.map(|department| json!({"department": department}))),
                ("nickName", e.1),
                (ACME, e.2),
                ("thing", f.0),
                ("things", (!f.1.is_empty()).then(|| json!(f.1))),
            ])
        })
}

const OPERATORS: [&str; 9] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

fn quoted() -> BoxedStrategy<String> {
    text().prop_map(|text| text.to_string()).boxed()
}

/// A comparison of one of the paths. Some are refused by the schema and passed over.
fn comparison(
    paths: &'static [&'static str],
    literal: BoxedStrategy<String>,
) -> BoxedStrategy<String> {
    (select(paths), select(&OPERATORS[..]), literal)
        .prop_map(|(path, op, literal)| format!("{path} {op} {literal}"))
        .boxed()
}

pub(crate) fn filter(kind: Kind) -> BoxedStrategy<String> {
    let numbers = select(&["1", "1.5", "-3", "2", "9007199254740993"][..]).prop_map(str::to_owned);
    let moments = select(&MOMENTS[..]).prop_map(|moment| format!("\"{moment}\""));
    let flags = select(&["true", "false"][..]).prop_map(str::to_owned);
    let kinds = select(&["\"user\"", "\"GROUP\"", "\"direct\"", "\"indirect\"", "\"a\""][..])
        .prop_map(str::to_owned);
    let ids = (0..14_u64).prop_map(|number| format!("\"{}\"", id(number)));
    let names = prop_oneof![quoted(), (0..8).prop_map(|number| format!("\"U{number}\""))].boxed();
    let versions =
        select(&["\"W/\\\"1\\\"\"", "\"W/\\\"2\\\"\"", "\"W\""][..]).prop_map(str::to_owned);
    let leaf = match kind {
        Kind::User => {
            let element = prop_oneof![
                comparison(&["value", "type", "display"], quoted()),
                comparison(&["primary"], flags.clone().boxed()),
                select(&["value pr", "type pr", "primary pr"][..]).prop_map(str::to_owned),
            ];
            let pair = (element.clone(), select(&["and", "or"][..]), element)
                .prop_map(|(a, word, b)| format!("{a} {word} {b}"));
            prop_oneof![
                4 => comparison(&["title", "nickName", "displayName", "externalId", "name.familyName",
                    "emails.value", "emails", "emails.type", "shoe", "tags",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"], quoted()),
                2 => comparison(&["urn:example:acme:2.0:User:code", "urn:example:acme:2.0:User:word",
                    "urn:example:acme:2.0:User:link", "urn:example:acme:2.0:User:codes",
                    "urn:example:acme:2.0:User:keys.tag"], quoted()),
                1 => comparison(&["urn:example:acme:2.0:User:keys.door"], numbers.clone().boxed()),
                1 => comparison(&["urn:example:acme:2.0:User:keys.open"], flags.clone().boxed()),
                1 => comparison(&["userName", "groups.display"], names),
                1 => comparison(&["active", "emails.primary", "flags"], flags.boxed()),
                2 => comparison(&["shoe", "tags", "thing", "things", "thing.part", "things.part",
                    "thing.no", "things.no"], numbers.clone().boxed()),
                1 => comparison(&["thing", "things", "thing.part", "things.part"], quoted()),
                1 => comparison(&["part", "no"], prop_oneof![quoted(), numbers.clone()].boxed())
                    .prop_map(|inner| format!("things[{inner}]")),
                1 => (select(&["thing", "things"][..]), comparison(&["value"],
                    prop_oneof![quoted(), numbers.clone()].boxed()), any::<bool>())
                    .prop_map(|(list, inner, not)| {
                        if not { format!("{list}[not ({inner})]") } else { format!("{list}[{inner}]") }
                    }),
                1 => select(&["thing[value pr]", "things[value pr]", "things[not (value pr)]",
                    "things[value eq null and no pr]"][..]).prop_map(str::to_owned),
                1 => comparison(&["rate", "level"], numbers.boxed()),
                1 => comparison(&["since", "meta.created", "meta.lastModified"], moments.boxed()),
                1 => comparison(&["id", "groups.value", "groups"], ids.boxed()),
                1 => comparison(&["groups.type", "meta.resourceType", "schemas"], kinds.boxed()),
                1 => comparison(&["meta.version"], versions.boxed()),
                2 => select(&["title pr", "emails pr", "emails.value pr", "name pr", "tags pr", "shoe pr",
                    "groups pr", "flags pr", "rate pr", "meta pr", "schemas pr", "title eq null",
                    "emails.type ne null", "externalId pr", "userName pr"][..]).prop_map(str::to_owned),
                2 => pair.prop_map(|inner| format!("emails[{inner}]")),
                1 => comparison(&["value", "display"], quoted()).prop_map(|inner| format!("groups[not ({inner})]")),
                1 => comparison(&["value"], quoted()).prop_map(|inner| format!("tags[not ({inner})]")),
            ]
            .boxed()
        }
        Kind::Group => {
            let element = prop_oneof![
                comparison(&["value"], ids.clone().boxed()),
                comparison(&["display"], names.clone()),
                comparison(&["type"], kinds.clone().boxed()),
            ];
            let pair = (element.clone(), select(&["and", "or"][..]), element)
                .prop_map(|(a, word, b)| format!("{a} {word} {b}"));
            prop_oneof![
                2 => comparison(&["members.value", "members", "id"], ids.boxed()),
                1 => comparison(&["members.display", "displayName"], names),
                1 => comparison(&["members.type"], kinds.boxed()),
                2 => pair.prop_map(|inner| format!("members[{inner}]")),
                1 => select(&["members pr", "members.display pr", "externalId pr"][..]).prop_map(str::to_owned),
            ]
            .boxed()
        }
        Kind::Custom(_) => prop_oneof![
            2 => comparison(&["number", "externalId"], names),
            1 => comparison(&["level"], numbers.boxed()),
            1 => comparison(&["id"], ids.boxed()),
        ]
        .boxed(),
    };
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" and "))),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
    .boxed()
}

/// The id that a test store gives to the resource with that number.
fn id(number: u64) -> ResourceId {
    ResourceId(uuid::Builder::from_unix_timestamp_millis(number, &[7; 10]).into_uuid())
}

pub(crate) const GROUPS: usize = 4;

/// Users, groups with members, and a user's second version.
pub(crate) async fn fill(users: &[Value], memberships: &[(usize, usize)]) -> TestStore {
    let store = TestStore::new().await;
    let mut ids = Vec::new();
    for number in 0..GROUPS {
        ids.push(store.group(&format!("U{}", number * 2)).await);
    }
    for (number, user) in users.iter().enumerate() {
        let mut user = user.clone();
        user["userName"] = json!(format!("u{number}"));
        ids.push(store.insert(Kind::User, user).await);
    }
    for (group, member) in memberships {
        let (group, member) = (ids[group % GROUPS], ids[member % ids.len()]);
        let delta = MembershipDelta { group, op: MembershipOp::add(vec![member]) };
        let change = ChangeSet { memberships: vec![delta], ..store.change(DEFAULT) };
        // Cycles are refused.
        drop(store.store.commit(change).await);
    }
    if let (Some(user), Some(id)) = (users.first(), ids.get(GROUPS)) {
        let mut user = user.clone();
        user["userName"] = json!("u0");
        store.write(vec![Write::Update(row(Kind::User, *id, user))]).await.unwrap();
    }
    store
}

/// What users are sorted by.
pub(crate) const SORTS: [&str; 25] = [
    "thing",
    "things",
    "thing.no",
    "urn:example:acme:2.0:User:code",
    "urn:example:acme:2.0:User:link",
    "urn:example:acme:2.0:User:codes",
    "urn:example:acme:2.0:User:keys.door",
    "userName",
    "displayName",
    "title",
    "emails",
    "emails.type",
    "name.familyName",
    "meta.created",
    "meta.lastModified",
    "meta.version",
    "active",
    "rate",
    "level",
    "shoe",
    "since",
    "tags",
    "id",
    "externalId",
    "meta.resourceType",
];
