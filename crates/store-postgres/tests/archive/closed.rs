//! A database that is being filled, or was not filled to the end.

use directory::archive::{ArchiveError, Chunk, Sink, Standing, Table};
use directory::store::{Archive, Import};
use store_postgres::{Options, PostgresStore};

use crate::places::{Pg, Sqlite, copy, file, summary};
use crate::survive::rich;

#[derive(Default)]
struct Taken(Vec<Chunk>);

#[async_trait::async_trait]
impl Sink for Taken {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        self.0.push(chunk);
        Ok(())
    }
}

/// An import that has taken everything but the last chunk.
async fn half(from: &Sqlite, to: &Pg) -> Box<dyn Import> {
    let mut chunks = Taken::default();
    from.store.export(&mut chunks).await.unwrap();
    let mut import = to.store.import().await.unwrap();
    for chunk in &chunks.0[..chunks.0.len() - 1] {
        import.put(chunk.clone()).await.unwrap();
    }
    import
}

#[tokio::test]
async fn nobody_else_fills_a_database_meanwhile_and_an_end_in_the_middle_leaves_it_closed() {
    let (first, second) = (Sqlite::new(), Pg::new().await);
    rich(&first).await;
    let import = half(&first, &second).await;
    assert_eq!(second.store.standing().await, Ok(Standing::Importing));
    assert!(matches!(second.store.import().await, Err(ArchiveError::InUse(_))));
    assert!(matches!(second.store.clear().await, Err(ArchiveError::InUse(_))));

    // The program is gone: its session ends in the middle of the transaction.
    drop(import);
    let other = PostgresStore::open(Options::new(second.database.url())).await.unwrap();
    assert_eq!(other.standing().await, Ok(Standing::Importing));
    assert_eq!(copy(&first.store, &other).await.unwrap(), summary(&first.store).await);
}

#[tokio::test]
async fn what_was_given_up_can_be_emptied() {
    let (first, second) = (Sqlite::new(), Pg::new().await);
    let empty = summary(&second.store).await;
    rich(&first).await;
    half(&first, &second).await.abort().await;
    second.store.clear().await.unwrap();
    assert_eq!(second.store.standing().await, Ok(Standing::InUse));
    assert_eq!(empty.difference(&summary(&second.store).await), Some(Table::Installation));
    // Everything was written, but not found to be the same.
    half(&first, &second).await.finish().await.unwrap();
    second.store.clear().await.unwrap();
    copy(&first.store, &second.store).await.unwrap();
    assert_eq!(file(&second.store).await, file(&first.store).await);
}

#[tokio::test]
async fn only_an_empty_database_is_filled() {
    let (first, second) = (Sqlite::new(), Pg::new().await);
    rich(&first).await;
    copy(&first.store, &second.store).await.unwrap();
    let before = summary(&second.store).await;
    let error = copy(&first.store, &second.store).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "it is not empty: it has directories of its own, a history, members of groups, users or \
         groups, deleted users or groups, a log of requests, admins, infra tokens, custom \
         attributes, links of infra tokens, verified domains, declared schemas, resource types"
    );
    assert_eq!(summary(&second.store).await, before);
}

#[tokio::test]
async fn other_programs_are_seen_and_this_one_is_not() {
    let second = Pg::with(
        |mut options| {
            options.application_name = "provisor move 7".to_owned();
            options
        },
        None,
    )
    .await;
    assert_eq!(second.store.others().await, Ok(Vec::new()));
    let server = PostgresStore::open(Options::new(second.database.url())).await.unwrap();
    let import = server.import().await.unwrap();
    let others = second.store.others().await.unwrap();
    assert_eq!(others.len(), 1, "{others:?}");
    assert!(others[0].starts_with("provisor from 127.0.0.1"), "{others:?}");
    import.abort().await;
}

#[tokio::test]
async fn a_text_that_postgresql_cannot_keep_is_told() {
    use crate::random::{Life, Step};

    let (first, second) = (Sqlite::new(), Pg::new().await);
    let name = "a\0b".to_owned();
    let user = Step::User { name, external_id: None, emails: Vec::new(), active: true };
    Life::new(&first.store).live(vec![(0, user)]).await;
    let error = copy(&first.store, &second.store).await.unwrap_err();
    assert!(error.to_string().contains("`resources`") && error.to_string().contains("U+0000"));
    assert_eq!(second.store.standing().await, Ok(Standing::InUse));
}
