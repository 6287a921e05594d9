//! Tells what a simulated provider sends, and how that is known.

use anyhow::Result;
use conformance::simulate::{Behaviour, Mode, Provider};
use serde_json::json;

use crate::output::Out;

/// Tells of one mode, or of all.
pub(super) fn explain(
    out: Out,
    provider: &'static Provider,
    mode: Option<&'static Mode>,
    as_json: bool,
) -> Result<()> {
    let told: Vec<&Behaviour> = match mode {
        Some(mode) => provider.behaviours_in(mode).collect(),
        None => provider.behaviours.iter().collect(),
    };
    let modes: Vec<&Mode> = match mode {
        Some(mode) => vec![mode],
        None => provider.modes.iter().collect(),
    };
    if as_json {
        return out.json(&json!({
            "name": provider.name, "title": provider.title, "modes": modes, "behaviours": told,
        }));
    }
    out.line(out.bold(provider.title))?;
    for mode in modes {
        out.field(mode.name, mode.about)?;
    }
    let mut topic = None;
    for one in told {
        if topic != Some(one.topic) {
            out.gap()?;
            out.line(out.bold(one.topic))?;
            topic = Some(one.topic);
        }
        let modes = match one.only {
            [] => String::new(),
            modes => format!(" ({})", modes.join(", ")),
        };
        out.line(format!("  {}{}", one.does, out.dim(modes)))?;
        out.line(out.dim(format!("    {}: {}", one.known, one.source)))?;
    }
    Ok(())
}
