//! Where a place in an unfiltered list is, without walking over all that comes before it.
//!
//! The numbers of the resources of a kind are given out one after the other, and none twice: what
//! is missing in between was deleted. The table `gaps` tells how many are missing in spans of
//! numbers, wide and narrow ones, so that a few dozen rows lead to any place of a million. Only a
//! deletion has to write there.

use std::ops::Range;

/// How many numbers a wide and a narrow span have.
pub const WIDTHS: [i64; 2] = [1 << 14, 1 << 7];

/// The span that a number lies in; numbers begin with 1.
pub const fn span(sequence: i64, width: i64) -> i64 {
    (sequence - 1) / width
}

/// How many numbers are missing in a span: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The span.
    pub span: i64,
    /// How many are missing, at least one.
    pub removed: i64,
}

/// The way to what follows the first so many resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// A number that is not beyond the place.
    pub after: i64,
    /// How many resources between that number and the place must still be passed over.
    pub skip: i64,
}

impl Search {
    /// The way to what follows the first `skip` resources.
    pub fn new(skip: u64) -> Self {
        Self { after: 0, skip: i64::try_from(skip).unwrap_or(i64::MAX) }
    }

    /// Goes on as far as the gaps in spans of one width tell, which are given in order. Answers the
    /// numbers of the span in which the place is, if some are missing there; else the place is
    /// reached.
    pub fn advance(
        &mut self,
        width: i64,
        gaps: impl IntoIterator<Item = Gap>,
    ) -> Option<Range<i64>> {
        for Gap { span, removed } in gaps {
            let start = span * width;
            // Nothing is missing up to there.
            let dense = start - self.after;
            if self.skip < dense {
                break;
            }
            self.after = start;
            self.skip -= dense;
            if self.skip < width - removed {
                return Some(start + 1..start + width + 1);
            }
            self.after += width;
            self.skip -= width - removed;
        }
        self.after = self.after.saturating_add(self.skip);
        self.skip = 0;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gaps of a list of which these numbers are left and `last` was the last to be given out.
    fn gaps(left: &[i64], last: i64, width: i64) -> Vec<Gap> {
        let mut missing = vec![0; usize::try_from(span(last, width)).unwrap() + 1];
        for (one, missing) in (0..).zip(&mut missing) {
            *missing = last.min((one + 1) * width) - one * width;
        }
        for number in left {
            missing[usize::try_from(span(*number, width)).unwrap()] -= 1;
        }
        let all = (0..).zip(missing).map(|(span, removed)| Gap { span, removed });
        all.filter(|gap| gap.removed > 0).collect()
    }

    #[test]
    fn every_place_is_found_whatever_is_missing() {
        let last = 3 * WIDTHS[0] + 1_000;
        for keep in [1, 2, 3, 500] {
            // Dense, sparse and empty stretches.
            let left: Vec<i64> = (1..=last)
                .filter(|number| match number / 5_000 % 3 {
                    0 => true,
                    1 => number % keep == 0,
                    _ => false,
                })
                .collect();
            let [wide, narrow] = WIDTHS.map(|width| gaps(&left, last, width));
            for (at, number) in left.iter().enumerate() {
                let mut search = Search::new(at as u64);
                if let Some(within) = search.advance(WIDTHS[0], wide.iter().copied()) {
                    let inside = |gap: &&Gap| within.contains(&(gap.span * WIDTHS[1] + 1));
                    search.advance(WIDTHS[1], narrow.iter().filter(inside).copied());
                }
                let passed = left.partition_point(|number| *number <= search.after);
                let skip = usize::try_from(search.skip).unwrap();
                assert!(search.skip < WIDTHS[1]);
                assert_eq!(left.get(passed + skip), Some(number), "place {at}, every {keep}");
            }
        }
    }
}
