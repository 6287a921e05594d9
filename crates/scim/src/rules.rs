//! How strictly requests are read.

/// What a request must keep to beyond what can be understood anyhow.
///
/// Identity providers send much that the RFCs do not have, and mean something by it: a server that
/// wants all of them to work reads by [`Rules::TOLERANT`]. [`Rules::INTEROP`] is what the SCIM 2.0
/// Interoperability Profile (draft-ietf-scim-interop-profile) asks of a server, where the RFCs
/// leave a choice or identity providers take one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct Rules {
    /// What no schema has is 400 `invalidSyntax`; otherwise it is learned, or passed over.
    pub known_only: bool,
    /// A value has the JSON type of its attribute; otherwise booleans may be strings, lists of one
    /// may come without brackets, and a complex value may be its `value` alone.
    pub exact_types: bool,
    /// What an attribute means is looked at too: URIs, countries, certificates, and the values of
    /// `type`.
    pub meaning_checked: bool,
    /// A filter compares with JSON values of the attribute's type (RFC 7644 §3.4.2.2); otherwise a
    /// string may stand without quotation marks, and booleans and numbers may stand in them.
    pub exact_filters: bool,
    /// A body and a message name their schemas (RFC 7643 §3).
    pub schemas_required: bool,
    /// The `id` in a body is that of the resource (RFC 7644 §3.5.1).
    pub ids_agree: bool,
    /// Every operation of a PATCH has a path.
    pub path_required: bool,
    /// A path that filters values ends in a sub-attribute.
    pub sub_required: bool,
    /// A path that filters values selects one, or it is `noTarget`; otherwise the value that it
    /// describes is made.
    pub must_match: bool,
    /// A path that filters values does not select several.
    pub single_match: bool,
    /// `replace` replaces a complex value as a whole; otherwise the parts that were sent.
    pub whole_complex: bool,
}

impl Rules {
    /// Whatever can be understood is done.
    pub const TOLERANT: Rules = Rules::all(false);
    /// The interoperability profile.
    pub const INTEROP: Rules = Rules::all(true);

    const fn all(on: bool) -> Self {
        Self {
            known_only: on,
            exact_types: on,
            meaning_checked: on,
            exact_filters: on,
            schemas_required: on,
            ids_agree: on,
            path_required: on,
            sub_required: on,
            must_match: on,
            single_match: on,
            whole_complex: on,
        }
    }
}
