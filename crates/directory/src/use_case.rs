//! The use cases: methods of [`Service`](crate::Service), a file each.

mod bulk;
mod create;
mod delete;
mod displays;
mod get;
mod linking;
mod list;
mod modify;
mod patch;
mod replace;
mod returning;
mod schemas;
mod settings;
mod strangers;
mod switch_off;
mod tokens;
mod verified_domains;

pub use bulk::{BulkDone, BulkStep};
pub use create::Created;
pub use list::{DEFAULT_PAGE, Listed, MAX_PAGE};
pub use modify::Modified;
pub use schemas::{Declared, Review, Violating};
pub use strangers::Met;
pub use tokens::NewToken;
