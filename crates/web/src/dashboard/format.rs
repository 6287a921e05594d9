//! Numbers, times and durations as people read them.

use std::time::Duration;

use directory::time::Timestamp;

/// A moment, ready to print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Time {
    /// For programs: RFC 3339.
    pub(super) iso: String,
    /// For people: `24 Nov 2026, 02:20 UTC`.
    pub(super) text: String,
    /// From here: `3 minutes ago`.
    pub(super) ago: String,
}

impl Time {
    pub(super) fn new(moment: Timestamp, now: Timestamp) -> Self {
        Self {
            iso: moment.to_string(),
            text: stamp(moment, "%-d %b %Y, %H:%M UTC"),
            ago: ago(moment, now),
        }
    }

    /// With seconds, for logs.
    pub(super) fn precise(moment: Timestamp, now: Timestamp) -> Self {
        Self { text: stamp(moment, "%-d %b %Y, %H:%M:%S UTC"), ..Self::new(moment, now) }
    }
}

/// A moment in UTC in a form of `strftime`; empty if it is outside of the calendar.
pub(super) fn stamp(moment: Timestamp, form: &str) -> String {
    jiff::Timestamp::from_microsecond(moment.as_micros())
        .map(|moment| moment.strftime(form).to_string())
        .unwrap_or_default()
}

fn ago(moment: Timestamp, now: Timestamp) -> String {
    if moment > now {
        format!("in {}", span(moment.since(now)))
    } else if now.since(moment) < Duration::from_secs(5) {
        "just now".to_owned()
    } else {
        format!("{} ago", span(now.since(moment)))
    }
}

/// The largest unit of a time span: `3 minutes`.
fn span(length: Duration) -> String {
    // To the nearest second: a token made just now for 90 days is to say 90, not 89.
    let seconds = length.saturating_add(Duration::from_millis(500)).as_secs();
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..10_368_000 => (seconds / 86_400, "day"),
        10_368_000..63_072_000 => (seconds / 2_592_000, "month"),
        _ => (seconds / 31_536_000, "year"),
    };
    counted(count, unit)
}

/// `1 user`, `2 users`.
pub(super) fn counted(count: u64, unit: &str) -> String {
    format!("{} {unit}{}", number(count), if count == 1 { "" } else { "s" })
}

/// A number with its thousands set apart: `12,345`.
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How long a request took: `0.8 ms`, `1.25 s`.
pub(super) fn took(micros: u64) -> String {
    let millis = micros / 1_000;
    match millis {
        0..10 => format!("{millis}.{} ms", micros % 1_000 / 100),
        10..1_000 => format!("{millis} ms"),
        _ => format!("{}.{:02} s", millis / 1_000, millis % 1_000 / 10),
    }
}

/// Up to two letters that stand for a name in its picture.
pub(super) fn initials(name: &str) -> String {
    let name = name.split('@').next().unwrap_or(name);
    let mut words =
        name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).take(2).collect()
}

/// One of six colours for a name, always the same for the same name.
pub(super) fn hue(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_micros(1_790_000_000_123_456);

    #[test]
    fn times_are_printed_in_utc_for_people_and_programs() {
        let time = Time::new(NOON, NOON.plus(Duration::from_secs(200)));
        assert_eq!(time.iso, "2026-09-21T14:13:20.123Z");
        assert_eq!(time.text, "21 Sep 2026, 14:13 UTC");
        assert_eq!(time.ago, "3 minutes ago");
        assert_eq!(Time::new(NOON.plus(Duration::from_hours(7 * 24)), NOON).ago, "in 7 days");
        assert_eq!(Time::new(NOON, NOON).ago, "just now");
        assert_eq!(Time::precise(NOON, NOON).text, "21 Sep 2026, 14:13:20 UTC");
        assert_eq!(stamp(Timestamp::from_micros(i64::MAX), "%Y"), "");
    }

    #[test]
    fn numbers_are_grouped_and_durations_rounded_down() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000_000), "1,000,000");
        assert_eq!(counted(1, "user"), "1 user");
        assert_eq!(counted(1_200, "user"), "1,200 users");
        assert_eq!(took(850), "0.8 ms");
        assert_eq!(took(42_000), "42 ms");
        assert_eq!(took(1_259_000), "1.25 s");
    }

    #[test]
    fn initials_come_from_the_first_and_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("grace.hopper@example.com"), "GH");
        assert_eq!(initials("Émile"), "É");
        assert_eq!(initials("—"), "");
    }
}
