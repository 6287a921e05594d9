//! The people of a simulation.

use std::collections::HashMap;

use super::names::{DEPARTMENTS, ORIGINS};
use crate::random::Random;

/// One person, before any server knows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) given: String,
    pub(super) family: String,
    /// Also the e-mail address.
    pub(super) user_name: String,
    pub(super) locale: &'static str,
    pub(super) department: &'static str,
    pub(super) title: &'static str,
    pub(super) employee_number: String,
    /// 17 letters and digits that belong to the person within the simulation.
    pub(super) key: String,
}

impl Person {
    /// The name as it is shown.
    pub(super) fn display(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// Puts a mark before what is unique about the person.
    pub(super) fn mark(&mut self, prefix: &str) {
        self.user_name = format!("{prefix}.{}", self.user_name);
        self.key = format!("{prefix}-{}", self.key);
    }

    /// Gives the person an address of an organisation of its own.
    pub(super) fn join(&mut self, organisation: &str) {
        self.user_name = self.user_name.replace('@', &format!("@{organisation}."));
    }
}

/// The first `count` people of a seed. They are the same in every run, and a larger `count` only
/// adds people behind them.
pub(super) fn people(seed: u64, count: usize) -> Vec<Person> {
    let mut random = Random::new(seed);
    let mut taken: HashMap<String, usize> = HashMap::new();
    (0..count).map(|number| person(&mut random, number, &mut taken)).collect()
}

fn person(random: &mut Random, number: usize, taken: &mut HashMap<String, usize>) -> Person {
    let origin = random.pick(ORIGINS);
    let (given, given_ascii) = *random.pick(origin.given);
    let (family, family_ascii) = *random.pick(origin.family);
    let (department, titles) = *random.pick(DEPARTMENTS);
    let base = format!("{given_ascii}.{family_ascii}");
    let namesakes = taken.entry(base.clone()).and_modify(|n| *n += 1).or_insert(1);
    let user_name = match *namesakes {
        1 => format!("{base}@example.com"),
        n => format!("{base}{n}@example.com"),
    };
    Person {
        given: given.to_owned(),
        family: family.to_owned(),
        user_name,
        locale: origin.locale,
        department,
        title: random.pick::<&str>(titles),
        employee_number: format!("E{:05}", number + 1),
        key: key(random),
    }
}

fn key(random: &mut Random) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    (0..17).map(|_| char::from(*random.pick(LETTERS))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_seed_gives_the_same_people_and_more_adds_to_them() {
        assert_eq!(people(7, 40), people(7, 500)[..40]);
        assert_ne!(people(7, 40), people(8, 40));
    }

    #[test]
    fn user_names_are_unique_and_plain_ascii() {
        let crowd = people(1, 5000);
        let names: HashSet<_> = crowd.iter().map(|p| p.user_name.to_lowercase()).collect();
        assert_eq!(names.len(), crowd.len());
        assert!(
            crowd.iter().all(|p| p.user_name.is_ascii() && p.user_name.ends_with("@example.com"))
        );
        let keys: HashSet<_> = crowd.iter().map(|p| &p.key).collect();
        assert_eq!(keys.len(), crowd.len());
    }

    #[test]
    fn fifty_people_are_a_mixed_crowd() {
        let crowd = people(0, 50);
        let locales: HashSet<_> = crowd.iter().map(|p| p.locale).collect();
        let departments: HashSet<_> = crowd.iter().map(|p| p.department).collect();
        assert!(locales.len() >= 8 && departments.len() >= 6, "{locales:?} {departments:?}");
        assert!(crowd.iter().any(|p| !p.given.is_ascii()));
    }
}
