//! A request that HTTP itself refuses never reaches the router: hyper answers it with a status and
//! nothing else. Here such an answer gets a SCIM error for a body (RFC 7644 §3.12), because most
//! who see it wrote `filter=userName eq "x"` into a URL as it is. The request is not repaired: what
//! a proxy and a server read differently is a way past the proxy (RFC 9112 §3.2).

use std::future::Ready;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum_server::accept::{Accept, NoDelayAcceptor};
use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Accepts connections without delay, and explains refusals on them.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExplainingAcceptor;

impl<S> Accept<TcpStream, S> for ExplainingAcceptor {
    type Stream = Explained<TcpStream>;
    type Service = S;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let accepted = NoDelayAcceptor::new().accept(stream, service).into_inner();
        std::future::ready(accepted.map(|(stream, service)| (Explained::new(stream), service)))
    }
}

/// A connection whose bare refusals get a body.
#[derive(Debug)]
pub(super) struct Explained<S> {
    stream: S,
    /// What is still to be written in place of a bare refusal.
    answer: Bytes,
}

impl<S> Explained<S> {
    fn new(stream: S) -> Self {
        Self { stream, answer: Bytes::new() }
    }
}

impl<S: AsyncWrite + Unpin> Explained<S> {
    /// Writes what is left of an explanation.
    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.answer.has_remaining() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.answer))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.answer.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}

/// The whole answer, if the bytes are a refusal that hyper makes by itself.
fn explain(bytes: &[u8]) -> Option<Bytes> {
    let head = bytes.strip_prefix(b"HTTP/1.1 4").filter(|_| bytes.ends_with(b"\r\n\r\n"))?;
    let (status, title, detail) = match head {
        [b'0', b'0', ..] => (
            400,
            "Bad Request",
            "the request line or a header field is not HTTP; in a URL a space is %20, \" is %22, \
             < is %3C and > is %3E",
        ),
        [b'1', b'4', ..] => {
            (414, "URI Too Long", "the URL is too long; send the query with POST to /.search")
        }
        [b'3', b'1', ..] => (
            431,
            "Request Header Fields Too Large",
            "the header fields and the URL are too long together",
        ),
        _ => return None,
    };
    let head = std::str::from_utf8(head).ok()?;
    let bare = ["connection: close", "content-length: 0"];
    if !bare.iter().all(|field| head.lines().any(|line| line.eq_ignore_ascii_case(field))) {
        return None;
    }
    let error = match status {
        400 => scim::Error::invalid_syntax(detail),
        _ => scim::Error::new(status, detail),
    };
    let body = error.to_json();
    let head = format!(
        "HTTP/1.1 {status} {title}\r\nconnection: close\r\ncontent-type: application/scim+json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    Some([head.into_bytes(), body].concat().into())
}

impl<S: AsyncRead + Unpin> AsyncRead for Explained<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_answer(context))?;
        if let Some(answer) = explain(bytes) {
            self.answer = answer;
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_answer(context))?;
        // A bare refusal is one piece: it has no body.
        if let [head] = slices
            && let Some(answer) = explain(head)
        {
            self.answer = answer;
            return Poll::Ready(Ok(head.len()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_answer(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_answer(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
