//! Tables that are divided by the directory.

use std::fmt::Write as _;

use crate::failure::Failure;
use crate::session::Session;

/// What ends a table in the migrations that can be divided.
const MARK: &str = "/*partitioned*/;";

/// The statements of a step for a database with so many partitions; 0 for none.
pub(super) fn expand(sql: &str, partitions: u32) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once(MARK) {
        text.push_str(before);
        rest = after;
        if partitions == 0 {
            text.push(';');
            continue;
        }
        let table = table(before);
        text.push_str("PARTITION BY HASH (directory);");
        for number in 0..partitions {
            // Writing to a string cannot fail.
            _ = write!(
                text,
                "\nCREATE TABLE {table}_p{number} PARTITION OF {table} \
                 FOR VALUES WITH (MODULUS {partitions}, REMAINDER {number});"
            );
        }
    }
    text.push_str(rest);
    text
}

/// The name of the table whose definition ends a text.
fn table(text: &str) -> &str {
    let start = text.rfind("CREATE TABLE ").map_or(0, |at| at + "CREATE TABLE ".len());
    let name = text.get(start..).unwrap_or("");
    name.split([' ', '(']).next().unwrap_or("")
}

/// How many partitions the tables of a database have; 0 for none.
pub(crate) async fn count(session: &Session) -> Result<u32, Failure> {
    let sql = "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('resources')";
    let rows = session.query(sql, &[]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    u32::try_from(count).map_err(|_| Failure::value("number of partitions", count))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "CREATE TABLE a (x bigint) /*partitioned*/;\nCREATE INDEX i ON a (x);";

    #[test]
    fn without_partitions_the_tables_are_plain() {
        let expected = "CREATE TABLE a (x bigint) ;\nCREATE INDEX i ON a (x);";
        assert_eq!(expand(SQL, 0), expected);
    }

    #[test]
    fn a_marked_table_gets_its_partitions_before_its_indexes() {
        assert_eq!(
            expand(SQL, 2),
            "CREATE TABLE a (x bigint) PARTITION BY HASH (directory);\n\
             CREATE TABLE a_p0 PARTITION OF a FOR VALUES WITH (MODULUS 2, REMAINDER 0);\n\
             CREATE TABLE a_p1 PARTITION OF a FOR VALUES WITH (MODULUS 2, REMAINDER 1);\n\
             CREATE INDEX i ON a (x);"
        );
    }
}
