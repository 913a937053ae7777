//! A sign on a client's message.

use super::{queue, removed, window_over};
use crate::{actions::Action, app::App, messengers::Ready, problem::Problem, wire::channel::React};
use desk::{Author, ConversationId, OperatorId, Seq, delivery::DeliveryState};
use std::sync::Arc;
use store::Part;

/// The longest emoji, in characters: families and flags are several.
const LONGEST_EMOJI: usize = 16;

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
    let author = Author::Operator(by);
    if stands(&mut action, id, (asked.seq, author, emoji.as_ref())).await? {
        return Ok(());
    }
    let now = action.now;
    let event = conversation.reacted(author, asked.seq, emoji.clone(), None, now);
    let seq = event.seq;
    action.record(&conversation, [event]).await?;
    queue(&mut action, &conversation, seq, 0, Part::Reaction { message, emoji }, None).await?;
    action.commit().await?;
    Ok(())
}

/// Whether the company's sign on a message is this operator's, and this one, already: a request has no id of its own, and may
/// come twice. One that did not get to the client may be put there again.
async fn stands(
    action: &mut Action,
    id: ConversationId,
    (to, author, emoji): (Seq, Author, Option<&String>),
) -> Result<bool, Problem> {
    let Some((seq, by, sign)) = action.conn().sign_of_company(id, to).await? else { return Ok(emoji.is_none()) };
    if sign.as_ref() != emoji || by != author {
        return Ok(false);
    }
    let parts = action.conn().parts_of(id, Some(seq)).await?;
    Ok(!parts.iter().any(|it| matches!(it.state, DeliveryState::Failed | DeliveryState::Unknown)))
}
