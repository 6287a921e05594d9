//! Forty people whose attributes a test can reason about.

use serde_json::{Map, Value, json};
use testkit::{Caller, TestApp};

use crate::support::{ENTERPRISE, USER, created, names};

/// `-` is no value. Work and home are e-mails, the first of them primary; floors are a
/// multi-valued custom attribute.
const TABLE: &str = "
userName | given   | family    | display  | title     | active | dept      | work            | home            | phone | badge | score | remote | floors
alice    | Alice   | Adams     | Alice A. | Engineer  | true   | Sales     | alice@x.example | al@home.example | 100   | 1     | 1.5   | true   | 1 2
bob      | Bob     | Brown     | Bob B.   | engineer  | false  | Sales     | bob@x.example   | -               | 101   | 2     | -2.25 | false  | 2
carol    | Carol   | Clark     | -        | Lead      | true   | R&D       | carol@y.example | -               | -     | 3     | 10    | true   | 3
dave     | Dave    | -         | Dave     | -         | true   | -         | -               | dave@x.example  | 103   | 10    | 100.0 | -      | -
erin     | Erin    | Evans     | Erin E.  | Manager   | -      | R&D       | erin@y.example  | erin@y.example  | -     | 20    | 0.5   | false  | 3 4
frank    | Frank   | Fox       | Frank F. | -         | false  | Ops       | frank@x.example | -               | 105   | -     | -     | true   | -
grace    | Grace   | Gray      | Grace    | Engineer  | true   | Ops       | -               | -               | -     | -5    | 2     | -      | 1
Heidi    | Heidi   | Hill      | heidi    | Lead      | true   | sales     | HEIDI@X.EXAMPLE | -               | 107   | 7     | 7.0   | true   | 2 3
ivan     | Иван    | Петров    | Иван     | Инженер   | true   | -         | ivan@y.example  | -               | -     | 8     | -     | false  | -
judy     | Judy    | O\"Hara   | Judy     | a\\b      | true   | Ops       | judy@x.example  | j@home.example  | 109   | 9     | 9.75  | -      | 4
kim      | Kim     | Åberg     | Kim Å.   | Manager   | -      | R&D       | kim@x.example   | -               | -     | 11    | 11.5  | true   | 1 4
leo      | Leo     | Lee       | Leo 100% | Eng_ineer | true   | a_b       | leo@x.example   | leo@z.example   | 111   | 12    | 12    | false  | 2
mallory  | -       | -         | -        | -         | false  | -         | -               | -               | -     | -     | -     | -      | -
niaj     | Niaj    | Nassar    | Niaj     | Engineer  | true   | Sales     | niaj@z.example  | -               | 113   | 14    | 3.5   | true   | 3
olivia   | Olivia  | Owens     | Olivia   | Lead      | true   | R&D       | olivia@y.example| -               | 114   | 15    | 3.25  | false  | 1
";

/// How many further people there are, with a number in every name.
const PLAIN: usize = 25;

/// A person, as the tests reason about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub(crate) user_name: String,
    pub(crate) given: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) display: Option<String>,
    pub(crate) title: Option<String>,
    /// False only where that was sent.
    pub(crate) active: bool,
    pub(crate) dept: Option<String>,
    pub(crate) work: Option<String>,
    pub(crate) home: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) badge: Option<i64>,
    pub(crate) score: Option<f64>,
    pub(crate) remote: Option<bool>,
    pub(crate) floors: Vec<String>,
}

impl Person {
    fn from_line(line: &str) -> Self {
        let cells: Vec<Option<String>> = line
            .split('|')
            .map(|cell| Some(cell.trim().to_owned()).filter(|cell| cell != "-"))
            .collect();
        let text = |at: usize| cells[at].clone();
        Self {
            user_name: text(0).expect("a name"),
            given: text(1),
            family: text(2),
            display: text(3),
            title: text(4),
            active: text(5).as_deref() != Some("false"),
            dept: text(6),
            work: text(7),
            home: text(8),
            phone: text(9),
            badge: text(10).map(|number| number.parse().expect("a number")),
            score: text(11).map(|number| number.parse().expect("a number")),
            remote: text(12).map(|word| word == "true"),
            floors: text(13).unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        }
    }

    fn plain(number: usize) -> Self {
        Self {
            user_name: format!("p{number:02}"),
            family: Some(format!("Plain{:02}", PLAIN - number)),
            active: !number.is_multiple_of(3),
            badge: Some(i64::try_from(100 + number).expect("small")),
            work: Some(format!("p{number:02}@plain.example")),
            ..Self::default()
        }
    }

    fn body(&self) -> Value {
        let mut emails = Vec::new();
        if let Some(work) = &self.work {
            emails.push(json!({"value": work, "type": "work", "primary": true}));
        }
        if let Some(home) = &self.home {
            emails.push(json!({"value": home, "type": "home"}));
        }
        let phones = self.phone.iter().map(|phone| json!({"value": phone, "type": "mobile"}));
        let all = json!({
            "schemas": [USER],
            "userName": self.user_name,
            "externalId": format!("Ext-{}", self.user_name),
            "name": {"givenName": self.given, "familyName": self.family},
            "displayName": self.display,
            "title": self.title,
            "active": self.active,
            "emails": emails,
            "phoneNumbers": phones.collect::<Vec<_>>(),
            "badge": self.badge,
            "score": self.score,
            "remote": self.remote,
            "floors": self.floors,
            ENTERPRISE: {"department": self.dept},
        });
        let Value::Object(all) = all else { unreachable!("an object") };
        let kept: Map<_, _> = all.into_iter().filter(|(_, value)| has_value(value)).collect();
        Value::Object(kept)
    }
}

fn has_value(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => map.values().any(has_value),
        _ => true,
    }
}

/// All forty people, in the order in which they are created.
pub(crate) fn people() -> Vec<Person> {
    let table = TABLE.trim().lines().skip(1).map(Person::from_line);
    table.chain((0..PLAIN).map(Person::plain)).collect()
}

/// Creates everybody.
pub(crate) async fn populate(app: &TestApp) -> (Caller, Vec<Person>) {
    let scim = app.scim();
    let people = people();
    assert_eq!(people.len(), 40);
    for person in &people {
        created(&scim, "/Users", &person.body()).await;
    }
    (scim, people)
}

/// One row of an oracle: a filter, and whom it finds.
pub(crate) type Row = (&'static str, fn(&Person) -> bool);

/// Sends every filter of a table and compares with what the table says. `some` demands that a row
/// finds somebody and passes over somebody, so that it can fail either way.
pub(crate) async fn check(scim: &Caller, people: &[Person], rows: &[Row], some: bool) {
    for (filter, finds) in rows {
        let expected: Vec<&str> = people
            .iter()
            .filter(|person| finds(person))
            .map(|person| person.user_name.as_str())
            .collect();
        if some {
            assert!(
                !expected.is_empty() && expected.len() < people.len(),
                "{filter} tells nothing"
            );
        }
        let answer = scim.filter("/Users", filter).await;
        assert_eq!(answer.status, 200, "{filter}: {}", answer.text);
        assert_eq!(names(&answer), expected, "{filter}");
        assert_eq!(answer.json["totalResults"], json!(expected.len()), "{filter}");
    }
}

/// Whether a text has a value that satisfies `test`, compared without regard to case.
pub(crate) fn is(value: Option<&String>, test: impl Fn(&str) -> bool) -> bool {
    value.is_some_and(|value| test(&value.to_lowercase()))
}

/// Whether an e-mail satisfies `test`, compared without regard to case.
pub(crate) fn email(person: &Person, test: impl Fn(&str) -> bool) -> bool {
    is(person.work.as_ref(), &test) || is(person.home.as_ref(), &test)
}
