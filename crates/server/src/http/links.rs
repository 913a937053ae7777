//! What is behind the link of a message. One names the message and never the address, so this is no way to any page.

use super::{
    ask::{InPath, Operator},
    conversations::may_see,
};
use crate::{app::App, links::first_link, problem::Problem, wire::message::LinkPreview};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use desk::{ConversationId, EventBody};
use std::sync::Arc;
use uuid::Uuid;

/// A browser asks again after this: the page may be there then, or may have changed.
const KEPT: &str = "private, max-age=600";

/// What is behind the first link of a message. The server looks; no cookie and no address of anybody goes with it.
#[utoipa::path(get, path = "/conversations/{id}/messages/{seq}/link", tag = "conversations",
    params(("id" = Uuid, Path), ("seq" = i64, Path, description = "the message's number")),
    responses((status = 200, body = LinkPreview),
        (status = 204, description = "no link, nothing to show, or switched off"),
        (status = 404, body = Problem), (status = 429, body = Problem)))]
pub async fn preview(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath((id, seq)): InPath<(Uuid, i64)>,
) -> Result<Response, Problem> {
    let text = text_of(&app, &by, ConversationId(id), seq).await?;
    let link = first_link(&text).filter(|_| app.directory().company.link_previews);
    let Some(url) = link else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let page = app.links.page(&url, || app.limiters.previews.count(&by.id.0)).await?;
    let Some(page) = page else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let preview = LinkPreview {
        url: url.into(),
        host: page.host.clone(),
        site: page.site.clone(),
        title: page.title.clone(),
        description: page.description.clone(),
    };
    Ok(([(header::CACHE_CONTROL, KEPT)], Json(preview)).into_response())
}

/// The words of a message that this operator may read. The database is not held while a page is looked at.
async fn text_of(app: &App, by: &Operator, id: ConversationId, seq: i64) -> Result<String, Problem> {
    let mut read = app.store.read().await?;
    may_see(app, &mut read.conn(), by, id).await?;
    let before = seq.checked_sub(1).ok_or_else(Problem::not_found)?;
    let found = read.conn().events_after(id, before, 1).await?.into_iter().find(|found| found.event.seq == seq);
    match found.map(|found| found.event.body) {
        Some(EventBody::MessageAdded { message }) => Ok(message.text().to_owned()),
        _ => Err(Problem::not_found()),
    }
}
