//! What a query asks for, from a query string or a search request.

use serde_json::Value;

use crate::filter::Filter;
use crate::sort::Order;
use crate::{Error, Rules, json, urn};

/// How a query names the page that it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By the place of its first match, counted from 1.
    Index(i64),
    /// By what an earlier page told (RFC 9865 §2); empty for the first page.
    Cursor(String),
}

/// What a query asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRequest {
    /// Which resources; `None` for all.
    pub filter: Option<Filter>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// The direction; without meaning if `sort_by` is absent.
    pub sort_order: Order,
    /// Which page.
    pub paging: Paging,
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
            paging: Paging::Index(1),
            count: None,
            attributes: None,
            excluded_attributes: None,
        }
    }
}

impl ListRequest {
    /// Reads a query string, decoded as a form is. Empty values count as not given, except that of
    /// `cursor`, which means the first page, and that of `filter`, which is none: who meant to
    /// select somebody is not told of everybody. Parameters that are unknown are passed over; the
    /// case of names does not matter.
    pub fn from_query(query: &str, rules: Rules) -> Result<Self, Error> {
        let mut reader = Reader::new(rules);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            reader.take(&name, value.into_owned())?;
        }
        reader.finish()
    }

    /// Reads a search request. One that does not name its schema is 400 `invalidSyntax`.
    pub fn from_search_request(body: &[u8], rules: Rules) -> Result<Self, Error> {
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
        let mut reader = Reader::new(rules);
        for (name, value) in map {
            if let Some(text) = text_of(&name, value)? {
                reader.take(&name, text)?;
            }
        }
        reader.finish()
    }
}

/// A request as far as it is read.
struct Reader {
    rules: Rules,
    request: ListRequest,
    start_index: Option<String>,
    count: Option<String>,
    cursor: Option<String>,
}

impl Reader {
    fn new(rules: Rules) -> Self {
        let request = ListRequest::default();
        Self { rules, request, start_index: None, count: None, cursor: None }
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), Error> {
        let name = name.to_ascii_lowercase();
        let request = &mut self.request;
        match name.as_str() {
            "cursor" => self.cursor = Some(value.trim().to_owned()),
            "filter" if value.trim().is_empty() => {
                return Err(Error::invalid_filter("filter is empty: leave it out to list all"));
            }
            _ if value.trim().is_empty() => {}
            "filter" => request.filter = Some(Filter::parse_by(&value, self.rules)?),
            "sortby" => request.sort_by = Some(value),
            "sortorder" => request.sort_order = Order::parse(value.trim())?,
            "startindex" => self.start_index = Some(value),
            "count" => self.count = Some(value),
            "attributes" => append(&mut request.attributes, value),
            "excludedattributes" => append(&mut request.excluded_attributes, value),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<ListRequest, Error> {
        let mut request = self.request;
        if let Some(count) = &self.count {
            // RFC 7644 §3.4.2.4: a negative count means 0.
            let count = integer("count", count).map_err(|error| match self.cursor {
                Some(_) => Error::invalid_count(error.detail),
                None => error,
            })?;
            request.count = Some(count.max(0));
        }
        request.paging = match (self.start_index, self.cursor) {
            (None, None) => Paging::Index(1),
            // RFC 7644 §3.4.2.4: less than 1 means 1.
            (Some(start), None) => Paging::Index(integer("startIndex", &start)?.max(1)),
            (None, Some(cursor)) => Paging::Cursor(cursor),
            (Some(_), Some(_)) => {
                return Err(Error::invalid_value(
                    "startIndex and cursor are two ways to name a page: send only one of them",
                ));
            }
        };
        Ok(request)
    }
}

/// Members of a search request that have a meaning; others are passed over, whatever they hold.
const MEMBERS: [&str; 8] = [
    "filter",
    "sortBy",
    "sortOrder",
    "startIndex",
    "count",
    "cursor",
    "attributes",
    "excludedAttributes",
];

/// The value of a member of a search request as a query string would have it.
fn text_of(name: &str, value: Value) -> Result<Option<String>, Error> {
    if !MEMBERS.iter().any(|member| member.eq_ignore_ascii_case(name)) {
        return Ok(None);
    }
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other if name.eq_ignore_ascii_case("cursor") => {
            let other = json::describe(&other);
            Err(Error::invalid_value(format!("cursor must be a string, not {other}")))
        }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn from_query(query: &str) -> Result<ListRequest, Error> {
        ListRequest::from_query(query, Rules::TOLERANT)
    }

    fn from_search_request(body: &[u8]) -> Result<ListRequest, Error> {
        ListRequest::from_search_request(body, Rules::TOLERANT)
    }

    #[test]
    fn queries_are_forms() {
        let request = from_query(
            "filter=userName+eq+%22ann%2Blee%40example.com%22&&STARTINDEX=3&count=2&attributes=&aadOptscim062020&sortBy=userName&sortOrder=Descending&attributes=userName&attributes=id&",
        )
        .unwrap();
        assert_eq!(request.filter.unwrap().to_string(), "userName eq \"ann+lee@example.com\"");
        assert_eq!((request.paging, request.count), (Paging::Index(3), Some(2)));
        assert_eq!(request.sort_by.as_deref(), Some("userName"));
        assert_eq!(request.sort_order, Order::Descending);
        assert_eq!(request.attributes.as_deref(), Some("userName,id"));
        assert_eq!(from_query("").unwrap(), ListRequest::default());
    }

    #[test]
    fn an_empty_filter_does_not_mean_all() {
        for query in ["filter", "filter=", "FILTER=+%20&count=1", "filter=active+pr&filter="] {
            let error = from_query(query).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidFilter), "{query}");
        }
        let search = |filter: Value| {
            let body = json!({"schemas": [urn::SEARCH_REQUEST], "filter": filter});
            from_search_request(body.to_string().as_bytes())
        };
        let error = search(json!("")).unwrap_err();
        assert_eq!(error.scim_type, Some(crate::ScimType::InvalidFilter));
        assert_eq!(search(json!(null)).unwrap().filter, None);
    }

    #[test]
    fn numbers_are_brought_into_range_or_refused() {
        let request = from_query("startIndex=-4&count=-1").unwrap();
        assert_eq!((request.paging, request.count), (Paging::Index(1), Some(0)));
        for query in ["count=x", "startIndex=1.5", "count=99999999999999999999", "sortOrder=up"] {
            let error = from_query(query).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{query}");
        }
        let error = from_query("filter=userName").unwrap_err();
        assert_eq!(error.scim_type, Some(crate::ScimType::InvalidFilter));
    }

    #[test]
    fn search_requests_are_the_same_query() {
        let body = json!({
            "schemas": [urn::SEARCH_REQUEST], "filter": "active eq true", "attributes": ["id", "emails.value"],
            "startIndex": 2, "count": 5, "sortBy": null, "cursorish": "x",
        });
        let request = from_search_request(body.to_string().as_bytes()).unwrap();
        assert_eq!(request.attributes.as_deref(), Some("id,emails.value"));
        assert_eq!((request.paging, request.count), (Paging::Index(2), Some(5)));
        for body in ["{}", "{\"schemas\": []}", "{\"schemas\": [\"urn:x\"]}", "[]"] {
            let error = from_search_request(body.as_bytes()).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidSyntax), "{body}");
        }
    }

    #[test]
    fn a_page_is_named_by_index_or_by_cursor() {
        let search =
            |member: &str| format!("{{\"schemas\":[\"{}\"],{member}}}", urn::SEARCH_REQUEST);
        for (query, member, cursor) in [
            ("cursor", "\"cursor\":\"\"", ""),
            ("cursor=", "\"CURSOR\":\" \"", ""),
            ("startIndex=&Cursor=Ab-_9", "\"cursor\":\"Ab-_9\",\"startIndex\":null", "Ab-_9"),
        ] {
            let expected = Paging::Cursor(cursor.to_owned());
            assert_eq!(from_query(query).unwrap().paging, expected, "{query}");
            let read = from_search_request(search(member).as_bytes()).unwrap();
            assert_eq!(read.paging, expected, "{member}");
        }
        let read = from_search_request(search("\"cursor\":null").as_bytes()).unwrap();
        assert_eq!(read.paging, Paging::Index(1));
        let kind = |query: &str| from_query(query).unwrap_err().scim_type;
        assert_eq!(kind("cursor&startIndex=1"), Some(crate::ScimType::InvalidValue));
        assert_eq!(kind("cursor&count=ten"), Some(crate::ScimType::InvalidCount));
        for member in ["\"cursor\":5", "\"cursor\":[\"\"]", "\"cursor\":\"\",\"startIndex\":1"] {
            let error = from_search_request(search(member).as_bytes()).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{member}");
        }
    }
}
