//! News within this process: committed changes on their way to the sockets. Bounded everywhere: a socket that cannot
//! keep up reads the database again.

use crate::wire::{
    client::QueuePlace,
    live::{ClientFrame, ConsoleFrame, GoneWhy},
};
use axum::extract::ws::Utf8Bytes;
use desk::{
    Conversation, ConversationId, GroupId, OperatorId, Seq, Stage, conversation::Colleagues, event::Target,
    receipts::Receipts,
};
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};
use store::Running;
use tokio::sync::broadcast;

/// News of one conversation kept for a socket that is behind.
const CONVERSATION_BACKLOG: usize = 16;
/// News of the whole workspace kept for a console that is behind.
const WORKSPACE_BACKLOG: usize = 2_048;

/// A frame, serialised once for everybody.
pub type Text = Utf8Bytes;

/// Serialises a frame.
pub fn text(frame: &impl Serialize) -> Text {
    serde_json::to_string(frame).expect("invariant: a frame is plain data with text keys").into()
}

/// News of one conversation.
#[derive(Clone)]
pub enum ConversationNews {
    /// An event was committed.
    Event(Arc<EventNews>),
    /// Receipts rose.
    Receipts {
        /// How far both sides have got.
        receipts: Receipts,
    },
    /// Somebody is typing, or has stopped.
    Typing {
        /// The operator; none: the client.
        operator: Option<OperatorId>,
        /// Whether.
        on: bool,
        /// What a client has typed so far, where operators may see it.
        text: Option<Arc<str>>,
    },
    /// These operators look at the conversation now.
    Looking(Arc<[OperatorId]>),
    /// The client's place in line moved.
    Place(QueuePlace),
    /// How far an operator's message has got on an outside messenger; for operators.
    Delivery(Text),
}

/// An event that was committed.
pub struct EventNews {
    /// Its number.
    pub seq: Seq,
    /// Who may see the conversation from this event on.
    pub audience: Audience,
    /// As operators see it.
    pub operators: Text,
    /// As the client sees it, if it does.
    pub client: Option<Text>,
}

/// Who may see a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Those who may accept it.
    Waiting(Target),
    /// Those who talk, or talked last, and who is invited into the talk.
    With(Vec<OperatorId>, Vec<Target>),
}

impl Audience {
    /// Whether this operator belongs to it.
    #[must_use]
    pub fn includes(&self, operator: OperatorId, groups: &[GroupId]) -> bool {
        let is_meant = |target: &Target| match target {
            Target::Group(group) => groups.contains(group),
            Target::Operator(target) => *target == operator,
        };
        match self {
            Self::Waiting(target) => is_meant(target),
            Self::With(those, invited) => those.contains(&operator) || invited.iter().any(is_meant),
        }
    }

    /// Of a conversation: running, or over.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        match conversation.stage {
            Stage::Waiting { .. } => Self::Waiting(conversation.target),
            Stage::Active { operator, .. } => Self::with(Some(operator), &conversation.colleagues),
            Stage::Ended { operator, .. } => Self::with(operator, &conversation.colleagues),
        }
    }

    fn with(operator: Option<OperatorId>, colleagues: &Colleagues) -> Self {
        let those = operator.into_iter().chain(colleagues.guests.iter().copied()).collect();
        Self::With(those, colleagues.invitations.iter().map(|open| open.to).collect())
    }
}

impl From<&Running> for Audience {
    fn from(running: &Running) -> Self {
        let with = |operator| Self::with(Some(operator), &running.colleagues);
        running.operator.map_or(Self::Waiting(running.target), with)
    }
}

/// News of the workspace.
#[derive(Clone)]
pub enum WorkspaceNews {
    /// A conversation is another row now.
    Row(Arc<RowNews>),
    /// An operator is as told now.
    Operator(Text),
    /// An offline request is as told now: for those who see this group's.
    Offline(GroupId, Text),
    /// Words, groups or members changed.
    Changed,
    /// Sign-ins of this operator ended.
    SignedOut(OperatorId),
}

/// A conversation that is another row now.
pub struct RowNews {
    /// Which.
    pub id: ConversationId,
    /// In whose lists it was.
    pub before: Option<Audience>,
    /// In whose lists it is; none: it ended.
    pub now: Option<Audience>,
    /// For those in whose lists it is.
    pub row: Text,
    /// For those in whose lists it was.
    pub gone: Text,
}

/// Why a conversation left the lists of those who had it.
#[must_use]
pub const fn gone_why(before: Option<&Audience>, now: Option<&Audience>) -> GoneWhy {
    match now {
        None => GoneWhy::Ended,
        Some(Audience::Waiting(_)) => GoneWhy::Redirected,
        Some(Audience::With(..)) if matches!(before, Some(Audience::With(..))) => GoneWhy::Left,
        Some(Audience::With(..)) => GoneWhy::Taken,
    }
}

/// News within this process.
pub struct Hub {
    conversations: Mutex<HashMap<ConversationId, Channel>>,
    workspace: broadcast::Sender<WorkspaceNews>,
}

struct Channel {
    news: broadcast::Sender<ConversationNews>,
    client_sockets: usize,
}

impl Default for Hub {
    fn default() -> Self {
        Self { conversations: Mutex::default(), workspace: broadcast::channel(WORKSPACE_BACKLOG).0 }
    }
}

impl Hub {
    /// News of the workspace from now on.
    pub fn workspace(&self) -> broadcast::Receiver<WorkspaceNews> {
        self.workspace.subscribe()
    }

    /// Tells every console.
    pub fn tell_workspace(&self, news: WorkspaceNews) {
        // Nobody listening is no failure.
        let _ = self.workspace.send(news);
    }

    /// News of a conversation from now on.
    pub fn follow(self: &Arc<Self>, id: ConversationId) -> Follow {
        let mut conversations = self.lock();
        let channel = conversations
            .entry(id)
            .or_insert_with(|| Channel { news: broadcast::channel(CONVERSATION_BACKLOG).0, client_sockets: 0 });
        let news = Some(channel.news.subscribe());
        Follow { hub: Arc::clone(self), id, client: false, news }
    }

    /// Whether a socket of the client is open.
    #[must_use]
    pub fn client_is_connected(&self, id: ConversationId) -> bool {
        self.lock().get(&id).is_some_and(|channel| channel.client_sockets > 0)
    }

    /// How many client sockets are open.
    #[must_use]
    pub fn client_sockets(&self) -> usize {
        self.lock().values().map(|channel| channel.client_sockets).sum()
    }

    /// Tells those who follow a conversation.
    pub fn tell(&self, id: ConversationId, news: ConversationNews) {
        if let Some(channel) = self.lock().get(&id) {
            let _ = channel.news.send(news);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConversationId, Channel>> {
        // A panic elsewhere leaves at worst an unused channel: the map is always whole.
        self.conversations.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Following a conversation, until dropped.
pub struct Follow {
    hub: Arc<Hub>,
    id: ConversationId,
    client: bool,
    news: Option<broadcast::Receiver<ConversationNews>>,
}

impl Follow {
    /// Who follows is a socket of the conversation's client.
    pub fn is_the_clients(&mut self) {
        if !std::mem::replace(&mut self.client, true)
            && let Some(channel) = self.hub.lock().get_mut(&self.id)
        {
            channel.client_sockets += 1;
        }
    }

    /// The receiver; can be taken once.
    pub fn take_news(&mut self) -> broadcast::Receiver<ConversationNews> {
        self.news.take().unwrap_or_else(|| broadcast::channel(1).1)
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.news = None;
        let mut conversations = self.hub.lock();
        if let Some(channel) = conversations.get_mut(&self.id) {
            channel.client_sockets -= usize::from(self.client);
            if channel.client_sockets == 0 && channel.news.receiver_count() == 0 {
                conversations.remove(&self.id);
            }
        }
    }
}

/// The frame of one event for operators.
#[must_use]
pub fn events_frame(conversation: ConversationId, events: Vec<crate::wire::event::Event>) -> Text {
    text(&ConsoleFrame::Events { conversation: conversation.0, events })
}

/// The frame of events for the client.
#[must_use]
pub fn client_events_frame(events: Vec<crate::wire::client::ClientEvent>) -> Text {
    text(&ClientFrame::Events { events })
}
