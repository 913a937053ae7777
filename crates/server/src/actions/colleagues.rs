//! Who is in a talk beside the operator who has it: invite, join, decline, withdraw, leave, hand over.

use super::{
    Action,
    serving::{existing_target, may_be_given, optional_text, row},
};
use crate::{
    app::App,
    problem::Problem,
    wire::conversation::{Conversation as WireConversation, Redirect, TargetId},
};
use desk::{
    Conversation, ConversationId, EntrySet, Event, OperatorId,
    conversation::{Acceptor, NotHandedOver, NotInvited, NotJoined},
};
use std::sync::Arc;

/// Whoever is in a talk asks an operator or a group into it.
///
/// # Errors
/// `invalid` (no such target), `ended`, `not-yours`, `already-there`, `too-many-colleagues`, `not-found`.
pub async fn invite(
    app: Arc<App>,
    by: OperatorId,
    id: ConversationId,
    invite: Redirect,
) -> Result<WireConversation, Problem> {
    let to = existing_target(&app, invite.target)?;
    let note = optional_text("note", invite.note.as_deref())?;
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    let event = conversation.invite(by, to, note, action.now)?;
    finish(action, &conversation, event).await
}

/// The invited operator comes into the talk.
///
/// # Errors
/// `ended`, `not-invited`, `limit-reached` and the like, `not-found`.
pub async fn join(app: Arc<App>, by: OperatorId, id: ConversationId) -> Result<WireConversation, Problem> {
    let mut action = Action::begin(&app).await?;
    // As for an accept: the operator's row is the lock on what he or she serves.
    action.conn().lock_operator(by).await?;
    let groups = action.conn().groups_of(by).await?;
    let load = action.conn().load_of(by).await?;
    let mut conversation = action.conversation(id).await?;
    let chat_limit = app.directory().chat_limit(by);
    // Whoever has it asked for help, and keeps it.
    let acceptor = Acceptor { id: by, groups: &groups, load, chat_limit, barred: EntrySet::NONE };
    let event = conversation.join(&acceptor, action.now)?;
    finish(action, &conversation, event).await
}

/// The operator who was invited by name will not come. Without an invitation nothing changes.
///
/// # Errors
/// `not-found`.
pub async fn decline(app: Arc<App>, by: OperatorId, id: ConversationId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    let event = conversation.decline(by, action.now);
    finish(action, &conversation, event).await.map(|_| ())
}

/// Somebody in the talk takes an invitation back.
///
/// # Errors
/// `invalid` (no such target), `ended`, `not-yours`, `not-found`.
pub async fn withdraw(
    app: Arc<App>,
    by: OperatorId,
    id: ConversationId,
    from: TargetId,
) -> Result<WireConversation, Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    let event = conversation.withdraw(by, from.into(), action.now)?;
    finish(action, &conversation, event).await
}

/// The operator goes out of the talk; who has it leaves it to the guest who is there longest.
///
/// # Errors
/// `nobody-else`, `not-found`.
pub async fn leave(app: Arc<App>, by: OperatorId, id: ConversationId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    let events = conversation.leave(by, action.now)?;
    finish(action, &conversation, events).await.map(|_| ())
}

/// Who has the conversation gives it to a guest, and stays in the talk as one.
///
/// # Errors
/// `ended`, `not-yours`, `not-there`, `target-barred`, `not-found`.
pub async fn hand_over(
    app: Arc<App>,
    by: OperatorId,
    id: ConversationId,
    to: OperatorId,
) -> Result<WireConversation, Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    if conversation.operator() == Some(to) && conversation.is_served_by(by) {
        // A repeated request.
        return row(action, id).await;
    }
    may_be_given(&app, to, &conversation)?;
    let event = conversation.hand_over(by, to, action.now)?;
    finish(action, &conversation, [event]).await
}

async fn finish(
    mut action: Action,
    conversation: &Conversation,
    events: impl IntoIterator<Item = Event>,
) -> Result<WireConversation, Problem> {
    let events: Vec<Event> = events.into_iter().collect();
    if events.is_empty() {
        return row(action, conversation.id).await;
    }
    action.record(conversation, events).await?;
    action.commit().await?.ok_or_else(Problem::unavailable)
}

impl From<NotInvited> for Problem {
    fn from(why: NotInvited) -> Self {
        match why {
            NotInvited::NotChanged(why) => why.into(),
            NotInvited::AlreadyThere => {
                Self::conflict("already-there", "This colleague is in the conversation already")
            }
            NotInvited::TooMany => Self::conflict("too-many-colleagues", "No more colleagues can be invited"),
        }
    }
}

impl From<NotJoined> for Problem {
    fn from(why: NotJoined) -> Self {
        match why {
            NotJoined::Ended => Self::ended(),
            NotJoined::NotInvited => Self::conflict("not-invited", "There is no invitation for you (any more)"),
            NotJoined::NoRoom(why) => why.into(),
        }
    }
}

impl From<NotHandedOver> for Problem {
    fn from(why: NotHandedOver) -> Self {
        match why {
            NotHandedOver::NotChanged(why) => why.into(),
            NotHandedOver::NotThere => Self::conflict("not-there", "This colleague is not in the conversation"),
            NotHandedOver::NobodyElse => Self::conflict("nobody-else", "Nobody else is in the conversation"),
        }
    }
}
