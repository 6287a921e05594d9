//! Plans.

use proptest::prelude::*;

use crate::bulk::{Names, Reference, Step, Unit, plan};

fn refers(to: &[usize]) -> Step {
    let references = to.iter().map(|to| Reference { to: *to, needs_it: true }).collect();
    Step { references, ..Step::default() }
}

fn knows(to: &[usize]) -> Step {
    let references = to.iter().map(|to| Reference { to: *to, needs_it: false }).collect();
    Step { references, ..Step::default() }
}

fn changes(subject: &str, names: Names) -> Step {
    Step { subject: Some(subject.into()), names, ..Step::default() }
}

fn shown(units: &[Unit]) -> Vec<(&[usize], &[usize])> {
    units.iter().map(|unit| (unit.steps.as_slice(), unit.after.as_slice())).collect()
}

#[test]
fn what_is_referred_to_comes_first() {
    let units = plan(&[refers(&[2, 1]), refers(&[2]), Step::default(), Step::default()]);
    let expected: [(&[usize], &[usize]); 4] =
        [(&[2], &[]), (&[1], &[0]), (&[0], &[0, 1]), (&[3], &[])];
    assert_eq!(shown(&units), expected);
}

#[test]
fn circles_are_one_unit() {
    let units = plan(&[knows(&[1]), refers(&[0]), refers(&[1]), knows(&[3])]);
    let expected: [(&[usize], &[usize]); 3] = [(&[0, 1], &[]), (&[2], &[0]), (&[3], &[])];
    assert_eq!(shown(&units), expected);
    let units = plan(&[refers(&[1]), knows(&[0])]);
    assert_eq!(shown(&units), [([1, 0].as_slice(), [].as_slice())], "what is needed is first");
    assert!(!units[0].impossible);
    for circle in [vec![refers(&[1]), refers(&[0])], vec![refers(&[0])]] {
        assert!(plan(&circle)[0].impossible);
    }
}

#[test]
fn order_is_kept_where_it_matters() {
    let after = |a: Step, b: Step| plan(&[a, b])[1].after == [0];
    let takes = |name: &str| Names::Takes(name.into());
    assert!(after(changes("a", Names::Leaves), changes("a", Names::Leaves)));
    assert!(!after(changes("a", Names::Leaves), changes("b", Names::Leaves)));
    assert!(after(changes("a", takes("x")), changes("b", takes("x"))));
    assert!(!after(changes("a", takes("x")), changes("b", takes("y"))));
    assert!(after(changes("a", Names::Frees), changes("b", takes("x"))));
    assert!(after(changes("a", takes("x")), changes("b", Names::Frees)));
    assert!(!after(changes("a", Names::Frees), changes("b", Names::Frees)));
    assert!(after(changes("a", Names::Changes), changes("b", Names::Changes)));
    let elsewhere = Step { collection: 1, ..changes("b", takes("x")) };
    assert!(!after(changes("a", Names::Frees), elsewhere));
    let mentions = Step { mentions: vec!["a".into()], ..changes("b", Names::Leaves) };
    assert!(after(changes("a", Names::Leaves), mentions.clone()));
    assert!(after(mentions, changes("a", Names::Leaves)));
    assert!(!after(Step::default(), Step::default()));
}

fn step(count: usize) -> impl Strategy<Value = Step> {
    let reference = (0..count, any::<bool>()).prop_map(|(to, needs_it)| Reference { to, needs_it });
    let names = prop_oneof![
        Just(Names::Leaves),
        "[ab]".prop_map(Names::Takes),
        Just(Names::Frees),
        Just(Names::Changes)
    ];
    (
        prop::option::of("[a-c]"),
        prop::collection::vec("[a-c]", 0..2),
        names,
        0..2usize,
        prop::collection::vec(reference, 0..3),
    )
        .prop_map(|(subject, mentions, names, collection, references)| Step {
            subject,
            mentions,
            collection,
            names,
            references,
        })
}

proptest! {
    /// Whatever operations ask for, each is planned once, and nothing waits for what comes later.
    #[test]
    fn every_plan_can_be_carried_out(steps in (1..12usize).prop_flat_map(|count| {
        prop::collection::vec(step(count), count)
    })) {
        let units = plan(&steps);
        let mut all: Vec<usize> = units.iter().flat_map(|unit| unit.steps.clone()).collect();
        let unit_of = |at: usize| units.iter().position(|unit| unit.steps.contains(&at)).unwrap();
        for (place, unit) in units.iter().enumerate() {
            prop_assert!(unit.after.iter().all(|before| *before < place));
            for reference in unit.steps.iter().flat_map(|at| &steps[*at].references) {
                let other = unit_of(reference.to);
                prop_assert!(other == place || unit.after.contains(&other));
                let order = |at| unit.steps.iter().position(|one| *one == at);
                if other == place && reference.needs_it && !unit.impossible {
                    prop_assert!(order(reference.to).is_some());
                }
            }
        }
        all.sort_unstable();
        prop_assert_eq!(all, (0..steps.len()).collect::<Vec<_>>());
    }
}
