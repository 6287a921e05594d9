//! The way back.

use anyhow::{Result, bail};
use directory::archive::Standing;
use serde_json::json;

use crate::args::OutputArgs;
use crate::output::{Out, hint};
use crate::site::Site;

/// Takes what was moved away back into use.
pub(super) async fn run(from: &Site, output: OutputArgs) -> Result<()> {
    from.require().await?;
    let _lock = from.lock()?;
    let store = from.open().await?;
    let to = match store.standing().await? {
        Standing::Moving { to } | Standing::Moved { to, .. } => to,
        Standing::InUse => bail!("`{from}` was not moved: it is in use"),
        closed @ Standing::Importing => {
            bail!("`{from}` was not moved: {}", closed.objection().unwrap_or_default())
        }
    };
    store.set_standing(Standing::InUse).await?;
    let out = Out::new();
    if output.is_json() {
        return out.json(&json!({"from": from.to_string(), "in_use": true, "moved_to": to}));
    }
    out.line(format!("{from} is in use again, as it was before it was moved to {to}."))?;
    hint(&format!("Make sure that no server uses {to}: the two know nothing of each other."));
    Ok(())
}
