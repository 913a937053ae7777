//! Why clients are directed to whom.

use super::{
    ask::{Addressed, Body, Operator},
    conversations::look_at,
    may::{May, can},
};
use crate::{
    app::{App, now},
    problem::Problem,
    routing::{Now, report},
    wire::routing::{ConversationRouting, RoutingReport, TryRouting},
};
use axum::{Json, extract::State};
use desk::{
    GroupId, OperatorId,
    routing::{Facts, Record, check, decide},
};
use std::sync::Arc;

/// Why a conversation was directed to whom when it came in.
#[utoipa::path(get, path = "/conversations/{id}/routing", operation_id = "conversation_routing", tag = "conversations",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ConversationRouting), (status = 404, body = Problem)))]
pub async fn of_conversation(
    State(app): State<Arc<App>>,
    by: Operator,
    Addressed(id): Addressed,
) -> Result<Json<ConversationRouting>, Problem> {
    let shown = look_at(&app, &by, id).await?;
    let decided = app.store.read().await?.conn().routing_of(id).await?;
    let directory = app.directory();
    let widget = shown.conversation.widget.as_ref().and_then(|id| directory.widgets.iter().find(|w| w.id == *id));
    Ok(Json(ConversationRouting {
        widget: widget.map(|widget| widget.name.clone()),
        decision: decided.map(|(at, record)| report(&record, at, &directory)),
    }))
}

/// Tries rules on a client who does not exist, with who is there now.
#[utoipa::path(post, path = "/routing/try", operation_id = "try_routing", tag = "administration",
    request_body = TryRouting, responses((status = 200, body = RoutingReport), (status = 422, body = Problem)))]
pub async fn try_rules(
    State(app): State<Arc<App>>,
    _by: May<can::Widgets>,
    Body(tried): Body<TryRouting>,
) -> Result<Json<RoutingReport>, Problem> {
    let TryRouting { rules, group, client } = tried;
    check(&rules).map_err(|_| Problem::invalid(&[("routing", "malformed")]))?;
    let fallback = GroupId(group);
    let facts = Facts {
        language: client.language,
        entry: client.entry,
        parameters: client.parameters,
        page: client.page,
        last_operator: client.last_operator.map(OperatorId),
    };
    let decision = decide(&rules, fallback, &facts, &Now::of(&app, facts.entry));
    let record = Record { rules, fallback, facts, decision };
    Ok(Json(report(&record, now(), &app.directory())))
}
