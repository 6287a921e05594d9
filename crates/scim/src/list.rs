//! Queries and their answers (RFC 7644 §3.4.2, §3.4.3).

use serde_json::Value;

use crate::filter::Filter;
use crate::sort::Order;
use crate::{Error, json, urn};

/// What a query asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRequest {
    /// Which resources; `None` for all.
    pub filter: Option<Filter>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// The direction; without meaning if `sort_by` is absent.
    pub sort_order: Order,
    /// Which of the matches is the first of the page, counted from 1.
    pub start_index: i64,
    /// How many resources at most, 0 or more; `None` leaves it to the server.
    pub count: Option<i64>,
    /// Attributes to show, comma-separated.
    pub attributes: Option<String>,
    /// Attributes to leave out, comma-separated.
    pub excluded_attributes: Option<String>,
}

impl Default for ListRequest {
    fn default() -> Self {
        Self {
            filter: None,
            sort_by: None,
            sort_order: Order::Ascending,
            start_index: 1,
            count: None,
            attributes: None,
            excluded_attributes: None,
        }
    }
}

impl ListRequest {
    /// Reads a query string, decoded as a form is. Empty values count as not given; parameters
    /// that are unknown are passed over; the case of names does not matter.
    pub fn from_query(query: &str) -> Result<Self, Error> {
        let mut request = Self::default();
        for (name, value) in parameters(query) {
            request.set(&name, value)?;
        }
        Ok(request)
    }

    /// Reads a search request. One that does not name its schema is 400 `invalidSyntax`.
    pub fn from_search_request(body: &[u8]) -> Result<Self, Error> {
        /// An object with lists in it.
        const DEPTH: usize = 4;
        let mut map = json::parse_object(body, DEPTH)?;
        let is_search = json::take(&mut map, "schemas").is_some_and(|schemas| {
            schemas.as_array().is_some_and(|schemas| {
                schemas
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|one| urn::eq(one, urn::SEARCH_REQUEST))
            })
        });
        if !is_search {
            return Err(Error::invalid_syntax(format!(
                "schemas must be [\"{}\"]",
                urn::SEARCH_REQUEST
            )));
        }
        let mut query = Self::default();
        for (name, value) in map {
            let Some(text) = text_of(&name, value)? else { continue };
            if !text.trim().is_empty() {
                query.set(&name, text)?;
            }
        }
        Ok(query)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), Error> {
        match name.to_ascii_lowercase().as_str() {
            "filter" => self.filter = Some(Filter::parse(&value)?),
            "sortby" => self.sort_by = Some(value),
            "sortorder" => self.sort_order = Order::parse(value.trim())?,
            // RFC 7644 §3.4.2.4: less than 1 means 1, a negative count means 0.
            "startindex" => self.start_index = integer("startIndex", &value)?.max(1),
            "count" => self.count = Some(integer("count", &value)?.max(0)),
            "attributes" => append(&mut self.attributes, value),
            "excludedattributes" => append(&mut self.excluded_attributes, value),
            _ => {}
        }
        Ok(())
    }
}

/// Members of a search request that have a meaning; others are passed over, whatever they hold.
const MEMBERS: [&str; 7] =
    ["filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes"];

/// The value of a member of a search request as a query string would have it.
fn text_of(name: &str, value: Value) -> Result<Option<String>, Error> {
    if !MEMBERS.iter().any(|member| member.eq_ignore_ascii_case(name)) {
        return Ok(None);
    }
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Array(items) => {
            let names: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            let wrong = || Error::invalid_value(format!("{name} must be a list of strings"));
            Ok(Some(names.ok_or_else(wrong)?.join(",")))
        }
        other => {
            Err(Error::invalid_value(format!("{name} must not be {}", json::describe(&other))))
        }
    }
}

/// The parameters of a query string, decoded as a form is, those without a value left out.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// A parameter that is given twice counts as one list.
pub(crate) fn append(names: &mut Option<String>, more: String) {
    match names {
        None => *names = Some(more),
        Some(names) => {
            names.push(',');
            names.push_str(&more);
        }
    }
}

fn integer(name: &str, text: &str) -> Result<i64, Error> {
    text.trim().parse().map_err(|_| Error::invalid_value(format!("{name} must be an integer")))
}

/// Writes a list response whose resources are JSON already; they are copied as they are.
pub struct ListWriter<'a> {
    out: &'a mut Vec<u8>,
    written: u64,
}

impl<'a> ListWriter<'a> {
    /// Begins a response at the end of `out`. `total` counts all matches, `start_index` is where
    /// this page begins.
    pub fn begin(out: &'a mut Vec<u8>, total: u64, start_index: i64) -> Self {
        out.extend_from_slice(
            format!(
                r#"{{"schemas":["{}"],"totalResults":{total},"startIndex":{start_index},"Resources":["#,
                urn::LIST_RESPONSE
            )
            .as_bytes(),
        );
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

    /// Ends the response.
    pub fn finish(self) {
        self.out.extend_from_slice(format!("],\"itemsPerPage\":{}}}", self.written).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn queries_are_forms() {
        let request = ListRequest::from_query(
            "filter=userName+eq+%22ann%2Blee%40example.com%22&&STARTINDEX=3&count=2&attributes=&aadOptscim062020&sortBy=userName&sortOrder=Descending&attributes=userName&attributes=id&",
        )
        .unwrap();
        assert_eq!(request.filter.unwrap().to_string(), "userName eq \"ann+lee@example.com\"");
        assert_eq!((request.start_index, request.count), (3, Some(2)));
        assert_eq!(request.sort_by.as_deref(), Some("userName"));
        assert_eq!(request.sort_order, Order::Descending);
        assert_eq!(request.attributes.as_deref(), Some("userName,id"));
        assert_eq!(ListRequest::from_query("").unwrap(), ListRequest::default());
        assert_eq!(ListRequest::from_query("filter=").unwrap().filter, None);
    }

    #[test]
    fn numbers_are_brought_into_range_or_refused() {
        let request = ListRequest::from_query("startIndex=-4&count=-1").unwrap();
        assert_eq!((request.start_index, request.count), (1, Some(0)));
        for query in ["count=x", "startIndex=1.5", "count=99999999999999999999", "sortOrder=up"] {
            let error = ListRequest::from_query(query).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{query}");
        }
        let error = ListRequest::from_query("filter=userName").unwrap_err();
        assert_eq!(error.scim_type, Some(crate::ScimType::InvalidFilter));
    }

    #[test]
    fn search_requests_are_the_same_query() {
        let body = json!({
            "schemas": [urn::SEARCH_REQUEST], "filter": "active eq true", "attributes": ["id", "emails.value"],
            "startIndex": 2, "count": 5, "sortBy": null, "cursorish": "x",
        });
        let request = ListRequest::from_search_request(body.to_string().as_bytes()).unwrap();
        assert_eq!(request.attributes.as_deref(), Some("id,emails.value"));
        assert_eq!((request.start_index, request.count), (2, Some(5)));
        for body in ["{}", "{\"schemas\": []}", "{\"schemas\": [\"urn:x\"]}", "[]"] {
            let error = ListRequest::from_search_request(body.as_bytes()).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidSyntax), "{body}");
        }
    }

    #[test]
    fn the_answer_copies_its_resources() {
        let mut out = Vec::new();
        let mut writer = ListWriter::begin(&mut out, 7, 3);
        for resource in [r#"{"id":"a"}"#, r#"{"id":"b"}"#] {
            writer.resource(|out| out.extend_from_slice(resource.as_bytes()));
        }
        writer.finish();
        let answer: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            answer,
            json!({"schemas": [urn::LIST_RESPONSE], "totalResults": 7, "startIndex": 3, "itemsPerPage": 2,
                "Resources": [{"id": "a"}, {"id": "b"}]})
        );
        out.clear();
        ListWriter::begin(&mut out, 0, 1).finish();
        let answer: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(answer["Resources"], json!([]));
    }
}
