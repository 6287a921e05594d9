//! SQL text and its parameters, built together.

use uuid::Uuid;

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
    /// An id, in the form in which it is stored.
    Id(Uuid),
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
    /// The placeholder of the directory, once it is bound.
    directory: Option<String>,
}

impl<'d, D: Dialect> Sql<'d, D> {
    /// An empty statement whose parameters are numbered from `first`.
    pub fn new(dialect: &'d D, first: usize) -> Self {
        let text = String::new();
        Self { dialect, text, values: Vec::new(), first, aliases: 0, directory: None }
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

    /// Appends the condition that the row under an alias is of the directory, and the word before
    /// the condition on its key; nothing where that says the same.
    pub(crate) fn within(&mut self, alias: &str, directory: i64) -> &mut Self {
        let condition = self.directory(alias, directory);
        self.push(&condition)
    }

    /// What [`within`](Self::within) appends.
    pub(crate) fn directory(&mut self, alias: &str, directory: i64) -> String {
        if !self.dialect.names_directory() {
            return String::new();
        }
        let placeholder = match self.directory.take() {
            Some(placeholder) => placeholder,
            None => self.placeholder(SqlValue::Integer(directory)),
        };
        let condition = format!("{alias}.directory = {placeholder} AND ");
        self.directory = Some(placeholder);
        condition
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
