//! Asking the database to end what a session is at work on.
//!
//! The driver sends the request and hangs up. PostgreSQL has read it by then; PgBouncer has to find
//! a way to the database first, and forgets a request whose sender is gone. So this one stays until
//! the other side ends the connection, which also tells that the request was passed on.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::TryFutureExt;
use futures_util::future::MapOk;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::CancelToken;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::failure::Failure;

/// Where a session goes to.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// An address of a host, and the host's name.
    Tcp(SocketAddr, String),
    /// A socket on this machine.
    Unix(PathBuf),
    /// Only the driver knows.
    Unknown,
}

/// Sends the request, encrypted where the session is, and waits until it has been taken.
pub(super) async fn cancel(
    token: CancelToken,
    address: &Address,
    tls: MakeRustlsConnect,
) -> Result<(), Failure> {
    match address {
        Address::Tcp(address, host) => {
            let stream = TcpStream::connect(address).await.map_err(unreachable)?;
            send(&token, stream, tls, host).await
        }
        Address::Unix(path) => {
            let stream = UnixStream::connect(path).await.map_err(unreachable)?;
            send(&token, stream, tls, "").await
        }
        Address::Unknown => {
            token.cancel_query(tls).await.map_err(|error| Failure::connecting(&error))
        }
    }
}

async fn send<S>(
    token: &CancelToken,
    stream: S,
    mut tls: MakeRustlsConnect,
    host: &str,
) -> Result<(), Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let tls = MakeTlsConnect::<Patient<S>>::make_tls_connect(&mut tls, host);
    let tls = tls.map_err(|error| Failure::Unreachable(error.to_string()))?;
    let sent = token.cancel_query_raw(Patient(stream), PatientTls(tls)).await;
    sent.map_err(|error| Failure::connecting(&error))
}

fn unreachable(error: io::Error) -> Failure {
    Failure::Unreachable(error.to_string())
}

/// A connection whose end is that of the other side.
struct Patient<S>(S);

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = [0; 64];
        loop {
            let mut buf = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut self.0).poll_read(cx, &mut buf));
            // However it ends: nothing is to be said any more.
            if read.is_err() || buf.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: TlsStream + Unpin> TlsStream for Patient<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.0.channel_binding()
    }
}

/// Makes encrypted connections that are [`Patient`].
struct PatientTls<T>(T);

impl<S, T: TlsConnect<S>> TlsConnect<S> for PatientTls<T> {
    type Stream = Patient<T::Stream>;
    type Error = T::Error;
    type Future = MapOk<T::Future, fn(T::Stream) -> Patient<T::Stream>>;

    fn connect(self, stream: S) -> Self::Future {
        self.0.connect(stream).map_ok(Patient as fn(T::Stream) -> Patient<T::Stream>)
    }
}
