//! A plot with one line for each series, named where it ends.

use super::scale::Scale;
use super::{Anchor, Svg, WIDTH, color, number};

const TOP: f64 = 62.0;
const BOTTOM: f64 = 340.0;
const LEFT: f64 = 70.0;
/// Room for the names behind the lines.
const RIGHT: f64 = WIDTH - 200.0;
/// Distance between two names.
const LEADING: f64 = 17.0;

/// What is plotted.
pub(in crate::render) struct Lines<'t> {
    pub(in crate::render) title: &'t str,
    pub(in crate::render) x: &'t str,
    pub(in crate::render) y: &'t str,
    pub(in crate::render) series: Vec<Series>,
    /// Whether the values from left to right are tenfolds.
    pub(in crate::render) tenfolds: bool,
    /// Whether each point is marked.
    pub(in crate::render) points: bool,
}

/// A line.
pub(in crate::render) struct Series {
    pub(in crate::render) name: String,
    pub(in crate::render) points: Vec<(f64, f64)>,
}

impl Lines<'_> {
    /// The picture.
    pub(in crate::render) fn draw(&self) -> String {
        let mut svg = Svg::new(BOTTOM + 56.0, self.title);
        let all = || self.series.iter().flat_map(|series| &series.points);
        let xs = all().map(|(x, _)| *x);
        let x_scale = if self.tenfolds { Scale::logarithmic(xs) } else { Scale::linear(xs) };
        let y_scale = Scale::linear(all().map(|(_, y)| *y));
        let x_place = |x: f64| LEFT + x_scale.place(x) * (RIGHT - LEFT);
        let y_place = |y: f64| BOTTOM - y_scale.place(y) * (BOTTOM - TOP);
        for mark in y_scale.marks() {
            let y = y_place(mark);
            svg.line("grid", (LEFT, y), (RIGHT, y));
            svg.text((LEFT - 8.0, y + 4.0), Anchor::End, "dim", &number(mark));
        }
        for mark in x_scale.marks() {
            let x = x_place(mark);
            svg.line("axis", (x, BOTTOM), (x, BOTTOM + 5.0));
            svg.text((x, BOTTOM + 20.0), Anchor::Middle, "dim", &number(mark));
        }
        svg.line("axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        svg.text((LEFT - 50.0, TOP - 14.0), Anchor::Start, "dim", self.y);
        let middle = f64::midpoint(LEFT, RIGHT);
        svg.text((middle, BOTTOM + 42.0), Anchor::Middle, "dim", self.x);

        let mut names = Vec::new();
        for (number, series) in self.series.iter().enumerate() {
            let points: Vec<_> =
                series.points.iter().map(|(x, y)| (x_place(*x), y_place(*y))).collect();
            svg.path(&format!("line c{}", color(number)), &points);
            if self.points {
                for point in &points {
                    svg.point(number, *point);
                }
            }
            if let Some((x, y)) = points.last() {
                names.push((number, *x, *y));
            }
        }
        self.name(&mut svg, names);
        svg.finish(self.title)
    }

    /// Writes the names behind the ends of the lines, one below the other where they would meet.
    fn name(&self, svg: &mut Svg, mut names: Vec<(usize, f64, f64)>) {
        names.sort_by(|one, other| one.2.total_cmp(&other.2));
        let mut next = f64::MIN;
        let mut places: Vec<f64> = Vec::new();
        for (_, _, y) in &names {
            let place = y.max(next);
            next = place + LEADING;
            places.push(place);
        }
        // Where many lines end low, all names go up until the last one has room.
        let over = places.last().map_or(0.0, |last| (last - BOTTOM).max(0.0));
        for ((number, x, _), place) in names.into_iter().zip(places) {
            let class = format!("name c{}", color(number));
            let at = (x + 12.0, place - over + 4.0);
            svg.text(at, Anchor::Start, &class, &self.series[number].name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_cover_each_other() {
        let series =
            |name: &str| Series { name: name.to_owned(), points: vec![(10.0, 1.0), (100.0, 1.0)] };
        let series = ["one", "two", "three"].map(series).into();
        let plot = Lines { title: "t", x: "x", y: "y", series, tenfolds: true, points: true };
        let svg = plot.draw();
        let places: Vec<f64> = svg
            .lines()
            .filter(|line| line.contains("class=\"name"))
            .map(|line| line.split("y=\"").nth(1).unwrap().split('"').next().unwrap())
            .map(|text| text.parse().unwrap())
            .collect();
        assert_eq!(places.len(), 3);
        assert!(places.windows(2).all(|pair| (pair[1] - pair[0]).abs() >= LEADING - 0.1));
    }
}
