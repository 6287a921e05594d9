//! What differs between the SQL of the databases.

/// A JSON document within a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doc<'a> {
    /// The column `body` of the resource.
    Body,
    /// An element of a list, under the alias that [`Dialect::elements`] gave it.
    Element(&'a str),
}

/// How a database writes what the SQL standard leaves open. Expressions about a place in a JSON
/// document name it by the keys that lead there; keys can contain anything and must be quoted. On
/// the way there are only objects; where there is something else, there is no value.
pub trait Dialect {
    /// The placeholder of the parameter with this number, counted from 1.
    fn placeholder(&self, number: usize) -> String;

    /// Whether rows are found by their directory and their key, and not by the key alone, although
    /// it tells the directory.
    fn names_directory(&self) -> bool;

    /// Text in the form in which it compares byte by byte.
    fn exact(&self, text: &str) -> String;

    /// Text in the form of [`scim::text::fold`], which compares byte by byte.
    fn fold(&self, text: &str) -> String;

    /// The microseconds since 1970 that a text says, or null.
    fn instant(&self, text: &str) -> String;

    /// The usual text of an id that is stored as bytes.
    fn uuid_text(&self, id: &str) -> String;

    /// The text at a place. With `lenient`, also the JSON text of a number or boolean. Null for
    /// anything else.
    fn json_text(&self, doc: Doc<'_>, steps: &[String], lenient: bool) -> String;

    /// The number at a place; null for anything else.
    fn json_number(&self, doc: Doc<'_>, steps: &[String]) -> String;

    /// The boolean at a place; null for anything else.
    fn json_boolean(&self, doc: Doc<'_>, steps: &[String]) -> String;

    /// Whether there is a value at a place that is not null and not the empty string; of an array
    /// or object, whether there is such a value in it. Never null.
    fn json_present(&self, doc: Doc<'_>, steps: &[String]) -> String;

    /// What stands after `FROM` to get the elements of the list at a place under the given alias:
    /// those of an array, or the single value that is there in its stead.
    fn elements(&self, doc: Doc<'_>, steps: &[String], alias: &str) -> String;

    /// An expression by which elements are ordered as they are in their array.
    fn element_position(&self, alias: &str) -> String;

    /// Whether text contains a part. Null if the text is.
    fn contains(&self, text: &str, part: &str) -> String;

    /// Whether text ends with a part, given its length in bytes. Null if the text is.
    fn ends_with(&self, text: &str, part: &str, bytes: usize) -> String;

    /// Whether what one value of an index or of a subquery finds comes in the order of the keys, so
    /// that the database need not sort it, and is not tempted to walk all keys for it either.
    fn finds_in_key_order(&self) -> bool {
        false
    }
}
