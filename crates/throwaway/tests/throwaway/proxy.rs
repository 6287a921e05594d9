//! The network that fails as told.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use throwaway::Proxy;

/// A port on which every byte is sent back.
fn echo() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || {
                let mut back = stream.try_clone().expect("the same connection");
                std::io::copy(&mut &stream, &mut back)
            });
        }
    });
    port
}

fn connect(proxy: &Proxy) -> TcpStream {
    TcpStream::connect(("127.0.0.1", proxy.port)).expect("a connection")
}

fn ask(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"hello")?;
    stream.read_exact(&mut [0; 5])
}

#[test]
fn bytes_pass_and_an_end_is_passed_on() {
    let proxy = Proxy::start(echo());
    let mut stream = connect(&proxy);
    let sent = vec![7; 3_000_000];
    let (mut writer, bytes) = (stream.try_clone().expect("the same"), sent.clone());
    let writing = thread::spawn(move || {
        writer.write_all(&bytes).expect("all of it");
        writer.shutdown(std::net::Shutdown::Write).expect("an end");
    });
    let mut read = Vec::new();
    stream.read_to_end(&mut read).expect("all of it");
    writing.join().expect("a writer");
    assert!(read == sent);
}

#[test]
fn a_cut_resets_what_is_open_and_refuses_what_comes_until_it_heals() {
    let proxy = Proxy::start(echo());
    let mut stream = connect(&proxy);
    ask(&mut stream).expect("an answer");
    assert_eq!(proxy.connections(), 1);
    proxy.cut();
    assert_eq!(ask(&mut stream).expect_err("a cut").kind(), ErrorKind::ConnectionReset);
    let refused = TcpStream::connect(("127.0.0.1", proxy.port)).expect_err("a cut");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    proxy.heal();
    ask(&mut connect(&proxy)).expect("an answer");
}

#[test]
fn a_reset_ends_what_is_open_and_takes_what_comes() {
    let proxy = Proxy::start(echo());
    let mut stream = connect(&proxy);
    ask(&mut stream).expect("an answer");
    proxy.reset();
    assert!(ask(&mut stream).is_err());
    ask(&mut connect(&proxy)).expect("an answer");
}

#[test]
fn a_frozen_network_loses_nothing() {
    let proxy = Proxy::start(echo());
    let mut stream = connect(&proxy);
    ask(&mut stream).expect("an answer");
    proxy.freeze();
    stream.write_all(b"later").expect("room in the buffers");
    stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a time limit");
    assert_eq!(stream.read(&mut [0; 5]).expect_err("nothing").kind(), ErrorKind::WouldBlock);
    stream.set_read_timeout(None).expect("no time limit");
    proxy.heal();
    let mut read = [0; 5];
    stream.read_exact(&mut read).expect("what was kept back");
    assert_eq!(&read, b"later");
}

#[test]
fn a_frozen_connection_can_be_cut() {
    let proxy = Proxy::start(echo());
    let mut stream = connect(&proxy);
    ask(&mut stream).expect("an answer");
    proxy.freeze();
    stream.write_all(b"never").expect("room in the buffers");
    proxy.cut();
    assert!(stream.read_exact(&mut [0; 5]).is_err());
    proxy.heal();
    ask(&mut connect(&proxy)).expect("an answer");
}

#[test]
fn a_delay_is_added_in_both_directions_and_does_not_add_up() {
    let proxy = Proxy::start(echo());
    let mut stream = connect(&proxy);
    ask(&mut stream).expect("an answer");
    proxy.delay(Duration::from_millis(50));
    let start = Instant::now();
    ask(&mut stream).expect("an answer");
    assert!(start.elapsed() >= Duration::from_millis(100));
    proxy.heal();
    ask(&mut stream).expect("an answer");
}

#[test]
fn a_database_that_does_not_listen_resets_its_clients() {
    let gone = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = gone.local_addr().expect("an address").port();
    drop(gone);
    let proxy = Proxy::start(port);
    assert!(ask(&mut connect(&proxy)).is_err());
}

#[test]
fn a_connection_is_lost_at_certain_bytes_before_or_after_they_arrive() {
    let proxy = Proxy::start(echo());
    let mut other = connect(&proxy);
    ask(&mut other).expect("an answer");
    for lose in [Proxy::lose_order, Proxy::lose_answer] {
        let mut stream = connect(&proxy);
        lose(&proxy, b"hello");
        stream.write_all(b"help?").expect("other bytes pass");
        stream.read_exact(&mut [0; 5]).expect("an answer");
        assert!(proxy.is_waiting());
        assert!(ask(&mut stream).is_err());
        assert!(!proxy.is_waiting());
        ask(&mut other).expect("an answer on another connection");
    }
    proxy.lose_answer_and_cut(b"hello");
    assert!(ask(&mut connect(&proxy)).is_err());
    assert!(ask(&mut other).is_err());
    proxy.heal();
    ask(&mut connect(&proxy)).expect("an answer");
}
