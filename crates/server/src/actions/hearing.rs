//! What messengers tell is taken in: each thing once, however often it is told, and what cannot be taken in now is told again by
//! whoever keeps it.

use super::{Action, entering::known_also, merging, profiles, talking::quote};
use crate::{
    app::App,
    messengers::{Ready, plain},
    problem::Problem,
    routing::{Now, asks_for_the_past},
};
use channels::{Heard, Of, Person, Progress, Receipt, Referral, Said, What};
use desk::{
    ChannelId, ClientId, Conversation, ConversationId, EventId, GroupId, Message, NewConversation, OperatorId, Seq,
    Timestamp,
    delivery::Word,
    event::{Author, EndCause, Target},
    message::Outside,
    routing::{self, Facts, Record},
};
use jiff::SignedDuration;
use std::{collections::BTreeMap, sync::Arc};
use store::{ChannelClient, ChannelTrouble, Client, Known, Medium, Origin, Told};
use uuid::Uuid;

/// Parameters of a conversation that say where its client came from.
const REFERENCE: &str = "ref";
const AD: &str = "ad";
const SOURCE: &str = "source";
/// The one that says what the pressed button means.
const BUTTON: &str = "button";
/// The longest value, in characters.
const LONGEST_VALUE: usize = 500;

/// What follows from something that was taken in, once it is durable.
#[derive(Debug, Default)]
pub struct Followed {
    /// Media are to be fetched.
    pub media: bool,
    /// Of this client the messenger may know more.
    pub unknown: Option<ClientId>,
    /// The templates are others now.
    pub templates: bool,
}

/// The page or number something is about: the one whose webhook was called, or another one of the same app.
#[must_use]
pub fn meant(app: &App, called: &Ready, account: Option<&str>) -> Option<ChannelId> {
    let account = account.unwrap_or(&called.channel.account);
    if account == called.channel.account {
        return Some(called.channel.id);
    }
    let directory = app.directory();
    let mut others = directory
        .channels
        .iter()
        .filter(|it| it.removed_at.is_none() && it.kind == called.channel.kind && it.account == account);
    others.find(|it| Ready::of(app, it.id).is_some_and(|it| it.is_of_the_app_of(called))).map(|it| it.id)
}

/// Takes in one thing.
///
/// # Errors
/// When it could not be stored: it is to be told again.
pub async fn take_in(app: &Arc<App>, ready: &Ready, heard: Heard) -> Result<Followed, Problem> {
    let mut action = Action::begin(app).await?;
    let (channel, now) = (ready.channel.id, action.now);
    if !action.conn().hear(channel, &heard.key, now).await? {
        return Ok(Followed::default());
    }
    let mut hearing = Hearing { action, ready, at: heard.at.unwrap_or(now).min(now), followed: Followed::default() };
    let who = heard.who.unwrap_or_default();
    match heard.what {
        What::Said(said) => hearing.said(&who, said).await?,
        What::Echo { said, ours } => hearing.echo(&who, said, ours.as_deref()).await?,
        What::Edited { message, text } => {
            let edited = |it: &mut Conversation, seq| Some(it.client_edited(seq, plain::text(&text)?, now));
            hearing.of_message(&message, edited).await?;
        }
        What::Deleted { message } => {
            hearing.of_message(&message, |it, seq| Some(it.client_deleted(seq, now))).await?;
        }
        What::Reacted { message, emoji } => {
            let emoji = emoji.map(|it| it.chars().take(16).collect());
            let reacted = |it: &mut Conversation, seq| Some(it.reacted(Author::Client(it.client), seq, emoji, now));
            hearing.of_message(&message, reacted).await?;
        }
        What::Receipt(receipt) => hearing.receipt(&who, receipt).await?,
        What::Moved { to, phone } => hearing.moved(&who, &to, phone).await?,
        What::Referred(referral) => hearing.referred(&who, &referral).await?,
        What::Held { by_us, by } => hearing.held(&who, !by_us, by).await?,
        What::Account(failure) => {
            let trouble = ChannelTrouble { why: plain::why(failure.why), said: plain::told(&failure), at: now };
            hearing.action.conn().channel_in_trouble(channel, Some(&trouble)).await?;
        }
        What::TemplatesChanged => hearing.followed.templates = true,
        What::Nothing => {}
        What::Unknown { kind } => {
            metrics::counter!("hovorna_hooks_not_understood_total").increment(1);
            tracing::info!(%channel, kind, "a messenger told something that is not understood; it is kept for a week");
        }
    }
    let Hearing { action, followed, .. } = hearing;
    action.commit().await?;
    Ok(followed)
}

/// One thing being taken in.
struct Hearing<'a> {
    action: Action,
    ready: &'a Ready,
    /// When it happened.
    at: Timestamp,
    followed: Followed,
}

/// Where a client who begins a talk is directed.
struct Routed {
    group: GroupId,
    operator: Option<OperatorId>,
    accept_by: Option<Timestamp>,
    record: Option<Record>,
}

impl Hearing<'_> {
    const fn channel(&self) -> ChannelId {
        self.ready.channel.id
    }

    /// A client says something: in the running talk, or in a new one that continues the last.
    async fn said(&mut self, who: &Person, said: Said) -> Result<(), Problem> {
        let (client, is_new) = self.client(who).await?;
        let now = self.action.now;
        if !is_new && !self.action.conn().bans_of_person(client.id, now).await?.is_empty() {
            metrics::counter!("hovorna_banned_refused_total").increment(1);
            return Ok(());
        }
        let mut known = self.known(client.id, who).await?;
        let last = if is_new { None } else { self.last(client.id).await? };
        let plain::Understood { text, mut outside, sources } = plain::understood(&said);
        outside.sent_at = Some(self.at);
        let id = EventId(Uuid::now_v7());
        let begins = last.as_ref().is_none_or(Conversation::is_ended);
        let (conversation, seq) = match last {
            Some(mut running) if !running.is_ended() => {
                let quote = self.quoted(&running, said.reply_to.as_deref()).await?;
                let mut events = Vec::new();
                if said.held_elsewhere {
                    events.extend(running.held_elsewhere(true, None, now));
                } else {
                    self.opens_window(&mut running);
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
                self.begin(&client, all, continues, held, (id, message)).await?
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
        if known.last_at.is_none_or(|before| before <= self.at) {
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
        parameters: BTreeMap<String, String>,
        continues: Option<ConversationId>,
        held: bool,
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
            self.opens_window(&mut conversation);
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

    /// Something was said in our name: by us, which settles what became of it, or elsewhere.
    async fn echo(&mut self, who: &Person, said: Said, ours: Option<&str>) -> Result<(), Problem> {
        let (channel, now) = (self.channel(), self.action.now);
        let ours = ours.and_then(|id| Uuid::parse_str(id).ok());
        if let Some(id) = ours
            && let Some(at) = self.action.conn().message_of_outgoing(channel, id).await?
        {
            let told = Told::Ours(channel, id, Some(&said.id));
            let told = self.action.conn().outgoing_told(&told, Word::Sent, None, now).await?;
            self.action.conn().outside_message(channel, &said.id, at).await?;
            return self.action.tell_deliveries(&told).await;
        }
        if self.action.conn().where_outside(channel, &said.id).await?.is_some() {
            return Ok(());
        }
        let told = self.action.conn().outgoing_told(&Told::Theirs(channel, &said.id), Word::Sent, None, now).await?;
        if !told.is_empty() {
            return self.action.tell_deliveries(&told).await;
        }
        let (client, is_new) = self.client(who).await?;
        let known = self.known(client.id, who).await?;
        self.action.conn().save_channel_client(channel, client.id, &known).await?;
        let plain::Understood { text, outside, sources } = plain::understood(&said);
        let message = Message::of_outside(text, None, Outside { sent_at: Some(self.at), ..outside });
        let last = if is_new { None } else { self.last(client.id).await? };
        let id = EventId(Uuid::now_v7());
        let at = match last {
            Some(mut conversation) => {
                let event = conversation.said_elsewhere(id, message, now);
                self.action.record(&conversation, [event]).await?;
                (conversation.id, conversation.last_seq)
            }
            None => self.only_heard_of(client.id, (id, message)).await?,
        };
        self.action.conn().outside_message(channel, &said.id, at).await?;
        for (file, source) in sources {
            self.followed.media = true;
            let (conversation, seq) = at;
            let medium = Medium { file, channel, conversation, seq, source, attempts: 0, began_at: now };
            self.action.conn().add_medium(&medium).await?;
        }
        Ok(())
    }

    /// A talk of which only the answer was heard: it is kept, and nobody waits.
    async fn only_heard_of(
        &mut self,
        client: ClientId,
        (id, message): (EventId, Message),
    ) -> Result<(ConversationId, Seq), Problem> {
        let now = self.action.now;
        let new = NewConversation {
            id: ConversationId(Uuid::now_v7()),
            client,
            entry: self.ready.channel.kind,
            widget: None,
            channel: Some(self.channel()),
            group: self.ready.channel.group,
            operator: None,
            accept_by: None,
            answers: Vec::new(),
            continues: None,
        };
        let (mut conversation, started) = Conversation::start(new, now);
        let event = conversation.said_elsewhere(id, message, now);
        let seq = conversation.last_seq;
        let (origin, none) = (Origin::default(), BTreeMap::new());
        self.action.conn().insert_conversation(&conversation, &origin, &none, None, None).await?;
        self.action.append(&conversation, [started, event]).await?;
        let ended = conversation.ended_elsewhere(EndCause::Elsewhere, now);
        self.action.record(&conversation, ended).await?;
        Ok((conversation.id, seq))
    }

    /// How far what was sent has got.
    async fn receipt(&mut self, who: &Person, receipt: Receipt) -> Result<(), Problem> {
        let (channel, now) = (self.channel(), self.action.now);
        let (word, failure) = match &receipt.progress {
            Progress::Sent => (Word::Sent, None),
            Progress::Delivered => (Word::Delivered, None),
            Progress::Read => (Word::Read, None),
            Progress::Failed(failure) => (Word::Failed, Some((plain::why(failure.why), plain::told(failure)))),
        };
        let failed = failure.as_ref().map(|(why, said)| (*why, said.as_str()));
        let mut told = Vec::new();
        let ours = receipt.ours.as_deref().and_then(|id| Uuid::parse_str(id).ok());
        match &receipt.of {
            Of::These(ids) => {
                for outside in ids {
                    let which = match ours {
                        Some(id) => Told::Ours(channel, id, Some(outside)),
                        None => Told::Theirs(channel, outside),
                    };
                    told.extend(self.action.conn().outgoing_told(&which, word, failed, now).await?);
                    if let Some(id) = ours
                        && let Some(at) = self.action.conn().message_of_outgoing(channel, id).await?
                    {
                        self.action.conn().outside_message(channel, outside, at).await?;
                    }
                }
            }
            Of::UpTo(until) => {
                if let Some(client) = self.known_client(who).await? {
                    let which = Told::UpTo(channel, client, *until);
                    told.extend(self.action.conn().outgoing_told(&which, word, failed, now).await?);
                }
            }
        }
        if let Some((why, said)) = failure {
            metrics::counter!("hovorna_channel_failed_total").increment(1);
            if plain::is_of_account(why) {
                let trouble = ChannelTrouble { why, said, at: now };
                self.action.conn().channel_in_trouble(channel, Some(&trouble)).await?;
            }
        }
        self.action.tell_deliveries(&told).await
    }

    /// The client is known otherwise from now on.
    async fn moved(&mut self, who: &Person, to: &[channels::Identity], phone: Option<String>) -> Result<(), Problem> {
        let Some(id) = self.known_client(who).await? else { return Ok(()) };
        let mut known = self.known(id, &Person { known: to.to_vec(), ..Person::default() }).await?;
        // What is left behind reaches nobody any more, or somebody else.
        known.known.retain(|it| !who.known.iter().any(|old| old.kind == it.kind && old.value == it.value));
        for identity in to {
            if self.action.conn().client_by_identity(identity.kind, &identity.value).await?.is_none() {
                known_also(&mut self.action, identity.kind, &identity.value, id).await?;
            }
        }
        let channel = self.channel();
        self.action.conn().save_channel_client(channel, id, &known).await?;
        let Some(phone) = phone else { return Ok(()) };
        let Some(mut client) = self.action.conn().client_for_change(id).await? else { return Ok(()) };
        client.phone = Some(phone);
        self.action.conn().save_client(&client).await?;
        if let Some(mut conversation) = self.last(id).await?.filter(|it| !it.is_ended()) {
            let now = self.action.now;
            let event = conversation.client_changed(Author::System, client.name, client.phone, client.email, now);
            self.action.record(&conversation, [event]).await?;
        }
        Ok(())
    }

    /// Where the client came from: kept with the running talk, or for the next one.
    async fn referred(&mut self, who: &Person, referral: &Referral) -> Result<(), Problem> {
        let (client, _) = self.client(who).await?;
        let more = parameters(Some(referral), None);
        let mut known = self.known(client.id, who).await?;
        match self.last(client.id).await?.filter(|it| !it.is_ended()) {
            Some(running) => self.add_parameters(running.id, &more).await?,
            None => known.parameters.extend(more),
        }
        let channel = self.channel();
        Ok(self.action.conn().save_channel_client(channel, client.id, &known).await?)
    }

    /// Another program answers this client now, or does not any more.
    async fn held(&mut self, who: &Person, on: bool, by: Option<String>) -> Result<(), Problem> {
        let Some(client) = self.known_client(who).await? else { return Ok(()) };
        let Some(mut running) = self.last(client).await?.filter(|it| !it.is_ended()) else { return Ok(()) };
        let now = self.action.now;
        if let Some(event) = running.held_elsewhere(on, by, now) {
            self.action.record(&running, [event]).await?;
        }
        Ok(())
    }

    /// Something happened to an earlier message, if that stands here.
    async fn of_message(
        &mut self,
        message: &str,
        event: impl FnOnce(&mut Conversation, Seq) -> Option<desk::Event>,
    ) -> Result<(), Problem> {
        let channel = self.channel();
        let Some((id, seq)) = self.action.conn().where_outside(channel, message).await? else { return Ok(()) };
        let mut conversation = self.action.conversation(id).await?;
        if let Some(event) = event(&mut conversation, seq) {
            self.action.record(&conversation, [event]).await?;
        }
        Ok(())
    }

    fn opens_window(&self, conversation: &mut Conversation) {
        if let Some(window) = self.ready.window() {
            conversation.may_be_answered_until(self.at + window);
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

    async fn add_parameters(&mut self, id: ConversationId, more: &BTreeMap<String, String>) -> Result<(), Problem> {
        let Some(shown) = self.action.conn().shown(id).await? else { return Ok(()) };
        let mut parameters = shown.parameters;
        let before = parameters.clone();
        parameters.extend(more.clone());
        if parameters == before {
            return Ok(());
        }
        let mut conversation = self.action.conversation(id).await?;
        self.action.conn().set_parameters(id, &parameters).await?;
        let now = self.action.now;
        let event = conversation.parameters_changed(Author::System, parameters, now);
        self.action.record(&conversation, [event]).await
    }

    async fn last(&mut self, client: ClientId) -> Result<Option<Conversation>, Problem> {
        let channel = self.channel();
        match self.action.conn().last_through_channel(client, channel).await? {
            Some(id) => Ok(Some(self.action.conversation(id).await?)),
            None => Ok(None),
        }
    }

    /// The client whom one of these names, if there is one.
    async fn known_client(&mut self, who: &Person) -> Result<Option<ClientId>, Problem> {
        for identity in &who.known {
            if let Some(id) = self.action.conn().client_by_identity(identity.kind, &identity.value).await? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The client, held until the end, made if nobody is known so; by whatever else he or she is known from now on.
    async fn client(&mut self, who: &Person) -> Result<(Client, bool), Problem> {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for identity in &who.known {
            match self.action.conn().client_by_identity(identity.kind, &identity.value).await? {
                Some(id) if found.contains(&id) => {}
                Some(id) => found.push(id),
                None => unknown.push(identity),
            }
        }
        let now = self.action.now;
        let (mut client, is_new) = match self.as_one(&found, who).await? {
            Some(id) => (self.action.conn().client_for_change(id).await?.ok_or_else(Problem::unavailable)?, false),
            None => {
                let id = ClientId(Uuid::now_v7());
                (Client { id, name: None, phone: None, email: None, first_seen_at: now }, true)
            }
        };
        let before = (client.name.clone(), client.phone.clone());
        if client.name.is_none() {
            client.name = who.name.as_deref().map(|it| it.chars().take(200).collect());
        }
        if client.phone.is_none() {
            client.phone.clone_from(&who.phone);
        }
        if is_new {
            self.action.conn().insert_client(&client).await?;
        } else if before != (client.name.clone(), client.phone.clone()) {
            self.action.conn().save_client(&client).await?;
        }
        for identity in unknown {
            known_also(&mut self.action, identity.kind, &identity.value, client.id).await?;
        }
        Ok((client, is_new))
    }

    /// The client of those whom the messenger named at once: they are one person, and from now on whatever comes from it comes
    /// to the one who talks, or talked last.
    async fn as_one(&mut self, named: &[ClientId], who: &Person) -> Result<Option<ClientId>, Problem> {
        let (Some(first), [_, _, ..]) = (named.first(), named) else { return Ok(named.first().copied()) };
        for other in &named[1..] {
            merging::as_one(&mut self.action, None, *first, *other).await?;
        }
        let mut talks = Vec::new();
        for client in named {
            if let Some(talk) = self.last(*client).await? {
                talks.push((!talk.is_ended(), talk.id, *client));
            }
        }
        let one = talks.into_iter().max().map_or(*first, |(_, _, client)| client);
        for identity in &who.known {
            self.action.conn().identity_moves(identity.kind, &identity.value, one).await?;
        }
        Ok(Some(one))
    }

    /// The client on this page or number, as it is reached from now on.
    async fn known(&mut self, client: ClientId, who: &Person) -> Result<ChannelClient, Problem> {
        let channel = self.channel();
        let before = self.action.conn().channel_client(channel, client).await?;
        let mut known = before.unwrap_or_else(|| ChannelClient {
            known: Vec::new(),
            last_message: None,
            last_at: None,
            parameters: BTreeMap::new(),
            profile_at: None,
        });
        // What was told last comes first, and of each kind only the newest reaches anybody.
        let told = who.known.iter().map(|it| Known { kind: it.kind.to_owned(), value: it.value.clone() });
        let told: Vec<Known> = told.collect();
        known.known.retain(|old| !told.iter().any(|new| new.kind == old.kind));
        known.known.splice(0..0, told);
        Ok(known)
    }
}

/// Where a client came from, and what was pressed, as parameters of the conversation.
fn parameters(referral: Option<&Referral>, payload: Option<&str>) -> BTreeMap<String, String> {
    let referral = referral.cloned().unwrap_or_default();
    let all = [
        (REFERENCE, referral.reference),
        (AD, referral.ad),
        (SOURCE, referral.source),
        (BUTTON, payload.map(ToOwned::to_owned)),
    ];
    let clean = |value: String| value.chars().filter(|c| !c.is_control()).take(LONGEST_VALUE).collect::<String>();
    all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), clean(value?)))).collect()
}
