//! Tells people what came of the cases.

use std::io;

use ::conformance::suite::report::{CaseReport, Counts};
use ::conformance::suite::{Observer, Report, Verdict};

use crate::output::{Out, number};

/// Tells of what fails when it fails.
pub(super) struct Cases {
    out: Out,
    section: String,
}

impl Cases {
    pub(super) fn new(out: Out) -> Self {
        Self { out, section: String::new() }
    }

    fn failed(&mut self, case: &CaseReport) -> io::Result<()> {
        let Verdict::Failed { failure } = &case.verdict else {
            return Ok(());
        };
        if self.section != case.section {
            case.section.as_ref().clone_into(&mut self.section);
            self.out.line(self.out.bold(&case.section))?;
        }
        let mark = self.out.red("✗");
        self.out.line(format!("  {mark} {} {}", case.title, self.out.dim(&case.id)))?;
        let field = |name: &str, text: &str| {
            let name = self.out.dim(format!("{name:<7}"));
            self.out.line(format!("      {name} {}", text.replace('\n', " ")))
        };
        field("sent", &failure.request)?;
        field("wanted", &failure.expected)?;
        field("came", &failure.got)?;
        for requirement in &case.proves {
            let place = format!("{} {}", requirement.level, requirement.section);
            field(&place, &requirement.text)?;
        }
        if let Some(origin) = &case.origin {
            field(&origin.known.to_string(), &origin.source)?;
        }
        Ok(())
    }
}

impl Observer for Cases {
    fn done(&mut self, case: &CaseReport) {
        // Cases go on when nobody can read about them: they have to clean up.
        let _ = self.failed(case);
    }
}

/// The sums, section by section, what was tolerated and what was skipped.
pub(super) fn summary(out: Out, report: &Report) -> io::Result<()> {
    if report.counts().failed() > 0 {
        out.gap()?;
    }
    let row = |name: &str, sum: Counts| {
        [
            name.to_owned(),
            number(sum.passed),
            number(sum.tolerated),
            number(sum.failed_must),
            number(sum.failed_should),
            number(sum.failed_may),
            number(sum.skipped),
        ]
    };
    let counts = report.counts();
    let sections = report.sections();
    let rows = sections.iter().map(|(name, sum)| row(name, *sum)).chain([row("all", counts)]);
    let header =
        ["Section", "Passed", "Tolerated", "Must fails", "Should fails", "May fails", "Skipped"];
    out.figures(header, rows)?;
    tolerated(out, report)?;
    skipped(out, report)?;
    out.gap()?;
    let unserved = report.unserved();
    if !unserved.is_empty() {
        let names = unserved.join(", ");
        out.line(
            out.yellow(format!("What these send must work for them, and does not: {names}.")),
        )?;
    }
    out.line(match (report.complete, report.is_conformant()) {
        (false, _) => out.red("The run was ended before its end."),
        (true, true) if counts.passed == 0 => {
            out.yellow("Nothing was looked at: the server offers none of it.")
        }
        (true, true) => out.green("Everything holds that the RFCs say must."),
        (true, false) => out.red("Something fails that the RFCs say must hold."),
    })
}

/// What the server takes although it is to refuse it.
fn tolerated(out: Out, report: &Report) -> io::Result<()> {
    let is_tolerated = |case: &&CaseReport| matches!(case.verdict, Verdict::Tolerated { .. });
    let mut cases = report.cases.iter().filter(is_tolerated).peekable();
    if cases.peek().is_none() {
        return Ok(());
    }
    out.gap()?;
    out.line(
        "Tolerated: what is to be refused is taken for what it means, and nothing is lost \
         (--strict counts it as failed)",
    )?;
    cases.try_for_each(|case| {
        out.line(format!("  {} {} {}", out.yellow("~"), case.title, out.dim(&case.id)))
    })
}

/// What was left out, each reason once.
fn skipped(out: Out, report: &Report) -> io::Result<()> {
    let mut told = Vec::new();
    for case in &report.cases {
        let Verdict::Skipped { why } = &case.verdict else { continue };
        let reason = (case.section.as_ref(), why.as_str());
        if told.contains(&reason) {
            continue;
        }
        if told.is_empty() {
            out.gap()?;
        }
        out.line(format!("  {} {}: {}", out.yellow("–"), case.section, out.dim(why)))?;
        told.push(reason);
    }
    Ok(())
}
