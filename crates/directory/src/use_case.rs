//! The use cases: methods of [`Service`](crate::Service), a file each.

mod bulk;
mod create;
mod delete;
mod displays;
mod get;
mod list;
mod modify;
mod patch;
mod replace;
mod settings;
mod switch_off;
mod tokens;

pub use bulk::{BulkDone, BulkStep};
pub use list::{DEFAULT_PAGE, Listed, MAX_PAGE};
pub use modify::Modified;
pub use tokens::NewToken;
