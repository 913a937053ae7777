//! Pages and numbers of outside messengers, for administrators; and what operators do through them.

use super::{
    ask::{Body, InPath, Operator},
    may::{May, can},
};
use crate::{
    actions::{
        channel_checks,
        channels::{self, target_of},
        outgoing, undisturbed,
    },
    app::{App, now},
    messengers::{self, secrets::Secrets},
    problem::Problem,
    wire::{
        channel::{
            BeginByTemplate, Begun, ChangeChannel, Channel as WireChannel, ChannelField, ChannelKind, ChannelTemplate,
            ChannelTemplates, ChannelTest, ChannelTrouble, Channels, NewChannel, React, SendTemplate,
        },
        message::Added,
    },
};
use ::channels as messenger;
use axum::{Json, extract::State, http::HeaderMap, http::StatusCode};
use desk::{ChannelId, ConversationId, Entry, FileId};
use std::sync::Arc;
use store::{Channel, ChannelState};
use uuid::Uuid;

/// The pages and numbers that are connected, and what can be.
#[utoipa::path(get, path = "/channels", tag = "channels", operation_id = "list_channels",
    responses((status = 200, body = Channels)))]
pub async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    _by: May<can::Widgets>,
) -> Result<Json<Channels>, Problem> {
    let mut read = app.store.read().await?;
    let (stored, mut states) = (read.conn().channels().await?, read.conn().channel_states().await?);
    let shown = stored.into_iter().filter(|it| it.removed_at.is_none());
    let items = shown.map(|it| {
        let state = states.remove(&it.id).unwrap_or_default();
        shape(&app, &headers, it, state)
    });
    let kind = |it: &&dyn messenger::Channel| {
        let field = |field: &messenger::Field| ChannelField {
            key: field.key.to_owned(),
            secret: field.secret,
            required: field.required,
        };
        Some(ChannelKind { kind: Entry::parse(it.kind())?, settings: it.settings().iter().map(field).collect() })
    };
    Ok(Json(Channels { items: items.collect(), kinds: messenger::ALL.iter().filter_map(kind).collect() }))
}

/// Connects a page or number.
#[utoipa::path(post, path = "/channels", tag = "channels", operation_id = "add_channel", request_body = NewChannel,
    responses((status = 201, body = WireChannel), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    May { by, .. }: May<can::Widgets>,
    Body(new): Body<NewChannel>,
) -> Result<(StatusCode, Json<WireChannel>), Problem> {
    let channel = undisturbed(channels::add(Arc::clone(&app), by.doer(&app), new)).await?;
    Ok((StatusCode::CREATED, Json(shape(&app, &headers, channel, ChannelState::default()))))
}

/// Changes a page or number; what is left out stays.
#[utoipa::path(patch, path = "/channels/{id}", tag = "channels", operation_id = "change_channel",
    params(("id" = Uuid, Path)), request_body = ChangeChannel,
    responses((status = 200, body = WireChannel), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<Uuid>,
    Body(change): Body<ChangeChannel>,
) -> Result<Json<WireChannel>, Problem> {
    let channel = undisturbed(channels::change(Arc::clone(&app), by.doer(&app), ChannelId(id), change)).await?;
    let state = app.store.read().await?.conn().channel_states().await?.remove(&channel.id).unwrap_or_default();
    Ok(Json(shape(&app, &headers, channel, state)))
}

/// Connects a page or number no longer.
#[utoipa::path(delete, path = "/channels/{id}", tag = "channels", operation_id = "remove_channel",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(channels::remove(Arc::clone(&app), by.doer(&app), ChannelId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is signed with an app secret of before is not taken in any more, here and at whatever else is of the same app.
#[utoipa::path(delete, path = "/channels/{id}/old-secret", tag = "channels", operation_id = "end_old_secret",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn end_old_secret(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(channels::end_old_secret(Arc::clone(&app), by.doer(&app), ChannelId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Looks whether everything is set up as it must be, and tells what is wrong.
#[utoipa::path(post, path = "/channels/{id}/test", tag = "channels", operation_id = "test_channel",
    params(("id" = Uuid, Path)), responses((status = 200, body = ChannelTest), (status = 404, body = Problem)))]
pub async fn test(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<Uuid>,
) -> Result<Json<ChannelTest>, Problem> {
    let directory = app.directory();
    let channel = directory.channel(ChannelId(id)).ok_or_else(Problem::not_found)?;
    let webhook = webhook(&app, &headers, channel);
    Ok(Json(channel_checks::test(&app, by.doer(&app), ChannelId(id), webhook).await?))
}

/// From now on the messenger tells this desk what happens there.
#[utoipa::path(post, path = "/channels/{id}/subscription", tag = "channels", operation_id = "subscribe_channel",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem, description = "its secrets have to be entered again"),
        (status = 424, body = Problem, description = "the messenger refuses it, or does not answer")))]
pub async fn subscribe(
    State(app): State<Arc<App>>,
    May { by, .. }: May<can::Widgets>,
    InPath(id): InPath<Uuid>,
) -> Result<StatusCode, Problem> {
    undisturbed(channel_checks::subscribe(Arc::clone(&app), by.doer(&app), ChannelId(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The approved templates that can be sent through a page or number.
#[utoipa::path(get, path = "/channels/{id}/templates", tag = "channels", operation_id = "list_channel_templates",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = ChannelTemplates), (status = 404, body = Problem), (status = 424, body = Problem, description = "the messenger does not answer")))]
pub async fn templates(
    State(app): State<Arc<App>>,
    _by: Operator,
    InPath(id): InPath<Uuid>,
) -> Result<Json<ChannelTemplates>, Problem> {
    let templates = outgoing::templates(&app, ChannelId(id)).await?;
    let items = templates.into_iter().map(|it| ChannelTemplate {
        name: it.name,
        language: it.language,
        category: it.category,
        header: it.header,
        body: it.body,
        footer: it.footer,
        buttons: it.buttons,
    });
    Ok(Json(ChannelTemplates { items: items.collect() }))
}

/// Begins a talk with a client by an approved template. The operator has it.
#[utoipa::path(post, path = "/channels/{id}/conversations", tag = "channels", operation_id = "begin_by_template",
    params(("id" = Uuid, Path)), request_body = BeginByTemplate,
    responses((status = 201, body = Begun), (status = 200, body = Begun, description = "was begun already"),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 424, body = Problem, description = "the messenger does not answer")))]
pub async fn begin(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
    Body(begin): Body<BeginByTemplate>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let (new, conversation) = undisturbed(outgoing::begin(app, (by.id, by.sees_all()), ChannelId(id), begin)).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(Begun { conversation })))
}

/// Sends an approved template in a conversation.
#[utoipa::path(post, path = "/conversations/{id}/template", tag = "conversations", operation_id = "send_template",
    params(("id" = Uuid, Path)), request_body = SendTemplate,
    responses((status = 201, body = Added), (status = 200, body = Added, description = "was sent already"),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 424, body = Problem, description = "the messenger does not answer")))]
pub async fn send_template(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
    Body(template): Body<SendTemplate>,
) -> Result<(StatusCode, Json<Added>), Problem> {
    let said = undisturbed(outgoing::send_template(app, by.id, ConversationId(id), template)).await?;
    let status = if said.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(said.added)))
}

/// Has a message that failed, or of which nobody knows, sent again.
#[utoipa::path(post, path = "/conversations/{id}/messages/{seq}/send-again", tag = "conversations",
    operation_id = "send_again", params(("id" = Uuid, Path), ("seq" = i64, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn send_again(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath((id, seq)): InPath<(Uuid, i64)>,
) -> Result<StatusCode, Problem> {
    undisturbed(outgoing::send_again(app, by.id, ConversationId(id), seq)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a sign on a client's message, or takes it away.
#[utoipa::path(post, path = "/conversations/{id}/reactions", tag = "conversations", operation_id = "react",
    params(("id" = Uuid, Path)), request_body = React,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn react(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath(id): InPath<Uuid>,
    Body(react): Body<React>,
) -> Result<StatusCode, Problem> {
    undisturbed(outgoing::react(app, by.id, ConversationId(id), react)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a medium that could not be fetched fetched again.
#[utoipa::path(post, path = "/conversations/{id}/media/{file}/fetch-again", tag = "conversations",
    operation_id = "fetch_again", params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn fetch_again(
    State(app): State<Arc<App>>,
    by: Operator,
    InPath((id, file)): InPath<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    undisturbed(outgoing::fetch_again(app, by.id, ConversationId(id), FileId(file))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The address the messenger calls.
fn webhook(app: &App, headers: &HeaderMap, channel: &Channel) -> String {
    let base = super::security::base_url(app, headers);
    format!("{base}/hooks/{}/{}", channel.kind.as_str(), channel.id)
}

fn shape(app: &App, headers: &HeaderMap, channel: Channel, state: ChannelState) -> WireChannel {
    let directory = app.directory();
    let secrets = Secrets::open(&app.seal, &channel);
    let secret =
        |field: &&messenger::Field| field.secret && secrets.as_ref().is_some_and(|all| !all.get(field.key).is_empty());
    let fields = messengers::messenger(&channel).map_or(&[][..], |it| it.settings());
    WireChannel {
        id: channel.id.0,
        kind: channel.kind,
        name: channel.name.clone(),
        target: target_of(&channel, &directory),
        secrets: fields.iter().filter(secret).map(|field| field.key.to_owned()).collect(),
        old_secret_until: secrets.as_ref().and_then(|all| all.old_until(now())).map(Into::into),
        webhook: webhook(app, headers, &channel),
        readable: secrets.is_some(),
        created_at: channel.created_at.into(),
        heard_at: state.heard_at.map(Into::into),
        wrong_signature_at: state.wrong_signature_at.map(Into::into),
        trouble: state.trouble.map(|it| ChannelTrouble { why: it.why, said: it.said, at: it.at.into() }),
        waiting: state.waiting,
        stuck: state.stuck,
        routing: channel.routing,
        settings: channel.settings,
    }
}
