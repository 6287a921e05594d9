//! `provisor scim policy`: what becomes of people who come back, and of members nobody knows.

use anyhow::Result;
use clap::{Args, ValueEnum};
use directory::settings::{InactiveUsers, Linking, Policies, Reprovision, UnknownMembers};

use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::{Out, hint};

/// Shows and sets what is answered when somebody comes back, or is not known
///
/// Without a policy among the flags it only shows them. A running server follows within a second.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor scim policy
  provisor scim policy --reprovision restore --inactive restore
  provisor scim policy --unknown-members ignore
  provisor scim policy --linking verified-email --verified-domains example.com,example.org")]
pub(crate) struct PolicyArgs {
    /// For somebody who is pushed again after having been deleted
    #[arg(long, value_enum, value_name = "WHAT")]
    reprovision: Option<ReprovisionArg>,

    /// For somebody who is pushed as new and is there, deactivated
    #[arg(long, value_enum, value_name = "WHAT")]
    inactive: Option<InactiveArg>,

    /// For members of a pushed group who are not known
    #[arg(long, value_enum, value_name = "WHAT")]
    unknown_members: Option<UnknownMembersArg>,

    /// For somebody who is pushed as new and is there, created by another token
    #[arg(long, value_enum, value_name = "WHAT")]
    linking: Option<LinkingArg>,

    /// The domains by whose e-mail addresses users may be linked, separated by commas
    #[arg(long, value_name = "DOMAINS", value_delimiter = ',')]
    verified_domains: Option<Vec<String>>,

    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReprovisionArg {
    /// Create them anew, under a new id
    NewId,
    /// Give them the old id back, as long as the deletion is remembered
    Restore,
    /// Refuse them, as long as the deletion is remembered
    Conflict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InactiveArg {
    /// Refuse them: the name is taken
    Conflict,
    /// Reactivate them, with what was sent
    Restore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum UnknownMembersArg {
    /// Refuse the group
    Refuse,
    /// Leave them out, and note how many
    Ignore,
    /// Create them by their e-mail address
    Create,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LinkingArg {
    /// Never take them for the same
    Never,
    /// Link them by an e-mail address of a verified domain
    VerifiedEmail,
    /// Ask an admin, in the dashboard
    Approval,
}

impl PolicyArgs {
    fn sets_a_policy(&self) -> bool {
        self.reprovision.is_some()
            || self.inactive.is_some()
            || self.unknown_members.is_some()
            || self.linking.is_some()
    }

    fn apply(&self, current: Policies) -> Policies {
        Policies {
            reprovision: self.reprovision.map_or(current.reprovision, |chosen| match chosen {
                ReprovisionArg::NewId => Reprovision::NewId,
                ReprovisionArg::Restore => Reprovision::Restore,
                ReprovisionArg::Conflict => Reprovision::Conflict,
            }),
            inactive: self.inactive.map_or(current.inactive, |chosen| match chosen {
                InactiveArg::Conflict => InactiveUsers::Conflict,
                InactiveArg::Restore => InactiveUsers::Restore,
            }),
            unknown_members: self.unknown_members.map_or(current.unknown_members, |chosen| {
                match chosen {
                    UnknownMembersArg::Refuse => UnknownMembers::Refuse,
                    UnknownMembersArg::Ignore => UnknownMembers::Ignore,
                    UnknownMembersArg::Create => UnknownMembers::Create,
                }
            }),
            linking: self.linking.map_or(current.linking, |chosen| match chosen {
                LinkingArg::Never => Linking::Never,
                LinkingArg::VerifiedEmail => Linking::VerifiedEmail,
                LinkingArg::Approval => Linking::Approval,
            }),
        }
    }
}

pub(super) async fn run(args: PolicyArgs) -> Result<()> {
    let installation = crate::command::open(args.data.clone(), Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let service = &installation.service;
    if let Some(domains) = &args.verified_domains {
        let cause = installation.cause("scim policy");
        service.set_verified_domains(directory.id, domains, cause).await?;
    }
    if args.sets_a_policy() {
        let cause = installation.cause("scim policy");
        service.alter_policies(directory.id, |current| args.apply(current), cause).await?;
    }
    let policies = installation.directory(&args.directory.directory)?.settings.policies;
    let domains = service.store().verified_domains(directory.id).await?;
    let out = Out::new();
    if args.output.is_json() {
        let mut shown = serde_json::to_value(policies)?;
        shown["verified_domains"] = domains.into();
        return out.json(&shown);
    }
    show(out, policies)?;
    if policies.linking == Linking::VerifiedEmail && domains.is_empty() {
        hint("Nobody is linked until a domain is verified: --verified-domains example.com");
    }
    let domains = if domains.is_empty() { "none".to_owned() } else { domains.join(", ") };
    out.field("Verified domains", domains)?;
    Ok(())
}

/// Prints the policies, the values below one another.
pub(super) fn show(out: Out, policies: Policies) -> Result<()> {
    out.field("Deleted", policies.reprovision.name())?;
    out.field("Deactivated", policies.inactive.name())?;
    out.field("Unknown members", policies.unknown_members.name())?;
    out.field("Linking", policies.linking.name())?;
    Ok(())
}
