//! TLS for outgoing requests: rustls on ring, with the public certificate authorities.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

use super::ClientError;

/// The settings of every connection. They name the provider themselves, so that no process-wide
/// default has to be installed.
pub(crate) fn config() -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ClientError::SetUp { reason: error.to_string() })?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
