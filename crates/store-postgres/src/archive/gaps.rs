//! What is missing among the numbers of resources: see [`store_sql::gaps`]. It is in no archive,
//! since it follows from the resources.

use store_sql::gaps::WIDTHS;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::{Param, Session};

/// Of each span, as many numbers as were given out, less those that are there.
const COUNT: &str = "
    WITH lists AS (
        SELECT directory, 1::smallint AS kind, users + removed_users AS last
        FROM counters WHERE removed_users > 0
        UNION ALL
        SELECT directory, 2::smallint, groups + removed_groups
        FROM counters WHERE removed_groups > 0
        UNION ALL
        SELECT directory, kind, present + removed FROM kind_counters WHERE removed > 0
    ), live AS (
        SELECT r.directory, r.kind, w.width, ((r.key & ((1::bigint << 38) - 1)) - 1) / w.width AS span,
            count(*) AS numbers
        FROM resources AS r CROSS JOIN unnest($1::bigint[]) AS w (width)
        GROUP BY 1, 2, 3, 4
    ), spans AS (
        SELECT l.directory, l.kind, w.width, s.span,
            least(l.last, (s.span + 1) * w.width) - s.span * w.width AS given
        FROM lists AS l CROSS JOIN unnest($1::bigint[]) AS w (width)
        CROSS JOIN LATERAL generate_series(0, (l.last - 1) / w.width) AS s (span)
    )
    INSERT INTO gaps (directory, kind, width, span, removed)
    SELECT directory, kind, width, span, given - coalesce(numbers, 0)
    FROM spans LEFT JOIN live USING (directory, kind, width, span)
    WHERE given > coalesce(numbers, 0)";

/// Counts everything anew, for an installation that was filled from elsewhere.
pub(super) async fn count(session: &Session) -> Result<(), Failure> {
    session.batch("DELETE FROM gaps").await?;
    let params: [Param<'_>; 1] = [(&WIDTHS.as_slice(), Type::INT8_ARRAY)];
    session.execute(COUNT, &params).await?;
    Ok(())
}
