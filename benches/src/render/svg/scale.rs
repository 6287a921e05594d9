//! From values to places, and where the marks of an axis stand.

/// How values are laid out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scale {
    /// From zero to the value, evenly.
    Linear(f64),
    /// Each tenfold takes as much room.
    Logarithmic(f64, f64),
}

/// Marks that an axis has at most, about.
const MARKS: f64 = 6.0;

impl Scale {
    /// Has room for everything from zero to the largest of the values.
    pub(super) fn linear(values: impl Iterator<Item = f64>) -> Self {
        let most = values.fold(0.0, f64::max);
        let step = step(most);
        Self::Linear(if most > 0.0 { (most / step).ceil() * step } else { 1.0 })
    }

    /// Has room for everything from the smallest to the largest of the values.
    pub(super) fn logarithmic(values: impl Iterator<Item = f64>) -> Self {
        let bounds = values.filter(|value| *value > 0.0).fold(None, |bounds, value| {
            let (low, high) = bounds.unwrap_or((value, value));
            Some((f64::min(low, value), f64::max(high, value)))
        });
        let (low, high) = bounds.unwrap_or((1.0, 10.0));
        if low < high { Self::Logarithmic(low, high) } else { Self::Logarithmic(low, low * 10.0) }
    }

    /// Which part of the way along the axis a value stands, from 0 to 1.
    pub(super) fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear(most) => value / most,
            Self::Logarithmic(low, high) => {
                (value.max(low).log10() - low.log10()) / (high.log10() - low.log10())
            }
        }
    }

    /// Where marks stand.
    pub(super) fn marks(self) -> Vec<f64> {
        match self {
            Self::Linear(most) => {
                let step = step(most);
                // Counted, not added up: small errors would grow.
                let marks = (0..=20).map(|count| f64::from(count) * step);
                marks.take_while(|mark| *mark <= most * 1.000_1).collect()
            }
            Self::Logarithmic(low, high) => {
                let marks = (-9..=12).map(|power| 10_f64.powi(power));
                marks.filter(|mark| (low * 0.999..=high * 1.001).contains(mark)).collect()
            }
        }
    }
}

/// A round distance between marks: 1, 2 or 5 times a power of ten.
fn step(most: f64) -> f64 {
    let rough = (most / MARKS).max(1e-9);
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= rough);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_cover_the_values() {
        assert_eq!(
            Scale::linear([3.0, 95.0].into_iter()).marks(),
            [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
        );
        let scale = Scale::logarithmic([10.0, 100_000.0].into_iter());
        assert_eq!(scale.marks(), [10.0, 100.0, 1_000.0, 10_000.0, 100_000.0]);
        assert!((scale.place(1_000.0) - 0.5).abs() < 1e-9);
        assert_eq!(Scale::linear(std::iter::empty()).marks().last(), Some(&1.0));
    }
}
