//! What is wrong with the data: nothing, unless somebody changed it by hand.

use crate::failure::Failure;
use crate::session::Session;

const BROKEN_INDEXES: &str = "
    SELECT c.relname::text FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)
    ORDER BY 1";

/// Rows for which the schema has no foreign key: every one that is written would pay for it.
const DANGLING: &[(&str, &str)] = &[
    (
        "memberships are of groups that do not exist",
        "SELECT count(*) FROM members AS o WHERE NOT EXISTS (
             SELECT FROM resources AS r WHERE r.directory = o.directory AND r.key = o.group_key)",
    ),
    (
        "memberships are of members that do not exist",
        "SELECT count(*) FROM members AS o WHERE NOT EXISTS (
             SELECT FROM resources AS r WHERE r.directory = o.directory AND r.key = o.member_key)",
    ),
    (
        "e-mail addresses belong to resources that do not exist",
        "SELECT count(*) FROM emails AS o WHERE NOT EXISTS (
             SELECT FROM resources AS r WHERE r.directory = o.directory AND r.key = o.key)",
    ),
    (
        "texts to search belong to resources that do not exist",
        "SELECT count(*) FROM search_texts AS o WHERE NOT EXISTS (
             SELECT FROM resources AS r WHERE r.directory = o.directory AND r.key = o.key)",
    ),
];

const MISCOUNTED: &str = "
    SELECT d.name, d.id FROM directories AS d
    LEFT JOIN counters AS c ON c.directory = d.id
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE r.kind = 1) AS users,
            count(*) FILTER (WHERE r.kind = 1 AND r.active = 1) AS active_users,
            count(*) FILTER (WHERE r.kind = 2) AS groups
        FROM resources AS r WHERE r.directory = d.id
    ) AS n ON TRUE
    WHERE (c.users, c.active_users, c.groups) IS DISTINCT FROM (n.users, n.active_users, n.groups)
    ORDER BY d.id";

const MISCOUNTED_KINDS: &str = "
    SELECT d.name, d.id FROM directories AS d WHERE EXISTS (
        SELECT FROM (SELECT k.kind, k.present FROM kind_counters AS k
                     WHERE k.directory = d.id AND k.present <> 0) AS c
        FULL JOIN (SELECT r.kind, count(*) AS present FROM resources AS r
                   WHERE r.directory = d.id AND r.kind > 2 GROUP BY r.kind) AS n USING (kind)
        WHERE c.present IS DISTINCT FROM n.present)
    ORDER BY d.id";

/// Reads everything in one snapshot, so that what is changed meanwhile is no contradiction.
pub(super) async fn inspect(session: &Session) -> Result<Vec<String>, Failure> {
    let mut problems = Vec::new();
    session.batch(session.begin()).await?;
    rows(session, &mut problems).await?;
    session.batch("COMMIT").await?;
    Ok(problems)
}

async fn rows(session: &Session, problems: &mut Vec<String>) -> Result<(), Failure> {
    for row in session.query(BROKEN_INDEXES, &[]).await? {
        let name: &str = row.try_get(0)?;
        problems.push(format!("the index {name} is not complete: run `REINDEX INDEX {name}`"));
    }
    for (what, sql) in DANGLING {
        let rows = session.query(sql, &[]).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
        if count > 0 {
            problems.push(format!("{count} {what}"));
        }
    }
    for sql in [MISCOUNTED, MISCOUNTED_KINDS] {
        for row in session.query(sql, &[]).await? {
            let name: &str = row.try_get(0)?;
            let problem = format!("the counters of the directory {name} are wrong");
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    Ok(())
}
