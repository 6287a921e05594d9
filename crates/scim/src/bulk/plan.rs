//! In which order operations can run, and which of them at the same time.
//!
//! An operation waits for those that create what it refers to, whichever stands first in the
//! request (RFC 7644 §3.7.1 lets a server optimise the order where the result is the same). Beyond
//! that the order of the request is kept wherever it could matter: between changes of one resource,
//! and where one operation may free the name that another takes.

use std::collections::HashMap;

/// What an operation touches, as far as the order depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The resource that it creates, changes or removes: an id.
    pub subject: Option<String>,
    /// Ids in its data that other operations must not overtake: of resources that they remove, and
    /// of groups that they change while this one changes a group.
    pub mentions: Vec<String>,
    /// The endpoint, as a number: names are unique among its resources.
    pub collection: usize,
    /// What it does to names.
    pub names: Names,
    /// The operations that create what this one refers to.
    pub references: Vec<Reference>,
}

/// What an operation does to the names that must be unique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Nothing.
    #[default]
    Leaves,
    /// Takes this one.
    Takes(String),
    /// Gives one back.
    Frees,
    /// Takes one, and gives another back.
    Changes,
}

/// That an operation refers to the resource that another one creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The other one.
    pub to: usize,
    /// Whether that resource must be there before. Otherwise it suffices to know its id, so that
    /// resources can refer to each other.
    pub needs_it: bool,
}

/// Operations that run one after the other: one, or several that refer to each other in a circle
/// and so can only succeed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The operations, in an order in which each finds what it needs.
    pub steps: Vec<usize>,
    /// Whether there is no such order: each needs another to be there before it.
    pub impossible: bool,
    /// The units, by their place in the plan, that must be done before.
    pub after: Vec<usize>,
}

/// Plans the operations: units in an order in which they could run one after the other.
pub fn plan(steps: &[Step]) -> Vec<Unit> {
    let circles = Circles::of(steps);
    let mut units: Vec<Unit> = Vec::with_capacity(circles.len());
    let mut unit_of = vec![0; steps.len()];
    for circle in circles {
        for at in &circle {
            unit_of[*at] = units.len();
        }
        let referenced = circle.iter().flat_map(|at| &steps[*at].references);
        let mut after: Vec<usize> = referenced
            .map(|reference| unit_of[reference.to])
            .filter(|unit| *unit != units.len())
            .collect();
        let before = units.iter().enumerate().filter(|(_, earlier)| {
            earlier.steps.iter().any(|a| circle.iter().any(|b| in_order(&steps[*a], &steps[*b])))
        });
        after.extend(before.map(|(at, _)| at));
        after.sort_unstable();
        after.dedup();
        let (steps, impossible) = arrange(steps, circle);
        units.push(Unit { steps, impossible, after });
    }
    units
}

/// Whether the earlier of two operations must be done before the later begins.
fn in_order(a: &Step, b: &Step) -> bool {
    let same = a.subject.is_some() && a.subject == b.subject;
    let mentions =
        |a: &Step, b: &Step| a.subject.as_ref().is_some_and(|subject| b.mentions.contains(subject));
    same || mentions(a, b) || mentions(b, a) || (a.collection == b.collection && names(a, b))
}

fn names(a: &Step, b: &Step) -> bool {
    match (&a.names, &b.names) {
        (Names::Leaves, _) | (_, Names::Leaves) | (Names::Frees, Names::Frees) => false,
        (Names::Takes(a), Names::Takes(b)) => a == b,
        _ => true,
    }
}

/// Puts the operations of a circle into an order in which each comes after what it needs to be
/// there. If there is none, they stay as they are.
fn arrange(steps: &[Step], mut circle: Vec<usize>) -> (Vec<usize>, bool) {
    circle.sort_unstable();
    let mut rest = circle.clone();
    let mut ordered = Vec::with_capacity(circle.len());
    while let Some(place) = rest.iter().position(|at| {
        let needs = steps[*at].references.iter().filter(|reference| reference.needs_it);
        needs.into_iter().all(|reference| !rest.contains(&reference.to))
    }) {
        ordered.push(rest.remove(place));
    }
    if rest.is_empty() { (ordered, false) } else { (circle, true) }
}

/// Tarjan's algorithm: the strongly connected operations, each set after those to which it refers.
struct Circles<'a> {
    steps: &'a [Step],
    numbers: HashMap<usize, usize>,
    stack: Vec<usize>,
    found: Vec<Vec<usize>>,
}

/// An operation whose references are being followed.
struct Visit {
    at: usize,
    /// The smallest number that it reaches.
    reaches: usize,
    /// The next reference to follow.
    next: usize,
}

impl<'a> Circles<'a> {
    fn of(steps: &'a [Step]) -> Vec<Vec<usize>> {
        let mut circles =
            Self { steps, numbers: HashMap::new(), stack: Vec::new(), found: Vec::new() };
        (0..steps.len()).for_each(|at| circles.visit(at));
        circles.found
    }

    /// Follows the references from one operation, without recursion: a chain may be long.
    fn visit(&mut self, start: usize) {
        if self.numbers.contains_key(&start) {
            return;
        }
        let mut path = vec![self.enter(start)];
        while let Some(visit) = path.last_mut() {
            if let Some(reference) = self.steps[visit.at].references.get(visit.next) {
                visit.next += 1;
                match self.numbers.get(&reference.to) {
                    None => path.push(self.enter(reference.to)),
                    Some(number) if self.stack.contains(&reference.to) => {
                        visit.reaches = visit.reaches.min(*number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            let (at, reaches) = (visit.at, visit.reaches);
            path.pop();
            if self.numbers.get(&at) == Some(&reaches) {
                let from = self.stack.iter().rposition(|one| *one == at).unwrap_or(0);
                self.found.push(self.stack.split_off(from));
            }
            if let Some(above) = path.last_mut() {
                above.reaches = above.reaches.min(reaches);
            }
        }
    }

    fn enter(&mut self, at: usize) -> Visit {
        let number = self.numbers.len();
        self.numbers.insert(at, number);
        self.stack.push(at);
        Visit { at, reaches: number, next: 0 }
    }
}
