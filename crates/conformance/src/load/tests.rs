use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use super::*;
use crate::client::{Client, HeaderMap, Method};
use crate::fake::{Fake, Fault, TOKEN};
use crate::simulate::{PlainReporter, Reporter};
use crate::{Failure, urn};

/// Mixes that would be played for an hour, were they not stopped.
fn options(fake: &Fake, mixes: &[Mix]) -> Options {
    Options {
        mixes: mixes.to_vec(),
        connections: 4,
        time: Duration::from_hours(1),
        warm_up: Duration::ZERO,
        users: 120,
        ..Options::new(&fake.base, TOKEN)
    }
}

/// Plays mixes, the last of which is stopped when it has sent enough.
async fn play_on(fake: &Fake, options: &Options) -> Result<Report, Failure> {
    play_and(fake, options, |_| ()).await
}

/// The same; something happens to the server when the playing begins.
async fn play_and(fake: &Fake, options: &Options, begin: fn(&Fake)) -> Result<Report, Failure> {
    // Pages are long, and a few tell all.
    let enough = if options.mixes == [Mix::Import] { 20 } else { 500 };
    let mut patience = Patience { fake, stop: options.stop.clone(), from: None, begin, enough };
    run(options, &mut patience).await
}

/// Stops a mix after some hundreds of requests.
struct Patience<'f> {
    fake: &'f Fake,
    stop: Stop,
    from: Option<usize>,
    begin: fn(&Fake),
    enough: usize,
}

impl Reporter for Patience<'_> {
    fn step_started(&mut self, step: &str) {
        self.from = step.starts_with("Play").then(|| {
            (self.begin)(self.fake);
            self.fake.requests().len()
        });
    }

    fn progress(&mut self, _step: &str, _done: usize, _total: usize) {
        if self.from.is_some_and(|from| self.fake.requests().len() > from + self.enough) {
            self.stop.now();
        }
    }

    fn step_done(&mut self, _step: &str, _outcome: &str) {}

    fn failed(&mut self, _failure: &Failure) {}
}

fn kinds(report: &Report) -> BTreeSet<&str> {
    report.mixes.iter().flat_map(|mix| &mix.kinds).map(|figures| figures.kind.as_str()).collect()
}

fn no_errors(report: &Report) {
    let errors: Vec<_> = report.mixes.iter().flat_map(|mix| &mix.errors).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(report.mixes.iter().all(|mix| mix.per_second > 0.0), "{report:#?}");
}

#[tokio::test]
async fn every_mix_is_played_and_nothing_is_left() {
    for (mix, expected) in [
        (
            Mix::Initial,
            ["add members", "create group", "create user", "find by userName"].as_slice(),
        ),
        (Mix::Read, &["find by externalId", "find by userName", "get user", "list of 100"]),
        (
            Mix::Delta,
            &["change title", "deactivate", "find by externalId", "find by userName", "reactivate"],
        ),
        (Mix::Groups, &["add member", "get without members", "remove member"]),
        (Mix::Import, &["page of groups", "page of users"]),
    ] {
        let fake = Fake::start(Fault::None).await;
        let report = play_on(&fake, &options(&fake, &[mix])).await.unwrap();
        no_errors(&report);
        for kind in expected.iter().chain(&["all"]) {
            assert!(kinds(&report).contains(kind), "{mix}: {kind}: {:?}", kinds(&report));
        }
        assert_eq!(fake.counts(), (0, 0));
        assert_eq!((report.removed.users, report.left), (120, Removed::default()));
        for figures in report.mixes.iter().flat_map(|mix| &mix.kinds) {
            let Figures { p50_ms, p90_ms, p99_ms, p99_9_ms, max_ms, .. } = *figures;
            let rising = [p50_ms, p90_ms, p99_ms, p99_9_ms, max_ms];
            assert!(rising.is_sorted() && p50_ms > 0.0, "{figures:?}");
        }
    }
}

#[tokio::test]
async fn mixes_are_played_once_and_in_the_order_in_which_one_prepares_the_next() {
    let fake = Fake::start(Fault::None).await;
    let mixes = [Mix::Import, Mix::Groups, Mix::Initial, Mix::Read, Mix::Delta, Mix::Read];
    let brief = Options { time: Duration::from_millis(50), ..options(&fake, &mixes) };
    let report = run(&brief, &mut PlainReporter::new(io::sink())).await.unwrap();
    let played: Vec<Mix> = report.mixes.iter().map(|mix| mix.mix).collect();
    assert_eq!(played, Mix::ALL);
    assert_eq!(fake.counts(), (0, 0));
}

#[tokio::test]
async fn what_is_kept_is_found_by_the_next_run() {
    let fake = Fake::start(Fault::None).await;
    let keep = Options { keep: true, ..options(&fake, &[Mix::Groups]) };
    let first = play_on(&fake, &keep).await.unwrap();
    assert_eq!((first.found, first.removed), (Removed::default(), Removed::default()));
    assert_eq!(fake.counts(), (120, 3));
    let second = play_on(&fake, &options(&fake, &[Mix::Groups, Mix::Read])).await.unwrap();
    no_errors(&second);
    assert_eq!((second.found.users, second.found.groups), (120, 3));
    assert_eq!(fake.counts(), (0, 0));
    let created = fake.requests().iter().filter(|line| *line == "POST /scim/v2/Users").count();
    assert_eq!(created, 120, "nobody was created twice");
}

#[tokio::test]
async fn users_of_others_are_never_touched() {
    for fault in [Fault::None, Fault::IgnoresFilters] {
        let fake = Fake::start(fault).await;
        let client = Client::new(&fake.base, TOKEN).unwrap();
        let user = serde_json::json!({"schemas": [urn::USER], "userName": "provisor-bench@acme"});
        let body = Some(user.to_string().into_bytes());
        client.send(Method::POST, "/Users", &HeaderMap::new(), body).await.unwrap();
        play_on(&fake, &options(&fake, &[Mix::Initial, Mix::Read])).await.unwrap();
        assert_eq!(fake.user_names(), ["provisor-bench@acme"], "{fault:?}");
    }
}

#[tokio::test]
async fn a_server_without_patch_is_sent_puts() {
    let fake = Fake::start(Fault::NoPatch).await;
    for mix in [Mix::Initial, Mix::Delta, Mix::Groups] {
        let report = play_on(&fake, &options(&fake, &[mix])).await.unwrap();
        no_errors(&report);
        assert!(report.notes.iter().any(|note| note.contains("GET and PUT")), "{report:#?}");
    }
    assert!(!fake.requests().iter().any(|line| line.starts_with("PATCH")));
    let puts = |path| fake.requests().iter().any(|line| line.starts_with(path));
    assert!(puts("PUT /scim/v2/Users/") && puts("PUT /scim/v2/Groups/"));
    assert_eq!(fake.counts(), (0, 0));
}

#[tokio::test]
async fn a_server_without_filters_is_asked_for_none() {
    let fake = Fake::start(Fault::NoFilter).await;
    for mix in [Mix::Initial, Mix::Read, Mix::Delta] {
        let report = play_on(&fake, &options(&fake, &[mix])).await.unwrap();
        no_errors(&report);
        assert!(report.notes.iter().any(|note| note.contains("look-ups are left out")));
    }
    assert_eq!(fake.counts(), (0, 0));
}

#[tokio::test]
async fn a_server_that_says_nothing_of_itself_is_taken_for_an_ordinary_one() {
    let fake = Fake::start(Fault::NoConfig).await;
    let report = play_on(&fake, &options(&fake, &[Mix::Delta])).await.unwrap();
    no_errors(&report);
    assert!(report.notes[0].contains("no /ServiceProviderConfig"), "{:?}", report.notes);
}

#[tokio::test]
async fn lists_are_walked_by_cursor_where_that_is_offered_or_asked_for() {
    for (fault, paging, by_cursor) in [
        (Fault::None, Paging::Offered, false),
        (Fault::Cursors, Paging::Offered, true),
        (Fault::Cursors, Paging::Index, false),
        (Fault::None, Paging::Cursor, true),
    ] {
        let fake = Fake::start(fault).await;
        let report =
            play_on(&fake, &Options { paging, ..options(&fake, &[Mix::Import]) }).await.unwrap();
        no_errors(&report);
        let second = if by_cursor { "cursor=101" } else { "startIndex=101" };
        assert!(fake.requests().iter().any(|line| line.contains(second)), "{fault:?} {paging:?}");
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_waited_for() {
    let fake = Fake::start(Fault::AsksToWait).await;
    let report = play_on(&fake, &options(&fake, &[Mix::Read])).await.unwrap();
    no_errors(&report);
    assert!(report.mixes[0].asked_to_wait > 0, "{report:#?}");
}

#[tokio::test]
async fn errors_are_counted_with_an_example_and_without_the_token() {
    let fake = Fake::start(Fault::None).await;
    let begin = |fake: &Fake| fake.turn(Fault::FailsSometimes);
    let report = play_and(&fake, &options(&fake, &[Mix::Read]), begin).await.unwrap();
    let error = &report.mixes[0].errors[0];
    assert_eq!(error.problem, "status 500");
    assert!(error.count > 0 && error.request.starts_with("GET /Users"), "{error:?}");
    assert!(error.answer.contains("out of order"), "{error:?}");
    assert!(!serde_json::to_string(&report).unwrap().contains(TOKEN));
}

#[tokio::test]
async fn an_answer_that_lacks_who_was_looked_for_is_wrong() {
    let fake = Fake::start(Fault::None).await;
    let begin = |fake: &Fake| {
        fake.turn(Fault::HidesInactive);
        fake.deactivate_all();
    };
    let report = play_and(&fake, &options(&fake, &[Mix::Delta]), begin).await.unwrap();
    let wrong = report.mixes[0].errors.iter().find(|error| error.problem == "wrong answer");
    assert!(wrong.is_some_and(|error| error.kind.starts_with("find by")), "{report:#?}");
}

#[tokio::test]
async fn an_open_loop_sends_no_more_than_is_due() {
    let fake = Fake::start(Fault::None).await;
    let time = Duration::from_millis(200);
    let rate = Rate::PerSecond(500.0);
    let options = Options { rate, time, ..options(&fake, &[Mix::Read]) };
    let report = play_on(&fake, &options).await.unwrap();
    no_errors(&report);
    let all = report.mixes[0].kinds.last().unwrap();
    assert!(all.answers + report.mixes[0].not_sent <= 101, "{report:#?}");
    assert_eq!(report.rate, Some(500.0));
}

#[tokio::test]
async fn a_server_that_is_not_there_or_refuses_us_ends_it() {
    let fake = Fake::start(Fault::None).await;
    let nowhere = Options { base: "http://127.0.0.1:1/scim".into(), ..options(&fake, &Mix::ALL) };
    let failure = play_on(&fake, &nowhere).await.unwrap_err();
    assert!(failure.got.contains("refused"), "{failure}");
    let stranger = Options { token: "other".into(), ..options(&fake, &Mix::ALL) };
    let failure = play_on(&fake, &stranger).await.unwrap_err();
    assert!(failure.got.starts_with("status 401"), "{failure}");
    assert_eq!(fake.counts(), (0, 0));
}

#[tokio::test]
async fn a_load_that_cannot_be_prepared_is_cleaned_up_too() {
    let fake = Fake::start(Fault::None).await;
    fake.turn(Fault::FailsSometimes);
    let failure = play_on(&fake, &options(&fake, &[Mix::Read])).await.unwrap_err();
    assert!(failure.step.starts_with("Create users at http://127.0.0.1:"), "{failure}");
    assert!(failure.got.contains("out of order"), "{failure}");
    // Those that the failing server would not delete are still there, and no others.
    assert!(fake.counts().0 < 20, "{:?}", fake.counts());
}

/// Wants to stop as soon as something is played.
struct Impatient(Stop);

impl Reporter for Impatient {
    fn step_started(&mut self, step: &str) {
        if step.starts_with("Play") {
            self.0.now();
        }
    }

    fn step_done(&mut self, _step: &str, _outcome: &str) {}

    fn failed(&mut self, _failure: &Failure) {}
}

#[tokio::test]
async fn whoever_stops_it_sees_it_cleaned_up() {
    let fake = Fake::start(Fault::None).await;
    let options = Options { time: Duration::from_hours(1), ..options(&fake, &Mix::ALL[1..]) };
    let report = run(&options, &mut Impatient(options.stop.clone())).await.unwrap();
    assert_eq!(report.mixes.len(), 1);
    assert!(report.notes.iter().any(|note| note == "stopped before the mix delta"));
    assert_eq!((fake.counts(), report.removed.users), ((0, 0), 120));
}

#[tokio::test]
async fn the_cpu_time_of_a_process_is_read_or_told_to_be_unknown() {
    let fake = Fake::start(Fault::None).await;
    let report = play_on(&fake, &options(&fake, &[Mix::Read])).await.unwrap();
    assert_eq!(report.mixes[0].cpu.unknown.as_deref(), Some("no process was named"));
    let processes = vec![std::process::id()];
    let options = Options { processes, ..options(&fake, &[Mix::Read]) };
    let cpu = play_on(&fake, &options).await.unwrap().mixes.remove(0).cpu;
    if cfg!(target_os = "linux") {
        assert!(cpu.us_per_request.is_some() && cpu.unknown.is_none(), "{cpu:?}");
    } else {
        assert!(cpu.unknown.is_some_and(|reason| reason.contains("/proc")));
    }
}
