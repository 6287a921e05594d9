//! Conditions on memberships: `members` of groups and `groups` of users, which are rows and in no
//! stored JSON.

use directory::resource::Kind;
use scim::filter::Op;
use scim::filter::typed::{Root, Target, Value};

use super::{Context, column, compare};
use crate::access;
use crate::dialect::Dialect;
use crate::list::Scope;
use crate::statement::{Sql, SqlValue};

/// Whether there is a member, or a group, that satisfies what `inner` appends.
pub(super) fn exists<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    root: Root,
    inner: impl FnOnce(&mut Sql<'_, D>, Context<'static>),
) {
    match (root, scope.kind) {
        (Root::Members, Kind::Group) => {
            sql.push("EXISTS (SELECT 1 FROM members AS m WHERE ").within("m", scope.directory);
            sql.push("m.group_key = r.key AND ");
            inner(sql, Context::Member);
            sql.push(")");
        }
        (Root::Groups, Kind::User) => {
            // All groups above the user, also those that contain a group of his.
            sql.push("EXISTS (WITH RECURSIVE above (key) AS (");
            sql.push("SELECT a.group_key FROM members AS a WHERE ");
            sql.within("a", scope.directory).push("a.member_key = r.key UNION ");
            sql.push("SELECT b.group_key FROM above JOIN members AS b ON ");
            sql.within("b", scope.directory).push("b.member_key = above.key) ");
            sql.push("SELECT 1 FROM above JOIN resources AS g ON ");
            sql.within("g", scope.directory).push("g.key = above.key WHERE ");
            inner(sql, Context::GroupOf);
            sql.push(")");
        }
        // Users have no members, and no group has `groups`.
        _ => _ = sql.push("FALSE"),
    }
}

/// Whether a member, or a group, has a value.
pub(super) fn present<D: Dialect>(sql: &mut Sql<'_, D>, context: Context<'_>, sub: Option<&str>) {
    match (context, sub) {
        (Context::Member, Some("display")) => _ = sql.push("m.display <> ''"),
        (Context::GroupOf, Some("display")) => _ = sql.push("g.display <> ''"),
        (_, None | Some("value" | "type" | "$ref")) => _ = sql.push("TRUE"),
        _ => _ = sql.push("FALSE"),
    }
}

/// A comparison with a sub-attribute of any member, or of any group.
pub(super) fn compare_any<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    target: &Target,
    op: Op,
    value: &Value,
) {
    let sub = access::last(target);
    if let (Op::Eq, Some("value"), Value::Text(text)) = (op, sub, value) {
        by_value(sql, scope, target.root, text);
        return;
    }
    if op == Op::Ne {
        sql.push("(NOT ");
        exists(sql, scope, target.root, |sql, context| present(sql, context, sub));
        sql.push(" OR ");
    }
    exists(sql, scope, target.root, |sql, context| {
        compare(sql, scope, context, sub, target, op, value);
    });
    if op == Op::Ne {
        sql.push(")");
    }
}

/// Who has this member, or is in this group: found from the side that is named.
fn by_value<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, root: Root, text: &str) {
    let Some(id) = column::uuid(text) else {
        sql.push("FALSE");
        return;
    };
    match (root, scope.kind) {
        (Root::Members, Kind::Group) => {
            sql.push("r.key IN (SELECT m.group_key FROM members AS m WHERE ");
            sql.within("m", scope.directory).push("m.member_key = ");
            key_of(sql, scope, id);
            sql.push(")");
        }
        (Root::Groups, Kind::User) => {
            sql.push("r.key IN (WITH RECURSIVE below (key) AS (");
            sql.push("SELECT a.member_key FROM members AS a WHERE ");
            sql.within("a", scope.directory).push("a.group_key = ");
            key_of(sql, scope, id);
            sql.push(" UNION SELECT b.member_key FROM below JOIN members AS b ON ");
            sql.within("b", scope.directory).push("b.group_key = below.key) ");
            sql.push("SELECT key FROM below)");
        }
        _ => _ = sql.push("FALSE"),
    }
}

fn key_of<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, id: uuid::Uuid) {
    sql.push("(SELECT o.key FROM resources AS o WHERE o.directory = ");
    sql.bind(SqlValue::Integer(scope.directory)).push(" AND o.id = ");
    sql.bind(SqlValue::Id(id)).push(")");
}

/// A comparison with a sub-attribute of one member, or of one group.
pub(super) fn compare<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    context: Context<'_>,
    sub: Option<&str>,
    target: &Target,
    op: Op,
    value: &Value,
) {
    let id = if matches!(context, Context::Member) { "m.member_id" } else { "g.id" };
    let scalar = match (sub, value) {
        (Some("value"), Value::Text(text)) if matches!(op, Op::Eq | Op::Ne) => {
            match (context, op, column::uuid(text)) {
                // By the key of the table, which finds the one member among any number. It is one
                // value and no set, so that no database thinks of going through the group instead.
                // Nobody has the key 0, and the condition is not null where nobody has the id.
                (Context::Member, Op::Eq, Some(uuid)) => {
                    sql.push("m.member_key = coalesce(");
                    key_of(sql, scope, uuid);
                    sql.push(", 0)");
                }
                _ => column::id(sql, id, op, text),
            }
            return;
        }
        (Some("value"), _) => sql.dialect.uuid_text(id),
        (Some("display"), _) => match context {
            Context::Member => "nullif(m.display, '')".to_owned(),
            _ => "nullif(g.display, '')".to_owned(),
        },
        (Some("type"), _) => match context {
            Context::Member => member_type(),
            _ => group_type(&sql.directory("d", scope.directory)),
        },
        (Some("$ref"), Value::Text(text)) => {
            reference(sql, context, id, op, text);
            return;
        }
        _ => {
            sql.push(if op == Op::Ne { "TRUE" } else { "FALSE" });
            return;
        }
    };
    let scalar = compare::normalized(sql.dialect, target.comparison, &scalar);
    compare::total(sql, &scalar, op, value);
}

/// The kind of a member is a part of its key.
fn member_type() -> String {
    let [user, group] = Kind::STANDARD.map(Kind::standard_name);
    let code = Kind::User.code();
    format!("CASE WHEN (m.member_key >> 38 & 31) = {code} THEN '{user}' ELSE '{group}' END")
}

/// Whether the user is a member of the group itself.
fn group_type(of_directory: &str) -> String {
    format!(
        "CASE WHEN EXISTS (SELECT 1 FROM members AS d WHERE {of_directory}\
         d.group_key = g.key AND d.member_key = r.key) THEN 'direct' ELSE 'indirect' END"
    )
}

/// References end with the endpoint and the id; the address before them is not known here.
fn reference<D: Dialect>(sql: &mut Sql<'_, D>, context: Context<'_>, id: &str, op: Op, text: &str) {
    let endpoint = |kind: Kind| format!("/{}/", kind.standard_endpoint());
    let split = Kind::STANDARD.iter().find_map(|kind| {
        let at = text.rfind(endpoint(*kind).as_str())?;
        Some((*kind, text.get(at + endpoint(*kind).len()..)?))
    });
    let is_possible =
        matches!((context, split), (Context::Member, Some(_)) | (_, Some((Kind::Group, _))));
    match (op, split) {
        (Op::Eq | Op::Ne, Some((_, id_text))) if is_possible => column::id(sql, id, op, id_text),
        (Op::Eq, _) => _ = sql.push("FALSE"),
        (Op::Ne, _) => _ = sql.push("TRUE"),
        _ => {
            let of_group = endpoint(Kind::Group);
            let path = match context {
                Context::Member => format!(
                    "CASE WHEN (m.member_key >> 38 & 31) = {} THEN '{}' ELSE '{of_group}' END",
                    Kind::User.code(),
                    endpoint(Kind::User),
                ),
                _ => format!("'{of_group}'"),
            };
            let scalar = format!("({path} || {})", sql.dialect.uuid_text(id));
            compare::total(sql, &scalar, op, &Value::Text(text.to_owned()));
        }
    }
}
