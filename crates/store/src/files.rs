//! Files somebody sent: what is known of them. Their bytes are kept outside the database.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::on,
    events::{author, author_columns},
    persons::SAME_PERSON,
};
use desk::{Author, ClientId, ConversationId, FileId, Timestamp, message::Attachment};
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

/// A file and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The file, as a message carries it.
    pub file: Attachment,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Who uploaded it.
    pub author: Author,
    /// When.
    pub created_at: Timestamp,
    /// When a message carried it.
    pub sent_at: Option<Timestamp>,
}

const COLUMNS: &str = "f.id, f.conversation_id, f.author_kind, f.author_id, f.name, f.media_type, f.size, f.width, \
                       f.height, f.key, f.created_at, f.sent_at";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    conversation_id: Uuid,
    author_kind: String,
    author_id: Option<Uuid>,
    name: String,
    media_type: String,
    size: i64,
    width: Option<i64>,
    height: Option<i64>,
    key: String,
    created_at: i64,
    sent_at: Option<i64>,
}

impl Row {
    fn into_file(self) -> Result<StoredFile, Error> {
        let side = |n: i64| u32::try_from(n).map_err(|why| Error::corrupt("picture", why));
        let dimensions = match (self.width, self.height) {
            (Some(width), Some(height)) => Some((side(width)?, side(height)?)),
            _ => None,
        };
        Ok(StoredFile {
            file: Attachment {
                id: FileId(self.id),
                name: self.name,
                media_type: self.media_type,
                size: u64::try_from(self.size).map_err(|why| Error::corrupt("file size", why))?,
                dimensions,
                key: self.key,
            },
            conversation: ConversationId(self.conversation_id),
            author: author(&self.author_kind, self.author_id)?,
            created_at: at(self.created_at)?,
            sent_at: self.sent_at.map(at).transpose()?,
        })
    }
}

impl Conn<'_> {
    /// Records an uploaded file. False when its id is known already.
    pub async fn insert_file(&mut self, new: &StoredFile) -> Result<bool, Error> {
        let (author_kind, author_id) = author_columns(new.author);
        let size = i64::try_from(new.file.size).map_err(|why| Error::corrupt("file size", why))?;
        let rows = on!(self, conn => sqlx::query(
            "insert into file (id, conversation_id, author_kind, author_id, name, media_type, size, width, height, key, \
             created_at, sent_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing")
            .bind(new.file.id.0)
            .bind(new.conversation.0)
            .bind(author_kind)
            .bind(author_id)
            .bind(&new.file.name)
            .bind(&new.file.media_type)
            .bind(size)
            .bind(new.file.dimensions.map(|(width, _)| i64::from(width)))
            .bind(new.file.dimensions.map(|(_, height)| i64::from(height)))
            .bind(&new.file.key)
            .bind(ms(new.created_at))
            .bind(new.sent_at.map(ms))
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }

    /// A file.
    pub async fn file(&mut self, id: FileId) -> Result<Option<StoredFile>, Error> {
        let sql = format!("select {COLUMNS} from file f where f.id = $1");
        let row: Option<Row> = on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(id.0).fetch_optional(conn).await)?;
        row.map(Row::into_file).transpose()
    }

    /// Which of these files are there.
    pub(crate) async fn files_there(&mut self, files: &[FileId]) -> Result<HashSet<FileId>, Error> {
        let mut there = HashSet::new();
        for some in files.chunks(200) {
            let list: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
            let sql = format!("select id from file where id in ({})", list.join(", "));
            let rows: Vec<(Uuid,)> = on!(self, conn => some.iter()
                .fold(sqlx::query_as(sqlx::AssertSqlSafe(sql)), |query, file| query.bind(file.0))
                .fetch_all(conn).await)?;
            there.extend(rows.into_iter().map(|(id,)| FileId(id)));
        }
        Ok(there)
    }

    /// A message carries the file now.
    pub async fn file_sent(&mut self, id: FileId, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update file set sent_at = $2 where id = $1")
            .bind(id.0).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The bytes a conversation's client has uploaded into it.
    pub async fn bytes_of_client(&mut self, conversation: ConversationId) -> Result<i64, Error> {
        let (bytes,): (i64,) = on!(self, conn => sqlx::query_as(
            "select cast(coalesce(sum(size), 0) as bigint) from file \
             where conversation_id = $1 and author_kind = 'client'")
            .bind(conversation.0).fetch_one(conn).await)?;
        Ok(bytes)
    }

    /// The files sent in all conversations of a client, newest first.
    pub async fn files_of_client(&mut self, client: ClientId, limit: i64) -> Result<Vec<StoredFile>, Error> {
        let sql = format!(
            "select {COLUMNS} from file f join conversation c on c.id = f.conversation_id \
             where c.client_id in {SAME_PERSON} and f.sent_at is not null order by f.sent_at desc, f.id desc limit $2"
        );
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(client.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(Row::into_file).collect()
    }

    /// Forgets files uploaded before `before` that nobody sent, and returns them: their bytes can go. One that is being sent
    /// meanwhile is looked at again (hence the condition twice): the inner select is not repeated.
    pub async fn forget_unsent_files(&mut self, before: Timestamp, limit: i64) -> Result<Vec<FileId>, Error> {
        let rows: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "delete from file where sent_at is null and id in \
             (select id from file where sent_at is null and created_at < $1 order by created_at limit $2) returning id")
            .bind(ms(before)).bind(limit).fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(id,)| FileId(id)).collect())
    }
}
