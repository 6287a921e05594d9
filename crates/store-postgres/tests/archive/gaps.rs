//! Places in long lists are found as fast in what was moved as in what was written here.

use crate::places::{Pg, Sqlite, copy};
use crate::random::{Life, Step};

/// What tells where the numbers of deleted resources are missing.
fn gaps(place: &Pg) -> String {
    place.database.sql("SELECT * FROM gaps ORDER BY directory, kind, width, span")
}

#[tokio::test]
async fn what_is_missing_is_counted_when_an_installation_was_filled() {
    let first = Pg::new().await;
    let mut life = Life::new(&first.store);
    let user = |number: usize| Step::User {
        name: number.to_string(),
        external_id: None,
        emails: Vec::new(),
        active: true,
    };
    let group = |number: usize| Step::Group { name: number.to_string(), unique: true };
    // More than a span, and one of which nothing is left.
    life.live((0..300).map(|number| (0, user(number))).collect()).await;
    life.live((0..140).map(|_| (0, Step::Delete { whom: 3 })).collect()).await;
    life.live(vec![(0, Step::Directory), (1, group(1)), (1, group(2)), (1, user(1))]).await;
    life.live(vec![(1, Step::Delete { whom: 1 })]).await;
    let expected = gaps(&first);
    assert!(expected.contains("1|1|128|0|125"), "{expected}");
    assert!(expected.contains("2|2|16384|0|1"), "{expected}");

    let (second, third) = (Sqlite::new(), Pg::new().await);
    copy(&first.store, &second.store).await.unwrap();
    copy(&second.store, &third.store).await.unwrap();
    assert_eq!(gaps(&third), expected);
    let divided = Pg::with(|options| options, Some(2)).await;
    copy(&first.store, &divided.store).await.unwrap();
    assert_eq!(gaps(&divided), expected);
}
