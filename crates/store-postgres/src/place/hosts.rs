//! A database with several hosts: a primary and those that can take its place.

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The way to each host, in their order, with a name for messages. The driver would give all of
/// them one time together, and one that takes connections and then says nothing would use it up.
pub(super) fn ways(config: &Config) -> Vec<(String, Config)> {
    let (hosts, addresses) = (config.get_hosts(), config.get_hostaddrs());
    let count = hosts.len().max(addresses.len());
    if count < 2 {
        return vec![(String::new(), config.clone())];
    }
    let ports = config.get_ports();
    let way = |at: usize| {
        let mut way = settings(config);
        let mut name = String::new();
        if let Some(address) = addresses.get(at) {
            way.hostaddr(*address);
            name = address.to_string();
        }
        match hosts.get(at) {
            Some(Host::Tcp(host)) => {
                way.host(host);
                name.clone_from(host);
            }
            Some(Host::Unix(path)) => {
                way.host_path(path);
                name = path.display().to_string();
            }
            None => {}
        }
        if let Some(port) = ports.get(at).or(ports.first()) {
            way.port(*port);
            name = format!("{name}:{port}");
        }
        (name, way)
    };
    (0..count).map(way).collect()
}

/// Everything but the hosts.
fn settings(config: &Config) -> Config {
    let mut copy = Config::new();
    if let Some(user) = config.get_user() {
        copy.user(user);
    }
    if let Some(password) = config.get_password() {
        copy.password(password);
    }
    if let Some(name) = config.get_dbname() {
        copy.dbname(name);
    }
    if let Some(options) = config.get_options() {
        copy.options(options);
    }
    if let Some(name) = config.get_application_name() {
        copy.application_name(name);
    }
    if let Some(time) = config.get_connect_timeout() {
        copy.connect_timeout(*time);
    }
    if let Some(time) = config.get_tcp_user_timeout() {
        copy.tcp_user_timeout(*time);
    }
    if let Some(interval) = config.get_keepalives_interval() {
        copy.keepalives_interval(interval);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        copy.keepalives_retries(retries);
    }
    copy.keepalives(config.get_keepalives())
        .keepalives_idle(config.get_keepalives_idle())
        .ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .target_session_attrs(config.get_target_session_attrs())
        .channel_binding(config.get_channel_binding());
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(url: &str) -> Vec<(String, Config)> {
        ways(&url.parse().unwrap())
    }

    #[test]
    fn each_host_has_a_way_with_all_settings() {
        let url = "postgres://u:p@a:1,b:2/d?target_session_attrs=read-write&sslmode=require\
                   &connect_timeout=3&keepalives_idle=7&application_name=x&options=-c%20jit=off";
        let found = all(url);
        assert_eq!(found.len(), 2);
        for ((name, way), host) in found.iter().zip(["a:1", "b:2"]) {
            assert_eq!(name, host);
            let alone: Config = url.replace("a:1,b:2", host).parse().unwrap();
            assert_eq!(way, &alone);
        }
    }

    #[test]
    fn one_port_is_that_of_all_hosts_and_an_address_goes_with_its_host() {
        let found = all("host=a,b hostaddr=10.0.0.1,10.0.0.2 port=7 user=u");
        assert_eq!(found[1].1, "host=b hostaddr=10.0.0.2 port=7 user=u".parse().unwrap());
    }
}
