//! The chart of provisioning activity: bars as SVG, drawn for a wide and for a narrow page, and the
//! same numbers as a table.

use directory::store::{Activity, ActivityBucket};
use directory::time::Timestamp;

use super::format;

const HOUR: i64 = 60 * 60 * 1_000_000;
const DAY: i64 = 24 * HOUR;

/// How far back the chart looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Range {
    /// 24 hours, a bar for each hour.
    #[default]
    Day,
    /// 7 days, a bar for each day (UTC).
    Week,
    /// 30 days, a bar for each day (UTC).
    Month,
}

impl Range {
    pub(super) const ALL: [Range; 3] = [Range::Day, Range::Week, Range::Month];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Day => "24 hours",
            Self::Week => "7 days",
            Self::Month => "30 days",
        }
    }

    pub(super) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.name() == name).unwrap_or_default()
    }

    const fn slots(self) -> i64 {
        match self {
            Self::Day => 24,
            Self::Week => 7,
            Self::Month => 30,
        }
    }

    const fn slot(self) -> i64 {
        match self {
            Self::Day => HOUR,
            Self::Week | Self::Month => DAY,
        }
    }

    /// When the first bar begins.
    pub(super) const fn since(self, now: Timestamp) -> Timestamp {
        let current = now.as_micros().div_euclid(self.slot()) * self.slot();
        Timestamp::from_micros(current - (self.slots() - 1) * self.slot())
    }
}

/// The numbers of one bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    /// The hour or day in full.
    pub(super) name: String,
    /// The same below the axis.
    tick: String,
    pub(super) granted: u64,
    pub(super) changed: u64,
    pub(super) revoked: u64,
}

impl Slot {
    fn total(&self) -> u64 {
        self.granted.saturating_add(self.changed).saturating_add(self.revoked)
    }
}

/// What the page shows.
pub(super) struct Chart {
    pub(super) slots: Vec<Slot>,
    pub(super) drawings: Vec<Drawing>,
    pub(super) granted: String,
    pub(super) changed: String,
    pub(super) revoked: String,
    /// Whether nothing happened at all.
    pub(super) is_quiet: bool,
    /// The chart in one sentence.
    pub(super) summary: String,
}

/// The chart for one width of page. All lengths are in units of the drawing.
pub(super) struct Drawing {
    /// `wide` or `narrow`.
    pub(super) name: &'static str,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) lines: Vec<Line>,
    pub(super) bars: Vec<Bar>,
    pub(super) ticks: Vec<Tick>,
}

/// A line across, with its number.
pub(super) struct Line {
    pub(super) y: String,
    pub(super) text_y: String,
    pub(super) label: String,
}

/// The parts of one bar, from below.
pub(super) struct Bar {
    pub(super) title: String,
    /// Where the pointer shows the title.
    pub(super) hit_x: String,
    pub(super) hit_width: String,
    pub(super) x: String,
    pub(super) width: String,
    pub(super) parts: Vec<Part>,
}

/// A part of a bar.
pub(super) struct Part {
    pub(super) tone: &'static str,
    pub(super) y: String,
    pub(super) height: String,
}

/// A name below the axis.
pub(super) struct Tick {
    pub(super) x: String,
    pub(super) label: String,
}

/// Room for the numbers at the left, for the names below, and above the highest line.
const LEFT: f64 = 44.0;
const BELOW: f64 = 26.0;
const ABOVE: f64 = 10.0;
const RIGHT: f64 = 16.0;

/// Draws what happened from `range.since(now)` to `now`.
pub(super) fn draw(activity: &[Activity], range: Range, now: Timestamp) -> Chart {
    let slots = fill(activity, range, now);
    let sum = |part: fn(&Slot) -> u64| slots.iter().map(part).fold(0, u64::saturating_add);
    let granted = format::number(sum(|slot| slot.granted));
    let changed = format::number(sum(|slot| slot.changed));
    let revoked = format::number(sum(|slot| slot.revoked));
    Chart {
        drawings: vec![
            Drawing::new("wide", 860, 230, 12, &slots),
            Drawing::new("narrow", 340, 210, 6, &slots),
        ],
        summary: format!(
            "In the last {}: {granted} granted, {changed} changed, {revoked} revoked.",
            range.label()
        ),
        is_quiet: slots.iter().all(|slot| slot.total() == 0),
        slots,
        granted,
        changed,
        revoked,
    }
}

fn fill(activity: &[Activity], range: Range, now: Timestamp) -> Vec<Slot> {
    let since = range.since(now);
    let mut slots: Vec<Slot> = (0..range.slots())
        .map(|index| {
            let begin = Timestamp::from_micros(since.as_micros() + index * range.slot());
            let (name, tick) = match range {
                Range::Day => ("%-d %b, %H:00", "%H:00"),
                Range::Week => ("%a %-d %b", "%a %-d"),
                Range::Month => ("%a %-d %b", "%-d %b"),
            };
            let (name, tick) = (format::stamp(begin, name), format::stamp(begin, tick));
            Slot { name, tick, ..Slot::default() }
        })
        .collect();
    for Activity { hour, bucket, count } in activity {
        let place = (hour.as_micros() - since.as_micros()).div_euclid(range.slot());
        let Some(slot) = usize::try_from(place).ok().and_then(|place| slots.get_mut(place)) else {
            continue;
        };
        let part = match bucket {
            ActivityBucket::Granted => &mut slot.granted,
            ActivityBucket::Changed => &mut slot.changed,
            ActivityBucket::Revoked => &mut slot.revoked,
        };
        *part = part.saturating_add(*count);
    }
    slots
}

impl Drawing {
    fn new(name: &'static str, width: u32, height: u32, names: usize, slots: &[Slot]) -> Self {
        let highest = slots.iter().map(Slot::total).max().unwrap_or(0);
        let step = step(highest);
        let top = highest.div_ceil(step).max(1).saturating_mul(step);
        let room = f64::from(height) - BELOW - ABOVE;
        let y = |value: u64| ABOVE + room * (1.0 - ratio(value, top));
        let slot = (f64::from(width) - LEFT - RIGHT) / float(slots.len());
        let bar = (slot * 0.62).clamp(4.0, 34.0);
        let every = slots.len().div_ceil(names).max(1);
        Self {
            name,
            width,
            height,
            lines: (0..=top / step)
                .map(|line| line.saturating_mul(step))
                .map(|value| Line {
                    y: print(y(value)),
                    text_y: print(y(value) + 4.0),
                    label: format::number(value),
                })
                .collect(),
            bars: slots
                .iter()
                .enumerate()
                .map(|(index, numbers)| {
                    let left = LEFT + slot * float(index);
                    Bar {
                        title: numbers.title(),
                        hit_x: print(left),
                        hit_width: print(slot),
                        x: print(left + (slot - bar) / 2.0),
                        width: print(bar),
                        parts: numbers.parts(y),
                    }
                })
                .collect(),
            ticks: slots
                .iter()
                .enumerate()
                // The last bar, which is now, always has its name.
                .filter(|(index, _)| (slots.len() - 1 - index).is_multiple_of(every))
                .map(|(index, numbers)| Tick {
                    x: print(LEFT + slot * (float(index) + 0.5)),
                    label: numbers.tick.clone(),
                })
                .collect(),
        }
    }
}

impl Slot {
    fn title(&self) -> String {
        let Self { name, granted, changed, revoked, .. } = self;
        format!("{name}: {granted} granted, {changed} changed, {revoked} revoked")
    }

    fn parts(&self, y: impl Fn(u64) -> f64) -> Vec<Part> {
        let mut below = 0_u64;
        let mut parts = Vec::new();
        for (tone, count) in
            [("granted", self.granted), ("changed", self.changed), ("revoked", self.revoked)]
        {
            if count == 0 {
                continue;
            }
            let above = below.saturating_add(count);
            // What there is must be seen, however small it is beside the rest.
            let height = (y(below) - y(above)).max(1.5);
            parts.push(Part { tone, y: print(y(above)), height: print(height) });
            below = above;
        }
        parts
    }
}

/// The distance of lines that gives at most five of them, at round numbers.
fn step(highest: u64) -> u64 {
    let mut scale = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = scale.saturating_mul(factor);
            if highest.div_ceil(step) <= 4 || step == u64::MAX {
                return step;
            }
        }
        scale = scale.saturating_mul(10);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a pixel more or less cannot be seen")]
fn ratio(value: u64, of: u64) -> f64 {
    value as f64 / of as f64
}

#[expect(clippy::cast_precision_loss, reason = "at most 30 bars")]
fn float(count: usize) -> f64 {
    count as f64
}

fn print(length: f64) -> String {
    format!("{length:.1}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LONG: Duration = Duration::from_hours(40 * 24);
    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    #[test]
    fn changes_fall_into_their_hour_or_day() {
        let activity = [
            Activity { hour: Range::Day.since(NOW), bucket: ActivityBucket::Granted, count: 3 },
            Activity { hour: NOW, bucket: ActivityBucket::Revoked, count: 2 },
            Activity { hour: NOW.minus(LONG), bucket: ActivityBucket::Changed, count: 9 },
        ];
        let day = draw(&activity, Range::Day, NOW);
        assert_eq!(day.slots.len(), 24);
        assert_eq!(day.slots[0].granted, 3);
        assert_eq!(day.slots[23].revoked, 2);
        assert_eq!(day.slots[23].name, "21 Sep, 14:00");
        assert_eq!(day.changed, "0");
        let week = draw(&activity, Range::Week, NOW);
        assert_eq!(week.slots.iter().map(Slot::total).sum::<u64>(), 5);
        assert_eq!(week.summary, "In the last 7 days: 3 granted, 0 changed, 2 revoked.");
    }

    #[test]
    fn lines_are_few_and_round_at_any_height() {
        assert_eq!(step(0), 1);
        assert_eq!(step(4), 1);
        assert_eq!(step(5), 2);
        assert_eq!(step(1_000), 500);
        assert!(step(u64::MAX) > 0);
        let huge = [Activity { hour: NOW, bucket: ActivityBucket::Changed, count: u64::MAX }];
        assert!(!draw(&huge, Range::Day, NOW).drawings[0].lines.is_empty());
    }
}
