//! What belongs to widgets and is kept beside them: each version of their consent's text, and the companies' pictures.

use crate::{
    Conn, Error,
    columns::{at, ms},
    conn::on,
};
use desk::{Timestamp, WidgetId};
use sqlx::types::Json;

/// A version of a widget's consent text.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsentVersion {
    /// Whose.
    pub widget: WidgetId,
    /// From 1 on, without gaps.
    pub number: u32,
    /// Since when it is shown.
    pub at: Timestamp,
    /// Per language; the server's to shape.
    pub texts: serde_json::Value,
}

/// A picture that a widget shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The SHA-256 of its bytes, in hexadecimal digits, and the width at which it is shown.
    pub id: String,
    /// `image/png`.
    pub media_type: String,
    /// Its bytes, in base64.
    pub bytes: String,
    /// When it was made.
    pub created_at: Timestamp,
}

type Version = (String, i64, i64, Json<serde_json::Value>);

fn version((widget, number, since, texts): Version) -> Result<ConsentVersion, Error> {
    let number = u32::try_from(number).map_err(|why| Error::corrupt("number", why))?;
    Ok(ConsentVersion { widget: WidgetId(widget), number, at: at(since)?, texts: texts.0 })
}

impl Conn<'_> {
    /// The newest version of each widget's consent.
    pub async fn newest_consents(&mut self) -> Result<Vec<ConsentVersion>, Error> {
        let rows: Vec<Version> = on!(self, conn => sqlx::query_as(
            "select widget_id, number, at, texts from consent_version c where number = \
             (select max(o.number) from consent_version o where o.widget_id = c.widget_id) order by widget_id")
            .fetch_all(conn).await)?;
        rows.into_iter().map(version).collect()
    }

    /// All versions of a widget's consent, the newest first.
    pub async fn consent_versions(&mut self, widget: &WidgetId) -> Result<Vec<ConsentVersion>, Error> {
        let rows: Vec<Version> = on!(self, conn => sqlx::query_as(
            "select widget_id, number, at, texts from consent_version where widget_id = $1 order by number desc")
            .bind(&widget.0).fetch_all(conn).await)?;
        rows.into_iter().map(version).collect()
    }

    /// Keeps one more version. False when there is one of this number: another process was faster.
    pub async fn add_consent_version(&mut self, version: &ConsentVersion) -> Result<bool, Error> {
        let rows = on!(self, conn => sqlx::query(
            "insert into consent_version (widget_id, number, at, texts) values ($1, $2, $3, $4) on conflict do nothing")
            .bind(&version.widget.0).bind(i64::from(version.number)).bind(ms(version.at)).bind(Json(&version.texts))
            .execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Keeps a picture; one of the same bytes counts as made now.
    pub async fn keep_logo(&mut self, logo: &Logo) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into logo (id, media_type, bytes, created_at) values ($1, $2, $3, $4) \
             on conflict (id) do update set created_at = excluded.created_at")
            .bind(&logo.id).bind(&logo.media_type).bind(&logo.bytes).bind(ms(logo.created_at))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// A picture.
    pub async fn logo(&mut self, id: &str) -> Result<Option<Logo>, Error> {
        let row: Option<(String, String, String, i64)> = on!(self, conn => sqlx::query_as(
            "select id, media_type, bytes, created_at from logo where id = $1").bind(id).fetch_optional(conn).await)?;
        row.map(|(id, media_type, bytes, made)| Ok(Logo { id, media_type, bytes, created_at: at(made)? })).transpose()
    }

    /// Forgets pictures made before that, except these.
    pub async fn forget_logos(&mut self, before: Timestamp, except: &[String]) -> Result<(), Error> {
        let rows: Vec<(String,)> = on!(self, conn => sqlx::query_as("select id from logo where created_at < $1")
            .bind(ms(before)).fetch_all(conn).await)?;
        for (id,) in rows.into_iter().filter(|(id,)| !except.contains(id)) {
            on!(self, conn => sqlx::query("delete from logo where id = $1").bind(&id).execute(conn).await.map(|_| ()))?;
        }
        Ok(())
    }
}
