//! Whether the client is connected, and what happens when somebody is gone too long.

use super::{Conversation, Stage};
use crate::{
    Entry, Event, EventBody, Graces, GroupId,
    event::{Author, EndCause},
    limits::Overflow,
};
use jiff::{SignedDuration, Timestamp};

/// The client's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientLine {
    /// A browser is connected, or the entry does not need one.
    Connected,
    /// No browser is connected.
    Away {
        /// Since when.
        since: Timestamp,
        /// When the operators were told: a reload is over before anybody need know.
        told_at: Option<Timestamp>,
    },
}

impl ClientLine {
    /// The line of a client who has just come in over HTTP: a live one has until the grace to connect.
    #[must_use]
    pub const fn at_entry(entry: Entry, now: Timestamp) -> Self {
        if entry.client_is_live() { Self::Away { since: now, told_at: None } } else { Self::Connected }
    }
}

impl Conversation {
    /// A browser of the client connected. `Some` when the operators were told that it had gone.
    #[must_use]
    pub fn client_connected(&mut self, now: Timestamp) -> Option<Event> {
        let told = matches!(self.line, ClientLine::Away { told_at: Some(_), .. });
        self.line = ClientLine::Connected;
        (told && !self.is_ended()).then(|| self.happened(Author::System, EventBody::ClientReturned, now))
    }

    /// The client's last browser disconnected, or was heard of without being connected. The graces run from now.
    pub const fn client_disconnected(&mut self, now: Timestamp) {
        if self.entry.client_is_live() && !self.is_ended() {
            let told_at = match self.line {
                ClientLine::Away { told_at, .. } => told_at,
                ClientLine::Connected => None,
            };
            self.line = ClientLine::Away { since: now, told_at };
        }
    }

    /// When [`Self::due`] has something to do next, if nothing happens before.
    #[must_use]
    pub fn next_deadline(&self, graces: &Graces) -> Option<Timestamp> {
        let gone = match (self.line, self.client_grace(graces)) {
            (ClientLine::Away { since, told_at }, Some(grace)) => {
                let away = SignedDuration::from(graces.client_away);
                Some(since + if told_at.is_some() { grace } else { away.min(grace) })
            }
            _ => None,
        };
        [gone, self.accept_by(), self.widens_at(), self.next_lapse()].into_iter().flatten().min()
    }

    /// What the passing of time alone brings about by `now`. `overflow` tells where a group's clients are offered on.
    #[must_use]
    pub fn due(
        &mut self,
        graces: &Graces,
        overflow: impl Fn(GroupId) -> Option<Overflow>,
        now: Timestamp,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        if let (ClientLine::Away { since, told_at }, Some(grace)) = (self.line, self.client_grace(graces)) {
            let gone_for = now.duration_since(since);
            if gone_for >= grace {
                events.push(self.finish(Author::System, EndCause::ClientGone, None, None, now));
                return events;
            }
            if told_at.is_none() && gone_for >= SignedDuration::from(graces.client_away) {
                self.line = ClientLine::Away { since, told_at: Some(now) };
                events.push(self.happened(Author::System, EventBody::ClientLeft, now));
            }
        }
        if self.accept_by().is_some_and(|by| now >= by) {
            events.extend(self.offered_on(overflow, now));
        }
        events.extend(self.lapse_invitations(now));
        events
    }

    const fn accept_by(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Waiting { accept_by } => accept_by,
            Stage::Active { .. } | Stage::Ended { .. } => None,
        }
    }

    fn client_grace(&self, graces: &Graces) -> Option<SignedDuration> {
        match self.stage {
            Stage::Waiting { .. } => Some(graces.client_waiting.into()),
            Stage::Active { .. } => Some(graces.client_active.into()),
            Stage::Ended { .. } => None,
        }
    }
}
