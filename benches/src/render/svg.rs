//! Pictures as SVG: text, lines and rectangles, readable on light and on dark pages.

pub(super) mod bars;
pub(super) mod lines;
mod scale;

use std::fmt::Write as _;

/// Width of every picture.
const WIDTH: f64 = 860.0;

/// Colours that people with any vision tell apart, after Okabe and Ito: on light backgrounds
const LIGHT: [&str; 8] =
    ["#0072b2", "#b85c00", "#00805c", "#b0568a", "#8a6d00", "#3b86b5", "#6e4bb8", "#6b7280"];
/// and on dark ones.
const DARK: [&str; 8] =
    ["#58a6ff", "#ff9e57", "#3fd0a0", "#e59bc8", "#e3c04b", "#8ccbf2", "#b89cf5", "#a3acb8"];

/// What else is coloured. The background is part of the picture: it suits the colours whatever the
/// page around it looks like.
const LIGHT_PAPER: &str = "text{fill:#1f2328}.dim{fill:#59636e}.back{fill:#fff}\
    .grid{stroke:#d8dee4}.axis{stroke:#59636e}";
const DARK_PAPER: &str = "text{fill:#e6edf3}.dim{fill:#9ea7b3}.back{fill:#0d1117}\
    .grid{stroke:#2a313a}.axis{stroke:#9ea7b3}";
const SHAPES: &str = "text{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif}\
    .title{font-size:16px;font-weight:600}.line{fill:none;stroke-width:2.2}";

/// A picture that is being drawn.
struct Svg {
    height: f64,
    body: String,
}

/// Where a text is held.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    fn new(height: f64, title: &str) -> Self {
        let mut svg = Self { height, body: String::new() };
        svg.text((20.0, 28.0), Anchor::Start, "title", title);
        svg
    }

    fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y) = at;
        self.put(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>",
            escape(text)
        ));
    }

    fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.put(&format!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        ));
    }

    fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.put(&format!("<polyline class=\"{class}\" points=\"{}\"/>", points.join(" ")));
    }

    fn bar(&mut self, class: &str, at: (f64, f64), size: (f64, f64)) {
        let ((x, y), (width, height)) = (at, size);
        self.put(&format!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\" rx=\"2\"/>"
        ));
    }

    /// A point, in a shape for each series: colours are not all that tells them apart.
    fn point(&mut self, series: usize, at: (f64, f64)) {
        let (x, y) = at;
        let shape = match series % 4 {
            0 => "M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z",
            1 => "M-4,-4h8v8h-8z",
            2 => "M0,-5l5,9h-10z",
            _ => "M0,-5.5l5.5,5.5l-5.5,5.5l-5.5,-5.5z",
        };
        self.put(&format!(
            "<path class=\"fill c{}\" transform=\"translate({x:.1},{y:.1})\" d=\"{shape}\"/>",
            color(series)
        ));
    }

    fn put(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    /// The file; `about` says in words what the picture shows.
    fn finish(self, about: &str) -> String {
        let Self { height, body } = self;
        let mut file = String::new();
        // Writing to a string does not fail.
        let _ = write!(
            file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" \
             width=\"{WIDTH}\" height=\"{height:.0}\" role=\"img\">\n<title>{}</title>\n\
             <style>{}</style>\n\
             <rect class=\"back\" width=\"{WIDTH}\" height=\"{height:.0}\" rx=\"6\"/>\n{body}</svg>\n",
            escape(about),
            style()
        );
        file
    }
}

/// The colours for both backgrounds.
fn style() -> String {
    let series = |colors: [&str; 8]| -> String {
        let rules = colors.iter().enumerate().map(|(number, color)| {
            format!(
                ".fill.c{number},.name.c{number}{{fill:{color}}}.line.c{number}{{stroke:{color}}}\n"
            )
        });
        rules.collect()
    };
    format!(
        "{SHAPES}\n{LIGHT_PAPER}\n{}@media (prefers-color-scheme:dark){{\n{DARK_PAPER}\n{}}}\n",
        series(LIGHT),
        series(DARK)
    )
}

/// The number of a series' colour.
fn color(series: usize) -> usize {
    series % LIGHT.len()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A number with two or three digits, and its thousands set apart.
pub(super) fn number(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "figures are not negative, and far below 2^52"
    )]
    let whole = value.round().max(0.0) as usize;
    match value {
        100.0.. => crate::goals::thousands(whole),
        10.0.. => format!("{value:.0}"),
        1.0.. => trimmed(format!("{value:.1}")),
        _ => trimmed(format!("{value:.2}")),
    }
}

fn trimmed(text: String) -> String {
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.is_empty() { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_numbers_are_short() {
        let mut svg = Svg::new(50.0, "a < b & c");
        svg.point(9, (1.0, 2.0));
        let file = svg.finish("\"x\"");
        assert!(file.contains("a &lt; b &amp; c") && file.contains("<title>&quot;x&quot;</title>"));
        let shown = [0.0, 0.5, 1.0, 2.25, 42.4, 12_345.6].map(number);
        assert_eq!(shown, ["0", "0.5", "1", "2.2", "42", "12,346"]);
    }
}
