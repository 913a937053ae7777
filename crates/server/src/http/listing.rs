//! Which conversations: the filters of lists, of the search and of what is exported.

use super::caller::{Caller, ReadConversations, Viewing};
use crate::{
    app::App,
    problem::Problem,
    wire::{
        When,
        choices::{Choice, FilterChoices},
        conversation::State,
    },
};
use axum::{Json, extract};
use desk::{ChannelId, ClientId, Entry, GroupId, OperatorId, ResultId, TagId, WidgetId, rating::Stars};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{
    Conn,
    search::{Filter, Viewer},
};
use utoipa::IntoParams;
use uuid::Uuid;

/// Which conversations: what is set must be so. Without any, all that this operator may see.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
pub struct Which {
    /// `waiting`, `active` or `ended`.
    pub state: Option<State>,
    /// The way in.
    pub entry: Option<Entry>,
    /// The group it waits for, or falls back to.
    pub group: Option<Uuid>,
    /// Who talks with the client, or did at the end.
    pub operator: Option<Uuid>,
    /// The widget it came through.
    pub widget: Option<String>,
    /// The page or number of an outside messenger it came through.
    pub channel: Option<Uuid>,
    /// One of its tags.
    pub tag: Option<Uuid>,
    /// What the operator picked at the end.
    pub result: Option<Uuid>,
    /// What the client thinks of it, from 1 to 5.
    pub rating: Option<u8>,
    /// Whose it is, as whatever client this person is known.
    pub client: Option<Uuid>,
    /// It began at this moment or later.
    pub from: Option<When>,
    /// It began before this moment.
    pub to: Option<When>,
}

impl Which {
    /// Whether nothing but the state is asked for.
    #[must_use]
    pub const fn only_state(&self) -> bool {
        let Self { state: _, entry, group, operator, widget, channel, tag, result, rating, client, from, to } = self;
        let ids = [group, operator, channel, tag, result, client];
        let mut n = 0;
        while n < ids.len() {
            if ids[n].is_some() {
                return false;
            }
            n += 1;
        }
        entry.is_none() && rating.is_none() && widget.is_none() && from.is_none() && to.is_none()
    }

    /// As the store asks.
    ///
    /// # Errors
    /// `malformed`, `unavailable`.
    pub async fn filter(&self, conn: &mut Conn<'_>) -> Result<Filter, Problem> {
        let clients = match self.client {
            // Of a client nobody has heard of there is nothing; an empty list would let everything through.
            Some(id) => {
                let known = conn.clients_of_person(ClientId(id)).await?;
                Some(std::iter::once(ClientId(id)).chain(known.iter().map(|client| client.id)).collect())
            }
            None => None,
        };
        let rating = self.rating.map(Stars::try_from).transpose();
        let rating = rating.map_err(|_| Problem::malformed("rating"))?;
        Ok(Filter {
            state: self.state.map(State::as_str),
            entry: self.entry,
            group: self.group.map(GroupId),
            operator: self.operator.map(OperatorId),
            widget: self.widget.clone().map(WidgetId),
            channel: self.channel.map(ChannelId),
            tag: self.tag.map(TagId),
            result: self.result.map(ResultId),
            rating,
            clients,
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
        })
    }
}

/// Whether a client who waits may be looked at.
#[must_use]
pub fn previews(by: &impl Viewing, app: &App) -> bool {
    by.previews() && app.directory().company.previews
}

/// Who asks.
#[must_use]
pub fn viewer(by: &impl Viewing, app: &App) -> Viewer {
    Viewer { operator: by.id(), all: by.sees_all(), waiting: previews(by, app) }
}

/// What can be chosen in the filters of lists; also what exists no longer.
#[utoipa::path(get, path = "/filter-choices", tag = "conversations", operation_id = "filter_choices",
    security(("session" = []), ("token" = ["read:conversations"])),
    responses((status = 200, body = FilterChoices), (status = 401, body = Problem)))]
pub async fn choices(
    extract::State(app): extract::State<Arc<App>>,
    _: Caller<ReadConversations>,
) -> Json<FilterChoices> {
    let directory = app.directory();
    let choice = |id: String, name: &str, gone| Choice { id, name: name.to_owned(), gone };
    let groups = directory.groups.iter().map(|it| choice(it.id.to_string(), &it.name, it.removed_at.is_some()));
    let operators =
        directory.operators.iter().map(|it| choice(it.id.to_string(), &it.name, it.deactivated_at.is_some()));
    let widgets = directory.widgets.iter().map(|it| choice(it.id.0.clone(), &it.name, it.removed));
    let channels = directory.channels.iter().map(|it| choice(it.id.to_string(), &it.name, it.removed_at.is_some()));
    let tags = directory.tags.iter().map(|it| choice(it.id.to_string(), &it.name, it.removed_at.is_some()));
    let results = directory.results.iter().map(|it| choice(it.id.to_string(), &it.name, it.removed_at.is_some()));
    Json(FilterChoices {
        groups: groups.collect(),
        operators: operators.collect(),
        widgets: widgets.collect(),
        channels: channels.collect(),
        tags: tags.collect(),
        results: results.collect(),
    })
}
