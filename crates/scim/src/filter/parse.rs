//! From text to [`Filter`]: a recursive descent that needs no second look.

use serde_json::Value;

use super::cursor::Cursor;
use super::{Filter, Literal, MAX_DEPTH, MAX_LENGTH, MAX_TERMS, Op};
use crate::path::{AttrPath, is_name};
use crate::{Error, Rules};

impl Filter {
    /// Reads a filter. A malformed one, or one beyond the limits of this module, is 400
    /// `invalidFilter` with the position of the fault.
    ///
    /// Beyond the grammar of RFC 7644 §3.4.2.2 it accepts what identity providers send: words
    /// without quotation marks as strings, `True` and `False`, spaces anywhere, and
    /// `emails[type eq "work"].value eq "x"`, which becomes `emails[type eq "work" and value eq
    /// "x"]`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_by(text, Rules::TOLERANT)
    }

    /// The same by rules. With [`Rules::exact_filters`] literals are JSON, as the grammar has them.
    pub fn parse_by(text: &str, rules: Rules) -> Result<Self, Error> {
        Parser::new(text, rules)?.whole(false)
    }

    /// Reads what stands between the brackets of a path, where no further brackets may stand.
    pub(crate) fn parse_in_brackets(text: &str, rules: Rules) -> Result<Self, Error> {
        Parser::new(text, rules)?.whole(true)
    }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    terms: usize,
    exact: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, rules: Rules) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(Error::invalid_filter(format!("filter: longer than {MAX_LENGTH} bytes")));
        }
        Ok(Self { cursor: Cursor::new(text), terms: 0, exact: rules.exact_filters })
    }

    fn whole(mut self, in_brackets: bool) -> Result<Filter, Error> {
        let filter = self.or(in_brackets, 0)?;
        self.cursor.skip_spaces();
        if self.cursor.peek().is_some() {
            return Err(self.cursor.error("expected 'and', 'or' or the end"));
        }
        Ok(filter)
    }

    fn or(&mut self, in_brackets: bool, depth: usize) -> Result<Filter, Error> {
        let first = self.and(in_brackets, depth)?;
        let rest = self.more("or", |parser| parser.and(in_brackets, depth))?;
        Ok(join(first, rest, Filter::Or))
    }

    fn and(&mut self, in_brackets: bool, depth: usize) -> Result<Filter, Error> {
        let first = self.term(in_brackets, depth)?;
        let rest = self.more("and", |parser| parser.term(in_brackets, depth))?;
        Ok(join(first, rest, Filter::And))
    }

    fn more(
        &mut self,
        keyword: &str,
        mut next: impl FnMut(&mut Self) -> Result<Filter, Error>,
    ) -> Result<Vec<Filter>, Error> {
        let mut rest = Vec::new();
        loop {
            self.cursor.skip_spaces();
            if !self.cursor.eat_keyword(keyword) {
                return Ok(rest);
            }
            rest.push(next(self)?);
        }
    }

    fn term(&mut self, in_brackets: bool, depth: usize) -> Result<Filter, Error> {
        if depth >= MAX_DEPTH {
            return Err(self.cursor.error(format!("more than {MAX_DEPTH} levels deep")));
        }
        self.cursor.skip_spaces();
        if self.cursor.eat(b'(') {
            return self.group(in_brackets, depth);
        }
        let start = self.cursor.at;
        if self.cursor.eat_keyword("not") {
            self.cursor.skip_spaces();
            if self.cursor.eat(b'(') {
                return Ok(Filter::Not(Box::new(self.group(in_brackets, depth)?)));
            }
            self.cursor.at = start;
            return Err(self.cursor.error("'not' must be followed by '('"));
        }
        self.attribute(in_brackets, depth)
    }

    /// What follows an opening parenthesis.
    fn group(&mut self, in_brackets: bool, depth: usize) -> Result<Filter, Error> {
        let filter = self.or(in_brackets, depth + 1)?;
        self.cursor.skip_spaces();
        if self.cursor.eat(b')') {
            return Ok(filter);
        }
        Err(self.cursor.error("expected 'and', 'or' or ')'"))
    }

    fn attribute(&mut self, in_brackets: bool, depth: usize) -> Result<Filter, Error> {
        let start = self.cursor.at;
        let word = self.cursor.word();
        if word.is_empty() {
            return Err(self.cursor.error("expected the name of an attribute"));
        }
        let Ok(path) = AttrPath::parse(word) else {
            self.cursor.at = start;
            return Err(self.cursor.error(format_args!("'{word}' is not an attribute path")));
        };
        let before_bracket = self.cursor.at;
        self.cursor.skip_spaces();
        if self.cursor.peek() != Some(b'[') {
            return self.comparison(path);
        }
        if in_brackets {
            return Err(self.cursor.error("brackets cannot stand within brackets"));
        }
        if path.urn.is_none() && path.sub.is_some() {
            self.cursor.at = before_bracket;
            return Err(self.cursor.error("brackets cannot follow a sub-attribute"));
        }
        self.cursor.at += 1;
        self.value_path(path, depth)
    }

    /// What follows the opening bracket of `path[`.
    fn value_path(&mut self, path: AttrPath, depth: usize) -> Result<Filter, Error> {
        let mut filter = self.or(true, depth + 1)?;
        self.cursor.skip_spaces();
        if !self.cursor.eat(b']') {
            return Err(self.cursor.error("expected 'and', 'or' or ']'"));
        }
        if self.cursor.eat(b'.') {
            let sub = self.cursor.word();
            if !is_name(sub) {
                return Err(self.cursor.error("expected the name of a sub-attribute"));
            }
            let comparison = self.comparison(AttrPath::new(sub, None))?;
            filter = match filter {
                Filter::And(mut all) => {
                    all.push(comparison);
                    Filter::And(all)
                }
                other => Filter::And(vec![other, comparison]),
            };
        }
        Ok(Filter::ValuePath { path, filter: Box::new(filter) })
    }

    /// The operator and the literal that follow a path.
    fn comparison(&mut self, path: AttrPath) -> Result<Filter, Error> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(self.cursor.error(format!("more than {MAX_TERMS} comparisons")));
        }
        self.cursor.skip_spaces();
        let start = self.cursor.at;
        let word = self.cursor.word();
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(path));
        }
        let Some(op) = Op::parse(word) else {
            self.cursor.at = start;
            return Err(self.cursor.error(match word {
                "" => format!("expected an operator after '{path}'"),
                _ => format!("'{word}' is not an operator"),
            }));
        };
        let literal = self.literal()?;
        Ok(Filter::Compare(path, op, literal))
    }

    fn literal(&mut self) -> Result<Literal, Error> {
        self.cursor.skip_spaces();
        let start = self.cursor.at;
        if self.cursor.peek() == Some(b'"') {
            let quoted = self.cursor.string()?;
            return serde_json::from_str(quoted).map(Literal::Text).map_err(|_| {
                self.cursor.at = start;
                self.cursor.error("the string that begins here is not a JSON string")
            });
        }
        let word = self.cursor.word();
        if word.is_empty() {
            return Err(self.cursor.error("expected a value"));
        }
        if word.starts_with('\'') || word.contains('"') || self.exact && !is_json(word) {
            self.cursor.at = start;
            return Err(self.cursor.error("a string stands in double quotation marks"));
        }
        Ok(bare(word))
    }
}

/// Whether a word without quotation marks is a JSON value, so that it needs none.
fn is_json(word: &str) -> bool {
    matches!(serde_json::from_str(word), Ok(Value::Null | Value::Bool(_) | Value::Number(_)))
}

/// The meaning of a word without quotation marks.
fn bare(word: &str) -> Literal {
    for (name, literal) in [
        ("true", Literal::Boolean(true)),
        ("false", Literal::Boolean(false)),
        ("null", Literal::Null),
    ] {
        if word.eq_ignore_ascii_case(name) {
            return literal;
        }
    }
    match serde_json::from_str(word) {
        Ok(Value::Number(number)) => Literal::Number(number),
        _ => Literal::Text(word.to_owned()),
    }
}

fn join(first: Filter, mut rest: Vec<Filter>, node: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    if rest.is_empty() {
        return first;
    }
    rest.insert(0, first);
    node(rest)
}
