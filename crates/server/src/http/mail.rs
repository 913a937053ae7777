//! The server mails are handed to, and the mails that are stuck.

use super::{
    ask::{Body, InPath},
    may::{May, can},
};
use crate::{
    actions::{mail as actions, undisturbed},
    app::{App, now},
    directory::Directory,
    problem::Problem,
    wire::{
        Page,
        mail::{Mail, MailSecurity, MailServer, MailServerDetails, MailState, MailTest, MailTested},
    },
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use std::sync::Arc;
use store::Security;
use utoipa::IntoParams;
use uuid::Uuid;

/// Mails of one page.
const PAGE: i64 = 50;

async fn state_of(app: &App) -> Result<Json<MailState>, Problem> {
    let mut read = app.store.read().await?;
    let (server, counts) = (read.conn().mail_server().await?, read.conn().mail_counts().await?);
    Ok(Json(MailState {
        server: server.map(|server| MailServer {
            host: server.host,
            port: server.port,
            security: match server.security {
                Security::None => MailSecurity::None,
                Security::Starttls => MailSecurity::Starttls,
                Security::Tls => MailSecurity::Tls,
            },
            user: server.user,
            has_password: server.sealed_password.is_some(),
            from_address: server.from_address,
            from_name: server.from_name,
            language: server.language,
            authority: server.authority,
        }),
        waiting: counts.waiting,
        troubled: counts.troubled,
        stopped: counts.stopped,
    }))
}

/// The server mails are handed to, and how many wait for it.
#[utoipa::path(get, path = "/mail-server", tag = "administration", operation_id = "mail_server",
    responses((status = 200, body = MailState)))]
pub async fn server(State(app): State<Arc<App>>, _by: May<can::Settings>) -> Result<Json<MailState>, Problem> {
    state_of(&app).await
}

/// Sets the server mails are handed to. What waits is tried with it at once.
#[utoipa::path(put, path = "/mail-server", tag = "administration", operation_id = "set_mail_server",
    request_body = MailServerDetails, responses((status = 200, body = MailState), (status = 422, body = Problem)))]
pub async fn set_server(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(details): Body<MailServerDetails>,
) -> Result<Json<MailState>, Problem> {
    undisturbed(actions::save_server(Arc::clone(&app), by.doer(&app), details)).await?;
    state_of(&app).await
}

/// No server is set any more; mails wait for another.
#[utoipa::path(delete, path = "/mail-server", tag = "administration", operation_id = "remove_mail_server",
    responses((status = 204)))]
pub async fn remove_server(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
) -> Result<StatusCode, Problem> {
    undisturbed(actions::remove_server(Arc::clone(&app), by.doer(&app))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a mail with these settings, stored or not, and says what became of it. Takes at most 25 seconds.
#[utoipa::path(post, path = "/mail-server/test", tag = "administration", operation_id = "test_mail_server",
    request_body = MailTest, responses((status = 200, body = MailTested), (status = 422, body = Problem)))]
pub async fn test_server(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    Body(test): Body<MailTest>,
) -> Result<Json<MailTested>, Problem> {
    app.limiters.mail_tests.count(&by.id.0)?;
    Ok(Json(undisturbed(actions::test(Arc::clone(&app), by.doer(&app), test)).await?))
}

/// Which mails.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// `unsent` (on their way, stuck or given up) or `sent`, of the last 30 days; left out: `unsent`.
    #[serde(default)]
    pub state: Sent,
    /// From the one after this.
    pub after: Option<Uuid>,
}

/// Whether a mail was sent.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sent {
    /// Not yet, or never.
    #[default]
    Unsent,
    /// Yes.
    Sent,
}

/// Mails, newest first.
#[utoipa::path(get, path = "/mails", tag = "administration", operation_id = "list_mails", params(Which),
    responses((status = 200, body = Page<Mail>)))]
pub async fn list(
    State(app): State<Arc<App>>,
    _by: May<can::Settings>,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Page<Mail>>, Problem> {
    let Query(which) = which.map_err(|why| Problem::malformed(why.body_text()))?;
    let state = match which.state {
        Sent::Unsent => store::MailState::Unsent,
        Sent::Sent => store::MailState::Sent,
    };
    let mut mails = app.store.read().await?.conn().mails(state, which.after, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = mails.len() > page;
    mails.truncate(page);
    let next = mails.last().filter(|_| more).map(|mail| mail.id.to_string());
    let directory = app.directory();
    Ok(Json(Page { items: mails.into_iter().map(|mail| shown(mail, &directory)).collect(), next }))
}

/// Has a mail tried at once.
#[utoipa::path(post, path = "/mails/{id}/retry", tag = "administration", operation_id = "retry_mail",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Mail), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn retry(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<Mail>, Problem> {
    undisturbed(actions::retry(Arc::clone(&app), by.doer(&app), id)).await?;
    the(&app, id).await
}

/// Gives a mail up: it is not tried any more.
#[utoipa::path(post, path = "/mails/{id}/give-up", tag = "administration", operation_id = "give_up_mail",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Mail), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn give_up(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Settings>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<Mail>, Problem> {
    undisturbed(actions::give_up(Arc::clone(&app), by.doer(&app), id, by.id)).await?;
    the(&app, id).await
}

async fn the(app: &App, id: Uuid) -> Result<Json<Mail>, Problem> {
    let mail = app.store.read().await?.conn().mail(id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(shown(mail, &app.directory())))
}

fn shown(mail: store::Mail, directory: &Directory) -> Mail {
    let (trouble, said) = mail.failure.map_or((None, None), |failure| (Some(failure.trouble), failure.said));
    Mail {
        id: mail.id,
        kind: mail.kind,
        to: mail.to_address,
        subject: mail.subject,
        created_at: mail.created_at.into(),
        attempts: mail.attempts,
        tried_at: mail.tried_at.map(Into::into),
        due_at: mail.due_at.map(Into::into),
        sending: mail.taken_until.is_some_and(|until| until > now()),
        trouble,
        said,
        sent_at: mail.sent_at.map(Into::into),
        stopped_at: mail.stopped_at.map(Into::into),
        stopped_by: mail.stopped_by.map(|by| directory.operator_name(by)),
    }
}
