//! Who a client is, as operators correct it.

use super::{Action, fields::done};
use crate::{
    app::App,
    http::form::{is_email, is_phone},
    problem::Problem,
    shape,
    wire::conversation::{ClientDetails, Conversation as WireConversation},
};
use desk::{Author, ClientId, Conversation, ConversationId, Details, Event, OperatorId, Timestamp};
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
    let details = checked(&details)?;
    let mut action = Action::begin(&app).await?;
    let id = action.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?.conversation.client;
    // This one may be over, and tells of it all the same.
    told(&mut action, Author::Operator(by), id, details, Some(conversation)).await?;
    action.commit().await?;
    let shown = app.store.read().await?.conn().shown(conversation).await?.ok_or_else(Problem::not_found)?;
    Ok(shape::row(&shown, &app.directory()))
}

/// Somebody corrects who a client is, wherever it runs.
///
/// # Errors
/// `not-found`, `invalid`.
pub async fn correct(app: Arc<App>, by: Author, client: ClientId, details: ClientDetails) -> Result<(), Problem> {
    let details = checked(&details)?;
    let mut action = Action::begin(&app).await?;
    told(&mut action, by, client, details, None).await?;
    action.commit().await?;
    Ok(())
}

fn checked(details: &ClientDetails) -> Result<Details, Problem> {
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
    Ok(Details { name, phone, email })
}

async fn told(
    action: &mut Action,
    by: Author,
    id: ClientId,
    details: Details,
    also: Option<ConversationId>,
) -> Result<(), Problem> {
    // The client's row before the conversations', as everywhere.
    let person = action.conn().person_for_change(id).await?.ok_or_else(Problem::not_found)?;
    action.conn().save_client(&person.with(details.clone())).await?;
    let mut talks = running(action, &[id]).await?;
    talks.extend(also);
    everywhere(action, &talks, |talk, now| {
        let Details { name, phone, email } = details.clone();
        talk.client_changed(by, name, phone, email, now)
    })
    .await
}

/// The running conversations of these clients' persons.
pub(super) async fn running(action: &mut Action, clients: &[ClientId]) -> Result<Vec<ConversationId>, Problem> {
    let mut running = vec![];
    for client in clients {
        running.extend(action.conn().running_of_person(*client).await?);
    }
    Ok(running)
}

/// The same happens in all of these conversations. They are held in the order of their ids.
pub(super) async fn everywhere(
    action: &mut Action,
    conversations: &[ConversationId],
    happens: impl Fn(&mut Conversation, Timestamp) -> Event,
) -> Result<(), Problem> {
    let mut ids = conversations.to_vec();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let mut conversation = action.conversation(id).await?;
        // One that ended while it was waited for is told, too: its reader is still there.
        let event = happens(&mut conversation, action.now);
        action.record(&conversation, [event]).await?;
    }
    Ok(())
}
