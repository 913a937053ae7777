//! Whether somebody is there for a client who would enter now.

use serde::{Deserialize, Serialize};

/// Whether a widget takes clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// A present and Available operator serves the widget's group.
    Online,
    /// Nobody who serves the group is present and Available.
    NobodyOnline,
}

/// Whether a group with this many present and Available members takes clients. One at the limit counts: the client waits.
#[must_use]
pub const fn of_group(available_members: usize) -> Availability {
    if available_members > 0 { Availability::Online } else { Availability::NobodyOnline }
}
