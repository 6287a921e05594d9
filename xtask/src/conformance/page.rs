//! The page as text.

use std::fmt::Write;

use super::data::{Case, Deviation, Known, Notes, Outcome, Sums};

const INTRODUCTION: &str = "\
# Conformance

<!-- Written by `cargo xtask conformance`; what people have found out is in crates/conformance/notes.json. -->

`provisor conformance --base URL` finds out over HTTP whether a SCIM server does what RFC 7643, RFC 7644 and RFC 9865 ask for, and whether identity providers can work with it.
It works against any server: it reads what the server says of itself, skips what the server says it lacks and says so, and deletes what it makes.
The requirements are in `crates/conformance/requirements/`, each with its section and level; every case names those that it proves.

The exit status is 1 when a case fails that must hold.
`--section` and `--level` choose cases, `--json` prints for scripts, `--html FILE` writes one file for browsers.
";

const DEVIATIONS: &str = "
## What Provisor does otherwise

`crates/conformance/deviations.json` lists every case that Provisor fails, with the reason, and a test holds the list to what really fails, on both databases.
";

const PROVIDERS: &str = "
## Identity providers

The requests of identity providers, as they send them, are in `crates/conformance/scenarios/`, each with what a server must answer and how we know: *documented* by the vendor, by a standard or in source code, *captured* from the real one, or *inferred*.
They run as sections of their own (`--section okta,entra`) and decide the exit status only where they are asked for by name: they go beyond the RFCs because the providers do.
Whole populations are pushed by [simulated providers](simulators.md).
";

const PUBLISHED: &str = "
## Tests that others have published

`cargo xtask collections` fetches them and runs them against a fresh server.
What fails is listed in `xtask/collections/known.json`, each with the reason; where they contradict the RFCs, or each other, the RFC wins.
The Python package scim2-tester, which checks what `/Schemas` advertises, finds nothing (`cargo xtask scim2-tester`).
";

/// The published tests, as people call them.
const TITLES: [(&str, &str); 2] = [
    ("microsoft", "Microsoft's Postman collection (in its SCIM reference code)"),
    ("okta", "Okta's specification test (exported from Runscope)"),
];

/// What is known besides the outcome of the suite.
pub(super) struct Told {
    pub(super) deviations: Vec<Deviation>,
    pub(super) known: Known,
    pub(super) sums: Sums,
    pub(super) notes: Notes,
}

/// Writes the page.
pub(super) fn page(outcome: &Outcome, told: &Told) -> String {
    let mut page = String::from(INTRODUCTION);
    // Writing to a string cannot fail.
    let _ = write(&mut page, outcome, told);
    page
}

fn write(page: &mut String, outcome: &Outcome, told: &Told) -> std::fmt::Result {
    let cases: Vec<&Case> = outcome.of_rfcs().collect();
    writeln!(page, "\n## Provisor\n")?;
    writeln!(page, "| section | cases | pass | fail that must | other fails | skipped |")?;
    writeln!(page, "|---|---:|---:|---:|---:|---:|")?;
    for (name, cases) in grouped(&cases) {
        row(page, name, &cases)?;
    }
    row(page, "**all**", &cases)?;

    page.push_str(DEVIATIONS);
    for one in &told.deviations {
        let level = cases.iter().find(|case| case.id == one.id).map_or("", |case| &case.level);
        writeln!(page, "\n**{}** ({level}): {} {}", one.id, one.what, one.why)?;
    }

    page.push_str(PROVIDERS);
    let sent: Vec<&Case> = outcome.of_providers().collect();
    writeln!(page, "\n| provider | scenarios | pass | documented | captured | inferred |")?;
    writeln!(page, "|---|---:|---:|---:|---:|---:|")?;
    for (name, cases) in grouped(&sent) {
        origins(page, name, &cases)?;
    }
    origins(page, "**all**", &sent)?;
    published(page, told)?;
    servers(page, &told.notes)
}

fn published(page: &mut String, told: &Told) -> std::fmt::Result {
    page.push_str(PUBLISHED);
    for (name, title) in TITLES {
        let Some(sum) = told.sums.get(name) else {
            continue;
        };
        let (all, held) = (sum.assertions, sum.assertions - sum.failed);
        writeln!(page, "\n**{title}**: {held} of {all} assertions hold.")?;
        let known = told.known.get(name).map_or(&[][..], Vec::as_slice);
        let line = |one: &super::data::Shortfall| {
            format!("{}, \"{}\": {}", one.request, one.assertion, one.why)
        };
        list(page, &known.iter().map(line).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// What people have found out about others.
fn servers(page: &mut String, notes: &Notes) -> std::fmt::Result {
    if !notes.servers.is_empty() {
        writeln!(page, "\n## Other servers")?;
    }
    for one in &notes.servers {
        writeln!(page, "\n**{}**, {}: {}", one.name, one.how, one.result)?;
        list(page, &one.findings)?;
    }
    Ok(())
}

fn list(page: &mut String, items: &[String]) -> std::fmt::Result {
    if !items.is_empty() {
        writeln!(page)?;
    }
    items.iter().try_for_each(|item| writeln!(page, "- {item}"))
}

/// The cases of each section, in the order of the sections.
fn grouped<'a>(cases: &[&'a Case]) -> Vec<(&'a str, Vec<&'a Case>)> {
    let mut groups: Vec<(&str, Vec<&Case>)> = Vec::new();
    for case in cases {
        match groups.iter_mut().find(|(name, _)| *name == case.section) {
            Some((_, group)) => group.push(case),
            None => groups.push((&case.section, vec![case])),
        }
    }
    groups
}

fn row(page: &mut String, name: &str, cases: &[&Case]) -> std::fmt::Result {
    let failed =
        |must: bool| move |case: &Case| case.verdict == "failed" && must == (case.level == "must");
    let (all, passed) = (cases.len(), count(cases, |case| case.verdict == "passed"));
    let (must, other) = (count(cases, failed(true)), count(cases, failed(false)));
    let skipped = count(cases, |case| case.verdict == "skipped");
    writeln!(page, "| {name} | {all} | {passed} | {must} | {other} | {skipped} |")
}

fn origins(page: &mut String, name: &str, cases: &[&Case]) -> std::fmt::Result {
    let known = |wanted: &'static str| {
        move |case: &Case| case.origin.as_ref().is_some_and(|origin| origin.known == wanted)
    };
    let (all, passed) = (cases.len(), count(cases, |case| case.verdict == "passed"));
    let documented = count(cases, known("documented"));
    let (captured, inferred) = (count(cases, known("captured")), count(cases, known("inferred")));
    writeln!(page, "| {name} | {all} | {passed} | {documented} | {captured} | {inferred} |")
}

fn count(cases: &[&Case], is: impl Fn(&Case) -> bool) -> usize {
    cases.iter().filter(|case| is(case)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::data::{Origin, Report, Server, Shortfall, Sum};

    fn case(section: &str, id: &str, verdict: &str, known: Option<&str>) -> Case {
        let origin = known.map(|known| Origin { known: known.into() });
        let [id, section, level, verdict] = [id, section, "must", verdict].map(str::to_owned);
        Case { id, section, level, verdict, origin }
    }

    #[test]
    fn the_page_counts_and_explains() {
        let cases = vec![
            case("filter", "filter.a", "passed", None),
            case("filter", "filter.b", "failed", None),
            case("bulk", "bulk.a", "skipped", None),
            case("okta", "okta.a", "passed", Some("captured")),
        ];
        let outcome = Outcome { report: Report { complete: true, cases } };
        let [id, what, why] = ["filter.b", "It is lax.", "Okta needs it."].map(str::to_owned);
        let deviations = vec![Deviation { id, what, why }];
        assert!(outcome.agrees_with(&deviations).is_ok());
        assert!(outcome.agrees_with(&[]).is_err_and(|told| told.to_string().contains("filter.b")));
        let [request, assertion, why] = ["1: Ask", "204", "It may."].map(str::to_owned);
        let known = [("okta".to_owned(), vec![Shortfall { request, assertion, why }])].into();
        let sums = [("okta".to_owned(), Sum { assertions: 9, failed: 1 })].into();
        let notes = Notes {
            servers: vec![Server {
                name: "other 1.0".into(),
                how: "started as it is".into(),
                result: "all pass.".into(),
                findings: Vec::new(),
            }],
        };
        let page = page(&outcome, &Told { deviations, known, sums, notes });
        for line in [
            "| filter | 2 | 1 | 1 | 0 | 0 |",
            "| **all** | 3 | 1 | 1 | 0 | 1 |",
            "**filter.b** (must): It is lax. Okta needs it.",
            "| okta | 1 | 1 | 0 | 1 | 0 |",
            "**Okta's specification test (exported from Runscope)**: 8 of 9 assertions hold.",
            "- 1: Ask, \"204\": It may.",
            "**other 1.0**, started as it is: all pass.",
        ] {
            assert!(page.lines().any(|found| found == line), "{line}: {page}");
        }
    }
}
