//! The use cases: methods of [`Service`](crate::Service), a file each.

mod bulk;
mod create;
mod delete;
mod display_names;
mod get;
mod linking;
mod list;
mod modify;
mod patch;
mod replace;
mod returning;
mod review;
mod schemas;
mod settings;
mod strangers;
mod switch_off;
mod tokens;
mod types;
mod verified_domains;

pub use bulk::{BulkDone, BulkStep};
pub use create::Created;
pub use list::{DEFAULT_PAGE, Listed, MAX_PAGE};
pub use modify::Modified;
pub use review::{Review, Violating};
pub use schemas::Declared;
pub use strangers::Met;
pub use tokens::NewToken;
