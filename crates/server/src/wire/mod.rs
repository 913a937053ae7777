//! The shapes that travel: the REST API's bodies and the live sockets' frames.
//!
//! TypeScript (`web/shared/src/generated`) and OpenAPI are generated from these types. Within `/v1` they only grow.

pub mod access;
pub mod account;
pub mod administration;
pub mod audit;
pub mod ban;
pub mod channel;
pub mod choices;
pub mod client;
pub mod conversation;
pub mod event;
pub mod hours;
pub mod live;
pub mod mail;
pub mod message;
pub mod offline;
pub mod openid;
pub mod operator;
pub mod privacy;
pub mod routing;
pub mod search;
pub mod template;
pub mod token;
pub mod webhook;
pub mod widget;
pub mod workspace;

use desk::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// A moment, RFC 3339 in UTC with at most milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
#[serde(transparent)]
#[ts(export, type = "string")]
#[schema(value_type = String, format = DateTime)]
pub struct When(pub Timestamp);

impl From<Timestamp> for When {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

/// Something with an id and the name people know it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A coloured word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Tag {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its colour: a number from 1 to 6 of the palette.
    pub colour: i32,
}

/// Where a conversation is, or was last, directed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Target {
    /// Any member of the group may accept.
    Group(Named),
    /// Only this operator may accept.
    Operator(Named),
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to pass as `after` for the next page; null on the last one.
    pub next: Option<String>,
}
