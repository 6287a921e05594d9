//! The goals: ratios that must hold on every machine, and whether they do.
//!
//! They were set with a throw-away prototype, a handler over bare SQLite of a hundred lines. Its
//! place is taken by the floor, which does the same.

mod groups;
mod growth;
mod limits;
mod peers;
mod users;

use crate::cli::Engine;
use crate::figures::Figures;
use crate::results::{Results, Wanted, Who};

/// What is wanted, and what was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Goal {
    pub(crate) what: String,
    pub(crate) checks: Vec<Check>,
}

/// One figure and its limit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Check {
    /// What is counted, with its unit.
    pub(crate) of: &'static str,
    pub(crate) limit: Limit,
    /// `None` where it was not measured.
    pub(crate) found: Option<f64>,
}

/// Which way a figure must lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

/// What became of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Met,
    NotMet,
    NotMeasured,
}

/// All goals, judged.
pub(crate) fn judge(results: &Results) -> Vec<Goal> {
    let sqlite = View::new(results, Engine::Sqlite);
    let postgres = View::new(results, Engine::Postgres);
    let mut goals = users::goals(&sqlite);
    goals.extend(users::on_connections(&postgres));
    for view in [&sqlite, &postgres] {
        goals.extend(groups::goals(view));
        goals.extend(growth::goals(view));
        goals.extend(limits::goals(view));
    }
    goals.extend(peers::goals(&sqlite));
    goals
}

impl Goal {
    pub(crate) fn verdict(&self) -> Verdict {
        let mut verdict = Verdict::Met;
        for check in &self.checks {
            let Some(found) = check.found else { return Verdict::NotMeasured };
            let holds = match check.limit {
                Limit::AtLeast(limit) => found >= limit,
                Limit::AtMost(limit) => found <= limit,
            };
            if !holds {
                verdict = Verdict::NotMet;
            }
        }
        verdict
    }
}

impl Check {
    pub(crate) fn wanted(&self) -> String {
        match self.limit {
            Limit::AtLeast(limit) => format!("≥ {} {}", short(limit), self.of),
            Limit::AtMost(limit) => format!("≤ {} {}", short(limit), self.of),
        }
    }

    pub(crate) fn shown(&self) -> String {
        self.found.map_or_else(|| "–".to_owned(), short)
    }
}

impl Verdict {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "**not met**",
            Self::NotMeasured => "not measured",
        }
    }
}

/// Two digits behind the point, as far as they mean something.
fn short(value: f64) -> String {
    if value >= 10.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// The results of one database.
struct View<'r> {
    results: &'r Results,
    engine: Engine,
    smallest: usize,
    largest: usize,
}

impl<'r> View<'r> {
    fn new(results: &'r Results, engine: Engine) -> Self {
        let sizes = results.sizes(engine);
        let (smallest, largest) = (sizes.first(), sizes.last());
        Self {
            results,
            engine,
            smallest: smallest.copied().unwrap_or_default(),
            largest: largest.copied().unwrap_or_default(),
        }
    }

    /// Of the largest server, or of a baseline beside it.
    fn of(&self, workload: &str, who: Who) -> Option<&'r Figures> {
        self.exactly(workload, who, self.largest, None, None)
    }

    fn exactly(
        &self,
        workload: &str,
        who: Who,
        users: usize,
        members: Option<usize>,
        connections: Option<usize>,
    ) -> Option<&'r Figures> {
        let users = if who == Who::Bare { 0 } else { users };
        let engine = self.engine;
        self.results.find(&Wanted { engine, workload, who, users, members, connections })
    }

    /// How many times as much the server has as another.
    fn against(&self, workload: &str, other: Who, read: fn(&Figures) -> f64) -> Option<f64> {
        ratio(self.of(workload, Who::Server), self.of(workload, other), read)
    }
}

fn ratio(one: Option<&Figures>, other: Option<&Figures>, read: fn(&Figures) -> f64) -> Option<f64> {
    let (one, other) = (read(one?), read(other?));
    (other > 0.0).then_some(one / other)
}

/// The largest of several, which is only known if all are.
fn worst(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    values.reduce(|worst, value| Some(worst?.max(value?))).flatten()
}

fn per_second(figures: &Figures) -> f64 {
    figures.per_second
}

fn cpu(figures: &Figures) -> f64 {
    figures.cpu_us
}

fn median(figures: &Figures) -> f64 {
    figures.median_us
}

/// A number with its thousands set apart.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(limit: Limit, found: Option<f64>) -> Goal {
        Goal { what: "x".into(), checks: vec![Check { of: "×", limit, found }] }
    }

    #[test]
    fn a_goal_is_met_missed_or_unknown() {
        assert_eq!(goal(Limit::AtLeast(0.5), Some(0.5)).verdict(), Verdict::Met);
        assert_eq!(goal(Limit::AtLeast(0.5), Some(0.4)).verdict(), Verdict::NotMet);
        assert_eq!(goal(Limit::AtMost(2.0), Some(2.5)).verdict(), Verdict::NotMet);
        assert_eq!(goal(Limit::AtMost(2.0), None).verdict(), Verdict::NotMeasured);
    }

    #[test]
    fn nothing_is_judged_of_nothing() {
        let goals = judge(&Results::default());
        assert!(goals.len() > 20);
        assert!(goals.iter().all(|goal| goal.verdict() == Verdict::NotMeasured));
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!([1, 999, 1_000, 1_234_567].map(thousands), ["1", "999", "1,000", "1,234,567"]);
        assert_eq!([0.456, 12.34].map(short), ["0.46", "12"]);
        assert_eq!(worst([Some(1.0), None].into_iter()), None);
        assert_eq!(worst([Some(1.0), Some(3.0)].into_iter()), Some(3.0));
    }
}
