//! The statements that a session has prepared.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OnceCell;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Statement};

/// How many statements a session keeps. Filters make texts without number.
const MOST: usize = 256;

/// Prepared statements by their text.
#[derive(Default)]
pub(super) struct Statements {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_text: HashMap<Box<str>, Entry>,
    /// Counts the uses.
    clock: u64,
}

struct Entry {
    statement: Arc<OnceCell<Statement>>,
    last_use: u64,
    /// Whether it was prepared ahead, by somebody who relies on that it stays so.
    stays: bool,
}

impl Statements {
    /// The statement, if it is prepared already.
    pub(super) fn ready(&self, sql: &str) -> Option<Statement> {
        self.kept.lock().used(sql)?.get().cloned()
    }

    /// The statement; whoever comes first prepares it, and the others wait for him. If it `stays`,
    /// it is never given up for others: a statement that had to be prepared again would be executed
    /// behind the COMMIT that was sent with it.
    pub(super) async fn prepare(
        &self,
        client: &Client,
        sql: &str,
        types: &[Type],
        stays: bool,
    ) -> Result<Statement, Error> {
        let cell = self.kept.lock().place(sql, stays);
        cell.get_or_try_init(|| client.prepare_typed(sql, types)).await.cloned()
    }
}

impl Kept {
    fn used(&mut self, sql: &str) -> Option<&Arc<OnceCell<Statement>>> {
        let entry = self.by_text.get_mut(sql)?;
        self.clock += 1;
        entry.last_use = self.clock;
        Some(&entry.statement)
    }

    fn place(&mut self, sql: &str, stays: bool) -> Arc<OnceCell<Statement>> {
        if let Some(statement) = self.used(sql) {
            return Arc::clone(statement);
        }
        if self.by_text.len() >= MOST {
            self.give_up_oldest();
        }
        self.clock += 1;
        let statement = Arc::new(OnceCell::new());
        let entry = Entry { statement: Arc::clone(&statement), last_use: self.clock, stays };
        self.by_text.insert(sql.into(), entry);
        statement
    }

    /// Gives up the statement that was not used for the longest time; the driver has the database
    /// forget it when its last execution is over.
    fn give_up_oldest(&mut self) {
        let others = self.by_text.iter().filter(|(_, entry)| !entry.stays);
        let oldest = others.min_by_key(|(_, entry)| entry.last_use);
        if let Some(text) = oldest.map(|(text, _)| text.clone()) {
            self.by_text.remove(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_given_up_for_a_new_one() {
        let mut kept = Kept::default();
        for number in 0..MOST {
            kept.place(&number.to_string(), false);
        }
        let first = kept.place("0", false);
        kept.place("new", false);
        assert_eq!(kept.by_text.len(), MOST);
        assert!(Arc::ptr_eq(&first, &kept.place("0", false)));
        assert!(!kept.by_text.contains_key("1"));
    }

    #[test]
    fn what_was_prepared_ahead_is_never_given_up() {
        let mut kept = Kept::default();
        kept.place("COMMIT is sent with it", true);
        for number in 0..3 * MOST {
            kept.place(&number.to_string(), false);
        }
        assert!(kept.by_text.contains_key("COMMIT is sent with it"));
        assert_eq!(kept.by_text.len(), MOST);
    }
}
