//! The way from identity providers to the server.

use std::time::Duration;

use conformance::client::{Client, ClientError, HeaderMap, Method};

use super::finding::Finding;
use crate::config::Config;

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Whether the public URL is one that an identity provider can use.
pub(super) fn public_url(config: &Config) -> Vec<Finding> {
    const ABOUT: &str = "public URL";
    let Some(url) = &config.public_url.value else {
        let listen = config.listen.value;
        return vec![Finding::warning(
            ABOUT,
            format!(
                "not set; links and locations begin with {}",
                config.public_url_for(listen)
            ),
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

/// Whether the server answers where the world is told that it is.
pub(super) async fn server(config: &Config, is_running: bool) -> Finding {
    const ABOUT: &str = "server";
    if config.public_url.value.is_none() && config.listen.value.port() == 0 {
        return Finding::fine(ABOUT, "listens on any free port, so it is not tried");
    }
    let url = config.public_url_for(config.listen.value);
    let broken = |text: String, advice: &str| {
        if is_running {
            Finding::broken(ABOUT, text, advice)
        } else {
            let text = format!("no server runs on this data directory, and {text}");
            Finding::warning(ABOUT, text, "Start it: `provisor serve`.")
        }
    };
    match ask(&url).await {
        Ok((200, body)) if body == "ok" => Finding::fine(ABOUT, format!("{url}/healthz answers")),
        Ok((status, _)) => broken(
            format!("{url}/healthz answers with status {status}, and not as Provisor does"),
            "Something else listens there, or a proxy before it leads elsewhere.",
        ),
        Err(error @ ClientError::Tls { .. }) => broken(
            error.to_string(),
            "Check the certificate of the proxy. One from a private authority is not known here, \
             and must be known to the identity provider.",
        ),
        Err(error) => broken(
            error.to_string(),
            "Check the proxy, the firewall and the name; from inside some networks their own \
             public address cannot be reached.",
        ),
    }
}

async fn ask(url: &str) -> Result<(u16, String), ClientError> {
    let client = Client::with_timeout(url, "", TIMEOUT)?;
    let answer = client
        .send(Method::GET, "/healthz", &HeaderMap::new(), None)
        .await?;
    let body = String::from_utf8_lossy(&answer.body).trim().to_owned();
    Ok((answer.status, body))
}
