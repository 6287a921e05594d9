//! The keys, each with its names in the three sources.

/// Something that can be configured.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// The environment variable.
    pub(crate) variable: &'static str,
    /// The flag. What is nothing but a secret has none, because everybody on a machine sees the
    /// flags of a process.
    pub(crate) flag: Option<&'static str>,
    /// What its values are.
    pub(crate) kind: Kind,
}

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text, in quotes in the file.
    Text,
    /// A whole number.
    Number,
    /// A text that is never shown, and that a file of its own can hold.
    Secret,
}

impl Key {
    const fn text(name: &'static str, variable: &'static str, flag: &'static str) -> Self {
        Self { name, variable, flag: Some(flag), kind: Kind::Text }
    }

    const fn without_flag(name: &'static str, variable: &'static str) -> Self {
        Self { name, variable, flag: None, kind: Kind::Text }
    }

    const fn number(name: &'static str, variable: &'static str) -> Self {
        Self { name, variable, flag: None, kind: Kind::Number }
    }

    const fn secret(name: &'static str, variable: &'static str) -> Self {
        Self { name, variable, flag: None, kind: Kind::Secret }
    }

    /// Whether the value must not be shown.
    pub(crate) fn is_secret(&self) -> bool {
        self.kind == Kind::Secret
    }
}

/// The address that the server listens on.
pub(crate) static LISTEN: Key = Key::text("listen", "PROVISOR_LISTEN", "--listen");
/// The data directory.
pub(crate) static DATA: Key = Key::text("data", "PROVISOR_DATA", "--data");
/// The PostgreSQL database that takes the place of the one in the data directory. It may hold a
/// password.
pub(crate) static DATABASE_URL: Key = Key {
    name: "database_url",
    variable: "PROVISOR_DATABASE_URL",
    flag: Some("--database-url"),
    kind: Kind::Secret,
};
/// What stands between the server and PostgreSQL.
pub(crate) static DATABASE_POOLING: Key =
    Key::without_flag("database_pooling", "PROVISOR_DATABASE_POOLING");
/// The certificate authority that vouches for PostgreSQL.
pub(crate) static DATABASE_CA_FILE: Key =
    Key::without_flag("database_ca_file", "PROVISOR_DATABASE_CA_FILE");
/// The address under which identity providers and browsers reach the server.
pub(crate) static PUBLIC_URL: Key = Key::text("public_url", "PROVISOR_PUBLIC_URL", "--public-url");
/// What is logged.
pub(crate) static LOG: Key = Key::text("log", "PROVISOR_LOG", "--log");
/// How it is logged.
pub(crate) static LOG_FORMAT: Key = Key::text("log_format", "PROVISOR_LOG_FORMAT", "--log-format");
/// The key under which tokens and sessions are hashed.
pub(crate) static SECRET_KEY: Key = Key::secret("secret_key", "PROVISOR_SECRET_KEY");

/// Bytes that a request body may have.
pub(crate) static MAX_BODY_BYTES: Key = Key::number("max_body_bytes", "PROVISOR_MAX_BODY_BYTES");
/// Seconds that a request body may take to arrive.
pub(crate) static BODY_TIMEOUT: Key =
    Key::number("body_timeout_seconds", "PROVISOR_BODY_TIMEOUT_SECONDS");
/// Seconds that the head of a request may take to arrive.
pub(crate) static HEADER_TIMEOUT: Key =
    Key::number("header_timeout_seconds", "PROVISOR_HEADER_TIMEOUT_SECONDS");
/// Seconds for which a server that is asked to stop sends its clients away first.
pub(crate) static LEAVE: Key = Key::number("leave_seconds", "PROVISOR_LEAVE_SECONDS");

/// Every key, in the order in which they are shown.
pub(crate) static ALL: [&Key; 13] = [
    &LISTEN,
    &DATA,
    &DATABASE_URL,
    &DATABASE_POOLING,
    &DATABASE_CA_FILE,
    &PUBLIC_URL,
    &LOG,
    &LOG_FORMAT,
    &SECRET_KEY,
    &MAX_BODY_BYTES,
    &BODY_TIMEOUT,
    &HEADER_TIMEOUT,
    &LEAVE,
];

/// Names the configuration file.
pub(crate) const CONFIG_VARIABLE: &str = "PROVISOR_CONFIG";

/// The infra token that `provisor simulate` uses: it is no setting of a server, but a secret that
/// should not stand on a command line.
pub(crate) const TOKEN_VARIABLE: &str = "PROVISOR_TOKEN";

/// Every variable that means something.
pub(crate) fn variables() -> impl Iterator<Item = String> {
    let others = [CONFIG_VARIABLE.to_owned(), TOKEN_VARIABLE.to_owned()];
    let files =
        ALL.iter().filter(|key| key.is_secret()).map(|key| format!("{}_FILE", key.variable));
    ALL.iter().map(|key| key.variable.to_owned()).chain(files).chain(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTATION: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md"));

    #[test]
    fn every_key_variable_and_flag_is_documented() {
        for key in ALL {
            let heading = format!("\n### `{}`\n", key.name);
            assert!(DOCUMENTATION.contains(&heading), "no section on `{}`", key.name);
            if let Some(flag) = key.flag {
                assert!(DOCUMENTATION.contains(&format!("`{flag}")), "{flag}");
            }
        }
        for variable in variables() {
            assert!(DOCUMENTATION.contains(&format!("`{variable}")), "{variable}");
        }
    }

    #[test]
    fn every_documented_key_exists() {
        let headings = DOCUMENTATION.lines().filter_map(|line| line.strip_prefix("### `"));
        let documented: Vec<_> = headings.map(|rest| rest.trim_end_matches('`')).collect();
        assert_eq!(documented, ALL.map(|key| key.name));
    }
}
