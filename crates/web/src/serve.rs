//! The listener: HTTP/1.1 with limits on slow and on greedy clients, and a graceful end.

mod explained;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use hyper_util::rt::TokioTimer;

use self::explained::ExplainingAcceptor;
use crate::state::Limits;

/// Stops a server, at once or gracefully.
pub type Handle = axum_server::Handle<SocketAddr>;

/// The longest head of a request, in bytes: long filters fit, abuse does not.
const MAX_HEAD_BYTES: usize = 128 * 1024;

/// How long a new connection may take to send the head of its first request.
const FIRST_REQUEST: Duration = Duration::from_secs(15);

/// Serves until `handle` ends it.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    handle: Handle,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut server = axum_server::from_tcp(listener)?
        .handle(handle)
        .acceptor(ExplainingAcceptor)
        .first_request_timeout(FIRST_REQUEST)
        .http1_only();
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(MAX_HEAD_BYTES);
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await
}
