//! Search, as operators ask: what they may open, newest first.

use super::{
    caller::{Caller, ReadConversations},
    listing::{Which, viewer},
};
use crate::{
    app::App,
    directory::Directory,
    problem::Problem,
    shape,
    wire::{
        Page,
        search::{FoundClient, FoundConversation, FoundFile, SearchFound, SearchKind},
    },
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use desk::{Author, receipts::Side};
use serde::Deserialize;
use std::sync::Arc;
use store::search::{Found, Hit, Kind, NoQuery, Query as Asked, Said, Wish};
use utoipa::IntoParams;

/// What to search.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Search {
    /// Words that must all be there, in any order; of the last one the beginning is enough. Words in quotation marks stand
    /// together. Accents and capitals make no difference. At least one word of two letters, at most 200 characters.
    q: String,
    /// Only this kind; without it the first page of each.
    #[param(inline)]
    kind: Option<SearchKind>,
    /// At most so many of each kind, 1 to 50.
    limit: Option<usize>,
    /// `next` of the page before, for one kind.
    after: Option<String>,
}

/// Searches what this operator may open: conversations, clients and files, newest first. A page of conversations or files
/// may be shorter than asked for, or empty, and have a next one all the same.
#[utoipa::path(get, path = "/search", tag = "search", operation_id = "search", params(Search, Which),
    security(("session" = []), ("token" = ["read:conversations"])),
    responses((status = 200, body = SearchFound), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn search(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<ReadConversations>,
    search: Result<Query<Search>, QueryRejection>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<SearchFound>, Problem> {
    let Query(search) = search.map_err(|why| Problem::malformed(why.body_text()))?;
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let asked = Asked::parse(&search.q).map_err(|why| match why {
        NoQuery::TooShort => Problem::invalid(&[("q", "too-short")]),
        NoQuery::TooLong => Problem::invalid(&[("q", "too-long")]),
    })?;
    let after =
        search.after.as_deref().map(|after| after.parse().map_err(|_| Problem::malformed("after"))).transpose()?;
    if after.is_some() && search.kind.is_none() {
        return Err(Problem::malformed("after goes with one kind"));
    }
    let directory = app.directory();
    let viewer = viewer(&by, &app);
    let limit = search.limit.unwrap_or(20).clamp(1, 50);
    let mut read = app.store.read().await?;
    let mut conn = read.conn();
    let filter = which.filter(&mut conn).await?;
    let mut find = async |kind, only| match search.kind {
        Some(other) if other != only => Ok(Found::default()),
        _ => {
            let wish = Wish { query: Some(&asked), kind, filter: filter.clone(), viewer };
            conn.find(&wish, after, limit).await
        }
    };
    let conversations = find(Kind::Conversations, SearchKind::Conversations).await?;
    let clients = find(Kind::Clients, SearchKind::Clients).await?;
    let files = find(Kind::Files, SearchKind::Files).await?;
    Ok(Json(SearchFound {
        conversations: page(&conversations, |hit| conversation(hit, &asked, &directory)),
        // Each is there once, so another page could only say again who is on this one.
        clients: Page { next: None, ..page(&clients, |hit| client(hit, &asked, &directory)) },
        files: page(&files, |hit| files_of(hit, &asked, &directory)),
    }))
}

fn page<T, I: IntoIterator<Item = T>>(found: &Found, shape: impl Fn(&Hit) -> I) -> Page<T> {
    Page { items: found.hits.iter().flat_map(shape).collect(), next: found.next.map(|next| next.to_string()) }
}

fn conversation(hit: &Hit, asked: &Asked, directory: &Directory) -> Option<FoundConversation> {
    let said = hit.said.first()?;
    let author = said.event.map(|(.., author)| author);
    Some(FoundConversation {
        conversation: shape::row(&hit.shown, directory),
        found_in: shape::found_in(said.what),
        seq: said.event.map(|(seq, ..)| seq),
        at: said.event.map(|(_, at, _)| at.into()),
        from: author.and_then(side),
        operator: match author {
            Some(Author::Operator(id)) => Some(directory.operator_name(id)),
            _ => None,
        },
        snippet: shape::snippet(said, asked),
    })
}

fn client(hit: &Hit, asked: &Asked, directory: &Directory) -> Option<FoundClient> {
    let said = hit.said.first()?;
    let row = shape::row(&hit.shown, directory);
    Some(FoundClient {
        client: row.client,
        found_in: shape::found_in(said.what),
        snippet: shape::snippet(said, asked),
        conversation: row.id,
        last_at: row.queued_at,
    })
}

fn files_of(hit: &Hit, asked: &Asked, directory: &Directory) -> Vec<FoundFile> {
    let row = shape::row(&hit.shown, directory);
    let file = |said: &Said| {
        let (seq, at, author) = said.event?;
        Some(FoundFile {
            sent: crate::wire::conversation::SentFile {
                file: shape::attachment(said.file.as_ref()?),
                conversation: row.id,
                from: side(author)?,
                at: at.into(),
            },
            seq,
            client: row.client.clone(),
            snippet: shape::snippet(said, asked),
        })
    };
    hit.said.iter().filter_map(file).collect()
}

const fn side(author: Author) -> Option<Side> {
    match author {
        Author::Client(_) => Some(Side::Client),
        Author::Operator(_) | Author::Elsewhere => Some(Side::Operator),
        Author::Token(_) | Author::System => None,
    }
}
