//! A move that is killed, whatever it was about to do.

use std::path::{Path, PathBuf};

use directory::archive::Standing;
use directory::id::DirectoryId;
use testkit::{Process, Ran, open_store};
use throwaway::{Database, Postgres};

use crate::commands::Places;
use crate::eventually::eventually;
use crate::population::Tokens;
use crate::postgres::populated;
use crate::view::everything;

/// An end of a move.
struct End {
    /// The database, if it is in PostgreSQL.
    database: Option<Database>,
    /// Its data, or else its key.
    data: PathBuf,
}

impl End {
    /// A data directory.
    fn data(data: PathBuf) -> Self {
        Self { database: None, data }
    }

    /// An empty database, and a directory with the key.
    fn database(places: &Places, name: &str) -> Self {
        let database = Some(Postgres::shared().database());
        Self { database, data: places.with_key(name) }
    }

    fn url(&self) -> Option<String> {
        self.database.as_ref().map(Database::url)
    }

    fn sql(&self, statements: &str) -> String {
        self.database.as_ref().expect("an end in PostgreSQL").sql(statements)
    }

    fn serve(&self, places: &Places) -> Result<Process, Ran> {
        match self.url() {
            Some(url) => places.serve_on(&url, &self.data),
            None => places.serve(&self.data),
        }
    }

    /// Whether a server would start on it, and find the people there.
    async fn is_live(&self) -> bool {
        if self.database.is_some() {
            let sql =
                "SELECT standing IS NULL AND EXISTS (SELECT FROM resources) FROM installation";
            return self.sql(sql) == "t";
        }
        let store = open_store(&self.data);
        let users = store.counts(DirectoryId(1)).await.expect("counts").users;
        store.standing().await.expect("a standing") == Standing::InUse && users > 0
    }

    /// Waits until no command is connected any more.
    async fn until_alone(&self) {
        if self.database.is_none() {
            return;
        }
        eventually("nobody connected", async || {
            let others = self.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                 AND application_name LIKE 'provisor%'",
            );
            if others == "0" { Ok(()) } else { Err(others) }
        })
        .await;
    }

    /// Fails unless no server starts on it, and it is said what to do.
    async fn assert_closed(&self, places: &Places, advice: &str) {
        let Err(refused) = self.serve(places) else {
            unreachable!("a server runs on a closed end")
        };
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.stderr.contains(advice), "{advice}: {refused:?}");
        self.until_alone().await;
    }
}

/// The installation of the first place in a database.
fn restored(places: &Places) -> End {
    let file = places.path("a.backup");
    places.json(&["backup"], &[("--to", &file), ("--data", &places.first())]);
    let end = End::database(places, "restored");
    let paths = [("--from", file.as_path()), ("--data", &end.data)];
    places.json_on(&end.url().expect("a database"), &["restore"], &paths);
    end
}

/// A move from one end to another.
struct Way<'a> {
    places: &'a Places,
    from: End,
    to: End,
}

/// Which end is about to be written, and what.
#[derive(Clone, Copy, Debug)]
enum Moment {
    SourceIsClosed,
    TargetIsBegun,
    TargetIsFilled,
    SourceIsLeft,
    TargetIsOpened,
}

impl Moment {
    fn is_of_source(self) -> bool {
        matches!(self, Moment::SourceIsClosed | Moment::SourceIsLeft)
    }

    /// After what a trigger fires just then.
    fn event(self) -> &'static str {
        match self {
            Moment::SourceIsClosed => {
                "UPDATE ON installation FOR EACH ROW WHEN (NEW.standing LIKE '%:\"moving\"%')"
            }
            Moment::TargetIsBegun => {
                "UPDATE ON installation FOR EACH ROW WHEN (NEW.standing LIKE '%:\"importing\"%')"
            }
            Moment::TargetIsFilled => "INSERT ON events FOR EACH STATEMENT",
            Moment::SourceIsLeft => {
                "UPDATE ON installation FOR EACH ROW WHEN (NEW.standing LIKE '%:\"moved\"%')"
            }
            Moment::TargetIsOpened => {
                "UPDATE ON installation FOR EACH ROW \
                 WHEN (OLD.standing IS NOT NULL AND NEW.standing IS NULL)"
            }
        }
    }
}

impl Way<'_> {
    fn paths(&self, to: &'static str) -> [(&'static str, PathBuf); 2] {
        let target = self.to.url().map_or_else(|| self.to.data.clone(), PathBuf::from);
        [("--data", self.from.data.clone()), (to, target)]
    }

    /// What the command is told of the two ends.
    fn with_paths<T>(&self, then: impl FnOnce(Option<&str>, &[(&str, &Path)]) -> T) -> T {
        let flag = if self.to.database.is_some() { "--to-url" } else { "--to-data" };
        let paths = self.paths(flag);
        let paths = paths.each_ref().map(|(flag, path)| (*flag, path.as_path()));
        then(self.from.url().as_deref(), &paths)
    }

    /// Kills a move at a moment, and looks that not both ends are live.
    async fn kill_at(&self, moment: Moment) {
        let end = if moment.is_of_source() { &self.from } else { &self.to };
        if end.sql("SELECT to_regclass('installation') IS NULL") == "t" {
            let url = end.url();
            let migrated =
                self.places.run_on(url.as_deref(), &["migrate"], &[("--data", &end.data)]);
            assert_eq!(migrated.code, Some(0), "{migrated:?}");
        }
        end.sql(&format!(
            "CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$; \
             CREATE TRIGGER wait_here BEFORE {} EXECUTE FUNCTION wait_here()",
            moment.event()
        ));
        let mut running = self.with_paths(|url, paths| self.places.start_on(url, &["move"], paths));
        let waiting = "FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event = 'PgSleep'";
        eventually("the moment", async || {
            assert!(
                running.try_wait().expect("a state").is_none(),
                "it has ended before {moment:?}"
            );
            let found = end.sql(&format!("SELECT count(*) {waiting}"));
            if found == "1" { Ok(()) } else { Err(found) }
        })
        .await;
        running.kill().expect("still running");
        running.wait().expect("an end");
        end.sql(&format!("SELECT pg_terminate_backend(pid) {waiting}"));
        self.from.until_alone().await;
        self.to.until_alone().await;
        end.sql("DROP FUNCTION wait_here CASCADE");
        let live = [self.from.is_live().await, self.to.is_live().await];
        assert!(live != [true, true], "two live ones before {moment:?}");
    }

    /// Runs the move again, and looks that only its target is live, and as the source was.
    async fn run_again(&self, tokens: &Tokens, before: &str) {
        let words = ["move", "--output", "json"];
        let moved = self.with_paths(|url, paths| self.places.run_on(url, &words, paths));
        assert_eq!(moved.code, Some(0), "{moved:?}");
        self.from.until_alone().await;
        self.to.until_alone().await;
        assert_eq!([self.from.is_live().await, self.to.is_live().await], [false, true]);
        self.from.assert_closed(self.places, "was moved to").await;
        let server = self.to.serve(self.places).expect("a server on the target");
        assert_eq!(everything(&tokens.clients(&server)).await, before);
        server.stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_killed_at_any_moment_leaves_one_live_end_at_most_and_is_run_again() {
    let places = Places::new();
    let (tokens, before) = populated(&places).await;
    let mut from = restored(&places);
    from.until_alone().await;
    for moment in [
        Moment::SourceIsClosed,
        Moment::TargetIsBegun,
        Moment::TargetIsFilled,
        Moment::SourceIsLeft,
        Moment::TargetIsOpened,
    ] {
        let to = End::database(&places, &format!("{moment:?}"));
        let way = Way { places: &places, from, to };
        way.kill_at(moment).await;
        if matches!(moment, Moment::SourceIsClosed) {
            assert!(way.from.is_live().await, "nothing has been done yet");
        } else {
            way.from.assert_closed(&places, "provisor move --undo").await;
        }
        if !matches!(moment, Moment::SourceIsClosed | Moment::TargetIsBegun) {
            way.to.assert_closed(&places, "Run it again").await;
        }
        way.run_again(&tokens, &before).await;
        // It moves on from there.
        from = way.to;
        from.until_alone().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_killed_before_it_opens_the_target_can_be_taken_back() {
    let places = Places::new();
    let (tokens, before) = populated(&places).await;
    let from = End::data(places.first());
    let to = End::database(&places, "to");
    let way = Way { places: &places, from, to };
    way.kill_at(Moment::TargetIsOpened).await;
    way.from.assert_closed(&places, "was moved to").await;

    let first = places.first();
    places.json(&["move", "--undo"], &[("--from-data", &first)]);
    assert_eq!([way.from.is_live().await, way.to.is_live().await], [true, false]);
    way.to.assert_closed(&places, "Run it again").await;
    let server = way.from.serve(&places).expect("a server on the source");
    assert_eq!(everything(&tokens.clients(&server)).await, before);
    server.stop();
    way.run_again(&tokens, &before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_into_a_directory_that_is_killed_at_its_end_is_run_again_key_and_all() {
    let places = Places::new();
    let (tokens, before) = populated(&places).await;
    let from = restored(&places);
    from.until_alone().await;
    let way = Way { places: &places, from, to: End::data(places.path("second")) };
    way.kill_at(Moment::SourceIsLeft).await;
    assert!(way.to.data.join("secret.key").exists());
    way.to.assert_closed(&places, "Run it again").await;
    way.run_again(&tokens, &before).await;
}
