//! What operators are told of changes that were not written.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use directory::change::CommitError;
use directory::store::StoreError;
use futures_util::future::join_all;
use parking_lot::Mutex;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{Bench, LONG};

/// Keeps what is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().push(line.0);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

/// The first transaction fails as one of several changes can make it fail, and those after it as on
/// a full disk.
const FULL_DISK: &str = "
    CREATE SEQUENCE calls;
    GRANT USAGE ON calls TO PUBLIC;
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('calls') = 1 THEN RAISE 'no' USING ERRCODE = '23000'; END IF;
        RAISE 'no space' USING ERRCODE = '53100';
    END $$;
    CREATE TRIGGER fail BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION fail()";

#[tokio::test]
async fn a_full_disk_is_told_of_when_changes_are_written_one_by_one() {
    let log = Log::default();
    let _told = tracing::subscriber::set_default(log.clone());
    let bench = Bench::new(LONG).await;
    bench.database.sql(FULL_DISK);
    // All wait before the lane, on the same thread, takes the first.
    let answers = join_all((0..3).map(|_| bench.change())).await;
    for answer in answers {
        let error = answer.unwrap_err();
        assert!(matches!(error, CommitError::Store(StoreError::Unavailable(_))), "{error}");
    }
    let lines = log.0.lock().clone();
    let told: Vec<_> = lines.iter().filter(|line| line.contains("was not written")).collect();
    let [line] = told[..] else { panic!("{lines:?}") };
    for part in ["ERROR", "the disk of the database is full", "changes=3"] {
        assert!(line.contains(part), "{line}");
    }
}
