//! What another system of the company hears of, and what becomes of news it did not take.

use crate::{EventBody, Timestamp, retry::pause};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// After so long nobody waits for the news any more: it is shown as not delivered, and may be sent again by hand.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(3 * 24);

/// The longest time the other system may ask to be left alone.
const LONGEST_PLEA: SignedDuration = SignedDuration::from_hours(2);

/// Where the talk with the other system came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(export, rename = "WebhookTrouble"), schema(as = WebhookTrouble))]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Its name leads to no address, or nobody answers there.
    NoConnection,
    /// Its certificate is not trusted, or encryption did not come about.
    Certificate,
    /// No answer in time.
    TimedOut,
    /// It answered, but not with a status from 200 to 299.
    Refused,
    /// It answered 410: it wants to hear nothing more.
    Gone,
    /// The secret was sealed with another key than the present one.
    Unreadable,
    /// What it tells of is not there any more.
    Erased,
    /// It waited in the backup that the desk was restored from, and may have been delivered after that was made.
    Restored,
}

impl Trouble {
    /// Whether it would be any other news' trouble as well; else it may be this one's alone.
    #[must_use]
    pub const fn is_of_other_side(self, status: Option<u16>) -> bool {
        match self {
            Self::NoConnection | Self::Certificate | Self::TimedOut | Self::Gone | Self::Unreadable => true,
            Self::Refused => matches!(status, Some(429 | 500..)),
            Self::Erased | Self::Restored => false,
        }
    }
}

/// What news becomes after it could not be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    Try(Timestamp),
    /// Only a person may have it tried again.
    Stop,
}

/// What becomes of news on its way since `began_at` after so many attempts, the last just failed. `plea` is how long the
/// other system asked to be left alone.
#[must_use]
pub fn after_failure(
    attempts: u32,
    trouble: Trouble,
    plea: Option<SignedDuration>,
    began_at: Timestamp,
    now: Timestamp,
) -> Next {
    if matches!(trouble, Trouble::Gone | Trouble::Erased) || now.duration_since(began_at) >= PATIENCE {
        return Next::Stop;
    }
    let plea = plea.unwrap_or_default().min(LONGEST_PLEA);
    Next::Try(now + pause(attempts).max(plea))
}

/// What another system may hear of, by the names it has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[cfg_attr(feature = "wire", ts(export, rename = "WebhookTopic"), schema(as = WebhookTopic))]
pub enum Topic {
    /// A client came in.
    #[serde(rename = "conversation.started")]
    Started,
    /// An operator took it.
    #[serde(rename = "conversation.accepted")]
    Accepted,
    /// Client or operator said something.
    #[serde(rename = "conversation.message_added")]
    MessageAdded,
    /// An operator left a note.
    #[serde(rename = "conversation.note_added")]
    NoteAdded,
    /// It waits for somebody else.
    #[serde(rename = "conversation.redirected")]
    Redirected,
    /// A colleague was asked into the talk.
    #[serde(rename = "conversation.invited")]
    Invited,
    /// A colleague came into the talk.
    #[serde(rename = "conversation.joined")]
    Joined,
    /// A colleague went out of the talk.
    #[serde(rename = "conversation.left")]
    Left,
    /// A colleague has it now.
    #[serde(rename = "conversation.handed_over")]
    HandedOver,
    /// Somebody corrected who the client is.
    #[serde(rename = "conversation.client_changed")]
    ClientChanged,
    /// Two clients are one person.
    #[serde(rename = "conversation.client_merged")]
    ClientMerged,
    /// They are not.
    #[serde(rename = "conversation.client_parted")]
    ClientParted,
    /// The client is not served for a while.
    #[serde(rename = "conversation.client_banned")]
    ClientBanned,
    /// The client is served again.
    #[serde(rename = "conversation.client_unbanned")]
    ClientUnbanned,
    /// A note about the client was left.
    #[serde(rename = "conversation.client_note_added")]
    ClientNoteAdded,
    /// The client rated it.
    #[serde(rename = "conversation.rated")]
    Rated,
    /// It has other tags.
    #[serde(rename = "conversation.tags_changed")]
    TagsChanged,
    /// It has other parameters.
    #[serde(rename = "conversation.parameters_changed")]
    ParametersChanged,
    /// It is over.
    #[serde(rename = "conversation.ended")]
    Ended,
}

impl Topic {
    /// The topic of an event. What only tells how screens change is none.
    #[must_use]
    pub const fn of(body: &EventBody) -> Option<Self> {
        Some(match body {
            EventBody::Started { .. } => Self::Started,
            EventBody::Accepted => Self::Accepted,
            EventBody::MessageAdded { .. } => Self::MessageAdded,
            EventBody::NoteAdded { .. } => Self::NoteAdded,
            EventBody::Redirected { .. } => Self::Redirected,
            EventBody::Invited { .. } => Self::Invited,
            EventBody::Joined { .. } => Self::Joined,
            EventBody::Left { .. } => Self::Left,
            EventBody::HandedOver { .. } => Self::HandedOver,
            EventBody::ClientChanged { .. } => Self::ClientChanged,
            EventBody::ClientMerged { .. } => Self::ClientMerged,
            EventBody::ClientParted { .. } => Self::ClientParted,
            EventBody::ClientBanned { .. } => Self::ClientBanned,
            EventBody::ClientUnbanned { .. } => Self::ClientUnbanned,
            EventBody::ClientNoteAdded { .. } => Self::ClientNoteAdded,
            EventBody::Rated { .. } => Self::Rated,
            EventBody::TagsChanged { .. } => Self::TagsChanged,
            EventBody::ParametersChanged { .. } => Self::ParametersChanged,
            EventBody::Ended { .. } => Self::Ended,
            EventBody::Offered { .. }
            | EventBody::InvitationClosed { .. }
            | EventBody::Reacted { .. }
            | EventBody::MessageEdited { .. }
            | EventBody::MessageDeleted { .. }
            | EventBody::FileFetched { .. }
            | EventBody::FileMissed { .. }
            | EventBody::HeldElsewhere { .. }
            | EventBody::TranscriptSent { .. }
            | EventBody::ClientLeft
            | EventBody::ClientReturned
            | EventBody::PageViewed { .. }
            | EventBody::Erased => return None,
        })
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "conversation.started",
            Self::Accepted => "conversation.accepted",
            Self::MessageAdded => "conversation.message_added",
            Self::NoteAdded => "conversation.note_added",
            Self::Redirected => "conversation.redirected",
            Self::Invited => "conversation.invited",
            Self::Joined => "conversation.joined",
            Self::Left => "conversation.left",
            Self::HandedOver => "conversation.handed_over",
            Self::ClientChanged => "conversation.client_changed",
            Self::ClientMerged => "conversation.client_merged",
            Self::ClientParted => "conversation.client_parted",
            Self::ClientBanned => "conversation.client_banned",
            Self::ClientUnbanned => "conversation.client_unbanned",
            Self::ClientNoteAdded => "conversation.client_note_added",
            Self::Rated => "conversation.rated",
            Self::TagsChanged => "conversation.tags_changed",
            Self::ParametersChanged => "conversation.parameters_changed",
            Self::Ended => "conversation.ended",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn it_is_tried_for_three_days_and_then_shown_as_not_delivered() {
        let next = |now| after_failure(1, Trouble::TimedOut, None, at(0), at(now));
        let three_days = 3 * 86_400;
        assert_eq!(next(three_days - 1), Next::Try(at(three_days + 4)));
        assert_eq!(next(three_days), Next::Stop);
        assert_eq!(after_failure(1, Trouble::Gone, None, at(0), at(1)), Next::Stop);
    }

    #[test]
    fn who_asks_to_be_left_alone_is_but_not_for_ever() {
        let next = |plea| after_failure(1, Trouble::Refused, Some(SignedDuration::from_secs(plea)), at(0), at(0));
        assert_eq!((next(1), next(60), next(i64::MAX)), (Next::Try(at(5)), Next::Try(at(60)), Next::Try(at(7_200))));
    }

    #[test]
    fn a_topic_is_named_as_it_travels() {
        let topic = Topic::of(&EventBody::Accepted).unwrap();
        assert_eq!(topic.as_str(), "conversation.accepted");
        assert_eq!(serde_json::to_value(topic).unwrap(), topic.as_str());
        assert_eq!(Topic::of(&EventBody::ClientLeft), None);
    }
}
