//! What the disk can do, to be read beside every figure of a durable write.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

const TIME: Duration = Duration::from_secs(1);

/// How many appends of 4 KiB, each forced to the disk, fit into a second.
pub(crate) fn syncs_per_second(folder: &Path) -> Result<f64> {
    let mut file = tempfile::tempfile_in(folder)?;
    let block = [0x55; 4096];
    let start = Instant::now();
    let mut count = 0.0;
    while start.elapsed() < TIME {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1.0;
    }
    Ok(count / start.elapsed().as_secs_f64())
}
