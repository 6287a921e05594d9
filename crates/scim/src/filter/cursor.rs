//! The place in a filter's text that the parser has reached.

use crate::Error;

pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Passes over `byte` if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    /// What comes before the next space, bracket or parenthesis.
    pub(super) fn word(&mut self) -> &'t str {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !b"()[]".contains(&byte))
        {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// Passes over `keyword`, in any case, if it is next and a word of its own.
    pub(super) fn eat_keyword(&mut self, keyword: &str) -> bool {
        let start = self.at;
        if self.word().eq_ignore_ascii_case(keyword) {
            return true;
        }
        self.at = start;
        false
    }

    /// Passes over a JSON string, quotation marks included, and returns it.
    pub(super) fn string(&mut self) -> Result<&'t str, Error> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => {
                    self.at = start;
                    return Err(self.error("the string that begins here has no end"));
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(&self.text[start..self.at]);
                }
                Some(b'\\') => self.at = (self.at + 2).min(self.text.len()),
                Some(_) => self.at += 1,
            }
        }
    }

    /// 400 `invalidFilter` that tells where: characters are counted from 1.
    pub(super) fn error(&self, what: impl std::fmt::Display) -> Error {
        let position = self.text.get(..self.at).map_or(0, |before| before.chars().count()) + 1;
        Error::invalid_filter(format!("filter, character {position}: {what}"))
    }
}
