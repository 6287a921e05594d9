//! Numbers with a fraction, as SQL's `numeric`.

use std::error::Error;

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// From here on numbers of double precision are whole.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number of double precision. It is sent as the decimal number that `scim_number` makes of it, so
/// that it compares with whole numbers without being rounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

impl Number {
    fn text(self) -> String {
        let Self(number) = self;
        if number.abs() >= WHOLE
            && (-9.223_372_036_854_775_8e18..9.223_372_036_854_775_8e18).contains(&number)
        {
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

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn large_numbers_are_written_out() {
        for (number, text) in [
            (1.5, "1.5e0"),
            (-3.0, "-3e0"),
            (4_611_686_018_427_387_904.0, "4611686018427387904"),
            (-9_223_372_036_854_775_808.0, "-9223372036854775808"),
            (9_223_372_036_854_775_808.0, "9.223372036854776e18"),
            (1e300, "1e300"),
        ] {
            assert_eq!(Number(number).text(), text);
        }
    }
}
