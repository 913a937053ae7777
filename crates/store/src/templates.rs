//! Templates: canned text with a shortcut, everybody's or one operator's own.

use crate::{Conn, Error, columns::ms, conn::on};
use desk::{OperatorId, TemplateId, Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Whose it is; none: everybody's.
    pub owner: Option<OperatorId>,
    /// What is typed after `#`.
    pub shortcut: String,
    /// Its name.
    pub title: String,
    /// The folder it lies in; empty: none.
    pub folder: String,
    /// The language it is written in; none: any.
    pub language: Option<String>,
    /// The text, with placeholders.
    pub text: String,
    /// How often it was sent.
    pub used: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    owner_id: Option<Uuid>,
    shortcut: String,
    title: String,
    folder: String,
    language: Option<String>,
    text: String,
    used: i64,
}

impl From<Row> for Template {
    fn from(row: Row) -> Self {
        Self {
            id: TemplateId(row.id),
            owner: row.owner_id.map(OperatorId),
            shortcut: row.shortcut,
            title: row.title,
            folder: row.folder,
            language: row.language,
            text: row.text,
            used: row.used,
        }
    }
}

impl Conn<'_> {
    /// Everybody's templates and the operator's own, by folder and title.
    pub async fn templates(&mut self, operator: OperatorId) -> Result<Vec<Template>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, owner_id, shortcut, title, folder, language, text, used from template \
             where owner_id is null or owner_id = $1 order by folder, title, id")
            .bind(operator.0).fetch_all(conn).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// One template.
    pub async fn template(&mut self, id: TemplateId) -> Result<Option<Template>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select id, owner_id, shortcut, title, folder, language, text, used from template where id = $1")
            .bind(id.0).fetch_optional(conn).await)?;
        Ok(row.map(Into::into))
    }

    /// Makes a template, or changes all but its owner and how often it was used.
    pub async fn save_template(&mut self, template: &Template, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into template (id, owner_id, shortcut, title, folder, language, text, used, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             on conflict (id) do update set shortcut = excluded.shortcut, title = excluded.title, \
             folder = excluded.folder, language = excluded.language, text = excluded.text")
            .bind(template.id.0)
            .bind(template.owner.map(|owner| owner.0))
            .bind(&template.shortcut)
            .bind(&template.title)
            .bind(&template.folder)
            .bind(&template.language)
            .bind(&template.text)
            .bind(template.used)
            .bind(ms(now))
            .execute(conn)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Removes a template. False when there is none.
    pub async fn remove_template(&mut self, id: TemplateId) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query("delete from template where id = $1")
            .bind(id.0).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows > 0)
    }

    /// A message made of the template was sent.
    pub async fn template_used(&mut self, id: TemplateId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update template set used = used + 1 where id = $1")
            .bind(id.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
