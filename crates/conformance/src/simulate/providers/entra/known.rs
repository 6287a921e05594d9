//! What is known of Entra ID.

use crate::simulate::provider::{Behaviour, behaviours};

const GUIDE: &str = "Microsoft's guide to building a SCIM endpoint for Entra ID";
const COMPATIBILITY: &str = "Microsoft's page on known issues with SCIM compliance";

pub(super) const BEHAVIOURS: &[Behaviour] = behaviours! {
    Requests Captured:
        "GET without Accept or Content-Type; scim+json with a charset when it writes",
        "two issues in Microsoft's documentation repository with request headers";
    ["compliant"] Requests Inferred: "the flag of the tenant URL stays in every request",
        "the page says to append the flag to the URL; no request was seen";
    Connection Captured:
        "looks for a random GUID as userName and as name of a group, and wants empty lists",
        "a request in an issue on Microsoft's documentation; the guide describes it as well";
    ["default"] Matching Documented: "filters by userName, spaces as +", GUIDE;
    ["compliant"] Matching Captured: "filters by externalId first, then by userName",
        "reports from services in 2026 whose lookups came by externalId";
    Creation Documented: "POST with externalId, meta.resourceType and an empty list of roles",
        GUIDE;
    ["default"] Update Documented:
        "PATCH, an operation with a path for each attribute: Add, Replace, Remove",
        COMPATIBILITY;
    ["compliant"] Update Documented:
        "PATCH: elements of lists by path, all else in one replace with dotted keys",
        COMPATIBILITY;
    Update Captured: "managers by a PATCH of their own once both exist: the id as a bare text",
        "issues in SCIM-SDK and in Microsoft's documentation";
    Update Documented: "roles: the path compares primary with the text \"True\"",
        "Microsoft's page on customizing attribute mappings";
    ["default"] Leaving Documented: "active becomes the text \"False\"", COMPATIBILITY;
    ["compliant"] Leaving Documented: "active becomes the boolean false", COMPATIBILITY;
    Leaving Documented: "DELETE thirty days after a user was deleted in Entra ID",
        "Microsoft's page on how provisioning works";
    Groups Documented:
        "POST without members, with a schema of Microsoft's own; read without members",
        GUIDE;
    ["default"] Members Documented:
        "several per operation, with $ref null; removal lists them in the value",
        GUIDE;
    ["compliant"] Members Documented: "removal by a filter in the path, one operation for each",
        COMPATIBILITY;
};
