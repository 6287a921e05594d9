//! How long answers took: counts in classes, so that any number of them fits into little memory.

use std::time::Duration;

/// Classes for each doubling of the time: none is wider than a 128th of what it holds.
const PER_DOUBLING: u64 = 128;
const DOUBLING_BITS: u32 = PER_DOUBLING.trailing_zeros();

/// A distribution of times, exact to a hundredth.
#[derive(Clone, Debug, Default)]
pub struct Times {
    counts: Vec<u64>,
    count: u64,
    longest: Duration,
}

impl Times {
    /// Takes a time in.
    pub fn record(&mut self, time: Duration) {
        let class = class(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        if self.counts.len() <= class {
            self.counts.resize(class + 1, 0);
        }
        self.counts[class] += 1;
        self.count += 1;
        self.longest = self.longest.max(time);
    }

    /// Takes in what another has seen.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.count += other.count;
        self.longest = self.longest.max(other.longest);
    }

    /// How many times there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The longest.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// The time that this many of 1,000 stay within, 500 for the median; zero where there is none.
    pub fn within(&self, per_mille: u64) -> Duration {
        let wanted = (self.count * per_mille.min(1_000)).div_ceil(1_000).max(1);
        let mut seen = 0;
        for (class, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Duration::from_nanos(end_of(class)).min(self.longest);
            }
        }
        self.longest
    }
}

/// The class of a number of nanoseconds: the leading bits, and how many follow them.
fn class(nanos: u64) -> usize {
    let shift = (u64::BITS - nanos.leading_zeros()).saturating_sub(DOUBLING_BITS + 1);
    let class = u64::from(shift) * PER_DOUBLING + (nanos >> shift);
    usize::try_from(class).unwrap_or(usize::MAX)
}

/// The most nanoseconds that a class holds.
fn end_of(class: usize) -> u64 {
    let class = class as u64;
    let shift = (class / PER_DOUBLING).saturating_sub(1);
    let leading = class - shift * PER_DOUBLING;
    ((leading + 1) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_what_lies_within_a_hundredth() {
        for nanos in [0, 1, 127, 128, 255, 256, 257, 1_000, 123_456, 99_999_999, 1 << 40] {
            let end = end_of(class(nanos));
            assert!(end >= nanos && end - nanos <= nanos / 100, "{nanos}: {end}");
            assert_eq!(class(end), class(nanos));
            assert_eq!(class(end + 1), class(nanos) + 1);
        }
    }

    #[test]
    fn percentiles_are_those_of_what_was_recorded() {
        let mut times = Times::default();
        let mut other = Times::default();
        for micros in 1..=1_000 {
            let half = if micros % 2 == 0 { &mut times } else { &mut other };
            half.record(Duration::from_micros(micros));
        }
        times.merge(&other);
        assert_eq!((times.count(), times.longest()), (1_000, Duration::from_millis(1)));
        for (per_mille, micros) in [(500, 500.0), (900, 900.0), (990, 990.0), (999, 999.0)] {
            let found = times.within(per_mille).as_secs_f64() * 1e6;
            assert!((found / micros - 1.0).abs() < 0.01, "{per_mille}: {found}");
        }
        assert_eq!(times.within(1_000), times.longest());
        assert_eq!(Times::default().within(500), Duration::ZERO);
    }
}
