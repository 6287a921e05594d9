//! A scenario as it is written in a file.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::expect::Expect;
use crate::{Beyond, Known};

/// Headers to set, or to leave out where the value is `null`.
pub(super) type Headers = BTreeMap<String, Option<String>>;

/// How much a server loses by failing a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The identity provider cannot work without it.
    Must,
    /// Some set-ups break, or an RFC asks for it.
    Should,
    /// A courtesy to clients that stray from the RFCs.
    May,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        })
    }
}

/// A request sequence of one identity provider, with what must come of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows, as a sentence; no two scenarios share one.
    pub name: String,
    /// The identity provider that sends this; `generic` where many do.
    #[serde(skip)]
    pub idp: String,
    /// How much depends on it.
    pub level: Level,
    /// How we know that the provider sends this.
    pub known: Known,
    /// Where we know it from.
    pub source: String,
    /// The mistake in a server that it finds, and what the mistake would cause.
    pub protects_against: String,
    /// What the provider sends that the interoperability profile does not have: a server that
    /// keeps to the profile refuses it.
    #[serde(default)]
    pub beyond: Vec<Beyond>,
    #[serde(default)]
    pub(super) headers: Headers,
    #[serde(default)]
    pub(super) given: Given,
    pub(super) steps: Vec<Step>,
}

/// What exists before the first step, by the name that steps use for it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// Users: the attributes in which they differ from the profile that everyone gets.
    #[serde(default)]
    pub(super) users: BTreeMap<String, Map<String, Value>>,
    /// Groups.
    #[serde(default)]
    pub(super) groups: BTreeMap<String, GivenGroup>,
}

/// A group that exists beforehand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenGroup {
    /// Names of given users.
    #[serde(default)]
    pub(super) members: Vec<String>,
    /// Further attributes.
    #[serde(default)]
    pub(super) with: Map<String, Value>,
}

/// One step of a scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "StepText")]
pub(super) struct Step {
    /// What is done, as a person would say it.
    pub(super) say: String,
    pub(super) action: Action,
}

#[derive(Debug, Clone)]
pub(super) enum Action {
    /// One request.
    Send(Box<Send>),
    /// Requests that are under way at the same time.
    AtOnce {
        sends: Vec<Send>,
        /// How many answers of each status there must be, if that matters.
        tally: BTreeMap<u16, usize>,
    },
}

/// A request and what its answer must show.
#[derive(Debug, Clone)]
pub(super) struct Send {
    pub(super) method: String,
    pub(super) path: String,
    /// The path goes out byte for byte, without percent-encoding by the engine.
    pub(super) exact: bool,
    pub(super) headers: Headers,
    pub(super) body: Body,
    pub(super) expect: Expect,
    /// Values of the answer to keep: name → path.
    pub(super) keep: BTreeMap<String, String>,
    /// How often it is sent (among requests at once); `${n}` counts from 0.
    pub(super) times: u32,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    None,
    /// A JSON document.
    Json(Value),
    /// The operations of a PATCH request.
    Patch(Value),
    /// The everyday profile of a person, without some attributes and with others.
    Profile {
        of: String,
        without: Vec<String>,
        with: Map<String, Value>,
    },
    /// Text as it is, JSON or not.
    Text(String),
}

/// All keys a step may have; [`Step`] is what they mean together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    say: String,
    #[serde(default)]
    at_once: Vec<SendText>,
    #[serde(default)]
    tally: BTreeMap<u16, usize>,
    request: Option<String>,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    headers: Headers,
    profile: Option<String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    with: Map<String, Value>,
    body: Option<Value>,
    patch: Option<Value>,
    text: Option<String>,
    expect: Option<Expect>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendText {
    request: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    headers: Headers,
    profile: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
    body: Option<Value>,
    patch: Option<Value>,
    expect: Expect,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

fn once() -> u32 {
    1
}

impl TryFrom<StepText> for Step {
    type Error = String;

    fn try_from(text: StepText) -> Result<Self, String> {
        let say = text.say;
        let action = match (text.request, text.at_once.is_empty()) {
            (Some(request), true) => {
                let (method, path) = method_and_path(&request)?;
                let body = Body::from_keys(
                    text.profile,
                    text.without,
                    text.with,
                    text.body,
                    text.patch,
                    text.text,
                )?;
                Action::Send(Box::new(Send {
                    method,
                    path,
                    exact: text.exact,
                    headers: text.headers,
                    body,
                    expect: text.expect.ok_or_else(|| format!("step {say:?} expects nothing"))?,
                    keep: text.keep,
                    times: 1,
                }))
            }
            (None, false) => Action::AtOnce {
                sends: text.at_once.into_iter().map(Send::try_from).collect::<Result<_, _>>()?,
                tally: text.tally,
            },
            _ => return Err(format!("step {say:?} needs either `request` or `at_once`")),
        };
        Ok(Self { say, action })
    }
}

impl TryFrom<SendText> for Send {
    type Error = String;

    fn try_from(text: SendText) -> Result<Self, String> {
        let (method, path) = method_and_path(&text.request)?;
        let body =
            Body::from_keys(text.profile, Vec::new(), text.with, text.body, text.patch, None)?;
        Ok(Self {
            method,
            path,
            exact: false,
            headers: text.headers,
            body,
            expect: text.expect,
            keep: text.keep,
            times: text.times,
        })
    }
}

impl Body {
    fn from_keys(
        profile: Option<String>,
        without: Vec<String>,
        with: Map<String, Value>,
        body: Option<Value>,
        patch: Option<Value>,
        text: Option<String>,
    ) -> Result<Self, String> {
        let plain = without.is_empty() && with.is_empty();
        match (profile, body, patch, text) {
            (Some(of), None, None, None) => Ok(Self::Profile { of, without, with }),
            (None, Some(body), None, None) if plain => Ok(Self::Json(body)),
            (None, None, Some(patch), None) if plain => Ok(Self::Patch(patch)),
            (None, None, None, Some(text)) if plain => Ok(Self::Text(text)),
            (None, None, None, None) if plain => Ok(Self::None),
            _ => Err("a request takes one of `profile`, `body`, `patch` and `text`; \
                      `with` and `without` belong to `profile`"
                .to_owned()),
        }
    }
}

fn method_and_path(request: &str) -> Result<(String, String), String> {
    match request.split_once(' ') {
        Some((method, path))
            if path.starts_with('/') && method.bytes().all(|b| b.is_ascii_uppercase()) =>
        {
            Ok((method.to_owned(), path.to_owned()))
        }
        _ => Err(format!("{request:?} is not `METHOD /path`")),
    }
}
