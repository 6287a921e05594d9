//! What every store must do, told through the ports. The tests of each store's crate include this
//! and have a module `backend` that opens the store on a throw-away database.

mod archive;
mod browsing;
mod concurrency;
mod declaring;
mod deleting;
mod events;
mod links;
mod lists;
mod members;
mod operations;
mod oracle;
mod random;
pub(crate) mod support;
mod system;
mod types;
mod walks;
mod writing;
