//! How far each side has got: delivered = reached one of its devices, read = shown in a focused window.

use crate::Seq;
use serde::{Deserialize, Serialize};

/// Which side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The client.
    Client,
    /// The operators in the conversation.
    Operator,
}

/// How far one side has got. Both numbers only ever grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Seen {
    /// Everything up to this number reached one of the side's devices.
    pub delivered: Seq,
    /// Everything up to this number was shown in a focused window.
    pub read: Seq,
}

/// How far both sides of a conversation have got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Receipts {
    /// The client: ticks on the operators' messages.
    pub client: Seen,
    /// The operators: ticks on the client's messages.
    pub operator: Seen,
}

impl Receipts {
    pub(crate) const fn of_mut(&mut self, side: Side) -> &mut Seen {
        match side {
            Side::Client => &mut self.client,
            Side::Operator => &mut self.operator,
        }
    }
}

impl Seen {
    /// This, raised by a report. A report may be late or repeated, and nobody has seen what does not exist yet.
    #[must_use]
    pub fn raised_by(self, report: Self, last_seq: Seq) -> Self {
        let read = self.read.max(report.read.min(last_seq));
        Self { delivered: self.delivered.max(report.delivered.min(last_seq)).max(read), read }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn receipts_only_grow_and_never_pass_the_last_event(reports in prop::collection::vec((0..20_i64, 0..20_i64), 0..20), last in 0..15_i64) {
            let mut seen = Seen::default();
            for (delivered, read) in reports {
                let next = seen.raised_by(Seen { delivered, read }, last);
                prop_assert!(next.delivered >= seen.delivered && next.read >= seen.read);
                prop_assert!(next.read <= next.delivered && next.delivered <= last);
                seen = next;
            }
        }
    }
}
