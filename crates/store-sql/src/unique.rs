//! Values that must be unique among the resources of a kind.

use scim::UniqueAttribute;

use crate::dialect::{Dialect, Doc};
use crate::filter::compare;

/// Bytes of a value that an index of every database takes; longer ones are refused where they are
/// sent.
const MAX_BYTES: usize = 2_000;

/// Gathers the values of an attribute from all resources of a kind: of several with one value, the
/// oldest has it. The parameters are the directory, the code of the kind, and the name of the
/// attribute.
pub fn gather<D: Dialect>(dialect: &D, attribute: &UniqueAttribute) -> String {
    let text = dialect.json_text(Doc::Body, &attribute.target.steps, false);
    let value = compare::normalized(dialect, attribute.target.comparison, &text);
    let [directory, kind, name] = [1, 2, 3].map(|number| dialect.placeholder(number));
    format!(
        "INSERT INTO unique_values (directory, kind, attribute, value, key)
         SELECT {directory}, {kind}, {name}, v.value, v.key
         FROM (
             SELECT r.key AS key, {value} AS value FROM resources AS r
             WHERE r.directory = {directory} AND r.kind = {kind} ORDER BY r.key
         ) AS v
         WHERE v.value IS NOT NULL AND v.value <> '' AND octet_length(v.value) <= {MAX_BYTES}
         ON CONFLICT DO NOTHING"
    )
}
