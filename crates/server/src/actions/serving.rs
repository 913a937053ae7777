//! Who has a conversation: accept, redirect, end.

use super::{Action, after, talking::parse_text};
use crate::{
    app::App,
    problem::Problem,
    shape,
    wire::conversation::{Conversation as WireConversation, End, Redirect, TargetId},
};
use desk::{
    Author, Conversation, ConversationId, EntrySet, OperatorId, ResultId,
    capacity::Load,
    conversation::{Acceptor, NotAccepted},
    event::Target,
    text::Text,
};
use jiff::SignedDuration;
use std::sync::Arc;

/// An operator takes a conversation: exactly one ever wins.
///
/// # Errors
/// `taken` with who has it, `ended`, `not-yours`, `entry-barred`, `limit-reached` and the like, `not-found`.
pub async fn accept(app: Arc<App>, by: OperatorId, id: ConversationId) -> Result<WireConversation, Problem> {
    let mut action = Action::begin(&app).await?;
    // The operator's row first: it is the lock on what he or she serves, and every action takes the two in this order.
    action.conn().lock_operator(by).await?;
    let groups = action.conn().groups_of(by).await?;
    let load = action.conn().load_of(by).await?;
    let mut conversation = action.conversation(id).await?;
    let chat_limit = app.directory().chat_limit(by);
    let barred = app.taking(by).barred;
    let acceptor = Acceptor { id: by, groups: &groups, load, chat_limit, barred };
    match conversation.accept(&acceptor, action.now) {
        Ok(Some(event)) => {
            action.record(&conversation, [event]).await?;
            action.commit().await?.ok_or_else(Problem::unavailable)
        }
        Ok(None) => row(action, id).await,
        Err(why) => Err(refusal(&app, why)),
    }
}

/// An operator sends a conversation to another group or operator.
///
/// # Errors
/// `invalid` (no such target), `target-barred`, `ended`, `not-yours`, `not-found`.
pub async fn redirect(
    app: Arc<App>,
    by: OperatorId,
    id: ConversationId,
    redirect: Redirect,
) -> Result<WireConversation, Problem> {
    let directory = app.directory();
    let to = existing_target(&app, redirect.target)?;
    let note = optional_text("note", redirect.note.as_deref())?;
    let mut action = Action::begin(&app).await?;
    let groups = action.conn().groups_of(by).await?;
    let mut conversation = action.conversation(id).await?;
    let within = directory.group(conversation.group).map_or(30, |g| g.accept_seconds);
    let accept_by = match to {
        Target::Group(group) => directory.accept_by(group, action.now),
        Target::Operator(_) => Some(action.now + SignedDuration::from_secs(i64::from(within))),
    };
    if let Target::Operator(operator) = to {
        may_be_given(&app, operator, &conversation)?;
    }
    // Only the groups count.
    let (load, barred) = (Load::default(), EntrySet::NONE);
    let acceptor = Acceptor { id: by, groups: &groups, load, chat_limit: 0, barred };
    let event = conversation.redirect(&acceptor, to, accept_by, note, action.now)?;
    action.record(&conversation, [event]).await?;
    action.commit().await?.ok_or_else(Problem::unavailable)
}

/// The operator who has a conversation ends it.
///
/// # Errors
/// `invalid` (no such result, no address), `not-yours`, `not-found`, `no-mail`.
pub async fn end(app: Arc<App>, by: OperatorId, id: ConversationId, end: End) -> Result<WireConversation, Problem> {
    let result = end.result.map(ResultId);
    let directory = app.directory();
    if result.is_some_and(|id| !directory.results.iter().any(|r| r.id == id && r.removed_at.is_none())) {
        return Err(Problem::invalid(&[("result", "malformed")]));
    }
    let note = optional_text("note", end.note.as_deref())?;
    let to = end.transcript.as_deref().map(|email| after::address("transcript", email)).transpose()?;
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    match conversation.end(by, result, note, action.now)? {
        Some(event) => {
            action.record(&conversation, [event]).await?;
            if let Some(to) = to {
                after::send(&mut action, &mut conversation, Author::Operator(by), to).await?;
            }
            action.commit().await?.ok_or_else(Problem::unavailable)
        }
        None => row(action, id).await,
    }
}

/// A group or operator that is there to be chosen.
pub(super) fn existing_target(app: &App, chosen: TargetId) -> Result<Target, Problem> {
    let (target, directory) = (Target::from(chosen), app.directory());
    let exists = match target {
        Target::Group(group) => directory.group(group).is_some_and(|g| g.removed_at.is_none()),
        Target::Operator(operator) => directory.operator(operator).is_some_and(|o| o.deactivated_at.is_none()),
    };
    if exists { Ok(target) } else { Err(Problem::invalid(&[("target", "malformed")])) }
}

/// Nobody is given a client whom he or she may not take.
pub(super) fn may_be_given(app: &App, to: OperatorId, conversation: &Conversation) -> Result<(), Problem> {
    if app.taking(to).may_accept(conversation.entry) {
        Ok(())
    } else {
        Err(Problem::conflict("target-barred", "This operator may not take clients of this entry"))
    }
}

/// The row of a conversation that a repeated request did not change.
pub(super) async fn row(mut action: Action, id: ConversationId) -> Result<WireConversation, Problem> {
    let directory = action.app.directory();
    let shown = action.conn().shown(id).await?.ok_or_else(Problem::not_found)?;
    Ok(shape::row(&shown, &directory))
}

pub(super) fn refusal(app: &App, why: NotAccepted) -> Problem {
    match why {
        NotAccepted::Taken { by } => Problem::conflict("taken", "A colleague has taken this conversation")
            .with("operator", app.directory().operator_name(by)),
        NotAccepted::Ended => Problem::ended(),
        NotAccepted::NotYours => Problem::not_yours(),
        NotAccepted::Barred => Problem::conflict("entry-barred", "You may not take clients of this entry"),
        NotAccepted::NoRoom(why) => why.into(),
    }
}

pub(super) fn optional_text(field: &str, typed: Option<&str>) -> Result<Option<Text>, Problem> {
    typed.filter(|typed| !typed.trim().is_empty()).map(|typed| parse_text(field, typed)).transpose()
}
