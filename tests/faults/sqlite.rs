//! What happens to the files of SQLite. Another database has its files elsewhere: these tests run
//! on SQLite whatever was chosen for the run.

mod full_disk;
mod read_only;
mod volume;

use testkit::Installation;

/// An empty data directory for the built command.
fn installation() -> Installation {
    Installation::on_sqlite(crate::binary::program())
}
