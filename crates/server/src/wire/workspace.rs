//! What the workspace loads: the queue, one's own conversations, colleagues and the words to choose from.

use super::{
    Named, Tag, When,
    channel::WorkspaceChannel,
    conversation::Conversation,
    hours::OpeningNow,
    offline::OpenRequests,
    operator::{AwayReason, Me, Operator},
};
use desk::files::FileRules;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// The snapshot a workspace screen starts from. Frames of the socket keep it true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Workspace {
    /// Who is signed in.
    pub me: Me,
    /// The company's settings that the workspace needs.
    pub company: CompanyWords,
    /// All groups.
    pub groups: Vec<Group>,
    /// All operators, by name.
    pub operators: Vec<Operator>,
    /// The waiting queue of the one who is signed in, in the queue's order.
    pub queue: Vec<Conversation>,
    /// The active conversations that the one who is signed in is in, by when they were accepted.
    pub mine: Vec<Conversation>,
    /// The active conversations that the one who is signed in is invited into.
    pub invitations: Vec<Conversation>,
    /// How many offline requests nobody has taken, for the groups whose requests the one who is signed in sees.
    pub offline: Vec<OpenRequests>,
    /// What can be picked at the end.
    pub results: Vec<Named>,
    /// The tags there are.
    pub tags: Vec<Tag>,
    /// The reasons to be away that can be chosen.
    pub away_reasons: Vec<AwayReason>,
    /// The pages and numbers of outside messengers, removed ones too.
    pub channels: Vec<WorkspaceChannel>,
}

/// The company's settings that the workspace needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct CompanyWords {
    /// The company's name.
    pub name: String,
    /// Whether waiting clients may be previewed.
    pub previews: bool,
    /// Which files may be sent.
    pub files: FileRules,
    /// Whether what is behind a message's link can be asked for.
    pub link_previews: bool,
    /// Whether mails can be sent from here.
    pub mail: bool,
}

/// A group as the workspace needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How long a client should wait at most, in seconds.
    pub service_level_seconds: u32,
    /// How long a named operator has to accept, in seconds.
    pub accept_seconds: u32,
}

/// Where a conversation can be redirected, with what helps to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Targets {
    /// Groups, by name.
    pub groups: Vec<GroupTarget>,
    /// Operators, those who know this client first, then by name.
    pub operators: Vec<OperatorTarget>,
}

/// A group to redirect to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct GroupTarget {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Members who are present and Available with room.
    pub available: u32,
    /// Members who are present and Available but at their limit.
    pub busy: u32,
    /// Members who are present and Away.
    pub away: u32,
    /// Clients who wait for the group now.
    pub waiting: u32,
    /// Whether it is open now.
    pub opening: OpeningNow,
}

/// An operator to redirect to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OperatorTarget {
    /// The operator as colleagues see him or her.
    pub operator: Operator,
    /// Whether he or she has talked with this client before.
    pub knows_client: bool,
}

/// The time on the server's clock, for timers that count locally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ServerTime {
    /// Now.
    pub now: When,
}
