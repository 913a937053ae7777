//! Something is said, noted or learnt.

use super::{Action, Repeats, outgoing};
use crate::{
    app::App,
    problem::{Problem, text_code},
    wire::{
        conversation::Conversation as WireConversation,
        message::{Added, Draft, NewMessage, NewNote},
    },
};
use desk::{
    Author, ClientId, Conversation, ConversationId, Event, EventBody, EventId, FileId, Message, OperatorId, Seq, TagId,
    TemplateId,
    message::{MOST_FILES, Quote},
    text::{LONGEST_TEXT, Text, TextError},
};
use std::sync::Arc;
use store::{Recorded, StoredFile};

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
    said: NewMessage,
) -> Result<Said, Problem> {
    let text = parse_message_text(&said)?;
    let add = async |repeats| {
        let mut action = Action::begin(&app).await?;
        let (id, by) = (EventId(said.id), Author::Client(client));
        let (mut conversation, recorded) = action.conversation_for(conversation, id, repeats).await?;
        if conversation.client != client {
            return Err(Problem::not_found());
        }
        if let Some(said) = repeated(recorded, id, conversation.id, by)? {
            return Ok(said);
        }
        let message = message(&mut action, &conversation, by, &said, text.clone()).await?;
        let event = conversation.client_said(id, message, action.now)?;
        super::line::heard_of(&app, &mut conversation, action.now);
        store(action, &conversation, event, id).await
    };
    match add(Repeats::Unlikely).await {
        Err(problem) if problem.code != "unavailable" => add(Repeats::LookedFor).await,
        added => added,
    }
}

/// The operator who has the conversation says something.
///
/// # Errors
/// `invalid`, `not-found`, `ended`, `not-yours`, `id-in-use`.
pub async fn operator_says(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    said: NewMessage,
) -> Result<Said, Problem> {
    let text = parse_message_text(&said)?;
    let add = async |repeats| {
        let mut action = Action::begin(&app).await?;
        let id = EventId(said.id);
        let (mut conversation, recorded) = action.conversation_for(conversation, id, repeats).await?;
        if let Some(said) = repeated(recorded, id, conversation.id, Author::Operator(by))? {
            return Ok(said);
        }
        let message = message(&mut action, &conversation, Author::Operator(by), &said, text.clone()).await?;
        let event = conversation.operator_said(by, id, message, action.now)?;
        if let Some(template) = said.template {
            action.conn().template_used(TemplateId(template)).await?;
        }
        if let EventBody::MessageAdded { message } = &event.body {
            outgoing::carry(&mut action, &conversation, event.seq, message).await?;
        }
        store(action, &conversation, event, id).await
    };
    match add(Repeats::Unlikely).await {
        Err(problem) if problem.code != "unavailable" => add(Repeats::LookedFor).await,
        added => added,
    }
}

/// An operator, or a program, leaves a note in the thread.
///
/// # Errors
/// `invalid`, `not-found`, `ended`, `id-in-use`.
pub async fn note(app: Arc<App>, by: Author, conversation: ConversationId, note: NewNote) -> Result<Said, Problem> {
    noted(app, by, conversation, note, |conversation, id, text, now| Ok(conversation.noted(by, id, text, now)?)).await
}

/// An operator leaves a note about the client.
///
/// # Errors
/// `invalid`, `not-found`, `id-in-use`.
pub async fn client_note(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    note: NewNote,
) -> Result<Said, Problem> {
    let decide = |conversation: &mut Conversation, id, text, now| Ok(conversation.client_noted(by, id, text, now));
    noted(app, Author::Operator(by), conversation, note, decide).await
}

async fn noted(
    app: Arc<App>,
    by: Author,
    conversation: ConversationId,
    note: NewNote,
    decide: impl FnOnce(&mut Conversation, EventId, Text, desk::Timestamp) -> Result<Event, Problem>,
) -> Result<Said, Problem> {
    let text = parse_text("text", &note.text)?;
    let mut action = Action::begin(&app).await?;
    let id = EventId(note.id);
    let (mut conversation, recorded) = action.conversation_for(conversation, id, Repeats::LookedFor).await?;
    if let Some(said) = repeated(recorded, id, conversation.id, by)? {
        return Ok(said);
    }
    let event = decide(&mut conversation, id, text, action.now)?;
    store(action, &conversation, event, id).await
}

/// The text of a message; none where files say it.
fn parse_message_text(said: &NewMessage) -> Result<Option<Text>, Problem> {
    if said.files.len() > MOST_FILES {
        return Err(Problem::invalid(&[("files", "out-of-range")]));
    }
    match Text::parse(&said.text) {
        Ok(text) => Ok(Some(text)),
        Err(TextError::Empty) if !said.files.is_empty() => Ok(None),
        Err(why) => Err(Problem::invalid(&[("text", text_code(why))])),
    }
}

/// The message with what it refers to: its sender's own unsent files here, and a message both sides can see.
async fn message(
    action: &mut Action,
    conversation: &Conversation,
    by: Author,
    said: &NewMessage,
    text: Option<Text>,
) -> Result<Message, Problem> {
    let (now, mut files) = (action.now, Vec::with_capacity(said.files.len()));
    for id in said.files.iter().copied().map(FileId) {
        let file = action.conn().file(id).await?;
        let usable = |f: &StoredFile| f.conversation == conversation.id && f.author == by && f.sent_at.is_none();
        let file = file.filter(usable).ok_or_else(|| Problem::invalid(&[("files", "malformed")]))?;
        action.conn().file_sent(id, now).await?;
        files.push(file.file);
    }
    let quote = match said.reply_to {
        None => None,
        Some(seq) => Some(quote(action, conversation, seq).await?),
    };
    Message::new(text, files, quote).map_err(|why| Problem::invalid(&[("text", text_code(why))]))
}

pub(super) async fn quote(action: &mut Action, conversation: &Conversation, seq: Seq) -> Result<Quote, Problem> {
    let found = action.conn().events_after(conversation.id, seq - 1, 1).await?;
    let said = found.first().filter(|stored| stored.event.seq == seq).map(|stored| &stored.event);
    match said {
        Some(Event { author, body: EventBody::MessageAdded { message }, .. }) => {
            Ok(Quote { seq, author: *author, words: message.words() })
        }
        _ => Err(Problem::invalid(&[("reply_to", "malformed")])),
    }
}

/// Keeps what an operator has begun to write. Nobody else is told: no event.
///
/// # Errors
/// `invalid`.
pub async fn keep_draft(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    draft: Draft,
) -> Result<(), Problem> {
    let fits = |text: &str| text.chars().count() <= LONGEST_TEXT && !text.contains('\0');
    for (field, text) in [("reply", &draft.reply), ("note", &draft.note)] {
        if !fits(text) {
            return Err(Problem::invalid(&[(field, "too-long")]));
        }
    }
    let mut action = Action::begin(&app).await?;
    let (draft, now) = (store::Draft { reply: draft.reply, note: draft.note }, action.now);
    action.conn().save_draft(conversation, by, &draft, now).await?;
    action.commit().await?;
    Ok(())
}

/// An operator, or a program, sets the tags.
///
/// # Errors
/// `invalid`, `not-found`.
pub async fn tag(
    app: Arc<App>,
    by: Author,
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

async fn store(mut action: Action, conversation: &Conversation, event: Event, id: EventId) -> Result<Said, Problem> {
    let added = Added { id: id.0, seq: event.seq };
    action.record(conversation, [event]).await?;
    action.commit().await?;
    Ok(Said { added, new: true })
}

/// What a repeated request gets: where the message stands already. The conversation's row is held, so nobody adds it meanwhile.
pub(super) fn repeated(
    recorded: Option<Recorded>,
    id: EventId,
    conversation: ConversationId,
    author: Author,
) -> Result<Option<Said>, Problem> {
    match recorded {
        None => Ok(None),
        Some(stored) if stored.conversation == conversation && stored.author == author => {
            Ok(Some(Said { added: Added { id: id.0, seq: stored.seq }, new: false }))
        }
        // Somebody else's id: not told apart from any other use, or ids could be probed.
        Some(_) => Err(Problem::id_in_use()),
    }
}
