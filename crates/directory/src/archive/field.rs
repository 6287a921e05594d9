//! How the fields of records are written: the same value always as the same bytes, so that equal
//! records have equal hashes.

use uuid::Uuid;

/// A value that a record can hold.
pub(super) trait Field: Sized {
    /// Appends the value.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes a value from the front; `None` if there is none.
    fn read(from: &mut &[u8]) -> Option<Self>;
}

/// Seven bits a byte, the lowest first; all bytes but the last have the eighth bit.
pub(super) fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(low_byte(number) | 0x80);
        number >>= 7;
    }
    out.push(low_byte(number));
}

fn low_byte(number: u64) -> u8 {
    number.to_le_bytes()[0]
}

/// Reads what [`write_number`] wrote.
pub(super) fn read_number(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take(from, 1)?[0];
        let bits = u64::from(byte & 0x7f);
        if bits.leading_zeros() < shift {
            return None;
        }
        number |= bits << shift;
        if byte < 0x80 {
            // A longer form of the same number would be another hash of the same record.
            return (byte != 0 || shift == 0).then_some(number);
        }
    }
    None
}

fn take<'b>(from: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(taken)
}

impl Field for i64 {
    /// Small numbers of either sign take few bytes.
    fn write(&self, out: &mut Vec<u8>) {
        write_number((self.cast_unsigned() << 1) ^ (self >> 63).cast_unsigned(), out);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let number = read_number(from)?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

impl Field for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        match take(from, 1)? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl Field for Vec<u8> {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(self.len() as u64, out);
        out.extend_from_slice(self);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(read_number(from)?).ok()?;
        Some(take(from, length)?.to_vec())
    }
}

impl Field for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(self.len() as u64, out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        String::from_utf8(Field::read(from)?).ok()
    }
}

impl Field for Uuid {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        Uuid::from_slice(take(from, 16)?).ok()
    }
}

impl Field for [u8; 32] {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        take(from, 32)?.try_into().ok()
    }
}

impl<T: Field> Field for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        Some(if bool::read(from)? { Some(T::read(from)?) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn round_trip<T: Field + PartialEq + Debug>(value: T) {
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        for length in 0..bytes.len() {
            assert_eq!(T::read(&mut &bytes[..length]), None, "{value:?} cut off");
        }
        bytes.push(7);
        let mut rest = bytes.as_slice();
        assert_eq!(T::read(&mut rest), Some(value));
        assert_eq!(rest, [7]);
    }

    #[test]
    fn values_are_read_as_they_were_written() {
        for number in [0, 1, -1, 63, 64, -64, -65, 1 << 43, i64::MAX, i64::MIN] {
            round_trip(number);
        }
        for number in [0, 1, 127, 128, 16_384, u64::MAX] {
            let mut bytes = Vec::new();
            write_number(number, &mut bytes);
            assert_eq!(read_number(&mut bytes.as_slice()), Some(number));
        }
        round_trip(true);
        round_trip("Zoë\0".to_owned());
        round_trip(vec![0_u8; 300]);
        round_trip(Uuid::from_u128(7));
        round_trip([3_u8; 32]);
        round_trip(None::<String>);
        round_trip(Some(String::new()));
    }

    #[test]
    fn what_no_value_is_written_as_is_refused() {
        assert_eq!(read_number(&mut [0x80, 0x00].as_slice()), None, "a longer form of 0");
        assert_eq!(read_number(&mut [0xff; 11].as_slice()), None, "more than 64 bits");
        let mut too_much = vec![0xff; 9];
        too_much.push(2);
        assert_eq!(read_number(&mut too_much.as_slice()), None, "more than 64 bits");
        assert_eq!(bool::read(&mut [2].as_slice()), None);
        assert_eq!(String::read(&mut [1, 0xff].as_slice()), None);
        assert_eq!(Vec::<u8>::read(&mut [0xff, 0xff, 0xff, 0xff, 0x7f].as_slice()), None);
    }
}
