//! The load of `provisor bench`: every mix, some hundreds of requests, no error.

use conformance::Failure;
use conformance::load::{self, Mix, Options, Stop};
use conformance::simulate::Reporter;
use serde_json::json;
use testkit::TestApp;

use crate::support::read;

/// Plays a mix for some moments: until there was progress three times.
struct Brief {
    stop: Stop,
    playing: bool,
    moments: usize,
}

impl Reporter for Brief {
    fn step_started(&mut self, step: &str) {
        self.playing = step.starts_with("Play");
    }

    fn progress(&mut self, _step: &str, _done: usize, _total: usize) {
        self.moments += usize::from(self.playing);
        if self.moments > 3 {
            self.stop.now();
        }
    }

    fn step_done(&mut self, _step: &str, _outcome: &str) {}

    fn failed(&mut self, _failure: &Failure) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_load_is_served_without_errors_and_leaves_nothing() {
    let app = TestApp::start().await;
    for mix in Mix::ALL {
        let options = Options {
            mixes: vec![mix],
            connections: 8,
            users: 200,
            warm_up: std::time::Duration::ZERO,
            time: std::time::Duration::from_hours(1),
            ..Options::new(app.scim_base(), app.token())
        };
        let mut brief = Brief { stop: options.stop.clone(), playing: false, moments: 0 };
        let report = load::run(&options, &mut brief).await;
        let report = report.unwrap_or_else(|failure| panic!("{mix}: {failure}"));
        let [shown] = report.mixes.as_slice() else { panic!("{report:#?}") };
        assert!(shown.errors.is_empty(), "{:#?}", shown.errors);
        assert!(shown.kinds.len() > 2, "{shown:#?}");
        assert!(report.notes.is_empty(), "{:?}", report.notes);
        let left = read(&app.scim(), "/").await;
        assert_eq!(left["totalResults"], json!(0), "{mix} cleans up: {left}");
    }
}
