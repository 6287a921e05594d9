//! How long it takes to read SCIM: filters, resources, PATCH messages.
//!
//! All who can read a text take turns with it, because a machine is never equally fast for long;
//! of many turns the median counts. Times are per text; ratios are to the crate `scim`.

mod texts;
mod turns;

use std::hint::black_box;

use scim::filter::Filter;
use scim::patch::PatchRequest;
use scim::resource::{self, Read};
use scim::{Definition, Limits};
use scim_v2::models::others::PatchOp;
use scim_v2::models::user::User;
use scim_v2::{CreateRequest, Strict};

use crate::turns::{Contender, compare};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    println!("nanoseconds per text, and how many times as long as with `scim`\n");
    for (name, text) in texts::FILTERS {
        compare(
            name,
            &mut [
                Contender::new("scim", || Filter::parse(black_box(text)).is_ok()),
                Contender::new("scim_v2", || {
                    black_box(text).parse::<scim_v2::filter::Filter>().is_ok()
                }),
                Contender::new("scim-filter", || {
                    scim_filter::parser::filter(black_box(text))
                        .is_ok_and(|(rest, _)| rest.is_empty())
                }),
            ],
        );
    }
    let (limits, mut definition) = (Limits::default(), Definition::user());
    for (name, text) in texts::USERS {
        // A schema learns an attribute once, not from every user.
        let read = resource::read(&definition, text.as_bytes(), Read::Create, &limits, None);
        for learned in read.into_iter().flat_map(|read| read.learned) {
            definition.learn(&learned);
        }
        compare(
            name,
            &mut [
                Contender::new("scim", || {
                    let bytes = black_box(text).as_bytes();
                    resource::read(&definition, bytes, Read::Create, &limits, None).is_ok()
                }),
                Contender::new("scim_v2", || {
                    serde_json::from_str::<Strict<User<String>, CreateRequest>>(black_box(text))
                        .is_ok()
                }),
                Contender::new("serde_json alone", || {
                    serde_json::from_str::<serde_json::Value>(black_box(text)).is_ok()
                }),
            ],
        );
    }
    for (name, text) in texts::PATCHES {
        compare(
            name,
            &mut [
                Contender::new("scim", || {
                    PatchRequest::parse(black_box(text).as_bytes(), &limits).is_ok()
                }),
                Contender::new("scim_v2", || {
                    serde_json::from_str::<PatchOp>(black_box(text)).is_ok()
                }),
                Contender::new("serde_json alone", || {
                    serde_json::from_str::<serde_json::Value>(black_box(text)).is_ok()
                }),
            ],
        );
    }
}
