//! The store ports on PostgreSQL: shared connections for reading, lanes with group commit for
//! writing.

#![forbid(unsafe_code)]
