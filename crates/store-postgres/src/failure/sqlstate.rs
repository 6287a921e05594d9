//! PostgreSQL's errors in an operator's words. None of them contains stored values.

use directory::store::StoreError;
use tokio_postgres::Error;

fn code(error: &Error) -> &str {
    error.code().map_or("", tokio_postgres::error::SqlState::code)
}

/// Whether the database ended the session with this error.
pub(super) fn ends_session(error: &Error) -> bool {
    let code = code(error);
    code.starts_with("08") || matches!(code, "57P01" | "57P02" | "57P03" | "57P05" | "25P03")
}

/// Whether the database or its machine is to blame, and not the statement.
pub(super) fn is_environmental(error: &Error) -> bool {
    let code = code(error);
    let class = code.get(..2).unwrap_or("");
    matches!(class, "08" | "53" | "58")
        || (class == "57" && code != "57014")
        || matches!(code, "25006" | "25P03" | "42501" | "55P03" | "XX001" | "XX002")
}

/// An error of a statement.
pub(super) fn store_error(error: &Error) -> StoreError {
    let unavailable = |text: &str| StoreError::Unavailable(text.to_owned());
    let code = code(error);
    match code {
        "57014" => StoreError::TooLong,
        "57P01" | "57P02" => unavailable("the database is shutting down"),
        "57P03" => unavailable("the database is starting up or shutting down"),
        "53100" => unavailable("the disk of the database is full"),
        "53200" => unavailable("the database has not enough memory"),
        "53300" => unavailable("the database has no free connection"),
        "25006" => unavailable(
            "the database is read-only, as a standby is: \
             set target_session_attrs=read-write in database_url to find the one that writes",
        ),
        "55P03" => unavailable("somebody else keeps a lock in the database"),
        "40001" | "40P01" => unavailable("too many transactions changed the same rows at once"),
        "42501" => StoreError::Unavailable(format!(
            "the database user lacks a right: {}; grant it, or make the user the owner of the \
             database",
            error.as_db_error().map_or("", tokio_postgres::error::DbError::message)
        )),
        "26000" | "42P05" => unavailable(
            "the database forgets prepared statements, as it does behind PgBouncer with \
             pool_mode = transaction: set database_pooling = \"transaction\"",
        ),
        "42P01" => StoreError::Broken(
            "a table is missing: run `provisor migrate`, and see that search_path is the same \
             for all connections"
                .to_owned(),
        ),
        "XX001" | "XX002" => {
            StoreError::Broken("the database reports that its data is damaged".to_owned())
        }
        _ if code.starts_with("58") => {
            unavailable("the machine of the database reported an error while it read or wrote")
        }
        _ if code.starts_with("53") => unavailable("the database is short of resources"),
        _ => StoreError::Broken(plain(error)),
    }
}

/// What the database said, without stored values: those stand in the details, and in the messages
/// about data that cannot be read.
fn plain(error: &Error) -> String {
    match error.as_db_error() {
        Some(error) if error.code().code().starts_with("22") => {
            format!("data exception {}", error.code().code())
        }
        Some(error) => format!("{} ({})", error.message(), error.code().code()),
        None => error.to_string(),
    }
}
