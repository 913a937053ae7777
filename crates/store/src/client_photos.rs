//! Photos of clients. A person shows the newest one of any of its clients.

use crate::{Conn, Error, columns::ms, conn::on, persons::SAME_PERSON};
use desk::{ClientId, Timestamp};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// The key of the photo that the person of a client `k` shows, if there is one. What stands left of `cross join` is read first,
/// which SQLite would not do by itself: a person has a few clients, and there are many photos.
pub(crate) const PHOTO: &str = "(select p.key from client f cross join client_photo p where f.person_id = k.person_id \
    and p.client_id = f.id order by p.taken_at desc, p.client_id limit 1)";

impl Conn<'_> {
    /// Stores a client's photo, in the place of the one before. False when it is the same picture: it keeps its key then.
    pub async fn set_client_photo(
        &mut self,
        client: ClientId,
        key: &str,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "insert into client_photo (client_id, key, taken_at, bytes) values ($1, $2, $3, $4) \
             on conflict (client_id) do update set key = excluded.key, taken_at = excluded.taken_at, bytes = excluded.bytes \
             where client_photo.bytes <> excluded.bytes")
            .bind(client.0).bind(key).bind(ms(now)).bind(bytes)
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The client's photo of this key.
    pub async fn client_photo(&mut self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let row: Option<(Vec<u8>,)> = on!(self, conn => sqlx::query_as("select bytes from client_photo where key = $1")
            .bind(key).fetch_optional(conn).await)?;
        Ok(row.map(|(bytes,)| bytes))
    }

    /// The key of the photo that a client's person shows.
    pub async fn photo_of_person(&mut self, client: ClientId) -> Result<Option<String>, Error> {
        let sql = format!("select {PHOTO} from client k where k.id = $1");
        let row: Option<(Option<String>,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_optional(conn).await)?;
        Ok(row.and_then(|(key,)| key))
    }

    /// All photos of a client's person, each with whose it is.
    pub async fn photos_of_person(&mut self, client: ClientId) -> Result<Vec<(ClientId, Vec<u8>)>, Error> {
        let sql = format!(
            "select p.client_id, p.bytes from client_photo p where p.client_id in {SAME_PERSON} order by p.client_id"
        );
        let rows: Vec<(Uuid, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(client, bytes)| (ClientId(client), bytes)).collect())
    }
}
