//! One case: what it is called, what it proves, and how it is run.

use std::fmt;
use std::pin::Pin;

use super::tools::Tools;
use crate::Failure;

/// Why a case ended before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The server did something else than the requirement wants.
    Failed(Box<Failure>),
    /// The server says that it lacks what the case needs, or refuses what the case sends.
    Skipped(String),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

/// How a case, or a part of it, ends.
pub(super) type Outcome<T = ()> = Result<T, Stop>;

type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A black-box check of one thing.
pub struct Case {
    /// Its name, which never changes: `section.what_is_right`.
    pub id: &'static str,
    /// The part of the protocol it belongs to.
    pub section: &'static str,
    /// What it shows, as a sentence.
    pub title: &'static str,
    /// The ids of the requirements that it proves.
    pub cites: &'static [&'static str],
    pub(super) run: for<'a> fn(&'a Tools) -> Running<'a>,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("id", &self.id)
            .field("cites", &self.cites)
            .finish_non_exhaustive()
    }
}

/// The table of the cases of one section; each runs the function that is called like it.
macro_rules! cases {
    ($section:literal; $($name:ident: $title:literal, $cites:expr;)+) => {
        pub(super) const CASES: &[$crate::suite::Case] = &[$($crate::suite::Case {
            id: concat!($section, ".", stringify!($name)),
            section: $section,
            title: $title,
            cites: &$cites,
            run: |tools| Box::pin($name(tools)),
        }),+];
    };
}
pub(super) use cases;
