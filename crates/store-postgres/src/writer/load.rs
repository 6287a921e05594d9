//! Asks the database for what a batch of change sets needs, in one trip.

mod members;
mod resources;
mod sql;

use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::link::LinkState;
use tokio_postgres::Row;

use super::known::{Counters, Known, KnownLink};
use super::needs::{Names, Needs, Pairs, Replacement, Slots, Values};
use super::trip::{Trip, Value};
use crate::failure::Failure;
use crate::session::Session;

pub(super) use sql::ALL;

/// Begins a transaction, locks the directories and reads.
pub(super) async fn load<'n>(session: &'n Session, needs: &'n Needs) -> Result<Known, Failure> {
    let directories: Vec<i64> = needs.directories.iter().copied().collect();
    let learners: Vec<i64> = needs.learners.iter().copied().collect();
    let declared_in: Vec<i64> = needs.declared.iter().copied().collect();
    let typed_in: Vec<i64> = needs.types.iter().copied().collect();
    let (of_kinds, kinds): (Vec<i64>, Vec<i16>) = needs.kinds.iter().copied().unzip();
    let (of_tokens, tokens): (Vec<i64>, Vec<_>) =
        needs.tokens.iter().map(|(directory, token)| (directory.0, token.0)).unzip();
    let searches: Vec<_> = needs.searches.iter().map(members::Statement::of).collect();
    // Each change set can take a name away from one who has it.
    let most_holders = i64::try_from(needs.names.texts.len()).unwrap_or(i64::MAX) + 2;

    let mut trip = Trip::new(session);
    trip.batch(session.begin());
    let locked = trip.run(&sql::LOCK, &[&directories]);
    let mut slots = |slots: &'n Slots, statement| {
        (!slots.is_empty()).then(|| trip.run(statement, &[&slots.directories, &slots.ids]))
    };
    let found = slots(&needs.resources, &sql::RESOURCES);
    let parents = slots(&needs.nests, &sql::PARENTS);
    let left = slots(&needs.leavers, &sql::LEFT);
    let dropped = slots(&needs.emptied, &sql::DROPPED);
    let buried = slots(&needs.buried, &sql::BURIED);
    let links = slots(&needs.linked, &sql::LINKS);
    // What somebody gives up matters only where somebody wants it.
    let held = if needs.values.is_empty() { None } else { slots(&needs.holders, &sql::HELD) };
    let mut pairs = |pairs: &'n Pairs, statement| {
        let columns: [Value<'n>; 3] = [&pairs.directories, &pairs.groups, &pairs.members];
        (!pairs.is_empty()).then(|| trip.run(statement, &columns))
    };
    let additions = pairs(&needs.additions, &sql::ADDITIONS);
    let removals = pairs(&needs.removals, &sql::REMOVALS);
    let names = (!needs.names.is_empty()).then(|| {
        let Names { directories, kinds, texts, .. } = &needs.names;
        trip.run(&sql::NAMES, &[directories, kinds, texts, &most_holders])
    });
    let values = (!needs.values.is_empty()).then(|| {
        let Values { directories, kinds, attributes, texts, .. } = &needs.values;
        trip.run(&sql::VALUES, &[directories, kinds, attributes, texts])
    });
    let mut surplus = Vec::new();
    for Replacement { place, directory, group, members } in &needs.replacements {
        let number = trip.run(&sql::REPLACED, &[&directory.0, &group.0, members]);
        surplus.push((*place, number));
    }
    for (search, statement) in needs.searches.iter().zip(&searches) {
        surplus.push((search.place, statement.add_to(&mut trip)));
    }
    let learned = (!learners.is_empty()).then(|| trip.run(&sql::LEARNED, &[&learners]));
    let declared = (!declared_in.is_empty()).then(|| trip.run(&sql::DECLARED, &[&declared_in]));
    let types = (!typed_in.is_empty()).then(|| trip.run(&sql::TYPES, &[&typed_in]));
    let sizes = (!kinds.is_empty()).then(|| trip.run(&sql::KINDS, &[&of_kinds, &kinds]));
    let existing = (!tokens.is_empty()).then(|| trip.run(&sql::TOKENS, &[&of_tokens, &tokens]));

    let answers = Answers(trip.go().await?);
    let mut known = Known::default();
    for row in answers.rows(Some(locked)) {
        known.counters.insert(DirectoryId(row.try_get(0)?), counters(row)?);
    }
    resources::found(&mut known, answers.rows(found))?;
    resources::names(&mut known, answers.rows(names))?;
    resources::values(&mut known, answers.rows(values))?;
    resources::held(&mut known, answers.rows(held))?;
    members::additions(&mut known, answers.rows(additions))?;
    members::removals(&mut known, answers.rows(removals))?;
    for row in answers.rows(parents) {
        known.parents.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
    }
    resources::left(&mut known, answers.rows(left))?;
    members::dropped(&mut known, answers.rows(dropped))?;
    resources::buried(&mut known, answers.rows(buried))?;
    for (place, number) in surplus {
        members::surplus(&mut known, place, answers.rows(Some(number)))?;
    }
    for row in answers.rows(learned) {
        resources::learned(&mut known, row)?;
    }
    for row in answers.rows(declared) {
        known.declared.insert(DirectoryId(row.try_get(0)?), row.try_get(1)?);
    }
    for row in answers.rows(types) {
        known.types.insert(DirectoryId(row.try_get(0)?), row.try_get(1)?);
    }
    resources::kind_counters(&mut known, answers.rows(sizes))?;
    for row in answers.rows(existing) {
        known.tokens.insert((DirectoryId(row.try_get(0)?), TokenId(row.try_get(1)?)));
    }
    for row in answers.rows(links) {
        let slot = (DirectoryId(row.try_get(0)?), ResourceId(row.try_get(1)?));
        known.links.entry(slot).or_default().push(link(row)?);
    }
    Ok(known)
}

/// The rows of all statements of a trip.
struct Answers(Vec<Vec<Row>>);

impl Answers {
    /// The rows of a statement; none if it was not asked.
    fn rows(&self, number: Option<usize>) -> &[Row] {
        number.and_then(|number| self.0.get(number)).map_or(&[], Vec::as_slice)
    }
}

fn link(row: &Row) -> Result<KnownLink, Failure> {
    let code: i16 = row.try_get(4)?;
    let state = LinkState::from_code(code.into());
    Ok(KnownLink {
        token: TokenId(row.try_get(2)?),
        label: row.try_get(3)?,
        state: state.ok_or_else(|| Failure::value("link state", code))?,
    })
}

fn counters(row: &Row) -> Result<Counters, Failure> {
    Ok(Counters {
        users: row.try_get(1)?,
        active_users: row.try_get(2)?,
        groups: row.try_get(3)?,
        nested: row.try_get(4)?,
        removed_users: row.try_get(5)?,
        removed_groups: row.try_get(6)?,
        position: row.try_get(7)?,
    })
}
