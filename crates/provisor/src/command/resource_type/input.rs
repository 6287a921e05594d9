//! The description of a resource type, from a file or one that is part of the program.

use std::path::Path;

use anyhow::{Context, Result};
use scim::CustomType;

use crate::command::schema::input::json;

/// The descriptions that are part of the program, by name.
const BUILT_IN: [(&str, &str); 1] =
    [("devices", include_str!("../../../resource-types/devices.json"))];

/// Reads a description; `-` stands for standard input, and a name for one that is part of the
/// program.
pub(super) fn read(file: &Path) -> Result<CustomType> {
    let built_in = BUILT_IN.iter().find(|(name, _)| file.as_os_str() == *name);
    let json = match built_in {
        Some((name, text)) => {
            serde_json::from_str(text).with_context(|| format!("`{name}` is not JSON"))?
        }
        None => json(file)?,
    };
    Ok(CustomType::parse(&json)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_can_be_loaded() {
        for (name, _) in BUILT_IN {
            read(Path::new(name)).unwrap();
        }
    }
}
