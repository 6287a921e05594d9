//! Bytes to and from a server, with or without TLS.

use std::io;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::load::target::Target;

/// How long connecting may take, the TLS handshake included.
const CONNECT: Duration = Duration::from_secs(10);

pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    pub(super) async fn open(target: &Target) -> io::Result<Self> {
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        timeout(CONNECT, connect(target)).await.unwrap_or_else(|elapsed| Err(late(elapsed)))
    }

    pub(super) async fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes).await,
            Self::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }

    /// Whether the server has closed it, as far as is known without waiting.
    pub(super) fn is_closed(&self) -> bool {
        let tcp = match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        };
        let mut byte = [0];
        let mut context = Context::from_waker(Waker::noop());
        // Looked at and left there: it may be part of what TLS has to say.
        let seen = tcp.poll_peek(&mut context, &mut ReadBuf::new(&mut byte));
        matches!(seen, Poll::Ready(Ok(0) | Err(_)))
    }

    /// Appends what has come; 0 means that nothing more will.
    pub(super) async fn read(&mut self, into: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read_buf(into).await,
            Self::Tls(stream) => stream.read_buf(into).await,
        }
    }
}

async fn connect(target: &Target) -> io::Result<Stream> {
    let stream = TcpStream::connect((&*target.host, target.port)).await?;
    stream.set_nodelay(true)?;
    match &target.tls {
        None => Ok(Stream::Plain(stream)),
        Some((config, name)) => {
            let connector = TlsConnector::from(std::sync::Arc::clone(config));
            Ok(Stream::Tls(Box::new(connector.connect(name.clone(), stream).await?)))
        }
    }
}
