//! What is declared about schemas and resource types, and the gathering of the values that are
//! unique by it.

use directory::schemas::UniqueIndex;
use store_sql::unique;
use tokio_postgres::types::Type;

use super::super::delta::{Changed, Declared, Delta};
use super::super::needs::code;
use super::super::trip::{Trip, Value};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::session::Session;

const APPEND: &str = "INSERT INTO declarations (directory, sequence, change) VALUES ($1, $2, $3)";

const FORGET: &str = "DELETE FROM unique_values WHERE directory = $1";

const APPEND_TYPE: &str =
    "INSERT INTO resource_types (directory, sequence, change) VALUES ($1, $2, $3)";

const FORGET_KIND: &str = "DELETE FROM unique_values WHERE directory = $1 AND kind = $2";

/// Steps, each with the statements that follow from it.
pub(super) struct Steps<'d> {
    declared: Vec<(&'d Declared, Vec<Gathering<'d>>)>,
    types: Vec<(&'d Changed, i16, Vec<Gathering<'d>>)>,
}

struct Gathering<'d> {
    sql: String,
    kind: i16,
    attribute: &'d str,
}

impl<'d> Steps<'d> {
    /// The steps of a batch. Statements are prepared, so that a trip executes them in its order.
    pub(super) async fn of(session: &Session, delta: &'d Delta) -> Result<Self, Failure> {
        let mut steps = Self { declared: Vec::new(), types: Vec::new() };
        for declared in &delta.declared {
            session.prepare(APPEND, &[Type::INT8, Type::INT8, Type::TEXT]).await?;
            session.prepare(FORGET, &[Type::INT8]).await?;
            steps.declared.push((declared, gatherings(session, &declared.unique).await?));
        }
        for changed in &delta.types {
            session.prepare(APPEND_TYPE, &[Type::INT8, Type::INT8, Type::TEXT]).await?;
            session.prepare(FORGET_KIND, &[Type::INT8, Type::INT2]).await?;
            let gatherings = gatherings(session, &changed.unique).await?;
            steps.types.push((changed, code(changed.kind), gatherings));
        }
        Ok(steps)
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        for (declared, gatherings) in &self.declared {
            let directory = &declared.directory.0;
            append(trip, APPEND, directory, &declared.sequence, &declared.text);
            trip.query(FORGET, vec![(directory, Type::INT8)]);
            for gathering in gatherings {
                gathering.add_to(trip, directory);
            }
        }
        for (changed, kind, gatherings) in &self.types {
            let directory = &changed.directory.0;
            append(trip, APPEND_TYPE, directory, &changed.sequence, &changed.text);
            trip.query(FORGET_KIND, vec![(directory, Type::INT8), (kind, Type::INT2)]);
            for gathering in gatherings {
                gathering.add_to(trip, directory);
            }
        }
    }
}

fn append<'t>(
    trip: &mut Trip<'t>,
    sql: &'t str,
    directory: Value<'t>,
    sequence: Value<'t>,
    text: Value<'t>,
) {
    let params: Vec<crate::session::Param<'t>> =
        vec![(directory, Type::INT8), (sequence, Type::INT8), (text, Type::TEXT)];
    trip.query(sql, params);
}

async fn gatherings<'d>(
    session: &Session,
    unique: &'d [UniqueIndex],
) -> Result<Vec<Gathering<'d>>, Failure> {
    let mut gatherings = Vec::with_capacity(unique.len());
    for index in unique {
        let sql = unique::gather(&Postgres, &index.attribute);
        session.prepare(&sql, &[Type::INT8, Type::INT2, Type::TEXT]).await?;
        let (kind, attribute) = (code(index.kind), &*index.attribute.name);
        gatherings.push(Gathering { sql, kind, attribute });
    }
    Ok(gatherings)
}

impl Gathering<'_> {
    fn add_to<'t>(&'t self, trip: &mut Trip<'t>, directory: Value<'t>) {
        let Self { sql, kind, attribute } = self;
        let params: Vec<crate::session::Param<'t>> =
            vec![(directory, Type::INT8), (kind, Type::INT2), (attribute, Type::TEXT)];
        trip.query(sql, params);
    }
}
