//! Under which conditions a request changes a resource (RFC 9110 §13.1, RFC 7644 §3.14).

use scim::etag;

/// The conditions of a request, as its headers have them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions<'a> {
    /// `If-Match`: the resource is of one of these versions.
    pub if_match: Option<&'a str>,
    /// `If-None-Match`: it is of none of these; of `*`, that there is no such resource.
    pub if_none_match: Option<&'a str>,
}

impl Conditions<'_> {
    /// No condition.
    pub const NONE: Conditions<'static> = Conditions { if_match: None, if_none_match: None };

    /// Whether there is a condition.
    pub(crate) fn any(&self) -> bool {
        self.if_match.is_some() || self.if_none_match.is_some()
    }

    /// 412 unless a resource of this version may be changed. RFC 9110 §13.2.2 gives the order.
    pub(crate) fn check(&self, version: i64) -> Result<(), scim::Error> {
        let current = etag::format(version);
        if self.if_match.is_some_and(|header| !etag::matches(header, version)) {
            return Err(scim::Error::precondition_failed(format!(
                "If-Match does not name the resource's version, which is {current}"
            )));
        }
        if self.if_none_match.is_some_and(|header| etag::matches(header, version)) {
            return Err(scim::Error::precondition_failed(format!(
                "If-None-Match names the resource's version, which is {current}"
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_must_hold() {
        let status = |if_match, if_none_match| {
            let error = Conditions { if_match, if_none_match }.check(7).err()?;
            Some((error.status, error.detail.split(' ').next()?.to_owned()))
        };
        let failed = |header: &str| Some((412, header.to_owned()));
        assert_eq!(Conditions::NONE.check(7), Ok(()));
        for same in ["*", "W/\"7\"", "\"1\", \"7\""] {
            assert_eq!(status(Some(same), None), None, "{same}");
            assert_eq!(status(None, Some(same)), failed("If-None-Match"), "{same}");
            assert_eq!(status(Some("\"8\""), Some(same)), failed("If-Match"), "{same}");
        }
        for other in ["W/\"8\"", "7", ""] {
            assert_eq!(status(Some(other), None), failed("If-Match"), "{other}");
            assert_eq!(status(None, Some(other)), None, "{other}");
        }
    }
}
