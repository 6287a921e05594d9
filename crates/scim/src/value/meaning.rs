//! What standard attributes mean beyond their type (RFC 7643 §4.1), where rules ask for it.

mod country;

use base64::Engine;

use self::country::is_country;
use super::simple::{STANDARD, URL_SAFE};
use crate::Error;
use crate::schema::{Attribute, Type};

/// Refuses text that cannot mean what its attribute says.
pub(super) fn check(
    parent: Option<&Attribute>,
    attribute: &Attribute,
    text: &str,
) -> Result<(), Error> {
    let standard = parent.filter(|parent| parent.is_standard()).map_or("", |parent| &parent.name);
    let path = parent.map_or_else(String::new, |parent| format!("{}.", parent.name));
    let expected = match (standard, attribute.name.as_str()) {
        // RFC 7643 erratum 5990: codes, not names.
        ("addresses", "country") if !is_country(text) => "a code of ISO 3166-1, two letters",
        ("x509Certificates", "value") if !is_der(text) => "a certificate: DER in base64",
        _ if attribute.kind == Type::Reference && !is_reference(text) => "a URI",
        (_, "type") if !is_declared(parent, attribute, text) => {
            return Err(Error::invalid_value(format!(
                "{path}type must be one of {}",
                attribute.canonical_values.join(", ")
            )));
        }
        _ => return Ok(()),
    };
    Err(Error::invalid_value(format!("{path}{} must be {expected}", attribute.name)))
}

/// The values of `type` that a schema names are all there are.
fn is_declared(parent: Option<&Attribute>, attribute: &Attribute, text: &str) -> bool {
    let is_list = parent.is_some_and(|parent| parent.multi_valued);
    !is_list || is_canonical(attribute, text)
}

/// Whether text is one of the values that the attribute's schema names, if it names any.
pub(super) fn is_canonical(attribute: &Attribute, text: &str) -> bool {
    let comparison = attribute.comparison();
    let same = |value: &String| comparison.normalize(value) == comparison.normalize(text);
    let values = &attribute.canonical_values;
    values.is_empty() || values.iter().any(same)
}

/// Refuses text that is not what an admin has declared: a date with its time, a URI, and one of the
/// values that there are.
pub(super) fn check_declared(
    parent: Option<&Attribute>,
    attribute: &Attribute,
    text: &str,
) -> Result<(), Error> {
    let expected = match attribute.kind {
        // RFC 7643 §2.3.5. A date alone says no moment.
        Type::DateTime if !is_date_time(text) => {
            "a date and time, such as 2026-01-31T08:00:00Z".to_owned()
        }
        // RFC 7643 §2.3.7. The empty text is how clients clear a value.
        Type::Reference if !text.is_empty() && !is_reference(text) => "a URI".to_owned(),
        _ if is_canonical(attribute, text) => return Ok(()),
        _ => format!("one of {}", attribute.canonical_values.join(", ")),
    };
    let path = parent.map_or_else(String::new, |parent| format!("{}.", parent.name));
    Err(Error::invalid_value(format!("{path}{} must be {expected}", attribute.name)))
}

/// Whether text has the form of `xsd:dateTime`: all of a date and of a time. A zone may be missing.
fn is_date_time(text: &str) -> bool {
    let has_form = |text: &str, form: &str| {
        let fits = |(byte, of): (u8, u8)| byte == of || of == b'0' && byte.is_ascii_digit();
        text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
    };
    let Some((moment, rest)) = text.split_at_checked("0000-00-00T00:00:00".len()) else {
        return false;
    };
    let zone = match rest.strip_prefix('.') {
        Some(part) => {
            let zone = part.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if zone.len() == part.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    has_form(moment, "0000-00-00T00:00:00")
        && (zone.is_empty()
            || zone == "Z"
            || zone.strip_prefix(['+', '-']).is_some_and(|offset| has_form(offset, "00:00")))
}

/// Whether text may be a URI or a relative reference (RFC 3986 §4.1): it has only characters that
/// stand in one.
fn is_reference(text: &str) -> bool {
    let stands_in_one = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    !text.is_empty() && text.bytes().all(stands_in_one)
}

/// Whether text is one DER value of type SEQUENCE (X.690 §8.9), as a certificate is.
fn is_der(text: &str) -> bool {
    let text: String = text.split_ascii_whitespace().collect();
    let Ok(bytes) = STANDARD.decode(&text).or_else(|_| URL_SAFE.decode(&text)) else {
        return false;
    };
    let [0x30, first, rest @ ..] = bytes.as_slice() else {
        return false;
    };
    if *first < 0x80 {
        return rest.len() == usize::from(*first);
    }
    let count = usize::from(*first & 0x7F);
    let Some((length, content)) = rest.split_at_checked(count).filter(|_| (1..=4).contains(&count))
    else {
        return false;
    };
    let length = length.iter().fold(0, |all, byte| all << 8 | usize::from(*byte));
    content.len() == length
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    #[test]
    fn references_are_uris() {
        for text in ["https://a.example/x?y=1#z", "../Users/1", "urn:a:b", "mailto:a@b"] {
            assert!(is_reference(text), "{text}");
        }
        for text in ["", "not a uri", "<a>", "ä"] {
            assert!(!is_reference(text), "{text}");
        }
    }

    #[test]
    fn a_moment_has_a_date_and_a_time() {
        for text in [
            "2026-01-31T08:00:00Z",
            "2026-01-31T08:00:00",
            "2026-01-31T08:00:00.123456+02:00",
            "2026-01-31T08:00:00-11:30",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "2026-01-31",
            "2026-01-31T08:00",
            "2026-01-31 08:00:00Z",
            "2026-01-31T08:00:00.Z",
            "2026-01-31T08:00:00+0200",
            "20260131T080000Z",
            " 2026-01-31T08:00:00Z",
            "2026-01-31T08:00:00é",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn a_certificate_is_one_sequence() {
        let long = [&[0x30, 0x82, 0x01, 0x00][..], &[7; 256]].concat();
        for bytes in [&[0x30, 0x01, 0x05][..], &[0x30, 0x00], &long] {
            assert!(is_der(&BASE64_STANDARD.encode(bytes)), "{bytes:?}");
        }
        for bytes in [&[][..], &[0, 0, 0], &[0x30, 2, 1], &[0x30, 0x80], &[0x30, 0x82, 1]] {
            assert!(!is_der(&BASE64_STANDARD.encode(bytes)), "{bytes:?}");
        }
        assert!(!is_der("*"));
    }
}
