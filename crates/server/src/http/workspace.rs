//! What the workspace loads.

use super::{ask::Operator, session::me};
use crate::{
    app::{App, now},
    messengers::{self, plain},
    problem::Problem,
    shape,
    wire::{
        Named,
        channel::WorkspaceChannel,
        offline::OpenRequests,
        workspace::{CompanyWords, Group, ServerTime, Workspace},
    },
};
use axum::{Json, extract::State};
use std::sync::Arc;
use store::Listed;

/// The snapshot a workspace screen starts from.
#[utoipa::path(get, path = "/workspace", tag = "workspace",
    responses((status = 200, body = Workspace), (status = 401, body = Problem)))]
pub async fn workspace(State(app): State<Arc<App>>, by: Operator) -> Result<Json<Workspace>, Problem> {
    let mut read = app.store.read().await?;
    let queue = read.conn().list(Listed::Queue(by.id)).await?;
    let mine = read.conn().list(Listed::Mine(by.id)).await?;
    let mut invitations = read.conn().list(Listed::Invited(by.id)).await?;
    let open = read.conn().open_offline_requests().await?;
    drop(read);
    let directory = app.directory();
    invitations.sort_by_key(|shown| shown.conversation.invited_until(by.id, directory.groups_of(by.id)));
    let groups = directory.groups.iter().filter(|g| g.removed_at.is_none());
    let results = directory.results.iter().filter(|r| r.removed_at.is_none());
    let tags = directory.tags.iter().filter(|t| t.removed_at.is_none());
    Ok(Json(Workspace {
        me: me(&app, by.id)?,
        company: CompanyWords {
            name: directory.company.name.clone(),
            previews: directory.company.previews,
            files: directory.company.files,
            link_previews: directory.company.link_previews,
            mail: directory.sends_mail,
        },
        groups: groups
            .map(|g| Group {
                id: g.id.0,
                name: g.name.clone(),
                service_level_seconds: g.service_level_seconds,
                accept_seconds: g.accept_seconds,
            })
            .collect(),
        operators: directory.operators.iter().filter_map(|o| app.operator(o.id)).collect(),
        queue: queue.iter().map(|shown| shape::row(shown, &directory)).collect(),
        mine: mine.iter().map(|shown| shape::row(shown, &directory)).collect(),
        invitations: invitations.iter().map(|shown| shape::row(shown, &directory)).collect(),
        offline: open
            .into_iter()
            .filter(|(group, _)| by.sees_all() || directory.groups_of(by.id).contains(group))
            .map(|(group, open)| OpenRequests { group: group.0, open })
            .collect(),
        results: results.map(|r| Named { id: r.id.0, name: r.name.clone() }).collect(),
        tags: tags.filter_map(|t| directory.tag(t.id)).collect(),
        away_reasons: directory.away_reasons_now(),
        channels: directory.channels.iter().filter_map(channel).collect(),
    }))
}

/// A page or number as operators need it; also one that is connected no longer.
fn channel(stored: &store::Channel) -> Option<WorkspaceChannel> {
    let messenger = messengers::messenger(stored)?;
    let (id, kind, name) = (stored.id.0, stored.kind, stored.name.clone());
    let can = stored.removed_at.is_none().then(|| plain::capabilities(messenger.can()));
    Some(WorkspaceChannel { id, kind, name, can })
}

/// The time on the server's clock.
#[utoipa::path(get, path = "/time", tag = "workspace", responses((status = 200, body = ServerTime)))]
pub async fn time() -> Json<ServerTime> {
    Json(ServerTime { now: now().into() })
}
