//! A moment that a test waits for, seen in what clients send: there the connection is lost.

use std::sync::Mutex;

/// What of the exchange is lost when the connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// What the client sends never arrives.
    Order,
    /// The other side does it, and its answer with these bytes never arrives.
    Answer(Vec<u8>),
    /// The same, and the network is cut from then on.
    AnswerAndAll(Vec<u8>),
}

/// What springs once, when a client sends certain bytes.
#[derive(Default)]
pub(super) struct Trap(Mutex<Option<(Vec<u8>, Loss)>>);

/// Whether bytes stand in others. What a driver sends at once arrives at once, if it is short.
pub(super) fn is_in(bytes: &[u8], piece: &[u8]) -> bool {
    piece.windows(bytes.len()).any(|window| window == bytes)
}

impl Trap {
    /// Sets the trap for those bytes.
    pub(super) fn set(&self, bytes: &[u8], loss: Loss) {
        *self.0.lock().expect("the trap") = Some((bytes.to_vec(), loss));
    }

    /// Whether it is still set.
    pub(super) fn is_set(&self) -> bool {
        self.0.lock().expect("the trap").is_some()
    }

    /// Looks at what a client sends, and springs if it is what the trap is set for.
    pub(super) fn spring(&self, piece: &[u8]) -> Option<Loss> {
        let mut trap = self.0.lock().expect("the trap");
        let (bytes, _) = trap.as_ref()?;
        if is_in(bytes, piece) { trap.take().map(|(_, loss)| loss) } else { None }
    }
}
