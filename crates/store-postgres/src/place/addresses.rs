//! The addresses of a host.

use tokio::net::lookup_host;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

use crate::session::Address;

const PORT: u16 = 5432;

/// Where the one host of a way can be reached. What cannot be found out is left to the driver, which
/// says what is wrong.
pub(super) async fn addresses(way: &Config) -> Vec<Address> {
    let port = way.get_ports().first().copied().unwrap_or(PORT);
    let found = match (way.get_hosts(), way.get_hostaddrs()) {
        ([], [address]) => vec![Address::Tcp((*address, port).into(), String::new())],
        ([Host::Tcp(name)], [address]) => {
            vec![Address::Tcp((*address, port).into(), name.clone())]
        }
        ([Host::Tcp(name)], []) => {
            let found = lookup_host((name.as_str(), port)).await.into_iter().flatten();
            found.map(|address| Address::Tcp(address, name.clone())).collect()
        }
        ([Host::Unix(folder)], _) => vec![Address::Unix(folder.join(format!(".s.PGSQL.{port}")))],
        _ => Vec::new(),
    };
    if found.is_empty() { vec![Address::Unknown] } else { found }
}
