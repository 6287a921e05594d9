//! A network between a server and its database that a test can cut, freeze and slow down.

mod pipe;
mod trap;
mod weather;

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use self::pipe::connect;
use self::trap::Loss;
use self::weather::Weather;
use crate::port;

/// A TCP proxy in front of a port of 127.0.0.1. Its connections end when this is dropped.
pub struct Proxy {
    /// The port it listens on.
    pub port: u16,
    weather: Arc<Weather>,
}

impl Proxy {
    /// Starts a proxy that passes everything on at once.
    pub fn start(target: u16) -> Self {
        let (port, listener) = std::iter::repeat_with(port::free)
            .find_map(|port| Some((port, TcpListener::bind(("127.0.0.1", port)).ok()?)))
            .expect("a free port");
        let weather = Arc::new(Weather::default());
        let seen = Arc::clone(&weather);
        thread::spawn(move || listen(&seen, listener, port, target));
        Self { port, weather }
    }

    /// Resets all connections and refuses new ones, until [`Proxy::heal`].
    pub fn cut(&self) {
        self.weather.cut();
        self.wake();
        self.weather.wait_until_deaf();
    }

    /// Resets all connections; new ones are taken at once.
    pub fn reset(&self) {
        self.weather.reset();
    }

    /// Lets no byte pass any more, and keeps the connections, until [`Proxy::heal`].
    pub fn freeze(&self) {
        self.weather.freeze();
    }

    /// Keeps every byte back for so long, in both directions.
    pub fn delay(&self, by: Duration) {
        self.weather.delay(by);
    }

    /// Passes everything on at once again.
    pub fn heal(&self) {
        self.weather.heal();
        self.weather.wait_until_listening();
    }

    /// Resets the connection on which these bytes are sent next, before they arrive.
    pub fn lose_order(&self, bytes: &[u8]) {
        self.weather.trap.set(bytes, Loss::Order);
    }

    /// Lets these bytes arrive when they are sent next, and resets the connection in place of the
    /// answer, which has the same bytes in it.
    pub fn lose_answer(&self, bytes: &[u8]) {
        self.weather.trap.set(bytes, Loss::Answer(bytes.to_vec()));
    }

    /// The same, and cuts the network at that moment.
    pub fn lose_answer_and_cut(&self, bytes: &[u8]) {
        self.weather.trap.set(bytes, Loss::AnswerAndAll(bytes.to_vec()));
    }

    /// Whether what was to be lost is still to come.
    pub fn is_waiting(&self) -> bool {
        self.weather.trap.is_set()
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.weather.connections()
    }

    /// Makes the listening thread look at the weather.
    fn wake(&self) {
        // It may have looked already.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.weather.end();
        self.wake();
    }
}

/// Takes connections; while the network is cut nobody listens, so that new ones are refused.
fn listen(weather: &Arc<Weather>, mut listener: TcpListener, port: u16, target: u16) {
    loop {
        let near = listener.accept();
        if weather.is_cut() {
            drop(listener);
            if !weather.wait_for_better() {
                return;
            }
            listener = TcpListener::bind(("127.0.0.1", port)).expect("the port of before");
            weather.set_listening(true);
        } else if let Ok((near, _)) = near {
            connect(weather, near, target);
        }
    }
}
