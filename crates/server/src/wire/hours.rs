//! Opening hours as administrators edit them.

use super::When;
use desk::hours::Schedule;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// When a group is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct GroupHours {
    /// The group.
    pub group: Uuid,
    /// Its hours; null: always open.
    pub schedule: Option<Schedule>,
    /// What is so now.
    pub now: OpeningNow,
}

/// Whether a group is open now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpeningNow {
    /// Whether.
    pub open: bool,
    /// Until when; null: no end is foreseen.
    pub until: Option<When>,
}

/// What hours that are not kept yet would mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct HoursPreview {
    /// Whether the group would be open now.
    pub now: OpeningNow,
    /// The date where the group is.
    #[ts(type = "string")]
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// The minute of the day there.
    pub minute: u16,
    /// The public holidays of the next twelve months, in order.
    pub holidays: Vec<Holiday>,
}

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Holiday {
    /// Its date.
    #[ts(type = "string")]
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// In some regions of the country only: the group is open, unless an exception closes it.
    pub regional: bool,
}

/// What hours can be made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct HoursChoices {
    /// The IANA names of time zones.
    pub zones: Vec<String>,
    /// The ISO codes of the countries whose holidays are known.
    pub countries: Vec<String>,
}
