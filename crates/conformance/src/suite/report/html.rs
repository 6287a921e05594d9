//! The report as one file that loads nothing.

use std::fmt::Write;

use super::{CaseReport, Counts, Report, Verdict};

const STYLE: &str = include_str!("style.css");

/// The report as a page of its own.
pub fn html(report: &Report) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut page, report);
    page
}

fn write(page: &mut String, report: &Report) -> std::fmt::Result {
    let counts = report.counts();
    let base = escape(&report.base);
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>SCIM conformance of {base}</title><style>{STYLE}</style></head><body><main>\
         <h1>SCIM conformance</h1><p>{base}</p>"
    )?;
    if !report.complete {
        page.push_str("<p class=\"failed\">The run was ended before its end.</p>");
    }
    page.push_str(
        "<table><thead><tr><th>Section<th>Passed<th>Tolerated<th>Must fails<th>Should fails\
         <th>May fails<th>Skipped</tr></thead><tbody>",
    );
    for (name, sum) in report.sections() {
        row(page, &format!("<a href=\"#{0}\">{0}</a>", escape(name)), sum)?;
    }
    row(page, "<b>All</b>", counts)?;
    page.push_str("</tbody></table>");
    for (name, _) in report.sections() {
        write!(page, "<h2 id=\"{0}\">{0}</h2>", escape(name))?;
        for case in report.cases.iter().filter(|case| case.section == name) {
            one(page, case)?;
        }
    }
    page.push_str("</main></body></html>\n");
    Ok(())
}

fn row(page: &mut String, name: &str, sum: Counts) -> std::fmt::Result {
    write!(
        page,
        "<tr><th>{name}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
        sum.passed, sum.tolerated, sum.failed_must, sum.failed_should, sum.failed_may, sum.skipped
    )
}

fn one(page: &mut String, case: &CaseReport) -> std::fmt::Result {
    let word = match case.verdict {
        Verdict::Passed => "passed",
        Verdict::Tolerated { .. } => "tolerated",
        Verdict::Failed { .. } => "failed",
        Verdict::Skipped { .. } => "skipped",
    };
    let open = if word == "failed" { " open" } else { "" };
    write!(
        page,
        "<details{open}><summary><b class=\"{word}\">{word}</b> {} <small>{} · {}</small>\
         </summary><dl>",
        escape(&case.title),
        case.level,
        escape(&case.id)
    )?;
    match &case.verdict {
        Verdict::Passed => {}
        Verdict::Skipped { why } => pair(page, "skipped", why)?,
        Verdict::Tolerated { failure } | Verdict::Failed { failure } => {
            pair(page, "sent", &failure.request)?;
            pair(page, "wanted", &failure.expected)?;
            pair(page, "came", &failure.got)?;
        }
    }
    for requirement in &case.proves {
        let name = format!("{} · {}", requirement.section, requirement.level);
        pair(page, &name, &requirement.text)?;
    }
    if let Some(origin) = &case.origin {
        pair(page, &origin.known.to_string(), &origin.source)?;
    }
    page.push_str("</dl></details>");
    Ok(())
}

fn pair(page: &mut String, name: &str, text: &str) -> std::fmt::Result {
    write!(page, "<dt>{}<dd>{}", escape(name), escape(text))
}

/// What a server sends is shown, never obeyed.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
