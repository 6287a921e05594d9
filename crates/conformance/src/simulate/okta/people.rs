//! People as Okta describes them to a service, and the three ways in which it touches one:
//! look-up, creation, and reading followed by replacing.

use serde_json::{Map, Value, json};

use crate::Failure;
use crate::client::encode_value;
use crate::json::get;
use crate::simulate::body::{merge, object};
use crate::simulate::person::Person;
use crate::simulate::session::Session;
use crate::urn;

/// Somebody who is assigned to the application and known to the service.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) person: Person,
    /// The id that the service gave.
    pub(super) id: String,
    pub(super) active: bool,
    /// Created in this simulation, not linked.
    pub(super) created: bool,
}

impl Account {
    pub(super) fn path(&self) -> String {
        format!("/Users/{}", encode_value(&self.id))
    }

    pub(super) fn name(&self) -> String {
        self.person.display()
    }
}

/// The attributes that the application's mapping sends for a person.
pub(super) fn profile(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER, urn::ENTERPRISE],
        "userName": person.user_name,
        "name": {"givenName": person.given, "familyName": person.family},
        "emails": [{"primary": true, "value": person.user_name, "type": "work"}],
        "displayName": person.display(),
        "title": person.title,
        "locale": person.locale,
        "externalId": format!("00u{}", person.key),
        "active": true,
        urn::ENTERPRISE: {
            "department": person.department,
            "employeeNumber": person.employee_number,
        },
    }))
}

/// The body of a creation: the profile, no groups, and a password.
fn creation(person: &Person, custom: &Map<String, Value>) -> Map<String, Value> {
    let mut body = profile(person);
    body.insert("groups".into(), json!([]));
    body.insert("password".into(), json!(password(person, "first")));
    merge(&mut body, custom);
    body
}

/// A password that nobody uses.
pub(super) fn password(person: &Person, which: &str) -> String {
    format!("Tmp-{which}-{}", person.key)
}

/// The ids of the people with a user name: none or one.
pub(super) async fn look_up(
    session: &Session,
    step: &str,
    user_name: &str,
) -> Result<Option<String>, Failure> {
    let filter = encode_value(&format!("userName eq {}", json!(user_name)));
    let path = format!("/Users?filter={filter}&startIndex=1&count=100");
    let exchange = session.get(step, &path).await?;
    let list = exchange.list()?;
    match (list.total, list.resources.as_slice()) {
        (0, []) => Ok(None),
        (1, [user]) => {
            let id = exchange.user(user)?;
            let found = get(user, "userName").and_then(Value::as_str).unwrap_or_default();
            if found.to_lowercase() != user_name.to_lowercase() {
                return Err(exchange.wrong(format!("the person {user_name}"), found));
            }
            Ok(Some(id))
        }
        (total, listed) => {
            let got = format!("totalResults {total} and {} Resources", listed.len());
            Err(exchange.wrong("nobody or one person", got))
        }
    }
}

/// Matches a person, then creates or links them, and reads them back.
pub(super) async fn assign(
    session: &Session,
    person: Person,
    custom: &Map<String, Value>,
) -> Result<Account, Failure> {
    let step = format!("Look up {}", person.user_name);
    let found = look_up(session, &step, &person.user_name).await?;
    let created = found.is_none();
    let id = match found {
        None => create(session, &person, custom).await?,
        Some(id) => {
            let step = format!("Link {} ({})", person.display(), person.user_name);
            let mut wanted = profile(&person);
            merge(&mut wanted, custom);
            replace(session, &step, &id, &wanted).await?;
            id
        }
    };
    Ok(Account { person, id, active: true, created })
}

async fn create(
    session: &Session,
    person: &Person,
    custom: &Map<String, Value>,
) -> Result<String, Failure> {
    let step = format!("Create {} ({})", person.display(), person.user_name);
    let body = creation(person, custom);
    let exchange = session.post(&step, "/Users", &Value::Object(body.clone())).await?;
    let user = exchange.status(&[201])?.object()?;
    let id = exchange.user(user)?;
    exchange.shows(user, &body)?;
    read(session, &step, &id, &body).await?;
    Ok(id)
}

/// Reads a person and compares with what must be there.
pub(super) async fn read(
    session: &Session,
    step: &str,
    id: &str,
    wanted: &Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let exchange = session.get(step, &format!("/Users/{}", encode_value(id))).await?;
    let user = exchange.status(&[200])?.object()?;
    let told = exchange.user(user)?;
    if told != id {
        return Err(exchange.wrong(format!("the person with the id {id}"), told));
    }
    exchange.shows(user, wanted)?;
    Ok(user.clone())
}

/// Okta's update: reads the person, changes some attributes of what was read, sends all of it back,
/// and reads it once more.
pub(super) async fn replace(
    session: &Session,
    step: &str,
    id: &str,
    changes: &Map<String, Value>,
) -> Result<(), Failure> {
    let mut whole = read(session, step, id, &Map::new()).await?;
    merge(&mut whole, changes);
    let path = format!("/Users/{}", encode_value(id));
    let exchange = session.put(step, &path, &Value::Object(whole.clone())).await?;
    let user = exchange.status(&[200])?.object()?;
    exchange.user(user)?;
    exchange.shows(user, &whole)?;
    read(session, step, id, &whole).await?;
    Ok(())
}
