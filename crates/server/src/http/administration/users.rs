//! Users: those who sign in, and what they may.

use super::{Listed, Made, all};
use crate::{
    actions::{people, undisturbed},
    app::App,
    directory::photo_url,
    http::{
        ask::{Body, InPath},
        caller::{AdminUsers, By, Caller, ReadUsers, Viewing},
        may::{May, can},
    },
    problem::Problem,
    wire::{
        Page,
        administration::{PermissionDefault, User, UserDetails},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::{OperatorId, Permission, Role, Timestamp, operator::Shown};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::LinkKind;
use uuid::Uuid;

pub(in crate::http) async fn user(app: &App, id: OperatorId) -> Result<User, Problem> {
    let mut read = app.store.read().await?;
    let factor = read.conn().second_factor(id).await?;
    let link = read.conn().access_link_of(id, LinkKind::Invitation).await?;
    let openid = match &app.directory().openid {
        Some(provider) => read.conn().openid_link_of(id, &provider.issuer).await?.is_some(),
        None => false,
    };
    let second_factor = factor.is_some_and(|factor| factor.confirmed_at.is_some());
    user_with(app, id, Entered { second_factor, openid, invitation: link.map(|link| link.expires_at) })
}

/// How a user comes in.
struct Entered {
    second_factor: bool,
    openid: bool,
    invitation: Option<Timestamp>,
}

fn user_with(app: &App, id: OperatorId, entered: Entered) -> Result<User, Problem> {
    let directory = app.directory();
    let operator = directory.operator(id).ok_or_else(Problem::not_found)?;
    Ok(User {
        id: id.0,
        name: operator.name.clone(),
        public_name: operator.public_name.clone(),
        photo_url: photo_url(operator),
        email: operator.email.clone(),
        role: operator.role,
        permissions: operator.permissions.clone(),
        chat_limit: operator.chat_limit,
        entries_barred: operator.barred.into(),
        groups: directory.groups_of(id).iter().map(|g| g.0).collect(),
        shown: app.operator(id).map_or(Shown::Offline, |o| o.shown),
        seen_at: app.roster().seen_at(id).map(Into::into),
        deactivated_at: operator.deactivated_at.map(Into::into),
        second_factor: entered.second_factor,
        invited: operator.invited,
        invitation_until: entered.invitation.map(Into::into),
        openid: entered.openid,
    })
}

/// All operators, by name.
#[utoipa::path(get, path = "/users", tag = "administration", security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = Page<User>)))]
pub async fn list_users(State(app): State<Arc<App>>, _by: Caller<ReadUsers>) -> Listed<User> {
    let mut read = app.store.read().await?;
    let with = read.conn().with_second_factor().await?;
    let invitations: HashMap<_, _> = read.conn().invitations().await?.into_iter().collect();
    let directory = app.directory();
    let links = match &directory.openid {
        Some(provider) => read.conn().openid_links(&provider.issuer).await?,
        None => Vec::new(),
    };
    drop(read);
    let linked: HashSet<_> = links.into_iter().map(|link| link.operator).collect();
    let entered = |id| Entered {
        second_factor: with.contains(&id),
        openid: linked.contains(&id),
        invitation: invitations.get(&id).copied(),
    };
    let users = directory.operators.iter().map(|o| user_with(&app, o.id, entered(o.id)));
    let users = users.collect::<Result<_, _>>()?;
    Ok(all(users))
}

/// What roles allow, in the order in which it is shown.
#[utoipa::path(get, path = "/permissions", tag = "administration",
    responses((status = 200, body = Page<PermissionDefault>)))]
pub async fn list_permissions(_by: May<can::ReadUsers>) -> Json<Page<PermissionDefault>> {
    let of = |permission: Permission| PermissionDefault { permission, from_role: permission.from_role() };
    all(Permission::ALL.into_iter().map(of).collect())
}

/// Makes an operator.
#[utoipa::path(post, path = "/users", tag = "administration", request_body = UserDetails,
    security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 201, body = User), (status = 422, body = Problem)))]
pub async fn add_user(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<AdminUsers>,
    Body(details): Body<UserDetails>,
) -> Made<User> {
    no_administrator(&by, details.role)?;
    let id = undisturbed(people::add_user(Arc::clone(&app), by.doer(&app), details)).await?;
    Ok((StatusCode::CREATED, Json(user(&app, id).await?)))
}

/// Changes an operator. A new password ends all of his or her sign-ins.
#[utoipa::path(put, path = "/users/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = UserDetails,
    security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = User), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_user(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<AdminUsers>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<UserDetails>,
) -> Result<Json<User>, Problem> {
    let id = OperatorId(id);
    no_administrator(&by, details.role)?;
    no_administrator(&by, role_of(&app, id)?)?;
    undisturbed(people::change_user(Arc::clone(&app), by.doer(&app), id, details)).await?;
    Ok(Json(user(&app, id).await?))
}

/// An operator may not sign in any more; talks go back to the queue.
#[utoipa::path(post, path = "/users/{id}/deactivate", tag = "administration", params(("id" = Uuid, Path)),
    security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = User), (status = 409, body = Problem)))]
pub async fn deactivate_user(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<AdminUsers>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<User>, Problem> {
    let id = OperatorId(id);
    no_administrator(&by, role_of(&app, id)?)?;
    undisturbed(people::deactivate(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(Json(user(&app, id).await?))
}

/// An operator may sign in again.
#[utoipa::path(post, path = "/users/{id}/reactivate", tag = "administration", params(("id" = Uuid, Path)),
    security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = User), (status = 404, body = Problem)))]
pub async fn reactivate_user(
    State(app): State<Arc<App>>,
    Caller(by, _): Caller<AdminUsers>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<User>, Problem> {
    let id = OperatorId(id);
    no_administrator(&by, role_of(&app, id)?)?;
    undisturbed(people::reactivate(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(Json(user(&app, id).await?))
}

/// What a token can do, whoever finds it can do: making oneself an administrator is no part of it.
fn no_administrator(by: &By, role: Role) -> Result<(), Problem> {
    if by.is_token() && role == Role::Administrator {
        return Err(Problem::refused("token-not-allowed", "API tokens may not make or change administrators"));
    }
    Ok(())
}

fn role_of(app: &App, id: OperatorId) -> Result<Role, Problem> {
    Ok(app.directory().operator(id).ok_or_else(Problem::not_found)?.role)
}

/// Ends all sign-ins of an operator at once.
#[utoipa::path(post, path = "/users/{id}/sign-out", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn sign_out_user(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Users>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(people::sign_out(Arc::clone(&app), by.doer(&app), OperatorId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
