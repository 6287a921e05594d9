//! TLS to the database: rustls on ring. Certificates are always verified.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::open::OpenError;

/// What makes encrypted connections. It trusts the public authorities, those of the machine, and
/// those of the file. Where nothing will be `encrypted`, the machine's are not read.
pub(super) fn connector(
    ca_file: Option<&Path>,
    encrypted: bool,
) -> Result<MakeRustlsConnect, OpenError> {
    let mut roots = RootCertStore::empty();
    if encrypted {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        // What cannot be read is missing, as the handshake will tell.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if let Some(file) = ca_file {
        add(&mut roots, file)?;
    }
    // The provider is named here, so that no process-wide default has to be installed.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Tls(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), OpenError> {
    let failed = |text: String| OpenError::CaFile { file: file.to_owned(), text };
    let certificates =
        CertificateDer::pem_file_iter(file).map_err(|error| failed(error.to_string()))?;
    let mut count = 0;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| failed(error.to_string()))?;
        roots.add(certificate).map_err(|error| failed(error.to_string()))?;
        count += 1;
    }
    if count == 0 {
        return Err(failed("it holds no certificate in PEM".to_owned()));
    }
    Ok(())
}
