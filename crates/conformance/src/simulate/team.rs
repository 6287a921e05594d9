//! The groups of a simulation: what they are called, and who belongs to them.

use std::collections::BTreeSet;

use super::names::{DEPARTMENTS, GROUPS};

/// The name of the group with a number, and which of these people (id, department) are in it:
/// those of a department, or every so many.
pub(super) fn team(number: usize, people: &[(&str, &str)]) -> (String, BTreeSet<String>) {
    let round = number / 2;
    let department = DEPARTMENTS.get(round).map(|(name, _)| *name).filter(|_| number % 2 == 1);
    let name = match (department, GROUPS.get(round).filter(|_| number.is_multiple_of(2))) {
        (Some(name), _) => name.to_owned(),
        (None, Some(name)) => (*name).to_owned(),
        (None, None) => format!("Team {number}"),
    };
    let belongs = |position: usize, their: &str| match department {
        Some(department) => their == department,
        None => position.is_multiple_of(number + 1),
    };
    let chosen: BTreeSet<String> = people
        .iter()
        .enumerate()
        .filter(|(position, (_, their))| belongs(*position, their))
        .map(|(_, (id, _))| (*id).to_owned())
        .collect();
    if chosen.is_empty() {
        return (name, people.first().map(|(id, _)| (*id).to_owned()).into_iter().collect());
    }
    (name, chosen)
}
