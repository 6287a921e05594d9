//! Requests that go to the database together: all are sent before the first is answered.

use std::pin::Pin;

use futures_util::future::join_all;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::failure::Failure;
use crate::session::{Param, Session};

/// A value of a parameter.
pub(super) type Value<'v> = &'v (dyn ToSql + Sync);

/// A statement and the types of its parameters.
pub(super) struct Statement {
    pub(super) types: &'static [Type],
    pub(super) sql: &'static str,
}

type Request<'r> = Pin<Box<dyn Future<Output = Result<Vec<Row>, Failure>> + Send + 'r>>;

/// Requests in their order.
pub(super) struct Trip<'r> {
    session: &'r Session,
    requests: Vec<Request<'r>>,
}

impl<'r> Trip<'r> {
    /// No requests yet.
    pub(super) fn new(session: &'r Session) -> Self {
        Self { session, requests: Vec::new() }
    }

    /// Adds statements without parameters and answers.
    pub(super) fn batch(&mut self, sql: &'r str) {
        let session = self.session;
        self.requests.push(Box::pin(async move {
            session.batch(sql).await?;
            Ok(Vec::new())
        }));
    }

    /// Adds a statement and answers its number.
    pub(super) fn run(&mut self, statement: &Statement, values: &[Value<'r>]) -> usize {
        let params = values.iter().copied().zip(statement.types.iter().cloned());
        self.query(statement.sql, params.collect())
    }

    /// Adds a statement and answers its number. One that is not prepared yet may be executed after
    /// those behind it.
    pub(super) fn query(&mut self, sql: &'r str, params: Vec<Param<'r>>) -> usize {
        let session = self.session;
        self.requests.push(Box::pin(async move { session.query(sql, &params).await }));
        self.requests.len() - 1
    }

    /// Sends everything, waits for all answers, and gives the rows by the numbers of the
    /// statements. After a failure those behind it fail as well: the first says what was wrong.
    pub(super) async fn go(self) -> Result<Vec<Vec<Row>>, Failure> {
        join_all(self.requests).await.into_iter().collect()
    }
}

/// Prepares statements, so that a trip executes them in its order.
pub(super) async fn prepare(session: &Session, statements: &[&Statement]) -> Result<(), Failure> {
    let each = statements.iter().map(|one| session.prepare(one.sql, one.types));
    join_all(each).await.into_iter().collect()
}
