//! The cases, a file for each part of the protocol.

mod ann;
mod bulk;
mod create;
mod cursor;
mod dated;
mod delete;
mod discovery;
mod errors;
mod etag;
mod extension;
mod filter;
mod filter_errors;
mod filter_lookups;
mod filter_moments;
mod groups;
mod http;
mod nesting;
mod paging;
mod patch;
mod patch_add;
mod patch_remove;
mod patch_replace;
mod profile;
mod profile_patch;
mod projection;
mod put;
mod read;
mod schemas;
mod search;
mod sort;
mod standard;

use super::Case;

/// All cases, in the order in which they run.
pub fn all() -> Vec<&'static Case> {
    let all = [
        discovery::CASES,
        schemas::CASES,
        standard::CASES,
        http::CASES,
        create::CASES,
        read::CASES,
        filter::CASES,
        filter_moments::CASES,
        filter_lookups::CASES,
        filter_errors::CASES,
        sort::CASES,
        paging::CASES,
        cursor::CASES,
        projection::CASES,
        search::CASES,
        put::CASES,
        patch::CASES,
        patch_add::CASES,
        patch_replace::CASES,
        patch_remove::CASES,
        groups::CASES,
        nesting::CASES,
        extension::CASES,
        delete::CASES,
        bulk::CASES,
        etag::CASES,
        errors::CASES,
        profile::CASES,
        profile_patch::CASES,
    ];
    all.into_iter().flatten().collect()
}
