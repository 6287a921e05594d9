//! Whom the load is meant for.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::client::{ClientError, address, tls};

/// A SCIM service and the credential to use there.
#[derive(Clone)]
pub struct Target {
    base: Arc<str>,
    /// What requests name before the path that follows the SCIM root.
    pub(super) root: Arc<str>,
    /// Host and port to connect to.
    pub(super) host: Arc<str>,
    pub(super) port: u16,
    /// The header lines that every request has.
    pub(super) headers: Arc<str>,
    pub(super) tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Target {
    /// The service at the SCIM root `base` (`https://host/scim/v2`) for the bearer of a token. An
    /// empty token sends no `Authorization` header.
    pub fn new(base: &str, token: &str) -> Result<Self, ClientError> {
        let base = address::check_base(base)?;
        let wrong =
            |reason: &str| ClientError::Base { base: base.clone(), reason: reason.to_owned() };
        let url = reqwest::Url::parse(&base).map_err(|error| wrong(&error.to_string()))?;
        let host = url.host_str().ok_or_else(|| wrong("it names no host"))?;
        let port = url.port_or_known_default().ok_or_else(|| wrong("it names no port"))?;
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ClientError::Token);
        }
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let authorization = match token {
            "" => String::new(),
            token => format!("authorization: Bearer {token}\r\n"),
        };
        let headers = format!(
            "host: {authority}\r\naccept: application/scim+json\r\nuser-agent: provisor-bench\r\n\
             {authorization}"
        );
        let bare_host = host.trim_start_matches('[').trim_end_matches(']');
        let tls = match url.scheme() {
            "https" => {
                let name = ServerName::try_from(bare_host.to_owned())
                    .map_err(|error| wrong(&error.to_string()))?;
                Some((Arc::new(tls::config()?), name))
            }
            _ => None,
        };
        Ok(Self {
            root: url.path().trim_end_matches('/').into(),
            host: bare_host.into(),
            port,
            headers: headers.into(),
            tls,
            base: base.into(),
        })
    }

    /// The SCIM root, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether the address is of this machine by its looks alone. A name that only a resolver
    /// knows is not: who may be behind it?
    pub fn is_local(&self) -> bool {
        let host = self.host.trim_end_matches('.');
        match host.parse::<IpAddr>() {
            Ok(address) => address.to_canonical().is_loopback(),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_local() {
        let local = |base: &str| Target::new(base, "t").unwrap().is_local();
        for base in [
            "http://127.0.0.1:7644/scim/v2",
            "https://LOCALHOST",
            "http://[::1]:1",
            "http://a.localhost",
        ] {
            assert!(local(base), "{base}");
        }
        for base in ["https://example.com", "http://192.168.1.1", "http://localhost.example.com"] {
            assert!(!local(base), "{base}");
        }
    }

    #[test]
    fn what_every_request_says_is_put_together_once() {
        let target = Target::new("http://[::1]:80/a/scim/", "tok").unwrap();
        assert_eq!((&*target.root, &*target.host, target.port), ("/a/scim", "::1", 80));
        assert!(target.headers.starts_with("host: [::1]\r\n"), "{}", target.headers);
        assert!(target.headers.ends_with("authorization: Bearer tok\r\n"), "{}", target.headers);
        assert!(!Target::new("http://h", "").unwrap().headers.contains("authorization"));
        assert!(matches!(Target::new("http://h", "a\r\nb"), Err(ClientError::Token)));
        assert!(!format!("{target:?}").contains("tok"));
    }
}
