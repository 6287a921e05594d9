//! Licence expressions as crates write them: SPDX, and the older `MIT/Apache-2.0`.

/// Whether the licences for which `allowed` holds suffice for the expression.
///
/// An exception belongs to its licence: `Apache-2.0 WITH LLVM-exception` is asked as a whole, and
/// failing that as `Apache-2.0`, because an exception only ever permits more.
/// An expression that cannot be read is not satisfied.
pub(crate) fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let text = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    reader.any() == Some(true) && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    fn accept(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    /// Terms joined by `OR`; each is read to its end, whatever the first one says.
    fn any(&mut self) -> Option<bool> {
        let mut holds = self.all()?;
        while self.accept("OR") {
            holds |= self.all()?;
        }
        Some(holds)
    }

    /// Terms joined by `AND`, which binds more tightly.
    fn all(&mut self) -> Option<bool> {
        let mut holds = self.one()?;
        while self.accept("AND") {
            holds &= self.one()?;
        }
        Some(holds)
    }

    fn one(&mut self) -> Option<bool> {
        if self.accept("(") {
            let inner = self.any()?;
            return self.accept(")").then_some(inner);
        }
        let (name, rest) = self.words.split_first()?;
        if [")", "AND", "OR", "WITH"].contains(name) {
            return None;
        }
        self.words = rest;
        let mut holds = (self.allowed)(name);
        if self.accept("WITH") {
            let (exception, rest) = self.words.split_first()?;
            self.words = rest;
            holds |= (self.allowed)(&format!("{name} WITH {exception}"));
        }
        Some(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(expression: &str) -> bool {
        satisfied(expression, &|name| ["MIT", "ISC"].contains(&name))
    }

    #[test]
    fn one_of_several_suffices_and_all_of_several_are_needed() {
        assert!(ours("MIT"));
        assert!(ours("GPL-3.0 OR MIT"));
        assert!(ours("MIT/GPL-3.0"));
        assert!(ours("MIT AND (GPL-3.0 OR ISC)"));
        assert!(ours("MIT WITH LLVM-exception"));
        assert!(!ours("GPL-3.0"));
        assert!(!ours("MIT AND GPL-3.0"));
        assert!(!ours("GPL-3.0 OR ISC AND AGPL-3.0"));
    }

    #[test]
    fn what_cannot_be_read_is_not_satisfied() {
        for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT MIT", "AND", "MIT WITH"] {
            assert!(!ours(broken), "{broken}");
        }
    }
}
