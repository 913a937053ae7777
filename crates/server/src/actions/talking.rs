//! Something is said, noted or learnt.

use super::Action;
use crate::{
    app::App,
    problem::{Problem, text_code},
    wire::conversation::{Added, Conversation as WireConversation, NewMessage},
};
use desk::{Author, ClientId, Conversation, ConversationId, Event, EventId, OperatorId, TagId, text::Text};
use std::sync::Arc;

/// A text as typed, or which field does not fit.
///
/// # Errors
/// `invalid`.
pub fn parse_text(field: &str, typed: &str) -> Result<Text, Problem> {
    Text::parse(typed).map_err(|why| Problem::invalid(&[(field, text_code(why))]))
}

/// Whether a message was new, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Where it stands.
    pub added: Added,
    /// False when it stood there already: a repeated request.
    pub new: bool,
}

/// The client says something in its own conversation.
///
/// # Errors
/// `invalid`, `not-found`, `ended`, `id-in-use`.
pub async fn client_says(
    app: Arc<App>,
    client: ClientId,
    conversation: ConversationId,
    message: NewMessage,
) -> Result<Said, Problem> {
    let text = parse_text("text", &message.text)?;
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(conversation).await?;
    if conversation.client != client {
        return Err(Problem::not_found());
    }
    let id = EventId(message.id);
    if let Some(said) = repeated(&mut action, id, conversation.id, Author::Client(client)).await? {
        return Ok(said);
    }
    let event = conversation.client_said(id, text, action.now)?;
    super::line::heard_of(&app, &mut conversation, action.now);
    add(action, &conversation, event, id).await
}

/// The operator who has the conversation says something.
///
/// # Errors
/// `invalid`, `not-found`, `ended`, `not-yours`, `id-in-use`.
pub async fn operator_says(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    message: NewMessage,
) -> Result<Said, Problem> {
    said_by_operator(app, by, conversation, message, |conversation, id, text, now| {
        Ok(conversation.operator_said(by, id, text, now)?)
    })
    .await
}

/// An operator leaves a note in the thread.
///
/// # Errors
/// `invalid`, `not-found`, `ended`, `id-in-use`.
pub async fn note(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    note: NewMessage,
) -> Result<Said, Problem> {
    said_by_operator(app, by, conversation, note, |conversation, id, text, now| {
        Ok(conversation.noted(by, id, text, now)?)
    })
    .await
}

/// An operator leaves a note about the client.
///
/// # Errors
/// `invalid`, `not-found`, `id-in-use`.
pub async fn client_note(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    note: NewMessage,
) -> Result<Said, Problem> {
    said_by_operator(app, by, conversation, note, |conversation, id, text, now| {
        Ok(conversation.client_noted(by, id, text, now))
    })
    .await
}

async fn said_by_operator(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    message: NewMessage,
    decide: impl FnOnce(&mut Conversation, EventId, Text, desk::Timestamp) -> Result<Event, Problem>,
) -> Result<Said, Problem> {
    let text = parse_text("text", &message.text)?;
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(conversation).await?;
    let id = EventId(message.id);
    if let Some(said) = repeated(&mut action, id, conversation.id, Author::Operator(by)).await? {
        return Ok(said);
    }
    let event = decide(&mut conversation, id, text, action.now)?;
    add(action, &conversation, event, id).await
}

/// An operator sets the tags.
///
/// # Errors
/// `invalid`, `not-found`.
pub async fn tag(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    tags: Vec<TagId>,
) -> Result<WireConversation, Problem> {
    let directory = app.directory();
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(conversation).await?;
    let before = action.conn().shown(conversation.id).await?.map(|shown| shown.tags).unwrap_or_default();
    // A removed tag stays where it is, but comes nowhere new.
    let usable =
        |id: &TagId| before.contains(id) || directory.tags.iter().any(|tag| tag.id == *id && tag.removed_at.is_none());
    if tags.len() > 50 || !tags.iter().all(usable) {
        return Err(Problem::invalid(&[("tags", "malformed")]));
    }
    action.conn().set_tags(conversation.id, &tags).await?;
    let event = conversation.tagged(by, tags, action.now);
    action.record(&conversation, [event]).await?;
    action.commit().await?.ok_or_else(Problem::unavailable)
}

async fn add(mut action: Action, conversation: &Conversation, event: Event, id: EventId) -> Result<Said, Problem> {
    let added = Added { id: id.0, seq: event.seq };
    action.record(conversation, [event]).await?;
    action.commit().await?;
    Ok(Said { added, new: true })
}

/// What a repeated request gets: where the message stands already. The conversation's row is held, so nobody adds it meanwhile.
pub(super) async fn repeated(
    action: &mut Action,
    id: EventId,
    conversation: ConversationId,
    author: Author,
) -> Result<Option<Said>, Problem> {
    match action.conn().recorded(id).await? {
        None => Ok(None),
        Some(stored) if stored.conversation == conversation && stored.author == author => {
            Ok(Some(Said { added: Added { id: id.0, seq: stored.seq }, new: false }))
        }
        // Somebody else's id: not told apart from any other use, or ids could be probed.
        Some(_) => Err(Problem::id_in_use()),
    }
}
