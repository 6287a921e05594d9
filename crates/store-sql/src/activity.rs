//! How the chart of changes is stored: changes per hour and bucket.

use directory::store::ActivityBucket;
use directory::time::Timestamp;

const HOUR: i64 = 60 * 60 * 1_000_000;

/// The number under which a bucket is stored.
pub const fn bucket_code(bucket: ActivityBucket) -> i64 {
    match bucket {
        ActivityBucket::Granted => 1,
        ActivityBucket::Changed => 2,
        ActivityBucket::Revoked => 3,
    }
}

/// The bucket with that number.
pub const fn bucket_from_code(code: i64) -> Option<ActivityBucket> {
    match code {
        1 => Some(ActivityBucket::Granted),
        2 => Some(ActivityBucket::Changed),
        3 => Some(ActivityBucket::Revoked),
        _ => None,
    }
}

/// The moment at which an hour, as it is stored, began.
pub const fn hour_start(hour: i64) -> Timestamp {
    Timestamp::from_micros(hour * HOUR)
}

/// The hour, as it is stored, that a moment lies in.
pub const fn hour_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(HOUR)
}
