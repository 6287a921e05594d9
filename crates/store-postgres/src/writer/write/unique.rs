//! Rows of `unique_values`.

use tokio_postgres::types::Type;

use super::super::delta::Delta;
use super::super::needs::code;
use super::super::trip::{Statement, Trip};

const RELEASE: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY],
    sql: "
    DELETE FROM unique_values AS u
    USING unnest($1::bigint[], $2::bigint[]) AS w (directory, key)
    WHERE u.directory = w.directory AND u.key = w.key",
};

const CLAIM: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT2_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT8_ARRAY,
    ],
    sql: "
    INSERT INTO unique_values (directory, kind, attribute, value, key)
    SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::bigint[])",
};

pub(super) const ALL: &[&Statement] = &[&RELEASE, &CLAIM];

/// Resources that have other values alone than before, and these values.
#[derive(Default)]
pub(super) struct Columns<'d> {
    changed_in: Vec<i64>,
    changed: Vec<i64>,
    directories: Vec<i64>,
    kinds: Vec<i16>,
    attributes: Vec<&'d str>,
    values: Vec<&'d str>,
    keys: Vec<i64>,
}

impl<'d> Columns<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut columns = Self::default();
        for ((directory, _), held) in &delta.held {
            columns.changed_in.push(directory.0);
            columns.changed.push(held.key);
            for (attribute, value) in &held.values {
                columns.directories.push(directory.0);
                columns.kinds.push(code(held.kind));
                columns.attributes.push(attribute);
                columns.values.push(value);
                columns.keys.push(held.key);
            }
        }
        columns
    }

    /// First everything is given up, then taken: a value may go from one to another.
    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        let Self { changed_in, changed, directories, kinds, attributes, values, keys } = self;
        if !changed.is_empty() {
            trip.run(&RELEASE, &[changed_in, changed]);
        }
        if !keys.is_empty() {
            trip.run(&CLAIM, &[directories, kinds, attributes, values, keys]);
        }
    }
}
