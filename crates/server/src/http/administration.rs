//! What administrators list and change.

use super::{
    ask::{Body, InPath},
    caller::{AdminUsers, By, Caller, ReadGroups, ReadUsers, Viewing},
    may::{May, can},
};
use crate::{
    actions::{administration as actions, people, undisturbed},
    app::App,
    consent,
    directory::photo_url,
    problem::Problem,
    wire::{
        Named, Page, Tag,
        administration::{
            CompanySettings, GraceSettings, GroupDetails, GroupOffering, GroupOverflow, GroupSettings,
            PermissionDefault, ResultDetails, TagDetails, User, UserDetails,
        },
        widget::{ConsentVersion, Widget},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::{
    GroupId, OperatorId, Permission, ResultId, Role, TagId, Timestamp, WidgetId, offering::Offering, operator::Shown,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::LinkKind;
use uuid::Uuid;

type Listed<T> = Result<Json<Page<T>>, Problem>;
type Made<T> = Result<(StatusCode, Json<T>), Problem>;

fn all<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { items, next: None })
}

pub(super) async fn user(app: &App, id: OperatorId) -> Result<User, Problem> {
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

pub(crate) fn group(app: &App, id: GroupId) -> Result<GroupSettings, Problem> {
    let directory = app.directory();
    let group = directory.group(id).filter(|g| g.removed_at.is_none()).ok_or_else(Problem::not_found)?;
    let details = GroupDetails {
        name: group.name.clone(),
        chat_limit: group.chat_limit,
        accept_seconds: group.accept_seconds,
        service_level_seconds: group.service_level_seconds,
        offering: match group.offering {
            Offering::Everyone => None,
            Offering::OneByOne { first, widens_after } => {
                Some(GroupOffering { first, widens_after_seconds: widens_after.0 })
            }
        },
        overflow: group.overflow.map(|o| GroupOverflow { to: o.to.0, after_seconds: o.after.0 }),
        queue_limit: group.queue_limit,
        wrap_up_seconds: group.wrap_up.map(|it| it.0),
        members: directory
            .operators
            .iter()
            .filter(|o| directory.groups_of(o.id).contains(&id))
            .map(|o| o.id.0)
            .collect(),
    };
    Ok(GroupSettings { id: id.0, details })
}

/// All groups, by name.
#[utoipa::path(get, path = "/groups", tag = "administration", security(("session" = []), ("token" = ["admin:users"])),
    responses((status = 200, body = Page<GroupSettings>)))]
pub async fn list_groups(State(app): State<Arc<App>>, _by: Caller<ReadGroups>) -> Listed<GroupSettings> {
    let directory = app.directory();
    let there = directory.groups.iter().filter(|g| g.removed_at.is_none());
    Ok(all(there.map(|g| group(&app, g.id)).collect::<Result<_, _>>()?))
}

/// Makes a group.
#[utoipa::path(post, path = "/groups", tag = "administration", request_body = GroupDetails,
    responses((status = 201, body = GroupSettings), (status = 422, body = Problem)))]
pub async fn add_group(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    Body(details): Body<GroupDetails>,
) -> Made<GroupSettings> {
    let id = undisturbed(actions::save_group(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(group(&app, id)?)))
}

/// Changes a group.
#[utoipa::path(put, path = "/groups/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = GroupDetails, responses((status = 200, body = GroupSettings), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_group(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<GroupDetails>,
) -> Result<Json<GroupSettings>, Problem> {
    let id = GroupId(id);
    undisturbed(actions::save_group(Arc::clone(&app), by.doer(&app), Some(id), details)).await?;
    Ok(Json(group(&app, id)?))
}

/// Removes a group that nothing needs.
#[utoipa::path(delete, path = "/groups/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn remove_group(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Groups>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove_group(Arc::clone(&app), by.doer(&app), GroupId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn widget(app: &App, id: &WidgetId) -> Result<Widget, Problem> {
    app.directory().widget(id).map(crate::directory::Widget::to_wire).ok_or_else(Problem::not_found)
}

/// All widgets, by name.
#[utoipa::path(get, path = "/widgets", tag = "administration", responses((status = 200, body = Page<Widget>)))]
pub async fn list_widgets(State(app): State<Arc<App>>, _by: May<can::Widgets>) -> Listed<Widget> {
    let directory = app.directory();
    Ok(all(directory.widgets.iter().filter(|w| !w.removed).map(crate::directory::Widget::to_wire).collect()))
}

/// Makes a widget.
#[utoipa::path(post, path = "/widgets", tag = "administration", request_body = Widget,
    responses((status = 201, body = Widget), (status = 422, body = Problem)))]
pub async fn add_widget(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    Body(made): Body<Widget>,
) -> Made<Widget> {
    let id = undisturbed(actions::save_widget(Arc::clone(&app), by.doer(&app), None, made)).await?;
    Ok((StatusCode::CREATED, Json(widget(&app, &id)?)))
}

/// Changes a widget; its id stays.
#[utoipa::path(put, path = "/widgets/{id}", tag = "administration", params(("id" = String, Path)),
    request_body = Widget, responses((status = 200, body = Widget), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_widget(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<String>,
    Body(changed): Body<Widget>,
) -> Result<Json<Widget>, Problem> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    let id = undisturbed(actions::save_widget(Arc::clone(&app), by.doer(&app), Some(id), changed)).await?;
    Ok(Json(widget(&app, &id)?))
}

/// Every version of what a widget's clients agree to, the newest first.
#[utoipa::path(get, path = "/widgets/{id}/consents", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Page<ConsentVersion>), (status = 404, body = Problem)))]
pub async fn list_consents(
    State(app): State<Arc<App>>,
    _by: May<can::Widgets>,
    InPath(id): InPath<String>,
) -> Listed<ConsentVersion> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    app.directory().widget(&id).ok_or_else(Problem::not_found)?;
    let versions = app.store.read().await?.conn().consent_versions(&id).await?;
    Ok(all(versions.into_iter().map(consent::told).collect()))
}

/// Removes a widget; conversations that came through it go on.
#[utoipa::path(delete, path = "/widgets/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_widget(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    let id: WidgetId = id.parse().map_err(|_| Problem::not_found())?;
    undisturbed(actions::remove_widget(Arc::clone(&app), by.doer(&app), id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All results, in the order they were made.
#[utoipa::path(get, path = "/results", tag = "administration", responses((status = 200, body = Page<Named>)))]
pub async fn list_results(State(app): State<Arc<App>>, _by: May<can::Texts>) -> Listed<Named> {
    let directory = app.directory();
    let there = directory.results.iter().filter(|r| r.removed_at.is_none());
    Ok(all(there.map(|r| Named { id: r.id.0, name: r.name.clone() }).collect()))
}

/// Makes a result.
#[utoipa::path(post, path = "/results", tag = "administration", request_body = ResultDetails,
    responses((status = 201, body = Named), (status = 422, body = Problem)))]
pub async fn add_result(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    Body(details): Body<ResultDetails>,
) -> Made<Named> {
    let id = undisturbed(actions::save_result(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(app.directory().result_name(id))))
}

/// Changes a result.
#[utoipa::path(put, path = "/results/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = ResultDetails, responses((status = 200, body = Named), (status = 404, body = Problem)))]
pub async fn change_result(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<ResultDetails>,
) -> Result<Json<Named>, Problem> {
    let id = undisturbed(actions::save_result(Arc::clone(&app), by.doer(&app), Some(ResultId(id)), details)).await?;
    Ok(Json(app.directory().result_name(id)))
}

/// Removes a result; conversations that ended with it keep it.
#[utoipa::path(delete, path = "/results/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_result(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove_result(Arc::clone(&app), by.doer(&app), ResultId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tag(app: &App, id: TagId) -> Result<Tag, Problem> {
    app.directory().tag(id).ok_or_else(Problem::not_found)
}

/// All tags, in the order they were made.
#[utoipa::path(get, path = "/tags", tag = "administration", responses((status = 200, body = Page<Tag>)))]
pub async fn list_tags(State(app): State<Arc<App>>, _by: May<can::Texts>) -> Listed<Tag> {
    let directory = app.directory();
    let there = directory.tags.iter().filter(|t| t.removed_at.is_none());
    Ok(all(there.filter_map(|t| directory.tag(t.id)).collect()))
}

/// Makes a tag.
#[utoipa::path(post, path = "/tags", tag = "administration", request_body = TagDetails,
    responses((status = 201, body = Tag), (status = 422, body = Problem)))]
pub async fn add_tag(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    Body(details): Body<TagDetails>,
) -> Made<Tag> {
    let id = undisturbed(actions::save_tag(Arc::clone(&app), by.doer(&app), None, details)).await?;
    Ok((StatusCode::CREATED, Json(tag(&app, id)?)))
}

/// Changes a tag.
#[utoipa::path(put, path = "/tags/{id}", tag = "administration", params(("id" = Uuid, Path)),
    request_body = TagDetails, responses((status = 200, body = Tag), (status = 404, body = Problem)))]
pub async fn change_tag(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
    Body(details): Body<TagDetails>,
) -> Result<Json<Tag>, Problem> {
    let id = undisturbed(actions::save_tag(Arc::clone(&app), by.doer(&app), Some(TagId(id)), details)).await?;
    Ok(Json(tag(&app, id)?))
}

/// Removes a tag; conversations that have it keep it.
#[utoipa::path(delete, path = "/tags/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_tag(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Texts>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove_tag(Arc::clone(&app), by.doer(&app), TagId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) fn company_settings(app: &App) -> CompanySettings {
    let company = app.directory().company.clone();
    let g = company.graces;
    CompanySettings {
        name: company.name,
        chat_limit: company.chat_limit,
        previews: company.previews,
        graces: GraceSettings {
            client_away: g.client_away.0,
            client_waiting: g.client_waiting.0,
            client_active: g.client_active.0,
            operator: g.operator.0,
        },
        files: company.files,
        typing_preview: company.typing_preview,
        link_previews: company.link_previews,
        all_away: company.all_away,
    }
}

/// The company's settings.
#[utoipa::path(get, path = "/settings", tag = "administration", responses((status = 200, body = CompanySettings)))]
pub async fn settings(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Json<CompanySettings> {
    Json(company_settings(&app))
}

/// Changes the company's settings; what is left out stays.
#[utoipa::path(put, path = "/settings", tag = "administration", request_body = CompanySettings,
    responses((status = 200, body = CompanySettings), (status = 422, body = Problem)))]
pub async fn change_settings(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(given): Body<serde_json::Map<String, serde_json::Value>>,
) -> Result<Json<CompanySettings>, Problem> {
    // What is left out stays: a program that does not know a newer setting does not undo it.
    let mut settings = serde_json::to_value(company_settings(&app)).map_err(Problem::malformed)?;
    settings.as_object_mut().into_iter().for_each(|settings| settings.extend(given.clone()));
    let settings = serde_json::from_value(settings).map_err(Problem::malformed)?;
    undisturbed(actions::save_company(Arc::clone(&app), by.doer(&app), settings)).await?;
    Ok(Json(company_settings(&app)))
}
