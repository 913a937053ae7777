//! Who a client is: corrected, merged with another, parted again.

use super::{ask::Body, conversations::Seen};
use crate::{
    actions::{
        clients,
        merging::{self, Merger},
        undisturbed,
    },
    app::{App, now},
    directory::Directory,
    problem::Problem,
    shape,
    wire::{
        Page,
        conversation::{Candidate, ClientCard, ClientDetails, Conversation, MergeClients, PartClients},
    },
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use desk::ClientId;
use serde::Deserialize;
use std::sync::Arc;
use store::{Conn, Shown};
use utoipa::IntoParams;

/// So many clients are offered.
const MOST_CANDIDATES: i64 = 8;
/// A search is at least this long, in characters: of less, half the clients would be found.
const SHORTEST_SEARCH: usize = 2;
/// Longer, nothing is found.
const LONGEST_SEARCH: usize = 200;

/// Corrects who the client is.
#[utoipa::path(patch, path = "/conversations/{id}/client", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = ClientDetails, responses((status = 200, body = Conversation), (status = 422, body = Problem)))]
pub async fn change_client(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    Body(details): Body<ClientDetails>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(clients::change_client(app, by.id, id, details)).await?))
}

/// Which clients.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Like {
    /// Part of a name, number or address, 2 to 200 characters. Without it: who looks like the same person.
    search: Option<String>,
}

/// With whom the client may be merged, at most 8: whom the operator may know, last talked with first.
#[utoipa::path(get, path = "/conversations/{id}/client/candidates", tag = "conversations",
    operation_id = "merge_candidates", params(("id" = uuid::Uuid, Path), Like),
    responses((status = 200, body = Page<Candidate>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn candidates(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    like: Result<Query<Like>, QueryRejection>,
) -> Result<Json<Page<Candidate>>, Problem> {
    let Query(like) = like.map_err(|why| Problem::malformed(why.body_text()))?;
    let search = like.search.map(|words| words.replace('\0', "").trim().to_owned());
    let mut read = app.store.read().await?;
    let mut conn = read.conn();
    let client = conn.shown(id).await?.ok_or_else(Problem::not_found)?.conversation.client;
    let all = by.sees_all();
    let found = match search {
        Some(words) if words.chars().count() < SHORTEST_SEARCH => {
            return Err(Problem::invalid(&[("search", "too-short")]));
        }
        Some(words) if words.chars().count() > LONGEST_SEARCH => {
            return Err(Problem::invalid(&[("search", "too-long")]));
        }
        Some(words) => conn.find_persons(&words, client, by.id, all, MOST_CANDIDATES).await?,
        None => conn.perhaps_the_same(client, by.id, all, MOST_CANDIDATES).await?,
    };
    Ok(Json(Page { items: found.iter().map(shape::candidate).collect(), next: None }))
}

/// Says that the client and another one are one person.
#[utoipa::path(post, path = "/conversations/{id}/client/merge", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = MergeClients,
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn merge_client(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    Body(merge): Body<MergeClients>,
) -> Result<Json<Conversation>, Problem> {
    let by = Merger { id: by.id, all: by.sees_all() };
    Ok(Json(undisturbed(merging::merge(app, by, id, merge)).await?))
}

/// Parts two clients who were merged.
#[utoipa::path(post, path = "/conversations/{id}/client/part", tag = "conversations", params(("id" = uuid::Uuid, Path)),
    request_body = PartClients,
    responses((status = 200, body = Conversation), (status = 404, body = Problem)))]
pub async fn part_client(
    State(app): State<Arc<App>>,
    Seen { by, id }: Seen,
    Body(part): Body<PartClients>,
) -> Result<Json<Conversation>, Problem> {
    Ok(Json(undisturbed(merging::part(app, by.id, id, part.merge)).await?))
}

/// Who the client of a conversation is, as whatever client the person was known.
pub(super) async fn card(conn: &mut Conn<'_>, shown: &Shown, directory: &Directory) -> Result<ClientCard, Problem> {
    card_of(conn, shown.conversation.client, shown.person, directory).await
}

/// Who a client is, and as whom he or she is shown.
pub(super) async fn card_of(
    conn: &mut Conn<'_>,
    client: ClientId,
    person: ClientId,
    directory: &Directory,
) -> Result<ClientCard, Problem> {
    let clients = conn.clients_of_person(client).await?;
    let first = clients.first().ok_or_else(Problem::not_found)?;
    let notes = conn.client_notes(client, 50).await?;
    let identities = conn.identities(client, 50).await?;
    let bans = conn.bans_of_person(client, now()).await?;
    let merges = if clients.len() > 1 { conn.merges(client).await? } else { vec![] };
    Ok(ClientCard {
        id: person.0,
        first_seen_at: first.first_seen_at.into(),
        known_by: shape::known_by(identities, &merges, directory),
        merged: merges.iter().map(|(merge, details)| shape::merged(merge, details, directory)).collect(),
        bans: bans.iter().map(|ban| shape::client_ban(ban, directory)).collect(),
        conversations: conn.conversations_of_client(client).await?,
        notes: notes.iter().filter_map(|note| shape::client_note(note, directory)).collect(),
    })
}
