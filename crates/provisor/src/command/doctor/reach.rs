//! The way from identity providers to the server.

use std::net::SocketAddr;
use std::time::Duration;

use conformance::client::{Client, ClientError, HeaderMap, Method};

use super::finding::Finding;
use crate::config::{Config, Origin};

const ABOUT: &str = "server";

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Whether the public URL is one that an identity provider can use.
pub(super) fn public_url(config: &Config) -> Vec<Finding> {
    const ABOUT: &str = "public URL";
    let Some(url) = &config.public_url.value else {
        let listen = config.listen.value;
        return vec![Finding::warning(
            ABOUT,
            format!("not set; links and locations begin with {}", config.public_url_for(listen)),
            "Identity providers in the cloud need a public https address: set `public_url`.",
        )];
    };
    if url.is_loopback() {
        return vec![Finding::warning(
            ABOUT,
            format!("{url} can be reached from this machine only"),
            "Identity providers in the cloud need a public https address: set `public_url`.",
        )];
    }
    if !url.is_https() {
        return vec![Finding::warning(
            ABOUT,
            format!("{url} is not https: tokens and passwords can be read on the way"),
            "Put a proxy that speaks TLS before the server, and set `public_url` to its address.",
        )];
    }
    vec![Finding::fine(ABOUT, url.to_string())]
}

/// Whether the server answers where the world is told that it is. `noted` is where the one that runs
/// has said that it listens: flags of its own may have told it so.
pub(super) async fn server(
    config: &Config,
    is_running: bool,
    noted: Option<SocketAddr>,
) -> Finding {
    // Who names an address here asks about that one.
    let is_asked = matches!(config.listen.origin, Origin::Flag(_));
    let listen = noted.filter(|_| is_running && !is_asked).unwrap_or(config.listen.value);
    if config.public_url.value.is_none() && listen.port() == 0 {
        return Finding::fine(ABOUT, "listens on any free port, so it is not tried");
    }
    let url = config.public_url_for(listen);
    let outcome = ask(&url).await;
    if !is_running {
        return idle(&url, outcome.is_ok_and(|answer| is_ours(&answer)));
    }
    match outcome {
        Ok(answer) if is_ours(&answer) => Finding::fine(ABOUT, format!("{url}/healthz answers")),
        Ok((status, _)) => Finding::broken(
            ABOUT,
            format!("{url}/healthz answers with status {status}, and not as Provisor does"),
            "Something else listens there, or a proxy before it leads elsewhere. --listen and \
             --public-url name another address to try.",
        ),
        Err(error @ ClientError::Tls { .. }) => Finding::broken(
            ABOUT,
            error.to_string(),
            "Check the certificate of the proxy. One from a private authority is not known here, \
             and must be known to the identity provider.",
        ),
        Err(error) => Finding::broken(
            ABOUT,
            error.to_string(),
            "Check the proxy, the firewall and the name; from inside some networks their own \
             public address cannot be reached. --listen and --public-url name another address to \
             try.",
        ),
    }
}

/// No server runs on the data directory.
fn idle(url: &str, answers: bool) -> Finding {
    if answers {
        Finding::warning(
            ABOUT,
            format!("none runs on this data directory, but one answers at {url}"),
            "It has another data directory: name that with --data.",
        )
    } else {
        let text = "none runs on this data directory";
        Finding::warning(ABOUT, text, "Start it: `provisor serve`.")
    }
}

fn is_ours((status, body): &(u16, String)) -> bool {
    *status == 200 && body == "ok"
}

async fn ask(url: &str) -> Result<(u16, String), ClientError> {
    let client = Client::with_timeout(url, "", TIMEOUT)?;
    let answer = client.send(Method::GET, "/healthz", &HeaderMap::new(), None).await?;
    let body = String::from_utf8_lossy(&answer.body).trim().to_owned();
    Ok((answer.status, body))
}
