//! What happens to a talk that is over: its client rates it, and it is sent by mail.

use super::{Conversation, Stage};
use crate::{
    Event, EventBody,
    event::Author,
    rating::{MOST_ADDRESSES, NotRated, NotSent, RATE_WITHIN, Rating, Stars},
    text::Text,
};
use jiff::Timestamp;

impl Conversation {
    /// The client says what he or she thinks of the talk. Nothing new, nothing happens: hence the `Option`.
    ///
    /// # Errors
    /// [`NotRated`].
    pub fn rated(&mut self, stars: Stars, comment: Option<Text>, now: Timestamp) -> Result<Option<Event>, NotRated> {
        let Stage::Ended { at: ended_at, .. } = self.stage else { return Err(NotRated::Running) };
        if self.first_accepted_at.is_none() {
            return Err(NotRated::NobodyTalked);
        }
        let at = match &self.glance.rating {
            Some(known) if (known.stars, &known.comment) == (stars, &comment) => return Ok(None),
            Some(known) if now > known.changeable_until() => return Err(NotRated::TooLate),
            Some(known) => known.at,
            None if now.duration_since(ended_at) > RATE_WITHIN => return Err(NotRated::TooLate),
            None => now,
        };
        self.glance.rating = Some(Rating { stars, comment: comment.clone(), at });
        Ok(Some(self.happened(Author::Client(self.client), EventBody::Rated { stars, comment }, now)))
    }

    /// The talk goes to an address, if it has not been sent there already. A client may ask for few of them: what he or she
    /// wrote could be meant for somebody else's.
    ///
    /// # Errors
    /// [`NotSent`].
    pub fn transcript_sent(&mut self, by: Author, to: &str, now: Timestamp) -> Result<Option<Event>, NotSent> {
        if !self.is_ended() {
            return Err(NotSent::Running);
        }
        if self.first_accepted_at.is_none() {
            return Err(NotSent::NobodyTalked);
        }
        let address = to.to_lowercase();
        if self.glance.transcripts.contains(&address) {
            return Ok(None);
        }
        if matches!(by, Author::Client(_)) && self.glance.transcripts.len() >= MOST_ADDRESSES {
            return Err(NotSent::Enough);
        }
        self.glance.transcripts.push(address);
        Ok(Some(self.happened(by, EventBody::TranscriptSent { to: to.to_owned() }, now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ClientId, ConversationId, Entry, EntrySet, GroupId, NewConversation, OperatorId, conversation::Acceptor,
    };
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use uuid::Uuid;

    const ANNA: OperatorId = OperatorId(Uuid::from_u128(1));
    const SUPPORT: GroupId = GroupId(Uuid::from_u128(2));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn stars(n: u8) -> Stars {
        n.try_into().unwrap()
    }

    /// Somebody came in at 0; accepted at 10 and over at 100, unless nobody talked.
    fn over(accepted: bool) -> Conversation {
        let new = NewConversation {
            id: ConversationId(Uuid::from_u128(3)),
            client: ClientId(Uuid::from_u128(4)),
            entry: Entry::Chat,
            widget: None,
            channel: None,
            group: SUPPORT,
            operator: None,
            accept_by: None,
            answers: vec![],
            continues: None,
        };
        let (mut talk, _) = Conversation::start(new, at(0));
        if accepted {
            let acceptor = Acceptor {
                id: ANNA,
                groups: &[SUPPORT],
                load: Default::default(),
                chat_limit: 9,
                barred: EntrySet::NONE,
            };
            talk.accept(&acceptor, at(10)).unwrap();
        }
        assert_eq!(talk.rated(stars(5), None, at(50)), Err(NotRated::Running));
        assert_eq!(talk.transcript_sent(Author::Operator(ANNA), "a@b.example", at(50)), Err(NotSent::Running));
        let _ = talk.client_ends(at(100));
        talk
    }

    #[test]
    fn what_nobody_served_is_neither_rated_nor_sent() {
        let mut talk = over(false);
        assert_eq!(talk.rated(stars(5), None, at(101)), Err(NotRated::NobodyTalked));
        assert_eq!(talk.transcript_sent(Author::System, "a@b.example", at(101)), Err(NotSent::NobodyTalked));
    }

    #[test]
    fn a_rating_may_be_changed_for_ten_minutes_and_said_again_for_ever() {
        let mut talk = over(true);
        assert!(talk.rated(stars(2), None, at(1_000)).unwrap().is_some());
        assert!(talk.rated(stars(4), Text::parse("better").ok(), at(1_600)).unwrap().is_some());
        assert_eq!(talk.rated(stars(5), None, at(1_601)), Err(NotRated::TooLate));
        assert_eq!(talk.rated(stars(4), Text::parse("better").ok(), at(9_999)), Ok(None), "the same again");
        assert_eq!(talk.glance.rating.as_ref().map(|it| (it.stars, it.at)), Some((stars(4), at(1_000))));
    }

    #[test]
    fn a_day_after_the_end_it_is_too_late() {
        let last = at(100) + SignedDuration::from_hours(24);
        assert!(over(true).rated(stars(1), None, last).is_ok());
        assert_eq!(over(true).rated(stars(1), None, last + SignedDuration::from_secs(1)), Err(NotRated::TooLate));
    }

    #[test]
    fn each_address_gets_it_once_and_a_client_asks_for_few() {
        let mut talk = over(true);
        let client = Author::Client(talk.client);
        for n in 0..MOST_ADDRESSES {
            assert!(talk.transcript_sent(client, &format!("a{n}@b.example"), at(101)).unwrap().is_some());
        }
        assert_eq!(talk.transcript_sent(client, "A0@B.example", at(102)), Ok(None));
        assert_eq!(talk.transcript_sent(client, "more@b.example", at(103)), Err(NotSent::Enough));
        assert!(talk.transcript_sent(Author::Operator(ANNA), "more@b.example", at(104)).unwrap().is_some());
    }

    proptest! {
        /// However often and late it is said: there is one rating, the last one that was taken.
        #[test]
        fn the_last_rating_taken_is_the_rating(said in prop::collection::vec((1_u8..=5, 0_i64..400), 0..12)) {
            let (mut talk, mut now, mut last) = (over(true), 100, None);
            for (n, later) in said {
                now += later;
                let seq = talk.last_seq;
                if let Ok(event) = talk.rated(stars(n), None, at(now)) {
                    last = Some(stars(n));
                    prop_assert_eq!(talk.last_seq - seq, i64::from(event.is_some()));
                }
                prop_assert_eq!(talk.glance.rating.as_ref().map(|it| it.stars), last);
            }
        }
    }
}
