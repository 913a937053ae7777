//! Clients, how they are known, and the pages they looked at.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::{later, on},
    persons::SAME_PERSON,
};
use desk::{ClientId, Details, Timestamp, WidgetId};
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

/// The columns of a client `k`.
pub(crate) const CLIENT: &str = "k.id, k.name, k.phone, k.email, k.first_seen_at";

impl Client {
    /// Name, phone number and e-mail address.
    #[must_use]
    pub fn details(&self) -> Details {
        Details { name: self.name.clone(), phone: self.phone.clone(), email: self.email.clone() }
    }

    /// The same client with other details.
    #[must_use]
    pub fn with(self, details: Details) -> Self {
        let Details { name, phone, email } = details;
        Self { name, phone, email, ..self }
    }

    /// The name as it is compared, if it is one that says who it is: of one word it may be anybody's.
    fn name_key(&self) -> Option<String> {
        let words: Vec<&str> = self.name.as_deref()?.split_whitespace().collect();
        (words.len() > 1).then(|| words.join(" ").to_lowercase())
    }

    /// The e-mail address as it is compared.
    fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(str::to_lowercase)
    }

    /// The phone number as it is compared: digits, and a plus where it is an international one.
    fn phone_key(&self) -> Option<String> {
        let phone = self.phone.as_deref()?;
        let key: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Some(key.strip_prefix("00").map_or_else(|| key.clone(), |rest| format!("+{rest}")))
    }

    /// All that is searched.
    fn words(&self) -> String {
        let name = self.name.as_deref().unwrap_or_default().to_lowercase();
        format!("{name} {} {}", self.email_key().unwrap_or_default(), self.phone_key().unwrap_or_default())
    }
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

const ADD_PAGE_VIEW: &str =
    "insert into page_view (id, client_id, url, title, at) values ($1, $2, $3, $4, $5) on conflict do nothing";

const NEWCOMER: &str = "with stored as (insert into client (id, person_id, name, phone, email, first_seen_at, words, \
    name_key, email_key, phone_key) values ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9)) \
    insert into identity (kind, value, client_id, created_at, seen_at, device, widget_id) \
    values ($10, $11, $1, $5, $5, $12, $13)";

/// The same on SQLite, by way of a view (`views`).
const NEWCOMER_SQLITE: &str = "insert into newcomer values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

impl Conn<'_> {
    /// Stores a client.
    pub async fn insert_client(&mut self, client: &Client) -> Result<(), Error> {
        later!(
            self,
            "insert into client (id, person_id, name, phone, email, first_seen_at, words, name_key, email_key, phone_key) \
             values ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
            client.id.0,
            &client.name,
            &client.phone,
            &client.email,
            ms(client.first_seen_at),
            &*client.words(),
            &client.name_key(),
            &client.email_key(),
            &client.phone_key(),
        )
    }

    /// Stores a client whom nobody has heard of, with how it is known and where that was seen (device, widget): as one
    /// statement. Taken: somebody is known so already.
    pub async fn insert_newcomer(
        &mut self,
        client: &Client,
        kind: &str,
        value: &str,
        (device, widget): (Option<&str>, Option<&WidgetId>),
    ) -> Result<(), Error> {
        let sql = if let Self::Sqlite(_) = self { NEWCOMER_SQLITE } else { NEWCOMER };
        later!(
            self,
            sql,
            client.id.0,
            &client.name,
            &client.phone,
            &client.email,
            ms(client.first_seen_at),
            &*client.words(),
            &client.name_key(),
            &client.email_key(),
            &client.phone_key(),
            kind,
            value,
            &device.map(ToOwned::to_owned),
            &widget.map(|widget| widget.0.clone()),
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
            "insert into identity (kind, value, client_id, created_at, seen_at) values ($1, $2, $3, $4, $4) on conflict do nothing")
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
                    "insert into identity (kind, value, client_id, created_at, seen_at) values ($1, $2, $3, $4, $4)",
                    kind,
                    value,
                    client.0,
                    ms(now),
                )?;
                Ok(true)
            }
        }
    }

    /// A client came in who is known so.
    pub async fn identity_seen(
        &mut self,
        kind: &str,
        value: &str,
        device: Option<&str>,
        widget: Option<&WidgetId>,
        now: Timestamp,
    ) -> Result<(), Error> {
        later!(
            self,
            "update identity set seen_at = $3, device = $4, widget_id = $5 where kind = $1 and value = $2",
            kind,
            value,
            ms(now),
            &device.map(ToOwned::to_owned),
            &widget.map(|widget| widget.0.clone()),
        )
    }

    /// The client who is known so.
    pub async fn client_by_identity(&mut self, kind: &str, value: &str) -> Result<Option<ClientId>, Error> {
        let id: Option<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select client_id from identity where kind = $1 and value = $2").bind(kind).bind(value).fetch_optional(conn).await)?;
        Ok(id.map(|(id,)| ClientId(id)))
    }

    /// Whoever was known in this way is not any more; this client is.
    pub async fn identity_moves(&mut self, kind: &str, value: &str, to: ClientId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update identity set client_id = $3 where kind = $1 and value = $2")
            .bind(kind).bind(value).bind(to.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Nobody is known so any more.
    pub async fn forget_identity(&mut self, kind: &str, value: &str) -> Result<(), Error> {
        later!(self, "delete from identity where kind = $1 and value = $2", kind, value)
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
        let sql = format!("select {CLIENT} from client k where k.id = $1 and k.erased_at is null{}", self.row_lock());
        self.one_client(sql, id).await
    }

    /// A client.
    pub async fn client(&mut self, id: ClientId) -> Result<Option<Client>, Error> {
        self.one_client(format!("select {CLIENT} from client k where k.id = $1"), id).await
    }

    pub(crate) async fn one_client(&mut self, sql: String, id: ClientId) -> Result<Option<Client>, Error> {
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
            "update client set name = $2, phone = $3, email = $4, words = $5, name_key = $6, email_key = $7, \
             phone_key = $8 where id = $1",
            client.id.0,
            &client.name,
            &client.phone,
            &client.email,
            &*client.words(),
            &client.name_key(),
            &client.email_key(),
            &client.phone_key(),
        )?;
        self.index_of_client_is_due(client.id).await
    }

    /// Stores a page view; a repeated one only once. Tells whether it is new.
    pub async fn add_page_view(&mut self, client: ClientId, view: &PageView) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(ADD_PAGE_VIEW)
            .bind(view.id).bind(client.0).bind(&view.url).bind(&view.title).bind(ms(view.at))
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The same, for whom it is all one whether it is new.
    pub async fn keep_page_view(&mut self, client: ClientId, view: &PageView) -> Result<(), Error> {
        later!(self, ADD_PAGE_VIEW, view.id, client.0, &*view.url, &*view.title, ms(view.at),)
    }

    /// The pages a client looked at, as whatever client the person was known then, newest first.
    pub async fn page_views(&mut self, client: ClientId, limit: i64) -> Result<Vec<PageView>, Error> {
        let sql = format!(
            "select id, url, title, at from page_view where client_id in {SAME_PERSON} order by at desc, id desc limit $2"
        );
        let rows: Vec<(Uuid, String, String, i64)> = on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(client.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(|(id, url, title, seen)| Ok(PageView { id, url, title, at: at(seen)? })).collect()
    }
}
