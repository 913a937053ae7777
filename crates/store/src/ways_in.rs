//! Widgets, and the words an operator picks: results and tags.

use crate::{
    Conn, Error,
    columns::{maybe_at, ms},
    conn::on,
};
use desk::{GroupId, ResultId, TagId, Timestamp, WidgetId};
use sqlx::types::Json;
use uuid::Uuid;

/// A widget. Its details (origins, entries, form, texts, look) are the server's to shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Widget {
    /// Its short name.
    pub id: WidgetId,
    /// The name operators see.
    pub name: String,
    /// The group its clients wait for.
    pub group: GroupId,
    /// A JSON object.
    pub details: serde_json::Value,
    /// Since when it exists no longer.
    pub removed_at: Option<Timestamp>,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// Its id.
    pub id: ResultId,
    /// Its name.
    pub name: String,
    /// Since when it cannot be picked any more; its name lives on.
    pub removed_at: Option<Timestamp>,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// 1 to 6 of the palette.
    pub colour: i32,
    /// Since when it cannot be given any more; its name lives on.
    pub removed_at: Option<Timestamp>,
}

impl Conn<'_> {
    /// All widgets, removed ones too, by name.
    pub async fn widgets(&mut self) -> Result<Vec<Widget>, Error> {
        type Row = (String, String, Uuid, Json<serde_json::Value>, Option<i64>);
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, name, group_id, details, removed_at from widget order by name, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, name, group, details, removed)| {
                let (id, group, removed_at) = (WidgetId(id), GroupId(group), maybe_at(removed)?);
                Ok(Widget { id, name, group, details: details.0, removed_at })
            })
            .collect()
    }

    /// Stores a widget, new or changed.
    pub async fn save_widget(&mut self, widget: &Widget, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into widget (id, name, group_id, details, created_at, removed_at) values ($1, $2, $3, $4, $5, $6) \
             on conflict (id) do update set name = excluded.name, group_id = excluded.group_id, \
             details = excluded.details, removed_at = excluded.removed_at")
            .bind(&widget.id.0).bind(&widget.name).bind(widget.group.0).bind(Json(&widget.details))
            .bind(ms(now)).bind(widget.removed_at.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// All results, removed ones too, in the order they were made.
    pub async fn results(&mut self) -> Result<Vec<ResultRow>, Error> {
        let rows: Vec<(Uuid, String, Option<i64>)> = on!(self, conn => sqlx::query_as(
            "select id, name, removed_at from result order by created_at, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, name, removed)| Ok(ResultRow { id: ResultId(id), name, removed_at: maybe_at(removed)? }))
            .collect()
    }

    /// Stores a result, new or changed.
    pub async fn save_result(&mut self, result: &ResultRow, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into result (id, name, created_at, removed_at) values ($1, $2, $3, $4) \
             on conflict (id) do update set name = excluded.name, removed_at = excluded.removed_at")
            .bind(result.id.0).bind(&result.name).bind(ms(now)).bind(result.removed_at.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// All tags, removed ones too, in the order they were made.
    pub async fn tags(&mut self) -> Result<Vec<Tag>, Error> {
        let rows: Vec<(Uuid, String, i64, Option<i64>)> = on!(self, conn => sqlx::query_as(
            "select id, name, colour, removed_at from tag order by created_at, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, name, colour, removed)| {
                let colour = i32::try_from(colour).map_err(|why| Error::corrupt("colour", why))?;
                Ok(Tag { id: TagId(id), name, colour, removed_at: maybe_at(removed)? })
            })
            .collect()
    }

    /// Stores a tag, new or changed.
    pub async fn save_tag(&mut self, tag: &Tag, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into tag (id, name, colour, created_at, removed_at) values ($1, $2, $3, $4, $5) \
             on conflict (id) do update set name = excluded.name, colour = excluded.colour, removed_at = excluded.removed_at")
            .bind(tag.id.0).bind(&tag.name).bind(i64::from(tag.colour)).bind(ms(now)).bind(tag.removed_at.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
