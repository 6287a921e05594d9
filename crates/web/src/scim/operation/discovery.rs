//! What the server is and knows: `/ServiceProviderConfig`, `/ResourceTypes`, `/Schemas`
//! (RFC 7644 §4).

use directory::{CURSOR_TIMEOUT, DEFAULT_PAGE, DirectoryInfo, MAX_PAGE};
use scim::discovery::{self, AuthenticationScheme, BulkLimits, Capabilities, Pagination};

use crate::scim::answer::Answer;
use crate::scim::problem::Problem;
use crate::scim::request::has_filter;
use crate::scim::route::Route;
use crate::state::AppState;

/// Answers a route of discovery. A client without a token (`anonymous`) is told of the standard
/// schemas only, not of what the directory has learned.
pub(in crate::scim) fn discover(
    state: &AppState,
    directory: &DirectoryInfo,
    anonymous: bool,
    route: &Route,
    query: &str,
) -> Result<Answer, Problem> {
    // RFC 7644 §4: a filter is refused; other parameters are ignored.
    if has_filter(query) {
        return Err(Problem::new(403, "discovery documents cannot be filtered"));
    }
    let base = &state.scim_base;
    let standard;
    let definitions = if anonymous {
        standard = directory.standard_definitions();
        standard.iter().collect()
    } else {
        directory.definitions()
    };
    let document = match route {
        Route::ServiceProviderConfig => {
            let capabilities = Capabilities {
                documentation_uri: None,
                bulk: BulkLimits {
                    max_operations: directory.limits().max_bulk_operations,
                    max_payload_size: state.limits.max_body_bytes,
                },
                filter_max_results: u64::from(MAX_PAGE),
                pagination: Pagination {
                    default_page_size: DEFAULT_PAGE,
                    max_page_size: MAX_PAGE,
                    cursor_timeout: CURSOR_TIMEOUT.as_secs(),
                },
                interop_profile: directory.keeps_interop_profile() && state.is_protected(),
                authentication_schemes: vec![AuthenticationScheme::bearer()],
            };
            Some(discovery::service_provider_config(base, &capabilities))
        }
        Route::ResourceTypes => Some(discovery::resource_types(base, &definitions)),
        Route::ResourceType(name) => discovery::resource_type(base, &definitions, name),
        Route::Schemas => Some(discovery::schemas(base, &definitions)),
        Route::Schema(urn) => discovery::schema(base, &definitions, urn),
        _ => None,
    };
    let unknown = || Problem::from(scim::Error::not_found("there is no such document"));
    document.map(|document| Answer::document(&document)).ok_or_else(unknown)
}
