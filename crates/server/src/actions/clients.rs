//! Who a client is, as operators correct it.

use super::{Action, administration::done};
use crate::{
    app::App,
    http::form::{is_email, is_phone},
    problem::Problem,
    wire::conversation::{ClientDetails, Conversation as WireConversation},
};
use desk::{ConversationId, OperatorId};
use std::sync::Arc;

/// An operator corrects who the client is.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn change_client(
    app: Arc<App>,
    by: OperatorId,
    conversation: ConversationId,
    details: ClientDetails,
) -> Result<WireConversation, Problem> {
    let mut wrong = Vec::new();
    let mut field = |name, value: &Option<String>, longest: usize| {
        let value = value.as_deref().map(|v| v.replace('\0', "").trim().to_owned()).filter(|v| !v.is_empty());
        if value.as_ref().is_some_and(|v| v.chars().count() > longest) {
            wrong.push((name, "too-long"));
        }
        value
    };
    let name = field("name", &details.name, 200);
    let phone = field("phone", &details.phone, 40);
    let email = field("email", &details.email, 254);
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        wrong.push(("email", "malformed"));
    }
    if phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        wrong.push(("phone", "malformed"));
    }
    done(wrong)?;
    let mut action = Action::begin(&app).await?;
    let id = action.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?.conversation.client;
    // The client's row before the conversation's, as everywhere.
    let client = action.conn().client_for_change(id).await?.ok_or_else(Problem::not_found)?;
    let mut conversation = action.conversation(conversation).await?;
    let client = store::Client { name: name.clone(), phone: phone.clone(), email: email.clone(), ..client };
    action.conn().save_client(&client).await?;
    let event = conversation.client_changed(by, name, phone, email, action.now);
    action.record(&conversation, [event]).await?;
    action.commit().await?.ok_or_else(Problem::unavailable)
}
