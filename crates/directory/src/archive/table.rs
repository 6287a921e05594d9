//! The tables of an installation.

use std::fmt;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is described by its record")]
pub enum Table {
    Installation,
    Directories,
    Counters,
    KindCounters,
    LearnedAttributes,
    Declarations,
    ResourceTypes,
    InfraTokens,
    Admins,
    Activity,
    Requests,
    Tombstones,
    Resources,
    UniqueValues,
    Members,
    Events,
    EventSubjects,
    Links,
    VerifiedDomains,
}

impl Table {
    /// Every table, in the order in which they are written: what is referred to comes first.
    pub const ALL: [Table; 19] = [
        Table::Installation,
        Table::Directories,
        Table::Counters,
        Table::KindCounters,
        Table::LearnedAttributes,
        Table::Declarations,
        Table::ResourceTypes,
        Table::InfraTokens,
        Table::Admins,
        Table::Activity,
        Table::Requests,
        Table::Tombstones,
        Table::Resources,
        Table::UniqueValues,
        Table::Members,
        Table::Events,
        Table::EventSubjects,
        Table::Links,
        Table::VerifiedDomains,
    ];

    /// Its name in every database.
    pub const fn name(self) -> &'static str {
        match self {
            Table::Installation => "installation",
            Table::Directories => "directories",
            Table::Counters => "counters",
            Table::KindCounters => "kind_counters",
            Table::LearnedAttributes => "learned_attributes",
            Table::Declarations => "declarations",
            Table::ResourceTypes => "resource_types",
            Table::InfraTokens => "infra_tokens",
            Table::Admins => "admins",
            Table::Activity => "activity",
            Table::Requests => "requests",
            Table::Tombstones => "tombstones",
            Table::Resources => "resources",
            Table::UniqueValues => "unique_values",
            Table::Members => "members",
            Table::Events => "events",
            Table::EventSubjects => "event_subjects",
            Table::Links => "links",
            Table::VerifiedDomains => "verified_domains",
        }
    }

    /// A stable number for files. It is never 0.
    pub const fn code(self) -> u8 {
        match self {
            Table::Installation => 1,
            Table::Directories => 2,
            Table::Counters => 3,
            Table::LearnedAttributes => 4,
            Table::InfraTokens => 5,
            Table::Admins => 6,
            Table::Activity => 7,
            Table::Requests => 8,
            Table::Tombstones => 9,
            Table::Resources => 10,
            Table::Members => 11,
            Table::Events => 12,
            Table::EventSubjects => 13,
            Table::Links => 14,
            Table::VerifiedDomains => 15,
            Table::Declarations => 16,
            Table::UniqueValues => 17,
            Table::ResourceTypes => 18,
            Table::KindCounters => 19,
        }
    }

    /// The table with that [`code`](Self::code).
    pub fn from_code(code: u8) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.code() == code)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
