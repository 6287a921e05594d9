//! Resource types that a directory has beside users and groups.

use std::sync::Arc;

use scim::{CustomType, Definition, urn};
use serde::{Deserialize, Serialize};

use crate::registry::{DirectoryInfo, Schemas};
use crate::resource::{Kind, TypeCode};

/// A step in the history of a directory's resource types: the last one about a type counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TypeChange {
    /// The type is as it is described from now on.
    Loaded {
        /// Its number.
        code: TypeCode,
        /// Its description.
        #[serde(rename = "type")]
        described: CustomType,
    },
    /// There is no such type any more.
    Removed {
        /// Its number.
        code: TypeCode,
    },
}

impl TypeChange {
    /// The number of the type.
    pub const fn code(&self) -> TypeCode {
        match self {
            TypeChange::Loaded { code, .. } | TypeChange::Removed { code } => *code,
        }
    }
}

/// A resource type of a directory.
#[derive(Clone, Debug)]
pub struct TypeInfo {
    /// Its number, by which its resources are kept.
    pub code: TypeCode,
    /// Its description.
    pub described: CustomType,
    pub(crate) schemas: Arc<Schemas>,
}

/// The types after all these steps, in the order of their numbers, and the number for the next one.
pub(crate) fn present(
    steps: &[TypeChange],
    define: impl Fn(Definition) -> Definition,
) -> (Vec<TypeInfo>, Option<TypeCode>) {
    let last = |code: TypeCode| steps.iter().rev().find(|step| step.code() == code);
    let types: Vec<TypeInfo> = TypeCode::all()
        .filter_map(|code| match last(code)? {
            TypeChange::Loaded { described, .. } => {
                let definition = define(Definition::custom(described));
                let (described, schemas) = (described.clone(), Arc::new(definition.into()));
                Some(TypeInfo { code, described, schemas })
            }
            TypeChange::Removed { .. } => None,
        })
        .collect();
    let is_free = |code: &TypeCode| !types.iter().any(|one| one.code == *code);
    // A number that another type had is the last choice: its history is told under that number.
    let next = TypeCode::all().find(|code| last(*code).is_none());
    let next = next.or_else(|| TypeCode::all().find(is_free));
    (types, next)
}

impl DirectoryInfo {
    /// Every kind of resource here, in the order in which a search across all of them lists them.
    pub fn kinds(&self) -> Vec<Kind> {
        let custom = self.types.iter().map(|one| Kind::Custom(one.code));
        Kind::STANDARD.into_iter().chain(custom).collect()
    }

    /// The kind whose resources are below this endpoint, in whatever case.
    pub fn kind_at(&self, endpoint: &str) -> Option<Kind> {
        let is = |name: &str| name.eq_ignore_ascii_case(endpoint);
        let custom = || self.types.iter().find(|one| is(one.described.endpoint()));
        Kind::at(endpoint).or_else(|| custom().map(|one| Kind::Custom(one.code)))
    }

    /// The kind of this name, in whatever case.
    pub fn kind_named(&self, name: &str) -> Option<Kind> {
        let is = |kind: &Kind| self.definition(*kind).name().eq_ignore_ascii_case(name);
        self.kinds().into_iter().find(is)
    }

    /// The type beside users and groups that has this name, in whatever case.
    pub fn custom_type(&self, name: &str) -> Option<&TypeInfo> {
        self.types.iter().find(|one| one.described.name().eq_ignore_ascii_case(name))
    }

    /// The attribute by which resources of a kind are known, if there is one.
    pub fn naming_attribute(&self, kind: Kind) -> Option<&str> {
        match kind {
            Kind::User => Some("userName"),
            Kind::Group => Some("displayName"),
            Kind::Custom(_) => self.definition(kind).naming().map(|naming| naming.name.as_str()),
        }
    }

    /// The type beside users and groups whose schema a URN names.
    pub(crate) fn type_with_schema(&self, schema: &str) -> Option<&TypeInfo> {
        self.types.iter().find(|one| one.described.urns().any(|known| urn::eq(known, schema)))
    }

    /// The same directory as it would be after another step.
    pub(crate) fn with_type(&self, step: &TypeChange) -> Self {
        let mut types = self.types.clone();
        types.retain(|one| one.code != step.code());
        let (loaded, _) = present(std::slice::from_ref(step), |one| self.as_preset(one));
        types.extend(loaded);
        types.sort_by_key(|one| one.code);
        let mut new = self.clone();
        new.types = types;
        new
    }
}
