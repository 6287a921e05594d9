//! Which migrations a database still needs, and whether the ones it has are ours.
//!
//! Planning is a pure function, so that a synchronous and an asynchronous driver share it: a
//! store reads what was applied, asks [`plan`] and runs the answer in one transaction.
//!
//! While an installation is upgraded, programs of two versions work on one database. So a change
//! comes in two steps, in two versions: one expands the schema in a way that the older program does
//! not notice, and a later one takes away what only that program needed. Each step says which
//! programs can still work with the schema after it.

use std::fmt;

/// A step of the schema. Once published it is never changed; the next change is a new step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The level of the schema after the step: 1, 2, 3 …
    pub level: u32,
    /// What it is for.
    pub name: &'static str,
    /// The highest level that the oldest program knows which can work with the schema after this
    /// step. The step's own level where it takes something away.
    pub serves: u32,
    /// The statements.
    pub sql: &'static str,
}

impl Migration {
    /// Identifies the text of the step. Line endings do not count, because a checkout may change
    /// them.
    pub fn checksum(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for line in self.sql.lines() {
            hasher.update(line.trim_end().as_bytes()).update(b"\n");
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// A step as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its level.
    pub level: u32,
    /// Its [`Migration::checksum`] at that time.
    pub checksum: String,
    /// Its [`Migration::serves`].
    pub serves: u32,
}

/// Why a database cannot be brought to the level of this program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// A newer program has migrated the database, and this one cannot work with the result.
    #[error(
        "the database has schema level {found}, but this version of Provisor knows only up to \
         level {known}: run a newer version, or restore the backup made before the upgrade"
    )]
    Newer {
        /// The level of the database.
        found: u32,
        /// The highest level of this program.
        known: u32,
    },
    /// A step was applied in another form.
    #[error(
        "step {level} of the schema ({name}) was applied in another form than this version of \
         Provisor has: the database was made by another build"
    )]
    Differs {
        /// Which step.
        level: u32,
        /// What it is for.
        name: &'static str,
    },
    /// A step is missing although a later one was applied.
    #[error("step {level} of the schema is missing although a later one was applied")]
    Gap {
        /// Which step.
        level: u32,
    },
}

/// The steps that are still to be applied, in order. `known` has the levels 1, 2, 3 … in order;
/// the order of `applied` does not matter. A database with further steps is as good as one without
/// them, as long as those serve this program.
pub fn plan<'a>(
    known: &'a [Migration],
    applied: &[Applied],
) -> Result<&'a [Migration], MigrationError> {
    let highest = known.last().map_or(0, |migration| migration.level);
    let found = applied.iter().map(|step| step.level).max().unwrap_or(0);
    let further = applied.iter().filter(|step| step.level > highest);
    if further.map(|step| step.serves).max().is_some_and(|serves| serves > highest) {
        return Err(MigrationError::Newer { found, known: highest });
    }
    let done = known.partition_point(|migration| migration.level <= found);
    let (past, pending) = known.split_at(done);
    for migration in past {
        let Some(step) = applied.iter().find(|step| step.level == migration.level) else {
            return Err(MigrationError::Gap { level: migration.level });
        };
        if step.checksum != migration.checksum() {
            return Err(MigrationError::Differs { level: migration.level, name: migration.name });
        }
    }
    Ok(pending)
}

impl fmt::Display for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04} {}", self.level, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Migration =
        Migration { level: 1, name: "one", serves: 1, sql: "CREATE TABLE a (x);\n" };
    const TWO: Migration =
        Migration { level: 2, name: "two", serves: 2, sql: "CREATE TABLE b (x);\n" };

    fn applied(migrations: &[Migration]) -> Vec<Applied> {
        let applied = |step: &Migration| Applied {
            level: step.level,
            checksum: step.checksum(),
            serves: step.serves,
        };
        migrations.iter().map(applied).collect()
    }

    #[test]
    fn a_program_works_with_further_steps_that_serve_it() {
        let expands = Migration { serves: 1, ..TWO };
        assert_eq!(plan(&[ONE], &applied(&[ONE, expands])), Ok(&[][..]));
        let contracts = Migration { level: 3, serves: 2, ..TWO };
        assert_eq!(
            plan(&[ONE], &applied(&[ONE, expands, contracts])),
            Err(MigrationError::Newer { found: 3, known: 1 })
        );
        assert_eq!(plan(&[ONE, expands], &applied(&[ONE, expands, contracts])), Ok(&[][..]));
    }

    #[test]
    fn plans_what_is_missing() {
        assert_eq!(plan(&[ONE, TWO], &[]), Ok(&[ONE, TWO][..]));
        assert_eq!(plan(&[ONE, TWO], &applied(&[ONE])), Ok(&[TWO][..]));
        assert_eq!(plan(&[ONE, TWO], &applied(&[TWO, ONE])), Ok(&[][..]));
    }

    #[test]
    fn refuses_a_newer_a_different_and_an_incomplete_schema() {
        assert_eq!(
            plan(&[ONE], &applied(&[ONE, TWO])),
            Err(MigrationError::Newer { found: 2, known: 1 })
        );
        let other = Migration { sql: "CREATE TABLE a (y);\n", ..ONE };
        assert_eq!(
            plan(&[ONE, TWO], &applied(&[other])),
            Err(MigrationError::Differs { level: 1, name: "one" })
        );
        assert_eq!(plan(&[ONE, TWO], &applied(&[TWO])), Err(MigrationError::Gap { level: 1 }));
    }

    #[test]
    fn line_endings_do_not_change_the_checksum() {
        let windows = Migration { sql: "CREATE TABLE a (x);\r\n", ..ONE };
        assert_eq!(windows.checksum(), ONE.checksum());
    }
}
