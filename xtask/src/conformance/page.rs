//! The page as text.

use std::fmt::Write;

use super::data::{Deviation, Known, Notes, Outcome, Sums};
use super::sections;

const INTRODUCTION: &str = "\
# Conformance

<!-- Written by `cargo xtask conformance`; what people have found out is in crates/conformance/notes.json. -->

`provisor conformance --base URL` finds out over HTTP whether a SCIM server does what RFC 7643, RFC 7644 and RFC 9865 ask for, and whether identity providers can work with it.
It works against any server: it reads what the server says of itself, skips what the server says it lacks and says so, and deletes what it makes.
A server that says it keeps to the SCIM 2.0 Interoperability Profile (`interopProfileConformant`) is held to that profile as well, and what the RFCs or identity providers have beyond the profile is skipped there.
The requirements are in `crates/conformance/requirements/`, each with its section and level; every case names those that it proves.

Some requests are to be refused, but mean something: identity providers send them. A server that does what they mean, and loses nothing, is told to tolerate them; one that claims the profile has to refuse them.

The exit status is 1 when a case fails that must hold; `--strict` counts what is tolerated as failed.
`--section` and `--level` choose cases, `--json` prints for scripts, `--html FILE` writes one file for browsers.
";

const PROVISOR: &str = "
## Provisor

A directory is `tolerant`, or `interop` if an admin wants it so: [presets.md](presets.md) tells what that means.
The suite runs on both. `tolerated` counts requests that are taken for what they mean instead of being refused, `must` cases that fail and must hold, `other` those that fail otherwise, `skip` those that are left out because of what the server says of itself.
";

const SKIPPED: &str = "
## What is skipped
";

const DEVIATIONS: &str = "
## What Provisor does otherwise

`crates/conformance/deviations.json` lists every case that does not pass, with the reason, and a test holds the list to what the suite finds, on both databases.
All of it is tolerated: the request is taken for what it means, and nothing is lost.
";

const PROVIDERS: &str = "
## Identity providers

The requests of identity providers, as they send them, are in `crates/conformance/scenarios/`, each with what a server must answer and how we know: *documented* by the vendor, by a standard or in source code, *captured* from the real one, or *inferred*.
They run as sections of their own (`--section okta,entra`) and decide the exit status only where they are asked for by name: they go beyond the RFCs because the providers do.
What goes beyond the interoperability profile, too, is not sent to a directory of the preset `interop`, which would refuse it; a provider that needs it cannot work there.
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
pub(super) fn page(outcomes: &[Outcome], told: &Told) -> String {
    let mut page = String::from(INTRODUCTION);
    // Writing to a string cannot fail.
    let _ = write(&mut page, outcomes, told);
    page
}

fn write(page: &mut String, outcomes: &[Outcome], told: &Told) -> std::fmt::Result {
    page.push_str(PROVISOR);
    sections::results(page, outcomes)?;
    page.push_str(SKIPPED);
    for outcome in outcomes {
        sections::skipped(page, outcome)?;
    }
    page.push_str(DEVIATIONS);
    for outcome in outcomes {
        deviations(page, outcome, told)?;
    }
    page.push_str(PROVIDERS);
    sections::providers(page, outcomes)?;
    published(page, told)?;
    servers(page, &told.notes)
}

/// What the server does otherwise with one preset.
fn deviations(page: &mut String, outcome: &Outcome, told: &Told) -> std::fmt::Result {
    let known: Vec<_> = outcome.deviations(&told.deviations).collect();
    if known.is_empty() {
        return writeln!(page, "\nOn a directory of the preset `{}`: nothing.", outcome.preset);
    }
    writeln!(page, "\nOn a directory of the preset `{}`:", outcome.preset)?;
    for one in known {
        let mut cases = outcome.of_rfcs();
        let level = cases.find(|case| case.id == one.id).map_or("", |case| &case.level);
        writeln!(page, "\n**{}** ({level}): {} {}", one.id, one.what, one.why)?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::data::{Case, Origin, Report, Server, Shortfall, Sum};

    fn case(section: &str, id: &str, verdict: &str, known: Option<&str>) -> Case {
        let origin = known.map(|known| Origin { known: known.into() });
        let why = (verdict == "skipped").then(|| "it is lacking".to_owned());
        let [id, section, level, verdict] = [id, section, "must", verdict].map(str::to_owned);
        Case { id, section, level, verdict, why, origin }
    }

    fn outcome(preset: &'static str, filter: &str, okta: &str) -> Outcome {
        let cases = vec![
            case("filter", "filter.a", "passed", None),
            case("filter", "filter.b", filter, None),
            case("bulk", "bulk.a", "skipped", None),
            case("okta", "okta.a", okta, Some("captured")),
        ];
        Outcome { preset, report: Report { complete: true, cases } }
    }

    #[test]
    fn the_page_counts_and_explains() {
        let outcomes =
            [outcome("tolerant", "tolerated", "passed"), outcome("interop", "passed", "skipped")];
        let [id, preset, what, why] =
            ["filter.b", "tolerant", "It is lax.", "Okta needs it."].map(str::to_owned);
        let deviations = vec![Deviation { id, preset, what, why }];
        assert!(outcomes.iter().all(|outcome| outcome.agrees_with(&deviations).is_ok()));
        let told = outcomes[0].agrees_with(&[]).unwrap_err().to_string();
        assert!(told.contains("tolerant") && told.contains("filter.b"), "{told}");
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
        let page = page(&outcomes, &Told { deviations, known, sums, notes });
        for line in [
            "| filter | 2 | 1 | 1 | 0 | 0 | 0 | 2 | 0 | 0 | 0 | 0 |",
            "| **all** | 3 | 1 | 1 | 0 | 0 | 1 | 2 | 0 | 0 | 0 | 1 |",
            "- it is lacking (bulk 1)",
            "- it is lacking (bulk 1, okta 1)",
            "On a directory of the preset `tolerant`:",
            "**filter.b** (must): It is lax. Okta needs it.",
            "On a directory of the preset `interop`: nothing.",
            "| okta | 1 | 1 | 0 | 0 | 1 | 0 |",
            "**Okta's specification test (exported from Runscope)**: 8 of 9 assertions hold.",
            "- 1: Ask, \"204\": It may.",
            "**other 1.0**, started as it is: all pass.",
        ] {
            assert!(page.lines().any(|found| found == line), "{line}: {page}");
        }
    }
}
