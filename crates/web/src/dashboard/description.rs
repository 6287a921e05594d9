//! The form for what is written down as JSON, a schema or a resource type: what is there is looked at
//! before anything is changed.

use askama::Template;
use axum::response::Response;
use directory::{Declared, Review};
use http::StatusCode;
use serde_json::Value;

use super::error::{Failure, render};
use super::fields::Fields;
use super::format::counted;
use super::links;
use super::session::SignedIn;
use super::shell::Shell;

/// What the form says of what is described.
pub(super) struct Form {
    /// The address of the form.
    pub(super) path: &'static str,
    /// The page that it belongs to, and its name.
    pub(super) parent: (&'static str, &'static str),
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    /// What the text is.
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    /// What is done with it.
    pub(super) verb: &'static str,
    /// Texts to begin with, as address and name.
    pub(super) begin_with: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "description.html")]
pub(super) struct DescriptionPage {
    shell: Shell,
    form: Form,
    text: String,
    problem: Option<String>,
    review: Option<Shown>,
    can_accept: bool,
}

/// What a description means for who is there.
struct Shown {
    summary: String,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    what: String,
}

/// What was asked for.
pub(super) struct Sent {
    /// The description: that of the file, if one was chosen.
    pub(super) text: String,
    /// Whether it is only to be looked at.
    pub(super) is_check: bool,
    /// Whether what stands against it may stay.
    pub(super) accept: bool,
}

impl Sent {
    pub(super) fn read(fields: &Fields) -> Self {
        let file = Some(fields.get("file")).filter(|text| !text.trim().is_empty());
        Self {
            text: file.unwrap_or(fields.get("text")).to_owned(),
            is_check: fields.get("what") == "check",
            accept: fields.get("accept") == "true",
        }
    }

    /// Reads the text, or says what is wrong with it.
    pub(super) fn parse<T>(
        &self,
        parse: impl Fn(&Value) -> Result<T, scim::Error>,
    ) -> Result<T, String> {
        let json = serde_json::from_str(&self.text)
            .map_err(|error| format!("This is not JSON: {error}."))?;
        parse(&json).map_err(|error| format!("{}.", error.detail))
    }
}

impl DescriptionPage {
    pub(super) fn new(admin: &SignedIn, form: Form, text: String) -> Self {
        let shell = admin.shell(form.title, "settings");
        Self { shell, form, text, problem: None, review: None, can_accept: false }
    }

    pub(super) fn show(&self) -> Result<Response, Failure> {
        render(StatusCode::OK, self)
    }

    /// The form once more, with what is wrong.
    pub(super) fn refused(self, problem: String, status: StatusCode) -> Result<Response, Failure> {
        render(status, &Self { problem: Some(problem), ..self })
    }

    /// The form once more, with those who stand against it.
    pub(super) fn reviewed(self, review: &Review, status: StatusCode) -> Result<Response, Failure> {
        let can_accept = review.violating > 0;
        render(status, &Self { review: Some(review.into()), can_accept, ..self })
    }

    /// What became of it: `done` is where the browser goes when it is made.
    pub(super) fn answer(
        self,
        made: Result<Declared, directory::Error>,
        is_check: bool,
        done: &str,
    ) -> Result<Response, Failure> {
        match made {
            Ok(Declared::Done(_)) => {
                Ok(links::see_other(&links::with_query(self.form.parent.0, &[("done", done)])))
            }
            Ok(Declared::Violated(review)) if is_check => self.reviewed(&review, StatusCode::OK),
            Ok(Declared::Violated(review)) => {
                self.reviewed(&review, StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(directory::Error::Refused(error)) => {
                let status = match error.status {
                    409 => StatusCode::CONFLICT,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                self.refused(format!("{}.", error.detail), status)
            }
            Err(other) => Err(other.into()),
        }
    }
}

impl From<&Review> for Shown {
    fn from(review: &Review) -> Self {
        let summary = match review.violating {
            0 => "Nothing that is there stands against it.".to_owned(),
            violating => format!(
                "{} of {} would stand against it.",
                counted(violating, "resource"),
                review.checked
            ),
        };
        let rows = review.first.iter().map(|one| {
            let what: Vec<String> = one
                .violations
                .iter()
                .map(|violation| format!("{}: {}", violation.path, violation.problem))
                .collect();
            Row {
                href: links::resource(one.kind, one.id),
                name: if one.display.is_empty() { one.id.to_string() } else { one.display.clone() },
                what: what.join("; "),
            }
        });
        Self { summary, rows: rows.collect() }
    }
}
