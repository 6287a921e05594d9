//! The frame around every page: head, navigation, look.

use directory::DirectoryInfo;
use directory::resource::Kind;
use directory::types::TypeInfo;

use super::assets;
use super::headers::Visit;
use super::links;

/// What the frame shows.
pub(super) struct Shell {
    /// The title of the page.
    pub(super) title: String,
    /// The entry of the navigation that the page belongs to.
    pub(super) section: &'static str,
    /// The entries of the navigation for what there is beside users and groups.
    pub(super) types: Vec<TypeEntry>,
    /// Who is signed in.
    pub(super) admin: String,
    /// `system`, `light` or `dark`.
    pub(super) theme: &'static str,
    /// Where to come back to after a change of the look; empty if it cannot be changed here.
    pub(super) here: String,
    pub(super) styles: [String; 3],
    pub(super) script: String,
    pub(super) icon: String,
}

/// A resource type in the navigation.
#[derive(Clone, Debug)]
pub(super) struct TypeEntry {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) is_current: bool,
}

impl TypeEntry {
    /// Those of a directory.
    pub(super) fn all(directory: &DirectoryInfo) -> Vec<TypeEntry> {
        let entry = |one: &TypeInfo| TypeEntry {
            name: one.described.endpoint().to_owned(),
            href: links::list(Kind::Custom(one.code)).into_owned(),
            is_current: false,
        };
        directory.types.iter().map(entry).collect()
    }

    /// The same on the page with this address.
    pub(super) fn on(self, here: &str) -> TypeEntry {
        let rest = here.strip_prefix(self.href.as_str());
        let is_current = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        TypeEntry { is_current, ..self }
    }
}

impl Shell {
    /// The frame for an admin.
    pub(super) fn new(
        title: impl Into<String>,
        section: &'static str,
        admin: &str,
        visit: &Visit,
    ) -> Self {
        Self {
            title: title.into(),
            section,
            types: Vec::new(),
            admin: admin.to_owned(),
            theme: visit.theme.name(),
            here: visit.here.clone(),
            styles: ["base.css", "parts.css", "narrow.css"].map(assets::url),
            script: assets::url("provisor.js"),
            icon: assets::url("favicon.svg"),
        }
    }

    /// The frame for somebody who is not signed in.
    pub(super) fn plain(title: impl Into<String>, visit: &Visit) -> Self {
        Self::new(title, "", "", visit)
    }
}
