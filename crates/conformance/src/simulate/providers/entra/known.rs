//! What is known of Entra ID.

use crate::simulate::provider::Known::{Captured, Documented, Inferred};
use crate::simulate::provider::{Behaviour, Topic, behaviour, only};

const GUIDE: &str = "Microsoft's guide to building a SCIM endpoint for Entra ID";
const COMPATIBILITY: &str = "Microsoft's page on known issues with SCIM compliance";

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    behaviour(
        Topic::Requests,
        Captured,
        "GET without Accept or Content-Type; scim+json with a charset when it writes",
        "two issues in Microsoft's documentation repository with request headers",
    ),
    only(
        &["compliant"],
        behaviour(
            Topic::Requests,
            Inferred,
            "the flag of the tenant URL stays in every request",
            "the page says to append the flag to the URL; no request was seen",
        ),
    ),
    behaviour(
        Topic::Connection,
        Captured,
        "looks for a random GUID as userName and as name of a group, and wants empty lists",
        "a request in an issue on Microsoft's documentation; the guide describes it as well",
    ),
    only(
        &["default"],
        behaviour(Topic::Matching, Documented, "filters by userName, spaces as +", GUIDE),
    ),
    only(
        &["compliant"],
        behaviour(
            Topic::Matching,
            Captured,
            "filters by externalId first, then by userName",
            "reports from services in 2026 whose lookups came by externalId",
        ),
    ),
    behaviour(
        Topic::Creation,
        Documented,
        "POST with externalId, meta.resourceType and an empty list of roles",
        GUIDE,
    ),
    only(
        &["default"],
        behaviour(
            Topic::Update,
            Documented,
            "PATCH, an operation with a path for each attribute: Add, Replace, Remove",
            COMPATIBILITY,
        ),
    ),
    only(
        &["compliant"],
        behaviour(
            Topic::Update,
            Documented,
            "PATCH: elements of lists by path, all else in one replace with dotted keys",
            COMPATIBILITY,
        ),
    ),
    behaviour(
        Topic::Update,
        Captured,
        "managers by a PATCH of their own once both exist: the id as a bare text",
        "issues in SCIM-SDK and in Microsoft's documentation",
    ),
    behaviour(
        Topic::Update,
        Documented,
        "roles: the path compares primary with the text \"True\"",
        "Microsoft's page on customizing attribute mappings",
    ),
    only(
        &["default"],
        behaviour(Topic::Leaving, Documented, "active becomes the text \"False\"", COMPATIBILITY),
    ),
    only(
        &["compliant"],
        behaviour(Topic::Leaving, Documented, "active becomes the boolean false", COMPATIBILITY),
    ),
    behaviour(
        Topic::Leaving,
        Documented,
        "DELETE thirty days after a user was deleted in Entra ID",
        "Microsoft's page on how provisioning works",
    ),
    behaviour(
        Topic::Groups,
        Documented,
        "POST without members, with a schema of Microsoft's own; read without members",
        GUIDE,
    ),
    only(
        &["default"],
        behaviour(
            Topic::Members,
            Documented,
            "several per operation, with $ref null; removal lists them in the value",
            GUIDE,
        ),
    ),
    only(
        &["compliant"],
        behaviour(
            Topic::Members,
            Documented,
            "removal by a filter in the path, one operation for each",
            COMPATIBILITY,
        ),
    ),
];
