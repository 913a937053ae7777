//! Approved templates: which there are, filled in, and sent in a conversation.

use super::queue;
use crate::{
    actions::{
        Action, Repeats,
        talking::{Said, repeated},
    },
    app::App,
    messengers::{Ready, plain},
    problem::Problem,
    wire::{channel::SendTemplate, message::Added},
};
use channels::{Job, Outcome, Template};
use desk::{
    Author, ChannelId, ConversationId, EventId, Message, OperatorId,
    message::Outside,
    text::{LONGEST_TEXT, Text},
};
use std::sync::Arc;
use store::Part;

/// Values of one template, and the longest of them in characters.
const MOST_VALUES: usize = 30;
const LONGEST_VALUE: usize = 1_000;

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
    let id = EventId(asked.id);
    let (shown, recorded) = {
        let mut read = app.store.read().await?;
        (read.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?, read.conn().recorded(id).await?)
    };
    let channel = shown.conversation.channel.ok_or_else(Problem::not_found)?;
    // What was sent is answered whether or not the messenger does now.
    if let Some(said) = repeated(recorded, id, conversation, Author::Operator(by))? {
        return Ok(said);
    }
    let (text, part) = filled_in(&app, channel, &asked).await?;
    let mut action = Action::begin(&app).await?;
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
pub(super) async fn filled_in(app: &App, channel: ChannelId, asked: &SendTemplate) -> Result<(Text, Part), Problem> {
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

/// Words with values in their places: how many there are, and in which order, the messenger says.
fn with_values(words: &str, values: &[String]) -> Result<String, Problem> {
    channels::with_values(words, values).ok_or_else(|| {
        let few = channels::places(words).len() > values.len();
        Problem::invalid(&[("body", if few { "required" } else { "malformed" })])
    })
}
