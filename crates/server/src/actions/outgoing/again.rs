//! What failed is tried again, by hand.

use super::window_over;
use crate::{actions::Action, app::App, problem::Problem};
use desk::{ConversationId, EventBody, FileId, OperatorId, Seq};
use std::sync::Arc;

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
