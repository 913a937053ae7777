//! Clients, how they are known, and the pages they looked at.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::{later, on},
};
use desk::{ClientId, Timestamp};
use uuid::Uuid;

/// A client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The id.
    pub id: ClientId,
    /// The name, if known.
    pub name: Option<String>,
    /// The phone number, if known.
    pub phone: Option<String>,
    /// The e-mail address, if known.
    pub email: Option<String>,
    /// When the company first heard of the client.
    pub first_seen_at: Timestamp,
}

/// A page a client looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageView {
    /// Made by the client's browser.
    pub id: Uuid,
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub at: Timestamp,
}

impl Conn<'_> {
    /// Stores a client.
    pub async fn insert_client(&mut self, client: &Client) -> Result<(), Error> {
        later!(
            self,
            "insert into client (id, name, phone, email, first_seen_at) values ($1, $2, $3, $4, $5)",
            client.id.0,
            &client.name,
            &client.phone,
            &client.email,
            ms(client.first_seen_at),
        )
    }

    /// Says how a client is known; one who is known already so, stays. Tells whether it is new.
    pub async fn add_identity(
        &mut self,
        kind: &str,
        value: &str,
        client: ClientId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "insert into identity (kind, value, client_id, created_at) values ($1, $2, $3, $4) on conflict do nothing")
            .bind(kind).bind(value).bind(client.0).bind(ms(now))
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The same, of one that was looked for and not found in this very transaction: on SQLite nobody else writes meanwhile.
    pub async fn add_new_identity(
        &mut self,
        kind: &str,
        value: &str,
        client: ClientId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        match self {
            Self::Postgres(_) => self.add_identity(kind, value, client, now).await,
            Self::Sqlite(_) => {
                later!(
                    self,
                    "insert into identity (kind, value, client_id, created_at) values ($1, $2, $3, $4)",
                    kind,
                    value,
                    client.0,
                    ms(now),
                )?;
                Ok(true)
            }
        }
    }

    /// The client who is known so.
    pub async fn client_by_identity(&mut self, kind: &str, value: &str) -> Result<Option<ClientId>, Error> {
        let id: Option<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select client_id from identity where kind = $1 and value = $2").bind(kind).bind(value).fetch_optional(conn).await)?;
        Ok(id.map(|(id,)| ClientId(id)))
    }

    /// How the client is known in this way, if so.
    pub async fn identity_of(&mut self, client: ClientId, kind: &str) -> Result<Option<String>, Error> {
        let value: Option<(String,)> = on!(self, conn => sqlx::query_as(
            "select value from identity where client_id = $1 and kind = $2 order by created_at, value limit 1")
            .bind(client.0).bind(kind).fetch_optional(conn).await)?;
        Ok(value.map(|(value,)| value))
    }

    /// A client, held until the transaction ends.
    pub async fn client_for_change(&mut self, id: ClientId) -> Result<Option<Client>, Error> {
        let sql = format!("select id, name, phone, email, first_seen_at from client where id = $1{}", self.row_lock());
        self.one_client(sql, id).await
    }

    /// A client.
    pub async fn client(&mut self, id: ClientId) -> Result<Option<Client>, Error> {
        self.one_client("select id, name, phone, email, first_seen_at from client where id = $1".to_owned(), id).await
    }

    async fn one_client(&mut self, sql: String, id: ClientId) -> Result<Option<Client>, Error> {
        type Row = (Uuid, Option<String>, Option<String>, Option<String>, i64);
        let row: Option<Row> =
            on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await)?;
        row.map(|(id, name, phone, email, seen)| {
            Ok(Client { id: ClientId(id), name, phone, email, first_seen_at: at(seen)? })
        })
        .transpose()
    }

    /// Stores what is known of a client now.
    pub async fn save_client(&mut self, client: &Client) -> Result<(), Error> {
        later!(
            self,
            "update client set name = $2, phone = $3, email = $4 where id = $1",
            client.id.0,
            &client.name,
            &client.phone,
            &client.email,
        )
    }

    /// Stores a page view; a repeated one only once. Tells whether it is new.
    pub async fn add_page_view(&mut self, client: ClientId, view: &PageView) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "insert into page_view (id, client_id, url, title, at) values ($1, $2, $3, $4, $5) on conflict do nothing")
            .bind(view.id).bind(client.0).bind(&view.url).bind(&view.title).bind(ms(view.at))
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The same, for whom it is all one whether it is new.
    pub async fn keep_page_view(&mut self, client: ClientId, view: &PageView) -> Result<(), Error> {
        later!(
            self,
            "insert into page_view (id, client_id, url, title, at) values ($1, $2, $3, $4, $5) on conflict do nothing",
            view.id,
            client.0,
            &*view.url,
            &*view.title,
            ms(view.at),
        )
    }

    /// The pages a client looked at, newest first.
    pub async fn page_views(&mut self, client: ClientId, limit: i64) -> Result<Vec<PageView>, Error> {
        let rows: Vec<(Uuid, String, String, i64)> = on!(self, conn => sqlx::query_as(
            "select id, url, title, at from page_view where client_id = $1 order by at desc, id desc limit $2")
            .bind(client.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(|(id, url, title, seen)| Ok(PageView { id, url, title, at: at(seen)? })).collect()
    }
}
