//! The frame around every page: head, navigation, look.

use super::assets;
use super::headers::Visit;

/// What the frame shows.
pub(super) struct Shell {
    /// The title of the page.
    pub(super) title: String,
    /// The entry of the navigation that the page belongs to.
    pub(super) section: &'static str,
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
