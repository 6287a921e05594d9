//! What a session is for, and the settings that go with it.

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Short reads, each found by an index.
    Point,
    /// Reads that may have to look at many rows, in transactions of their own.
    Scan,
    /// Writing.
    Write,
    /// Changing the schema.
    Migration,
}

// A plan that was made when a table was empty stays in use while the table grows to a million rows.
// Without the ways of reading that are good for small tables only, there is no such plan. A way that
// is switched off counts as so expensive that the just-in-time compiler would be used for it.
macro_rules! by_index {
    ($before:literal, $is:literal, $after:literal) => {
        concat!(
            $before,
            "enable_seqscan",
            $is,
            "off",
            $after,
            $before,
            "enable_hashjoin",
            $is,
            "off",
            $after,
            $before,
            "enable_mergejoin",
            $is,
            "off",
            $after,
            $before,
            "jit",
            $is,
            "off",
            $after,
        )
    };
}

impl Purpose {
    /// Whether nothing is written for it.
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Purpose::Point | Purpose::Scan)
    }

    /// The settings of a whole session, as a startup option.
    pub(super) fn startup(self) -> &'static str {
        match self {
            Purpose::Point => concat!(
                by_index!("-c ", "=", " "),
                "-c plan_cache_mode=force_generic_plan -c statement_timeout=60s"
            ),
            // Who holds locks and is gone without a word must not keep other nodes waiting, and who
            // waits for one does not pile up connections that wait. There is no limit for whole
            // statements: it would also break off a COMMIT that waits for a synchronous standby,
            // and such a one counts as done.
            Purpose::Write => concat!(
                by_index!("-c ", "=", " "),
                "-c plan_cache_mode=force_generic_plan -c lock_timeout=8s \
                 -c idle_in_transaction_session_timeout=10s"
            ),
            Purpose::Scan => "-c jit=off -c idle_in_transaction_session_timeout=60s",
            Purpose::Migration => "",
        }
    }

    /// What begins a transaction where the session has these settings.
    pub(crate) fn begin(self) -> &'static str {
        match self {
            Purpose::Point | Purpose::Scan => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            // Who has waited for a lock must see what was committed meanwhile.
            Purpose::Write | Purpose::Migration => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }

    /// What begins a transaction where no setting outlives one.
    pub(crate) fn begin_with_settings(self) -> &'static str {
        match self {
            Purpose::Point => concat!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ",
                by_index!("SET LOCAL ", " = ", "; ")
            ),
            Purpose::Scan => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off",
            Purpose::Write => concat!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; ",
                by_index!("SET LOCAL ", " = ", "; "),
                "SET LOCAL lock_timeout = '8s'; \
                 SET LOCAL idle_in_transaction_session_timeout = '10s'"
            ),
            Purpose::Migration => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}
