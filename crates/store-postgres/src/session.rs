//! One connection to the database and the statements that it has prepared.

mod cancel;
mod plans;
mod statements;

use futures_util::FutureExt;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row, RowStream, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::failure::Failure;
use crate::options::Pooling;
use crate::place::Purpose;
use plans::Plans;
use statements::Statements;

pub(crate) use cancel::Address;

/// A value for a statement, with the type that the statement is prepared for.
pub(crate) type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// A connection.
///
/// Requests that are made at the same time are sent one after the other, without waiting for each
/// other's answers, and answered in that order. A request is sent when its future is polled for the
/// first time, if its statement is prepared already: several in a `join!` keep their order.
pub(crate) struct Session {
    client: Client,
    address: Address,
    /// None where statements do not outlive their execution.
    statements: Option<Statements>,
    plans: Plans,
    purpose: Purpose,
}

impl Session {
    pub(crate) fn new(
        client: Client,
        address: Address,
        pooling: Pooling,
        purpose: Purpose,
    ) -> Self {
        let statements = match pooling {
            Pooling::Session => Some(Statements::default()),
            Pooling::Transaction => None,
        };
        Self { client, address, statements, plans: Plans::new(), purpose }
    }

    /// The rows that a statement answers.
    pub(crate) async fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Failure> {
        use futures_util::TryStreamExt;

        Ok(self.stream(sql, params).await?.try_collect().await?)
    }

    /// The rows that a statement answers, one by one.
    pub(crate) async fn stream(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<RowStream, Failure> {
        let Some(statement) = self.prepared(sql, params).await? else {
            let params = params.iter().map(|(value, kind)| (*value, kind.clone()));
            return Ok(self.client.query_typed_raw(sql, params).await?);
        };
        let values = params.iter().map(|(value, _)| *value);
        Ok(self.client.query_raw(&statement, values).await?)
    }

    /// Executes a statement and answers how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Failure> {
        let Some(statement) = self.prepared(sql, params).await? else {
            return Ok(self.client.execute_typed(sql, params).await?);
        };
        let values = params.iter().map(|(value, _)| *value);
        Ok(self.client.execute_raw(&statement, values).await?)
    }

    /// Executes statements without parameters, separated by semicolons.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Failure> {
        Ok(self.client.batch_execute(sql).await?)
    }

    /// Prepares a statement ahead and for good, where that is of use.
    pub(crate) async fn prepare(&self, sql: &str, types: &[Type]) -> Result<(), Failure> {
        if let Some(statements) = &self.statements {
            statements.prepare(&self.client, sql, types, true).await?;
        }
        Ok(())
    }

    /// What begins a transaction on this session, for [`batch`](Self::batch): with the settings of
    /// its purpose where the session itself cannot keep them.
    pub(crate) fn begin(&self) -> &'static str {
        match self.statements {
            Some(_) => self.purpose.begin(),
            None => self.purpose.begin_with_settings(),
        }
    }

    /// Has the database make the plans of the prepared statements anew, before whatever is sent
    /// next. It works inside of a transaction as well.
    pub(crate) fn drop_plans(&self) {
        // What is polled once is sent. There is nothing in the answer: if the connection is lost,
        // the next request says so.
        drop(self.client.batch_execute(plans::DROP).now_or_never());
    }

    /// Asks the database, on a connection of its own, to end what this session is at work on. Who
    /// does this must have the session for himself.
    pub(crate) async fn cancel(&self, tls: MakeRustlsConnect) -> Result<(), Failure> {
        cancel::cancel(self.client.cancel_token(), &self.address, tls).await
    }

    /// Whether the connection has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// The statement as it is prepared; none where it is to be executed unprepared.
    async fn prepared(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Option<Statement>, Failure> {
        let Some(statements) = &self.statements else { return Ok(None) };
        if self.plans.are_due() {
            self.drop_plans();
        }
        let statement = if let Some(statement) = statements.ready(sql) {
            statement
        } else {
            let types: Vec<Type> = params.iter().map(|(_, kind)| kind.clone()).collect();
            statements.prepare(&self.client, sql, &types, false).await?
        };
        // A filter's number can be a whole one this time and one with a fraction the next.
        let fits = statement.params().iter().eq(params.iter().map(|(_, kind)| kind));
        Ok(fits.then_some(statement))
    }
}
