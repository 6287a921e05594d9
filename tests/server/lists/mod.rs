//! Lists: pages, order, which attributes are shown, and searches by POST.

mod cursors;
mod long_walk;
mod paging;
mod projection;
mod search;
mod sorting;
