//! What RFC 7643, RFC 7644 and RFC 9865 ask of a server, and cases that find out whether it does.
//!
//! The requirements are data (`requirements/*.json`), each with the section that binds. A case
//! sends requests to any SCIM base URL, and names the requirements that it proves. The suite first
//! reads what the server says of itself, and skips what the server says it lacks. A server that
//! says it keeps to the interoperability profile is held to that profile; what the RFCs have beyond
//! it is skipped there. Where a server takes what it is to refuse, in the sense in which it was
//! meant and without losing anything, that is told as tolerated. Whatever a case makes carries a
//! random prefix and is deleted at the end of the case, however that ends.
//!
//! The scenarios of identity providers run as well, as sections named after the providers. What
//! they find says nothing of the RFCs, but whether such a provider can work with the server.

mod case;
mod cases;
mod exchange;
mod list;
mod requirement;
mod run;
mod scenarios;
pub(crate) mod service;
mod tolerance;
mod tools;

pub mod report;

pub use case::Case;
pub use cases::all;
pub use report::{Report, Verdict};
pub use requirement::{Level, Requirement, requirements};
pub use run::{Observer, Options, Stop, run};
pub use scenarios::providers;

#[cfg(test)]
mod tests;
