//! A client by its own id, for supervisors and for programs: what is known, and corrections.

use super::{
    ask::{Body, InPath},
    caller::{By, Caller, ReadClients, Viewing as _, WriteClients},
    clients::card_of,
};
use crate::{
    actions::{audit, clients, undisturbed},
    app::App,
    problem::Problem,
    shape,
    wire::{
        audit::Act,
        conversation::{ClientDetails, Person},
    },
};
use axum::{Json, extract::State};
use desk::ClientId;
use std::sync::Arc;
use uuid::Uuid;

/// What is known of a client, as whatever client this person was known.
#[utoipa::path(get, path = "/clients/{id}", tag = "clients", operation_id = "view_client", params(("id" = Uuid, Path)),
    security(("session" = []), ("token" = ["read:clients"])),
    responses((status = 200, body = Person), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn view(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<ReadClients>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<Person>, Problem> {
    Ok(Json(seen(&app, &by, ClientId(id)).await?))
}

/// Corrects who a client is; running conversations tell of it.
#[utoipa::path(patch, path = "/clients/{id}", tag = "clients", operation_id = "correct_client",
    params(("id" = Uuid, Path)), request_body = ClientDetails,
    security(("session" = []), ("token" = ["write:clients"])),
    responses((status = 200, body = Person), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn correct(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<WriteClients>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<ClientDetails>,
) -> Result<Json<Person>, Problem> {
    undisturbed(clients::correct(Arc::clone(&app), by.author(), ClientId(id), details)).await?;
    Ok(Json(seen(&app, &by, ClientId(id)).await?))
}

/// What is known, for who looks at it now: of a client whom one does not serve that is written down first.
async fn seen(app: &Arc<App>, by: &By, id: ClientId) -> Result<Person, Problem> {
    let mut read = app.store.read().await?;
    let known = read.conn().person(id).await?.ok_or_else(Problem::not_found)?;
    let serves = read.conn().serves_client(by.id(), id).await?;
    let directory = app.directory();
    let photo = read.conn().photo_of_person(id).await?;
    let card = card_of(&mut read.conn(), id, known.id, &directory).await?;
    drop(read);
    if !serves {
        audit::looks(app, by, Act::ClientSeen, known.id.0, known.name.as_deref().unwrap_or_default()).await?;
    }
    Ok(Person { client: shape::shown_client(known.id, &known.details(), photo.as_deref()), card })
}
