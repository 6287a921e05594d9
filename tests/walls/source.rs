//! Rust sources as the compiler's tokens: comments are gone, strings are told from code.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use walkdir::WalkDir;

/// The folder of the root manifest.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a parent folder").to_owned()
}

/// The files below a folder of the project with one of the extensions, in order.
pub(crate) fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let built = |name: &str| name == "target" || name == ".git";
    let entries = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !entry.file_name().to_str().is_some_and(built))
        .map(|entry| entry.expect("a readable folder").into_path());
    let wanted = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    };
    entries.filter(wanted).collect()
}

/// A path as it stands in messages.
pub(crate) fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// A name or a string, and where it stands.
pub(crate) struct Found {
    pub(crate) text: String,
    /// `file:line`.
    pub(crate) place: String,
}

/// What a source names and what strings it holds, its unit tests and doc comments left out.
#[derive(Default)]
pub(crate) struct Source {
    /// Every path in full: `use std::{env, fs}` names `std::env` and `std::fs`.
    pub(crate) paths: Vec<Found>,
    /// Every string literal as it is written.
    pub(crate) strings: Vec<Found>,
    /// The names of the modules that are compiled for tests only.
    test_modules: Vec<String>,
}

/// The sources below a folder that are part of the crate, the modules of its unit tests left out.
pub(crate) fn sources(folder: &Path) -> Vec<Source> {
    let read: Vec<_> =
        files(folder, &["rs"]).into_iter().map(|path| (Source::read(&path), path)).collect();
    let tests: Vec<PathBuf> = read
        .iter()
        .flat_map(|(source, path)| source.test_modules.iter().map(|name| module(path, name)))
        .collect();
    let is_test = |path: &Path| {
        tests.iter().any(|test| path == test.with_extension("rs") || path.starts_with(test))
    };
    read.into_iter().filter(|(_, path)| !is_test(path)).map(|(source, _)| source).collect()
}

/// Where the files of a module lie that a source declares: below this folder, or in the file that
/// is called like it.
fn module(declared_in: &Path, name: &str) -> PathBuf {
    let stem = declared_in.file_stem().and_then(|stem| stem.to_str());
    let parent = match stem {
        Some("lib" | "main" | "mod") => declared_in.with_file_name(""),
        _ => declared_in.with_extension(""),
    };
    parent.join(name)
}

impl Source {
    /// Reads one file.
    pub(crate) fn read(path: &Path) -> Self {
        Self::parse(&fs::read_to_string(path).expect("a readable source"), &short(path))
    }

    /// Reads a text; `name` stands in the places.
    pub(crate) fn parse(text: &str, name: &str) -> Self {
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| {
            unreachable!("{name} compiles, so it consists of tokens: {error}");
        });
        let mut source = Self::default();
        source.collect(tokens, &[], name);
        source
    }

    fn collect(&mut self, stream: TokenStream, prefix: &[String], file: &str) {
        let tokens = self.without_tests(stream);
        let mut current: Vec<String> = prefix.to_vec();
        let mut line = 0;
        let mut joined = false;
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            index += 1;
            if is_separator(token, tokens.get(index)) {
                joined = true;
                index += 1;
                continue;
            }
            match token {
                TokenTree::Ident(ident) => {
                    if !joined {
                        self.flush(&mut current, prefix, line, file);
                    }
                    line = ident.span().start().line;
                    current.push(ident.to_string());
                }
                TokenTree::Group(group) if joined && group.delimiter() == Delimiter::Brace => {
                    self.collect(group.stream(), &current, file);
                    current.truncate(prefix.len());
                }
                TokenTree::Group(group) => {
                    self.flush(&mut current, prefix, line, file);
                    self.collect(group.stream(), &[], file);
                }
                TokenTree::Punct(_) => self.flush(&mut current, prefix, line, file),
                TokenTree::Literal(literal) => {
                    self.flush(&mut current, prefix, line, file);
                    let text = literal.to_string();
                    if text.contains('"') {
                        let place = format!("{file}:{}", literal.span().start().line);
                        self.strings.push(Found { text, place });
                    }
                }
            }
            joined = false;
        }
        self.flush(&mut current, prefix, line, file);
    }

    /// Ends the path that was being read, if there is one.
    fn flush(&mut self, current: &mut Vec<String>, prefix: &[String], line: usize, file: &str) {
        if current.len() > prefix.len() {
            let place = format!("{file}:{line}");
            self.paths.push(Found { text: current.join("::"), place });
        }
        current.truncate(prefix.len());
    }

    /// The tokens without documentation and without items under `#[cfg(test)]`.
    fn without_tests(&mut self, stream: TokenStream) -> Vec<TokenTree> {
        let mut kept: Vec<TokenTree> = Vec::new();
        let mut tokens = stream.into_iter();
        while let Some(token) = tokens.next() {
            let attribute = match &token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                    attribute(group)
                }
                _ => Attribute::Other,
            };
            match attribute {
                Attribute::Test => self.pass_over(&mut tokens),
                Attribute::Doc => {}
                Attribute::Other => kept.push(token),
            }
        }
        kept
    }

    /// Passes over an item, which reaches to its body or to its semicolon. The latter ends a
    /// module that lies in files of its own.
    fn pass_over(&mut self, tokens: &mut impl Iterator<Item = TokenTree>) {
        let mut module = None;
        let mut after_mod = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if after_mod => module = Some(ident.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
                TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                TokenTree::Ident(ref ident) => {
                    after_mod = ident == "mod";
                    continue;
                }
                _ => {}
            }
            after_mod = false;
        }
        self.test_modules.extend(module);
    }
}

fn is_separator(token: &TokenTree, next: Option<&TokenTree>) -> bool {
    let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ':');
    colon(token) && next.is_some_and(colon)
}

enum Attribute {
    Test,
    Doc,
    Other,
}

fn attribute(group: &Group) -> Attribute {
    let text = group.stream().to_string().replace(' ', "");
    if text == "cfg(test)" || text.starts_with("cfg(all(test") {
        Attribute::Test
    } else if text.starts_with("doc=") {
        Attribute::Doc
    } else {
        Attribute::Other
    }
}

#[test]
fn paths_are_read_in_full_and_tests_are_left_out() {
    let text = r#"
        //! std::fs in a comment
        use std::{collections::BTreeMap, env::{self, var}};
        /// std::net in documentation
        fn f() { let t = std::time::Instant::now(); g("std::fs in a string"); }
        #[cfg(test)]
        mod tests { use std::process; fn h() {} }
        #[cfg(test)]
        pub(crate) mod more;
        fn last() { tail::call() }
    "#;
    let source = Source::parse(text, "x.rs");
    let paths: Vec<_> = source.paths.iter().map(|path| path.text.as_str()).collect();
    for expected in [
        "std::collections::BTreeMap",
        "std::env::self",
        "std::env::var",
        "std::time::Instant::now",
        "tail::call",
    ] {
        assert!(paths.contains(&expected), "{expected} in {paths:?}");
    }
    for absent in ["std::fs", "std::net", "std::process"] {
        assert!(!paths.contains(&absent), "{absent} in {paths:?}");
    }
    assert_eq!(source.strings.len(), 1);
    assert_eq!(source.strings[0].place, "x.rs:5");
    assert_eq!(source.test_modules, ["more"]);
}

#[test]
fn a_module_lies_below_the_file_that_declares_it() {
    for (file, expected) in
        [("src/lib.rs", "src/tests"), ("src/a/mod.rs", "src/a/tests"), ("src/a.rs", "src/a/tests")]
    {
        assert_eq!(module(Path::new(file), "tests"), Path::new(expected), "{file}");
    }
}
