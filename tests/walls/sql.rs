//! As much of SQL's data definition as the migrations use.

/// A table of a migration: its columns with their types, and no keys yet.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// Name and declared type of each column, in small letters.
    pub(crate) columns: Vec<(String, String)>,
}

/// A primary key, a uniqueness constraint or an index.
#[derive(Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) table: String,
    /// As a person would call it: `primary key`, `unique`, `index user_name`.
    pub(crate) kind: String,
    /// The first column or expression, in small letters.
    pub(crate) first: String,
}

/// The tables and keys that a migration creates.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Definitions {
    pub(crate) tables: Vec<Table>,
    pub(crate) keys: Vec<Key>,
}

impl Definitions {
    /// Reads a migration; statements that create neither table nor index are passed over.
    pub(crate) fn parse(sql: &str) -> Self {
        let mut definitions = Self::default();
        for statement in without_comments(sql).split(';') {
            let words: Vec<_> = statement.split_whitespace().collect();
            let statement = words.join(" ").to_lowercase();
            let statement = statement.replace(" if not exists", "").replace(['"', '`'], "");
            let body = statement.strip_prefix("create ").unwrap_or_default();
            let unique = body.strip_prefix("unique ");
            if let Some(rest) = body.strip_prefix("table ") {
                definitions.table(rest);
            } else if let Some(rest) = unique.unwrap_or(body).strip_prefix("index ") {
                definitions.index(rest);
            }
        }
        definitions
    }

    fn table(&mut self, rest: &str) {
        let Some((name, body)) = rest.split_once('(') else {
            return;
        };
        let name = name.trim().to_owned();
        let mut columns = Vec::new();
        for item in items(body) {
            let constraint = item.strip_prefix("constraint ").map_or(item.as_str(), |named| {
                named.split_once(' ').map_or(named, |(_, constraint)| constraint)
            });
            let table_wide = [("primary key", "primary key"), ("unique", "unique")]
                .into_iter()
                .find(|(start, _)| constraint.starts_with(start));
            if let Some((_, kind)) = table_wide {
                let list = constraint.split_once('(').map_or("", |(_, list)| list);
                self.key(&name, kind, list);
            } else if !["check", "foreign key", "exclude"].iter().any(|c| constraint.starts_with(c))
            {
                let mut words = item.splitn(2, ' ');
                let column = words.next().unwrap_or_default().to_owned();
                let rest = words.next().unwrap_or_default();
                for kind in ["primary key", "unique"] {
                    if rest.contains(kind) {
                        self.key(&name, kind, &column);
                    }
                }
                let declared = rest.split(' ').next().unwrap_or_default().to_owned();
                columns.push((column, declared));
            }
        }
        self.tables.push(Table { name, columns });
    }

    fn index(&mut self, rest: &str) {
        let Some((name, rest)) = rest.split_once(" on ") else {
            return;
        };
        let Some((table, list)) = rest.split_once('(') else {
            return;
        };
        let table = table.split(' ').next().unwrap_or_default();
        self.key(table, &format!("index {name}"), list);
    }

    fn key(&mut self, table: &str, kind: &str, list: &str) {
        let first = items(list).into_iter().next().unwrap_or_default();
        let first = first.split(' ').next().unwrap_or_default().to_owned();
        self.keys.push(Key { table: table.to_owned(), kind: kind.to_owned(), first });
    }
}

/// The items of a list up to its closing bracket, split at commas that are not nested.
fn items(list: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 0;
    for c in list.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items.iter().map(|item| item.trim().to_owned()).collect()
}

fn without_comments(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let mut text = lines.collect::<Vec<_>>().join("\n");
    while let Some(start) = text.find("/*") {
        let end = text[start..].find("*/").map_or(text.len(), |end| start + end + 2);
        text.replace_range(start..end, " ");
    }
    text
}

#[test]
fn tables_and_keys_are_read() {
    let definitions = Definitions::parse(
        "-- A comment; with a semicolon\n\
         CREATE TABLE IF NOT EXISTS user (\n\
           key INTEGER PRIMARY KEY, /* packed */\n\
           directory INTEGER NOT NULL,\n\
           name TEXT NOT NULL CHECK (length(name) > 0),\n\
           UNIQUE (directory, name),\n\
           CONSTRAINT c PRIMARY KEY (directory, key),\n\
           FOREIGN KEY (directory) REFERENCES directory (id)\n\
         ) STRICT;\n\
         CREATE UNIQUE INDEX user_name ON user (lower(name), directory) WHERE name <> '';\n\
         CREATE INDEX user_time ON user (directory DESC, time);\n\
         INSERT INTO user VALUES (1, 2, 'a');",
    );
    let column = |name: &str, declared: &str| (name.to_owned(), declared.to_owned());
    let columns =
        vec![column("key", "integer"), column("directory", "integer"), column("name", "text")];
    assert_eq!(definitions.tables, [Table { name: "user".to_owned(), columns }]);
    let keys: Vec<_> = definitions.keys.iter().map(|k| (k.kind.as_str(), &*k.first)).collect();
    assert_eq!(
        keys,
        [
            ("primary key", "key"),
            ("unique", "directory"),
            ("primary key", "directory"),
            ("index user_name", "lower(name)"),
            ("index user_time", "directory"),
        ]
    );
}
