//! What a program says while it runs.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to start and to end. Far more than it needs: a machine under load
/// must not make tests fail.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Default)]
struct Said {
    text: String,
    ended: bool,
}

/// The lines of a program, collected by a thread of its own, so that the program never waits for
/// a reader.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<(Mutex<Said>, Condvar)>);

impl Log {
    /// Collects what comes out of a pipe.
    pub(crate) fn collect(output: impl Read + Send + 'static) -> Self {
        let log = Self::default();
        let sink = log.clone();
        thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                sink.change(|said| {
                    said.text.push_str(&String::from_utf8_lossy(&line));
                    said.text.push('\n');
                });
            }
            sink.change(|said| said.ended = true);
        });
        log
    }

    fn change(&self, change: impl FnOnce(&mut Said)) {
        let (said, changed) = &*self.0;
        change(&mut said.lock().expect("a log"));
        changed.notify_all();
    }

    /// What was said so far.
    pub(crate) fn text(&self) -> String {
        self.0.0.lock().expect("a log").text.clone()
    }

    /// Waits until the text is said; false when the program ended without it.
    pub(crate) fn wait_for(&self, wanted: &str) -> bool {
        self.wait(|said| said.ended || said.text.contains(wanted));
        self.text().contains(wanted)
    }

    /// Waits until everybody who could say something is gone.
    pub(crate) fn wait_for_end(&self) {
        self.wait(|said| said.ended);
    }

    fn wait(&self, until: impl Fn(&Said) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let (said, changed) = &*self.0;
        let mut said = said.lock().expect("a log");
        while !until(&said) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "nothing happens within {PATIENCE:?}: {}", said.text);
            said = changed.wait_timeout(said, left).expect("a log").0;
        }
    }
}
