//! The bridge from [`store_sql`]'s statements to the driver.

mod number;

use store_sql::SqlValue;
use tokio_postgres::types::Type;
use uuid::Uuid;

pub(crate) use number::{Number, Sorting};

use crate::session::Param;

/// The parameters of a statement.
#[derive(Debug)]
pub(crate) struct Values(Vec<Value>);

#[derive(Debug)]
enum Value {
    Integer(i64),
    Real(Number),
    Text(String),
    Id(Uuid),
}

impl From<Vec<SqlValue>> for Values {
    fn from(values: Vec<SqlValue>) -> Self {
        let values = values.into_iter().map(|value| match value {
            SqlValue::Integer(number) => Value::Integer(number),
            SqlValue::Real(number) => Value::Real(Number(number)),
            SqlValue::Text(text) => Value::Text(text),
            SqlValue::Id(id) => Value::Id(id),
        });
        Self(values.collect())
    }
}

impl Values {
    /// The parameters with their types, as a session takes them.
    pub(crate) fn params(&self) -> Vec<Param<'_>> {
        self.0
            .iter()
            .map(|value| -> Param<'_> {
                match value {
                    Value::Integer(number) => (number, Type::INT8),
                    Value::Real(number) => (number, Type::NUMERIC),
                    Value::Text(text) => (text, Type::TEXT),
                    Value::Id(id) => (id, Type::UUID),
                }
            })
            .collect()
    }
}
