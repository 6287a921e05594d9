//! What is declared about schemas, and the gathering of the values that are unique by it.

use store_sql::unique;
use tokio_postgres::types::Type;

use super::super::delta::{Declared, Delta};
use super::super::needs::code;
use super::super::trip::Trip;
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::session::Session;

const APPEND: &str = "INSERT INTO declarations (directory, sequence, change) VALUES ($1, $2, $3)";

const FORGET: &str = "DELETE FROM unique_values WHERE directory = $1";

/// Steps, each with the statements that follow from it.
pub(super) struct Steps<'d>(Vec<Step<'d>>);

struct Step<'d> {
    declared: &'d Declared,
    gatherings: Vec<Gathering<'d>>,
}

struct Gathering<'d> {
    sql: String,
    kind: i16,
    attribute: &'d str,
}

impl<'d> Steps<'d> {
    /// The steps of a batch. Statements are prepared, so that a trip executes them in its order.
    pub(super) async fn of(session: &Session, delta: &'d Delta) -> Result<Self, Failure> {
        let mut steps = Vec::new();
        for declared in &delta.declared {
            session.prepare(APPEND, &[Type::INT8, Type::INT8, Type::TEXT]).await?;
            session.prepare(FORGET, &[Type::INT8]).await?;
            let mut gatherings = Vec::new();
            for index in &declared.unique {
                let sql = unique::gather(&Postgres, &index.attribute);
                session.prepare(&sql, &[Type::INT8, Type::INT2, Type::TEXT]).await?;
                let (kind, attribute) = (code(index.kind), &*index.attribute.name);
                gatherings.push(Gathering { sql, kind, attribute });
            }
            steps.push(Step { declared, gatherings });
        }
        Ok(Self(steps))
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        for Step { declared, gatherings } in &self.0 {
            let directory = &declared.directory.0;
            trip.query(
                APPEND,
                vec![
                    (directory, Type::INT8),
                    (&declared.sequence, Type::INT8),
                    (&declared.text, Type::TEXT),
                ],
            );
            trip.query(FORGET, vec![(directory, Type::INT8)]);
            for Gathering { sql, kind, attribute } in gatherings {
                let params: Vec<crate::session::Param<'t>> =
                    vec![(directory, Type::INT8), (kind, Type::INT2), (attribute, Type::TEXT)];
                trip.query(sql, params);
            }
        }
    }
}
