//! List responses.

use serde_json::Value;

use crate::urn;

/// Writes a list response whose resources are JSON already; they are copied as they are.
pub struct ListWriter<'a> {
    out: &'a mut Vec<u8>,
    written: u64,
}

impl<'a> ListWriter<'a> {
    /// Begins a response at the end of `out`. `total` counts all matches, `start_index` is where
    /// this page begins, if it was named so.
    pub fn begin(out: &'a mut Vec<u8>, total: u64, start_index: Option<i64>) -> Self {
        let list = urn::LIST_RESPONSE;
        out.extend_from_slice(
            format!(r#"{{"schemas":["{list}"],"totalResults":{total},"#).as_bytes(),
        );
        if let Some(start_index) = start_index {
            out.extend_from_slice(format!(r#""startIndex":{start_index},"#).as_bytes());
        }
        out.extend_from_slice(br#""Resources":["#);
        Self { out, written: 0 }
    }

    /// Appends a resource, which `write` prints as one JSON object.
    pub fn resource(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if self.written > 0 {
            self.out.push(b',');
        }
        write(self.out);
        self.written += 1;
    }

    /// Ends the response. `next_cursor` leads to the next page of a walk by cursor, if there is
    /// one.
    pub fn finish(self, next_cursor: Option<&str>) {
        self.out.extend_from_slice(format!("],\"itemsPerPage\":{}", self.written).as_bytes());
        if let Some(cursor) = next_cursor {
            let cursor = Value::from(cursor);
            self.out.extend_from_slice(format!(",\"nextCursor\":{cursor}").as_bytes());
        }
        self.out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_answer_copies_its_resources() {
        let mut out = Vec::new();
        let mut writer = ListWriter::begin(&mut out, 7, Some(3));
        for resource in [r#"{"id":"a"}"#, r#"{"id":"b"}"#] {
            writer.resource(|out| out.extend_from_slice(resource.as_bytes()));
        }
        writer.finish(None);
        let answer: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            answer,
            json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 7, "startIndex": 3, "itemsPerPage": 2,
                "Resources": [{"id": "a"}, {"id": "b"}]})
        );
        out.clear();
        ListWriter::begin(&mut out, 0, None).finish(Some("a-b"));
        let answer: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            answer,
            json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 0, "itemsPerPage": 0,
                "Resources": [], "nextCursor": "a-b"})
        );
    }
}
