//! Writes docs/benchmarks.md and its plots from what was measured.

mod page;
mod pictures;
#[cfg(test)]
mod sample;
mod sections;
mod svg;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::results::Results;

/// The folder of the plots, beside the page.
const PICTURES: &str = "images";
/// What the names of all plots begin with.
const PREFIX: &str = "benchmarks-";

/// Writes the page, and the plots that there are results for.
pub(crate) fn render(results: &Path, page: &Path) -> Result<()> {
    let results = Results::load(results)?;
    let folder = page.parent().unwrap_or(Path::new(".")).join(PICTURES);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let pictures = pictures::all(&results);
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // What is left of an earlier page would be shown by none.
        if name.starts_with(PREFIX) && path.extension().is_some_and(|extension| extension == "svg")
        {
            fs::remove_file(&path)?;
        }
    }
    for picture in &pictures {
        let file = folder.join(format!("{PREFIX}{}.svg", picture.name));
        fs::write(&file, &picture.svg).with_context(|| file.display().to_string())?;
    }
    fs::write(page, page::write(&results, &pictures))
        .with_context(|| page.display().to_string())?;
    println!("wrote {} and {} plots", page.display(), pictures.len());
    Ok(())
}
