//! SQL text and its parameters, built together.

use crate::dialect::Dialect;

/// A bound parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlValue {
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A statement in the making.
#[derive(Clone, Debug)]
pub struct Sql<'d, D> {
    /// The dialect it is written in.
    pub dialect: &'d D,
    text: String,
    values: Vec<SqlValue>,
    first: usize,
    aliases: usize,
}

impl<'d, D: Dialect> Sql<'d, D> {
    /// An empty statement whose parameters are numbered from `first`.
    pub fn new(dialect: &'d D, first: usize) -> Self {
        Self { dialect, text: String::new(), values: Vec::new(), first, aliases: 0 }
    }

    /// Appends text. It must not contain anything that a client sent.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Binds a value and appends its placeholder.
    pub fn bind(&mut self, value: SqlValue) -> &mut Self {
        let placeholder = self.placeholder(value);
        self.push(&placeholder)
    }

    /// Binds a value and returns its placeholder.
    pub fn placeholder(&mut self, value: SqlValue) -> String {
        self.values.push(value);
        self.dialect.placeholder(self.first + self.values.len() - 1)
    }

    /// A table alias that is not in use yet.
    pub(crate) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("e{}", self.aliases)
    }

    /// The text and the parameters in their order.
    pub fn finish(self) -> (String, Vec<SqlValue>) {
        (self.text, self.values)
    }
}
