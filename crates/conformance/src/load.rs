//! Load with the requests of an identity provider, against any SCIM server.
//!
//! The parts from the bottom up: a connection that costs little ([`Connection`]), a pace at which
//! requests leave ([`Load`]), scripts that decide what is sent next ([`Script`]), and what was
//! found out ([`Outcome`]). On these stand the mixes ([`Mix`]), which [`run()`] prepares, plays and
//! cleans up after.

mod drive;
mod http;
mod mix;
mod outcome;
mod pace;
mod people;
mod population;
mod process;
mod report;
mod run;
mod service;
mod target;
mod times;
mod wire;

pub use drive::{Script, Watch, drive};
pub use http::{Connection, Reply, Request};
pub use mix::Mix;
pub use outcome::{Kind, Outcome, Problem, Seen};
pub use pace::{Load, Rate, Stop};
pub use process::{CpuTime, cpu_time};
pub use report::{CpuFigures, ErrorFigures, Figures, MixReport, Removed, Report};
pub use run::{Options, Paging, run};
pub use service::{Ability, Service};
pub use target::Target;
pub use times::Times;
pub use wire::{Ended, Wire};

#[cfg(test)]
mod tests;
