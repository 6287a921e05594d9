//! `provisor resource-type list`: what there is beside users and groups.

use anyhow::Result;
use clap::Args;
use directory::resource::Kind;
use serde_json::{Value, json};

use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Lists the resource types that were loaded, with the number of their resources
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor resource-type list
  provisor resource-type list --output json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: ListArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let mut lines = Vec::with_capacity(directory.types.len());
    for one in &directory.types {
        let kind = Kind::Custom(one.code);
        let resources = installation.service.resources_of(directory.id, kind).await?;
        lines.push((&one.described, resources));
    }
    let out = Out::new();
    if args.output.is_json() {
        let all: Vec<Value> = lines
            .iter()
            .map(|(described, resources)| {
                json!({
                    "name": described.name(),
                    "endpoint": described.resource_type.endpoint,
                    "schemas": described.urns().collect::<Vec<_>>(),
                    "resources": resources,
                })
            })
            .collect();
        return out.json(&all);
    }
    let rows = lines.into_iter().map(|(described, resources)| {
        let kind = &described.resource_type;
        [kind.name.clone(), kind.endpoint.clone(), kind.schema.clone(), resources.to_string()]
    });
    out.table(["NAME", "ENDPOINT", "SCHEMA", "RESOURCES"], rows)?;
    Ok(())
}
