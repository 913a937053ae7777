//! A list of conversations as a file for a spreadsheet, written while it is read.

use super::{
    listing::Which,
    may::{May, can},
};
use crate::{
    actions,
    app::{App, now},
    csv::{Csv, Language},
    problem::Problem,
    shape,
};
use axum::{
    body::Body,
    extract::{Query, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde::Deserialize;
use std::{io, sync::Arc};
use store::search::{Filter, Kind, Viewer, Wish};
use utoipa::IntoParams;

/// More are not written; the newest are.
const MOST_ROWS: usize = 200_000;
/// Rows that are read at once: nobody waits for the database longer than these take.
const PAGE: usize = 400;

/// How to write them.
#[derive(Debug, Deserialize, IntoParams)]
pub struct How {
    /// Of the headings: `en` or `cs`. With it goes what spreadsheets of that language expect between two cells: a comma, or
    /// a semicolon.
    #[param(inline)]
    language: Option<Language>,
}

/// The conversations of a list as CSV (UTF-8), newest first, at most 200,000. A cell that a spreadsheet would take for a
/// formula begins with an apostrophe.
#[utoipa::path(get, path = "/conversations.csv", tag = "conversations", operation_id = "export_conversations",
    params(Which, How),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 403, body = Problem)))]
pub async fn export(
    state: State<Arc<App>>,
    May { by, .. }: May<can::Export>,
    which: Result<Query<Which>, QueryRejection>,
    how: Result<Query<How>, QueryRejection>,
) -> Result<Response, Problem> {
    let State(app) = state;
    app.limiters.exports.count(&by.id.0)?;
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let Query(how) = how.map_err(|why| Problem::malformed(why.body_text()))?;
    let filter = which.filter(&mut app.store.read().await?.conn()).await?;
    actions::audit::conversations_exported(Arc::clone(&app), by.doer(&app), &which).await?;
    let name = format!("attachment; filename=\"conversations-{}.csv\"", now().strftime("%Y-%m-%d"));
    // What is listed may be read, whether or not those who wait may be previewed: there is no word of theirs in it.
    let viewer = Viewer { operator: by.id, all: by.sees_all(), waiting: true };
    let csv = Csv::new(how.language.unwrap_or_default());
    let writing = Writing { app, filter, viewer, csv, written: 0, next: Next::Heading };
    let body = Body::from_stream(stream::try_unfold(writing, page));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// How far it has got.
struct Writing {
    app: Arc<App>,
    filter: Filter,
    viewer: Viewer,
    csv: Csv,
    written: usize,
    next: Next,
}

enum Next {
    Heading,
    After(Option<i64>),
    Nothing,
}

/// The next part of the file. One that cannot be read ends the file early, and the browser says so.
async fn page(mut writing: Writing) -> io::Result<Option<(String, Writing)>> {
    let after = match writing.next {
        Next::Heading => {
            writing.next = Next::After(None);
            return Ok(Some((writing.csv.heading(), writing)));
        }
        Next::After(after) => after,
        Next::Nothing => return Ok(None),
    };
    let wish = Wish { query: None, kind: Kind::Conversations, filter: writing.filter.clone(), viewer: writing.viewer };
    let read = async { writing.app.store.read().await?.conn().find(&wish, after, PAGE).await };
    let found = read.await.map_err(io::Error::other)?;
    let directory = writing.app.directory();
    let rows = found.hits.iter().map(|hit| writing.csv.row(&shape::row(&hit.shown, &directory)));
    let text: String = rows.take(MOST_ROWS - writing.written).collect();
    writing.written += found.hits.len();
    writing.next = match found.next {
        Some(next) if writing.written < MOST_ROWS => Next::After(Some(next)),
        _ => Next::Nothing,
    };
    Ok(Some((text, writing)))
}
