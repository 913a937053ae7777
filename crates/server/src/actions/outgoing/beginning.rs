//! A talk that this desk begins, by an approved template.

use super::{queue, templates::filled_in};
use crate::{
    actions::{Action, entering::known_also, merging::as_one, serving::refusal},
    app::App,
    messengers::Ready,
    problem::Problem,
    shape,
    wire::{channel::BeginByTemplate, conversation::Conversation as WireConversation},
};
use desk::{
    ChannelId, ClientId, Conversation, ConversationId, Event, EventId, Message, NewConversation, OperatorId, Stage,
    conversation::Acceptor, message::Outside,
};
use std::{collections::BTreeMap, sync::Arc};
use store::{ChannelClient, Client, Known, Origin, Shown};
use uuid::Uuid;

/// Begins a talk with a client by an approved template; the operator has it from the beginning.
///
/// # Errors
/// `not-found`, `invalid`, `already-running`, `not-served`, `limit-reached`, `messenger-unavailable`.
pub async fn begin(
    app: Arc<App>,
    (by, sees_all): (OperatorId, bool),
    channel: ChannelId,
    asked: BeginByTemplate,
) -> Result<(bool, WireConversation), Problem> {
    let directory = app.directory();
    let ready = Ready::of(&app, channel).ok_or_else(Problem::not_found)?;
    if !ready.messenger.can().templates {
        return Err(Problem::invalid(&[("channel", "malformed")]));
    }
    let id = ConversationId(asked.id);
    let again = |shown: &Shown| {
        let same = shown.conversation.channel == Some(channel) && shown.conversation.is_served_by(by);
        if same { Ok((false, shape::row(shown, &directory))) } else { Err(Problem::id_in_use()) }
    };
    // What was begun is answered whether or not the messenger does now.
    let begun = app.store.read().await?.conn().shown(id).await?;
    if let Some(shown) = begun {
        return again(&shown);
    }
    let (text, part) = filled_in(&app, channel, &asked.template).await?;
    let mut action = Action::begin(&app).await?;
    // The operator's row first, as when a client is accepted.
    action.conn().lock_operator(by).await?;
    if action.conn().conversation_for_change(id).await?.is_some() {
        return again(&action.conn().shown(id).await?.ok_or_else(Problem::unavailable)?);
    }
    let (client, known) = addressed(&mut action, (by, sees_all), &ready, &asked).await?;
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
    let accepted = conversation.accept(&acceptor, now).map_err(|why| refusal(&app, why))?;
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
    (by, sees_all): (OperatorId, bool),
    ready: &Ready,
    asked: &BeginByTemplate,
) -> Result<(Client, ChannelClient), Problem> {
    let channel = ready.channel.id;
    let mut said_of = None;
    if let Some(id) = asked.client.map(ClientId) {
        let person = action.conn().person(id).await?.ok_or_else(Problem::not_found)?;
        // Who begins a talk sees all that is known of the client: nobody comes to know somebody so.
        if !action.conn().may_know(person.id, by, sees_all).await? {
            return Err(Problem::not_found());
        }
        for client in action.conn().clients_of_person(id).await? {
            if let Some(known) = action.conn().channel_client(channel, client.id).await? {
                let client = action.conn().client_for_change(client.id).await?.ok_or_else(Problem::unavailable)?;
                return Ok((client, known));
            }
        }
        said_of = Some(person);
    }
    let phone = asked.phone.clone().or_else(|| said_of.as_ref()?.phone.clone());
    let phone = phone.ok_or_else(|| Problem::invalid(&[("client", "required")]))?;
    let identity = ready.messenger.identity_of_phone(&phone);
    let identity = identity.ok_or_else(|| Problem::invalid(&[("phone", "malformed")]))?;
    let client = match action.conn().client_by_identity(identity.kind, &identity.value).await? {
        Some(id) => action.conn().client_for_change(id).await?.ok_or_else(Problem::unavailable)?,
        None => {
            let phone = Some(phone.trim().chars().take(40).collect());
            let id = ClientId(Uuid::now_v7());
            let client = Client { id, name: None, phone, email: None, first_seen_at: action.now };
            action.conn().insert_client(&client).await?;
            known_also(action, identity.kind, &identity.value, id).await?;
            // That the number is this client's is what an operator says now. Whoever answers from there is a client of its own,
            // shown as the same person, and can be parted from it.
            if let Some(person) = said_of {
                as_one(action, Some(by), person.id, id).await?;
            }
            client
        }
    };
    if let Some(known) = action.conn().channel_client(channel, client.id).await? {
        return Ok((client, known));
    }
    let known = vec![Known { kind: identity.kind.to_owned(), value: identity.value }];
    let parameters = BTreeMap::new();
    Ok((client, ChannelClient { known, last_message: None, last_at: None, parameters, profile_at: None }))
}
