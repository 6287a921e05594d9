//! The columns of `links` and `verified_domains`.

use tokio_postgres::types::Type;
use uuid::Uuid;

use super::super::super::delta::Delta;
use super::super::super::trip::{Statement, Trip};
use crate::port::links::code;

const LINK: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::UUID_ARRAY,
        Type::UUID_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT2_ARRAY,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
    ],
    sql: "
    INSERT INTO links (directory, user_id, token, label, state, at, sent)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::smallint[],
        $6::bigint[], $7::text[])
    ON CONFLICT (directory, user_id, token) DO UPDATE SET
        label = excluded.label, state = excluded.state, at = excluded.at, sent = excluded.sent",
};

const CLEAR_DOMAINS: Statement = Statement {
    types: &[Type::INT8_ARRAY],
    sql: "DELETE FROM verified_domains WHERE directory = ANY ($1)",
};

const SET_DOMAINS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::TEXT_ARRAY],
    sql: "
    INSERT INTO verified_domains (directory, domain)
    SELECT * FROM unnest($1::bigint[], $2::text[]) ON CONFLICT DO NOTHING",
};

pub(super) const ALL: &[&Statement] = &[&LINK, &CLEAR_DOMAINS, &SET_DOMAINS];

/// Links, and directories whose verified domains are others now.
#[derive(Default)]
pub(super) struct Links<'d> {
    directories: Vec<i64>,
    users: Vec<Uuid>,
    tokens: Vec<Uuid>,
    labels: Vec<&'d str>,
    states: Vec<i16>,
    moments: Vec<i64>,
    sent: Vec<&'d str>,
    changed: Vec<i64>,
    domains_of: Vec<i64>,
    domains: Vec<&'d str>,
}

impl<'d> Links<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut links = Self::default();
        for ((directory, ..), link) in &delta.links {
            links.directories.push(directory.0);
            links.users.push(link.user.0);
            links.tokens.push(link.token.0);
            links.labels.push(&link.label);
            links.states.push(code(link.state));
            links.moments.push(link.at.as_micros());
            links.sent.push(&link.sent);
        }
        for (directory, domains) in &delta.domains {
            links.changed.push(directory.0);
            for domain in domains {
                links.domains_of.push(directory.0);
                links.domains.push(domain);
            }
        }
        links
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        let Self { directories, users, tokens, labels, states, moments, sent, .. } = self;
        if !users.is_empty() {
            trip.run(&LINK, &[directories, users, tokens, labels, states, moments, sent]);
        }
        if !self.changed.is_empty() {
            trip.run(&CLEAR_DOMAINS, &[&self.changed]);
        }
        if !self.domains.is_empty() {
            trip.run(&SET_DOMAINS, &[&self.domains_of, &self.domains]);
        }
    }
}
