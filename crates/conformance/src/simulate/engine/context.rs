//! What every step needs: requests in the style of the provider, and reading back.

use serde_json::{Map, Value, json};

use super::account::{Team, group_path, user_path};
use super::style::{Find, Style};
use crate::Failure;
use crate::client::encode_value;
use crate::json::get;
use crate::simulate::exchange::show;
use crate::simulate::members::{exact_members, named};
use crate::simulate::person::Person;
use crate::simulate::session::Session;
use crate::suite::service::Service;
use crate::urn;

/// A connection in a style. Cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Context {
    pub(in crate::simulate) session: Session,
    pub(in crate::simulate) style: &'static Style,
    pub(in crate::simulate) offers: Offers,
}

/// What the service has of that which no service must have. The provider does not care; what is
/// read back does.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Offers {
    /// The enterprise extension of users.
    pub(in crate::simulate) enterprise: bool,
    /// Roles of users.
    pub(in crate::simulate) roles: bool,
    /// Phone numbers of users.
    pub(in crate::simulate) phones: bool,
    /// How many operations a bulk request may hold.
    pub(in crate::simulate) bulk_operations: usize,
}

impl Offers {
    /// Reads what the service says of itself.
    pub(super) async fn ask(session: &Session) -> Result<Self, Failure> {
        let service = Service::ask(session.client()).await?;
        let operations = service.setting("bulk.maxOperations").and_then(|told| told.as_u64());
        Ok(Self {
            enterprise: service.has_schema(urn::ENTERPRISE),
            roles: service.has_attribute("roles"),
            phones: service.has_attribute("phoneNumbers"),
            bulk_operations: operations.and_then(|n| usize::try_from(n).ok()).unwrap_or_default(),
        })
    }
}

impl Context {
    /// What can be read back of a body.
    pub(super) fn visible(&self, body: &Map<String, Value>) -> Map<String, Value> {
        let mut body = body.clone();
        for (name, offered) in [
            (urn::ENTERPRISE, self.offers.enterprise),
            ("roles", self.offers.roles),
            ("phoneNumbers", self.offers.phones),
        ] {
            if !offered {
                body.remove(name);
            }
        }
        body
    }

    /// Reads a person, who must be as wanted.
    pub(in crate::simulate) async fn read_person(
        &self,
        step: &str,
        id: &str,
        wanted: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Failure> {
        let exchange = self.session.get(step, &user_path(id)).await?;
        let user = exchange.status(&[200])?.object()?;
        let told = exchange.user(user)?;
        if told != id {
            return Err(exchange.wrong(format!("the person with the id {id}"), told));
        }
        exchange.shows(user, &self.visible(wanted))?;
        Ok(user.clone())
    }

    /// Reads a group, whose name and members must be right.
    pub(in crate::simulate) async fn read_team(
        &self,
        step: &str,
        team: &Team,
    ) -> Result<(), Failure> {
        if let Some(query) = self.style.groups.map(|groups| groups.read).filter(|q| !q.is_empty()) {
            let exchange = self.session.get(step, &format!("{}{query}", team.path())).await?;
            named(&exchange, exchange.status(&[200])?.object()?, &team.name)?;
        }
        let exchange = self.session.get(step, &team.path()).await?;
        let group = exchange.status(&[200])?.object()?;
        exchange.resource(group, "Group")?;
        named(&exchange, group, &team.name)?;
        exact_members(&exchange, group, &team.members)
    }

    /// Sees that a group is gone.
    pub(super) async fn see_team_gone(&self, step: &str, id: &str) -> Result<(), Failure> {
        self.session.get(step, &group_path(id)).await?.error(404).map(|_| ())
    }

    /// Looks for a person in all the ways of the provider, until somebody is found.
    pub(in crate::simulate) async fn find_person(
        &self,
        step: &str,
        person: &Person,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        for find in self.style.find_people {
            let value = match find.by {
                "externalId" => &person.key,
                _ => &person.user_name,
            };
            if let Some(user) = self.find(step, find, value, "User").await? {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    /// Looks for a person by a user name, if the provider ever does.
    pub(super) async fn find_user_name(
        &self,
        step: &str,
        user_name: &str,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        match self.style.find_people.iter().find(|find| find.by == "userName") {
            Some(find) => self.find(step, find, user_name, "User").await,
            None => Ok(None),
        }
    }

    /// Looks for a group by its name.
    pub(super) async fn find_team(
        &self,
        step: &str,
        name: &str,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        for find in self.style.groups.map_or(&[][..], |groups| groups.find) {
            if let Some(group) = self.find(step, find, name, "Group").await? {
                return Ok(Some(group));
            }
        }
        Ok(None)
    }

    /// One look: none, or one that has the value.
    async fn find(
        &self,
        step: &str,
        find: &Find,
        value: &str,
        kind: &str,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        let quoted = encode_value(&json!(value).to_string());
        let exchange = self.session.get(step, &find.path.replace("{}", &quoted)).await?;
        let list = exchange.list()?;
        match (list.total, list.resources.as_slice()) {
            (0, []) => Ok(None),
            (1, [found]) => {
                exchange.resource(found, kind)?;
                let told = get(found, find.by);
                let text = told.and_then(Value::as_str).unwrap_or_default();
                if text.to_lowercase() == value.to_lowercase() {
                    return Ok(Some((*found).clone()));
                }
                Err(exchange.wrong(format!("the one whose {} is {value}", find.by), show(told)))
            }
            (total, listed) => {
                let got = format!("totalResults {total} and {} Resources", listed.len());
                let expected = format!("nobody, or one whose {} is {value}", find.by);
                Err(exchange.wrong(expected, got))
            }
        }
    }
}

/// The id of something that was found.
pub(super) fn id_of(resource: &Map<String, Value>) -> String {
    get(resource, "id").and_then(Value::as_str).unwrap_or_default().to_owned()
}
