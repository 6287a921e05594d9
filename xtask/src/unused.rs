//! Finds dependencies that no source of their package names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use walkdir::WalkDir;

use crate::shell;

/// Checks every package of the workspace, and that the root manifest declares nothing in vain.
pub(crate) fn unused() -> Result<()> {
    let root = shell::root()?;
    let metadata = MetadataCommand::new().current_dir(&root).no_deps().exec()?;
    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    for package in metadata.workspace_packages() {
        let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
        let words = words(folder.as_std_path())?;
        for dependency in &package.dependencies {
            used.insert(dependency.name.clone());
            let name = dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_");
            if !words.contains(&name) {
                findings.push(format!("{}: {} is not used", package.name, dependency.name));
            }
        }
    }
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    for name in declared(&manifest)?.difference(&used) {
        findings.push(format!("the root manifest declares {name}, which no package depends on"));
    }
    if !findings.is_empty() {
        bail!("\n  {}", findings.join("\n  "));
    }
    println!("every dependency is used");
    Ok(())
}

/// The names under `[workspace.dependencies]`.
fn declared(manifest: &str) -> Result<BTreeSet<String>> {
    let manifest: toml::Table = toml::from_str(manifest)?;
    let declared = manifest.get("workspace").and_then(|w| w.get("dependencies"));
    let table = declared.and_then(toml::Value::as_table);
    Ok(table.context("no [workspace.dependencies]")?.keys().cloned().collect())
}

/// Every identifier in the Rust sources below a folder, and in those that they include from
/// elsewhere, comments left out.
fn words(folder: &Path) -> Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    let mut places = vec![folder.to_owned()];
    while let Some(place) = places.pop() {
        for entry in WalkDir::new(place) {
            let entry = entry?;
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(entry.path())?;
                collect(&source, &mut words);
                places.extend(included(&source).map(|module| beside(entry.path(), module)));
            }
        }
    }
    Ok(words)
}

/// The modules that a source takes from another place.
fn included(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]"))
}

/// Where the sources of a module are, told by its path as a source names it.
fn beside(source: &Path, module: &str) -> PathBuf {
    let file = source.with_file_name("").join(module);
    if file.ends_with("mod.rs") { file.with_file_name("") } else { file }
}

fn collect(source: &str, words: &mut BTreeSet<String>) {
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let pieces = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.extend(pieces.filter(|word| !word.is_empty()).map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_comment_is_no_use_of_it() {
        let mut words = BTreeSet::new();
        collect("// serde_json is mentioned\n/// toml too\nuse tokio::net;", &mut words);
        assert!(words.contains("tokio"));
        assert!(!words.contains("serde_json"));
        assert!(!words.contains("toml"));
    }

    #[test]
    fn modules_from_elsewhere_are_found() {
        let source = "mod a;\n    #[path = \"../b/mod.rs\"]\nmod b;\n#[path = \"c.rs\"]\nmod c;";
        let places: Vec<PathBuf> =
            included(source).map(|module| beside(Path::new("x/main.rs"), module)).collect();
        assert_eq!(places, [Path::new("x/../b/"), Path::new("x/c.rs")]);
    }

    #[test]
    fn the_declared_names_are_read() {
        let manifest = "[workspace.dependencies]\na = \"1\"\nb = { version = \"2\" }";
        assert_eq!(declared(manifest).unwrap().into_iter().collect::<Vec<_>>(), ["a", "b"]);
        assert!(declared("[package]").is_err());
    }
}
