//! JSON from a file, such as a declaration.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::config::file_reason;

/// Reads JSON; `-` stands for standard input.
pub(super) fn json(file: &Path) -> Result<Value> {
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
        text
    } else {
        std::fs::read_to_string(file).map_err(|error| {
            anyhow!("`{}` cannot be read: {}", file.display(), file_reason(&error))
        })?
    };
    serde_json::from_str(&text).with_context(|| format!("`{}` is not JSON", file.display()))
}
