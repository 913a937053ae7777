//! What clients say: in the running talk, or in a new one.

use super::{Hearing, beside::parameters};
use crate::{
    actions::{profiles, talking::quote},
    messengers::plain,
    problem::Problem,
    routing::{Now, asks_for_the_past},
};
use channels::{Person, Said};
use desk::{
    ClientId, Conversation, ConversationId, EventId, GroupId, Message, NewConversation, OperatorId, Seq, Timestamp,
    event::Target,
    routing::{self, Facts, Record},
};
use jiff::SignedDuration;
use std::{collections::BTreeMap, sync::Arc};
use store::{ChannelClient, Client, Medium, Origin};
use uuid::Uuid;

/// Where a client who begins a talk is directed.
struct Routed {
    group: GroupId,
    operator: Option<OperatorId>,
    accept_by: Option<Timestamp>,
    record: Option<Record>,
}

impl Hearing<'_> {
    /// A client says something: in the running talk, or in a new one that continues the last.
    pub(super) async fn said(&mut self, who: &Person, said: Said) -> Result<(), Problem> {
        let (client, is_new) = self.client(who).await?;
        let now = self.action.now;
        let last = if is_new { None } else { self.last(client.id).await? };
        // A talk that runs goes on to its end, as one of the widget does; whoever banned may end it, too.
        let begins = last.as_ref().is_none_or(Conversation::is_ended);
        if begins && !is_new && !self.action.conn().bans_of_person(client.id, now).await?.is_empty() {
            metrics::counter!("hovorna_banned_refused_total").increment(1);
            return Ok(());
        }
        let mut known = self.known(client.id, who).await?;
        let is_late = known.last_at.is_some_and(|last| last > self.at);
        let plain::Understood { text, mut outside, sources } = plain::understood(&said);
        outside.sent_at = Some(self.at);
        let id = EventId(Uuid::now_v7());
        let (conversation, seq) = match last {
            Some(mut running) if !running.is_ended() => {
                let quote = self.quoted(&running, said.reply_to.as_deref()).await?;
                let mut events = Vec::new();
                if said.held_elsewhere {
                    events.extend(running.held_elsewhere(true, None, now));
                } else {
                    self.acted(&mut running, &mut known);
                    // It is told to whom the client belongs: that he or she was passed to us may have been missed.
                    if !is_late {
                        events.extend(running.held_elsewhere(false, None, now));
                    }
                }
                let message = Message::of_outside(text, quote, outside);
                events.push(running.client_said(id, message, now)?);
                let seq = running.last_seq;
                self.action.record(&running, events).await?;
                if let Some(referral) = &said.referral {
                    self.add_parameters(running.id, &parameters(Some(referral), None)).await?;
                }
                (running.id, seq)
            }
            ended => {
                let mut all = std::mem::take(&mut known.parameters);
                all.extend(parameters(said.referral.as_ref(), said.payload.as_deref()));
                let message = Message::of_outside(text, None, outside);
                let continues = ended.map(|it| it.id);
                let held = said.held_elsewhere;
                self.begin(&client, &mut known, all, (continues, held), (id, message)).await?
            }
        };
        let channel = self.channel();
        for (file, source) in sources {
            self.followed.media = true;
            let medium = Medium { file, channel, conversation, seq, source, attempts: 0, began_at: now };
            self.action.conn().add_medium(&medium).await?;
        }
        if !said.id.is_empty() {
            self.action.conn().outside_message(channel, &said.id, (conversation, seq)).await?;
        }
        if !is_late {
            (known.last_message, known.last_at) = (Some(said.id).filter(|id| !id.is_empty()), Some(self.at));
        }
        let asks = if begins { profiles::is_old(known.profile_at, now) } else { known.profile_at.is_none() };
        if self.ready.messenger.can().profiles && asks {
            self.followed.unknown = Some(client.id);
        }
        self.action.conn().save_channel_client(channel, client.id, &known).await?;
        metrics::counter!("hovorna_channel_messages_total").increment(1);
        Ok(())
    }

    /// A talk begins with what the client said.
    async fn begin(
        &mut self,
        client: &Client,
        known: &mut ChannelClient,
        parameters: BTreeMap<String, String>,
        (continues, held): (Option<ConversationId>, bool),
        (id, message): (EventId, Message),
    ) -> Result<(ConversationId, Seq), Problem> {
        let routed = self.route(client.id, &parameters).await?;
        let now = self.action.now;
        let (mut conversation, started) = Conversation::start(
            NewConversation {
                id: ConversationId(Uuid::now_v7()),
                client: client.id,
                entry: self.ready.channel.kind,
                widget: None,
                channel: Some(self.channel()),
                group: routed.group,
                operator: routed.operator,
                accept_by: routed.accept_by,
                answers: Vec::new(),
                continues,
            },
            now,
        );
        let mut events = vec![started];
        events.extend(self.action.offer(&mut conversation));
        if held {
            events.extend(conversation.held_elsewhere(true, None, now));
        } else {
            self.acted(&mut conversation, known);
        }
        events.push(conversation.client_said(id, message, now)?);
        let seq = conversation.last_seq;
        let due_at = conversation.next_deadline(&self.action.graces());
        let origin = Origin::default();
        self.action.conn().insert_conversation(&conversation, &origin, &parameters, continues, due_at).await?;
        self.action.append(&conversation, events).await?;
        if let Some(record) = &routed.record {
            self.action.conn().record_routing(conversation.id, now, record).await?;
        }
        metrics::counter!("hovorna_conversations_started_total").increment(1);
        Ok((conversation.id, seq))
    }

    /// To whom a client who begins a talk is directed. Nobody is sent away: who writes while nobody is there waits.
    async fn route(&mut self, client: ClientId, parameters: &BTreeMap<String, String>) -> Result<Routed, Problem> {
        let app = Arc::clone(&self.action.app);
        let (directory, channel, now) = (app.directory(), &self.ready.channel, self.action.now);
        let rules = &channel.routing;
        let last_operator =
            if asks_for_the_past(rules) { self.action.conn().last_operator(client).await? } else { None };
        let facts =
            Facts { language: None, entry: channel.kind, parameters: parameters.clone(), page: None, last_operator }
                .as_far_as_asked(rules);
        let decision = routing::decide(rules, channel.group, &facts, &Now::of(&app, channel.kind));
        let by_rule = decision.steps.last().is_some_and(|step| step.rule.is_some());
        // The operator the channel is directed at takes the place of its group, as long as he or she is here.
        let own = channel.operator.filter(|id| directory.operator(*id).is_some_and(|it| it.deactivated_at.is_none()));
        let target = match own {
            Some(operator) if !by_rule => Target::Operator(operator),
            _ => decision.target,
        };
        let (group, operator, accept_by) = match target {
            Target::Group(group) => (group, None, directory.accept_by(group, now)),
            Target::Operator(operator) => {
                let seconds = directory.group(channel.group).map_or(0, |group| group.accept_seconds);
                (channel.group, Some(operator), Some(now + SignedDuration::from_secs(seconds.into())))
            }
        };
        let record =
            (!rules.is_empty()).then(|| Record { rules: rules.clone(), fallback: channel.group, facts, decision });
        Ok(Routed { group, operator, accept_by, record })
    }

    pub(super) async fn last(&mut self, client: ClientId) -> Result<Option<Conversation>, Problem> {
        let channel = self.channel();
        match self.action.conn().last_through_channel(client, channel).await? {
            Some(id) => Ok(Some(self.action.conversation(id).await?)),
            None => Ok(None),
        }
    }

    /// The client did something, and may be answered anything for a while from then; from what was done last, if this comes late.
    pub(super) fn acted(&self, conversation: &mut Conversation, known: &mut ChannelClient) {
        let last = known.last_at.max(Some(self.at));
        known.last_at = last;
        if let Some((last, window)) = last.zip(self.ready.window()) {
            conversation.may_be_answered_until(last + window);
        }
    }

    async fn quoted(
        &mut self,
        conversation: &Conversation,
        message: Option<&str>,
    ) -> Result<Option<desk::message::Quote>, Problem> {
        let (Some(message), channel) = (message, self.channel()) else { return Ok(None) };
        match self.action.conn().where_outside(channel, message).await? {
            Some((id, seq)) if id == conversation.id => Ok(quote(&mut self.action, conversation, seq).await.ok()),
            _ => Ok(None),
        }
    }
}
