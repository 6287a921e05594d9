//! Resource types that come with the program.

use super::CustomType;

/// A description that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// The word for it.
    pub name: &'static str,
    /// What it describes, for people.
    pub title: &'static str,
    /// The description, as JSON that [`CustomType::parse`] reads.
    pub json: &'static str,
}

impl CustomType {
    /// The descriptions that come with the program.
    pub const BUILT_IN: &[BuiltIn] = &[
        BuiltIn {
            name: "devices",
            title: "Devices (RFC 9944)",
            json: include_str!("../../../resource-types/devices.json"),
        },
        BuiltIn {
            name: "endpoint-apps",
            title: "Endpoint applications (RFC 9944)",
            json: include_str!("../../../resource-types/endpoint-apps.json"),
        },
    ];

    /// The description of that [`name`](BuiltIn::name).
    pub fn built_in(name: &str) -> Option<&'static BuiltIn> {
        Self::BUILT_IN.iter().find(|one| one.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_can_be_loaded() {
        for BuiltIn { name, json, .. } in CustomType::BUILT_IN {
            let json = serde_json::from_str(json).unwrap();
            CustomType::parse(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert_eq!(CustomType::built_in("badges"), None);
    }
}
