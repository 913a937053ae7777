//! API tokens: what a program of the company's may do in its name, and until when.

use crate::{OperatorId, TokenId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a token lets do. Each is one thing a company would want to grant or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
pub enum Scope {
    /// List, read and search conversations, with who the client is.
    #[serde(rename = "read:conversations")]
    ReadConversations,
    /// Leave notes in conversations and tag them.
    #[serde(rename = "write:conversations")]
    WriteConversations,
    /// Read what is known of a client.
    #[serde(rename = "read:clients")]
    ReadClients,
    /// Correct a client's name, phone number and e-mail address.
    #[serde(rename = "write:clients")]
    WriteClients,
    /// List, add, change and deactivate users, but no administrators.
    #[serde(rename = "admin:users")]
    AdminUsers,
    /// Read the audit log.
    #[serde(rename = "admin:audit")]
    AdminAudit,
}

impl Scope {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::ReadConversations,
        Self::WriteConversations,
        Self::ReadClients,
        Self::WriteClients,
        Self::AdminUsers,
        Self::AdminAudit,
    ];

    /// Its name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadConversations => "read:conversations",
            Self::WriteConversations => "write:conversations",
            Self::ReadClients => "read:clients",
            Self::WriteClients => "write:clients",
            Self::AdminUsers => "admin:users",
            Self::AdminAudit => "admin:audit",
        }
    }
}

/// A token, without what only its holder knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// What people call it.
    pub name: String,
    /// What it lets do.
    pub scopes: Vec<Scope>,
    /// When it was made, and by whom.
    pub made: (Timestamp, OperatorId),
    /// When it ends by itself; none: never.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    /// Whether it opens anything at that moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether it lets do this.
    #[must_use]
    pub fn lets(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_token_holds_until_it_expires_or_is_revoked() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let token = ApiToken {
            id: TokenId(Uuid::from_u128(1)),
            name: "CRM".into(),
            scopes: vec![Scope::ReadClients],
            made: (at(0), OperatorId(Uuid::from_u128(2))),
            expires_at: Some(at(10)),
            revoked_at: None,
        };
        assert!(token.holds(at(9)) && !token.holds(at(10)));
        assert!(!ApiToken { revoked_at: Some(at(5)), ..token.clone() }.holds(at(6)));
        assert!(ApiToken { expires_at: None, ..token.clone() }.holds(at(1_000_000)));
        assert!(token.lets(Scope::ReadClients) && !token.lets(Scope::WriteClients));
    }

    #[test]
    fn a_scope_is_written_as_it_is_called() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
        }
    }
}
