//! Machines that are there and say nothing.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// How long a connection on this machine takes at most.
const PROMPT: Duration = Duration::from_millis(300);

/// More connections than wait at a port that takes none.
const MOST: usize = 16;

/// A port of 127.0.0.1 from which no answer ever comes, until this is dropped.
pub struct Silent {
    /// The port.
    pub port: u16,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Silent {
    /// One that takes connections and says nothing on them, as a program does that hangs.
    pub fn taking() -> Self {
        let (listener, address) = listen();
        Self { port: address.port(), _listener: listener, _waiting: Vec::new() }
    }

    /// One that does not even take connections: what asks for one is lost, as on the way to a
    /// machine without power.
    pub fn deaf() -> Self {
        let (listener, address) = listen();
        // A port drops what asks for a connection while too many wait to be taken.
        rustix::net::listen(&listener, 0).expect("a shorter queue");
        let connect = || TcpStream::connect_timeout(&address, PROMPT).ok();
        let waiting: Vec<_> = std::iter::from_fn(connect).take(MOST).collect();
        assert!(waiting.len() < MOST, "connections are taken");
        Self { port: address.port(), _listener: listener, _waiting: waiting }
    }
}

/// Nobody takes what comes in.
fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}
