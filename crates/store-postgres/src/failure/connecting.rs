//! Why no connection could be made, in an operator's words, and what to do about it.

use std::error::Error as _;
use std::io;

use tokio_postgres::Error;
use tokio_postgres::error::DbError;

/// The reason, without the address: the caller tells it.
pub(super) fn reason(error: &Error) -> String {
    match error.as_db_error() {
        Some(refusal) => refused(refusal),
        None => failed(error),
    }
}

/// The database answered, and does not want this connection.
fn refused(refusal: &DbError) -> String {
    let message = refusal.message();
    match refusal.code().code() {
        "28000" | "28P01" => format!("the database does not let the user in: {message}"),
        "3D000" => format!("{message}: create it, or correct database_url"),
        "53300" => "the database has no free connection: raise its max_connections, or let fewer \
             processes connect"
            .to_owned(),
        "57P01" | "57P02" | "57P03" => format!("the database is not ready: {message}"),
        _ if message.contains("startup parameter") => format!(
            "{message}: behind PgBouncer with pool_mode = transaction, \
             set database_pooling = \"transaction\""
        ),
        code => format!("{message} ({code})"),
    }
}

/// There was no answer, or none that was understood.
fn failed(error: &Error) -> String {
    let cause = error.source();
    let text = match cause {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    };
    let kind = cause.and_then(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    if kind == Some(io::ErrorKind::ConnectionRefused) {
        return "nobody listens there: start PostgreSQL, or correct host and port in database_url"
            .to_owned();
    }
    if kind == Some(io::ErrorKind::TimedOut) {
        return "the database does not answer".to_owned();
    }
    let advice = [
        ("lookup address", "correct the host in database_url"),
        ("does not support TLS", "switch it on there, or take sslmode=disable"),
        ("UnknownIssuer", "name the authority's certificate in database_ca_file"),
        ("not valid for name", "name the host in database_url as the certificate does"),
        ("password missing", "the database wants a password: give one in database_url"),
    ];
    match advice.iter().find(|(sign, _)| text.contains(sign)) {
        Some((_, advice)) => format!("{text}; {advice}"),
        None => text,
    }
}
