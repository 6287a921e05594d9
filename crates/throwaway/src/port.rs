//! Ports to listen on.

use std::net::TcpListener;

use crate::unique;

/// Below the range from which the kernel takes the near ends of outgoing connections: a port whose
/// program is stopped for a while must still be free when it starts again.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;

/// A port of 127.0.0.1 on which nobody listens.
pub(crate) fn free() -> u16 {
    let start = u16::try_from(unique::number() % u64::from(COUNT)).expect("less than the count");
    let candidates = (0..COUNT).map(|step| FIRST + (start + step) % COUNT);
    let mut free = candidates.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.next().expect("a free port")
}
