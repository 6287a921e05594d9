//! What a load has shown, for people.

use std::io;

use conformance::load::{CpuFigures, MixReport, Report};

use crate::output::Out;

pub(super) fn print(out: Out, report: &Report) -> io::Result<()> {
    for mix in &report.mixes {
        out.gap()?;
        out.line(heading(out, report, mix))?;
        let header = ["", "answers", "per second", "p50 ms", "p90", "p99", "p99.9", "max"];
        let rows = mix.kinds.iter().map(|figures| {
            [
                figures.kind.clone(),
                figures.answers.to_string(),
                format!("{:.0}", figures.per_second),
                millis(figures.p50_ms),
                millis(figures.p90_ms),
                millis(figures.p99_ms),
                millis(figures.p99_9_ms),
                millis(figures.max_ms),
            ]
        });
        out.figures(header, rows)?;
        out.line(cpu(&mix.cpu))?;
        trouble(out, mix)?;
    }
    out.gap()?;
    if report.left != conformance::load::Removed::default() {
        out.line(format!("Still on the server: {}.", report.left))?;
    }
    for note in &report.notes {
        out.line(format!("Note: {note}."))?;
    }
    Ok(())
}

fn heading(out: Out, report: &Report, mix: &MixReport) -> String {
    let loop_ = match report.rate {
        Some(rate) => format!("{rate} requests a second due, times count from then"),
        None => "each after the answer to the last".to_owned(),
    };
    let about = format!(
        "{} users, {} connections, {loop_}, {:.1} s",
        report.users, report.connections, mix.seconds
    );
    format!("{}  {}", out.bold(mix.mix), out.dim(about))
}

fn cpu(cpu: &CpuFigures) -> String {
    match (cpu.us_per_request, cpu.cores, &cpu.unknown) {
        (Some(time), Some(cores), _) => {
            format!("Server CPU: {time:.1} µs a request, {cores:.2} processors busy.")
        }
        (_, _, Some(reason)) => {
            format!("Server CPU: not measured: {reason} (--server-pid names one on this machine).")
        }
        _ => "Server CPU: not measured: there were no requests.".to_owned(),
    }
}

/// What did not go as it should.
fn trouble(out: Out, mix: &MixReport) -> io::Result<()> {
    if mix.asked_to_wait > 0 {
        out.line(out.yellow(format!(
            "The server asked to wait {} times (429 or 503 with Retry-After): {:.1} s in all.",
            mix.asked_to_wait, mix.waited_seconds
        )))?;
    }
    if mix.not_sent > 0 {
        out.line(out.yellow(format!(
            "{} requests were due and never sent: all connections were waiting for answers. \
             The times above leave them out.",
            mix.not_sent
        )))?;
    }
    for error in &mix.errors {
        let text = format!("{} × {}: {}", error.count, error.kind, error.problem);
        out.line(out.red(text))?;
        out.line(format!("  sent: {}", error.request))?;
        out.line(format!("  got:  {}", error.answer))?;
    }
    Ok(())
}

/// Three digits, as far as they mean something.
fn millis(time: f64) -> String {
    match time {
        10.0.. => format!("{time:.0}"),
        1.0.. => format!("{time:.1}"),
        _ => format!("{time:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_show_as_much_as_is_known() {
        assert_eq!([0.1234, 1.234, 123.4].map(millis), ["0.12", "1.2", "123"]);
    }
}
