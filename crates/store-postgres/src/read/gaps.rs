//! What is missing among the numbers of resources: see [`store_sql::gaps`].

use directory::id::DirectoryId;
use directory::resource::Kind;
use store_sql::gaps::{Gap, Search, WIDTHS, span};
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::{Param, Session};

const SELECT: &str = "
    SELECT span, removed FROM gaps
    WHERE directory = $1 AND kind = $2 AND width = $3 AND span BETWEEN $4 AND $5
    ORDER BY span";

/// The way to what follows the first `skip` resources of a kind, of which `removed` were ever
/// deleted. `None` if the table does not tell of all of them.
pub(super) async fn find(
    session: &Session,
    directory: DirectoryId,
    kind: Kind,
    removed: i64,
    skip: u64,
) -> Result<Option<Search>, Failure> {
    let mut search = Search::new(skip);
    let [wide, narrow] = WIDTHS;
    let gaps = match removed {
        0 => Vec::new(),
        _ => read(session, directory, kind, wide, 0, i64::MAX).await?,
    };
    if gaps.iter().map(|gap| gap.removed).sum::<i64>() != removed {
        return Ok(None);
    }
    if let Some(within) = search.advance(wide, gaps) {
        let (first, last) = (span(within.start, narrow), span(within.end - 1, narrow));
        let gaps = read(session, directory, kind, narrow, first, last).await?;
        search.advance(narrow, gaps);
    }
    Ok(Some(search))
}

async fn read(
    session: &Session,
    directory: DirectoryId,
    kind: Kind,
    width: i64,
    first: i64,
    last: i64,
) -> Result<Vec<Gap>, Failure> {
    let kind = i16::try_from(kind.code()).unwrap_or(i16::MAX);
    let params: [Param<'_>; 5] = [
        (&directory.0, Type::INT8),
        (&kind, Type::INT2),
        (&width, Type::INT8),
        (&first, Type::INT8),
        (&last, Type::INT8),
    ];
    let rows = session.query(SELECT, &params).await?;
    rows.iter().map(|row| Ok(Gap { span: row.try_get(0)?, removed: row.try_get(1)? })).collect()
}
