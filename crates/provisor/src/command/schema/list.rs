//! `provisor schema list`: the schemas of a directory.

use anyhow::Result;
use clap::Args;
use directory::DirectoryInfo;
use scim::schema::Attribute;
use scim::urn;
use serde_json::{Value, json};

use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Lists the schemas, with what is declared and what was learned
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor schema list
  provisor schema list --output json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// A schema of a resource type.
struct Line {
    schema: String,
    kind: String,
    state: &'static str,
    declared: Vec<String>,
    learned: Vec<String>,
}

pub(super) async fn run(args: ListArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let lines = lines(&directory);
    let out = Out::new();
    if args.output.is_json() {
        let all: Vec<Value> = lines
            .iter()
            .map(|line| {
                json!({
                    "schema": line.schema,
                    "resource_type": line.kind,
                    "state": line.state,
                    "declared": line.declared,
                    "learned": line.learned,
                })
            })
            .collect();
        return out.json(&all);
    }
    let rows = lines.into_iter().map(|line| {
        let (declared, learned) = (line.declared.join(" "), line.learned.join(" "));
        [line.schema, line.kind, line.state.to_owned(), declared, learned]
    });
    out.table(["SCHEMA", "TYPE", "STATE", "DECLARED", "LEARNED"], rows)?;
    Ok(())
}

fn lines(directory: &DirectoryInfo) -> Vec<Line> {
    let names = |attributes: &[Attribute], wanted: fn(&Attribute) -> bool| {
        let found = attributes.iter().filter(|attribute| wanted(attribute));
        found.map(|attribute| attribute.name.clone()).collect()
    };
    let mut lines = Vec::new();
    for definition in directory.definitions() {
        for schema in definition.schemas() {
            let declaration = directory.declarations.iter().find(|known| {
                urn::eq(&known.schema, &schema.id) && known.concerns(definition.name())
            });
            lines.push(Line {
                schema: schema.id.clone(),
                kind: definition.name().to_owned(),
                state: match declaration {
                    None if definition.is_custom() => "of a loaded type",
                    None => "standard or learned",
                    Some(declaration) if declaration.open => "declared, open",
                    Some(_) => "declared, closed",
                },
                declared: names(&schema.attributes, Attribute::is_declared),
                learned: names(&schema.attributes, Attribute::is_learned),
            });
        }
        let refused = directory.declarations.iter();
        let refused = refused.filter(|one| one.refused && one.concerns(definition.name()));
        lines.extend(refused.map(|declaration| Line {
            schema: declaration.schema.clone(),
            kind: definition.name().to_owned(),
            state: "refused",
            declared: Vec::new(),
            learned: Vec::new(),
        }));
    }
    lines
}
