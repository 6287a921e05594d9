//! Limits on attempts to sign in: per e-mail, so that a password cannot be guessed, and per
//! address, so that e-mails cannot be tried one after the other.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Attempts at once for one e-mail, and how fast they come back.
const PER_EMAIL: (NonZeroU32, Duration) =
    (NonZeroU32::MIN.saturating_add(9), Duration::from_secs(20));

/// The same for one address, behind which a whole office may sit.
const PER_ADDRESS: (NonZeroU32, Duration) =
    (NonZeroU32::MIN.saturating_add(49), Duration::from_secs(4));

/// How many keys a limiter remembers before it forgets those that are fresh again.
const MANY_KEYS: usize = 10_000;

/// Counts the attempts to sign in of this process.
pub(super) struct SignInLimits {
    emails: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<Option<IpAddr>>,
}

impl SignInLimits {
    pub(super) fn new() -> Self {
        Self { emails: limiter(PER_EMAIL), addresses: limiter(PER_ADDRESS) }
    }

    /// Counts an attempt; the error is how long to wait before the next.
    pub(super) fn attempt(&self, email: &str, address: Option<IpAddr>) -> Result<(), Duration> {
        check(&self.addresses, &address)?;
        check(&self.emails, &email.trim().to_lowercase())
    }
}

fn limiter<K: Hash + Eq + Clone>(
    (burst, every): (NonZeroU32, Duration),
) -> DefaultKeyedRateLimiter<K> {
    let quota = Quota::with_period(every).unwrap_or(Quota::per_minute(burst));
    RateLimiter::keyed(quota.allow_burst(burst))
}

fn check<K: Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Duration> {
    if limiter.len() > MANY_KEYS {
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }
    limiter.check_key(key).map_err(|refused| refused.wait_time_from(DefaultClock::default().now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_has_ten_attempts_in_any_spelling_and_another_its_own() {
        let limits = SignInLimits::new();
        for _ in 0..10 {
            limits.attempt("Ada@example.com", None).unwrap();
        }
        let wait = limits.attempt(" ada@EXAMPLE.com", None).unwrap_err();
        assert!(wait > Duration::from_secs(15) && wait <= Duration::from_secs(20), "{wait:?}");
        limits.attempt("grace@example.com", None).unwrap();
    }

    #[test]
    fn an_address_is_limited_over_all_emails() {
        let limits = SignInLimits::new();
        let address = Some("192.0.2.1".parse().unwrap());
        for number in 0..50 {
            limits.attempt(&format!("{number}@example.com"), address).unwrap();
        }
        limits.attempt("one-more@example.com", address).unwrap_err();
        limits.attempt("one-more@example.com", Some("192.0.2.2".parse().unwrap())).unwrap();
    }
}
