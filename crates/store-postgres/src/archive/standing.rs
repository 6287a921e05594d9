//! Whether the installation may be used.

use directory::archive::Standing;
use tokio_postgres::types::Type;

use crate::failure::Failure;
use crate::session::Session;

/// Reads it.
pub(super) async fn read(session: &Session) -> Result<Standing, Failure> {
    let rows = session.query("SELECT standing FROM installation", &[]).await?;
    let row = rows.first().ok_or_else(|| Failure::value("installation", "missing"))?;
    Ok(match row.try_get::<_, Option<&str>>(0)? {
        Some(text) => serde_json::from_str(text)?,
        None => Standing::InUse,
    })
}

/// Writes it.
pub(super) async fn write(session: &Session, standing: &Standing) -> Result<(), Failure> {
    let text = match standing {
        Standing::InUse => None,
        closed => Some(serde_json::to_string(closed)?),
    };
    let sql = "UPDATE installation SET standing = $1";
    session.execute(sql, &[(&text, Type::TEXT)]).await?;
    Ok(())
}
