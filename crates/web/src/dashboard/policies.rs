//! Settings → Configurations: what becomes of people who come back, and of members nobody knows.

use axum::extract::State;
use axum::response::Response;
use directory::settings::{InactiveUsers, Linking, Policies, Reprovision, UnknownMembers};

use super::configurations::PATH;
use super::error::Failure;
use super::fields::{Fields, Posted};
use super::links;
use super::session::SignedIn;
use super::state::Shared;

/// A policy as the page asks for it.
pub(super) struct Question {
    /// The name of the field.
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) choices: Vec<Choice>,
}

/// What can be chosen.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) is_chosen: bool,
}

/// The policies as they are.
pub(super) fn questions(policies: Policies) -> Vec<Question> {
    let Policies { reprovision, inactive, unknown_members, linking } = policies;
    let choice = |value, (label, hint), is_chosen| Choice { value, label, hint, is_chosen };
    vec![
        Question {
            name: "reprovision",
            text: "Somebody is pushed again who was deleted",
            choices: Reprovision::ALL
                .iter()
                .map(|one| choice(one.name(), deleted(*one), *one == reprovision))
                .collect(),
        },
        Question {
            name: "inactive",
            text: "Somebody is pushed as new who is deactivated",
            choices: InactiveUsers::ALL
                .iter()
                .map(|one| choice(one.name(), deactivated(*one), *one == inactive))
                .collect(),
        },
        Question {
            name: "unknown_members",
            text: "A group is pushed with members who are not known here",
            choices: UnknownMembers::ALL
                .iter()
                .map(|one| choice(one.name(), unknown(*one), *one == unknown_members))
                .collect(),
        },
        Question {
            name: "linking",
            text: "Somebody is pushed as new who is there, created by another identity provider",
            choices: Linking::ALL
                .iter()
                .map(|one| choice(one.name(), linked(*one), *one == linking))
                .collect(),
        },
    ]
}

fn deleted(choice: Reprovision) -> (&'static str, &'static str) {
    match choice {
        Reprovision::NewId => ("Create them anew", "Under a new ID, as the standard says."),
        Reprovision::Restore => (
            "Give the old ID back",
            "As long as the deletion is remembered. Who it was is known by the user name, or else by \
             the external ID; of groups, by the name. Memberships have to be pushed again.",
        ),
        Reprovision::Conflict => (
            "Refuse them",
            "As long as the deletion is remembered. The standard forbids it, and identity providers \
             try again and again.",
        ),
    }
}

fn deactivated(choice: InactiveUsers) -> (&'static str, &'static str) {
    match choice {
        InactiveUsers::Conflict => (
            "Refuse them",
            "The user name is taken. Most identity providers look the user up and reactivate them.",
        ),
        InactiveUsers::Restore => {
            ("Reactivate them", "The user keeps the ID and the groups, and gets what was sent.")
        }
    }
}

fn unknown(choice: UnknownMembers) -> (&'static str, &'static str) {
    match choice {
        UnknownMembers::Refuse => (
            "Refuse the group",
            "The answer names the members. The people have to be pushed first.",
        ),
        UnknownMembers::Ignore => (
            "Leave them out",
            "The group gets the members who are known. The log of requests says how many were not.",
        ),
        UnknownMembers::Create => (
            "Create them",
            "By the e-mail address with which the group shows them. Without one, the group is \
             refused.",
        ),
    }
}

fn linked(choice: Linking) -> (&'static str, &'static str) {
    match choice {
        Linking::Never => (
            "Never take them for the same",
            "A user name that is taken is refused, and an e-mail address may be there twice.",
        ),
        Linking::VerifiedEmail => (
            "Link them by a verified e-mail address",
            "If both have an address of a verified domain, and neither user name nor addresses would \
             change.",
        ),
        Linking::Approval => (
            "Ask an admin",
            "Under Links. Until you have approved, the identity provider is refused.",
        ),
    }
}

/// Sets the policies.
pub(super) async fn set(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let wanted = read(&form)
        .ok_or_else(|| Failure::bad_request("Choose one of the answers to each question."))?;
    let directory = app.directory()?.id;
    let domains: Vec<String> =
        form.get("verified_domains").split([',', ' ', '\n']).map(str::to_owned).collect();
    match app.service().set_verified_domains(directory, &domains, admin.cause()).await {
        Err(directory::Error::Refused(error)) => {
            return Err(Failure::bad_request(format!("Verified domains: {}.", error.detail)));
        }
        outcome => outcome?,
    }
    app.service().alter_policies(directory, |_| wanted, admin.cause()).await?;
    Ok(links::see_other(&links::with_query(PATH, &[("done", "policies")])))
}

fn read(form: &Fields) -> Option<Policies> {
    Some(Policies {
        reprovision: Reprovision::from_name(form.get("reprovision"))?,
        inactive: InactiveUsers::from_name(form.get("inactive"))?,
        unknown_members: UnknownMembers::from_name(form.get("unknown_members"))?,
        linking: Linking::from_name(form.get("linking"))?,
    })
}
