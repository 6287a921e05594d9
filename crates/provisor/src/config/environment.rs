//! The environment: `PROVISOR_*`, and `PROVISOR_*_FILE` for secrets.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::key::{self, Key};
use super::problem::{Origin, Problem};
use super::{Raw, suggest};

/// What the environment says.
#[derive(Default)]
pub(super) struct Environment {
    /// The configuration file to read.
    pub(super) config: Option<PathBuf>,
    /// Values.
    pub(super) values: Vec<Raw>,
}

/// Reads the variables whose names begin with `PROVISOR_`.
pub(super) fn read(variables: Vec<(String, OsString)>, problems: &mut Vec<Problem>) -> Environment {
    let mut environment = Environment::default();
    for (name, value) in variables {
        if name == key::CONFIG_VARIABLE {
            environment.config = Some(PathBuf::from(value));
            continue;
        }
        if name == key::TOKEN_VARIABLE || is_service_link(&name) {
            continue;
        }
        let Ok(text) = value.into_string() else {
            problems.push(Problem::new(format!("environment {name}: it is not valid UTF-8")));
            continue;
        };
        match find(&name) {
            Some((key, false)) => {
                environment.values.push(Raw { key, text, origin: Origin::Variable(name) });
            }
            Some((key, true)) => match secret(&name, Path::new(&text), key) {
                Ok(raw) => environment.values.push(raw),
                Err(problem) => problems.push(problem),
            },
            None => problems.push(unknown(&name)),
        }
    }
    for key in key::ALL {
        if environment.values.iter().filter(|raw| raw.key.name == key.name).count() > 1 {
            let name = key.variable;
            problems.push(Problem::new(format!("{name} and {name}_FILE are both set; keep one")));
        }
    }
    environment
}

/// The key that a variable sets, and whether it names a file with the value.
fn find(variable: &str) -> Option<(&'static Key, bool)> {
    key::ALL.into_iter().find_map(|key| {
        if variable == key.variable {
            Some((key, false))
        } else if key.is_secret() && variable.strip_suffix("_FILE") == Some(key.variable) {
            Some((key, true))
        } else {
            None
        }
    })
}

fn secret(variable: &str, path: &Path, key: &'static Key) -> Result<Raw, Problem> {
    let origin = Origin::SecretFile { variable: variable.to_owned(), path: path.to_owned() };
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Raw { key, text: text.trim().to_owned(), origin }),
        Err(error) => {
            let reason = super::file_reason(&error);
            Err(Problem::value(key, origin, &format!("cannot be read: {reason}")))
        }
    }
}

/// Kubernetes sets variables for every service of a namespace. Those for a service that is called
/// `provisor` begin as ours do: `PROVISOR_SERVICE_HOST`, `PROVISOR_PORT`,
/// `PROVISOR_PORT_7644_TCP_ADDR`.
fn is_service_link(name: &str) -> bool {
    name == "PROVISOR_PORT"
        || name.starts_with("PROVISOR_PORT_")
        || name.starts_with("PROVISOR_SERVICE_")
}

fn unknown(name: &str) -> Problem {
    let known: Vec<_> = key::variables().collect();
    let hint = match suggest::nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("the variables are {}", known.join(", ")),
    };
    Problem::new(format!("environment {name}: there is no such setting; {hint}"))
}
