//! The records, a type per table. They hold what the tables hold, as it is stored: JSON stays text,
//! so that what a store cannot read today is not lost on its way.

use uuid::Uuid;

use super::Table;
use super::field::Field;

/// A row of a table.
pub trait Record: Sized {
    /// Which table.
    const TABLE: Table;

    /// Appends the record's bytes.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes a record from the front; `None` if there is none.
    fn read(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! records {
    ($(
        $(#[$about:meta])*
        $name:ident of $table:ident {
            $( $(#[$about_field:meta])* $field:ident: $type:ty, )+
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$about_field])* pub $field: $type, )+
        }

        impl Record for $name {
            const TABLE: Table = Table::$table;

            fn write(&self, out: &mut Vec<u8>) {
                $( self.$field.write(out); )+
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $( $field: Field::read(from)?, )+ })
            }
        }
    )+};
}

records! {
    /// The installation; there is one record. Its key is none.
    Installation of Installation {
        /// See [`System::revision`](crate::store::System::revision).
        revision: i64,
        /// The fingerprint of the key under which secrets were hashed, if a server ever noted it.
        key_fingerprint: Option<[u8; 32]>,
    }

    /// A directory, by `id`.
    Directory of Directories {
        /// Its id.
        id: i64,
        /// Its name.
        name: String,
        /// When it was made, in microseconds since 1970 as everywhere.
        created: i64,
        /// Its settings, as JSON.
        settings: String,
    }

    /// What is counted in a directory, by `directory`. Every directory has a record.
    Counters of Counters {
        /// Which directory.
        directory: i64,
        /// Users.
        users: i64,
        /// Users with `active` true.
        active_users: i64,
        /// Groups.
        groups: i64,
        /// Memberships whose member is a group.
        nested: i64,
        /// Users that were ever deleted.
        removed_users: i64,
        /// Groups that were ever deleted.
        removed_groups: i64,
        /// The position of the last event; 0 before the first.
        position: i64,
    }

    /// What is counted of a resource type beside users and groups, by `directory` and `kind`.
    KindCounters of KindCounters {
        /// Which directory.
        directory: i64,
        /// The code of the kind.
        kind: i64,
        /// Resources.
        present: i64,
        /// Resources that were ever deleted.
        removed: i64,
    }

    /// Something learned about custom attributes, by `directory` and `sequence`.
    LearnedAttribute of LearnedAttributes {
        /// Which directory.
        directory: i64,
        /// In which order it was learned.
        sequence: i64,
        /// The code of the kind of resource.
        kind: i64,
        /// What was learned, as JSON.
        learned: String,
    }

    /// A step in what is declared about schemas, by `directory` and `sequence`.
    Declaration of Declarations {
        /// Which directory.
        directory: i64,
        /// In which order it was declared.
        sequence: i64,
        /// The step, as JSON.
        change: String,
    }

    /// A step in the history of resource types beside users and groups, by `directory` and
    /// `sequence`.
    ResourceType of ResourceTypes {
        /// Which directory.
        directory: i64,
        /// In which order it happened.
        sequence: i64,
        /// The step, as JSON.
        change: String,
    }

    /// An infra token, by `directory` and `id`.
    InfraToken of InfraTokens {
        /// Which directory it opens.
        directory: i64,
        /// Its id.
        id: Uuid,
        /// What an admin calls it.
        label: String,
        /// What it may do, as the store writes it.
        scopes: String,
        /// The hash of its secret under the installation's key.
        hash: [u8; 32],
        /// Who made it.
        created_by: String,
        /// When.
        created: i64,
        /// When it stops working.
        expires: Option<i64>,
        /// When it was used last.
        last_used: Option<i64>,
        /// From where.
        last_address: Option<String>,
    }

    /// An admin, by `id`.
    Admin of Admins {
        /// The id.
        id: Uuid,
        /// The e-mail, as it was typed.
        email: String,
        /// The e-mail in the form in which it compares.
        email_key: String,
        /// The password's hash.
        password_hash: String,
        /// When the admin was made.
        created: i64,
        /// The last sign-in.
        last_sign_in: Option<i64>,
    }

    /// A bar of the chart of changes, by `directory`, `hour` and `bucket`.
    Activity of Activity {
        /// Which directory.
        directory: i64,
        /// Hours since 1970.
        hour: i64,
        /// The stored number of the bucket.
        bucket: i64,
        /// How many changes.
        changes: i64,
    }

    /// An entry of the request log, by `directory`, `at` and then all other fields: what identifies
    /// an entry differs between databases.
    Request of Requests {
        /// Which directory.
        directory: i64,
        /// When the request arrived.
        at: i64,
        /// Its id.
        request_id: String,
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// The status of the answer.
        status: i64,
        /// How long it took, in microseconds.
        micros: i64,
        /// The label of the token.
        token: String,
        /// The client.
        client: String,
        /// What was wrong, if it was refused.
        problem: Option<String>,
    }

    /// What is left of a deleted resource, by `directory` and `id`.
    Tombstone of Tombstones {
        /// Which directory.
        directory: i64,
        /// The resource.
        id: Uuid,
        /// The code of its kind.
        kind: i64,
        /// When it was deleted.
        deleted: i64,
        /// When it was created.
        created: i64,
        /// Its name, prepared for comparison.
        name_key: String,
        /// Its `externalId`.
        external_id: Option<String>,
        /// The ids of its groups, 16 bytes each.
        member_of: Vec<u8>,
        /// The ids of its members, 16 bytes each.
        members: Vec<u8>,
        /// Its content, as JSON.
        body: String,
    }

    /// A resource, by `key`.
    Resource of Resources {
        /// Directory, kind and number, packed; the same in every database.
        key: i64,
        /// Its id.
        id: Uuid,
        /// Counts its changes from 1.
        version: i64,
        /// When it was created.
        created: i64,
        /// When it was changed last.
        modified: i64,
        /// Whether a user has `active` true; true for all others.
        active: bool,
        /// How many direct members it has.
        members: i64,
        /// Its name, prepared for comparison.
        name_key: String,
        /// Whether no other of its kind may have the same name.
        name_is_unique: bool,
        /// Its `externalId`.
        external_id: Option<String>,
        /// How people read it.
        display: String,
        /// Its e-mail values, folded, as a JSON array; `None` where there are none.
        emails: Option<String>,
        /// Its content, as JSON.
        body: String,
    }

    /// A value that no other resource of the kind may have, by `directory`, `kind`, `attribute` and
    /// `value`.
    UniqueValue of UniqueValues {
        /// Which directory.
        directory: i64,
        /// The code of the kind of resource.
        kind: i64,
        /// The full name of the attribute.
        attribute: String,
        /// The value in the form in which it compares.
        value: String,
        /// The key of the resource that has it.
        key: i64,
    }

    /// A membership, by `group_key` and `member_key`.
    Member of Members {
        /// The key of the group.
        group_key: i64,
        /// The key of the member.
        member_key: i64,
        /// The id of the member.
        member_id: Uuid,
        /// Whether the client gave the display text.
        display_given: bool,
        /// How the member is shown.
        display: String,
    }

    /// An event, by `directory` and `position`.
    Event of Events {
        /// Which directory.
        directory: i64,
        /// Its place in the feed.
        position: i64,
        /// When it was decided.
        at: i64,
        /// The name of what happened.
        kind: String,
        /// The code of the kind of the resource it happened to.
        subject_kind: Option<i64>,
        /// The resource it happened to.
        subject_id: Option<Uuid>,
        /// Who caused it, as JSON.
        cause: String,
        /// The details, as JSON.
        data: String,
    }

    /// That an event concerns a resource, by all fields.
    EventSubject of EventSubjects {
        /// Which directory.
        directory: i64,
        /// The resource.
        resource_id: Uuid,
        /// The place of the event.
        position: i64,
    }

    /// What an infra token has to do with a user, by `directory`, `user_id` and `token`.
    Link of Links {
        /// Which directory.
        directory: i64,
        /// The user.
        user_id: Uuid,
        /// The token.
        token: Uuid,
        /// The label of the token when it asked.
        label: String,
        /// The code of how far the link has come.
        state: i64,
        /// Since when.
        at: i64,
        /// What the token has sent of the user, as JSON.
        sent: String,
    }

    /// A domain whose addresses are verified, by all fields.
    VerifiedDomain of VerifiedDomains {
        /// Which directory.
        directory: i64,
        /// The domain.
        domain: String,
    }
}
