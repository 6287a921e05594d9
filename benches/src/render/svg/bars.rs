//! A plot with a group of bars for each subject, each with its value.

use super::scale::Scale;
use super::{Anchor, Svg, WIDTH, color, number};

const TOP: f64 = 78.0;
const LEFT: f64 = 200.0;
/// Room for the values behind the bars.
const RIGHT: f64 = WIDTH - 70.0;
const BAR: f64 = 15.0;
/// Between two groups.
const GAP: f64 = 12.0;

/// What is plotted.
pub(in crate::render) struct Bars<'t> {
    pub(in crate::render) title: &'t str,
    /// What the values are.
    pub(in crate::render) unit: &'t str,
    /// What stands for each bar of a group.
    pub(in crate::render) series: Vec<&'t str>,
    pub(in crate::render) groups: Vec<Group>,
}

/// Bars that belong together; a missing value leaves no gap.
pub(in crate::render) struct Group {
    pub(in crate::render) name: String,
    pub(in crate::render) values: Vec<Option<f64>>,
}

impl Bars<'_> {
    /// The picture.
    pub(in crate::render) fn draw(&self) -> String {
        let height_of = |group: &Group| bars_of(group) * BAR + GAP;
        let bottom = TOP + self.groups.iter().map(height_of).sum::<f64>();
        let mut svg = Svg::new(bottom + 50.0, self.title);
        self.legend(&mut svg);
        let values = self.groups.iter().flat_map(|group| group.values.iter().flatten().copied());
        let scale = Scale::linear(values);
        let place = |value: f64| LEFT + scale.place(value) * (RIGHT - LEFT);
        for mark in scale.marks() {
            svg.line("grid", (place(mark), TOP - 6.0), (place(mark), bottom));
            svg.text((place(mark), bottom + 18.0), Anchor::Middle, "dim", &number(mark));
        }
        svg.line("axis", (LEFT, TOP - 6.0), (LEFT, bottom));
        let middle = f64::midpoint(LEFT, RIGHT);
        svg.text((middle, bottom + 38.0), Anchor::Middle, "dim", self.unit);
        let mut y = TOP;
        for group in &self.groups {
            let center = y + bars_of(group) * BAR / 2.0 + 4.0;
            svg.text((LEFT - 10.0, center), Anchor::End, "", &group.name);
            for (series, value) in group.values.iter().enumerate() {
                let Some(value) = value else { continue };
                let class = format!("fill c{}", color(series));
                svg.bar(&class, (LEFT, y + 1.0), (place(*value) - LEFT, BAR - 2.0));
                let at = (place(*value) + 6.0, y + BAR - 3.5);
                svg.text(at, Anchor::Start, "dim", &number(*value));
                y += BAR;
            }
            y += GAP;
        }
        svg.finish(self.title)
    }

    fn legend(&self, svg: &mut Svg) {
        let mut x = 20.0;
        for (series, name) in self.series.iter().enumerate() {
            svg.bar(&format!("fill c{}", color(series)), (x, 44.0), (12.0, 12.0));
            svg.text((x + 18.0, 55.0), Anchor::Start, "", name);
            // About as wide as the letters of the font are.
            x += 44.0 + f64::from(u32::try_from(name.chars().count()).unwrap_or(20)) * 7.2;
        }
    }
}

fn bars_of(group: &Group) -> f64 {
    let bars = group.values.iter().flatten().count();
    f64::from(u32::try_from(bars).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_has_no_bar() {
        let group =
            |values: [Option<f64>; 2]| Group { name: "g".to_owned(), values: values.into() };
        let groups = vec![group([Some(1.0), None]), group([Some(3.0), Some(2.0)])];
        let plot = Bars { title: "t", unit: "µs", series: vec!["one", "two"], groups };
        let svg = plot.draw();
        // Three bars and two in the legend.
        assert_eq!(svg.matches("class=\"fill").count(), 5);
    }
}
