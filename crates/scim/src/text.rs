//! How text is brought into the form in which it is compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// Lower case, character by character: the form in which attributes compare that are not
/// `caseExact` (RFC 7643 §7). Text that is lower case already is not copied.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(char::to_lowercase).collect())
}

/// The form in which user names compare: the width, case and normalization rules of the PRECIS
/// profile UsernameCaseMapped (RFC 8265 §3.3, asked for by RFC 7643 §8.1).
///
/// Unlike the profile it refuses nothing: identity providers send names with spaces, symbols and
/// unassigned characters, and a name that cannot be compared could not be kept unique.
pub fn user_name_key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let mut narrow = String::with_capacity(name.len());
    for char in name.chars() {
        map_width(char, &mut narrow);
    }
    narrow.chars().flat_map(char::to_lowercase).nfc().collect()
}

/// Appends the ordinary form of a full-width or half-width character (RFC 8264 §5.2.1).
fn map_width(char: char, out: &mut String) {
    match char {
        // The ordinary forms of these have decompositions of their own, which are not wanted.
        '\u{FFE3}' => out.push('\u{AF}'),
        '\u{FFA0}' => out.push('\u{3164}'),
        '\u{FFA1}'..='\u{FFDC}' => out.push(jamo(char)),
        '\u{3000}' | '\u{FF01}'..='\u{FFEE}' => decompose_compatible(char, |part| out.push(part)),
        _ => out.push(char),
    }
}

/// The ordinary letter of a half-width Hangul letter; the block has four gaps.
fn jamo(char: char) -> char {
    let point = u32::from(char);
    let ordinary = match point {
        0xFFA1..=0xFFBE => point - 0xFFA1 + 0x3131,
        0xFFC2..=0xFFC7 => point - 0xFFC2 + 0x314F,
        0xFFCA..=0xFFCF => point - 0xFFCA + 0x3155,
        0xFFD2..=0xFFD7 => point - 0xFFD2 + 0x315B,
        0xFFDA..=0xFFDC => point - 0xFFDA + 0x3161,
        _ => point,
    };
    char::from_u32(ordinary).unwrap_or(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fold_lowers_every_character() {
        assert!(matches!(fold("ann@example.com"), Cow::Borrowed(_)));
        assert_eq!(fold("Ann"), "ann");
        assert_eq!(fold("ÄRGER Σ"), "ärger σ");
    }

    #[test]
    fn user_names_compare_after_precis_preparation() {
        for (a, b) in [
            ("ＡＢＣ", "abc"),
            ("e\u{301}va", "ÉVA"),
            ("ｶﾞ", "ガ"),
            ("\u{FFA1}", "\u{3131}"),
            ("Ann Lee", "ann lee"),
            ("a\u{3000}b", "a b"),
        ] {
            assert_eq!(user_name_key(a), user_name_key(b), "{a} {b}");
        }
        assert_ne!(user_name_key("ann "), user_name_key("ann"));
        assert_ne!(user_name_key("straße"), user_name_key("strasse"));
    }

    proptest::proptest! {
        #[test]
        fn preparation_is_stable(name in ".{0,24}") {
            let once = user_name_key(&name);
            proptest::prop_assert_eq!(user_name_key(&once), once);
        }
    }
}
