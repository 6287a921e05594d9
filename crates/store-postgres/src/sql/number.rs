//! Numbers with a fraction, as SQL's `numeric`.

use std::error::Error;
use std::fmt::Write as _;

use bytes::{BufMut as _, BytesMut};
use directory::store::SortValue;
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

/// From here on numbers of double precision are whole.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number of double precision. It is sent as the decimal number that `scim_number` makes of it, so
/// that it compares with whole numbers without being rounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

impl Number {
    fn text(self) -> String {
        let Self(number) = self;
        if number.abs() >= WHOLE {
            // Digit for digit: two programs may differ in what the shortest text is.
            return format!("{number:.0}");
        }
        // The shortest text that tells the number from all others.
        format!("{number:e}")
    }
}

impl ToSql for Number {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.put_slice(self.text().as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::NUMERIC
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// A number that was computed in the database, as lists are sorted by.
#[derive(Debug)]
pub(crate) struct Sorting(pub(crate) SortValue);

impl<'a> FromSql<'a> for Sorting {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let mut words = raw.chunks_exact(2).map(|two| i16::from_be_bytes([two[0], two[1]]));
        let mut word = || words.next().ok_or("a number that ends early");
        let (count, weight, sign, _) = (word()?, word()?, word()?, word()?);
        // Digits of base 10,000, the first of them worth so many times 10,000 to the power `weight`.
        let mut digits = String::new();
        for _ in 0..count {
            write!(digits, "{:04}", word()?)?;
        }
        let exponent = 4 * (i32::from(weight) - i32::from(count) + 1);
        let sign = if sign == 0x4000 { "-" } else { "" };
        let zeros = usize::try_from(exponent).ok().map(|zeros| "0".repeat(zeros));
        let whole = zeros.and_then(|zeros| format!("{sign}0{digits}{zeros}").parse().ok());
        Ok(Self(match whole {
            Some(whole) => SortValue::Integer(whole),
            None => SortValue::Real(format!("{sign}0{digits}e{exponent}").parse()?),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::NUMERIC
    }
}

#[cfg(test)]
mod tests {
    use directory::store::SortValue;
    use tokio_postgres::types::{FromSql as _, Type};

    use super::{Number, Sorting};

    #[test]
    fn large_numbers_are_written_out() {
        for (number, text) in [
            (1.5, "1.5e0"),
            (-3.0, "-3e0"),
            (4_611_686_018_427_387_904.0, "4611686018427387904"),
            (-9_223_372_036_854_775_808.0, "-9223372036854775808"),
            (13_204_477_328_456_318_976.0, "13204477328456318976"),
            (1e23, "99999999999999991611392"),
        ] {
            assert_eq!(Number(number).text(), text);
        }
    }

    #[test]
    fn numbers_are_read_as_whole_where_they_are() {
        for (words, expected) in [
            (&[1, 0, 0, 0, 12][..], SortValue::Integer(12)),
            (&[0, 0, 0, 0], SortValue::Integer(0)),
            (&[1, 1, 0x4000, 0, 3], SortValue::Integer(-30_000)),
            (&[2, 0, 0, 2, 1, 5_000], SortValue::Real(1.5)),
            (&[1, -1, 0, 2, 2_500], SortValue::Real(0.25)),
            (&[1, 5, 0, 0, 1], SortValue::Real(1e20)),
        ] {
            let raw: Vec<u8> = words.iter().flat_map(|word: &i16| word.to_be_bytes()).collect();
            let read = Sorting::from_sql(&Type::NUMERIC, &raw).unwrap();
            assert_eq!(read.0, expected, "{words:?}");
        }
        assert!(Sorting::from_sql(&Type::NUMERIC, &[0, 3, 0, 0]).is_err());
    }
}
