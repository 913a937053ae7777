//! Names and words in memory: who and what an id stands for. Loaded anew whenever an administrator changes something.

use crate::{
    hours::{GroupHours, changes_at},
    wire::{
        Named, Tag as WireTag,
        offline::{OfflineForm, PublicOfflineForm},
        operator::{AwayReason as WireReason, AwayReasonDetails},
        widget::{FormField, PublicWidget, Widget as WireWidget, WidgetLook, WidgetText},
    },
};
use desk::{
    AwayReasonId, ChannelId, Entry, GroupId, OperatorId, ResultId, Role, TagId, Timestamp, TokenId, WidgetId,
    availability::Opening, capacity::chat_limit, hours::Schedule, limits::Overflow, routing::Rule, trigger::Trigger,
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use store::{
    AwayReason, Channel, Company, Conn, Error, Group, IdentifySecret, KeptToken, OpenId, Operator, ResultRow, Tag,
    Webhook,
};

/// Names and words, of one moment.
#[derive(Debug, Default)]
pub struct Directory {
    /// Raised with every change.
    pub version: i64,
    /// The company's settings.
    pub company: Company,
    /// Everybody, by name; deactivated ones too.
    pub operators: Vec<Operator>,
    /// Every group, by name; removed ones too.
    pub groups: Vec<Group>,
    /// Every widget, by name; removed ones too.
    pub widgets: Vec<Widget>,
    /// Every result; removed ones too.
    pub results: Vec<ResultRow>,
    /// Every tag; removed ones too.
    pub tags: Vec<Tag>,
    /// Every reason to be away; removed ones too.
    pub away_reasons: Vec<AwayReason>,
    /// Whether a mail server is set.
    pub sends_mail: bool,
    /// The provider people sign in through, if one was set; it may be off.
    pub openid: Option<OpenId>,
    /// What the company's own server signs with, sealed; oldest first.
    pub identify_secrets: Vec<IdentifySecret>,
    hours: HashMap<GroupId, GroupHours>,
    /// Every page and number of an outside messenger, by name; removed ones too.
    pub channels: Vec<Channel>,
    /// Other systems that hear what happens.
    pub webhooks: Vec<Webhook>,
    /// Every API token; those that are over, too.
    pub tokens: Vec<KeptToken>,
    memberships: HashMap<OperatorId, Vec<GroupId>>,
    operator_at: HashMap<OperatorId, usize>,
    group_at: HashMap<GroupId, usize>,
}

/// A widget with its details understood.
#[derive(Clone, Debug)]
pub struct Widget {
    /// Its short name.
    pub id: WidgetId,
    /// The name operators see.
    pub name: String,
    /// The group its clients wait for.
    pub group: GroupId,
    /// Whether it exists no longer.
    pub removed: bool,
    /// Origins, entries, form, texts, look.
    pub details: WidgetDetails,
    /// The newest version of its consent's text.
    pub consent: u32,
}

/// What of a widget is stored as one JSON object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WidgetDetails {
    /// Which sites may show it; empty: any.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
    /// The entries it offers, in order.
    pub entries: Vec<Entry>,
    /// The entry form.
    #[serde(default)]
    pub form: Vec<FormField>,
    /// The company's own words per language.
    #[serde(default)]
    pub texts: BTreeMap<String, WidgetText>,
    /// How it looks.
    pub look: WidgetLook,
    /// Whom its clients are directed to, in order; where none holds, to its group.
    #[serde(default)]
    pub routing: Vec<Rule>,
    /// The form while nobody can talk.
    #[serde(default)]
    pub offline: OfflineForm,
    /// Whether clients are asked, after a talk, what they think of it.
    #[serde(default)]
    pub rating: bool,
    /// Whether they may add a word to it.
    #[serde(default = "yes")]
    pub rating_comment: bool,
    /// When it speaks first, in order.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
}

const fn yes() -> bool {
    true
}

impl Directory {
    /// Loads names and words.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(conn: &mut Conn<'_>) -> Result<Self, Error> {
        // The version first: a change between the statements then only means loading once more.
        let version = conn.directory_version().await?;
        let company = conn.company().await?;
        let operators = conn.operators().await?;
        let groups = conn.groups().await?;
        let mut memberships: HashMap<OperatorId, Vec<GroupId>> = HashMap::new();
        for (operator, group) in conn.memberships().await? {
            memberships.entry(operator).or_default().push(group);
        }
        let consents: HashMap<_, _> =
            conn.newest_consents().await?.into_iter().map(|newest| (newest.widget, newest.number)).collect();
        let with_consent = |widget: store::Widget| {
            let consent = consents.get(&widget.id).copied().unwrap_or_default();
            Widget::understood(widget, consent)
        };
        let widgets = conn.widgets().await?.into_iter().filter_map(with_consent).collect();
        let (results, tags) = (conn.results().await?, conn.tags().await?);
        let away_reasons = conn.away_reasons().await?;
        let hours = conn.schedules().await?.into_iter().filter_map(|(group, it)| Some((group, understood(group, it)?)));
        let hours = hours.collect();
        let (identify_secrets, webhooks) = (conn.identify_secrets().await?, conn.webhooks().await?);
        let (tokens, channels) = (conn.api_tokens().await?, conn.channels().await?);
        let sends_mail = conn.mail_server().await?.is_some();
        let openid = conn.openid().await?;
        let operator_at = operators.iter().enumerate().map(|(n, o)| (o.id, n)).collect();
        let group_at = groups.iter().enumerate().map(|(n, g)| (g.id, n)).collect();
        Ok(Self {
            version,
            company,
            operators,
            groups,
            widgets,
            results,
            tags,
            away_reasons,
            sends_mail,
            openid,
            identify_secrets,
            hours,
            channels,
            webhooks,
            tokens,
            memberships,
            operator_at,
            group_at,
        })
    }

    /// The same with operators as clients know them, for what goes to a client whole.
    #[must_use]
    pub fn with_public_names(mut self) -> Self {
        for operator in &mut self.operators {
            operator.name = operator.public_name().to_owned();
        }
        self
    }

    /// An operator.
    #[must_use]
    pub fn operator(&self, id: OperatorId) -> Option<&Operator> {
        self.operator_at.get(&id).map(|n| &self.operators[*n])
    }

    /// A group.
    #[must_use]
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.group_at.get(&id).map(|n| &self.groups[*n])
    }

    /// A widget that exists.
    #[must_use]
    pub fn widget(&self, id: &WidgetId) -> Option<&Widget> {
        self.widgets.iter().find(|w| w.id == *id && !w.removed)
    }

    /// A page or number that is connected.
    #[must_use]
    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|it| it.id == id && it.removed_at.is_none())
    }

    /// By what clients can come in here: what widgets offer, and the messengers of which a page or number is connected.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let connected = |entry: Entry| self.channels.iter().any(|it| it.removed_at.is_none() && it.kind == entry);
        Entry::ALL.into_iter().filter(move |entry| entry.is_of_widgets() || connected(*entry))
    }

    /// A page or number and its name.
    #[must_use]
    pub fn channel_name(&self, id: ChannelId) -> Named {
        let name = self.channels.iter().find(|it| it.id == id).map(|it| it.name.clone()).unwrap_or_default();
        Named { id: id.0, name }
    }

    /// The provider people sign in through now.
    #[must_use]
    pub fn openid_now(&self) -> Option<&OpenId> {
        self.openid.as_ref().filter(|openid| openid.on)
    }

    /// Whether somebody of this role may sign in with a password.
    #[must_use]
    pub fn takes_password_of(&self, role: Role) -> bool {
        self.openid.as_ref().is_none_or(|openid| openid.takes_password_of(role))
    }

    /// The groups an operator serves.
    #[must_use]
    pub fn groups_of(&self, operator: OperatorId) -> &[GroupId] {
        self.memberships.get(&operator).map_or(&[], Vec::as_slice)
    }

    /// Who serves a group.
    pub fn members_of(&self, group: GroupId) -> impl Iterator<Item = &Operator> {
        self.operators.iter().filter(move |o| o.deactivated_at.is_none() && self.groups_of(o.id).contains(&group))
    }

    /// The chat limit that holds for an operator.
    #[must_use]
    pub fn chat_limit(&self, operator: OperatorId) -> u32 {
        let own = self.operator(operator).and_then(|o| o.chat_limit);
        let groups = self.groups_of(operator).iter().map(|g| self.group(*g).and_then(|g| g.chat_limit));
        chat_limit(own, groups, self.company.chat_limit)
    }

    /// Where a group's clients whom nobody accepts are offered on. A group that was removed takes nobody.
    #[must_use]
    pub fn overflow(&self, group: GroupId) -> Option<Overflow> {
        let overflow = self.group(group)?.overflow?;
        self.group(overflow.to).filter(|to| to.removed_at.is_none()).map(|_| overflow)
    }

    /// When a client who waits for the group since `now` is offered on.
    #[must_use]
    pub fn accept_by(&self, group: GroupId, now: Timestamp) -> Option<Timestamp> {
        Overflow::deadline(self.overflow(group), now)
    }

    /// The hours of a group that is not always open.
    #[must_use]
    pub fn hours_of(&self, group: GroupId) -> Option<&GroupHours> {
        self.hours.get(&group)
    }

    /// The time zone of a group, and the name it is known by: that of its hours, or UTC.
    #[must_use]
    pub fn zone_of(&self, group: GroupId) -> (TimeZone, &str) {
        match self.hours_of(group) {
            Some(hours) => (hours.zone().clone(), &hours.schedule.zone),
            None => (TimeZone::UTC, "UTC"),
        }
    }

    /// Whether a group is open now, and until when.
    #[must_use]
    pub fn opening(&self, group: GroupId, now: Timestamp) -> Opening {
        self.hours_of(group).map_or(Opening::Open(None), |hours| hours.at(now))
    }

    /// When the next group opens or closes.
    #[must_use]
    pub fn next_opening_change(&self, now: Timestamp) -> Option<Timestamp> {
        self.hours.values().filter_map(|hours| changes_at(hours.at(now))).min()
    }

    /// The name of the operator or group of this id.
    #[must_use]
    pub fn name_of(&self, id: uuid::Uuid) -> Option<String> {
        let operator = self.operator(OperatorId(id)).map(|operator| &operator.name);
        operator.or_else(|| self.group(GroupId(id)).map(|group| &group.name)).cloned()
    }

    /// An operator and the name people know him or her by.
    #[must_use]
    pub fn operator_name(&self, id: OperatorId) -> Named {
        Named { id: id.0, name: self.operator(id).map(|o| o.name.clone()).unwrap_or_default() }
    }

    /// An operator as clients know him or her: they never learn the own name where a public one was said.
    #[must_use]
    pub fn public_operator(&self, id: OperatorId) -> PublicOperator {
        let operator = self.operator(id);
        PublicOperator {
            name: operator.map(|o| o.public_name().to_owned()).unwrap_or_default(),
            photo_url: operator.and_then(photo_url),
        }
    }

    /// An API token and its name.
    #[must_use]
    pub fn token_name(&self, id: TokenId) -> Named {
        let kept = self.tokens.iter().find(|kept| kept.token.id == id);
        Named { id: id.0, name: kept.map(|kept| kept.token.name.clone()).unwrap_or_default() }
    }

    /// A group and its name.
    #[must_use]
    pub fn group_name(&self, id: GroupId) -> Named {
        Named { id: id.0, name: self.group(id).map(|g| g.name.clone()).unwrap_or_default() }
    }

    /// A result and its name.
    #[must_use]
    pub fn result_name(&self, id: ResultId) -> Named {
        let name = self.results.iter().find(|r| r.id == id).map(|r| r.name.clone()).unwrap_or_default();
        Named { id: id.0, name }
    }

    /// A reason to be away, also one that cannot be chosen any more.
    #[must_use]
    pub fn away_reason(&self, id: AwayReasonId) -> Option<WireReason> {
        self.away_reasons.iter().find(|it| it.id == id).map(told_reason)
    }

    /// The reasons to be away that can be chosen.
    #[must_use]
    pub fn away_reasons_now(&self) -> Vec<WireReason> {
        self.away_reasons.iter().filter(|it| it.removed_at.is_none()).map(told_reason).collect()
    }

    /// A tag as it is drawn.
    #[must_use]
    pub fn tag(&self, id: TagId) -> Option<WireTag> {
        let tag = self.tags.iter().find(|t| t.id == id)?;
        Some(WireTag { id: tag.id.0, name: tag.name.clone(), colour: tag.colour })
    }
}

/// An operator as clients know him or her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOperator {
    /// The name.
    pub name: String,
    /// Where the photo is read, from the server's root.
    pub photo_url: Option<String>,
}

/// Where an operator's photo is read, from the server's root.
#[must_use]
pub fn photo_url(operator: &Operator) -> Option<String> {
    operator.photo.as_ref().map(|key| format!("/photos/{key}"))
}

fn told_reason(reason: &AwayReason) -> WireReason {
    let details = AwayReasonDetails { names: reason.names.clone(), paid: reason.paid };
    WireReason { id: reason.id.0, details }
}

fn understood(group: GroupId, schedule: Schedule) -> Option<GroupHours> {
    let hours = GroupHours::of(schedule);
    if hours.is_none() {
        tracing::error!(%group, "this group's opening hours name a time zone or a country that is not known; it is always open");
    }
    hours
}

impl Widget {
    fn understood(stored: store::Widget, consent: u32) -> Option<Self> {
        match serde_json::from_value(stored.details) {
            Ok(details) => Some(Self {
                id: stored.id,
                name: stored.name,
                group: stored.group,
                removed: stored.removed_at.is_some(),
                details,
                consent,
            }),
            Err(error) => {
                tracing::error!(widget = %stored.id, %error, "a stored widget cannot be read; it is off");
                None
            }
        }
    }

    /// As the web page needs it.
    #[must_use]
    pub fn to_public(&self, company: &Company) -> PublicWidget {
        PublicWidget {
            id: self.id.0.clone(),
            company: company.name.clone(),
            entries: self.details.entries.clone(),
            form: self.details.form.clone(),
            texts: self.details.texts.clone(),
            look: self.details.look.clone(),
            offline: Some(&self.details.offline)
                .filter(|form| form.on)
                .map(|form| PublicOfflineForm { fields: form.fields.clone(), time: form.time }),
            files: company.files,
            typing_preview: company.typing_preview,
            consent: self.consent,
            triggers: self.details.triggers.iter().filter(|rule| rule.on).cloned().collect(),
        }
    }

    /// As administrators edit it.
    #[must_use]
    pub fn to_wire(&self) -> WireWidget {
        WireWidget {
            id: self.id.0.clone(),
            name: self.name.clone(),
            group: self.group.0,
            allowed_origins: self.details.allowed_origins.clone(),
            entries: self.details.entries.clone(),
            form: self.details.form.clone(),
            texts: self.details.texts.clone(),
            look: self.details.look.clone(),
            routing: Some(self.details.routing.clone()),
            offline: self.details.offline.clone(),
            rating: self.details.rating,
            rating_comment: self.details.rating_comment,
            triggers: Some(self.details.triggers.clone()),
        }
    }
}
