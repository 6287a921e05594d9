//! The surroundings: environment variables, the time, randomness. Only this file asks the
//! operating system for them; everything else gets them as parameters.

use std::ffi::OsString;
use std::time::{SystemTime, UNIX_EPOCH};

use directory::env::{Clock, Random};
use directory::time::Timestamp;

/// The variables whose names begin with `PROVISOR_`, in the order of their names.
pub(crate) fn variables() -> Vec<(String, OsString)> {
    let mut found: Vec<_> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with("PROVISOR_"))
        .collect();
    found.sort();
    found
}

/// A variable, if it is set to a text that is not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether somebody asked for output without colours (<https://no-color.org>), or the terminal
/// has none.
pub(crate) fn forbids_colors() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

/// The clock and the randomness of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemEnv;

impl Clock for SystemEnv {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is given"
    )]
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(error) => i64::try_from(error.duration().as_micros()).map_or(i64::MIN, |us| -us),
        };
        Timestamp::from_micros(micros)
    }
}

impl Random for SystemEnv {
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Going on would mean to hand out secrets that can be guessed.
            crate::output::complain(&format!("the operating system gives no randomness: {error}"));
            std::process::abort();
        }
    }
}
