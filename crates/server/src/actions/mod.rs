//! Actions: the only writers. Load, decide, save, commit with its events; dropped without commit, nothing happened.

pub mod access;
pub mod account;
pub mod administration;
pub mod after;
pub mod audit;
pub mod bans;
pub mod channel_checks;
pub mod channels;
pub mod clients;
pub mod colleagues;
pub mod entering;
mod fields;
pub mod files;
pub mod hearing;
pub mod hours;
pub mod identifying;
pub mod knowing;
pub mod line;
pub mod lock_out;
pub mod mail;
pub mod merging;
pub mod offering;
pub mod offline;
pub mod openid;
pub mod outgoing;
pub mod people;
pub mod photos;
pub mod privacy;
pub mod profiles;
pub mod second_factor;
pub mod serving;
pub mod sessions;
pub mod talking;
pub mod templates;
pub mod tokens;
pub mod webhooks;

use crate::{
    app::{App, now},
    directory::Directory,
    hub::{
        Audience, ConversationNews, EventNews, RowNews, Text, WorkspaceNews, client_events_frame, events_frame,
        gone_why, text,
    },
    problem::Problem,
    shape,
    wire::{conversation::Conversation as WireConversation, live::ConsoleFrame},
};
use desk::{
    Author, Conversation, ConversationId, Event, EventBody, EventId, Graces, OperatorId, Seq, Timestamp, event::Target,
    webhook::Topic, wrap_up::wraps_up,
};
use std::{borrow::Cow, sync::Arc};
use store::{Conn, Recorded, Running, Shown, StoredEvent, Write};
use uuid::Uuid;

/// One change in the making.
pub struct Action {
    app: Arc<App>,
    write: Write,
    /// The moment it happens.
    pub now: Timestamp,
    changes: Vec<Change>,
    directory_changed: bool,
    mail_written: bool,
    goes_out: bool,
    deliveries: Vec<(ConversationId, Text)>,
    news: Vec<WorkspaceNews>,
}

/// Whether a message that stands already is looked for before it is added. Most are new, and one that is not cannot be
/// stored a second time: so who does not look must look when it fails, for whatever reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// Where it costs nothing.
    Unlikely,
    /// Certainly.
    LookedFor,
}

/// What an action made of one conversation.
struct Change {
    conversation: Conversation,
    events: Vec<StoredEvent>,
    row: Option<WireConversation>,
}

impl Action {
    /// Begins a change.
    ///
    /// # Errors
    /// `unavailable` when the database is not free in time.
    pub async fn begin(app: &Arc<App>) -> Result<Self, Problem> {
        let write = app.store.write().await?;
        Ok(Self {
            app: Arc::clone(app),
            write,
            now: now(),
            changes: Vec::new(),
            directory_changed: false,
            mail_written: false,
            goes_out: false,
            deliveries: Vec::new(),
            news: Vec::new(),
        })
    }

    /// The database, within this change.
    pub fn conn(&mut self) -> Conn<'_> {
        self.write.conn()
    }

    /// How long somebody may be gone.
    #[must_use]
    pub fn graces(&self) -> Graces {
        self.app.directory().company.graces
    }

    /// Loads a conversation and holds it until the end of the change.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn conversation(&mut self, id: ConversationId) -> Result<Conversation, Problem> {
        self.conn().conversation_for_change(id).await?.ok_or_else(Problem::not_found)
    }

    /// The same, with what stands under the id of a message already, if that is looked for.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn conversation_for(
        &mut self,
        id: ConversationId,
        message: EventId,
        repeats: Repeats,
    ) -> Result<(Conversation, Option<Recorded>), Problem> {
        if repeats == Repeats::Unlikely
            && let Some(conversation) = self.conn().known_conversation(id)
        {
            return Ok((conversation, None));
        }
        self.conn().conversation_for_message(id, message).await?.ok_or_else(Problem::not_found)
    }

    /// Stores what the desk decided: the conversation and its events. One that comes to wait for a group is offered as the
    /// group does it: that step is recorded, too, and the caller's own copy does not know of it.
    ///
    /// # Errors
    /// `unavailable`, `id-in-use`.
    pub async fn record(
        &mut self,
        conversation: &Conversation,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<(), Problem> {
        let (mut conversation, mut events) = (Cow::Borrowed(conversation), events.into_iter().collect::<Vec<_>>());
        if events.iter().any(|event| matches!(event.body, EventBody::Redirected { to: Target::Group(_), .. })) {
            let offered = self.offer_anew(conversation.to_mut(), &events);
            events.extend(offered);
        }
        let conversation = &*conversation;
        let due_at = conversation.next_deadline(&self.graces());
        let events: Vec<StoredEvent> = events.into_iter().map(with_id).collect();
        match &events[..] {
            [only] => self.conn().save_with_event(conversation, due_at, only.id, &only.event).await?,
            several => {
                self.conn().save_conversation(conversation, due_at).await?;
                for stored in several {
                    self.conn().append_event(conversation.id, stored.id, &stored.event).await?;
                }
            }
        }
        if events.iter().any(|stored| stored.event.body.concerns_colleagues()) {
            self.conn().list_colleagues(conversation).await?;
        }
        self.changes.push(Change { conversation: conversation.clone(), events, row: None });
        Ok(())
    }

    /// Appends events of a conversation that is stored already.
    pub(crate) async fn append(
        &mut self,
        conversation: &Conversation,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<(), Problem> {
        let events: Vec<StoredEvent> = events.into_iter().map(with_id).collect();
        for stored in &events {
            self.conn().append_event(conversation.id, stored.id, &stored.event).await?;
        }
        self.changes.push(Change { conversation: conversation.clone(), events, row: None });
        Ok(())
    }

    /// How lists show what was changed last, where that needs no reading; and its events.
    pub(crate) fn is_shown_as(&mut self, shown: &Shown) -> Vec<StoredEvent> {
        let row = shape::row(shown, &self.app.directory());
        let last = self.changes.last_mut();
        last.map(|change| {
            change.row = Some(row);
            change.events.clone()
        })
        .unwrap_or_default()
    }

    /// Lists show something else of a conversation that is no event of it.
    ///
    /// # Errors
    /// `unavailable`.
    pub(crate) async fn is_shown_otherwise(&mut self, id: ConversationId) -> Result<(), Problem> {
        // Held: what is told of it must not be older than what is told next.
        let conversation = self.conversation(id).await?;
        let shown = self.conn().shown(id).await?.ok_or_else(Problem::not_found)?;
        let row = shape::row(&shown, &self.app.directory());
        self.changes.push(Change { conversation, events: Vec::new(), row: Some(row) });
        Ok(())
    }

    /// Words or people change with this.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn directory_changes(&mut self) -> Result<(), Problem> {
        self.directory_changed = true;
        Ok(self.conn().raise_directory_version().await?)
    }

    /// Consoles are told this, as soon as it is durable.
    fn tell(&mut self, news: WorkspaceNews) {
        self.news.push(news);
    }

    /// A mail goes out with this.
    const fn mail_was_written(&mut self) {
        self.mail_written = true;
    }

    /// Something is on its way to an outside messenger with this.
    pub(crate) const fn something_goes_out(&mut self) {
        self.goes_out = true;
    }

    /// Operators are told how far these messages have got, as soon as it is durable.
    ///
    /// # Errors
    /// `unavailable`.
    pub(crate) async fn tell_deliveries(&mut self, messages: &[(ConversationId, Seq)]) -> Result<(), Problem> {
        for (conversation, seq) in messages {
            let parts = self.conn().parts_of(*conversation, Some(*seq)).await?;
            for delivery in outgoing::deliveries(&parts) {
                let frame = ConsoleFrame::Delivery { conversation: conversation.0, delivery };
                self.deliveries.push((*conversation, text(&frame)));
            }
        }
        Ok(())
    }

    /// Makes it durable, then tells everybody. Returns the row of the conversation that was changed last, if one was.
    ///
    /// # Errors
    /// `unavailable`, `id-in-use`: nothing of it happened.
    pub async fn commit(mut self) -> Result<Option<WireConversation>, Problem> {
        let mut changes = std::mem::take(&mut self.changes);
        let directory = self.app.directory();
        for change in &mut changes {
            if change.row.is_none() && change.needs_row() {
                let shown = self.write.conn().shown(change.conversation.id).await?;
                change.row = shown.map(|shown| shape::row(&shown, &directory));
            }
        }
        let told = self.tell_other_systems(&changes, &directory).await?;
        let wrap_ups = self.wrap_ups(&changes, &directory).await?;
        let somebody_wraps_up = !wrap_ups.is_empty();
        let row = changes.last().and_then(|change| change.row.clone());
        let (app, news) = (Arc::clone(&self.app), std::mem::take(&mut self.news));
        let deliveries = std::mem::take(&mut self.deliveries);
        let publish_all = move || {
            wrap_ups.iter().for_each(|(operator, until)| app.roster().wraps_up(*operator, Some(*until)));
            changes.into_iter().for_each(|change| publish(&app, change));
            let told = deliveries.into_iter();
            told.for_each(|(id, frame)| app.hub.tell(id, ConversationNews::Delivery(frame)));
            news.into_iter().for_each(|news| app.hub.tell_workspace(news));
        };
        self.write.commit(publish_all).await?;
        if somebody_wraps_up {
            self.app.presence.notify_one();
        }
        if self.mail_written {
            self.app.mail.written.notify_one();
        }
        if self.goes_out {
            self.app.messengers.written.notify_one();
        }
        if self.directory_changed {
            self.app.reload_directory().await?;
        }
        if told {
            self.app.webhooks.written.notify_one();
        }
        Ok(row)
    }

    /// Who has time to wrap up after this, as the groups of what ended give it.
    async fn wrap_ups(
        &mut self,
        changes: &[Change],
        directory: &Directory,
    ) -> Result<Vec<(OperatorId, Timestamp)>, Problem> {
        let mut wrap_ups = Vec::new();
        for change in changes {
            let ended = change.events.iter().any(|stored| matches!(stored.event.body, EventBody::Ended { .. }));
            let gives = directory.group(change.conversation.group).and_then(|group| group.wrap_up);
            let Some((operator, until)) = wraps_up(&change.conversation, gives.filter(|_| ended), self.now) else {
                continue;
            };
            self.conn().set_wrap_up(operator, until).await?;
            wrap_ups.push((operator, until));
        }
        Ok(wrap_ups)
    }

    /// Puts news of what happened on their way. Tells whether there are some.
    async fn tell_other_systems(&mut self, changes: &[Change], directory: &Directory) -> Result<bool, Problem> {
        let mut told = false;
        if directory.webhooks.is_empty() {
            return Ok(told);
        }
        let (now, mut conn) = (self.now, self.write.conn());
        for change in changes {
            for event in change.events.iter().map(|stored| &stored.event) {
                let Some(topic) = Topic::of(&event.body) else { continue };
                for webhook in directory.webhooks.iter().filter(|it| it.topics.contains(&topic)) {
                    let what = (change.conversation.id, event.seq);
                    conn.add_delivery(Uuid::now_v7(), webhook.id, topic, what, now).await?;
                    told = true;
                }
            }
        }
        Ok(told)
    }
}

/// Under its sender's id, or one of its own.
fn with_id(event: Event) -> StoredEvent {
    StoredEvent { id: event.id.unwrap_or_else(|| EventId(Uuid::now_v7())), event, deleted: Vec::new() }
}

impl Change {
    /// A message in a talk changes no list but through its event; anything else is told as a row, too. So is a message of an
    /// outside messenger: until when it may be answered only the server knows.
    fn needs_row(&self) -> bool {
        let in_talk = self.conversation.operator().is_some() && self.conversation.channel.is_none();
        self.events.is_empty()
            || self.events.iter().any(|stored| {
                let message = matches!(
                    stored.event.body,
                    EventBody::MessageAdded { .. } | EventBody::NoteAdded { .. } | EventBody::PageViewed { .. }
                );
                !(in_talk && message)
            })
    }

    fn running(&self) -> Option<Running> {
        let c = &self.conversation;
        (!c.is_ended()).then(|| Running {
            id: c.id,
            client: c.client,
            last_seq: c.last_seq,
            target: c.target,
            group: c.group,
            operator: c.operator(),
            colleagues: c.colleagues.clone(),
            queued_at: c.queued_at,
            priority: c.priority,
        })
    }
}

/// Tells everybody what is durable now. Runs between the commit and its acknowledgement: it waits for nothing.
fn publish(app: &Arc<App>, change: Change) {
    let (id, directory) = (change.conversation.id, app.directory());
    let running = change.running();
    let before = match &running {
        Some(running) => app.board().put(running.clone()),
        None => app.board().forget(id),
    };
    let now = running.as_ref().map(Audience::from);
    if let Some(row) = change.row {
        let operator = change.events.last().and_then(|stored| match stored.event.author {
            Author::Operator(by) => Some(directory.operator_name(by)),
            Author::Client(_) | Author::Token(_) | Author::System | Author::Elsewhere => None,
        });
        let before = before.as_ref().map(Audience::from);
        let why = gone_why(before.as_ref(), now.as_ref());
        let gone = text(&ConsoleFrame::Gone { id: id.0, last_seq: row.last_seq, why, operator });
        let row = text(&ConsoleFrame::Row { conversation: row });
        let news = RowNews { id, before, now: now.clone(), row, gone };
        app.hub.tell_workspace(WorkspaceNews::Row(Arc::new(news)));
    }
    let audience = now.unwrap_or_else(|| Audience::of(&change.conversation));
    for stored in &change.events {
        let client = shape::client_event(stored, &directory).map(|event| client_events_frame(vec![event]));
        let operators = events_frame(id, vec![shape::event(stored, &directory)]);
        let news = EventNews { seq: stored.event.seq, audience: audience.clone(), operators, client };
        app.hub.tell(id, ConversationNews::Event(Arc::new(news)));
    }
    let serving = |running: &Option<Running>| running.iter().flat_map(Running::served_by).collect::<Vec<_>>();
    let (had, has) = (serving(&before), serving(&running));
    rest(app, had.iter().filter(|one| !has.contains(one)), &change.events);
    let new = |those: &[OperatorId], than: &[OperatorId]| {
        those.iter().filter(|one| !than.contains(one)).copied().collect::<Vec<_>>()
    };
    new(&had, &has).into_iter().chain(new(&has, &had)).for_each(|operator| app.tell_operator(operator));
    if let Some(running) = &running
        && running.operator.is_some()
        && before.as_ref().is_none_or(|before| before.operator.is_none())
    {
        app.paces.accepted(running.group);
    }
    if before.as_ref().is_none_or(|b| b.operator.is_none()) != running.as_ref().is_none_or(|r| r.operator.is_none())
        || before.map(|b| b.target) != running.map(|r| r.target)
    {
        app.queue_moved.notify_one();
        app.door_moved.notify_one();
    }
    if let Some(due_at) = change.conversation.next_deadline(&directory.company.graces) {
        app.deadlines.set(due_at);
    }
}

/// Whoever has no conversation any more rests from now.
fn rest<'a>(app: &App, left: impl Iterator<Item = &'a OperatorId>, events: &[StoredEvent]) {
    let Some(at) = events.last().map(|stored| stored.event.at) else { return };
    for operator in left {
        if app.board().active_of(*operator) == 0 {
            app.roster().rests(*operator, at);
        }
        app.roster().is_free(*operator);
        app.presence.notify_one();
    }
}

/// Runs a change in a task of its own: a browser that hangs up must not cut it in half.
///
/// # Errors
/// What the change says; `unavailable` when it panicked.
pub async fn undisturbed<T: Send + 'static, E: From<Problem> + Send + 'static>(
    change: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    tokio::spawn(change).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an action panicked; nothing of it happened");
        Err(Problem::unavailable().into())
    })
}
