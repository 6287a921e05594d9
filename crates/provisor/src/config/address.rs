//! The address to listen on.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Reads `127.0.0.1:7644`, `[::1]:7644` or `localhost:7644`.
pub(crate) fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let written = match text.strip_prefix("localhost:") {
        Some(port) => format!("{}:{port}", Ipv4Addr::LOCALHOST),
        None => text.to_owned(),
    };
    if let Ok(address) = written.parse() {
        return Ok(address);
    }
    Err(match text.rsplit_once(':') {
        Some((_, port)) if is_number(port) && port.parse::<u16>().is_err() => {
            format!("`{port}` is no port; ports go from 0 (any free one) to 65535")
        }
        Some(("" | "*", port)) if port.parse::<u16>().is_ok() => format!(
            "say on which address: `127.0.0.1:{port}` for this machine only, `0.0.0.0:{port}` \
             for every network"
        ),
        None if text.parse::<u16>().is_ok() => {
            format!("give an address with the port, such as `127.0.0.1:{text}`")
        }
        None if text.parse::<IpAddr>().is_ok() => {
            format!("give a port with the address, such as `{text}:7644`")
        }
        _ => format!("`{text}` is not an IP address with a port, such as 127.0.0.1:7644"),
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The address by which this machine itself reaches a listener: `0.0.0.0` is not one that can be
/// connected to.
pub(crate) fn reachable(listening: SocketAddr) -> SocketAddr {
    match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => {
            SocketAddr::new(Ipv4Addr::LOCALHOST.into(), listening.port())
        }
        IpAddr::V6(ip) if ip.is_unspecified() => {
            SocketAddr::new(std::net::Ipv6Addr::LOCALHOST.into(), listening.port())
        }
        _ => listening,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(parse_address("localhost:80"), Ok(([127, 0, 0, 1], 80).into()));
        assert_eq!(parse_address("[::1]:7644").map(|address| address.port()), Ok(7644));
    }

    #[test]
    fn mistakes_are_explained() {
        let cases = [
            ("8080", "give an address with the port, such as `127.0.0.1:8080`"),
            ("127.0.0.1", "give a port with the address, such as `127.0.0.1:7644`"),
            ("127.0.0.1:99999", "`99999` is no port; ports go from 0 (any free one) to 65535"),
            (
                "example.com:80",
                "`example.com:80` is not an IP address with a port, such as 127.0.0.1:7644",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_address(text), Err(expected.to_owned()), "{text}");
        }
        assert!(parse_address(":7644").is_err_and(|reason| reason.contains("0.0.0.0:7644")));
    }

    #[test]
    fn a_wildcard_is_reached_through_the_loopback() {
        assert_eq!(reachable(([0, 0, 0, 0], 1).into()), ([127, 0, 0, 1], 1).into());
        assert_eq!(reachable(([10, 0, 0, 1], 1).into()), ([10, 0, 0, 1], 1).into());
    }
}
