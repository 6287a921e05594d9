//! E-mail values of resources, an array of them for each.

use super::super::super::trip::{Statement, Trip};

/// The values, as the column `emails` of their resources has them.
#[derive(Default)]
pub(super) struct Emails<'d> {
    directories: Vec<i64>,
    keys: Vec<i64>,
    texts: Vec<&'d str>,
}

impl<'d> Emails<'d> {
    /// Takes a resource's values, if it has some.
    pub(super) fn push(&mut self, directory: i64, emails: Option<(i64, &'d str)>) {
        if let Some((key, text)) = emails {
            self.directories.push(directory);
            self.keys.push(key);
            self.texts.push(text);
        }
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>, statement: &Statement) {
        if !self.keys.is_empty() {
            trip.run(statement, &[&self.directories, &self.keys, &self.texts]);
        }
    }
}
