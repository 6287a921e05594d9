//! The configuration file: TOML, every key at the top level.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::key::{self, Key, Kind};
use super::problem::{Origin, Problem};
use super::{Raw, suggest};

/// Reads the file; what is wrong goes to `problems`, what is right is returned.
pub(super) fn read(path: &Path, problems: &mut Vec<Problem>) -> Vec<Raw> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let reason = super::file_reason(&error);
            problems.push(Problem::new(format!("{}: cannot be read: {reason}", path.display())));
            return Vec::new();
        }
    };
    parse(path, &text, problems)
}

fn parse(path: &Path, text: &str, problems: &mut Vec<Problem>) -> Vec<Raw> {
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            let reason = error.message();
            problems.push(Problem::new(format!("{}:{line}: {reason}", path.display())));
            return Vec::new();
        }
    };
    let mut values = Vec::new();
    // The table is in the order of its names; a person reads the file in the order of its lines.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in entries {
        let line = line_of(text, name.span().start);
        let origin = Origin::File { path: path.to_owned(), line };
        let name = name.get_ref().as_ref();
        let Some(key) = key::ALL.into_iter().find(|key| key.name == name) else {
            problems.push(unknown(&origin, name));
            continue;
        };
        match (key.kind, value.get_ref()) {
            (Kind::Text | Kind::Secret, DeValue::String(text)) => {
                values.push(Raw { key, text: text.to_string(), origin });
            }
            (Kind::Number, DeValue::Integer(number)) if number.radix() == 10 => {
                values.push(Raw { key, text: number.as_str().to_owned(), origin });
            }
            (_, other) => problems.push(wrong_type(key, origin, other)),
        }
    }
    values
}

fn unknown(origin: &Origin, name: &str) -> Problem {
    let known = key::ALL.map(|key| key.name);
    let hint = match suggest::nearest(name, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the keys are {}", known.join(", ")),
    };
    Problem::new(format!("{origin}: there is no key `{name}`; {hint}"))
}

fn wrong_type(key: &'static Key, origin: Origin, value: &DeValue<'_>) -> Problem {
    let expected = match key.kind {
        Kind::Text | Kind::Secret => "a text in quotes",
        Kind::Number => "a whole number without quotes",
    };
    let found = value.type_str();
    Problem::value(key, origin, &format!("it must be {expected}; this is of type {found}"))
}

/// The number of the line, from 1, in which the byte at `offset` lies.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
