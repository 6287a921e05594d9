//! What commands print: results on standard output, hints and errors on standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

/// Standard output, with colours where somebody sees them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Out {
    colors: bool,
}

impl Out {
    /// Standard output.
    pub(crate) fn new() -> Self {
        Self { colors: io::stdout().is_terminal() && !crate::env::forbids_colors() }
    }

    /// Prints a line.
    #[expect(clippy::unused_self, reason = "everything on standard output goes through one value")]
    pub(crate) fn line(self, text: impl Display) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()
    }

    /// Prints an empty line.
    pub(crate) fn gap(self) -> io::Result<()> {
        self.line("")
    }

    /// Prints a name and its value, the values below one another.
    pub(crate) fn field(self, name: &str, value: impl Display) -> io::Result<()> {
        // Padded before it is coloured: escape sequences have no width.
        self.line(format!("  {} {value}", self.dim(format!("{name:<16}"))))
    }

    /// Prints a value as JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> anyhow::Result<()> {
        Ok(self.line(serde_json::to_string_pretty(value)?)?)
    }

    /// Prints a table.
    pub(crate) fn table<const N: usize>(
        self,
        header: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> io::Result<()> {
        self.print(&mut filled(header, rows))
    }

    /// Prints a table whose first column names what the others count.
    pub(crate) fn figures<const N: usize>(
        self,
        header: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> io::Result<()> {
        let mut table = filled(header, rows);
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        self.print(&mut table)
    }

    fn print(self, table: &mut Table) -> io::Result<()> {
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().try_for_each(|line| self.line(line.trim_end()))
    }

    /// What matters most.
    pub(crate) fn bold(self, text: impl Display) -> String {
        self.paint("1", text)
    }

    /// What matters less.
    pub(crate) fn dim(self, text: impl Display) -> String {
        self.paint("2", text)
    }

    /// What is well.
    pub(crate) fn green(self, text: impl Display) -> String {
        self.paint("32", text)
    }

    /// What somebody should look at.
    pub(crate) fn yellow(self, text: impl Display) -> String {
        self.paint("33", text)
    }

    /// What is broken.
    pub(crate) fn red(self, text: impl Display) -> String {
        self.paint("31", text)
    }

    fn paint(self, code: &str, text: impl Display) -> String {
        if self.colors { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }
}

fn filled<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    table.add_rows(rows);
    table
}

/// A number as people read it: `1,234,567`.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes as people read them: `12.3 MB`.
pub(crate) fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match units.into_iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => format!("{bytes} bytes"),
    }
}

/// Tells a person something that a script must not read, on standard error.
pub(crate) fn hint(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Tells why the command failed, on standard error.
pub(crate) fn complain(text: &str) {
    hint(&format!("error: {text}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_are_readable() {
        for (value, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(value), text);
        }
        for (bytes, text) in [(7, "7 bytes"), (1_049, "1.0 kB"), (12_345_678, "12.3 MB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
