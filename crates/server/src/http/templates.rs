//! Templates, as operators pick and edit them.

use super::ask::{Body, InPath, Operator};
use crate::{
    actions::{
        templates::{self, Editor},
        undisturbed,
    },
    app::App,
    problem::Problem,
    wire::{
        Page,
        template::{Template, TemplateDetails},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use desk::{Permission, TemplateId};
use std::sync::Arc;
use uuid::Uuid;

fn wire(template: store::Template) -> Template {
    let details = TemplateDetails {
        shared: template.owner.is_none(),
        shortcut: template.shortcut,
        title: template.title,
        folder: template.folder,
        language: template.language,
        text: template.text,
    };
    Template { id: template.id.0, used: template.used, details }
}

const fn editor(by: &Operator) -> Editor {
    Editor { id: by.id, shared: by.may(Permission::Templates) }
}

/// Everybody's templates and the own ones, by folder and title.
#[utoipa::path(get, path = "/templates", tag = "templates", operation_id = "list_templates", responses((status = 200, body = Page<Template>)))]
pub async fn list(State(app): State<Arc<App>>, by: Operator) -> Result<Json<Page<Template>>, Problem> {
    let templates = app.store.read().await?.conn().templates(by.id).await?;
    Ok(Json(Page { items: templates.into_iter().map(wire).collect(), next: None }))
}

/// Makes a template.
#[utoipa::path(post, path = "/templates", tag = "templates", operation_id = "add_template", request_body = TemplateDetails,
    responses((status = 201, body = Template), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    by: Operator,
    Body(details): Body<TemplateDetails>,
) -> Result<(StatusCode, Json<Template>), Problem> {
    let made = undisturbed(templates::save(app, editor(&by), None, details)).await?;
    Ok((StatusCode::CREATED, Json(wire(made))))
}

/// Changes a template; whose it is stays.
#[utoipa::path(put, path = "/templates/{id}", tag = "templates", operation_id = "change_template", params(("id" = Uuid, Path)),
    request_body = TemplateDetails,
    responses((status = 200, body = Template), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
    Body(details): Body<TemplateDetails>,
) -> Result<Json<Template>, Problem> {
    let changed = undisturbed(templates::save(app, editor(&by), Some(TemplateId(id)), details)).await?;
    Ok(Json(wire(changed)))
}

/// Removes a template.
#[utoipa::path(delete, path = "/templates/{id}", tag = "templates", operation_id = "remove_template",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(templates::remove(app, editor(&by), TemplateId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
