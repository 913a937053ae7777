//! What operators say to clients of outside messengers, on its way: written with the message it carries, sent by `workers/outgoing`.

use super::{
    Action, Repeats,
    talking::{Said, repeated},
};
use crate::{
    app::App,
    messengers::{Ready, interface::Enclosed, plain},
    problem::Problem,
    shape,
    wire::{
        channel::{BeginByTemplate, MessageDelivery, React, SendTemplate},
        conversation::Conversation as WireConversation,
        message::Added,
    },
};
use channels::{Content, FileKind, Job, Outcome, Template};
use desk::{
    Author, ChannelId, ClientId, Conversation, ConversationId, Event, EventBody, EventId, FileId, Message,
    NewConversation, OperatorId, Seq, Stage, Timestamp,
    conversation::Acceptor,
    delivery::DeliveryState,
    message::{Attachment, Outside},
    text::{LONGEST_TEXT, Text},
};
use std::{collections::BTreeMap, sync::Arc};
use store::{ChannelClient, Client, Known, Origin, Outgoing, Part, PartState};
use uuid::Uuid;

/// Values of one template, and the longest of them in characters.
const MOST_VALUES: usize = 30;
const LONGEST_VALUE: usize = 1_000;
/// The longest emoji, in characters: families and flags are several.
const LONGEST_EMOJI: usize = 16;

/// Puts a message of an operator on its way, if its client is reached through an outside messenger: with the message, in one change.
///
/// # Errors
/// `window-over`, `channel-removed`, `invalid` (a file that cannot be sent), `unavailable`.
pub async fn carry(
    action: &mut Action,
    conversation: &Conversation,
    seq: Seq,
    message: &Message,
) -> Result<(), Problem> {
    let Some(channel) = conversation.channel else { return Ok(()) };
    let ready = Ready::of(&action.app, channel).ok_or_else(removed)?;
    if conversation.window_is_over(action.now) {
        return Err(window_over(conversation));
    }
    let mut files = message.files().iter();
    let contents = message.files().iter().map(|file| content(&ready, file)).collect::<Result<Vec<_>, _>>()?;
    let reply_to = match message.reply_to() {
        Some(quote) if ready.messenger.can().replies => action.conn().outside_name(conversation.id, quote.seq).await?,
        _ => None,
    };
    for (n, content) in ready.messenger.parts(message.text(), &contents).into_iter().enumerate() {
        let part = match content {
            Content::Text(text) => Part::Text { text },
            Content::File { kind, name, media_type, caption } => {
                let file = files.next().ok_or_else(Problem::unavailable)?;
                Part::File { id: file.id.0, role: role(kind).to_owned(), name, media_type, caption }
            }
            Content::Template(used) => template_part(used),
        };
        let reply_to = reply_to.clone().filter(|_| n == 0);
        queue(action, conversation, seq, n, part, reply_to).await?;
    }
    Ok(())
}

async fn queue(
    action: &mut Action,
    conversation: &Conversation,
    seq: Seq,
    part: usize,
    content: Part,
    reply_to: Option<String>,
) -> Result<(), Problem> {
    let Some(channel) = conversation.channel else { return Ok(()) };
    let it = Outgoing {
        id: Uuid::now_v7(),
        channel,
        client: conversation.client,
        conversation: conversation.id,
        seq,
        part: u32::try_from(part).unwrap_or(u32::MAX),
        content,
        reply_to,
        attempts: 0,
        began_at: action.now,
    };
    action.conn().add_outgoing(&it).await?;
    action.something_goes_out();
    action.tell_deliveries(&[(conversation.id, seq)]).await
}

fn content(ready: &Ready, file: &Attachment) -> Result<Content, Problem> {
    let can = ready.messenger.can();
    let Some(kind) = can.as_what(&file.media_type, file.size) else {
        let any_size = can.as_what(&file.media_type, 0).is_some();
        return Err(Problem::invalid(&[("files", if any_size { "too-large" } else { "kind" })]).detail(&file.name));
    };
    Ok(Content::File { kind, name: file.name.clone(), media_type: file.media_type.clone(), caption: String::new() })
}

/// A file of ours as it is sent, and where its bytes are.
///
/// # Errors
/// Why it cannot be sent: retention may have deleted it meanwhile.
pub async fn enclosed(
    app: &App,
    (id, role): (Uuid, &str),
    (name, media_type): (&str, &str),
    caption: &str,
) -> Result<(Content, Enclosed), String> {
    let path = app.files.path(id);
    tokio::fs::metadata(&path).await.map_err(|error| error.to_string())?;
    let kinds = [FileKind::Image, FileKind::Video, FileKind::Audio, FileKind::Document];
    let kind = kinds.into_iter().find(|kind| self::role(*kind) == role).unwrap_or(FileKind::Document);
    let content =
        Content::File { kind, name: name.to_owned(), media_type: media_type.to_owned(), caption: caption.to_owned() };
    Ok((content, Enclosed { path, name: name.to_owned(), media_type: media_type.to_owned() }))
}

const fn role(kind: channels::FileKind) -> &'static str {
    match kind {
        channels::FileKind::Image => "image",
        channels::FileKind::Video => "video",
        channels::FileKind::Audio => "audio",
        channels::FileKind::Document => "document",
    }
}

fn template_part(used: channels::TemplateUse) -> Part {
    Part::Template { name: used.name, language: used.language, header: used.header, body: used.body }
}

fn removed() -> Problem {
    Problem::conflict("channel-removed", "This page or number is connected no longer")
}

fn window_over(conversation: &Conversation) -> Problem {
    let problem = Problem::conflict("window-over", "The time in which this client may be answered freely is over");
    match conversation.glance.reply_until {
        Some(until) => problem.with("reply_until", until),
        None => problem,
    }
}

/// Sends an approved template in a conversation.
///
/// # Errors
/// `not-found`, `ended`, `not-yours`, `invalid`, `channel-removed`, `messenger-unavailable`.
pub async fn send_template(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    asked: SendTemplate,
) -> Result<Said, Problem> {
    let shown = app.store.read().await?.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?;
    let channel = shown.conversation.channel.ok_or_else(Problem::not_found)?;
    let (text, part) = filled_in(&app, channel, &asked).await?;
    let mut action = Action::begin(&app).await?;
    let id = EventId(asked.id);
    let (mut conversation, recorded) = action.conversation_for(conversation, id, Repeats::LookedFor).await?;
    if let Some(said) = repeated(recorded, id, conversation.id, Author::Operator(by))? {
        return Ok(said);
    }
    let outside = Outside { template: Some(asked.name.clone()), ..Outside::default() };
    let event = conversation.operator_said(by, id, Message::of_outside(Some(text), None, outside), action.now)?;
    let seq = event.seq;
    action.record(&conversation, [event]).await?;
    queue(&mut action, &conversation, seq, 0, part, None).await?;
    action.commit().await?;
    Ok(Said { added: Added { id: asked.id, seq }, new: true })
}

/// Begins a talk with a client by an approved template; the operator has it from the beginning.
///
/// # Errors
/// `not-found`, `invalid`, `already-running`, `not-served`, `limit-reached`, `messenger-unavailable`.
pub async fn begin(
    app: Arc<App>,
    by: OperatorId,
    channel: ChannelId,
    asked: BeginByTemplate,
) -> Result<(bool, WireConversation), Problem> {
    let directory = app.directory();
    let ready = Ready::of(&app, channel).ok_or_else(Problem::not_found)?;
    if !ready.messenger.can().templates {
        return Err(Problem::invalid(&[("channel", "malformed")]));
    }
    let (text, part) = filled_in(&app, channel, &asked.template).await?;
    let mut action = Action::begin(&app).await?;
    // The operator's row first, as when a client is accepted.
    action.conn().lock_operator(by).await?;
    let id = ConversationId(asked.id);
    if action.conn().conversation_for_change(id).await?.is_some() {
        let shown = action.conn().shown(id).await?.ok_or_else(Problem::unavailable)?;
        let same = shown.conversation.channel == Some(channel) && shown.conversation.is_served_by(by);
        return if same { Ok((false, shape::row(&shown, &directory))) } else { Err(Problem::id_in_use()) };
    }
    let (client, known) = addressed(&mut action, &ready, &asked).await?;
    let now = action.now;
    if !action.conn().bans_of_person(client.id, now).await?.is_empty() {
        return Err(Problem::conflict("not-served", "This client is banned"));
    }
    let mut continues = None;
    if let Some(last) = action.conn().last_through_channel(client.id, channel).await? {
        let last = action.conversation(last).await?;
        if !last.is_ended() {
            let problem = Problem::conflict("already-running", "This client has a running conversation");
            return Err(problem.with("conversation", last.id.0));
        }
        continues = Some(last.id);
    }
    action.conn().save_channel_client(channel, client.id, &known).await?;
    let (mut conversation, started) = Conversation::start(
        NewConversation {
            id,
            client: client.id,
            entry: ready.channel.kind,
            widget: None,
            channel: Some(channel),
            group: ready.channel.group,
            operator: Some(by),
            accept_by: None,
            answers: Vec::new(),
            continues,
        },
        now,
    );
    let load = action.conn().load_of(by).await?;
    let acceptor = Acceptor {
        id: by,
        groups: directory.groups_of(by),
        load,
        chat_limit: directory.chat_limit(by),
        barred: app.taking(by).barred,
    };
    let accepted = conversation.accept(&acceptor, now).map_err(|why| super::serving::refusal(&app, why))?;
    // It was nobody else's turn: this desk writes first.
    if let Some(until) = known.last_at.zip(ready.window()).map(|(at, window)| at + window) {
        conversation.may_be_answered_until(until);
    } else {
        conversation.may_be_answered_until(now);
    }
    let outside = Outside { template: Some(asked.template.name.clone()), ..Outside::default() };
    let message = Message::of_outside(Some(text), None, outside);
    let said = conversation.operator_said(by, EventId(asked.template.id), message, now)?;
    let seq = said.seq;
    let events: Vec<Event> = [Some(started), accepted, Some(said)].into_iter().flatten().collect();
    let due_at = conversation.next_deadline(&action.graces());
    // Stored as it waits, then as it is: what begins a talk does not say who has it.
    let waiting = Conversation { stage: Stage::Waiting { accept_by: None }, ..conversation.clone() };
    let none = BTreeMap::new();
    action.conn().insert_conversation(&waiting, &Origin::default(), &none, continues, due_at).await?;
    action.conn().save_conversation(&conversation, due_at).await?;
    action.append(&conversation, events).await?;
    queue(&mut action, &conversation, seq, 0, part, None).await?;
    let row = action.commit().await?.ok_or_else(Problem::unavailable)?;
    Ok((true, row))
}

/// Whom a talk is to begin with, and how he or she is reached.
async fn addressed(
    action: &mut Action,
    ready: &Ready,
    asked: &BeginByTemplate,
) -> Result<(Client, ChannelClient), Problem> {
    let wrong = || Problem::invalid(&[("phone", "malformed")]);
    let channel = ready.channel.id;
    let client = match (asked.client, asked.phone.as_deref()) {
        (Some(id), _) => action.conn().client_for_change(ClientId(id)).await?.ok_or_else(Problem::not_found)?,
        (None, Some(phone)) => {
            let identity = ready.messenger.identity_of_phone(phone).ok_or_else(wrong)?;
            match action.conn().client_by_identity(identity.kind, &identity.value).await? {
                Some(id) => action.conn().client_for_change(id).await?.ok_or_else(Problem::unavailable)?,
                None => {
                    let phone = Some(phone.trim().chars().take(40).collect());
                    let id = ClientId(Uuid::now_v7());
                    let client = Client { id, name: None, phone, email: None, first_seen_at: action.now };
                    action.conn().insert_client(&client).await?;
                    client
                }
            }
        }
        (None, None) => return Err(Problem::invalid(&[("client", "required")])),
    };
    if let Some(known) = action.conn().channel_client(channel, client.id).await? {
        return Ok((client, known));
    }
    let phone = asked.phone.as_deref().or(client.phone.as_deref()).unwrap_or_default();
    let identity = ready.messenger.identity_of_phone(phone).ok_or_else(wrong)?;
    if action.conn().client_by_identity(identity.kind, &identity.value).await?.is_none() {
        super::entering::known_also(action, identity.kind, &identity.value, client.id).await?;
    }
    let known = vec![Known { kind: identity.kind.to_owned(), value: identity.value }];
    let parameters = BTreeMap::new();
    Ok((client, ChannelClient { known, last_message: None, last_at: None, parameters, profile_at: None }))
}

/// The approved templates of a page or number that can be sent.
///
/// # Errors
/// `not-found`, `messenger-unavailable`.
pub async fn templates(app: &App, id: ChannelId) -> Result<Vec<Template>, Problem> {
    let ready = Ready::of(app, id).ok_or_else(Problem::not_found)?;
    if !ready.messenger.can().templates {
        return Ok(Vec::new());
    }
    if let Some(known) = app.messengers.templates(id) {
        return Ok(known);
    }
    match app.interface.run(&ready, &Job::Templates, None).await {
        Outcome::Templates(mut all) => {
            all.retain(|it| it.status == "APPROVED" && !it.unsupported);
            all.sort_by(|a, b| (&a.name, &a.language).cmp(&(&b.name, &b.language)));
            app.messengers.keep_templates(id, Some(all.clone()));
            Ok(all)
        }
        Outcome::Failed(failure) | Outcome::Unknown(failure) | Outcome::Later { why: failure, .. } => {
            Err(Problem::refused_by_messenger(&plain::told(&failure)))
        }
        _ => Err(Problem::unavailable()),
    }
}

/// A template as it reads, and as it is sent.
async fn filled_in(app: &App, channel: ChannelId, asked: &SendTemplate) -> Result<(Text, Part), Problem> {
    let clean = |values: &[String]| values.iter().map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let (header, body) = (clean(&asked.header), clean(&asked.body));
    let fits = |it: &String| {
        !it.is_empty()
            && it.chars().count() <= LONGEST_VALUE
            && !it.chars().any(char::is_control)
            && !it.contains("    ")
    };
    if header.len() + body.len() > MOST_VALUES || !header.iter().chain(&body).all(fits) {
        return Err(Problem::invalid(&[("body", "malformed")]));
    }
    let templates = templates(app, channel).await?;
    let template = templates.iter().find(|it| it.name == asked.name && it.language == asked.language);
    let template = template.ok_or_else(|| Problem::invalid(&[("name", "unknown")]))?;
    let above = template.header.as_deref().map(|words| with_values(words, &header)).transpose()?;
    let words = with_values(&template.body, &body)?;
    let all: Vec<String> = [above, Some(words), template.footer.clone()].into_iter().flatten().collect();
    let text: String = all.join("\n\n").chars().take(LONGEST_TEXT).collect();
    let text = Text::parse(&text).map_err(|_| Problem::invalid(&[("body", "malformed")]))?;
    let part = Part::Template { name: template.name.clone(), language: template.language.clone(), header, body };
    Ok((text, part))
}

/// Words with values in their places, in the places' order.
fn with_values(words: &str, values: &[String]) -> Result<String, Problem> {
    let (mut filled, mut rest, mut names) = (String::new(), words, Vec::<&str>::new());
    while let Some(begin) = rest.find("{{") {
        let Some(length) = rest[begin..].find("}}") else { break };
        let name = rest[begin + 2..begin + length].trim();
        let n = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        filled.push_str(&rest[..begin]);
        filled.push_str(values.get(n).ok_or_else(|| Problem::invalid(&[("body", "required")]))?);
        rest = &rest[begin + length + 2..];
    }
    if names.len() != values.len() {
        return Err(Problem::invalid(&[("body", "malformed")]));
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Has a message that failed, or of which nobody knows, sent again.
///
/// # Errors
/// `not-found`, `not-yours`, `ended`, `window-over`, `nothing-to-send`.
pub async fn send_again(app: Arc<App>, by: OperatorId, id: ConversationId, seq: Seq) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let conversation = action.conversation(id).await?;
    if conversation.is_ended() {
        return Err(Problem::ended());
    }
    if !conversation.is_served_by(by) {
        return Err(Problem::not_yours());
    }
    let stored = action.conn().events_after(id, seq.saturating_sub(1), 1).await?;
    let message = stored.first().filter(|it| it.event.seq == seq).map(|it| &it.event.body);
    let by_template = matches!(message, Some(EventBody::MessageAdded { message })
        if message.outside().is_some_and(|it| it.template.is_some()));
    if conversation.window_is_over(action.now) && !by_template {
        return Err(window_over(&conversation));
    }
    let now = action.now;
    if action.conn().send_parts_again(id, seq, now).await? == 0 {
        return Err(Problem::conflict("nothing-to-send", "Nothing of this message failed"));
    }
    action.something_goes_out();
    action.tell_deliveries(&[(id, seq)]).await?;
    action.commit().await?;
    Ok(())
}

/// Puts a sign on a client's message, or takes it away.
///
/// # Errors
/// `not-found`, `not-yours`, `ended`, `invalid`, `window-over`, `channel-removed`.
pub async fn react(app: Arc<App>, by: OperatorId, id: ConversationId, asked: React) -> Result<(), Problem> {
    let emoji = asked.emoji.filter(|it| !it.is_empty());
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    if conversation.is_ended() {
        return Err(Problem::ended());
    }
    if !conversation.is_served_by(by) {
        return Err(Problem::not_yours());
    }
    let ready = conversation.channel.and_then(|channel| Ready::of(&app, channel)).ok_or_else(removed)?;
    let allowed = |sign: &String| match ready.messenger.can().reactions {
        None => false,
        Some([]) => sign.chars().count() <= LONGEST_EMOJI && !sign.chars().any(|c| c.is_control() || c.is_whitespace()),
        Some(signs) => signs.contains(&sign.as_str()),
    };
    if emoji.as_ref().is_some_and(|sign| !allowed(sign)) {
        return Err(Problem::invalid(&[("emoji", "malformed")]));
    }
    if conversation.window_is_over(action.now) {
        return Err(window_over(&conversation));
    }
    let message =
        action.conn().outside_name(id, asked.seq).await?.ok_or_else(|| Problem::invalid(&[("seq", "malformed")]))?;
    let now = action.now;
    let event = conversation.reacted(Author::Operator(by), asked.seq, emoji.clone(), now);
    let seq = event.seq;
    action.record(&conversation, [event]).await?;
    queue(&mut action, &conversation, seq, 0, Part::Reaction { message, emoji }, None).await?;
    action.commit().await?;
    Ok(())
}

/// Has a medium that could not be fetched fetched again.
///
/// # Errors
/// `not-found`, also when it is here or on its way.
pub async fn fetch_again(app: Arc<App>, by: OperatorId, id: ConversationId, file: FileId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let conversation = action.conversation(id).await?;
    let directory = app.directory();
    let audience = crate::hub::Audience::of(&conversation);
    let may = directory.operator(by).is_some_and(|it| it.rights().may(desk::Permission::SeeAll));
    if !may && !audience.includes(by, directory.groups_of(by)) {
        return Err(Problem::not_found());
    }
    let now = action.now;
    if !action.conn().fetch_again(id, file, now).await? {
        return Err(Problem::not_found());
    }
    action.commit().await?;
    app.messengers.media.notify_one();
    Ok(())
}

/// How far messages have got, of those of whose parts this is the state: by their numbers.
#[must_use]
pub fn deliveries(parts: &[PartState]) -> Vec<MessageDelivery> {
    let mut messages: BTreeMap<Seq, Vec<&PartState>> = BTreeMap::new();
    for part in parts {
        messages.entry(part.seq).or_default().push(part);
    }
    let whole = |(seq, parts): (Seq, Vec<&PartState>)| {
        let state = DeliveryState::of_parts(parts.iter().map(|it| it.state))?;
        let telling = parts.iter().filter(|it| it.state == state).max_by_key(|it| it.at)?;
        let at: Timestamp = telling.at;
        Some(MessageDelivery { seq, state, why: telling.why, said: telling.said.clone(), at: at.into() })
    };
    messages.into_iter().filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_their_places_are_and_none_is_left_over() {
        let values = |list: &[&str]| list.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        let filled = |words, list: &[&str]| with_values(words, &values(list)).ok();
        assert_eq!(
            filled("Hello {{1}}, order {{2}} is {{1}}'s", &["Jana", "42"]).unwrap(),
            "Hello Jana, order 42 is Jana's"
        );
        assert_eq!(filled("{{name}} at {{ time }}", &["Jana", "9:00"]).unwrap(), "Jana at 9:00");
        assert_eq!(filled("Hello {{1}}", &[]), None);
        assert_eq!(filled("Hello", &["Jana"]), None);
        assert_eq!(filled("open {{ and no end", &[]).unwrap(), "open {{ and no end");
    }
}
