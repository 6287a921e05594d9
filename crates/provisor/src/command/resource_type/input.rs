//! The description of a resource type, from a file or one that is part of the program.

use std::path::Path;

use anyhow::Result;
use scim::CustomType;

use crate::command::input;

/// Reads a description; `-` stands for standard input, and a name for one that is part of the
/// program.
pub(super) fn read(file: &Path) -> Result<CustomType> {
    let json = match file.to_str().and_then(CustomType::built_in) {
        Some(built_in) => serde_json::from_str(built_in.json)?,
        None => input::json(file)?,
    };
    Ok(CustomType::parse(&json)?)
}
