//! What is printed.

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::load::Figures;

/// One workload on one server, beside the bare handler.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) workload: String,
    /// Users at the start.
    pub(crate) users: usize,
    pub(crate) bare: Figures,
    pub(crate) server: Figures,
}

/// Everything that was measured in one run.
#[derive(Serialize)]
pub(crate) struct Report {
    /// Forced appends of 4 KiB per second before and after the measurements.
    pub(crate) disk_syncs_per_second: [f64; 2],
    /// Memory of each server at the end, by its number of users.
    pub(crate) memory_mib: Vec<(usize, u64)>,
    pub(crate) rows: Vec<Row>,
}

impl Report {
    /// Tables for a person.
    pub(crate) fn print(&self) {
        let [before, after] = self.disk_syncs_per_second;
        println!(
            "\nThe disk forces {before:.0} appends of 4 KiB per second ({after:.0} at the end);"
        );
        println!("every answered write of the server waits for one, alone or with others.");
        for (users, memory) in &self.memory_mib {
            println!("\n{users} users, {memory} MiB of memory at the end");
            println!("{}", self.against_bare(*users));
        }
        let users: Vec<_> = self.memory_mib.iter().map(|(users, _)| *users).collect();
        if let [first, .., last] = users[..] {
            println!("\nFrom {first} to {last} users");
            println!("{}", self.growth(first, last));
        }
    }

    fn against_bare(&self, users: usize) -> Table {
        let mut table = table(&[
            "workload",
            "bare/s",
            "server/s",
            "ratio",
            "bare CPU µs",
            "server CPU µs",
            "ratio",
            "median µs",
        ]);
        for row in self.rows.iter().filter(|row| row.users == users) {
            let Row { workload, bare, server, .. } = row;
            table.add_row([
                workload.clone(),
                format!("{:.0}", bare.per_second),
                format!("{:.0}", server.per_second),
                ratio(server.per_second, bare.per_second),
                format!("{:.1}", bare.cpu_us),
                format!("{:.1}", server.cpu_us),
                ratio(server.cpu_us, bare.cpu_us),
                format!("{:.0}", server.median_us),
            ]);
        }
        table
    }

    fn growth(&self, first: usize, last: usize) -> Table {
        let mut table = table(&["workload", "median grows by", "CPU grows by"]);
        for row in self.rows.iter().filter(|row| row.users == last) {
            let same = |other: &&Row| other.users == first && other.workload == row.workload;
            if let Some(small) = self.rows.iter().find(same) {
                table.add_row([
                    row.workload.clone(),
                    ratio(row.server.median_us, small.server.median_us),
                    ratio(row.server.cpu_us, small.server.cpu_us),
                ]);
            }
        }
        table
    }
}

fn table(headers: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(headers.iter().copied());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// How many times as much; a CPU time below what can be measured has no ratio.
fn ratio(value: f64, base: f64) -> String {
    if base > 0.0 { format!("{:.2}", value / base) } else { "–".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_those_of_the_row() {
        let figures = |x| Figures { per_second: x, cpu_us: x, median_us: x };
        let row = |users, server| Row {
            workload: "get".to_owned(),
            users,
            bare: figures(10.0),
            server: figures(server),
        };
        let report = Report {
            disk_syncs_per_second: [1.0, 1.0],
            memory_mib: vec![(1, 5), (2, 5)],
            rows: vec![row(1, 5.0), row(2, 15.0)],
        };
        assert!(report.against_bare(1).to_string().contains(" 0.50 "));
        assert!(report.growth(1, 2).to_string().contains(" 3.00 "));
        assert_eq!(ratio(1.0, 0.0), "–");
    }
}
