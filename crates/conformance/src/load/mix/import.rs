//! Import: all pages of all users and groups, again and again.

use serde::de::IgnoredAny;

use crate::load::drive::Script;
use crate::load::population::{Page, Walk};
use crate::load::wire::{Ended, Wire};

pub(in crate::load) struct Import {
    pub(in crate::load) by_cursor: bool,
}

impl Script for Import {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        loop {
            self.walk(wire, "page of users", "/Users?").await?;
            self.walk(wire, "page of groups", "/Groups?").await?;
        }
    }
}

impl Import {
    async fn walk(&self, wire: &mut Wire, kind: &'static str, endpoint: &str) -> Result<(), Ended> {
        let mut walk = Walk::new(endpoint.to_owned(), self.by_cursor);
        let mut totals = (usize::MAX, 0);
        while !walk.is_over {
            let request = walk.request();
            let reply = wire.send(kind, &request).await?;
            if !reply.is_success() {
                return Ok(());
            }
            let Ok(page) = serde_json::from_slice::<Page<IgnoredAny>>(reply.body) else {
                wire.wrong(kind, &request, "the answer is no list");
                return Ok(());
            };
            if let Some(total) = page.total {
                totals = (totals.0.min(total), totals.1.max(total));
            }
            walk.take(&page);
            // While others change the directory, a walk may see more or less.
            if walk.is_over && totals.0 == totals.1 && walk.seen != totals.0 {
                let told = format!("{} resources were listed of {}", walk.seen, totals.0);
                wire.wrong(kind, &request, &told);
            }
        }
        Ok(())
    }
}
