//! The dependency graph as cargo resolves it for the platform that is shipped.

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package};

use crate::shell;

/// Everything that a build of the workspace for `platform` uses.
pub(crate) fn graph(platform: &str) -> Result<Metadata> {
    MetadataCommand::new()
        .current_dir(shell::root()?)
        .other_options(vec!["--filter-platform".to_owned(), platform.to_owned()])
        .exec()
        .context("cargo metadata failed")
}

/// The packages of the graph that come from elsewhere.
pub(crate) fn foreign(metadata: &Metadata) -> Vec<&Package> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes.map(|node| &metadata[&node.id]).filter(|package| package.source.is_some()).collect()
}
