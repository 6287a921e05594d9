//! The tables: a row for each section, columns for each preset.

use std::fmt::{Result, Write};

use super::data::{Case, Outcome};

/// How the cases about the RFCs have ended.
pub(super) fn results(page: &mut String, outcomes: &[Outcome]) -> Result {
    write!(page, "\n| section | cases |")?;
    for outcome in outcomes {
        write!(page, " {}: pass | tolerated | must | other | skip |", outcome.preset)?;
    }
    page.push_str("\n|---|---:|");
    page.push_str(&"---:|---:|---:|---:|---:|".repeat(outcomes.len()));
    page.push('\n');
    let all: Vec<Vec<&Case>> = outcomes.iter().map(|outcome| outcome.of_rfcs().collect()).collect();
    for name in names(&all) {
        row(page, name, &of_section(&all, name))?;
    }
    row(page, "**all**", &all)
}

fn row(page: &mut String, name: &str, all: &[Vec<&Case>]) -> Result {
    write!(page, "| {name} | {} |", all.first().map_or(0, Vec::len))?;
    for cases in all {
        let failed = |must: bool| {
            move |case: &Case| case.verdict == "failed" && must == (case.level == "must")
        };
        let (must, other) = (count(cases, failed(true)), count(cases, failed(false)));
        let [passed, tolerated, skipped] =
            ["passed", "tolerated", "skipped"].map(|verdict| count(cases, is(verdict)));
        write!(page, " {passed} | {tolerated} | {must} | {other} | {skipped} |")?;
    }
    writeln!(page)
}

/// Why cases were skipped, and how many of which sections.
pub(super) fn skipped(page: &mut String, outcome: &Outcome) -> Result {
    let mut reasons: Vec<(&str, Vec<(&str, usize)>)> = Vec::new();
    for case in &outcome.report.cases {
        let Some(why) = &case.why else {
            continue;
        };
        let sections = entry(&mut reasons, why);
        *entry(sections, &case.section) += 1;
    }
    writeln!(page, "\nOn a directory of the preset `{}`:\n", outcome.preset)?;
    for (why, sections) in reasons {
        let told: Vec<String> =
            sections.iter().map(|(name, count)| format!("{name} {count}")).collect();
        writeln!(page, "- {why} ({})", told.join(", "))?;
    }
    Ok(())
}

/// What is kept under a name, in the order in which names come.
fn entry<'n, 'l, T: Default>(list: &'l mut Vec<(&'n str, T)>, name: &'n str) -> &'l mut T {
    let at = list.iter().position(|(known, _)| *known == name).unwrap_or(list.len());
    if at == list.len() {
        list.push((name, T::default()));
    }
    &mut list[at].1
}

/// What came of the scenarios of identity providers, and how they are known.
pub(super) fn providers(page: &mut String, outcomes: &[Outcome]) -> Result {
    write!(page, "\n| provider | scenarios |")?;
    for outcome in outcomes {
        write!(page, " {}: pass |", outcome.preset)?;
    }
    page.push_str(" documented | captured | inferred |\n|---|---:|");
    page.push_str(&"---:|".repeat(outcomes.len() + 3));
    page.push('\n');
    let all: Vec<Vec<&Case>> =
        outcomes.iter().map(|outcome| outcome.of_providers().collect()).collect();
    for name in names(&all) {
        origins(page, name, &of_section(&all, name))?;
    }
    origins(page, "**all**", &all)
}

fn origins(page: &mut String, name: &str, all: &[Vec<&Case>]) -> Result {
    let first = all.first().map_or(&[][..], Vec::as_slice);
    write!(page, "| {name} | {} |", first.len())?;
    for cases in all {
        write!(page, " {} |", count(cases, is("passed")))?;
    }
    for wanted in ["documented", "captured", "inferred"] {
        let known = |case: &Case| case.origin.as_ref().is_some_and(|origin| origin.known == wanted);
        write!(page, " {} |", count(first, known))?;
    }
    writeln!(page)
}

/// The sections, in the order of the cases.
fn names<'a>(all: &[Vec<&'a Case>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for case in all.iter().flatten() {
        if !names.contains(&case.section.as_str()) {
            names.push(&case.section);
        }
    }
    names
}

/// The cases of one section, for each outcome.
fn of_section<'a>(all: &[Vec<&'a Case>], name: &str) -> Vec<Vec<&'a Case>> {
    let one = |cases: &Vec<&'a Case>| cases.iter().copied().filter(|c| c.section == name).collect();
    all.iter().map(one).collect()
}

fn is(verdict: &str) -> impl Fn(&Case) -> bool {
    move |case: &Case| case.verdict == verdict
}

fn count(cases: &[&Case], is: impl Fn(&Case) -> bool) -> usize {
    cases.iter().filter(|case| is(case)).count()
}
