//! Lists: pages, order, which attributes are shown, and searches by POST.

mod paging;
mod projection;
mod search;
mod sorting;
