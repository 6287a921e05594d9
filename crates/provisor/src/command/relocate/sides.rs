//! From where to where.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::config::Config;
use crate::failure::Usage;
use crate::site::Site;

/// The places that can be named.
#[derive(Args, Debug)]
pub(crate) struct SidesArgs {
    /// The data directory that the installation is in
    #[arg(long, value_name = "DIR", help_heading = "From where to where")]
    from_data: Option<PathBuf>,

    /// The PostgreSQL database that it is in
    #[arg(
        long,
        value_name = "URL",
        conflicts_with = "from_data",
        help_heading = "From where to where"
    )]
    from_url: Option<String>,

    /// The data directory that it moves to; it must be empty, or not be there
    #[arg(long, value_name = "DIR", help_heading = "From where to where")]
    to_data: Option<PathBuf>,

    /// The PostgreSQL database that it moves to; it must be empty
    #[arg(
        long,
        value_name = "URL",
        conflicts_with = "to_data",
        help_heading = "From where to where"
    )]
    to_url: Option<String>,
}

impl SidesArgs {
    /// The place that the installation is in.
    pub(super) fn source(&self, config: &Config) -> Result<Site> {
        if self.to_data.is_some() || self.to_url.is_some() {
            let text = "--undo needs only the place that the installation was moved from";
            return Err(Usage::new(text).into());
        }
        let from = named(self.from_data.as_deref(), self.from_url.as_deref(), config)?;
        Ok(from.unwrap_or_else(|| Site::of(config)))
    }

    /// Both places.
    pub(super) fn both(&self, config: &Config) -> Result<(Site, Site)> {
        let from = named(self.from_data.as_deref(), self.from_url.as_deref(), config)?;
        let to = named(self.to_data.as_deref(), self.to_url.as_deref(), config)?;
        if from.is_none() && to.is_none() {
            let text = "name the place that the installation moves from, or the place that it \
                        moves to; the configuration names only one";
            return Err(Usage::new(text).into());
        }
        let from = from.unwrap_or_else(|| Site::of(config));
        let to = to.unwrap_or_else(|| Site::of(config));
        if from.lasting() == to.lasting() {
            return Err(Usage::new(format!("{from} cannot move to itself")).into());
        }
        Ok((from, to))
    }
}

/// The place that flags name, if they do.
fn named(data: Option<&Path>, url: Option<&str>, config: &Config) -> Result<Option<Site>> {
    match (data, url) {
        (Some(data), _) => Ok(Some(Site::in_directory(data))),
        (None, Some(url)) => Ok(Some(Site::at(url, config)?)),
        (None, None) => Ok(None),
    }
}
