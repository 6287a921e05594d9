//! What every request needs to know, in memory: directories with their settings and schemas, and
//! the infra tokens by hash. Replaced whole when the store's revision changes, so that a reader
//! sees one moment and takes no lock.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use scim::projection::Projection;
use scim::{CustomType, Declaration, Definition, Learned, Limits, ResourceType, UniqueAttribute};

use crate::id::DirectoryId;
use crate::resource::{Kind, TypeCode};
use crate::schemas::{self, UniqueIndex};
use crate::settings::{Preset, Settings};
use crate::store::{DirectoryRecord, Snapshot};
use crate::token::{InfraToken, TokenHash};
use crate::types::{self, TypeInfo};

/// A directory as requests see it.
#[derive(Clone, Debug)]
pub struct DirectoryInfo {
    /// Its id.
    pub id: DirectoryId,
    /// Its name.
    pub name: String,
    /// What an admin has set.
    pub settings: Settings,
    /// How much of custom attributes is known here, see [`DirectoryRecord::schema_level`].
    pub(crate) schema_level: i64,
    /// See [`DirectoryRecord::declared_level`].
    pub(crate) declared_level: i64,
    /// See [`DirectoryRecord::types_level`].
    pub(crate) types_level: i64,
    /// What is declared about schemas, in the order of their URNs.
    pub declarations: Vec<Declaration>,
    /// The resource types beside users and groups, in the order of their numbers.
    pub types: Vec<TypeInfo>,
    /// The number for another one; `None` when all are taken.
    pub(crate) next_type: Option<TypeCode>,
    learned: Vec<(Kind, Learned)>,
    limits: Limits,
    user: Arc<Schemas>,
    group: Arc<Schemas>,
}

/// The schemas of directories that have learned nothing, which share them: with thousands of
/// directories the copies would fill the memory.
static STANDARD: LazyLock<[Arc<Schemas>; 2]> = LazyLock::new(|| {
    [Definition::user(), Definition::group()].map(|definition| Arc::new(definition.into()))
});

/// What is left of a type that was removed while a request of it was on its way: it has no
/// attributes, so that nothing is read or written by it.
static GONE: LazyLock<Schemas> = LazyLock::new(|| {
    let resource_type = ResourceType {
        name: "Resource".to_owned(),
        endpoint: String::new(),
        description: String::new(),
        schema: String::new(),
        extensions: Vec::new(),
    };
    Definition::custom(&CustomType { resource_type, schemas: Vec::new() }).into()
});

/// A kind's schema, and what is worked out from it once instead of at every request.
#[derive(Clone, Debug)]
pub(crate) struct Schemas {
    definition: Definition,
    everything: Projection,
    unique: Vec<UniqueAttribute>,
}

impl From<Definition> for Schemas {
    fn from(definition: Definition) -> Self {
        let (everything, unique) = (Projection::all(&definition), definition.unique_attributes());
        Self { definition, everything, unique }
    }
}

impl DirectoryInfo {
    /// The schema of a kind of resource, with the custom attributes learned so far.
    pub fn definition(&self, kind: Kind) -> &Definition {
        &self.schemas(kind).definition
    }

    /// What an answer shows when the client does not say.
    pub fn everything(&self, kind: Kind) -> &Projection {
        &self.schemas(kind).everything
    }

    /// The attributes of a kind whose values are unique.
    pub(crate) fn unique(&self, kind: Kind) -> &[UniqueAttribute] {
        &self.schemas(kind).unique
    }

    /// The attributes of these kinds whose values are unique, as a store is told of them.
    pub(crate) fn unique_indexes(&self, kinds: &[Kind]) -> Vec<UniqueIndex> {
        let of = |kind: &Kind| {
            let (kind, attributes) = (*kind, self.unique(*kind).iter().cloned());
            attributes.map(move |attribute| UniqueIndex { kind, attribute })
        };
        kinds.iter().flat_map(of).collect()
    }

    /// The same directory as it would be with other declarations.
    pub(crate) fn declaring(&self, declarations: Vec<Declaration>) -> Self {
        let [user, group] = definitions(&declarations, &self.learned, self.settings.preset);
        let [user, group] = [user, group].map(|one| Arc::new(one.into()));
        Self { declarations, user, group, ..self.clone() }
    }

    fn schemas(&self, kind: Kind) -> &Schemas {
        match kind {
            Kind::User => &self.user,
            Kind::Group => &self.group,
            Kind::Custom(code) => {
                let found = self.types.iter().find(|one| one.code == code);
                found.map_or_else(|| &*GONE, |one| &*one.schemas)
            }
        }
    }

    /// Whether the directory has resources of a kind.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        match kind {
            Kind::User | Kind::Group => true,
            Kind::Custom(code) => self.types.iter().any(|one| one.code == code),
        }
    }

    /// A definition as strict as the directory is.
    pub(crate) fn as_preset(&self, definition: Definition) -> Definition {
        as_preset(definition, self.settings.preset)
    }

    /// How much a request may bring, and how strictly it is read.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The resource types without anything that is of this directory alone.
    pub fn standard_definitions(&self) -> [Definition; 2] {
        [Definition::user(), Definition::group()].map(|definition| self.as_preset(definition))
    }

    /// Whether the interoperability profile holds here, as far as it speaks of what is served and
    /// not of the way there: its rules are kept, and every list declares its values of `type`.
    pub fn keeps_interop_profile(&self) -> bool {
        self.settings.preset == Preset::Interop
            && self.definitions().into_iter().all(Definition::declares_types)
    }

    /// All resource types, in the order of `/ResourceTypes`.
    pub fn definitions(&self) -> Vec<&Definition> {
        let standard = [&self.user.definition, &self.group.definition];
        let custom = self.types.iter().map(|one| &one.schemas.definition);
        standard.into_iter().chain(custom).collect()
    }
}

/// The schemas of both kinds: the standard, what is declared, and what was learned beside it.
fn definitions(
    declarations: &[Declaration],
    learned: &[(Kind, Learned)],
    preset: Preset,
) -> [Definition; 2] {
    let mut user = Definition::user();
    let mut group = Definition::group();
    for declaration in declarations {
        user.declare(declaration);
        group.declare(declaration);
    }
    for (kind, learned) in learned {
        match kind {
            Kind::User => user.learn(learned),
            Kind::Group => group.learn(learned),
            Kind::Custom(_) => false,
        };
    }
    [user, group].map(|definition| as_preset(definition, preset))
}

fn as_preset(definition: Definition, preset: Preset) -> Definition {
    match preset {
        Preset::Tolerant => definition,
        Preset::Interop => definition.closed(),
    }
}

impl From<DirectoryRecord> for DirectoryInfo {
    fn from(record: DirectoryRecord) -> Self {
        let declarations = schemas::present(&record.declared);
        let preset = record.settings.preset;
        let is_standard =
            declarations.is_empty() && record.learned.is_empty() && preset == Preset::Tolerant;
        let [user, group] = if is_standard {
            STANDARD.clone()
        } else {
            definitions(&declarations, &record.learned, preset).map(|one| Arc::new(one.into()))
        };
        let (types, next_type) = types::present(&record.types, |one| as_preset(one, preset));
        Self {
            limits: preset.limits(),
            types,
            next_type,
            user,
            group,
            id: record.id,
            name: record.name,
            settings: record.settings,
            schema_level: record.schema_level,
            declared_level: record.declared_level,
            types_level: record.types_level,
            declarations,
            learned: record.learned,
        }
    }
}

/// One moment of the installation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry {
    pub(crate) revision: i64,
    directories: HashMap<DirectoryId, Arc<DirectoryInfo>>,
    names: HashMap<String, DirectoryId>,
    tokens: HashMap<TokenHash, Arc<InfraToken>>,
}

impl Registry {
    pub(crate) fn directory(&self, id: DirectoryId) -> Option<&Arc<DirectoryInfo>> {
        self.directories.get(&id)
    }

    pub(crate) fn directory_named(&self, name: &str) -> Option<&Arc<DirectoryInfo>> {
        self.directory(*self.names.get(name)?)
    }

    pub(crate) fn directories(&self) -> Vec<Arc<DirectoryInfo>> {
        let mut all: Vec<_> = self.directories.values().cloned().collect();
        all.sort_by_key(|directory| directory.id);
        all
    }

    pub(crate) fn token(&self, hash: &TokenHash) -> Option<&Arc<InfraToken>> {
        self.tokens.get(hash)
    }
}

impl Registry {
    /// What a snapshot says. Of the registry before it, directories are taken over that have not
    /// changed: most have not, whatever the change was, and there can be thousands.
    pub(crate) fn following(before: &Self, snapshot: Snapshot) -> Self {
        let directories: HashMap<_, _> = snapshot
            .directories
            .into_iter()
            .map(|record| {
                let unchanged = before.unchanged(&record);
                (record.id, unchanged.unwrap_or_else(|| Arc::new(record.into())))
            })
            .collect();
        Self {
            revision: snapshot.revision,
            names: directories.values().map(|info| (info.name.clone(), info.id)).collect(),
            directories,
            tokens: snapshot
                .tokens
                .into_iter()
                .map(|token| (token.hash, Arc::new(token)))
                .collect(),
        }
    }

    fn unchanged(&self, record: &DirectoryRecord) -> Option<Arc<DirectoryInfo>> {
        let known = self.directory(record.id)?;
        let same = known.schema_level == record.schema_level
            && known.declared_level == record.declared_level
            && known.types_level == record.types_level
            && known.settings == record.settings
            && known.name == record.name;
        same.then(|| Arc::clone(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: i64, level: i64, learned: Vec<(Kind, scim::Learned)>) -> DirectoryRecord {
        let name = format!("directory {id}");
        let settings = Settings::default();
        DirectoryRecord {
            id: DirectoryId(id),
            name,
            settings,
            learned,
            schema_level: level,
            declared: Vec::new(),
            declared_level: 0,
            types: Vec::new(),
            types_level: 0,
        }
    }

    fn snapshot(revision: i64, directories: Vec<DirectoryRecord>) -> Snapshot {
        Snapshot { revision, directories, tokens: Vec::new() }
    }

    #[test]
    fn directories_that_learned_nothing_share_the_standard_schemas() {
        let records = (1..=3).map(|id| record(id, 0, Vec::new())).collect();
        let registry = Registry::following(&Registry::default(), snapshot(1, records));
        let all = registry.directories();
        assert!(all.iter().all(|one| Arc::ptr_eq(&one.user, &all[0].user)));
        assert_eq!(registry.directory_named("directory 2").unwrap().id, DirectoryId(2));
        assert!(registry.directory_named("directory 4").is_none());
    }

    #[test]
    fn what_has_not_changed_is_taken_over() {
        let both = vec![record(1, 0, Vec::new()), record(2, 0, Vec::new())];
        let before = Registry::following(&Registry::default(), snapshot(1, both.clone()));
        let mut changed = both;
        changed[1].schema_level = 1;
        let after = Registry::following(&before, snapshot(2, changed));
        let same = |id| {
            let of = |registry: &Registry| Arc::clone(registry.directory(DirectoryId(id)).unwrap());
            Arc::ptr_eq(&of(&before), &of(&after))
        };
        assert_eq!([same(1), same(2)], [true, false]);
        let gone = Registry::following(&after, snapshot(3, vec![record(2, 1, Vec::new())]));
        assert!(gone.directory(DirectoryId(1)).is_none());
        assert!(gone.directory_named("directory 1").is_none());
    }
}
