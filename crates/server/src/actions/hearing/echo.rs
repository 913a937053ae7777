//! What was said in our name: from here, which settles what became of it, or elsewhere.

use super::Hearing;
use crate::{messengers::plain, problem::Problem};
use channels::{Person, Said};
use desk::{
    ClientId, Conversation, ConversationId, EventId, Message, NewConversation, Seq, delivery::Word, event::EndCause,
    message::Outside,
};
use std::collections::BTreeMap;
use store::{Medium, Origin, Told, Try};
use uuid::Uuid;

impl Hearing<'_> {
    /// Something was said in our name: by us, which settles what became of it, or elsewhere.
    pub(super) async fn echo(&mut self, who: &Person, said: Said, ours: Option<&str>) -> Result<(), Problem> {
        let (channel, now) = (self.channel(), self.action.now);
        let ours = ours.and_then(Try::parse);
        if let Some(it) = ours
            && self.action.conn().message_of_outgoing(channel, it.part).await?.is_some()
        {
            let told = Told::Ours(channel, it, Some(&said.id));
            let told = self.action.conn().outgoing_told(&told, Word::Sent, None, now).await?;
            self.action.conn().part_is_called(channel, it.part, &said.id).await?;
            return self.action.tell_deliveries(&told).await;
        }
        if self.action.conn().where_outside(channel, &said.id).await?.is_some() {
            return Ok(());
        }
        // Of ours, and erased since: it is not to come back, nor its client.
        if ours.is_some_and(|it| it.part.get_version_num() == 7) {
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
}
