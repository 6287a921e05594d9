//! The message, references, order.

mod message;
mod order;
mod references;
