//! Connections come and go, and time passes.

use super::Action;
use crate::{app::App, problem::Problem};
use desk::{Conversation, ConversationId, OperatorId, Timestamp, conversation::ClientLine};
use std::{collections::BTreeSet, sync::Arc};

/// Makes the stored lines true: whether a socket of the client is open is asked at the moment of the change, so it does not
/// matter in which order connects and disconnects arrive here.
///
/// # Errors
/// `unavailable`.
pub async fn client_lines(app: Arc<App>, ids: BTreeSet<ConversationId>) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    for id in ids {
        let Some(mut conversation) = action.conn().conversation_for_change(id).await? else { continue };
        let connected = app.hub.client_is_connected(id);
        if conversation.is_ended() || connected == (conversation.line == ClientLine::Connected) {
            continue;
        }
        let event = if connected {
            conversation.client_connected(action.now)
        } else {
            conversation.client_disconnected(action.now);
            None
        };
        action.record(&conversation, event).await?;
    }
    action.commit().await?;
    Ok(())
}

/// The client was heard of by a request: without an open socket the grace begins anew.
pub(super) fn heard_of(app: &App, conversation: &mut Conversation, now: Timestamp) {
    if !app.hub.client_is_connected(conversation.id) {
        conversation.client_disconnected(now);
    }
}

/// What the passing of time brings about in a conversation.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn time_passed(app: Arc<App>, id: ConversationId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    if app.hub.client_is_connected(id) && conversation.line != ClientLine::Connected {
        // A connect that is still on its way to the database must not count as an absence.
        let event = conversation.client_connected(action.now);
        action.record(&conversation, event).await?;
    }
    let directory = app.directory();
    let events = conversation.due(&action.graces(), |group| directory.overflow(group), action.now);
    action.record(&conversation, events).await?;
    if conversation.is_to_be_offered_on(action.now) {
        let event = action.offer(&mut conversation);
        action.record(&conversation, event).await?;
    }
    action.commit().await?;
    Ok(())
}

/// An operator is gone too long: the talks go back to the queue.
///
/// # Errors
/// `unavailable`.
pub async fn operator_vanished(app: Arc<App>, operator: OperatorId) -> Result<(), Problem> {
    let ids = app.store.read().await?.conn().conversations_of_operator(operator).await?;
    for id in ids {
        let mut action = Action::begin(&app).await?;
        action.conn().lock_operator(operator).await?;
        let mut conversation = action.conversation(id).await?;
        let graces = action.graces();
        // Back in the meantime? Then nothing is given back.
        if !app.roster().is_gone(operator, &graces, action.now) {
            return Ok(());
        }
        let accept_by = app.directory().accept_by(conversation.group, action.now);
        let events = conversation.operator_vanished(operator, accept_by, action.now);
        if !events.is_empty() {
            action.record(&conversation, events).await?;
            action.commit().await?;
        }
    }
    Ok(())
}

/// An operator who is Away is gone altogether: the time away ended when he or she was heard of last.
///
/// # Errors
/// `unavailable`.
pub async fn away_no_more(app: Arc<App>, operator: OperatorId, seen_at: Option<Timestamp>) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().lock_operator(operator).await?;
    let at = seen_at.unwrap_or(action.now);
    action.conn().end_away(operator, at).await?;
    let commit = action.commit().await;
    app.roster().stretch_ended(operator, commit.is_ok());
    commit.map(|_| ())
}

/// An operator who is Away is back: the time away goes on from now.
///
/// # Errors
/// `unavailable`.
pub async fn away_again(app: Arc<App>, operator: OperatorId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    action.conn().lock_operator(operator).await?;
    let (choice, now) = (app.roster().choice(operator), action.now);
    action.conn().choose(operator, choice, now).await?;
    action.commit().await?;
    app.roster().stretch_ended(operator, false);
    Ok(())
}
