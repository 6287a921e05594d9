//! The address under which identity providers and browsers reach the server. Everything that
//! Provisor tells about itself (`meta.location`, links) begins with it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;

/// `http://` or `https://`, a host and perhaps a port; nothing after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    https: bool,
    host: String,
    port: Option<u16>,
}

impl PublicUrl {
    /// Whether traffic to it is encrypted.
    pub(crate) const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether only this machine can reach it.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let example = "write it as `https://provisor.example.com`";
        let wrong = |reason: &str| Err(format!("`{text}` {reason}; {example}"));
        if text.contains('#') {
            return wrong("holds a #");
        }
        let Ok(uri) = Uri::from_str(text) else {
            return wrong("is not an address");
        };
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return wrong("begins neither with https:// nor with http://"),
        };
        let Some(authority) = uri.authority() else {
            return wrong("names no host");
        };
        if authority.as_str().contains('@') {
            return Err(format!("it must not hold a user name or password; {example}"));
        }
        let host = uri.host().unwrap_or_default();
        let name = host.trim_start_matches('[').trim_end_matches(']');
        if !is_host(name) {
            return wrong("names no host");
        }
        if name.parse().is_ok_and(|ip: IpAddr| ip.is_unspecified()) {
            return wrong("is an address to listen on, not one to connect to");
        }
        if uri.path() != "/" || uri.query().is_some() {
            return wrong("goes on after the host");
        }
        let port = authority.port_u16();
        if port.is_none() && authority.as_str().len() != host.len() {
            return wrong("has no usable port");
        }
        let default = if https { 443 } else { 80 };
        let port = port.filter(|port| *port != default);
        Ok(Self { https, host: host.to_ascii_lowercase(), port })
    }
}

fn is_host(name: &str) -> bool {
    let is_name = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    };
    !name.is_empty() && (is_name(name) || name.parse::<IpAddr>().is_ok())
}

impl fmt::Display for PublicUrl {
    /// Without a slash at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_put_into_one_form() {
        let cases = [
            ("https://Provisor.Example.com/", "https://provisor.example.com"),
            ("https://provisor.example.com:443", "https://provisor.example.com"),
            ("http://127.0.0.1:7644", "http://127.0.0.1:7644"),
            ("http://[::1]:80/", "http://[::1]"),
        ];
        for (text, expected) in cases {
            let url: PublicUrl = text.parse().expect(text);
            assert_eq!(url.to_string(), expected);
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        let cases = [
            "provisor.example.com",
            "ftp://example.com",
            "https://",
            "https://a b",
            "https://a/b",
            "https://a?b",
            "https://a#b",
            "https://user:secret@a",
            "https://a:99999",
            "https://a:",
            "http://0.0.0.0:7644",
            "http://[::]:7644",
            "",
        ];
        for text in cases {
            let outcome = text.parse::<PublicUrl>();
            let reason = outcome.expect_err(text);
            assert!(reason.contains("https://provisor.example.com"), "{reason}");
            assert!(!reason.contains("secret"), "{reason}");
        }
    }

    #[test]
    fn loopback_is_recognized() {
        let is_loopback = |text: &str| text.parse::<PublicUrl>().expect(text).is_loopback();
        assert!(is_loopback("http://localhost:7644"));
        assert!(is_loopback("http://127.8.8.8"));
        assert!(is_loopback("http://[::1]:7644"));
        assert!(!is_loopback("http://10.0.0.1"));
        assert!(!is_loopback("https://example.com"));
    }
}
