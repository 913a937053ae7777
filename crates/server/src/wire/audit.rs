//! The audit log as it is read.

use super::{Named, When};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[expect(missing_docs, reason = "each says it by its name; the console says it in people's words")]
pub enum Act {
    SignedIn,
    SignInFailed,
    SignedOut,
    SignInEnded,
    OtherSignInsEnded,
    PasswordChanged,
    ProfileChanged,
    InvitationAccepted,
    PasswordResetMailed,
    PasswordReset,
    SecondStepOn,
    SecondStepOff,
    RecoveryCodesRenewed,
    OpenidLinked,
    OpenidRefused,
    UserAdded,
    UserChanged,
    UserDeactivated,
    UserReactivated,
    UserSignedOut,
    UserInvited,
    InvitationSent,
    InvitationWithdrawn,
    SecondStepReset,
    OpenidUserMade,
    OpenidUnlinked,
    GroupAdded,
    GroupChanged,
    GroupRemoved,
    GroupHoursChanged,
    GroupHoursRemoved,
    WidgetAdded,
    WidgetChanged,
    WidgetRemoved,
    LogoAdded,
    ChannelAdded,
    ChannelChanged,
    ChannelRemoved,
    ChannelTested,
    ChannelSubscribed,
    IdentifySecretAdded,
    IdentifySecretRemoved,
    ResultAdded,
    ResultChanged,
    ResultRemoved,
    TagAdded,
    TagChanged,
    TagRemoved,
    AwayReasonAdded,
    AwayReasonChanged,
    AwayReasonRemoved,
    SetUp,
    CompanyChanged,
    SignInRulesChanged,
    OpenidChanged,
    OpenidTested,
    MailServerChanged,
    MailServerRemoved,
    MailServerTested,
    MailRetried,
    MailGivenUp,
    WebhookAdded,
    WebhookChanged,
    WebhookRemoved,
    WebhookSecretRenewed,
    WebhookTested,
    WebhookReplayed,
    KeyRotated,
    PrivacyChanged,
    ClientExported,
    ConversationsExported,
    ClientErased,
    ClientBanned,
    BanLifted,
    BanRestored,
    ApiTokenAdded,
    ApiTokenRevoked,
    /// By somebody who neither served the client nor was waited for.
    ConversationSeen,
    /// What is known of a client, by his or her own id.
    ClientSeen,
    RequestSeen,
    /// Those of a group of others.
    RequestsSeen,
}

/// What acts belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AuditArea {
    /// Signing in and out, and one's own account.
    SignIn,
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Widgets and what the company signs with.
    Widgets,
    /// Results and tags.
    Words,
    /// The company and its settings.
    Company,
    /// What was decided about clients.
    Clients,
    /// Looks at clients by who does not serve them.
    Looks,
}

impl Act {
    /// What it belongs to.
    #[must_use]
    pub const fn area(self) -> AuditArea {
        match self {
            Self::SignedIn
            | Self::SignInFailed
            | Self::SignedOut
            | Self::SignInEnded
            | Self::OtherSignInsEnded
            | Self::PasswordChanged
            | Self::ProfileChanged
            | Self::InvitationAccepted
            | Self::PasswordResetMailed
            | Self::PasswordReset
            | Self::SecondStepOn
            | Self::SecondStepOff
            | Self::RecoveryCodesRenewed
            | Self::OpenidLinked
            | Self::OpenidRefused => AuditArea::SignIn,
            Self::UserAdded
            | Self::UserChanged
            | Self::UserDeactivated
            | Self::UserReactivated
            | Self::UserSignedOut
            | Self::UserInvited
            | Self::InvitationSent
            | Self::InvitationWithdrawn
            | Self::SecondStepReset
            | Self::OpenidUserMade
            | Self::OpenidUnlinked => AuditArea::Users,
            Self::GroupAdded
            | Self::GroupChanged
            | Self::GroupRemoved
            | Self::GroupHoursChanged
            | Self::GroupHoursRemoved => AuditArea::Groups,
            Self::WidgetAdded
            | Self::WidgetChanged
            | Self::WidgetRemoved
            | Self::LogoAdded
            | Self::ChannelAdded
            | Self::ChannelChanged
            | Self::ChannelRemoved
            | Self::ChannelTested
            | Self::ChannelSubscribed
            | Self::IdentifySecretAdded
            | Self::IdentifySecretRemoved => AuditArea::Widgets,
            Self::ResultAdded
            | Self::ResultChanged
            | Self::ResultRemoved
            | Self::TagAdded
            | Self::TagChanged
            | Self::TagRemoved
            | Self::AwayReasonAdded
            | Self::AwayReasonChanged
            | Self::AwayReasonRemoved => AuditArea::Words,
            Self::SetUp
            | Self::CompanyChanged
            | Self::SignInRulesChanged
            | Self::OpenidChanged
            | Self::OpenidTested
            | Self::MailServerChanged
            | Self::MailServerRemoved
            | Self::MailServerTested
            | Self::MailRetried
            | Self::MailGivenUp
            | Self::WebhookAdded
            | Self::WebhookChanged
            | Self::WebhookRemoved
            | Self::WebhookSecretRenewed
            | Self::WebhookTested
            | Self::WebhookReplayed
            | Self::KeyRotated
            | Self::PrivacyChanged
            | Self::ClientExported
            | Self::ConversationsExported
            | Self::ClientErased
            | Self::ApiTokenAdded
            | Self::ApiTokenRevoked => AuditArea::Company,
            Self::ClientBanned | Self::BanLifted | Self::BanRestored => AuditArea::Clients,
            Self::ConversationSeen | Self::ClientSeen | Self::RequestSeen | Self::RequestsSeen => AuditArea::Looks,
        }
    }
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AuditEntry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: When,
    /// The operator who did it, by the present name; null: the command line, or nobody who could sign in.
    pub operator: Option<Named>,
    /// The name of who did it, as it was then; of a failed sign-in the e-mail that was typed.
    pub who: String,
    /// From which address.
    pub address: Option<String>,
    /// What that belongs to; null: of a newer build.
    pub area: Option<AuditArea>,
    /// What was done; null: by a newer build, whose word this one does not know.
    pub act: Option<Act>,
    /// On what or whom: its id and its name as it was then.
    pub subject: Option<AuditSubject>,
    /// What changed by it. Nothing secret is told.
    pub changes: Vec<AuditChange>,
}

/// On what or whom something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AuditSubject {
    /// Its id.
    pub id: String,
    /// Its name, as it was then.
    pub name: String,
}

/// One thing that changed. Instead of ids stand the names they had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AuditChange {
    /// What, as the API calls it; parts of parts with a dot between.
    pub field: String,
    /// What it was before; null: nothing.
    pub before: serde_json::Value,
    /// What it is now; null: nothing.
    pub after: serde_json::Value,
}
