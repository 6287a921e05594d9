//! Where the PostgreSQL database is, and what stands before it.

use std::fmt;
use std::str::FromStr;

use store_postgres::{OpenError, Options};

const EXAMPLE: &str = "write it as `postgres://user:password@host:5432/database?sslmode=require`";

/// The address of a PostgreSQL database. It may hold a password, so it shows itself without one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    /// An address that can be used, or why it cannot; the reason repeats nothing of it.
    pub(crate) fn checked(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err(format!("it is empty; {EXAMPLE}"));
        }
        if !["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Err(format!("it does not begin with postgres://; {EXAMPLE}"));
        }
        let user = text.split_once('@').map_or("", |(before, _)| before);
        let user = user.split(':').nth(1).unwrap_or("").trim_start_matches('/');
        if user.contains(['/', '?']) {
            return Err(format!("an @ after the host must be written as %40; {EXAMPLE}"));
        }
        match Options::new(text).location() {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(OpenError::Url(reason)) => Err(format!("{reason}; {EXAMPLE}")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The address with its password.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// What was typed, whatever it is: the command line would repeat what it refuses.
impl From<String> for DatabaseUrl {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        // A password may hold nearly anything, so all that it could be is left out.
        let (user, rest) = match rest.rsplit_once('@') {
            Some((credentials, rest)) => {
                let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
                let hidden = if password.is_empty() { "" } else { ":(hidden)" };
                (format!("{user}{hidden}@"), rest)
            }
            None => (String::new(), rest),
        };
        let (address, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        write!(f, "{scheme}://{user}{address}")?;
        for (at, parameter) in parameters.split('&').filter(|text| !text.is_empty()).enumerate() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = if name == "password" { "(hidden)" } else { value };
            write!(f, "{}{name}={value}", if at == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// What stands between the server and PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pooling(pub(crate) store_postgres::Pooling);

impl FromStr for Pooling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "session" => Ok(Self(store_postgres::Pooling::Session)),
            "transaction" => Ok(Self(store_postgres::Pooling::Transaction)),
            _ => Err(format!("`{text}` is neither session nor transaction")),
        }
    }
}

impl fmt::Display for Pooling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            store_postgres::Pooling::Session => "session",
            store_postgres::Pooling::Transaction => "transaction",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (text, shown) in [
            ("postgres://ada@h/d", "postgres://ada@h/d"),
            ("postgres://h:5433/d?sslmode=require", "postgres://h:5433/d?sslmode=require"),
            ("postgres://ada:secret@a,b/d", "postgres://ada:(hidden)@a,b/d"),
            ("postgres://ada:secret/s:s@h/d", "postgres://ada:(hidden)@h/d"),
            ("postgres://h/d?user=a&password=secret", "postgres://h/d?user=a&password=(hidden)"),
        ] {
            let url = DatabaseUrl::checked(text).expect(text);
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown})"));
            assert_eq!(url.reveal(), text);
        }
    }

    #[test]
    fn other_addresses_are_refused_and_not_repeated() {
        for text in [
            "",
            "mysql://ada:secret@h/d",
            "host=h password=secret",
            "postgres:///secret",
            "postgres://ada:a@secret@h/d",
            "postgres://ada:secret@h:port/d",
            "postgres://h/d?user=a&password=secret@x",
            "postgres://ada:secret@h/d?sslmod=require",
        ] {
            let reason = DatabaseUrl::checked(text).expect_err(text);
            assert!(reason.contains(EXAMPLE), "{reason}");
            assert!(!reason.contains("secret"), "{reason}");
        }
    }
}
