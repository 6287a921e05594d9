//! One connection through the proxy.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::trap::{Loss, is_in};
use super::weather::Weather;

/// How many pieces may be under way in one direction before the sender has to wait.
const UNDER_WAY: usize = 256;

/// How long a receiver is waited for before looking whether the connection is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// Bytes and when they may arrive. No bytes: the sender has ended its side.
type Piece = (Instant, Vec<u8>);

/// Passes on what comes from the client, and what comes back.
pub(super) fn connect(weather: &Arc<Weather>, near: TcpStream, target: u16) {
    let Ok(far) = TcpStream::connect(("127.0.0.1", target)) else {
        reset(&near);
        return;
    };
    for stream in [&near, &far] {
        // Delays are those that the test asks for. What has ended already needs neither.
        let _ = stream.set_nodelay(true);
        let _ = stream.set_write_timeout(Some(LOOK));
    }
    let Some(id) = weather.enter(&near, &far) else {
        return;
    };
    let ended = Arc::new(AtomicU8::new(0));
    // What is lost with the next answer.
    let doomed = Arc::new(Mutex::new(None));
    for (from, to, is_client) in [(&near, &far, true), (&far, &near, false)] {
        let (Ok(from), Ok(to)) = (from.try_clone(), to.try_clone()) else {
            weather.leave(id);
            return;
        };
        let (sender, pieces) = sync_channel(UNDER_WAY);
        let (seen, also_seen, ended) =
            (Arc::clone(weather), Arc::clone(weather), Arc::clone(&ended));
        let side = Side { id, is_client, doomed: Arc::clone(&doomed) };
        thread::spawn(move || read(&seen, &side, from, &sender));
        thread::spawn(move || {
            write(&also_seen, id, to, &pieces);
            if ended.fetch_add(1, Ordering::SeqCst) == 1 {
                also_seen.leave(id);
            }
        });
    }
}

/// One of the two sides of a connection.
struct Side {
    id: u64,
    is_client: bool,
    doomed: Arc<Mutex<Option<Loss>>>,
}

impl Side {
    /// Loses the connection, or all of them, if that is to happen with what has come.
    fn loses(&self, weather: &Weather, piece: &[u8]) -> bool {
        let mut doomed = self.doomed.lock().expect("a side");
        if self.is_client {
            match weather.trap.spring(piece) {
                Some(Loss::Order) => weather.lose(self.id),
                Some(later) => {
                    *doomed = Some(later);
                    return false;
                }
                None => return false,
            }
        } else {
            match &*doomed {
                Some(Loss::Answer(bytes)) if is_in(bytes, piece) => weather.lose(self.id),
                Some(Loss::AnswerAndAll(bytes)) if is_in(bytes, piece) => weather.cut(),
                _ => return false,
            }
        }
        true
    }
}

fn read(weather: &Weather, side: &Side, mut from: TcpStream, sender: &SyncSender<Piece>) {
    loop {
        let mut bytes = vec![0; 16 * 1024];
        let count = from.read(&mut bytes).unwrap_or(0);
        bytes.truncate(count);
        if side.loses(weather, &bytes) {
            return;
        }
        let due = Instant::now() + weather.delay_now();
        if sender.send((due, bytes)).is_err() || count == 0 {
            return;
        }
    }
}

fn write(weather: &Weather, id: u64, mut to: TcpStream, pieces: &Receiver<Piece>) {
    for (due, bytes) in pieces {
        if bytes.is_empty() {
            if weather.pass(id, due) {
                // It may be gone already.
                let _ = to.shutdown(Shutdown::Write);
            }
            return;
        }
        let mut left = &bytes[..];
        while !left.is_empty() {
            if !weather.pass(id, due) {
                return;
            }
            match to.write(left) {
                Ok(count) => left = &left[count..],
                // The receiver does not read. The connection may be reset meanwhile.
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }
}

/// Ends a connection as a machine does that knows nothing of it: what is under way is lost.
pub(super) fn reset(stream: &TcpStream) {
    // A connection that has ended cannot be reset, and need not be.
    let _ = rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO));
    // Wakes the threads that hold the connection; the last to let go of it sends the reset.
    let _ = stream.shutdown(Shutdown::Read);
}
