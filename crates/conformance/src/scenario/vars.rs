//! Values that a scenario uses by name: `${name}` in paths, headers, bodies and expectations.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::client::encode_value;
use crate::urn;

/// What `${name}` stands for.
///
/// Besides the values that steps keep there are: `run` (eight characters that no other run has),
/// `base` and `token` of the client, `guid.x` for any `x` (a UUID that stays the same within the
/// run), `x.userName` and `x.groupName` (the unique names of the person or group called `x`),
/// `times`' counter `n`, and the URNs `User`, `Group`, `Enterprise`, `Config`, `List`, `Error`.
/// `${name|url}` is the value percent-encoded. A JSON text that is nothing but `${name}` becomes
/// the value with its type.
#[derive(Debug, Clone)]
pub(super) struct Vars {
    kept: BTreeMap<String, Value>,
    run: Arc<str>,
    base: Arc<str>,
    token: Arc<str>,
}

impl Vars {
    #[expect(
        clippy::disallowed_methods,
        reason = "a run needs names that no other run has, and decides nothing by them"
    )]
    pub(super) fn new(base: &str, token: &str) -> Self {
        // The last bytes of a version 7 UUID are random (RFC 9562 §5.7).
        let run: String = Uuid::now_v7().simple().to_string().split_off(24);
        Self { kept: BTreeMap::new(), run: run.into(), base: base.into(), token: token.into() }
    }

    /// Keeps a value under a name.
    pub(super) fn keep(&mut self, name: impl Into<String>, value: Value) {
        self.kept.insert(name.into(), value);
    }

    /// Takes over what another copy has kept.
    pub(super) fn absorb(&mut self, other: Self) {
        self.kept.extend(other.kept);
    }

    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Result<Value, String> {
        if let Some(value) = self.kept.get(name) {
            return Ok(value.clone());
        }
        let text = match name {
            "run" => self.run.to_string(),
            "base" => self.base.to_string(),
            "token" => self.token.to_string(),
            "User" => urn::USER.to_owned(),
            "Group" => urn::GROUP.to_owned(),
            "Enterprise" => urn::ENTERPRISE.to_owned(),
            "Config" => urn::CONFIG.to_owned(),
            "List" => urn::LIST.to_owned(),
            "Error" => urn::ERROR.to_owned(),
            _ => match name.split_once('.') {
                Some((who, "userName")) => format!("{who}.{}@example.com", self.run),
                Some((what, "groupName")) => format!("{what}-{}", self.run),
                Some(("guid", which)) => self.guid(which),
                _ => return Err(format!("${{{name}}} was never kept by an earlier step")),
            },
        };
        Ok(Value::String(text))
    }

    /// A UUID that depends on the run and its name alone.
    fn guid(&self, which: &str) -> String {
        // FNV-1a: the UUID only has to differ from others, nobody has to be unable to guess it.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in self.run.bytes().chain(which.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let run = u64::from_str_radix(&self.run, 16).unwrap_or_default();
        uuid::Builder::from_random_bytes((u128::from(hash) << 64 | u128::from(run)).to_be_bytes())
            .into_uuid()
            .to_string()
    }

    /// Fills in the values of a text, from its end to its start and so from the inside out:
    /// `${sailor${n}}` is the value of `sailor3` where `n` is 3.
    pub(super) fn fill_text(&self, text: &str) -> Result<String, String> {
        let mut filled = text.to_owned();
        let mut end = filled.len();
        while let Some(start) = filled[..end].rfind("${") {
            let close = filled[start..]
                .find('}')
                .ok_or_else(|| format!("{text:?} has a ${{ without }}"))?;
            let inner = &filled[start + 2..start + close];
            let (name, form) = inner.split_once('|').unwrap_or((inner, ""));
            let value = match self.get(name)? {
                Value::String(value) => value,
                other => other.to_string(),
            };
            let value = match form {
                "" => value,
                "url" => encode_value(&value),
                other => return Err(format!("{text:?}: unknown form {other:?}")),
            };
            filled.replace_range(start..=start + close, &value);
            end = start;
        }
        Ok(filled)
    }

    /// Fills in the values of a JSON document, names of attributes included.
    pub(super) fn fill(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match whole_name(text) {
                Some(name) => self.get(name)?,
                None => Value::String(self.fill_text(text)?),
            },
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Value::Object(self.fill_map(map)?),
            other => other.clone(),
        })
    }

    /// Fills in the values of a JSON object.
    pub(super) fn fill_map(&self, map: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        map.iter().map(|(name, value)| Ok((self.fill_text(name)?, self.fill(value)?))).collect()
    }
}

/// The name in a text that is nothing but `${name}`.
fn whole_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (!name.contains(['$', '|', '}'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_filled_in_everywhere() {
        let mut vars = Vars::new("http://h/scim", "tok");
        vars.keep("n", json!(3));
        vars.keep("mail", json!("a+b@example.com"));
        assert_eq!(vars.fill_text("x${n}y${mail|url}").unwrap(), "x3ya%2Bb%40example.com");
        let filled = vars.fill(&json!({"${Enterprise}": ["${n}", "${n}."], "b": "${base}"}));
        assert_eq!(filled.unwrap(), json!({urn::ENTERPRISE: [3, "3."], "b": "http://h/scim"}));
        vars.keep("sailor3", json!("id-3"));
        assert_eq!(vars.fill_text("${sailor${n}}!").unwrap(), "id-3!");
        vars.keep("sly", json!("${n}"));
        assert_eq!(vars.fill_text("${sly}").unwrap(), "${n}");
        assert!(vars.fill_text("${nobody}").unwrap_err().contains("nobody"));
        assert!(vars.fill_text("${n").unwrap_err().contains("without"));
    }

    #[test]
    fn guids_are_stable_within_a_run_and_differ_between_runs() {
        let (one, two) = (Vars::new("", ""), Vars::new("", ""));
        assert_eq!(one.get("guid.a"), one.get("guid.a"));
        assert_ne!(one.get("guid.a"), one.get("guid.b"));
        assert_ne!(one.get("guid.a"), two.get("guid.a"));
        assert!(Uuid::parse_str(one.get("guid.a").unwrap().as_str().unwrap()).is_ok());
        assert_ne!(one.get("kim.userName"), two.get("kim.userName"));
    }
}
