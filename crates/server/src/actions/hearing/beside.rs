//! What is told beside what is said: receipts, where clients come from, who answers them, what becomes of earlier messages.

use super::Hearing;
use crate::{messengers::plain, problem::Problem};
use channels::{Of, Person, Progress, Receipt, Referral};
use desk::{
    Conversation, ConversationId, Seq,
    delivery::{FailedWhy, Word},
    event::Author,
};
use std::collections::BTreeMap;
use store::{ChannelClient, ChannelTrouble, Told, Try};

/// Parameters of a conversation that say where its client came from.
const REFERENCE: &str = "ref";
const AD: &str = "ad";
const SOURCE: &str = "source";
/// The one that says what the pressed button means.
const BUTTON: &str = "button";
/// The longest value, in characters.
const LONGEST_VALUE: usize = 500;

impl Hearing<'_> {
    /// How far what was sent has got.
    pub(super) async fn receipt(&mut self, who: &Person, receipt: Receipt) -> Result<(), Problem> {
        let (channel, now) = (self.channel(), self.action.now);
        let (word, failure) = match &receipt.progress {
            Progress::Sent => (Word::Sent, None),
            Progress::Delivered => (Word::Delivered, None),
            Progress::Read => (Word::Read, None),
            Progress::Failed(failure) => (Word::Failed, Some((plain::why(failure.why), plain::told(failure)))),
        };
        let failed = failure.as_ref().map(|(why, said)| (*why, said.as_str()));
        let passing = failed.filter(|(why, _)| matches!(why, FailedWhy::Temporary | FailedWhy::TooFast));
        let mut told = Vec::new();
        let ours = receipt.ours.as_deref().and_then(Try::parse);
        match &receipt.of {
            Of::These(ids) => {
                for outside in ids {
                    let which = match ours {
                        Some(it) => Told::Ours(channel, it, Some(outside)),
                        None => Told::Theirs(channel, outside),
                    };
                    if let Some(wrong) = passing
                        && let Some(at) = self.action.conn().outgoing_once_more(&which, wrong, now).await?
                    {
                        self.action.something_goes_out();
                        told.push(at);
                        continue;
                    }
                    told.extend(self.action.conn().outgoing_told(&which, word, failed, now).await?);
                    if let Some(it) = ours {
                        self.action.conn().part_is_called(channel, it.part, outside).await?;
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
                let trouble = ChannelTrouble { why, said, at: now, by_look: false };
                self.action.conn().channel_in_trouble(channel, Some(&trouble)).await?;
            }
        }
        self.action.tell_deliveries(&told).await
    }

    /// Where the client came from: kept with the running talk, or for the next one.
    pub(super) async fn referred(&mut self, who: &Person, referral: &Referral) -> Result<(), Problem> {
        let (client, _) = self.client(who).await?;
        let more = parameters(Some(referral), None);
        let mut known = self.known(client.id, who).await?;
        match self.last(client.id).await?.filter(|it| !it.is_ended()) {
            Some(running) => {
                self.add_parameters(running.id, &more).await?;
                self.reopens(running.id, &mut known).await?;
            }
            None => {
                known.parameters.extend(more);
                known.last_at = known.last_at.max(Some(self.at));
            }
        }
        let channel = self.channel();
        Ok(self.action.conn().save_channel_client(channel, client.id, &known).await?)
    }

    /// Another program answers this client now, or does not any more.
    pub(super) async fn held(&mut self, who: &Person, on: bool, by: Option<String>) -> Result<(), Problem> {
        let Some(client) = self.known_client(who).await? else { return Ok(()) };
        let Some(mut running) = self.last(client).await?.filter(|it| !it.is_ended()) else { return Ok(()) };
        let now = self.action.now;
        if let Some(event) = running.held_elsewhere(on, by, now) {
            self.action.record(&running, [event]).await?;
        }
        Ok(())
    }

    /// The client put a sign to a message, or took it away: like a word, it opens the time in which he or she may be answered.
    pub(super) async fn reacted(&mut self, who: &Person, message: &str, emoji: Option<String>) -> Result<(), Problem> {
        let (channel, at, now) = (self.channel(), self.at, self.action.now);
        let client = self.known_client(who).await?;
        if let Some(client) = client {
            // Held before the talk is, as whenever he or she says something.
            self.action.conn().client_for_change(client).await?;
        }
        let emoji = emoji.map(|it| it.chars().take(16).collect());
        let reacted =
            |it: &mut Conversation, seq| Some(it.reacted(Author::Client(it.client), seq, emoji, Some(at), now));
        self.of_message(message, reacted).await?;
        let Some(client) = client.filter(|_| !self.followed.waits) else { return Ok(()) };
        let Some(mut known) = self.action.conn().channel_client(channel, client).await? else { return Ok(()) };
        match self.last(client).await?.filter(|it| !it.is_ended()) {
            Some(running) => self.reopens(running.id, &mut known).await?,
            None => known.last_at = known.last_at.max(Some(self.at)),
        }
        Ok(self.action.conn().save_channel_client(channel, client, &known).await?)
    }

    /// The client of a running talk did something beside talking.
    async fn reopens(&mut self, running: ConversationId, known: &mut ChannelClient) -> Result<(), Problem> {
        // As it stands now: something may have happened in it with this very thing.
        let mut running = self.action.conversation(running).await?;
        let before = running.glance.reply_until;
        self.acted(&mut running, known);
        if running.glance.reply_until == before { Ok(()) } else { self.action.record(&running, []).await }
    }

    /// Something happened to an earlier message. One that does not stand here may be on its way still.
    pub(super) async fn of_message(
        &mut self,
        message: &str,
        event: impl FnOnce(&mut Conversation, Seq) -> Option<desk::Event>,
    ) -> Result<(), Problem> {
        let channel = self.channel();
        let Some((id, seq)) = self.action.conn().where_outside(channel, message).await? else {
            self.followed.waits = self.is_patient;
            if !self.is_patient {
                tracing::info!(%channel, "a messenger told something of a message that never came");
            }
            return Ok(());
        };
        let mut conversation = self.action.conversation(id).await?;
        if let Some(event) = event(&mut conversation, seq) {
            self.action.record(&conversation, [event]).await?;
        }
        Ok(())
    }

    pub(super) async fn add_parameters(
        &mut self,
        id: ConversationId,
        more: &BTreeMap<String, String>,
    ) -> Result<(), Problem> {
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
}

/// Where a client came from, and what was pressed, as parameters of the conversation.
pub(super) fn parameters(referral: Option<&Referral>, payload: Option<&str>) -> BTreeMap<String, String> {
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
