//! The scenarios that the program brings along.

use serde::Deserialize;

use super::model::{Headers, Scenario};

/// The files below `scenarios/`, in the order in which they run.
pub(super) const FILES: &[(&str, &str)] = &[
    ("okta/connection.json", include_str!("../../scenarios/okta/connection.json")),
    ("okta/groups.json", include_str!("../../scenarios/okta/groups.json")),
    ("okta/people.json", include_str!("../../scenarios/okta/people.json")),
    ("entra/connection.json", include_str!("../../scenarios/entra/connection.json")),
    ("entra/create.json", include_str!("../../scenarios/entra/create.json")),
    ("entra/groups.json", include_str!("../../scenarios/entra/groups.json")),
    ("entra/leave.json", include_str!("../../scenarios/entra/leave.json")),
    ("entra/manager.json", include_str!("../../scenarios/entra/manager.json")),
    ("entra/roles.json", include_str!("../../scenarios/entra/roles.json")),
    ("entra/update.json", include_str!("../../scenarios/entra/update.json")),
    ("onelogin/all.json", include_str!("../../scenarios/onelogin/all.json")),
    ("jumpcloud/all.json", include_str!("../../scenarios/jumpcloud/all.json")),
    ("google/all.json", include_str!("../../scenarios/google/all.json")),
    ("ping/all.json", include_str!("../../scenarios/ping/all.json")),
    ("rippling/all.json", include_str!("../../scenarios/rippling/all.json")),
    ("cyberark/all.json", include_str!("../../scenarios/cyberark/all.json")),
    ("authentik/all.json", include_str!("../../scenarios/authentik/all.json")),
    ("keycloak/outbound.json", include_str!("../../scenarios/keycloak/outbound.json")),
    ("keycloak/plugin.json", include_str!("../../scenarios/keycloak/plugin.json")),
    ("aws-sync/all.json", include_str!("../../scenarios/aws-sync/all.json")),
    ("generic/parallel.json", include_str!("../../scenarios/generic/parallel.json")),
    ("generic/patch.json", include_str!("../../scenarios/generic/patch.json")),
    ("generic/protocol.json", include_str!("../../scenarios/generic/protocol.json")),
];

/// A file that holds no scenarios.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {source}")]
pub struct DataError {
    file: String,
    source: serde_json::Error,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    idp: String,
    /// Headers that this identity provider sends with every request.
    #[serde(default)]
    headers: Headers,
    scenarios: Vec<Scenario>,
}

/// Reads the scenarios of one file; `file` names it in the error.
pub fn parse(file: &str, text: &str) -> Result<Vec<Scenario>, DataError> {
    let parsed: File =
        serde_json::from_str(text).map_err(|source| DataError { file: file.to_owned(), source })?;
    let File { idp, headers, mut scenarios } = parsed;
    for scenario in &mut scenarios {
        scenario.idp.clone_from(&idp);
        let own = std::mem::replace(&mut scenario.headers, headers.clone());
        scenario.headers.extend(own);
    }
    Ok(scenarios)
}

/// All scenarios that the program brings along.
///
/// # Panics
/// Never: a test reads every file.
#[expect(clippy::expect_used, reason = "the files are part of the program; a test reads them all")]
pub fn all() -> Vec<Scenario> {
    FILES
        .iter()
        .flat_map(|(file, text)| parse(file, text).expect("a file of the program is readable"))
        .collect()
}
