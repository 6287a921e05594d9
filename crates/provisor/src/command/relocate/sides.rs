//! From where to where.

use std::path::PathBuf;

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

    /// The data directory that it moves to; it must be empty, or not be there
    #[arg(long, value_name = "DIR", help_heading = "From where to where")]
    to_data: Option<PathBuf>,
}

impl SidesArgs {
    /// The place that the installation is in.
    pub(super) fn source(&self, config: &Config) -> Result<Site> {
        if self.to_data.is_some() {
            let text = "--undo needs only the place that the installation was moved from";
            return Err(Usage::new(text).into());
        }
        Ok(self.from_data.clone().map_or_else(|| Site::of(config), Site::Data))
    }

    /// Both places.
    pub(super) fn both(&self, config: &Config) -> Result<(Site, Site)> {
        let from = self.from_data.clone().map(Site::Data);
        let to = self.to_data.clone().map(Site::Data);
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
