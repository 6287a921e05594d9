//! The attributes of the standard, as the server describes them (RFC 7643 §8.7.1).

use super::super::case::{Outcome, Stop, cases};
use super::super::tools::Tools;
use super::schemas::is;
use crate::urn;

cases! { "schemas";
    standard_attributes_are_as_in_the_standard:
        "Attributes of the standard have its types, and one value or several as there",
        ["schema.standard"];
}

/// Types, whether there are several values, and the attributes of which that holds.
const STANDARD: [(&str, &str, bool, &str); 12] = [
    (
        urn::USER,
        "string",
        false,
        "userName displayName nickName title userType preferredLanguage locale timezone password \
         name.formatted name.familyName name.givenName name.middleName name.honorificPrefix \
         name.honorificSuffix emails.value emails.display emails.type phoneNumbers.value \
         phoneNumbers.display phoneNumbers.type ims.value ims.display ims.type photos.display \
         photos.type addresses.formatted addresses.streetAddress addresses.locality \
         addresses.region addresses.postalCode addresses.country addresses.type groups.value \
         groups.display groups.type entitlements.value entitlements.display entitlements.type \
         roles.value roles.display roles.type x509Certificates.display x509Certificates.type",
    ),
    (
        urn::USER,
        "boolean",
        false,
        "active emails.primary phoneNumbers.primary ims.primary photos.primary \
         entitlements.primary roles.primary x509Certificates.primary",
    ),
    (urn::USER, "reference", false, "profileUrl photos.value groups.$ref"),
    (urn::USER, "binary", false, "x509Certificates.value"),
    (urn::USER, "complex", false, "name"),
    (
        urn::USER,
        "complex",
        true,
        "emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates",
    ),
    (urn::GROUP, "string", false, "displayName members.value members.type members.display"),
    (urn::GROUP, "reference", false, "members.$ref"),
    (urn::GROUP, "complex", true, "members"),
    (
        urn::ENTERPRISE,
        "string",
        false,
        "employeeNumber costCenter organization division department manager.value \
         manager.displayName",
    ),
    (urn::ENTERPRISE, "reference", false, "manager.$ref"),
    (urn::ENTERPRISE, "complex", false, "manager"),
];

async fn standard_attributes_are_as_in_the_standard(t: &Tools) -> Outcome {
    if t.service.attribute(urn::USER, "userName").is_none() {
        return Err(Stop::Skipped("/Schemas does not describe users".into()));
    }
    for (schema, kind, several, paths) in STANDARD {
        // What a server does not have it need not describe.
        let there = |path: &&str| t.service.attribute(schema, path).is_some();
        for path in paths.split_whitespace().filter(there) {
            is(t, schema, path, &[("type", kind.into()), ("multiValued", several.into())])?;
        }
    }
    Ok(())
}
